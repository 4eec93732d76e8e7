"""What the editor of stories says; its script knows no language."""

from django.utils.translation import gettext_lazy as _

_WORDS = {
    "toolbar": _("Form of the text"),
    "heading": _("Heading"),
    "subheading": _("Small heading"),
    "bold": _("Bold"),
    "italic": _("Italic"),
    "raised": _("Raised"),
    "lowered": _("Lowered"),
    "link": _("Link"),
    "bullets": _("List"),
    "numbers": _("Numbered list"),
    "quote": _("Quote"),
    "pulled": _("Pull quote"),
    "cite": _("Name under the quote"),
    "rule": _("Line between parts"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "picture": _("Picture"),
    "embed": _("Embed"),
    "call": _("Call to action"),
    "empty": _("Write the story here, or paste it."),
    "change": _("Change"),
    "remove": _("Remove"),
    "cancel": _("Cancel"),
    "insert": _("Put it in"),
    "save": _("Save"),
    "upload": _("Send the picture"),
    "sending": _("Sending the picture…"),
    "file": _("A new picture"),
    "file_help": _("JPEG, PNG or WebP, at most 18 MB."),
    "alt": _("What the picture shows"),
    "alt_help": _("For readers who cannot see it."),
    "caption": _("Caption"),
    "credit": _("Credit"),
    "chosen": _("Pictures of this story"),
    "none_yet": _("This story has no pictures yet."),
    "pick": _("Choose a picture, or send a new one."),
    "missing_picture": _(
        "This picture is not one of this story's. Readers do not see it."
    ),
    "address": _("Address of the page"),
    "address_help": _(
        "A video or a chart opens in the story when a reader presses for it. Any other"
        " page is shown as a link."
    ),
    "bad_address": _("Write a whole address that begins with https://."),
    "link_address": _("Where the link leads"),
    "link_help": _("An address such as https://example.org, or a page of this site."),
    "bad_link": _(
        "Write a whole address, such as https://example.org/page, or a path of this"
        " site that begins with /."
    ),
    "unlink": _("Take the link away"),
    "kind": _("What readers can do"),
    "target": _("Which one"),
    "target_address": _("Address it leads to"),
    "any_target": _("The one of this story's campaign"),
    "call_words": _("Words on the button"),
    "call_words_help": _("Left empty, the button says what is usual."),
    "session_over": _(
        "Your session at the desk is over. Sign in on another tab, then try again here;"
        " your text stays."
    ),
    "away": _("The site did not answer. Your text stays here; try again in a moment."),
    "refused": _("You may look at this story, but not add pictures to it."),
}


def of_the_editor() -> dict[str, str]:
    """In the language of this request."""
    return {name: str(text) for name, text in _WORDS.items()}
