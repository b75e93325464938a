"""What the hidden sheet of an offline workbook says: what it was made from, and what stood in it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from assessment.domain.answer import ANSWER_FIELDS
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.response import Response
from assessment.i18n import current_language
from assessment.interchange.hidden_sheet import Facts, one, read_origin, whole_values
from assessment.interchange.questionnaire.layout import CATALOGUE_CODE, ColumnCode
from assessment.interchange.questionnaire.texts import is_altered
from assessment.interchange.xlsx.sheets import Grid, WorkbookReading
from assessment.spreadsheet.plan_layout import json_pieces
from assessment.spreadsheet.references import column_letter

FORMAT = "gap-assessment-questionnaire/1"
_FAR_DOWN = 20
"""Rows in which the hidden row is looked for."""


class ProvenanceCode(StrEnum):
    """What a row of the hidden sheet tells."""

    FORMAT = "format"
    CATALOGUE = "catalogue"
    VERSION = "version"
    HASH = "hash"
    LANGUAGE = "language"
    ASSESSMENT = "assessment"
    ASKED = "asked"
    """A recommendation that a workshop had on its agenda."""
    SHEET = "sheet"
    """A sheet's title."""
    COLUMN = "column"
    """A sheet's title, a column's code and its letter."""
    REVISION = "revision"
    """A recommendation, the revision of its answer, and the digest of its words."""
    TEXT = "text"
    """A recommendation, a field, a number that counts from 1, and that piece of the text in JSON."""


_SHAPE = dict.fromkeys(ProvenanceCode, (0, 1)) | {
    ProvenanceCode.ASKED: (1, 0),
    ProvenanceCode.SHEET: (1, 0),
    ProvenanceCode.COLUMN: (2, 1),
    ProvenanceCode.REVISION: (1, 2),
    ProvenanceCode.TEXT: (3, 1),
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a workbook comes from; where the hidden sheet is lost, the catalogue alone may be known."""

    catalogue_id: str = ""
    version: str = ""
    is_whole: bool = False
    """Whether the hidden sheet is there."""
    hash: str = ""
    assessment_id: str | None = None
    asked: frozenset[str] = frozenset()
    """What a workshop had on its agenda; empty where everything was asked."""
    sheets: frozenset[str] = frozenset()
    """The titles of the sheets that are ours."""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the title of a sheet and a column's code, the column's letters."""
    revisions: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    """By recommendation, the digest of its words."""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By recommendation ("" for what is asked about the response) and field: what programs alter when they save."""


def provenance_rows(
    catalogue: Catalogue,
    response: Response,
    assessment_id: str | None,
    revisions: Mapping[str, int],
    columns: Mapping[str, Sequence[ColumnCode]],
    titles: Sequence[str],
) -> Iterator[tuple[str, ...]]:
    """The rows of the hidden sheet; `columns` are those of each sheet with answers, `titles` those of all sheets."""
    yield ProvenanceCode.FORMAT.value, FORMAT
    yield ProvenanceCode.CATALOGUE.value, catalogue.id
    yield ProvenanceCode.VERSION.value, catalogue.version
    yield ProvenanceCode.HASH.value, catalogue.hash
    yield ProvenanceCode.LANGUAGE.value, current_language()
    if assessment_id:
        yield ProvenanceCode.ASSESSMENT.value, assessment_id
    for item in catalogue.recommendations:
        if item.id in (response.asked or ()):
            yield ProvenanceCode.ASKED.value, item.id
    for title in titles:
        yield ProvenanceCode.SHEET.value, title
    for title, codes in columns.items():
        for place, code in enumerate(codes, start=1):
            yield ProvenanceCode.COLUMN.value, title, code.value, column_letter(place)
    for item in catalogue.recommendations:
        yield ProvenanceCode.REVISION.value, item.id, str(revisions.get(item.id, 0)), wording_digest(item)
    for (item_id, name), text in _typed_texts(response).items():
        if is_altered(text):
            for number, piece in enumerate(json_pieces(text), start=1):
                yield ProvenanceCode.TEXT.value, item_id, name, str(number), piece


def _typed_texts(response: Response) -> dict[tuple[str, str], str]:
    about = {("", "organisation"): response.organisation, ("", "round_label"): response.round.label}
    typed = [field.name for field in ANSWER_FIELDS if field.is_typed]
    return about | {(item, name): getattr(answer, name) for item, answer in response.answers.items() for name in typed}


def wording_digest(item: Recommendation) -> str:
    """What tells whether a recommendation still asks for the same: a digest of its words and those of its measures."""
    words = [item.question, item.text, *([measure.id, measure.text] for measure in item.measures)]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()[:16]


def read_provenance(grids: Sequence[Grid], reading: WorkbookReading, way_out: str) -> Provenance:
    """Where a workbook comes from. Raises FileRefused if its hidden sheet can't be read: do `way_out` then."""
    return read_origin(grids, FORMAT, _SHAPE, _provenance, reading, way_out) or _without_hidden_sheet(grids)


def _provenance(facts: Facts) -> Provenance:
    columns: dict[str, dict[str, str]] = defaultdict(dict)
    for (title, code), (letters,) in facts[ProvenanceCode.COLUMN].items():
        columns[title][code] = letters
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for (item, name), text in whole_values(facts[ProvenanceCode.TEXT]).items():
        if not isinstance(text, str):
            raise ValueError
        texts[item][name] = text
    seen = facts[ProvenanceCode.REVISION]
    return Provenance(
        one(facts, ProvenanceCode.CATALOGUE),
        one(facts, ProvenanceCode.VERSION),
        is_whole=True,
        hash=one(facts, ProvenanceCode.HASH),
        assessment_id=one(facts, ProvenanceCode.ASSESSMENT) or None,
        asked=frozenset(item for (item,) in facts[ProvenanceCode.ASKED]),
        sheets=frozenset(title for (title,) in facts[ProvenanceCode.SHEET]),
        columns=columns,
        revisions={item: int(revision) for (item,), (revision, _digest) in seen.items()},
        digests={item: digest for (item,), (_revision, digest) in seen.items()},
        texts=texts,
    )


def _without_hidden_sheet(grids: Sequence[Grid]) -> Provenance:
    """The catalogue, as the hidden row of a sheet with answers names it."""
    for grid in grids:
        for value in (value for row in grid.rows[:_FAR_DOWN] for value in row):
            if isinstance(value, str) and value.startswith(CATALOGUE_CODE):
                match value.split(" ", 2):
                    case [_code, catalogue_id, version]:
                        return Provenance(catalogue_id, version)
    return Provenance()
