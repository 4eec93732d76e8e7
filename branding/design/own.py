"""Parts that no other app owns: forms, and the pages that say what went wrong."""

from typing import Any

from django import forms
from django.http import QueryDict

from branding.design import at_home
from branding.design.specimens import Chapter, Specimen

# Pages that nobody comes to by a link: `/design/pages/` shows each with its frame too.
PAGES = ("400", "403", "403_csrf", "404", "410", "413", "415", "500", "503")


class _Form(forms.Form):
    """Every kind of field; sent empty, each says what is missing."""

    name = forms.CharField(label="Name")
    email = forms.EmailField(label="Email", help_text="We send one letter to it.")
    country = forms.ChoiceField(
        label="Country", choices=[("", "Choose one"), ("GB", "United Kingdom")]
    )
    reason = forms.CharField(
        label="Why are you signing?", widget=forms.Textarea({"rows": 3})
    )
    rhythm = forms.ChoiceField(
        label="How often",
        choices=[("a", "Once"), ("b", "Monthly")],
        widget=forms.RadioSelect,
    )
    consent = forms.BooleanField(label="You may keep my name with the petition.")


class _Page:
    """A page of a list; `has_…` as `components/pages.html` asks."""

    def __init__(self, number: int, *, has_previous: bool, has_next: bool) -> None:
        self.number = number
        self.has_previous, self.has_next = has_previous, has_next
        self.previous_page_number, self.next_page_number = number - 1, number + 1


def chapters() -> list[Chapter]:
    return [
        Chapter("forms", "Forms", [*_fields(), *_around()]),
        Chapter("door", "The door", _door()),
        Chapter("home", "My page, part by part", at_home.parts()),
        Chapter("behind-home", "Pages behind my page", at_home.pages()),
        Chapter("errors", "When something went wrong", _errors()),
    ]


def _fields() -> list[Specimen]:
    empty, sent = _Form(auto_id="empty_%s"), _Form(QueryDict(), auto_id="sent_%s")
    return [
        *(_field(field, "empty") for field in empty),
        Specimen(
            "components/error_summary.html",
            "above a form that was sent empty",
            {"form": sent, "heading": "Your name is not added yet"},
        ),
        *(_field(field, "with a mistake") for field in sent),
    ]


def _field(field: forms.BoundField, state: str) -> Specimen:
    return Specimen("components/field.html", f"{field.name}, {state}", {"field": field})


def _around() -> list[Specimen]:
    first = _Page(1, has_previous=False, has_next=True)
    middle = _Page(2, has_previous=True, has_next=True)
    told: dict[str, Any] = {"how_many": 3, "query": ""}
    return [
        Specimen("components/pages.html", "first page", told | {"page": first}),
        Specimen("components/pages.html", "in the middle", told | {"page": middle}),
        Specimen("components/preview_banner.html", "above a draft"),
        Specimen(
            "account/_messages.html",
            "what the last page wanted to say",
            {
                "messages": [
                    _Message("It is saved.", "success"),
                    _Message("It is not.", "error"),
                ]
            },
        ),
    ]


class _Message:
    def __init__(self, words: str, tags: str) -> None:
        self.words, self.tags = words, tags

    def __str__(self) -> str:
        return self.words


def _door() -> list[Specimen]:
    return [
        Specimen("account/_passkey.html", "where the browser knows passkeys"),
        Specimen("account/_social.html", "doors of other companies, if any are set"),
        Specimen(
            "account/_way_back.html", "unseen: where one came from", {"next": "/"}
        ),
    ]


def told(page: str) -> dict[str, Any]:
    """What a page that says what went wrong is told."""
    typed = [("reason", "We have a room that stands empty.")]
    if page == "403_csrf":
        return {"has_cookies": True, "retry_url": "/", "shown": typed}
    return {"posted": typed, "retry_url": "/"} if page == "503" else {}


def _errors() -> list[Specimen]:
    return [
        *(Specimen(f"{page}.html", page, told(page)) for page in PAGES),
        Specimen("503.html", "503, to somebody who only reads", {"retry_url": "/"}),
    ]


def letters() -> dict[str, dict[str, Any]]:
    """Letters of the door and of the desk (`accounts` lies below this app)."""
    desk = {
        "name": "Bo Lind",
        "inviter": "Ada Field",
        "link_url": "/",
        "person": "Bo Lind",
    }
    return {
        "account/code": {"code": "MKWP-RTVD", "code_minutes": 15},
        "account/closed": {},
        "account/staff": {"staff_url": "/admin/"},
        "accounts/letter": {
            "subject": "Your new address",
            "paragraphs": [
                "Hello,",
                "type this code on the page where you asked for it.",
            ],
            "code": "482913",
            "small": ["Was it not you? Then do nothing."],
        },
        "accounts/desk_link": desk,
        "accounts/desk_news": desk
        | {"about": "may now moderate", "doer": "Ada Field", "people_url": "/admin/"},
    }
