"""Who makes a spreadsheet, and what happens when making one fails or is cut short."""

import errno
import hashlib
import stat
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from petitions import exporting, tasks
from petitions.exporting import keeping, making, sheets
from petitions.models import Export, Tally
from tests import factories

NOW = timezone.now


@pytest.fixture(autouse=True)
def _nothing_kept(tmp_path, settings):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def ask(petition, dee):
    factories.make_signatures(petition, 6)
    Tally.objects.update(count=6)

    def start():
        return exporting.start(
            petition,
            by=dee,
            purpose="Handing over",
            columns=["name"],
            format=Export.Format.XLSX,
        )

    return start


@pytest.fixture
def export(ask):
    return ask()


def reread(export):
    return Export.objects.get(pk=export.pk)


def folders():
    root = settings.DATA_DIR / "exports"
    return {path.name for path in root.iterdir()} if root.exists() else set()


def let_lease_end():
    Export.objects.filter(state="started").update(leased_until=NOW())


def begin_and_die():
    """What a worker leaves that was killed half-way."""
    claimed = making.claim()
    path = keeping.make_folder(claimed)
    path.write_bytes(b"half a file")
    return claimed


def test_what_was_asked_for_waits_for_the_worker(export):
    assert (export.state, export.rows_expected) == ("waiting", 6)
    assert not folders()


def test_a_finished_spreadsheet_is_on_record_with_its_fingerprint(export):
    tasks.make_spreadsheets()

    kept = reread(export)
    assert (kept.state, kept.row_count, kept.tries) == ("finished", 6, 1)
    assert kept.finished_at >= kept.started_at
    assert kept.leased_until is None
    content = keeping.path(kept).read_bytes()
    assert kept.sha256 == hashlib.sha256(content).hexdigest()


def test_the_file_is_readable_by_the_site_alone(export):
    making.make_next()
    path = keeping.path(reread(export))

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["list.xlsx"]
    assert settings.MEDIA_ROOT not in path.parents
    assert len(path.parent.name) == 32


def test_the_worker_has_nothing_to_do_when_nothing_was_asked_for(petition):
    assert not making.make_next()


def test_what_was_asked_for_first_is_made_first(ask):
    first, second = ask(), ask()
    making.make_next()

    assert (reread(first).state, reread(second).state) == ("finished", "waiting")
    making.make_next()
    assert reread(second).state == "finished"


def test_a_ring_during_the_work_begins_nothing(ask, monkeypatch):
    first, second = ask(), ask()
    rung = []

    def note_and_ring(*args, **kwargs):
        rung.append(making.make_next())
        return fingerprint(*args, **kwargs)

    fingerprint = making._fingerprint
    monkeypatch.setattr(making, "_fingerprint", note_and_ring)
    making.make_next()

    assert rung == [False]
    assert (reread(first).tries, reread(second).tries) == (1, 0)


def test_two_workers_that_look_at_once_begin_one(ask):
    """The second one's row is as it was before the first one's update."""
    export = ask()
    seen = [reread(export), reread(export)]

    assert [making._lease(row) for row in seen] == [True, False]
    assert reread(export).tries == 1


def test_two_workers_that_find_a_dead_ones_work_take_it_up_once(export):
    begin_and_die()
    let_lease_end()
    seen = [reread(export), reread(export)]

    assert [making._lease(row) for row in seen] == [True, False]
    assert reread(export).tries == 2


def test_a_slow_worker_stops_when_another_one_is_at_work(export, monkeypatch):
    slow, add = making.claim(), sheets.Spreadsheet.add

    def add_late(book, content):
        let_lease_end()
        making.claim()
        add(book, content)

    monkeypatch.setattr(sheets.Spreadsheet, "add", add_late)
    with pytest.raises(making.LeaseLost):
        making._make(slow)

    assert (reread(export).state, reread(export).tries) == ("started", 2)
    assert reread(export).row_count == 0
    assert not folders()


def test_the_database_allows_one_begun_spreadsheet(ask):
    first, second = ask(), ask()
    assert making._lease(first)
    assert not making._lease(second)

    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=second.pk).update(state="started")


def test_a_csv_on_its_way_holds_no_spreadsheet_up(export, petition, dee):
    exporting.start(petition, by=dee, purpose="x", columns=["name"])

    assert making.make_next()
    assert reread(export).state == "finished"


def test_a_killed_workers_spreadsheet_is_taken_up_again(export):
    begin_and_die()
    assert not making.make_next(), "its lease still runs"
    let_lease_end()

    assert making.make_next()
    kept = reread(export)
    assert (kept.state, kept.row_count, kept.tries) == ("finished", 6, 2)
    assert folders() == {kept.folder}, "the half file is gone"


def test_a_begun_spreadsheet_comes_before_those_that_wait(ask):
    begun, waiting = ask(), ask()
    begin_and_die()
    let_lease_end()
    making.make_next()

    assert (reread(begun).state, reread(waiting).state) == ("finished", "waiting")


def test_a_spreadsheet_that_kills_its_workers_is_given_up(ask):
    deadly, next_one = ask(), ask()
    for _ in range(making.TRIES):
        begin_and_die()
        let_lease_end()
    making.make_next()

    kept = reread(deadly)
    assert (kept.state, kept.problem, kept.tries) == ("broken", "tries", 3)
    assert not folders()
    assert making.make_next()
    assert reread(next_one).state == "finished"


def test_a_worker_that_was_only_slow_spoils_nothing(export, monkeypatch):
    """Its lease ends while it packs; another worker makes the file meanwhile."""
    pack, others = sheets.Spreadsheet.pack, []

    def pack_slowly(book):
        if not others:
            others.append(True)
            let_lease_end()
            assert making.make_next()
        pack(book)

    monkeypatch.setattr(sheets.Spreadsheet, "pack", pack_slowly)
    making.make_next()

    kept = reread(export)
    assert (kept.state, kept.tries) == ("finished", 2)
    assert folders() == {kept.folder}
    assert hashlib.sha256(keeping.path(kept).read_bytes()).hexdigest() == kept.sha256


def test_progress_and_lease_move_with_each_batch(export, monkeypatch):
    monkeypatch.setattr(making, "BATCH_SIZE", 2)
    seen = []
    add = sheets.Spreadsheet.add

    def look_and_add(book, content):
        seen.append((reread(export).row_count, reread(export).leased_until))
        add(book, content)

    monkeypatch.setattr(sheets.Spreadsheet, "add", look_and_add)
    making.make_next()

    assert [rows for rows, _until in seen] == [0, 2, 4]
    leases = [until for _rows, until in seen]
    assert leases == sorted(set(leases))
    assert leases[0] > NOW()


@pytest.mark.parametrize("where", ["add", "pack"])
def test_a_full_disk_breaks_it_off_and_leaves_no_file(export, monkeypatch, where):
    def fail(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    if where == "add":
        monkeypatch.setattr(sheets.Spreadsheet, "add", fail)
    else:
        monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", fail)
    assert making.make_next()

    kept = reread(export)
    assert (kept.state, kept.problem) == ("broken", "file")
    assert (kept.sha256, kept.leased_until) == ("", None)
    assert not folders()
    assert not making.make_next()


def test_a_folder_that_cannot_be_made_breaks_it_off(export, tmp_path):
    (tmp_path / "exports").write_text("a file stands in the way")
    making.make_next()

    assert (reread(export).state, reread(export).problem) == ("broken", "file")


def test_one_that_takes_too_long_is_broken_off(export, monkeypatch):
    def fail(*args):
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(sheets.Spreadsheet, "add", fail)
    making.make_next()

    assert (reread(export).state, reread(export).problem) == ("broken", "time")
    assert not folders()


def test_a_database_that_fails_for_a_moment_costs_a_try(export, monkeypatch):
    def fail(*args):
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as broken:
        broken.setattr(making.lines, "batches", fail)
        with pytest.raises(OperationalError):
            making.make_next()
    assert not folders()
    let_lease_end()
    making.make_next()

    assert (reread(export).state, reread(export).tries) == ("finished", 2)


# The end of a file


def test_a_file_is_deleted_after_a_day_and_its_row_says_so(ask):
    old, fresh = ask(), ask()
    making.make_next()
    making.make_next()
    Export.objects.filter(pk=old.pk).update(finished_at=NOW() - timedelta(hours=24))
    tasks.delete_spreadsheets()

    assert folders() == {reread(fresh).folder}
    assert reread(old).file_deleted_at
    assert reread(old).state == "finished"
    assert reread(fresh).file_deleted_at is None
    assert keeping.delete_old() == 0


def test_what_no_row_stands_behind_is_swept_away(export):
    making.make_next()
    kept = reread(export).folder
    (settings.DATA_DIR / "exports" / "rubbish").mkdir()
    keeping.delete_old()

    assert folders() == {kept}


def test_the_sweep_leaves_a_file_alone_that_is_being_made(export):
    claimed = begin_and_die()
    keeping.delete_old()

    assert folders() == {claimed.folder}


def test_sweeping_where_nothing_was_ever_made_is_fine(db):
    assert keeping.delete_old() == 0
