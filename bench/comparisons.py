"""What is compared, and why each pair was chosen.

The other side is never a straw man: it is the obvious way to do the same thing, or the
floor below which nothing on this stack can go.
"""

import itertools
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from bench.measuring import Comparison
from campaigns.models import Campaign
from config.public_pages import forget
from config.wsgi import application
from petitions import counting, publishing, signing
from petitions.forms import SignatureForm
from petitions.models import CountChange, Petition, Signature, Tally
from petitions.models.counts import Reason

SLUG = "bench"
PAGE = f"/petitions/{SLUG}/"
ROWS = 200_000
_number = itertools.count()


def prepare() -> None:
    """A site with one open petition that has many signatures already."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    campaign = Campaign.objects.create(slug=SLUG, title="Bench", is_published=True)
    petition = Petition.objects.create(campaign=campaign, slug=SLUG, title="Bench")
    publishing.write_text(petition, "A text of ordinary length. " * 80)
    publishing.open_petition(petition)
    sign_page()
    _multiply(Signature.objects.get())
    Tally.objects.update(count=ROWS)


def _multiply(signature: Signature) -> None:
    """Copies of one signature, each with a key of its own, made inside the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO petitions_signature (petition_id, signer_key, name, email,"
            " country, postcode, region, reason, show_name, newsletter, text_id,"
            " wording_id, status, held_because, signed_at, verified_at, confirmed_at,"
            " network, salt, code_tries)"
            " SELECT petition_id, sha256(n::text::bytea), name, email, country,"
            " postcode, region, reason, show_name, newsletter, text_id, wording_id,"
            " 'confirmed', '', signed_at, signed_at, signed_at, network, salt, 0"
            " FROM petitions_signature, generate_series(1, %s) n WHERE id = %s",
            [ROWS, signature.pk],
        )
        cursor.execute("ANALYZE petitions_signature")


def request(method: str, path: str, form: dict[str, str] | None = None) -> bytes:
    """One request through the whole stack, from WSGI to the last byte."""
    body = urlencode(form or {}).encode()
    status: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_ORIGIN": "http://127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }
    answer = application(environ, lambda line, headers: status.append(line))
    got = b"".join(answer)
    answer.close()
    if status[0][:3] not in ("200", "302"):
        raise AssertionError(f"{method} {path}: {status[0]}")
    return got


def healthz() -> None:
    request("GET", "/healthz")


def warm_page() -> None:
    request("GET", PAGE)


def cold_page() -> None:
    forget(PAGE)
    request("GET", PAGE)


def form() -> dict[str, str]:
    """What a reader who never signed before types."""
    return {
        "name": "Ada Field",
        "email": f"reader{next(_number)}@example.org",
        "country": "GB",
        "postcode": "SW1A 1AA",
        "consent": "on",
    }


def sign_page() -> None:
    request("POST", f"{PAGE}sign/", form())


def sign() -> None:
    found = signing.find(SLUG, version=None)
    filled = SignatureForm(form())
    if not filled.is_valid() or found is None:
        raise AssertionError(filled.errors)
    signing.sign(
        found.petition, filled.details, text_id=found.text_id(None), network=""
    )


def sign_with_counter() -> None:
    """Signing as it is often built: the counter's row rises in the same transaction."""
    with transaction.atomic():
        sign()
        Tally.objects.filter(petition__slug=SLUG).update(count=F("count") + 1)


def read_count() -> None:
    Tally.objects.get(petition__slug=SLUG)


def count_rows() -> None:
    Signature.objects.filter(petition__slug=SLUG).confirmed().count()


def queue_and_drain() -> None:
    """A hundred confirmations counted the way it is done."""
    petition = Petition.objects.get(slug=SLUG)
    _queue_hundred(petition)
    counting.drain()


def queue_and_recount() -> None:
    """A hundred confirmations counted by counting again, as a nightly job would."""
    petition = Petition.objects.get(slug=SLUG)
    _queue_hundred(petition)
    CountChange.objects.all().delete()
    confirmed = Signature.objects.filter(petition=petition).confirmed().count()
    Tally.objects.filter(petition=petition).update(count=confirmed)


def _queue_hundred(petition: Petition) -> None:
    CountChange.objects.bulk_create(
        CountChange(petition=petition, change=1, reason=Reason.CONFIRMED, country="GB")
        for _ in range(100)
    )


ALL = [
    Comparison(
        "Signing against the floor",
        "POST of the form, to the redirect",
        sign_page,
        "/healthz, which does nothing",
        healthz,
    ),
    Comparison(
        "The petition page against the floor",
        "the petition page, warm",
        warm_page,
        "/healthz, which does nothing",
        healthz,
    ),
    Comparison(
        "The petition page kept, against made for each reader",
        "kept for a second",
        warm_page,
        "rendered each time",
        cold_page,
    ),
    Comparison(
        "Signing without and with a counter in the same transaction",
        "one insert, counted later",
        sign,
        "the insert and UPDATE count = count + 1",
        sign_with_counter,
    ),
    Comparison(
        f"Showing the number of a petition with {ROWS:,} signatures",
        "the tally",
        read_count,
        "SELECT count(*)",
        count_rows,
    ),
    Comparison(
        f"Counting 100 confirmations of a petition with {ROWS:,} signatures",
        "draining the queue",
        queue_and_drain,
        "counting all again",
        queue_and_recount,
    ),
]
