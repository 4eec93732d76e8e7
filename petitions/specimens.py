"""What `/design/` shows of petitions (branding/design); all made up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from django.http import QueryDict

from branding.design.specimens import Chapter, Specimen
from campaigns import qr, sharing
from campaigns.specimens import AT, CAMPAIGN, STORY
from petitions import consents, saying
from petitions.charting import Figure, Row
from petitions.charts.drawing import FRAMES, Bar, Mark, bar_chart, line_chart
from petitions.forms import CodeForm, SignatureForm
from petitions.models import Petition, Signature
from petitions.ranking import Map, Ranked, Ranking, Shade, Tile

GOAL = 300_000
# Nothing, hardly anything, on the way, so near that 100 % would be a lie, past it.
COUNTS = {
    "nobody yet": 0,
    "one person": 1,
    "a small number": 1_240,
    "on the way": 212_480,
    "close to the goal": 299_999,
    "past an editor's goal": 301_020,
}
LINKS = (
    *("confirm_url", "my_url", "not_me_url", "petition_url", "again_url"),
    *("campaign_url", "stop_url"),
)
TITLE = "Let those who flee the war come here"


def petition(status: str = "open", **changes: Any) -> Petition:
    told: dict[str, Any] = {
        "pk": 9001,
        "campaign": CAMPAIGN,
        "slug": "example",
        "title": TITLE,
        "target": "The Home Secretary",
        "status": status,
        "opened_at": AT,
    }
    if status in ("closed", "won"):
        told[f"{status}_at"] = AT + timedelta(days=90)
    return Petition(**(told | changes))


def figures(count: int = 212_480, goal: int = GOAL) -> Thing:
    percent, remaining = min(100, count * 100 // goal), max(0, goal - count)
    return Thing(
        count=count,
        goal=goal,
        percent=percent,
        remaining=remaining,
        as_of=AT,
        counted_at=AT,
    )


def chapters() -> list[Chapter]:
    return [
        Chapter("progress", "The number and its bar", _progress()),
        Chapter("petitions", "Petitions", _petitions()),
        Chapter("signing", "Signing", _signing()),
        Chapter("signers", "What a signer sees", _signers()),
        Chapter("figures", "Figures: charts and places", _charts()),
        Chapter("embed", "On other sites", _embed()),
    ]


def _progress() -> list[Specimen]:
    bar = "components/progress.html"
    return [
        *(
            Specimen(bar, state, {"figures": figures(count), "is_over": False})
            for state, count in COUNTS.items()
        ),
        Specimen(bar, "over: no bar", {"figures": figures(), "is_over": True}),
        Specimen(
            "components/live_count.html",
            "kept fresh: the number climbs",
            {"petition": petition(), "figures": figures(), "seconds": 4},
        ),
    ]


def _petitions() -> list[Specimen]:
    def drawn(template: str, **more: Any) -> Iterator[Specimen]:
        for status in Petition.Status.values:
            told = {"petition": petition(status), "figures": figures(), **more}
            told["is_over"] = status in ("closed", "won")
            yield Specimen(template, status, told)

    closing = petition(closes_at=datetime(2031, 3, 1, 18, tzinfo=UTC))
    won = petition("won", standfirst="Safety first.", outcome="Visas were waived.")
    call = {"url": "/", "words": "Sign the petition"}
    renewal = Thing(
        begun=Thing(title="A second spring", url="/", opened_at=AT),
        settled_at=AT,
        final_count=212_480,
        withdrawn_since=12,
        confirms_until=AT,
    )
    pending = Thing(
        begun=Thing(opened_at=None), settled_at=None, confirms_until=AT, final_count=0
    )
    ended = petition("closed")
    return [
        *drawn("petitions/_card.html"),
        *drawn("petitions/_figures.html"),
        *drawn("petitions/calls/card.html", **call),
        Specimen("components/petition_status.html", "closes", {"petition": closing}),
        Specimen("petitions/_frozen.html", "of a run that is over", _with_figures(won)),
        Specimen("petitions/_archived.html", "in the archive", _with_figures(won)),
        Specimen(
            "petitions/_goes_on.html",
            "the campaign goes on",
            {"petition": ended, "renewal": renewal},
        ),
        Specimen(
            "petitions/_goes_on.html",
            "not yet settled",
            {"petition": ended, "renewal": pending},
        ),
        Specimen(
            "petitions/_signers.html",
            "who signed lately",
            {"signers": [Thing(name="Marit Ollerenshaw", place="Leeds", at=AT)] * 2},
        ),
    ]


def _with_figures(one: Petition) -> dict[str, Any]:
    return {"petition": one, "figures": figures()}


def _signing() -> list[Specimen]:
    sent = QueryDict("name=&email=ada&country=GB&postcode=12")
    about = _with_figures(petition()) | {"wording": consents.wording()}
    code = CodeForm(QueryDict("email=ada@example.org&code=1"))
    code.refuse_code()
    form = "petitions/_sign_form.html"
    return [
        Specimen(form, "empty", about | {"form": SignatureForm(auto_id="new_%s")}),
        Specimen(form, "sent back", about | {"form": SignatureForm(sent)}),
        Specimen(
            "petitions/calls/form.html",
            "within a story",
            about
            | {
                "form": SignatureForm(auto_id="call_%s"),
                "url": "/",
                "heading_id": "call",
            },
        ),
        Specimen(
            "petitions/_code_form.html",
            "the code from the letter",
            {"petition": petition(), "form": CodeForm()},
        ),
        Specimen(
            "petitions/_code_form.html",
            "a code that is too old",
            {"petition": petition(), "form": code, "button_class": "button-quiet"},
        ),
    ]


def _signers() -> list[Specimen]:
    signature = Signature(
        pk=9001,
        petition=petition(),
        name="Ada Field",
        country="GB",
        postcode="SW1A 1AA",
        reason="We have a room that stands empty.",
        signed_at=AT,
        confirmed_at=AT + timedelta(minutes=4),
        status="confirmed",
    )
    item = Thing(signature=signature, petition=signature.petition, url="/")
    statuses = ("confirmed", "pending", "withdrawn", "removed")
    return [
        Specimen(
            "petitions/_given.html",
            "what was given",
            {"signature": signature, "masked": "a•••@example.org"},
        ),
        *(
            Specimen(
                "petitions/_my_status.html",
                status,
                {"signature": Thing(shown_status=status)},
            )
            for status in statuses
        ),
        Specimen("petitions/_my_signatures.html", "at home", {"signatures": [item]}),
        Specimen("petitions/_my_signatures.html", "none", {"signatures": []}),
        Specimen("petitions/_my_letters.html", "at home", {"signatures": [signature]}),
        *_next_steps(),
    ]


def _next_steps() -> Iterator[Specimen]:
    asked = petition()
    words = {"title": TITLE, "text": "Will you add your name?"}
    here: dict[str, Any] = {"petition": asked, "address": "/", "host": "example.org"}
    told: dict[str, dict[str, Any]] = {
        "share": {
            "sharing": sharing.of("/petitions/example/", **words),
            "qr": qr.svg("https://example.org/"),
        },
        "write": {"letter": "Dear Home Secretary,", "mailbox": "office@example.org"},
        "read": {"story": STORY},
        "donate": {},
        "forum": {},
    }
    for kind, more in told.items():
        template = f"petitions/next_steps/{kind}.html"
        yield Specimen(template, "asked first", here | more | {"is_first": True})
        yield Specimen(template, "among the others", here | more)


def _charts() -> list[Specimen]:
    ranking = _ranking()
    named = {"ranking": ranking, "key": "design", "heading": "Country"}
    tiles = [
        Tile(code, name, str(shade * 900), shade, 50 * place, 0)
        for place, (code, name, shade) in enumerate(
            [("SW", "London SW", 5), ("LS", "Leeds", 3), ("EH", "Edinburgh", 1)]
        )
    ]
    shades = [Shade(1, 5, 900), Shade(3, 901, 2_700), Shade(5, 2_701, 4_500)]
    area = {"map": Map(tiles, shades, 152, 52), "areas": ranking}
    return [
        *(
            Specimen("petitions/data/_chart.html", chart.title, {"chart": chart})
            for chart in _drawn_charts()
        ),
        Specimen("petitions/data/_ranks.html", "a few", named),
        Specimen(
            "petitions/data/_ranks.html",
            "many, to be searched",
            named
            | {
                "ranking": ranking._replace(rest=ranking.first),
                "more": "All countries: the numbers",
                "is_searched": True,
            },
        ),
        Specimen("petitions/data/_map.html", "postcode areas", area),
        Specimen(
            "petitions/data/_downloads.html", "its files", {"petition": petition()}
        ),
    ]


def _ranking() -> Ranking:
    first = [
        Ranked("GB", "United Kingdom", "201,113", "94.6%", "100"),
        Ranked("IE", "Ireland", "8,240", "3.8%", "4.1"),
        Ranked("PL", "Poland", "3,102", "1.4%", "1.5"),
    ]
    return Ranking(first, [], not_known=21, withheld=4, whole=212_480)


def _drawn_charts() -> Iterator[Figure]:
    hour = timedelta(hours=1)
    values = (120, 940, 2_310, 1_800, -40, 760, 390, 210)
    bars = [
        Bar(AT + hour * place, AT + hour * (place + 1), value, is_over=place < 7)
        for place, value in enumerate(values)
    ]
    sums = [sum(values[: place + 1]) for place in range(len(values))]
    points = [(bar.end, total) for bar, total in zip(bars, sums, strict=True)]
    rows = [Row(f"{bar.start:%H:%M}", saying.number(bar.value)) for bar in bars]
    say: dict[str, Any] = {
        "zone": UTC,
        "say_number": saying.number,
        "say_tick": lambda tick: f"{tick.at:%H:%M}",
    }
    line = [
        line_chart(frame, points, marks=[Mark(points[-1][0], sums[-1], "now")], **say)
        for frame in FRAMES
    ]
    peak = Mark(bars[2].start, values[2], "12:30")
    pace = [bar_chart(frame, bars, peak=peak, **say) for frame in FRAMES]
    story = "Most signed in the third hour. Then fewer came, and some withdrew."
    heading = "Signatures"
    yield Figure("line", "A line", story, line, rows, "From", heading)
    yield Figure("bars", "Bars", story, pace, rows, "From", heading)


def _embed() -> list[Specimen]:
    snippet = Thing(
        name="frame",
        label="Frame",
        note="For any page that takes HTML.",
        code='<iframe src="https://example.org/embed/"></iframe>',
    )
    card = _with_figures(petition())
    frame = "petitions/embed/card.html"
    return [
        Specimen(
            "petitions/embed/_snippets.html",
            "what is pasted",
            {"card_path": "about:blank", "snippets": [snippet]},
        ),
        Specimen(frame, "the card, without its frame's sheet", card),
        Specimen("petitions/embed/missing.html", "a card that is gone"),
    ]


def letters() -> dict[str, dict[str, Any]]:
    told: dict[str, Any] = dict.fromkeys(LINKS, "/") | {
        "first_name": "Ada",
        "petition": petition(),
        "title": TITLE,
        "target": "The Home Secretary",
        "campaign": CAMPAIGN.title,
        "code": "482913",
        "code_hours": 24,
        "kept_days": 14,
        "signed_on": "14 March 2022",
        "subject": TITLE,
        "story": {"headline": STORY.headline, "url": "/", "made_on": "14 March 2022"},
    }
    kinds = ("confirm", "already_signed", "renewal", "correction")
    return {f"petitions/{kind}": told for kind in kinds}
