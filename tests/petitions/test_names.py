"""Names: whatever people are called is taken, whatever attacks are made of is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions import names
from petitions.names import Fault

ZWNJ, ZWJ = "\u200c", "\u200d"
NAMES = [
    "Ada Field",
    "E",
    "Ng",
    "O'Brien",
    "D’Arcy",
    "Anne-Marie",
    "van der Berg",
    "'t Hooft",
    "Null",
    "True",
    "Test",
    "Dr. Amara Okonjo",
    "Martin Luther King, Jr.",
    "John Smith 3rd",
    "J. R. R. Tolkien",
    "Mª José",
    "Seán Ó Séaghdha",
    "Siân Llŷr",
    "Þórður Ægisson",
    "Søren Ångström",
    "Jürgen Groß",
    "Đặng Thị Hồng Nhung",
    "Ng̃a",
    "Łukasz Żółć",
    "İbrahim Işık",
    "Ҡайрат Ұлы",
    "Олександра Мар'яненко",
    "Ελένη Παπαδοπούλου",
    "محمد رضا",
    "מַלְכָּה כֹּהֵן",
    f"علی{ZWNJ}رضا",
    f"نی{ZWNJ}ما",
    "अनुष्का शर्मा",
    f"क्{ZWJ}षमा",
    "ਪ੍ਰੀਤ",
    "தமிழ்ச்செல்வி",
    "ශ්‍රී",
    "นภา ศรีสุข",
    "မောင်မောင်",
    "ខ្មែរ",
    "ནོར་བུ".replace("་", " "),
    "李小龍",
    "𠮷田 太郎",
    "さくら",
    "アンナ・スミス",
    "김민준",
    "አበበ ቢቂላ",
    "ᏣᎳᎩ",
    "Kealiʻi",
    "Ka‘iulani",
    "Nuñez-Álvarez",
]
REFUSED = [
    ("", Fault.EMPTY),
    ("   ", Fault.EMPTY),
    ("x" * 101, Fault.TOO_LONG),
    ("\u200b", Fault.CHARACTER),
    ("\u2800", Fault.CHARACTER),
    ("\u3164", Fault.CHARACTER),
    ("\u115f", Fault.CHARACTER),
    ("\uffa0", Fault.CHARACTER),
    ("\ufeff", Fault.CHARACTER),
    ("\u2060Ada", Fault.CHARACTER),
    ("Ada\u00adField", Fault.CHARACTER),
    ("'", Fault.NO_LETTER),
    ("''-", Fault.NO_LETTER),
    ("123", Fault.CHARACTER),
    ("...", Fault.CHARACTER),
    ("Ada\u202eField", Fault.CHARACTER),
    ("Ada\u2066Field", Fault.CHARACTER),
    (f"Ada{ZWNJ}Field", Fault.CHARACTER),
    (f"Ada{ZWJ}", Fault.CHARACTER),
    (f"{ZWNJ}علی", Fault.CHARACTER),
    ("Z\u0337\u0322\u0353\u0301a", Fault.MARKS),
    ("a\u0301\u0302\u0303\u0304", Fault.MARKS),
    ("\u0301Ada", Fault.CHARACTER),
    ("𝒥𝑜𝒽𝓃", Fault.CHARACTER),
    ("Ⓐⓓⓐ", Fault.CHARACTER),
    ("Ａｄａ", Fault.CHARACTER),
    ("ᴬᵈᵃ", Fault.CHARACTER),
    ("Ada 🎉", Fault.CHARACTER),
    ("<script>alert(1)</script>", Fault.CHARACTER),
    ("<img src=x onerror=alert(1)>", Fault.CHARACTER),
    ('"><svg onload=alert(1)>', Fault.CHARACTER),
    ("{{7*7}}", Fault.CHARACTER),
    ("{% debug %}", Fault.CHARACTER),
    ("${jndi:ldap://x}", Fault.CHARACTER),
    ("%s%n", Fault.CHARACTER),
    ("=1+1", Fault.CHARACTER),
    ("+1", Fault.CHARACTER),
    ("-1", Fault.CHARACTER),
    ("-Ada", Fault.CHARACTER),
    ("@SUM(1)", Fault.CHARACTER),
    ("＝1+1", Fault.CHARACTER),
    ("＋1", Fault.CHARACTER),
    ("－1", Fault.CHARACTER),
    ("＠x", Fault.CHARACTER),
    ("\t=1+1", Fault.CHARACTER),
    ("Ada\rField", Fault.CHARACTER),
    ("Ada\nBcc: v@example.org", Fault.CHARACTER),
    ("Ada\x00", Fault.CHARACTER),
    ("Ada\ud800", Fault.CHARACTER),
    ("Ada\ue000", Fault.CHARACTER),
    ("Ada \u0661", Fault.CHARACTER),
    ("buy.example", Fault.WEB_ADDRESS),
    ("win at casino.com", Fault.WEB_ADDRESS),
    ("www.a", Fault.WEB_ADDRESS),
    ("казино.com", Fault.WEB_ADDRESS),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_script_is_kept_as_it_is(name):
    assert names.clean(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(("typed", "fault"), REFUSED, ids=ascii)
def test_what_no_person_is_called_is_refused(typed, fault):
    with pytest.raises(names.NotAName) as refused:
        names.clean(typed)

    assert refused.value.fault == fault


def test_a_hundred_letters_are_a_name():
    assert names.clean("x" * 100) == "x" * 100


@pytest.mark.parametrize("typed", ["  Ada  Field ", "Ada\u0020\u0020Field"])
def test_spaces_around_and_within_a_name_become_one(typed):
    assert names.clean(typed) == "Ada Field"


def test_two_ways_to_write_a_letter_are_one_name():
    assert names.clean("Rene\u0301") == names.clean("Ren\u00e9") == "Ren\u00e9"


def test_a_reader_is_told_which_character_is_refused():
    with pytest.raises(names.NotAName) as refused:
        names.clean("Ada <3")

    assert refused.value.character == "<"


@pytest.mark.parametrize("typed", ["Ada\u202eField", "Ada\ud800", "Ada\x07"])
def test_a_character_that_cannot_be_shown_is_not_shown(typed):
    with pytest.raises(names.NotAName) as refused:
        names.clean(typed)

    assert refused.value.character == ""


@given(st.text(st.characters(exclude_categories=[]), max_size=120))
def test_a_name_that_is_taken_is_taken_again_unchanged(typed):
    try:
        name = names.clean(typed)
    except names.NotAName:
        return
    assert names.clean(name) == name == unicodedata.normalize("NFC", name)
    assert len(name) <= 100
    name.encode()
