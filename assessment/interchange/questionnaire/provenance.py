"""What the hidden sheet of an offline workbook says: what it was made from, and what stood in it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.layout import CATALOGUE_CODE, FORMAT, ProvenanceCode
from assessment.interchange.xlsx.sheets import Grid, Row, cell_text
from assessment.parsing.message_text import truncated
from assessment.parsing.validation import LONE_SURROGATE, FileValidation

_FORMAT_NAME = FORMAT.rpartition("/")[0]
_FORMAT = ProvenanceCode.FORMAT.value
_ALL = frozenset(fact.value for fact in ProvenanceCode)
_ABOUT: dict[str, int] = {
    ProvenanceCode.FORMAT: 1,
    ProvenanceCode.CATALOGUE: 1,
    ProvenanceCode.VERSION: 1,
    ProvenanceCode.HASH: 1,
    ProvenanceCode.ASSESSMENT: 1,
    ProvenanceCode.ASKED: 2,
    ProvenanceCode.REVISION: 2,
    ProvenanceCode.COLUMN: 3,
}
"""How many words of a row say what it is about, which is said once."""
_FAR_DOWN = 20
"""Rows in which is looked for what stands in the first ones."""


@dataclass(slots=True)
class Provenance:
    """The facts of the hidden sheet; where it is lost, the catalogue alone may be known from another place."""

    is_there: bool = False
    format: str = ""
    catalogue_id: str = ""
    version: str = ""
    hash: str = ""
    assessment_id: str | None = None
    asked: list[str] = field(default_factory=list)
    """What a workshop had on its agenda; empty where everything was asked."""
    sheets: list[str] = field(default_factory=list)
    """The titles of the sheets that are ours."""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """By the title of a sheet and a column's code, the column's letters."""
    revisions: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    """By recommendation, the digest of its words."""
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    """By recommendation ("" for what is asked about the response) and field: what programs alter when they save."""


def read_provenance(grids: Sequence[Grid], reading: FileValidation) -> Provenance:
    """The facts of a workbook. What can't be understood is a problem."""
    sheets = [grid for grid in grids if _is_hidden_sheet(grid)]
    if not sheets:
        return _without_hidden_sheet(grids)
    if len(sheets) > 1:
        reading.refuse(
            ", ".join(grid.title for grid in sheets),
            _("Both hidden sheets say what the file was made from."),
            _("Delete the one that was copied from another file."),
        )
    facts = Provenance(is_there=True)
    if not (_take_facts(facts, sheets[0]) and _take_texts(facts, sheets[0])):
        reading.refuse(
            sheets[0].title,
            _("This hidden sheet was changed and can’t be read."),
            _("Copy your answers into a newly downloaded questionnaire."),
        )
    elif facts.format != FORMAT:
        reading.refuse(
            sheets[0].title,
            _("The format of this file, “{format}”, is not known here.").format(format=truncated(facts.format)),
            _("Open it in a newer version of the app."),
        )
    return facts


def _take_facts(facts: Provenance, grid: Grid) -> bool:
    """Take all facts but texts from the hidden sheet; false if a row isn't of the form that it has, or stands twice."""
    seen: set[tuple[str, ...]] = set()
    for row in grid.rows:
        words = [cell_text(value) for value in row if value != ""]
        about = tuple(words[: _ABOUT.get(words[0], 0)]) if words else ()
        if about in seen:
            return False
        if about:
            seen.add(about)
        match words:
            case [ProvenanceCode.FORMAT, name]:
                facts.format = name
            case [ProvenanceCode.CATALOGUE, name]:
                facts.catalogue_id = name
            case [ProvenanceCode.VERSION, name]:
                facts.version = name
            case [ProvenanceCode.HASH, name]:
                facts.hash = name
            case [ProvenanceCode.ASSESSMENT, name]:
                facts.assessment_id = name
            case [(ProvenanceCode.SHEET | ProvenanceCode.ASKED) as kind, name]:
                (facts.sheets if kind == ProvenanceCode.SHEET else facts.asked).append(name)
            case [ProvenanceCode.COLUMN, sheet, code, letters]:
                facts.columns.setdefault(sheet, {})[code] = letters
            case [ProvenanceCode.REVISION, item, number, digest] if number.isdecimal():
                facts.revisions[item], facts.digests[item] = int(number), digest
            case [first, *_rest] if first in _ALL and first not in (ProvenanceCode.LANGUAGE, ProvenanceCode.TEXT):
                return False
    return True


def _take_texts(facts: Provenance, grid: Grid) -> bool:
    """Take the texts from the hidden sheet; false if one can't be put together."""
    pieces: dict[tuple[str, str], dict[int, str]] = {}
    for row in grid.rows:
        match [cell_text(value) for value in row if value != ""]:
            case [ProvenanceCode.TEXT, *address, number, piece] if number.isdecimal() and address:
                item, key = ("", *address)[-2:]
                numbered = pieces.setdefault((item, key), {})
                if int(number) in numbered:
                    return False
                numbered[int(number)] = piece
            case [ProvenanceCode.TEXT, *_rest]:
                return False
    for (item, key), numbered in pieces.items():
        try:
            text = json.loads("".join(numbered[number] for number in sorted(numbered)))
        except ValueError:
            return False
        if not isinstance(text, str) or re.search(LONE_SURROGATE, text):
            return False
        facts.texts.setdefault(item, {})[key] = text
    return True


def _is_hidden_sheet(grid: Grid) -> bool:
    return any(_is_format(row) for row in grid.rows[:_FAR_DOWN])


def _is_format(row: Row) -> bool:
    """Whether a row says the format of the file, in any version."""
    if _FORMAT not in row:
        return False
    match [value for value in row if value != ""]:
        case [ProvenanceCode.FORMAT, str(name)]:
            return name.startswith(_FORMAT_NAME)
    return False


def _without_hidden_sheet(grids: Sequence[Grid]) -> Provenance:
    """The catalogue, as the hidden row of a sheet with answers names it."""
    for grid in grids:
        for row in grid.rows[:_FAR_DOWN]:
            for value in row:
                if isinstance(value, str) and value.startswith(CATALOGUE_CODE):
                    match value.split(" ", 2):
                        case [_code, catalogue_id, version]:
                            return Provenance(catalogue_id=catalogue_id, version=version)
    return Provenance()
