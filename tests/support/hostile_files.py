"""Files of text that were made to take the machine: JSON, tables, submissions and catalogues, each by its name.

What each is told stands under the same name in `tests/cases/hostile.yaml`; the workbooks are in `broken_workbooks`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Response, Voice
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.forms.submissions import ANSWER_LIMIT
from assessment.interchange.response_json import SIZE_LIMIT as JSON_LIMIT
from assessment.interchange.response_json import write_response
from tests.interchange.forms.test_submissions import exported
from tests.support.cases import GCM10, HARBOURS
from tests.support.catalogues import a_response
from tests.support.forms import as_csv, as_xlsx

GROWING = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"
"""One letter of which the compatible form has eighteen."""
MARKS = "\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}"
"""Signs on one letter that are to be put in order."""
RARE = "\N{DROPLET}"
"""A text with this sign takes four times as much memory as one without."""
FIRST = a_response(HARBOURS, {"HAR-01": Answer(Rating.PARTIAL, evidence="Lights.")}, country="NPL", organisation="O")
Build = Callable[[], bytes]


def answers(**fields: object) -> bytes:
    """JSON that is sound but for an answer."""
    return json.dumps(json.loads(write_response(FIRST)) | {"answers": {"HAR-01": fields}}).encode()


def rows(number: int, **cells: str) -> list[list[str]]:
    """An export of submissions that are alike but for their keys, with other texts in some cells."""
    header, row = exported([FIRST])
    changed = [cells.get(name, cell) for name, cell in zip(header, row, strict=True)]
    return [header, *(numbered(header, changed, n) for n in range(number))]


def numbered(header: list[str], row: list[str], number: int) -> list[str]:
    """The row as that of another submission."""
    keys = {"_uuid": f"uuid-{number}", "meta/rootUuid": f"uuid:uuid-{number}"}
    return [keys.get(name, cell) for name, cell in zip(header, row, strict=True)]


def table(column: str, cell: str) -> bytes:
    """An export of one submission that is sound but for one cell, which stands there as it is."""
    return as_csv(rows(1, **{column: "#"}), quoted=False, mark=False).replace(b";#;", f";{cell};".encode())


def with_columns(names: Sequence[str]) -> bytes:
    """An export of one submission with columns more."""
    header, row = rows(1)
    return as_csv([[*header, *names], [*row, *("1" for _name in names)]])


def of_catalogues(number: int) -> bytes:
    """An export of so many submissions, each of them to another version of the catalogue."""
    header, *submissions = rows(number)
    place = header.index("catalogue_version")
    return as_csv([header, *([*row[:place], str(n), *row[place + 1 :]] for n, row in enumerate(submissions, start=1))])


def survey(number: int) -> list[list[str]]:
    """An export of a form of 33 recommendations, each of them rated."""
    rated = {item: Answer(Rating.PARTIAL) for item in GCM10.by_id}
    response = Response(GCM10.id, GCM10.version, "NPL", Voice.CIVIL_SOCIETY, "O", answers=rated)
    header, row = exported([response], catalogue=GCM10)
    name = header.index("organisation")
    return [header, *(numbered(header, [*row[:name], f"No. {n}", *row[name + 1 :]], n) for n in range(number))]


def wide(cells: int) -> bytes:
    """A table of so many cells with a rare sign in each row."""
    header = ["catalogue_id", *(f"x{n}" for n in range(199))]
    return as_csv([header, *([RARE, *["ab"] * 199] for _n in range(cells // 200))], quoted=False)


def long_answers() -> bytes:
    """A page of evidence and more for each of 33 recommendations, up to the bytes that a file may have."""
    size = JSON_LIMIT // len(GCM10.by_id) // 4
    said = {item: Answer(Rating.PARTIAL, evidence=RARE + "x" * size, comment="y" * size) for item in GCM10.by_id}
    return write_response(Response(GCM10.id, GCM10.version, "NPL", Voice.STATE, "O", answers=said)).encode()


JSON: dict[str, Build] = {
    "millions of empty mappings": lambda: b"[" + b"{}," * 3_300_000 + b"{}]",
    "millions of empty mappings by name": lambda: json.dumps({str(n): {} for n in range(700_000)}).encode(),
    "a key twice before millions of lists": lambda: b'{"a":1,"a":2,"b":[' + b"[]," * 3_300_000 + b"[]]}",
    "millions of measures": lambda: answers(measures=[f"x{n}" for n in range(700_000)]),
    "millions of levels": lambda: b"[" * 9_000_000,
    "millions of digits": lambda: b'{"format":' + b"9" * 9_000_000 + b"}",
    "a text without an end": lambda: b'{"format":"' + b'\\"' * 4_900_000,
    "JSON of more than 10 MB": lambda: b'{"format":"' + b"x" * JSON_LIMIT + b'"}',
    "a rating of a million letters that grow": lambda: answers(rating=GROWING * 1_000_000),
    "as many long answers as there may be": long_answers,
}  # fmt: skip
TABLES: dict[str, Build] = {
    "millions of columns": lambda: b"catalogue_id" + b"," * 19_000_000,
    "thousands of columns": lambda: b"catalogue_id," + b",".join(b"q%d" % n for n in range(40_000)),
    "millions of cells": lambda: b"catalogue_id\n" + b"a,\n" * 6_000_000,
    "millions of empty lines": lambda: b"catalogue_id,country\n" + b"\n" * 19_000_000,
    "more rows than there may be": lambda: b"catalogue_id,country\n" + b"x\n" * 200_000,
    "a quotation mark without its other half": lambda: table("HAR_01_rating", '"' + "x" * 19_000_000),
    "a cell of megabytes": lambda: table("HAR_01_rating", GROWING * 6_000_000),
    "a rating of letters that grow": lambda: table("HAR_01_rating", GROWING * 999_000),
    "a country of marks": lambda: table("country", "N" + MARKS * 400_000),
    "a date without end": lambda: table("HAR_01_target_date", "1a" * 499_000),
    "a header of letters that grow": lambda: bytes(f"catalogue_id,{GROWING * 300_000}\n1,2\n", "utf-8"),
    "an empty file of 20 MB": lambda: bytes(SIZE_LIMIT),
    "a text of 20 MB": lambda: b"x" * SIZE_LIMIT,
    "a zip of nothing but beginnings": lambda: b"PK\x03\x04" + b"PK\x01\x02" * 4_900_000,
    "a table in UTF-16 that says nothing": lambda: (as_csv(rows(1)).decode() + "\n" * 9_000_000).encode("utf-16"),
    "as many cells in a table as there may be": lambda: wide(1_980_000),
}  # fmt: skip
SUBMISSIONS: dict[str, Build] = {
    "more submissions than can be read at once": lambda: as_csv(rows(20_000)),
    "more answers than can be read at once": lambda: as_csv(survey(ANSWER_LIMIT // len(GCM10.by_id) + 1)),
    "submissions that answer thousands of catalogues": lambda: of_catalogues(5_000),
    "a rating of letters that grow in each": lambda: as_csv(rows(3_000, HAR_01_rating=GROWING * 1_500)),
    "measures of a million words": lambda: as_csv(rows(1, HAR_01_measures="a " * 499_000)),
    "columns of many parts": lambda: with_columns(["/".join(["a"] * 200) + str(n) for n in range(9_000)]),
    "thousands of columns of words": lambda: with_columns([f"{n} {'ab c ' * 18}" for n in range(16_000)]),
    "columns of long parts": lambda: with_columns(["/".join(["ab" * 80] * 12) + str(n) for n in range(2_000)]),
    "columns of parts that grow": lambda: with_columns(["/".join([GROWING * 15] * 12) + str(n) for n in range(7_000)]),
}  # fmt: skip
SURVEYS: dict[str, Build] = {
    "a survey of 2,400": lambda: as_csv(survey(2_400)),
    "a survey of 2,400 as a workbook": lambda: as_xlsx(survey(2_400)),
}  # fmt: skip
"""The largest that must be read."""
CATALOGUES: dict[str, Build] = {
    "millions of entries": lambda: b"- \n" * 3_000_000,
    "millions of entries in brackets": lambda: b"[" + b"[]," * 3_000_000 + b"[]]",
    "millions of lists in lists": lambda: b"- - - a\n" * 1_100_000,
    "millions of keys": lambda: b"".join(b"k%d: \n" % n for n in range(600_000)),
    "millions of levels": lambda: b"- " * 4_500_000,
    "millions of recommendations": lambda: b"recommendations:\n" + b"- id: A\n" * 1_100_000,
    "as many recommendations as there may be": lambda: b"recommendations:\n" + b"- id: A\n" * 49_000,
    "thousands of aliases": lambda: b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a, *a]\n" % n for n in range(20_000)),
    "a text of megabytes": lambda: b"id: " + b"x" * 9_000_000,
    "a text of megabytes with a rare sign": lambda: bytes(f"id: {'x' * 9_000_000}{RARE}", "utf-8"),
}  # fmt: skip
UPLOADED: dict[str, Build] = {**JSON, **TABLES, **SUBMISSIONS}
ENDURED = (
    "millions of empty mappings by name",
    "millions of measures",
    "as many cells in a table as there may be",
    "a rating of letters that grow in each",
    "columns of many parts",
    "thousands of columns of words",
    "columns of long parts",
    "columns of parts that grow",
    "as many recommendations as there may be",
)
"""Those that take a second or more, so that only `make endurance` tries them."""
