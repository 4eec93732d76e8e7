"""Every page of the site in every state: the one list of them.

The contact sheet (`bin/pages`) and the tests of accessibility go through it. A page
that is new belongs here.
"""

import itertools
import json
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

from tests.stack import readers
from tests.stack.readers import PETITION
from tests.stack.site import Site

CAMPAIGN = "/campaigns/refugees-welcome/"
STORY = f"{CAMPAIGN}stories/spare-rooms-and-night-shifts/"
THREAD = f"{CAMPAIGN}stories/one-door-to-be-open/comments/"
GIVE = "/donate/refugees-welcome/"
# Run in the site by `manage.py shell`; says paths and cookies as its last line.
SCENES = "from tests.stack.scenes import make; make({!r})"
# A session at the desk belongs to one browser.
BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
)


# What went wrong, and no link leads to: the site shows these pages at /design/pages/.
UNMADE = ("400", "403", "403_csrf", "413", "415", "500")
KNOCKING = "knocking{}@example.org"
_number = itertools.count(1)


class Shot(NamedTuple):
    """A page as somebody sees it.

    `who` is "nobody", "reader" or "staff". `path` may hold {names} of `Paths`.
    `act` is done on the page before it is looked at. `status` is its answer.
    """

    name: str
    path: str
    who: str = "nobody"
    act: Callable[[Page], None] | None = None
    status: int = 200


class Scene(NamedTuple):
    """A site with everything in it that the list asks for."""

    paths: dict[str, str]
    cookies: dict[str, str]

    def path(self, shot: Shot) -> str:
        return shot.path.format(**self.paths)


def _send_empty(page: Page) -> None:
    """Send the page's largest form without a word in it."""
    form = page.locator("main form.form").first
    form.evaluate("form => { form.noValidate = true; form.requestSubmit() }")
    page.locator(".error-summary, .field-error").first.wait_for()


def _open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")


def _open_reply(page: Page) -> None:
    """The form below the comment that is answered, with the row of its actions open."""
    comment = page.locator(".comment").first
    comment.locator("summary").click()
    comment.locator("[data-part=reply]").click()
    comment.locator("form.write textarea").wait_for()


def _open_conversation(page: Page) -> None:
    page.locator(".conversation-more a").first.click()
    page.locator(".thread-whole .reply-4").first.wait_for()


def _open_door(page: Page) -> None:
    page.locator("readers-door a").click()
    page.locator("dialog[open] form.form").wait_for()


def _ask_for_a_code(page: Page) -> None:
    page.locator("main input[name=email]").fill(KNOCKING.format(next(_number)))
    page.locator("main form.form button").click()
    page.locator("main input[name=code]").wait_for()


def _ask_too_often(page: Page) -> None:
    """Until the door says so: it counts the letters to one mailbox."""
    door = page.url
    for _time in range(12):
        page.locator("main input[name=email]").fill("too-often@example.org")
        page.locator("main form.form button").click()
        page.locator("main :is(input[name=code], .field-error)").first.wait_for()
        if page.locator("main .field-error").count():
            return
        page.goto(door)
    raise AssertionError("The door never says that it was too often.")


def _stay(page: Page) -> None:
    """A page that tries again by itself is looked at for longer than it waits."""
    page.locator("retry-form").evaluate("it => it.replaceWith(...it.childNodes)")


def _give_monthly(page: Page) -> None:
    """Everything that the form of a gift asks of somebody who wants all of it."""
    page.locator("[name=interval][value=month]").check()
    page.locator("[name=amount_month]").nth(1).check()
    for box in ("cover_fee", "show_name", "gift_aid"):
        page.locator(f"[name={box}]").check()


PETITIONS = (
    Shot("petition", PETITION),
    Shot("petition, all opened", PETITION, act=_open_details),
    Shot("petition, sent empty", PETITION, act=_send_empty),
    Shot("petition, to a reader", PETITION, "reader"),
    Shot("petition, closing soon", "/petitions/closing/"),
    Shot("petition, nobody yet", "/petitions/new/"),
    Shot("petition, paused", "/petitions/paused/"),
    Shot("petition, closed", "/petitions/closed/"),
    Shot("petition, won", "/petitions/won/"),
    Shot("petition, draft", "{draft}"),
    Shot("check the inbox", f"{PETITION}check-inbox/"),
    Shot("code", f"{PETITION}code/"),
    Shot("confirm", "{confirm}"),
    Shot("confirm, with an account", "{confirm_account}"),
    Shot("confirm, link that ended", "/petitions/confirm/nothing/", status=404),
    Shot("signed", f"{PETITION}signed/"),
    Shot("figures", f"{PETITION}data/"),
    Shot("figures, all opened", f"{PETITION}data/", act=_open_details),
    Shot("figures, nobody yet", "/petitions/new/data/"),
    Shot("figures, won", "/petitions/won/data/"),
    Shot("ledger", f"{PETITION}ledger/"),
    Shot("ledger, nobody yet", "/petitions/new/ledger/"),
    Shot("for other sites", f"{PETITION}embed/"),
    Shot("card", f"/embed{PETITION}"),
    Shot("signer's page", "{my}"),
    Shot("withdraw", "{my}withdraw/"),
    Shot("erase", "{my}erase/"),
    Shot("this was not me", "{my}not-me/"),
)
CAMPAIGNS = (
    Shot("home", "/"),
    Shot("campaign", CAMPAIGN),
    Shot("campaign, ended", "/campaigns/ended/"),
    Shot("story", STORY),
    Shot("story, with picture and correction", THREAD.removesuffix("comments/")),
    Shot("story, plain", "{story}"),
    Shot("archive", "/archive/"),
    Shot("topics", "/topics/"),
    Shot("search", "/search/?q=door"),
    Shot("search, nothing found", "/search/?q=zzzz"),
    Shot("newsletter", "/newsletter/refugees-welcome/"),
    Shot("newsletter, sent empty", "/newsletter/refugees-welcome/", act=_send_empty),
    Shot("newsletter, sent", "/newsletter/refugees-welcome/sent/"),
    Shot("newsletter, link that ended", "/newsletter/confirm/nothing/", status=404),
    Shot("accessibility", "/accessibility/"),
    Shot("legal text", "/legal/imprint/"),
)
FORUM = (
    Shot("thread", THREAD),
    Shot("thread, featured", f"{THREAD}?sort=featured"),
    Shot("thread, a reply opened", THREAD, act=_open_reply),
    Shot("thread, one comment", "{comment}"),
    Shot("conversation", THREAD.removesuffix("comments/"), act=_open_conversation),
    Shot("thread, closed", "{closed_thread}"),
    Shot("thread, nothing said", "{story}comments/"),
    Shot("thread, to a reader", THREAD, "reader"),
    Shot("report a comment", "{comment}report/"),
    Shot("answer a comment", "{comment}reply/"),
    Shot("illegal content", "/forum/illegal/"),
    Shot("rules", "/forum/rules/"),
    Shot("figures of the forum", "/forum/figures/"),
    Shot("my comments", "/forum/mine/", "reader"),
    Shot("answers to me", "/forum/replies/", "reader"),
    Shot("following", "/forum/following/", "reader"),
    Shot("replies", "/forum/replies/", "reader"),
    Shot("news", "/forum/notices/", "reader"),
    Shot("forum letters", "/forum/letters/", "reader"),
)
MONEY = (
    Shot("give", GIVE),
    Shot("give, sent empty", GIVE, act=_send_empty),
    Shot("give, monthly with Gift Aid", GIVE, act=_give_monthly),
    Shot("give, to a reader", GIVE, "reader"),
    Shot("give, one way", "/donate/one-way/"),
    Shot("give, past the target", "/donate/past-its-target/"),
    Shot("give, ended", "/donate/ended/"),
    Shot("give, nothing collected", "/donate/nothing-collected/"),
    Shot("names of donors", "{names}"),
    Shot("thanks for a gift", f"{GIVE}thanks/?s=cs_a_gift_to_look_at"),
    Shot("thanks, monthly", f"{GIVE}thanks/?s=cs_a_monthly_gift_to_look_at"),
    Shot("thanks, not paid yet", f"{GIVE}thanks/?s=cs_a_gift_that_was_not_paid"),
    Shot("donor's page", "{gifts}"),
    Shot("donor's page, link that ended", "/gifts/nothing/", status=404),
    Shot("my gifts", "/accounts/me/gifts/", "reader"),
    Shot("gifts of a year", "{gifts_year}"),
    Shot("name of a donor", "{gift_name}"),
    Shot("cancel Gift Aid", "{gift_aid}"),
    Shot("monthly gift", "{manage}"),
    Shot("another sum", "{gift_sum}"),
    Shot("another sum, sent empty", "{gift_sum}", act=_send_empty),
)
ACCOUNTS = (
    Shot("door", "/accounts/login/"),
    Shot("door, sent empty", "/accounts/login/", act=_send_empty),
    Shot("door in a dialog", PETITION, act=_open_door),
    Shot("door, code", "/accounts/login/", act=_ask_for_a_code),
    Shot("door, too often", "/accounts/login/", act=_ask_too_often),
    Shot("door, password", "/accounts/password/"),
    Shot("my page", "/accounts/me/", "reader"),
    Shot("my name", "/accounts/me/name/", "reader"),
    Shot("my address", "/accounts/me/address/", "reader"),
    Shot("my password", "/accounts/me/password/", "reader"),
    Shot("new passkey", "/accounts/me/passkeys/add/", "reader"),
    Shot("merge", "/accounts/me/merge/", "reader"),
    Shot("leave", "/accounts/me/leave/", "reader"),
    Shot("inbox of the demo", "/inbox/"),
)
ERRORS = (
    Shot("not found", "/nothing-here/", status=404),
    Shot("gone", "/petitions/gone/", status=410),
    *(Shot(f"page of {name}", f"/design/pages/{name}/") for name in UNMADE),
    Shot("page of 503", "/design/pages/503/", act=_stay),
    Shot("parts", "/design/"),
)
DESK = (
    Shot("desk, door", "/admin/login/"),
    Shot("desk", "/admin/", "staff"),
    Shot("desk, petition", "{desk_petition}", "staff"),
    Shot("desk, story", "{desk_story}", "staff"),
    Shot("desk, look", "/admin/branding/look/add/", "staff"),
    Shot("desk, queue", "/admin/comments/comment/queue/waiting/", "staff"),
)
ALL = (*CAMPAIGNS, *PETITIONS, *FORUM, *MONEY, *ACCOUNTS, *ERRORS, *DESK)


def prepare(site: Site) -> Scene:
    """Make what the list asks for in a running demo site; may be done twice."""
    told = site.manage("shell", "-c", SCENES.format(BROWSER)).strip().splitlines()[-1]
    made = json.loads(told)
    letter = readers.sign_and_confirm(site, readers.new_address("shot"))
    pending, wanted = readers.new_address("shot"), readers.new_address("shot")
    readers.sign(site, pending)
    readers.sign(site, wanted, open_account="on")
    paths = made["paths"] | {
        "my": readers.my_page(letter),
        "confirm": readers.link(readers.letter(site, pending), "/confirm/"),
        "confirm_account": readers.link(readers.letter(site, wanted), "/confirm/"),
    }
    return Scene(paths, made["cookies"])


def visit(page: Page, scene: Scene, shot: Shot) -> None:
    """Go there and do what makes the state; the page then stands as it is looked at."""
    answer = page.goto(scene.path(shot))
    assert answer is not None
    assert answer.status == shot.status, (shot.name, answer.status)
    if shot.act:
        shot.act(page)


def cookies(site: Site, scene: Scene, who: str) -> list[dict[str, str]]:
    """What the browser of somebody holds."""
    if who == "nobody":
        return []
    held = {"sessionid": scene.cookies[who], "known-here": "1"}
    return [
        {"name": name, "value": value, "url": site.url} for name, value in held.items()
    ]
