"""How fast letters leave: one worker, a process of its own, to a sink on this machine.

Ask `prepare` for signatures first, in a process where Django is set up; the worker's
own process is given its environment.

    python -m bench.letters send     sends all that waits, and says what it took
    python -m bench.letters serve    sends what comes, until it is stopped
"""

import contextlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import django

from bench import sinks
from bench.sinks import Sink
from tests.parts.finding import die_with_parent, end

SLUG = "bench-letters"
RENDERED = 2000
# New letters are asked for one by one while the backlog goes out.
NEW_LETTERS = 9
LOOK_SECONDS = 0.02


class Sending(NamedTuple):
    """What one worker did; its processor time is what a busy machine cannot change."""

    sink: str
    letters: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        return self.letters / self.seconds

    @property
    def cpu_milliseconds(self) -> float:
        """Of the worker alone, for one letter."""
        return 1000 * self.cpu_seconds / self.letters


def prepare(count: int) -> None:
    """So many new signatures on a petition, each due for its letter, and no letters."""
    from django.db import connection
    from django.utils import timezone

    from mailroom.models import Letter
    from petitions.models import Signature

    Letter.objects.all().delete()
    Signature.objects.filter(petition__slug=SLUG).delete()
    signature = _sign("first@example.org")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO petitions_signature (petition_id, signer_key, name, email,"
            " country, postcode, region, reason, show_name, newsletter, text_id,"
            " wording_id, status, held_because, signed_at, network, salt,"
            " letter_due_at, code_tries)"
            " SELECT petition_id, sha256(('letter' || n)::bytea), name,"
            " %s || n || '@example.org', country, postcode, region, reason, show_name,"
            " newsletter, text_id, wording_id, status, held_because, signed_at,"
            " network, salt, signed_at, 0"
            " FROM petitions_signature, generate_series(2, %s) n WHERE id = %s",
            [f"reader{timezone.now():%H%M%S}x", count, signature.pk],
        )
        cursor.execute("ANALYZE petitions_signature")


def rendering_alone() -> float:
    """Letters a second when nothing is done but to render and build each, as usual.

    Three templates and Django's message as bytes: no queue, no database, no server.
    """
    from django.core.mail import EmailMultiAlternatives
    from django.template.loader import render_to_string

    from config import context

    told = {
        **context.site(),
        "petition": {"title": "Bench", "target": "The bench", "url": "https://x/"},
        "first_name": "Ada",
        "code": "123456",
        "code_hours": 24,
        "kept_days": 7,
        **dict.fromkeys(("confirm_url", "my_url", "not_me_url"), "https://x/" * 6),
    }
    start = time.perf_counter()
    for number in range(RENDERED):
        subject, text, html = (
            render_to_string(f"emails/petitions/confirm.{kind}", told)
            for kind in ("subject.txt", "txt", "html")
        )
        message = EmailMultiAlternatives(
            subject.strip(), text, to=[f"reader{number}@example.org"]
        )
        message.attach_alternative(html, "text/html")
        message.message().as_bytes(linesep="\r\n")
    return RENDERED / (time.perf_counter() - start)


def writing() -> Sending:
    """Every signature that is due gets its letter in the outbox; in this process."""
    from petitions import letters

    start, start_cpu = time.perf_counter(), time.process_time()
    count = letters.write_due()
    return Sending(
        "the outbox",
        count,
        time.perf_counter() - start,
        time.process_time() - start_cpu,
    )


def sending(sink: str = "") -> Sending:
    """One worker sends a letter to all that `prepare` made; `sink` is a name."""
    writing()
    with sinks.listening(sink) as listening:
        told = subprocess.run(  # noqa: S603 (our own)
            _command("send"),
            env=_environ(listening),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return Sending(listening.name, **json.loads(told.stdout))


def behind_backlog(count: int, sink: str = "") -> list[float]:
    """Seconds until a new confirmation left, while a newsletter of `count` goes out.

    One after the other, from the signature to the mark that its letter left. The
    letters are written here, as the other worker does each second.
    """
    _post_newsletter(count)
    with _serving(sink):
        time.sleep(2)
        waited = [_time_of_new_letter(number) for number in range(NEW_LETTERS)]
        _assert_backlog()
    return waited


def _post_newsletter(count: int) -> None:
    from mailroom import outbox
    from mailroom.models import Lane

    words = {"subject": "News", "text": "News.\n" * 40, "html": "<p>News.</p>" * 40}
    stamp = time.time_ns()
    for start in range(0, count, 1000):
        outbox.post(
            outbox.draft(
                "bench",
                subject_id=None,
                mail_to=f"member{stamp}x{number}@example.org",
                lane=Lane.BULK,
                content=words,
            )
            for number in range(start, min(start + 1000, count))
        )


def _time_of_new_letter(number: int) -> float:
    from mailroom.models import Letter
    from petitions import letters

    email = f"new{time.time_ns()}x{number}@example.org"
    start = time.perf_counter()
    _sign(email)
    letters.write_due()
    while not Letter.objects.filter(address=email, state="sent").exists():
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - start


def _assert_backlog() -> None:
    """Without a backlog to the end, nothing was measured."""
    from mailroom.models import Lane, Letter

    if not Letter.objects.due().filter(lane=Lane.BULK).exists():
        raise AssertionError("The newsletter was out too soon: ask for a longer one.")


@contextlib.contextmanager
def _serving(sink: str) -> Iterator[None]:
    with sinks.listening(sink) as listening:
        worker = subprocess.Popen(  # noqa: S603 (our own)
            _command("serve"), env=_environ(listening), preexec_fn=die_with_parent
        )
        try:
            yield
        finally:
            end(worker)


def _command(what: str) -> list[str]:
    return [sys.executable, "-m", "bench.letters", what]


def _environ(sink: Sink) -> dict[str, str]:
    return os.environ | {"EMAIL_URL": sink.url, "DEMO": "0"}


def _sign(email: str) -> Any:
    """What signing does to the row, for a petition that is made when missing."""
    from django.utils import timezone

    from mailroom import addresses
    from petitions import consents
    from petitions.models import Signature
    from petitions.models.signature import new_salt

    petition = _petition()
    now = timezone.now()
    return Signature.objects.create(
        petition=petition,
        signer_key=petition.signer_key(addresses.parse(email).canonical),
        name="Ada Field",
        email=email,
        country="GB",
        text=petition.text,
        wording_id=consents.wording_id(),
        status=Signature.Status.PENDING,
        signed_at=now,
        salt=new_salt(),
        letter_due_at=now,
    )


def _petition() -> Any:
    from campaigns.models import Campaign
    from petitions import publishing
    from petitions.models import Petition

    if found := Petition.objects.filter(slug=SLUG).first():
        return found
    campaign = Campaign.objects.create(slug=SLUG, title="Bench", is_published=True)
    petition = Petition.objects.create(
        campaign=campaign, slug=SLUG, title="Bench", target="The bench"
    )
    publishing.write_text(petition, "A text of ordinary length. " * 80)
    publishing.open_petition(petition)
    return petition


def _send_all() -> None:
    """In the worker's process: all that waits, and what it took as JSON."""
    from mailroom import delivery

    _warm_up()

    start, start_cpu, count = time.perf_counter(), time.process_time(), 0
    while sent := delivery.send_due():
        count += sent
    took = time.perf_counter() - start, time.process_time() - start_cpu
    print(json.dumps({"letters": count, "seconds": took[0], "cpu_seconds": took[1]}))


def _warm_up() -> None:
    """What a worker does once in its life: the table of addresses, a connection."""
    from django.db import connection
    from django.urls import reverse

    reverse("petitions:confirm", args=["0"])
    connection.ensure_connection()


def _serve() -> None:
    """In the worker's process: as the task does, rung each second."""
    from mailroom import delivery

    while True:
        delivery.send_due()
        time.sleep(1)


if __name__ == "__main__":
    django.setup()
    logging.disable(logging.WARNING)
    {"send": _send_all, "serve": _serve}[sys.argv[1]]()
