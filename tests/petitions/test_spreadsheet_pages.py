"""Asking for a spreadsheet at the desk, watching it, and taking it, on record."""

import hashlib
import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from petitions import exporting
from petitions.exporting import keeping, making
from petitions.models import Export, ExportDownload, Tally
from tests import factories

FORM = {
    "purpose": "Handing over to the Home Secretary",
    "columns": ["number", "name"],
    "format": "xlsx",
}
WAITS = "waits for its turn"
IS_MADE = "is being made"


@pytest.fixture(autouse=True)
def _nothing_kept(tmp_path, settings):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def desk(client, petition, dee):
    """The browser of Dee, who may export."""
    factories.make_signatures(petition, 3)
    Tally.objects.update(count=3)
    factories.at_the_desk(client, dee)
    return client


@pytest.fixture
def asked(desk, petition):
    """Dee has asked for a spreadsheet; the address of its page."""
    answer = desk.post(f"/admin/petitions/petition/{petition.pk}/export/", FORM)
    assert answer.status_code == 302
    return answer.url


@pytest.fixture
def ready(asked):
    """The same, and the worker has made it."""
    making.make_next()
    return asked


def change(**fields):
    Export.objects.update(**fields)


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def take(browser, page):
    response = browser.post(f"{page}download/")
    is_file = response.status_code == 200 and response.streaming
    return response, b"".join(response.streaming_content) if is_file else b""


def test_the_form_offers_both_and_means_csv(desk, petition):
    path = f"/admin/petitions/petition/{petition.pk}/export/"
    page = text(desk.get(path))

    assert re.search(r'name="format" value="csv"[^>]*checked', page)
    assert 'name="format" value="xlsx"' in page
    plain = {name: FORM[name] for name in ("purpose", "columns")}
    assert desk.post(path, plain)["Content-Type"].startswith("text/csv")
    assert desk.post(path, plain | {"format": "pdf"}).status_code == 422


def test_choosing_a_spreadsheet_puts_it_on_record_and_leads_to_its_page(
    desk, asked, petition, dee
):
    export = Export.objects.get()

    assert asked == f"/admin/petitions/petition/{petition.pk}/export/{export.pk}/"
    assert (export.format, export.state) == ("xlsx", "waiting")
    assert (export.exported_by, export.purpose) == (dee, FORM["purpose"])
    assert (export.columns, export.rows_expected) == ("number,name", 3)


def test_the_page_looks_again_by_itself_with_and_without_a_script(desk, asked):
    page = text(desk.get(asked))

    assert WAITS in page
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"', page)
    assert "js/export-progress.js" in page
    assert f'data-url="{asked}progress.json"' in page
    assert "download/" not in page


def test_the_page_says_how_far_it_is(desk, asked):
    change(state="started", row_count=1200, rows_expected=265_826)
    page = text(desk.get(asked))

    assert IS_MADE in page
    assert re.search(r">1,200</span> of 265,826 rows", page)
    assert 'max="265826" value="1200"' in page


def test_the_figures_for_the_script_are_kept_by_nobody(desk, asked):
    change(state="started", row_count=2)
    answer = desk.get(f"{asked}progress.json")

    assert "no-store" in answer["Cache-Control"]
    assert answer.json() == {
        "state": "started",
        "is_over": False,
        "rows": 2,
        "rows_expected": 3,
    }


def test_a_spreadsheet_that_is_ready_has_a_button_and_no_more_looking(desk, ready):
    page = text(desk.get(ready))

    assert f'action="{ready}download/"' in page
    assert "3 rows" in page
    assert 'http-equiv="refresh"' not in page
    assert "export-progress" not in page
    assert desk.get(f"{ready}progress.json").json()["is_over"]


def test_the_file_has_its_name_and_the_fingerprint_on_record(desk, ready, petition):
    response, content = take(desk, ready)

    day = timezone.localdate()
    name = f'filename="{petition.slug}-signatures-{day}.xlsx"'
    assert response["Content-Disposition"] == f"attachment; {name}"
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "no-store" in response["Cache-Control"]
    assert int(response["Content-Length"]) == len(content)
    assert hashlib.sha256(content).hexdigest() == Export.objects.get().sha256
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [row[1] for row in sheet.values] == ["name"] + ["Ada Field"] * 3


def test_each_download_is_on_record_before_its_first_byte(desk, ready, dee):
    assert not ExportDownload.objects.exists()
    response = desk.post(f"{ready}download/")
    (download,) = ExportDownload.objects.all()
    assert (download.export, download.downloaded_by) == (Export.objects.get(), dee)
    assert b"".join(response.streaming_content).startswith(b"PK")

    take(desk, ready)
    assert ExportDownload.objects.count() == 2


def test_opening_the_address_of_the_download_takes_nothing(desk, ready):
    answer = desk.get(f"{ready}download/")

    assert (answer.status_code, answer.url) == (302, ready)
    assert not ExportDownload.objects.exists()


def test_a_form_of_another_site_takes_nothing(ready, dee):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    factories.at_the_desk(browser, dee)

    assert browser.post(f"{ready}download/").status_code == 403
    assert not ExportDownload.objects.exists()


def test_what_is_not_made_yet_cannot_be_taken(desk, asked):
    answer = desk.post(f"{asked}download/")

    assert (answer.status_code, answer.url) == (302, asked)
    assert not ExportDownload.objects.exists()


@pytest.mark.parametrize("is_deleted", [True, False], ids=["deleted", "not yet"])
def test_after_a_day_the_file_is_gone_and_the_page_says_what_to_do(
    desk, ready, petition, is_deleted
):
    change(finished_at=timezone.now() - timedelta(hours=24))
    if is_deleted:
        keeping.delete_old()
    response, _content = take(desk, ready)

    assert response.status_code == 410
    assert "has been deleted" in text(response)
    assert f"/admin/petitions/petition/{petition.pk}/export/" in text(response)
    assert "has been deleted" in text(desk.get(ready))
    assert not ExportDownload.objects.exists()


def test_a_file_of_another_machine_is_explained(desk, ready):
    keeping.path(Export.objects.get()).unlink()
    response, _content = take(desk, ready)

    assert response.status_code == 404
    assert "not on this machine" in text(response)
    assert not ExportDownload.objects.exists()


@pytest.mark.parametrize(
    ("problem", "said"),
    [("file", "disk may be full"), ("time", "longer than an hour"), ("tries", "three")],
)
def test_one_that_was_broken_off_says_why_and_what_to_do(desk, asked, problem, said):
    change(state="broken", problem=problem, finished_at=timezone.now())
    page = text(desk.get(asked))

    assert "could not be made" in page
    assert said in page
    assert "CSV" in page
    assert 'http-equiv="refresh"' not in page
    assert desk.get(f"{asked}progress.json").json()["is_over"]
    assert desk.post(f"{asked}download/").status_code == 302


# Who may

STEPS = ["", "progress.json", "download/"]


def visit(browser, page, step):
    ask = browser.post if step == "download/" else browser.get
    return ask(f"{page}{step}")


@pytest.mark.parametrize("step", STEPS)
def test_a_stranger_and_a_reader_are_sent_to_the_door(client, ready, cy, step):
    client.logout()
    assert "login" in visit(client, ready, step).url
    factories.at_the_desk(client, cy)
    assert "login" in visit(client, ready, step).url
    assert not ExportDownload.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_staff_without_the_role_are_refused(client, ready, bo, step):
    factories.at_the_desk(client, bo)

    assert visit(client, ready, step).status_code == 403
    assert not ExportDownload.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_another_exporter_does_not_find_it(client, ready, step):
    eve = factories.make_user("eve@meridian.example", is_staff=True, group="Exporter")
    factories.at_the_desk(client, eve)

    assert visit(client, ready, step).status_code == 404
    assert not ExportDownload.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_a_superuser_may_take_it_under_her_own_name(client, ready, ada, step):
    factories.at_the_desk(client, ada)

    assert visit(client, ready, step).status_code == 200
    if step == "download/":
        assert ExportDownload.objects.get().downloaded_by == ada


@pytest.mark.parametrize("step", STEPS)
def test_who_lost_the_role_meanwhile_is_refused(desk, ready, dee, step):
    dee.groups.clear()

    assert visit(desk, ready, step).status_code == 403
    assert not ExportDownload.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_it_is_found_under_its_own_petition_alone(desk, ready, petition, step):
    other = factories.make_petition(slug="other")
    elsewhere = ready.replace(f"/{petition.pk}/export", f"/{other.pk}/export")

    assert visit(desk, elsewhere, step).status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_a_csv_has_no_page(desk, petition, dee, step):
    export = exporting.start(petition, by=dee, purpose="x", columns=["name"])
    page = f"/admin/petitions/petition/{petition.pk}/export/{export.pk}/"

    assert visit(desk, page, step).status_code == 404


# The register


def test_the_register_shows_format_and_progress(desk, asked):
    change(state="started", row_count=1200, rows_expected=265_826)
    page = text(desk.get("/admin/petitions/export/"))

    assert "1,200 of 265,826" in page
    assert "spreadsheet (XLSX)" in page


def test_the_register_says_who_took_the_file_and_leads_to_it(desk, ready, dee):
    take(desk, ready)
    record = f"/admin/petitions/export/{Export.objects.get().pk}/change/"
    page = text(desk.get(record))

    assert f'href="{ready}"' in page
    assert re.search(rf"{dee}, [^<]*20\d\d", page)


def test_the_register_leads_others_nowhere(client, ready):
    eve = factories.make_user("eve@meridian.example", is_staff=True, group="Exporter")
    factories.at_the_desk(client, eve)
    record = f"/admin/petitions/export/{Export.objects.get().pk}/change/"

    assert f'href="{ready}"' not in text(client.get(record))
