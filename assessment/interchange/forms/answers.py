"""The columns for the submissions of one catalogue: whose answers a row has, and each answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial

from assessment import i18n
from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.catalogue import Catalogue, Measure, Recommendation
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES
from assessment.domain.response import Response, Voice
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.interchange.answer_parser import none_contradicted, parse_answer, parse_choice, parse_identity
from assessment.interchange.forms.columns import ColumnContent, header_key
from assessment.interchange.forms.question_names import choice_label, choice_name
from assessment.interchange.text_tables import RowProblems, TextRow
from assessment.interchange.vocabulary import parse_rating, parse_tick
from assessment.labels.codes import none_of_these
from assessment.parsing.message_text import truncated

_CHOSEN = frozenset({"rating", "measures", "target_date", "round_date", "anonymous"})
"""The fields without free text."""


def download_again_advice() -> str:
    return _("Download the data again with “XML values and headers”.")


class Columns:
    """The columns for the submissions of one catalogue; what isn't understood goes to `problems`."""

    def __init__(
        self,
        catalogue: Catalogue,
        header: tuple[str, ...],
        places: Mapping[ColumnContent, int],
        problems: RowProblems,
    ) -> None:
        self.catalogue, self.places = catalogue, places
        self.chosen = [place for holds, place in places.items() if holds.field in _CHOSEN]
        """The places of columns without free text."""
        self._header, self._problems = header, problems
        there = {holds.item for holds in places}
        self._asked = [item for item in catalogue.recommendations if item.id in there]
        """The recommendations that have a column in the file, in document order."""
        self._fields = {item.id: self._places_of(item.id) for item in self._asked}
        """By recommendation, the place of each field; without measures' own columns."""
        self._answers: dict[Answer, Answer] = {}
        """The answers read so far: an answer that is given a thousand times is kept once."""

    def _places_of(self, item: str) -> dict[str, int]:
        there = {field.name: ColumnContent(item, field.name) for field in ANSWER_FIELDS}
        return {name: self.places[holds] for name, holds in there.items() if holds in self.places}

    def response(self, row: TextRow) -> Response:
        """The response in a row. Where country or voice are unknown, that is a problem."""
        about = {field.name: self._cell(row, ColumnContent("", field.name)) for field in IDENTITY_FIELDS}
        identity = parse_identity(about, partial(self._refuse, row, "")) or {"country": "", "voice": Voice.OTHER}
        answers = {item.id: self._answer(row, item) for item in self._asked}
        return Response(self.catalogue.id, self.catalogue.version, **identity, answers=answers)

    def locations(self, row: TextRow) -> dict[str, str]:
        return {item.id: _("row {row}").format(row=row.number) for item in self._asked}

    def _answer(self, row: TextRow, item: Recommendation) -> Answer:
        cells = {field: row.cells[place] for field, place in self._fields[item.id].items()}
        measures = self._measures(row, item, cells.get("measures", ""))
        answer = parse_answer(cells, measures, partial(self._refuse, row, item.id), _rating)
        return self._answers.setdefault(answer, answer)

    def _measures(self, row: TextRow, item: Recommendation, cell: str) -> tuple[str, ...] | None:
        """The ticks, which may be in one column for all measures, in one for each, or in both."""
        refuse = partial(self._refuse, row, item.id, "measures")
        ids = [measure.id for measure in item.measures]
        ticks = {
            choice: self._is_ticked(row, place)
            for choice in (*ids, NO_MEASURES)
            if (place := self.places.get(ColumnContent(item.id, "measures", choice))) is not None
        }
        ticked = {choice for choice, is_ticked in ticks.items() if is_ticked}
        together = _listed_measures(cell, item)
        if together is None:
            what = _("“{text}” is not a list of measures of {recommendation}.")
            refuse(what.format(text=truncated(cell), recommendation=item.id), download_again_advice())
        elif ticks.keys() >= {*ids} and "measures" in self._fields[item.id] and ticked != together & ticks.keys():
            what = _("The column of all measures contradicts those of single measures.")
            refuse(what, download_again_advice())
        chosen = ticked | (together or set())
        measures = tuple(measure for measure in ids if measure in chosen)
        if NO_MEASURES not in chosen:
            return measures or None
        if measures:
            refuse(none_contradicted(), _("Correct the submission, and download it again."))
        return ()

    def _is_ticked(self, row: TextRow, place: int) -> bool:
        column = self._header[place]
        return bool(parse_choice(column, {column: row.cells[place]}, parse_tick, partial(self._problems.refuse, row)))

    def _cell(self, row: TextRow, holds: ColumnContent) -> str:
        place = self.places.get(holds)
        return "" if place is None else row.cells[place]

    def _refuse(self, row: TextRow, item: str, field: str, what: str, fix: str) -> None:
        place = self.places.get(ColumnContent(item, field))
        self._problems.refuse(row, field if place is None else self._header[place], what, fix)


def _rating(text: str) -> Rating | None:
    return parse_rating(text, only_codes=True)


def _listed_measures(cell: str, item: Recommendation) -> set[str] | None:
    """The measures in a cell that lists all ticked ones: names, ids or labels; None if there is anything else."""
    names, labels = _measure_words(item.measures)
    if not cell:
        return set()
    tokens = [token for token in re.split(r"[\s,;|]+", cell) if token]
    if all(token in names for token in tokens):
        return {names[token] for token in tokens}
    measures, rest = set(), f" {header_key(cell)} "
    for label, measure_id in labels:
        if f" {label} " in rest:
            rest = rest.replace(f" {label} ", "  ", 1)
            measures.add(measure_id)
    return None if rest.strip() else measures


@lru_cache(maxsize=2048)
def _measure_words(measures: tuple[Measure, ...]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The measures of a recommendation by their names, and by their labels and ids."""
    names = {choice_name(measure): measure.id for measure in measures} | {NO_MEASURES: NO_MEASURES}
    labels = [(header_key(text), measure.id) for measure in measures for text in (choice_label(measure), measure.id)]
    for code in i18n.LANGUAGES:
        with using_language(code):
            labels.append((header_key(none_of_these()), NO_MEASURES))
    # A label may contain the beginning of another, so the longest is tried first.
    return names, sorted(labels, key=lambda entry: -len(entry[0]))
