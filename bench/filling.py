"""The rows to measure on: one open petition, and as many signatures as wanted.

Signatures are made inside the database out of one that was signed for real, so a
column that is added later is filled as signing fills it.
"""

import contextlib
import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connection

from bench.visiting import SIGN, SLUG, form, network
from campaigns.models import Campaign
from petitions import counting, publishing, recounting
from petitions.models import Petition, Signature, Tally

# What differs from person to person; the rest is as the one real signature has it.
FIRST = "Ada,Zoë,José,Siân,Nguyễn,Fatima,Oleksandr,Jürgen,Mary-Jane,D’Arcy"
LAST = "Field,O’Neill,Müller,Kowalska,García,Smith,Singh,Đặng,Ivanenko,Okafor"
AREAS = "SW,SE,N,E,M,B,LS,EH,CF,BT,G,L,NE,BS,NG,OX,CB,SO,PL,TR"
PERSON = {
    "signer_key": "sha256((n || ':' || s.petition_id)::bytea)",
    "name": "({first})[1 + n % 10] || ' ' || ({last})[1 + n / 10 % 10]",
    "email": "'reader' || n || '@example.org'",
    "country": "CASE n % 20 WHEN 0 THEN 'FR' WHEN 1 THEN 'IE' ELSE 'GB' END",
    "postcode": "CASE WHEN n % 20 < 2 THEN ''"
    " ELSE ({areas})[1 + n % 20] || n % 9 + 1 || ' ' || n / 9 % 9 + 1 || 'AA' END",
    "region": "CASE WHEN n % 20 < 2 THEN '' ELSE ({areas})[1 + n % 20] END",
    "reason": "CASE WHEN n % 5 = 0 THEN 'Because my neighbours came as refugees'"
    " || ' themselves, and nobody asked \"why?\" No. ' || n ELSE '' END",
    "show_name": "n % 3 = 0",
    "newsletter": "n % 4 = 0",
    "network": "'10.' || n / 250 % 256 || '.' || n % 250 || '.0/24'",
    "salt": "decode(md5(n || 'salt' || s.id), 'hex')",
    "signed_at": "now() - interval '2 hours' - n * interval '20 milliseconds'",
    "letter_due_at": "NULL",
}
CONFIRMED = {
    "status": "'confirmed'",
    "held_because": "''",
    "verified_at": "now() - interval '1 hour' - n * interval '20 milliseconds'",
    "confirmed_at": "now() - interval '1 hour' - n * interval '20 milliseconds'",
}
PENDING = {
    "status": "'pending'",
    "held_because": "''",
    "verified_at": "NULL",
    "confirmed_at": "NULL",
}
TRIES = 10
# What stands before anybody has signed; the rest of the tables is gathered since.
STANDS = {"petition", "petitiontext", "consentwording", "tally"}


def make_template() -> None:
    """The tables, the static files, and one open petition that nobody has signed."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    campaign = Campaign.objects.create(slug=SLUG, title="Bench", is_published=True)
    petition = Petition.objects.create(
        campaign=campaign,
        slug=SLUG,
        title="Let people in who flee from war",
        target="The Home Secretary",
    )
    publishing.write_text(petition, "A text of ordinary length. " * 80)
    publishing.open_petition(petition)
    # What a process keeps in mind, such as the wording's id, holds for every copy.
    _sign_for_real()
    empty()
    connection.close()


@contextlib.contextmanager
def looking_at(database: str) -> Iterator[None]:
    """Let this process's Django work on another database of the same server."""
    before = connection.settings_dict["NAME"]
    _look_at(database)
    try:
        yield
    finally:
        _look_at(before)


def _look_at(database: str) -> None:
    """A process that is started here is told of the same database."""
    url = urlsplit(os.environ["DATABASE_URL"])
    os.environ["DATABASE_URL"] = url._replace(path=f"/{database}").geturl()
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    connection.settings_dict["NAME"] = database


def petition() -> Petition:
    return Petition.objects.get(slug=SLUG)


def empty() -> None:
    """The petition as it was on its first day; what hangs on signatures goes, too."""
    models = [
        model
        for app in ("petitions", "mailroom")
        for model in apps.get_app_config(app).get_models()
        if model._meta.model_name not in STANDS
    ]
    tables = ", ".join(model._meta.db_table for model in models)
    for tries_left in reversed(range(TRIES)):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {tables} CASCADE")
            break
        except OperationalError:
            # A worker that is at work holds some of them, for a moment.
            if not tries_left:
                raise
    Tally.objects.update(count=0)


def fill(count: int, *, start: int = 0, confirmed: bool = True) -> None:
    """So many more signatures, and the numbers that follow from them."""
    one = _sign_for_real()
    _multiply(one, count, start, CONFIRMED if confirmed else PENDING)
    one.delete()
    if confirmed:
        recounting.repair(petition())
        counting.drain()
    tidy()


def tidy() -> None:
    """What PostgreSQL would do in the background, done now and not while measured."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE petitions_signature")
        cursor.execute("CHECKPOINT")


def _sign_for_real() -> Signature:
    request("POST", SIGN, form())
    return Signature.objects.latest("pk")


def _multiply(one: Signature, count: int, start: int, status: dict[str, str]) -> None:
    arrays = {
        name: f"string_to_array('{words}', ',')"
        for name, words in (("first", FIRST), ("last", LAST), ("areas", AREAS))
    }
    made = {name: sql.format(**arrays) for name, sql in (PERSON | status).items()}
    names = [field.column for field in Signature._meta.concrete_fields][1:]
    values = ", ".join(made.get(name, f"s.{name}") for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO petitions_signature ({', '.join(names)}) SELECT {values}"
            " FROM petitions_signature s,"
            f" generate_series({start} + 1, {start + count}) n"
            f" WHERE s.id = {one.pk} ORDER BY n"
        )


def request(method: str, path: str, form: dict[str, str] | None = None) -> bytes:
    """One request inside this process, from WSGI to the last byte."""
    from config.wsgi import application

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
        "HTTP_X_FORWARDED_FOR": f"{network()}, 127.0.0.1",
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
