"""What nginx and Caddy do with the files in deploy/: real proxies, a pretended site."""

import re
import subprocess
import time

import pytest
import requests

from config.launching import proxies
from tests.parts.finding import PartMissing, free_port, missing, wait_for
from tests.parts.proxies import Answer, program, proxied

pytestmark = pytest.mark.stack
PAGE = "/petitions/help/"
PUBLIC = {"Cache-Control": "public, max-age=1, s-maxage=1"}
PRIVATE = {"Cache-Control": "private, no-store"}
SECRET = "a-key-of-a-letter"


def start(name):
    try:
        with proxied(name) as started:
            static = started.proxy.data_dir / "static"
            static.mkdir(parents=True)
            (static / "base.css").write_text("a{}")
            (static / "base.0123456789ab.css").write_text("a{}")
            (static.parent / "secret-key").write_text(SECRET)
            yield started
    except PartMissing as why:
        missing(why)


@pytest.fixture(scope="module")
def nginx():
    yield from start("nginx")


@pytest.fixture(scope="module")
def caddy():
    yield from start("caddy")


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request):
    """Either of them, with the site as it is at first."""
    return fresh(request.getfixturevalue(request.param))


@pytest.fixture
def behind_nginx(nginx):
    return fresh(nginx)


def fresh(started):
    started.site.answer = Answer()
    started.site.asked.clear()
    return started


def asked_for(started, path):
    return [asked for asked, headers in started.site.asked if asked == path]


def until_it_is_old():
    """The proxy counts whole seconds."""
    time.sleep(2.1)


# The cache


def test_many_readers_cost_the_site_one_page(behind_nginx):
    first = behind_nginx.get("/petitions/many/")
    others = [behind_nginx.get("/petitions/many/") for _ in range(20)]

    assert first.headers["X-Cache"] == "MISS"
    assert "HIT" in {other.headers["X-Cache"] for other in others}
    assert len(asked_for(behind_nginx, "/petitions/many/")) <= 3


def test_a_changed_page_is_shown_when_the_second_is_over(behind_nginx):
    behind_nginx.get("/campaigns/changed/")
    behind_nginx.site.answer = Answer(b"new")
    until_it_is_old()

    assert behind_nginx.get("/campaigns/changed/").content == b"new"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/petitions/private/", PRIVATE),
        ("/petitions/silent/", {}),
        ("/petitions/cookie/", {**PUBLIC, "Set-Cookie": "sessionid=ada"}),
        ("/elsewhere/", {**PUBLIC, "Set-Cookie": "sessionid=ada"}),
        ("/elsewhere/private/", PRIVATE),
    ],
)
def test_what_is_somebodys_own_is_asked_for_each_time(behind_nginx, path, headers):
    behind_nginx.site.answer = Answer(headers=headers)

    answers = [behind_nginx.get(path).headers["X-Cache"] for _ in range(3)]

    assert answers == ["MISS"] * 3
    assert len(asked_for(behind_nginx, path)) == 3


@pytest.mark.parametrize(
    "path",
    ["/", "/campaigns/q/", "/campaigns/q/stories/q/", "/petitions/q/count.json"],
)
def test_an_odd_query_gets_the_page_of_all_others(proxy, path):
    for query in ("?utm_source=news", "?utm_source=mail&x=%0d%0a", "?", ""):
        assert proxy.get(f"{path}{query}").ok

    assert {asked for asked, headers in proxy.site.asked} == {path}
    if proxy.proxy.folder.name == "nginx":
        assert len(proxy.site.asked) <= 2


def test_whoever_follows_the_newsletter_finds_the_page_that_is_kept(behind_nginx):
    """Also of pages that nginx does not know by name."""
    for path in ("/petitions/launch/", "/campaigns/c/stories/launch/", "/elsewhere/"):
        behind_nginx.site.asked.clear()
        behind_nginx.get(path)
        for source in ("newsletter.march", "story.12", "embed.example.org"):
            assert behind_nginx.get(f"{path}?via={source}").ok

        assert len(behind_nginx.site.asked) <= 2


@pytest.mark.parametrize("query", ["via=Ä", "via=a&page=2", "page=2&via=a", "via="])
def test_any_other_query_is_not_taken_for_a_source(behind_nginx, query):
    behind_nginx.get("/elsewhere/odd/")
    answer = behind_nginx.get(f"/elsewhere/odd/?{query}")

    assert answer.headers["X-Cache"] == "MISS"


def test_the_key_of_a_preview_reaches_the_site(proxy):
    path = "/petitions/draft/?utm_source=x&preview=key"
    for _ in range(2):
        proxy.get(path)

    assert asked_for(proxy, path) == [path, path]


def test_a_page_with_a_query_of_its_own_is_kept_by_its_whole_address(behind_nginx):
    pages = [behind_nginx.get(f"/oembed?url={number}") for number in (1, 2)]

    assert {page.headers["X-Cache"] for page in pages} == {"MISS"}


def test_browsers_get_one_of_two_forms(behind_nginx):
    forms = ("gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "GZIP", "gzip")
    for accepted in (*forms, "identity", "br", "gzip;q=0"):
        behind_nginx.site.answer = Answer(headers={**PUBLIC, "Vary": "Accept-Encoding"})
        behind_nginx.get("/petitions/forms/", **{"Accept-Encoding": accepted})

    sent = [headers.get("accept-encoding") for path, headers in behind_nginx.site.asked]
    assert set(sent) == {"gzip", None}
    assert len(sent) <= 4


# While the site is away


def test_an_old_page_is_served_while_the_site_is_away(behind_nginx):
    behind_nginx.get("/petitions/stale/")
    behind_nginx.site.stop()
    until_it_is_old()

    try:
        answer = behind_nginx.get("/petitions/stale/")
    finally:
        behind_nginx.site.start()

    assert (answer.status_code, answer.content) == (200, b"page")
    assert answer.headers["X-Cache"] == "STALE"


def test_an_old_page_is_served_while_the_site_says_busy(behind_nginx):
    behind_nginx.get("/petitions/busy/")
    behind_nginx.site.answer = Answer(b"busy", 503, {"Cache-Control": "no-store"})
    until_it_is_old()

    assert behind_nginx.get("/petitions/busy/").content == b"page"


def test_a_page_that_was_taken_down_does_not_come_back(behind_nginx):
    behind_nginx.get("/petitions/gone/")
    behind_nginx.site.answer = Answer(b"not here", 404, {})
    until_it_is_old()
    behind_nginx.get("/petitions/gone/")
    behind_nginx.site.stop()
    until_it_is_old()

    try:
        assert behind_nginx.get("/petitions/gone/").status_code == 404
    finally:
        behind_nginx.site.start()


# Who asks, and what is written down


def test_an_address_that_a_visitor_typed_is_not_believed(proxy):
    proxy.get("/petitions/x/sign/", **{"X-Forwarded-For": "203.0.113.9, 203.0.113.8"})

    _path, headers = proxy.site.asked[-1]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["host"] == proxy.proxy.listen


@pytest.mark.parametrize("path", [f"/petitions/confirm/{SECRET}/", f"/my/{SECRET}/"])
def test_the_key_of_a_letter_stands_in_no_log(proxy, path):
    for _ in range(2):
        proxy.get(f"{path}?saved={SECRET}", **{"User-Agent": SECRET, "Referer": SECRET})
    proxy.get(f"/admin/?q={SECRET}")

    # A line is written once the answer has left.
    wait_for(lambda: "/admin/" in proxy.log, 10, what="the log is the right one")
    assert re.search(r"/(my|petitions/confirm)/", proxy.log)
    assert SECRET not in proxy.log
    assert "127.0.0.1" not in proxy.log.replace(proxy.proxy.listen, "")


def test_who_comes_while_the_site_is_away_is_told_what_to_do(proxy):
    proxy.site.stop()
    try:
        read = proxy.get(f"/my/{SECRET}/")
        sent = requests.post(
            f"{proxy.url}/petitions/x/sign/", {"name": "A"}, timeout=30
        )
    finally:
        proxy.site.start()

    for answer in (read, sent):
        assert answer.status_code == 503
        assert "Go back one page" in answer.text
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Retry-After"] == "5"
    assert SECRET not in proxy.log


# Files


def test_a_file_with_a_hash_is_kept_for_a_year(proxy):
    hashed = proxy.get("/static/base.0123456789ab.css").headers
    plain = proxy.get("/static/base.css").headers

    assert hashed["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain["Cache-Control"] == "public, max-age=3600"
    assert {hashed["Content-Type"], plain["Content-Type"]} == {
        "text/css; charset=utf-8"
    }
    assert not proxy.site.asked


def test_a_stored_picture_is_shown_and_can_do_no_more(proxy):
    folder = proxy.proxy.data_dir / "media" / "pictures"
    folder.mkdir(parents=True)
    for name in (f"{'ab12' * 8}-480.avif", "x.jpg"):
        (folder / name).write_bytes(b"x")
        headers = proxy.get(f"/media/pictures/{name}").headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Content-Type"].startswith("image/")
        assert ("immutable" in headers["Cache-Control"]) == name.endswith(".avif")


def test_nothing_else_of_the_data_folder_can_be_had(proxy):
    proxy.site.answer = Answer(b"not here", 404)

    for path in ("/secret-key", "/static/%2e%2e/secret-key", "/media/..%2fsecret-key"):
        assert SECRET not in proxy.get(path).text


# Hostile sizes


def test_a_body_that_no_form_has_is_refused(proxy):
    answer = requests.post(
        f"{proxy.url}/petitions/x/sign/", data=b"x" * 1_000_000, timeout=30
    )

    assert answer.status_code == 413
    assert not proxy.site.asked


def test_headers_that_no_browser_sends_are_refused(proxy):
    answer = proxy.get(PAGE, Cookie="x" * 40_000)

    assert answer.status_code in (400, 431)
    assert not proxy.site.asked


# The files, as they are printed for a proxy that runs already


@pytest.fixture
def certificate(tmp_path):
    files = (tmp_path / "cert.pem", tmp_path / "key.pem")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"),
            *(
                "-subj",
                "/CN=localhost",
                "-keyout",
                str(files[1]),
                "-out",
                str(files[0]),
            ),
        ],
        check=True,
        capture_output=True,
    )
    return files


@pytest.mark.parametrize("name", ["nginx", "caddy"])
@pytest.mark.parametrize("proxies_before", [0, 1])
def test_the_printed_file_is_accepted_with_a_certificate(
    name, proxies_before, certificate, tmp_path
):
    cert, key = certificate
    proxy = proxies.Proxy(
        listen=f"127.0.0.1:{free_port()}",
        upstream="127.0.0.1:8001",
        data_dir=tmp_path,
        folder=tmp_path / name,
        site_url="https://campaigns.example.org",
        tls=proxies.Tls(cert, key, redirect_from=f"127.0.0.1:{free_port()}"),
        proxies_before=proxies_before,
    )
    try:
        binary = program(name)
    except PartMissing as why:
        missing(why)
    proxies.part(binary, proxy)
    checks = {
        "nginx": ("-t", "-e", "stderr", "-c", "nginx.conf"),
        "caddy": ("validate", "--adapter", "caddyfile", "--config", "Caddyfile"),
    }
    *options, file = checks[name]

    tried = subprocess.run(
        [binary, *options, str(proxy.folder / file)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert tried.returncode == 0, tried.stderr
    assert "@" not in re.sub(r"@[a-z_]+\b", "", (proxy.folder / file).read_text())
