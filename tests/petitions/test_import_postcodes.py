"""The command that takes in the official directory of postcodes."""

import tracemalloc
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from petitions import counting, directories
from petitions.models import Constituency, ConstituencyTally, Postcode
from tests import factories
from tests.petitions.test_constituencies import CITIES, HALLAM, confirmed, tallies

NAMES = f"PCON24CD,PCON24NM\n{CITIES},Cities of London\n{HALLAM},Sheffield Hallam\n"
# As the ONS Postcode Directory and the National Statistics Postcode Lookup have it.
ONSPD = f"""pcd,pcd2,pcds,dointr,doterm,ctry,pcon,long,lat
"SW1A1AA","SW1A 1AA","SW1A 1AA","198001","","E92000001","{CITIES}",-0.14,51.5
"S10 2TN","S10  2TN","S10 2TN","198001","199606","E92000001","{HALLAM}",-1.5,53.3
"JE2 3AB","JE2  3AB","JE2 3AB","198001","","L93000001","L99999999",-2.1,49.1
"""
NSPL = f"""pcds,pcon19cd,pcon24cd,oa21cd
SW1A 1AA,E14000639,{CITIES},E00000001
s10 2tn,E14000922,{HALLAM},E00000002
"""


@pytest.fixture
def take(db, tmp_path):
    """Write both files and run the command; gives what it prints."""

    def go(directory, names=NAMES, *, encoding="utf-8", **options):
        one, other = tmp_path / "ONSPD.csv", tmp_path / "names.csv"
        one.write_bytes(
            directory if isinstance(directory, bytes) else directory.encode(encoding)
        )
        other.write_text(names, encoding=encoding)
        out = StringIO()
        call_command("import_postcodes", str(one), names=other, stdout=out, **options)
        return out.getvalue()

    return go


def kept():
    return dict(Postcode.objects.values_list("postcode", "constituency"))


BOTH = {"SW1A1AA": CITIES, "S102TN": HALLAM}


@pytest.mark.parametrize("directory", [ONSPD, NSPL, ONSPD.replace("\n", "\r\n")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_either_directory_is_taken_in(take, directory, encoding):
    printed = take(directory, encoding=encoding)

    assert kept() == BOTH
    assert "Took in 2 postcodes of 2 constituencies" in printed
    assert Constituency.objects.get(code=HALLAM).name == "Sheffield Hallam"


def test_postcodes_of_no_constituency_are_left_out_and_told(take):
    assert "1 lie in none of them" in take(ONSPD)


def test_names_may_have_plain_headings(take):
    take(NSPL, f"code,name\n{CITIES},Cities\n{HALLAM},Hallam\n")

    assert kept() == BOTH


def test_a_later_edition_takes_the_place_of_the_former(take):
    take(NSPL)
    take(f"pcds,pcon\nSW1A 1AA,{HALLAM}\nSW1A 2AA,{CITIES}\n")

    assert kept() == {"SW1A1AA": HALLAM, "SW1A2AA": CITIES}


def test_the_same_edition_again_changes_nothing(take):
    take(NSPL)
    take(NSPL)

    assert kept() == BOTH


def test_former_constituencies_keep_their_names(take):
    take(NSPL)
    take(f"pcds,pcon\nSW1A 1AA,{CITIES}\n", f"code,name\n{CITIES},Cities\n")

    assert dict(Constituency.objects.values_list("code", "name")) == {
        CITIES: "Cities",
        HALLAM: "Sheffield Hallam",
    }


def test_signatures_of_before_are_looked_up(take, petition):
    confirmed(petition)
    confirmed(petition, email="b@example.org", postcode="S10 2TN")
    counting.drain()

    assert "safe-haven: looked up 2 signatures." in take(NSPL)
    assert tallies(petition) == {CITIES: 1, HALLAM: 1}


def test_new_boundaries_are_followed_when_asked_for(take, petition):
    take(NSPL)
    confirmed(petition)
    counting.drain()
    moved = f"pcds,pcon\nSW1A 1AA,{HALLAM}\n"

    take(moved)
    assert tallies(petition) == {CITIES: 1}
    take(moved, anew=True)
    assert tallies(petition) == {HALLAM: 1}


WRONG = {
    "no postcode": ("post,pcon\nSW1A 1AA,x\n", "no column with a postcode"),
    "no constituency": ("pcds,ward\nSW1A 1AA,x\n", "no column with a constituency"),
    "empty": ("", "Its first line has: nothing"),
    "archive": (b"PK\x03\x04\xff\xfe\x00", "is not a CSV file"),
    "cut off": (NSPL + "SW1A 2AA,E14", "line 4: 2 values where the first line names 4"),
    "not a postcode": (f"pcds,pcon\nHELLO THERE,{CITIES}\n", "line 2: not a British"),
    "twice": (
        f"pcds,pcon\nSW1A 1AA,{CITIES}\nSW1A1AA,{HALLAM}\n",
        "SW1A1AA is in it twice",
    ),
    "other boundaries": (
        "pcds,pcon\nSW1A 1AA,E14000639\nS10 2TN,E14000922\n",
        "2 of 2 postcodes lie in constituencies",
    ),
    "a heading alone": ("pcds,pcon\n", "0 of 0 postcodes lie in constituencies"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_wrong_file_is_told_and_leaves_everything_as_it_was(take, fault):
    take(NSPL)
    directory, words = WRONG[fault]

    with pytest.raises(CommandError, match=words):
        take(directory)
    assert kept() == BOTH
    take(NSPL)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("a,b\n", "no column with a code"),
        ("code,wahlkreis\n", "no column with a name"),
        (f"code,name\n{CITIES},\n", "line 2: a code has 9 characters"),
        ("code,name\nE14,Cities\n", "line 2: a code has 9 characters"),
        (f"code,name\n{CITIES}\n", "line 2: too few values"),
    ],
)
def test_a_wrong_file_of_names_is_told(take, names, words):
    with pytest.raises(CommandError, match=words):
        take(NSPL, names)
    assert not Constituency.objects.exists()


def test_a_file_that_is_not_there_is_told(db, tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command(
            "import_postcodes", str(tmp_path / "x.csv"), names=tmp_path / "y.csv"
        )


def test_memory_stays_the_same_whatever_the_size(take, tmp_path):
    """What reading and writing hold at a time; a hundred thousand rows are 2 MB."""
    lines = "".join(f"AB{number:05},{CITIES}\n" for number in range(100_000))
    (tmp_path / "large.csv").write_text(f"pcds,pcon\n{lines}")
    (tmp_path / "names.csv").write_text(NAMES)
    tracemalloc.start()
    directories.take(tmp_path / "large.csv", names=tmp_path / "names.csv")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert Postcode.objects.count() == 100_000
    assert peak < 8_000_000


def test_a_petition_that_was_never_opened_is_passed_over(take, db):
    factories.make_petition(slug="draft", status="draft")

    assert "draft" not in take(NSPL)
    assert not ConstituencyTally.objects.exists()
