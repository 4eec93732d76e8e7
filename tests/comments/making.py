"""Threads in the shapes that tests of reading need."""

from tests import factories


def make_chain(thread, depth, **changes):
    """A root, an answer to it, an answer to that, and so on."""
    chain = [factories.make_comment(thread, **changes)]
    for _step in range(depth):
        chain.append(factories.make_comment(thread, parent=chain[-1], **changes))
    return chain


def make_roots(thread, how_many, author=None):
    """Many beginnings of one author, the first one oldest."""
    author = author or factories.make_user("many@example.org")
    return [
        factories.make_comment(thread, author, body=f"Beginning {number}.")
        for number in range(how_many)
    ]


def make_replies(root, how_many, author=None):
    """Many answers to one comment, of one author."""
    author = author or factories.make_user("answers@example.org")
    return [
        factories.make_comment(
            root.thread, author, parent=root, body=f"Answer {number}."
        )
        for number in range(how_many)
    ]
