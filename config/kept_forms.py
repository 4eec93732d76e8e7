"""What somebody typed into a form that was not taken: kept, to be offered once more."""

from django.http import HttpRequest

Fields = list[tuple[str, str]]
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (a field's name; a page writes its own)


def fields_of(request: HttpRequest) -> Fields:
    """Every field of a posted form, in its order; nothing of a page that was read."""
    if request.method != "POST":
        return []
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != TOKEN
    ]
