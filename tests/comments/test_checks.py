"""What the checks hold back, and what they let through."""

import time

import pytest

from comments import checking, checks, moving, posting, threads
from comments.models import Comment, ForumRules, Sanction
from comments.posting import Written
from tests import factories

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def thread():
    return factories.make_thread()


@pytest.fixture
def cy():
    return factories.make_user("cy@example.org", display_name="Cy Harbour")


@pytest.fixture
def verdict(thread, cy):
    def judge(body, author=None, **more):
        draft = checking.Draft(author or cy, thread, body, **more)
        found = checking.judge(draft)
        return found.status, found.rule

    return judge


PERSONAL = [
    *("Call 020 7946 0018", "Ring me: +44 20 7946 0018", "0044 (0)20 7946 0018"),
    *("07700 900123", "07700900123", "(07700) 900-123", "+49 30 901820", "030/901820"),
    *("+33 1 09 75 83 51", "+1 202-555-0143", "+1 (202) 555-0143", "0049.30.901820"),
    *("he lives at SW1A 2AA", "sw1a2aa is his", "M1 1AE", "B33 8TH", "CR2 6XH"),
    *("DN55 1PT", "EC1A 1BB", "W1A 0AX", "GIR is not but N1 9GU is", "BT1 5GS"),
    *("write to ada@example.org", "a.b+c@sub.example.co.uk", "ADA@EXAMPLE.ORG"),
    *("4111 1111 1111 1111", "4111111111111111", "5500-0000-0000-0004"),
    *("3400 0000 0000 009", "6011000000000004", "card 4012888888881881 ok"),
    *("GB29 NWBK 6016 1331 9268 19", "DE89370400440532013000"),
    *("FR14 2004 1010 0505 0001 3M02 606", "PL61109010140000071219812874"),
    *("NL91 ABNA 0417 1643 00", "IE29AIBK93115212345678"),
]
HARMLESS = [
    *("265,826 people signed", "In 2015 and 2022", "£400,000 by 14 March"),
    *("from 9.30 to 17.45", "Article 8 ECHR", "the A1 and the M25", "COVID-19"),
    *("1,234,567,890 people", "10 Downing Street", "4 beds for 12 people"),
    *("room B12", "100 000 in 48 hours", "UN resolution 2202 (2015)", "G7 and G20"),
    *("I am 42", "22-03-01", "01.03.2022", "1 March 2022, 09:30", "page 12345678"),
    *("1111 2222 3333 4445", "0.5 per cent", "GB12 is nothing", "5 + 5 = 10"),
]


@pytest.mark.parametrize("text", PERSONAL)
def test_private_details_wait_for_a_moderator(verdict, text):
    assert verdict(text) == (Status.PENDING, "personal")


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_that_are_nobodys_pass(verdict, text):
    assert verdict(text) == (Status.PUBLISHED, "")


def test_a_plain_comment_is_published(verdict):
    assert verdict("I will keep a bed free.") == (Status.PUBLISHED, "")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("You are a SCOUNDREL!", Status.REJECTED),
        ("you scoundrels", Status.PUBLISHED),
        ("ｓｃｏｕｎｄｒｅｌ", Status.REJECTED),
        ("what a shambles", Status.PENDING),
        ("shamblesome", Status.PENDING),
        ("unshambled", Status.PUBLISHED),
        ("a bad apple", Status.REJECTED),
        ("bad  apple", Status.REJECTED),
        ("apple", Status.PUBLISHED),
    ],
)
def test_listed_words_are_found_as_words(verdict, body, status):
    ForumRules.objects.create(
        first_held=0,
        banned_words="scoundrel\n\nbad apple\n*\n",
        suspect_words="shambl*",
    )
    assert verdict(body)[0] == status


def test_a_list_of_two_thousand_words_costs_little(verdict):
    listed = "\n".join(f"word{number}" for number in range(2000))
    text = checks.fold("nothing of it stands in here " * 170)
    assert checks._found(listed, text) == ""

    def measured():
        began = time.process_time()
        checks._found(listed, text)
        return time.process_time() - began

    assert min(measured() for _try in range(5)) < 0.05


def test_the_first_comments_of_a_new_reader_wait(cy, thread, verdict, monkeypatch):
    monkeypatch.setattr(threads, "USUAL", ForumRules(first_held=2))
    assert verdict("Hello.") == (Status.PENDING, "new reader")

    for _comment in range(2):
        factories.make_comment(thread, cy)
    assert verdict("Hello.") == (Status.PUBLISHED, "")


def test_as_many_wait_as_the_newsroom_says_and_no_more(
    cy, thread, verdict, monkeypatch
):
    monkeypatch.setattr(threads, "USUAL", ForumRules(first_held=3))
    waited = []
    for _comment in range(5):
        waited.append(verdict("Hello.")[1])
        factories.make_comment(thread, cy)

    assert waited == ["new reader"] * 3 + [""] * 2


def test_staff_are_not_new(thread, verdict, monkeypatch):
    monkeypatch.setattr(threads, "USUAL", ForumRules(first_held=3, mode="before"))

    assert verdict("Hello.", factories.make_ada())[0] == Status.PUBLISHED


def test_links_of_somebody_unknown_wait_and_many_of_anybody(thread, cy, verdict):
    assert verdict("See https://example.org")[1] == "links"
    factories.make_comment(thread, cy)
    assert verdict("See https://example.org")[0] == Status.PUBLISHED
    assert verdict("http://a.example www.b.example https://c.example")[1] == "links"


def test_the_same_words_again_wait_whatever_they_look_like(thread, cy, verdict):
    factories.make_comment(thread, cy, body="Buy my wonderful beds now.")

    assert verdict("buy my  WONDERFUL beds now.")[1] == "repeat"
    assert verdict("Thank you.")[0] == Status.PUBLISHED


def test_the_same_words_in_another_thread_wait_too(cy, verdict):
    elsewhere = factories.make_thread(factories.make_story(slug="elsewhere"))
    factories.make_comment(elsewhere, cy, body="Buy my wonderful beds now.")

    assert verdict("Buy my wonderful beds now.")[1] == "repeat"


def test_a_changed_comment_does_not_repeat_itself(thread, cy, verdict):
    own = factories.make_comment(thread, cy, body="Buy my wonderful beds now.")

    assert verdict("Buy my wonderful beds NOW.", changed=own)[0] == Status.PUBLISHED


def test_a_history_of_refusals_makes_all_wait(thread, cy, verdict):
    said = [factories.make_comment(thread, cy) for _each in range(5)]
    moving.move(said[0], Status.REMOVED, rule="test")
    assert verdict("Hello.")[0] == Status.PUBLISHED

    moving.move(said[1], Status.REMOVED, rule="test")
    assert verdict("Hello.") == (Status.PENDING, "history")


def test_one_refusal_of_a_few_comments_says_nothing_yet(thread, cy, verdict):
    said = [factories.make_comment(thread, cy) for _each in range(3)]
    moving.move(said[0], Status.REMOVED, rule="test")

    assert verdict("Hello.") == (Status.PUBLISHED, "")


def test_a_reader_whom_moderators_read_first(cy, verdict):
    Sanction.objects.create(reader=cy, kind="before", reason="Spam.")

    assert verdict("Hello.") == (Status.PENDING, "author")


def test_what_a_rule_did_is_on_record(cy, thread):
    comment = posting.post(cy, thread.story, Written("Call 020 7946 0018."))

    step = comment.actions.get()
    assert (step.rule, step.actor, step.reason) == ("personal", None, "personal")


def test_a_banned_word_is_refused_also_where_a_moderator_reads_first(verdict):
    ForumRules.objects.create(mode="before", first_held=0, banned_words="scoundrel")

    assert verdict("You scoundrel.") == (Status.REJECTED, "words")
    assert verdict("You are kind.") == (Status.PENDING, "mode")
