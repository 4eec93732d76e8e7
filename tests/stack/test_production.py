"""The site as `deploy/start` starts it: with a proxy, and nothing of the demo's."""

import re
import shutil
import signal
import socket
import time

import pytest
import requests
from redis import Redis

from tests.parts.finding import PartMissing, free_port, missing
from tests.parts.proxies import program
from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site, is_alive

pytestmark = pytest.mark.stack
CAMPAIGN = "/campaigns/refugees-welcome/"
NEEDED = {
    "DATABASE_URL": "sqlite:////dev/null/nowhere",
    "SECRET_KEY": "a-secret",
    "SITE_URL": "https://campaigns.example.org",
}

PLAIN = NEEDED | {"SITE_URL": "http://localhost", "DEMO": "0", "PROXY": "nginx"}


def in_production(site, prepared):
    """Its rows are the demo's, so that there is something to sign."""
    shutil.copytree(prepared, site.data_dir)
    for name, value in {
        "DEMO": "0",
        "DATABASE_URL": f"sqlite:///{site.data_dir / 'clarion.sqlite3'}",
        "SECRET_KEY": (site.data_dir / "secret-key").read_text().strip(),
        "SITE_URL": site.url,
        "WEB_PORT": str(free_port()),
        "TRUSTED_PROXY_COUNT": "",
    }.items():
        site.configure(name, value)
    return site


@pytest.fixture(scope="module")
def site(prepared):
    try:
        program("nginx")
    except PartMissing as why:
        missing(why)
    started = in_production(Site("--production", PROXY="nginx"), prepared)
    try:
        started.start()
        yield started
    finally:
        started.remove()


@pytest.fixture(scope="module")
def editor(site):
    """Somebody of the staff, signed in at the desk."""
    return readers.staff(site)


def token_of(page):
    name = "csrfmiddlewaretoken"
    return {name: re.search(rf'{name}" value="([^"]+)"', page.text).group(1)}


def move(site, editor, name):
    """Press one of the buttons above the petition at the desk."""
    petition = site.value("SELECT id FROM petitions_petition")
    desk = f"/admin/petitions/petition/{petition}/"
    page = site.get(f"{desk}change/", visitor=editor)
    answer = site.post(
        f"{desk}move/{name}/",
        token_of(page),
        visitor=editor,
        headers={"Referer": site.url},
    )
    assert answer.status_code == 302


def takes_names(site):
    return 'name="consent"' in site.get(PETITION).text


# The way of a signature


def test_a_reader_signs_and_confirms_through_the_proxy(site):
    email = readers.new_address("planted")
    before = readers.settled_count(site)

    confirm = readers.link(readers.sign_and_confirm(site, email), "/confirm/")

    site.wait_for(lambda: readers.count(site) == before + 1, 10, what="the count rises")
    token = confirm.strip("/").rpartition("/")[2]
    log = (site.data_dir / "nginx" / "access.log").read_text()
    assert "POST" in log, "the log is the right one"
    for said in (log, site.log):
        assert token not in said
        assert "planted" not in said
        assert "127.0.0.1 " not in said


def test_an_address_that_a_signer_typed_is_not_believed(site):
    email = readers.new_address()
    site.post(
        f"{PETITION}sign/",
        readers.form(email),
        headers={"X-Forwarded-For": "203.0.113.9"},
    )

    network = "SELECT network FROM petitions_signature WHERE email = %s"
    assert site.rows(network, email) == [("",)], "this machine says nothing"


def test_two_signers_do_not_see_each_others_inbox_page(site):
    ada, bo = requests.Session(), requests.Session()
    for browser, email in ((ada, "ada@example.org"), (bo, "bo@example.net")):
        site.post(f"{PETITION}sign/", readers.form(email), visitor=browser)
    pages = [
        site.get(f"{PETITION}check-inbox/", visitor=browser)
        for browser in (ada, bo, ada, requests.Session())
    ]

    assert {page.headers["X-Cache"] for page in pages} == {"MISS"}
    assert "example.org" in pages[0].text
    assert "example.org" not in pages[1].text + pages[3].text


# The cache


def test_a_page_is_kept_for_a_moment_and_is_the_same_for_all(site, editor):
    wanted = {"Accept-Encoding": "gzip"}
    by_staff = site.get(CAMPAIGN, visitor=editor, headers=wanted)
    others = [site.get(CAMPAIGN, headers=wanted) for _ in range(10)]

    assert "HIT" in {other.headers["X-Cache"] for other in others}
    assert {other.content for other in others} == {by_staff.content}
    assert not any(other.cookies for other in [by_staff, *others])
    assert by_staff.headers["Content-Encoding"] == "gzip"
    assert not {"X-Accel-Expires", "Set-Cookie"} & set(by_staff.headers)


def test_a_draft_that_staff_look_at_is_not_shown_to_others(site, editor):
    publish = "UPDATE campaigns_campaign SET is_published = %s"
    site.rows(publish, 0)
    try:
        site.wait_for(lambda: site.get(CAMPAIGN).status_code == 404, 10)
        time.sleep(2.1)
        seen = site.get(CAMPAIGN, visitor=editor)
        assert seen.status_code == 200
        assert seen.headers["X-Cache"] != "HIT"
        assert site.get(CAMPAIGN).status_code == 404
    finally:
        site.rows(publish, 1)
    site.wait_for(lambda: site.get(CAMPAIGN).ok, 10)


def test_pausing_and_opening_show_soon(site, editor):
    assert takes_names(site)
    move(site, editor, "pause")
    try:
        site.wait_for(lambda: not takes_names(site), 5, what="the form goes")
    finally:
        move(site, editor, "open")
    site.wait_for(lambda: takes_names(site), 5, what="the form is back")


def test_the_pages_stay_while_the_site_is_stopped(site):
    site.get(PETITION)
    site.kill("launcher", signal.SIGSTOP)
    try:
        site.kill("web")
        time.sleep(2.1)
        page = site.get(PETITION)
        assert page.headers["X-Cache"] == "STALE"
        assert 'name="consent"' in page.text
        assert site.post(f"{PETITION}sign/").status_code == 503
    finally:
        site.kill("launcher", signal.SIGCONT)
    site.wait_for(lambda: readers.sign(site, "cy@example.org").status_code == 302)


# The parts


def test_messages_and_cache_have_a_redis_with_a_policy_of_their_own(site):
    assert "redis" in site.pids
    assert "cache" in site.pids
    policies = {
        name: redis_setting(site, name, "maxmemory-policy")
        for name in ("redis", "cache")
    }

    assert policies == {"redis": "noeviction", "cache": "allkeys-lru"}
    assert redis_setting(site, "redis", "appendonly") == "yes"
    assert redis_setting(site, "cache", "appendonly") == "no"


def redis_setting(site, name, setting):
    path = site.data_dir / "redis" / f"{name}.sock"
    with Redis(unix_socket_path=str(path), decode_responses=True) as server:
        return server.config_get(setting)[setting]


def test_nothing_of_the_demo_is_there(site):
    assert "Inbox" not in site.log
    assert site.get("/inbox/").status_code == 404


def test_files_come_from_the_proxy(site):
    path = re.search(r"/static/css/[^\"]+\.css", site.get("/").text).group()
    answer = site.get(path, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Server"] == "nginx"
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("name", ["nginx", "caddy"])
def test_a_launcher_that_is_killed_leaves_no_proxy_behind(name, prepared):
    try:
        program(name)
    except PartMissing as why:
        missing(why)
    site = in_production(Site("--production", PROXY=name), prepared)
    try:
        site.start()
        assert site.get(PETITION).ok
        family = site.family()
        site.kill("launcher")

        site.wait_for(
            lambda: not any(map(is_alive, family)), 10, what="all of them end"
        )
    finally:
        site.remove()


# What is missing


@pytest.fixture
def refused():
    """What a start with these variables says, which is not to be a start."""
    site = Site("--production", TRUSTED_PROXY_COUNT="")

    def launch(**variables):
        for name, value in variables.items():
            site.configure(name, value)
        assert site.launch().wait(30) == 1
        assert "Traceback" not in site.log
        return site.log

    yield launch
    site.remove()


def test_all_that_is_missing_is_told_in_one_message(refused):
    said = refused(DEMO="1", PROXY="apache", TLS_KEY="/dev/null/nowhere")

    for name in (*NEEDED, "DEMO", "PROXY", "TLS_CERTIFICATE", "TLS_KEY"):
        assert f"  {name}: " in said


def test_https_without_a_certificate_is_told(refused):
    said = refused(DEMO="0", PROXY="nginx", **NEEDED)

    assert "TLS_CERTIFICATE and TLS_KEY" in said
    assert len(said.strip().splitlines()) == 2


def test_a_port_behind_the_proxy_that_is_taken_is_told(refused):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(**PLAIN, WEB_PORT=port)

    assert f"Port {port}" in said
    assert "WEB_PORT=" in said


def test_one_port_for_site_and_proxy_is_told(refused):
    port = str(free_port())

    assert "must differ" in refused(**PLAIN, WEB_PORT=port, PORT=port)
