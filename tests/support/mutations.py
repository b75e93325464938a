"""Good files with something wrong in them, by chance and yet the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from assessment.catalogues import read_catalogue
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_json import write_response
from tests.interchange.forms.test_submissions import FIRST, exported, find
from tests.support.cases import CATALOGUES, HARBOURS, assert_printable
from tests.support.forms import as_csv, as_xlsx
from tests.support.questionnaires import package
from tests.support.workbooks import parts_of

GOOD = {
    "workbook": questionnaire_workbook(HARBOURS, response=FIRST),
    "json": write_response(FIRST).encode(),
    "yaml": (CATALOGUES / "harbours.yaml").read_bytes(),
    "submissions in csv": as_csv(exported([FIRST] * 3)),
    "submissions in xlsx": as_xlsx(exported([FIRST] * 3)),
}
MARKS = (
    b"<", b">", b'"', b"'", b"&", b"/", b"{", b"}", b"[", b"]", b",", b";", b":", b"- ", b"#", b"*", b"\\", b"=", b"\0",
    b"\n", b"\r", b"\t", b"\xff", b"\xfe", b"\xef\xbb\xbf", b"&#0;", b"]]>", b"<!--", b"<c/>", b' r="A0"',
    b' r="XFD1048576"',
    b"null", b"NaN", b"1e999", b"-1", b"9" * 5_000, "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}".encode(),
    "\N{COMBINING DOT BELOW}".encode(), "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), "\N{DROPLET}".encode(), b"\xed\xa0\x80",
)  # fmt: skip
MOST_TIMES = 20_000
"""How often a piece may be repeated in a mutation."""
MOST_BYTES = 10_000_000
"""Bytes that a repeated piece may have, so that what is measured is the reading of a mutation and not its making."""


@dataclass(frozen=True, slots=True)
class Mutation:
    kind: str
    number: int
    content: bytes


def mutations(number: int, seed: int = 9) -> Iterator[Mutation]:
    """So many files, of each kind in its turn."""
    for n in range(number):
        kind = list(GOOD)[n % len(GOOD)]
        yield Mutation(kind, n, _mutated(GOOD[kind], Random(f"{seed} {n}")))  # noqa: S311 - no secret


def is_read(mutation: Mutation) -> bool:
    """Whether a file is read; else it is refused with problems. Any other exception is a fault."""
    try:
        if mutation.kind == "yaml":
            read_catalogue(mutation.content, "gift")
        else:
            read_file(mutation.content, "gift", find)
    except FileRefused as error:
        problems = error.problems
    else:
        return True
    assert problems
    assert_printable(problems)
    return False


def _mutated(content: bytes, chance: Random) -> bytes:
    parts = parts_of(content) if content.startswith(b"PK") and chance.random() < 0.8 else None
    if parts is None:
        return changed(content, chance)
    for name in chance.sample(sorted(parts), k=chance.choice((1, 1, 2))):
        parts[name] = changed(parts[name], chance)
    return package(parts)


def changed(content: bytes, chance: Random) -> bytes:
    """One to five changes: something put in, taken out, put elsewhere or there many times."""
    for _change in range(chance.randint(1, 5)):
        start = chance.randrange(len(content) + 1)
        end = min(start + chance.choice((0, 1, 1, 4, 30, 400)), len(content))
        piece = content[start:end]
        put = chance.choice(MARKS)
        match chance.randrange(6):
            case 0:
                piece = put
            case 1:
                piece = b""
            case 2:
                piece = put * min(chance.choice((1, 2, 100, MOST_TIMES)), MOST_BYTES // len(put))
            case 3:
                piece *= chance.choice((2, 3, 100, MOST_TIMES // 10))
            case 4:
                place = chance.randrange(len(content) + 1)
                piece += content[place : place + chance.randrange(200)]
            case _:
                piece = bytes(byte ^ 1 << chance.randrange(8) for byte in piece)
        content = content[:start] + piece + content[end:]
    return content
