"""Takes in the official directory of postcodes, for signers' constituencies.

The Office for National Statistics publishes it each quarter as the ONS Postcode
Directory and the National Statistics Postcode Lookup: a line for each of 2.7 million
postcodes, and a small file of the constituencies' names. Both are read line by line, so
that memory stays the same whatever their size, and found by the names of their columns,
since their order and number change from edition to edition.

The directory is replaced in one transaction, in which only what differs is written:
whoever reads it meanwhile finds the old one, and afterwards the new one.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, transaction

from petitions.models import Constituency
from petitions.models.constituencies import CODE_LENGTH

POSTCODE_COLUMNS = ("pcds", "pcd", "pcd2", "pcd7", "pcd8")
# The year of the boundaries is in the name or not: pcon, pcon24, pcon24cd.
CODE_COLUMN = re.compile(r"pcon(\d\d)?(cd)?|code")
NAME_COLUMN = re.compile(r"pcon(\d\d)?nm|name")
POSTCODE = re.compile(r"[A-Z0-9]{5,7}")
BATCH_SIZE = 10_000
STAGE = """
    CREATE TEMPORARY TABLE staged_postcode
    (postcode varchar(7) NOT NULL, constituency varchar(9) NOT NULL)
"""
ADD = """
    INSERT INTO petitions_postcode (postcode, constituency)
    SELECT postcode, constituency FROM staged_postcode WHERE true
    ON CONFLICT (postcode) DO UPDATE SET constituency = excluded.constituency
    WHERE petitions_postcode.constituency <> excluded.constituency
"""
TAKE_AWAY = """
    DELETE FROM petitions_postcode WHERE NOT EXISTS (
        SELECT 1 FROM staged_postcode
        WHERE staged_postcode.postcode = petitions_postcode.postcode
    )
"""
TWICE = """
    SELECT postcode FROM staged_postcode GROUP BY postcode HAVING count(*) > 1 LIMIT 1
"""

Row = tuple[str, str]


class WrongFile(Exception):
    """The file is not what it should be; the message says what to do."""


class Taken(NamedTuple):
    """What a directory held. `nowhere` are postcodes without a constituency we know."""

    postcodes: int
    nowhere: int
    constituencies: int


def take(directory: Path, *, names: Path) -> Taken:
    """Replace the directory. Raises WrongFile, and then everything is as it was."""
    known = dict(_names(names))
    tally = _Tally(known)
    rows = tally.known_only(_postcodes(directory))
    with _staged(rows):
        tally.check(directory)
        _refuse_doubles(directory)
        with transaction.atomic():
            _replace()
            _name(known)
    return Taken(tally.kept, tally.nowhere, len(known))


class _Tally:
    """Lets through the postcodes of constituencies with a name, and counts both."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known
        self.kept = self.nowhere = 0

    def known_only(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if row[1] in self.known:
                self.kept += 1
                yield row
            else:
                self.nowhere += 1

    def check(self, directory: Path) -> None:
        """Boundaries of one year and names of another have no code in common."""
        if self.kept < self.nowhere or not self.kept:
            raise WrongFile(
                f"{directory.name}: {self.nowhere:,} of {self.kept + self.nowhere:,}"
                " postcodes lie in constituencies that the file of names does not have."
                " Take the names of the same edition."
            )


# Reading


def _postcodes(path: Path) -> Iterator[Row]:
    with _opened(path) as lines:
        header: list[str] = next(lines, [])
        at = _column(path, header, POSTCODE_COLUMNS, "a postcode (pcds or pcd)")
        code_at = _newest(path, header, CODE_COLUMN, "a constituency (pcon)")
        for line in lines:
            if len(line) != len(header):
                raise WrongFile(
                    f"{path.name}, line {lines.line_num}: {len(line)} values where the"
                    f" first line names {len(header)}. The file may be cut off."
                )
            postcode = line[at].replace(" ", "").upper()
            if not POSTCODE.fullmatch(postcode):
                raise WrongFile(
                    f"{path.name}, line {lines.line_num}: not a British postcode."
                )
            yield postcode, line[code_at].strip()


def _names(path: Path) -> Iterator[Row]:
    with _opened(path) as lines:
        header: list[str] = next(lines, [])
        code_at = _newest(path, header, CODE_COLUMN, "a code (PCON24CD or code)")
        name_at = _newest(path, header, NAME_COLUMN, "a name (PCON24NM or name)")
        for line in lines:
            if len(line) <= max(code_at, name_at):
                raise WrongFile(f"{path.name}, line {lines.line_num}: too few values.")
            code, name = line[code_at].strip(), line[name_at].strip()
            if len(code) != CODE_LENGTH or not name:
                raise WrongFile(
                    f"{path.name}, line {lines.line_num}: a code has {CODE_LENGTH}"
                    " characters, and a name beside it."
                )
            yield code, name


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            yield csv.reader(file)
    except FileNotFoundError:
        raise WrongFile(f"There is no file {path}.") from None
    except (UnicodeDecodeError, csv.Error, IsADirectoryError):
        raise WrongFile(
            f"{path.name} is not a CSV file. Unpack the ZIP archive and give the one"
            " in its folder Data."
        ) from None


def _column(path: Path, header: list[str], names: Iterable[str], what: str) -> int:
    plain = [name.strip().lower() for name in header]
    for name in names:
        if name in plain:
            return plain.index(name)
    raise _no_column(path, header, what)


def _newest(path: Path, header: list[str], wanted: re.Pattern[str], what: str) -> int:
    """The column of the newest year, where there are several."""
    plain = [name.strip().lower() for name in header]
    found = [name for name in plain if wanted.fullmatch(name)]
    if not found:
        raise _no_column(path, header, what)
    return plain.index(max(found))


def _no_column(path: Path, header: list[str], what: str) -> WrongFile:
    found = ", ".join(header[:12]) or "nothing"
    return WrongFile(
        f"{path.name}: no column with {what}. Its first line has: {found[:200]}."
    )


# Writing


@contextmanager
def _staged(rows: Iterator[Row]) -> Iterator[None]:
    """All rows in a table of this session alone, within whatever happens to them.

    PostgreSQL does it in the one transaction of the whole, for the sake of poolers that
    give each transaction another session; SQLite outside of it, since there nobody else
    could write until it ends.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 0")
                cursor.execute("DROP TABLE IF EXISTS staged_postcode")
                cursor.execute(f"{STAGE} ON COMMIT DROP")
            _copy(rows)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS staged_postcode")
        cursor.execute(STAGE)
        while batch := list(islice(rows, BATCH_SIZE)):
            cursor.executemany("INSERT INTO staged_postcode VALUES (%s, %s)", batch)
        cursor.execute("CREATE INDEX staged ON staged_postcode (postcode)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE staged_postcode")


def _copy(rows: Iterator[Row]) -> None:
    into = "COPY staged_postcode (postcode, constituency) FROM STDIN"
    with connection.cursor() as cursor:
        with cursor.copy(into) as copy:
            while batch := list(islice(rows, BATCH_SIZE)):
                copy.write("".join(f"{row[0]}\t{row[1]}\n" for row in batch))
        cursor.execute("CREATE INDEX staged ON staged_postcode (postcode)")
        cursor.execute("ANALYZE staged_postcode")


def _refuse_doubles(directory: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TWICE)
        if twice := cursor.fetchone():
            raise WrongFile(f"{directory.name}: {twice[0]} is in it twice.")


def _replace() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ADD)
        cursor.execute(TAKE_AWAY)


def _name(known: dict[str, str]) -> None:
    """Those of an earlier directory keep their names: signatures may stand there."""
    Constituency.objects.bulk_create(
        [Constituency(code=code, name=name) for code, name in known.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name"],
    )
