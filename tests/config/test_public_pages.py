"""The two stores in front of a public page."""

import gzip
import time

import pytest
from django.core.cache import cache
from django.http import HttpResponse

from config import page_memory, public_pages
from tests.config.pages import View


def test_a_page_is_made_once_for_many_readers(rf, view):
    answers = {view.ask(rf.get("/")).content for _ in range(50)}

    assert len(answers) == 1
    assert view.made == 1


def test_a_page_is_made_anew_a_second_later(rf, view, later):
    view.ask(rf.get("/"))
    later(public_pages.FRESH_SECONDS + page_memory.MEMORY_SECONDS)

    assert b"page 2" in view.ask(rf.get("/")).content


def test_a_page_that_was_changed_shows_at_once(rf, view):
    view.ask(rf.get("/"))
    public_pages.forget("/")

    assert b"page 2" in view.ask(rf.get("/")).content


def test_a_page_that_was_changed_while_it_was_made_is_made_again(rf, view):
    def change():
        view.while_making = lambda: None
        public_pages.forget("/")

    view.while_making = change

    assert b"page 2" in view.ask(rf.get("/")).content
    page_memory.forget()
    assert b"page 2" in view.ask(rf.get("/")).content


def test_a_page_is_compressed_for_those_who_can(rf, view):
    plain = view.ask(rf.get("/"))
    packed = view.ask(rf.get("/", headers={"accept-encoding": "br, gzip"}))

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"]
    assert packed["ETag"] != plain["ETag"]


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_who_has_the_page_is_not_sent_it_again(rf, view, encoding):
    headers = {"accept-encoding": encoding}
    etag = view.ask(rf.get("/", headers=headers))["ETag"]
    again = view.ask(rf.get("/", headers=headers | {"if-none-match": etag}))

    assert again.status_code == 304
    assert not again.content
    assert again["ETag"] == etag


def test_what_is_no_public_page_is_not_kept(rf, view):
    view.status = 404

    assert view.ask(rf.get("/")).status_code == 404
    view.status = 200
    assert view.ask(rf.get("/")).status_code == 200


def test_a_page_for_one_host_is_not_served_to_a_forged_one(rf, view):
    view.ask(rf.get("/"))

    assert page_memory._place(rf.get("/")) in page_memory._memory
    forged = rf.get("/", headers={"host": "evil.example"})
    assert page_memory._place(forged) is None


# Which link brought a reader


def asking(rf, view, path):
    """With the shared cache empty, so that only the nearer store can answer."""
    return view.ask(rf.get(path)).content


@pytest.mark.parametrize("source", ["newsletter.march", "story.1", "a" * 80])
def test_who_follows_a_link_with_its_source_gets_the_page_in_memory(rf, view, source):
    plain = view.ask(rf.get("/x/"))
    cache.clear()
    followed = view.ask(rf.get(f"/x/?via={source}"))

    assert followed.content == plain.content
    assert followed["ETag"] == plain["ETag"]
    assert view.made == 1


def test_and_fills_it_for_all_others(rf, view):
    view.ask(rf.get("/x/?via=newsletter.march"))
    cache.clear()
    view.ask(rf.get("/x/"))
    view.ask(rf.get("/x/?via=qr.poster"))

    assert view.made == 1
    assert len(page_memory._memory) == 1


@pytest.mark.parametrize(
    "query",
    [
        *("via=", "via=A", "via=a&via=b", "via=a&x=1", "x=1&via=a", "VIA=a", "via=%61"),
        *("trivia=a", "via=a\n", "via=" + "a" * 81, "via=a&preview=key", "via"),
    ],
)
def test_any_other_query_passes_the_memory_by(rf, view, query):
    view.ask(rf.get("/x/"))
    cache.clear()
    request = rf.get("/x/")
    request.META["QUERY_STRING"] = query
    view.ask(request)

    assert view.made == 2


def test_a_hundred_sources_take_one_place_in_the_farther_store_too(rf, view, later):
    view.ask(rf.get("/x/"))
    for number in range(100):
        page_memory.forget()
        view.ask(rf.get(f"/x/?via=newsletter.n{number}"))

    assert view.made == 1


# A page of a few forms


def form(request):
    """Two forms, and endless odd ones."""
    asked = request.GET.get("form", "")
    return {"": "", "short": "?form=short"}.get(asked)


def test_each_form_of_a_page_is_kept_for_itself(rf):
    view = View(form=form)
    plain, short = view.ask(rf.get("/")), view.ask(rf.get("/?form=short"))

    assert plain.content != short.content
    assert view.ask(rf.get("/?x=1")).content == plain.content
    assert view.ask(rf.get("/?x=1&form=short")).content == short.content
    assert view.made == 2
    public_pages.forget("/?form=short")
    assert view.ask(rf.get("/?form=short")).content != short.content


def test_an_odd_form_is_answered_and_not_kept(rf):
    view = View(form=form, open_to_other_sites=True)
    kept = view.ask(rf.get("/"))
    first, second = (view.ask(rf.get(f"/?form=odd{n}")) for n in range(2))

    assert view.made == 3
    assert len({kept.content, first.content, second.content}) == 3
    for header in ("Cache-Control", "Access-Control-Allow-Origin", "Vary"):
        assert first[header] == kept[header]
    assert first["ETag"] != second["ETag"]
    assert view.ask(rf.get("/")).content == kept.content
    view.status = 404
    assert view.ask(rf.get("/?form=odd")).status_code == 404


def test_what_a_page_says_of_itself_is_kept_with_it(rf):
    def table(request):
        named = {"Content-Disposition": 'attachment; filename="x.csv"', "X-Other": "1"}
        return HttpResponse("a,b", content_type="text/csv", headers=named)

    ask = public_pages.public_page()(table)
    for _ in range(2):
        answer = ask(rf.get("/"))
        assert answer["Content-Disposition"] == 'attachment; filename="x.csv"'
        assert "X-Other" not in answer


def test_the_memory_does_not_grow_without_end(rf, view):
    for number in range(page_memory.MOST_IN_MEMORY + 10):
        view.ask(rf.get(f"/{number}/"))

    assert len(page_memory._memory) <= page_memory.MOST_IN_MEMORY


# It counts whole seconds, and would make up to two of "s-maxage=1".
def test_nginx_keeps_a_page_until_the_second_ends(rf, view, later):
    view.ask(rf.get("/"))
    later(0.4)
    from_memory = view.ask(rf.get("/"))

    assert view.made == 1
    assert from_memory["X-Accel-Expires"] == f"@{int(time.time())}"
