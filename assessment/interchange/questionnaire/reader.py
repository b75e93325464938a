"""Reads a completed offline workbook: one response, whatever was done to the file in the meantime.

Rows are found by their keys and columns by their codes (`layout`), so both may have been moved; words are
understood in every available language. What isn't understood is a problem reported with its cell, and then nothing is
read. What was understood but should be checked (a formula, a number instead of a date) is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import Any

from assessment.catalogues import FindCatalogue, look_up
from assessment.domain.answer import EMPTY_ANSWER, Answer
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.response import Response
from assessment.i18n import gettext as _
from assessment.interchange.answer_parser import Refuse, none_contradicted, parse_answer, parse_choice, parse_identity
from assessment.interchange.questionnaire.answer_cells import (
    AnswerCells,
    collect_cells,
    copy_answers,
    key_changed,
    undo_or_copy,
)
from assessment.interchange.questionnaire.layout import ASKED_FIELDS
from assessment.interchange.questionnaire.provenance import Provenance, read_provenance, wording_digest
from assessment.interchange.questionnaire.texts import is_unchanged
from assessment.interchange.questionnaire.visible_labels import VisibleLabels
from assessment.interchange.vocabulary import parse_rating, parse_tick
from assessment.interchange.xlsx.sheets import Cell, Grid, WorkbookReading, cell_text
from assessment.parsing.message_text import abbreviated_list, also_in, check_it, truncated

_ASKED = frozenset(field.name for field in ASKED_FIELDS)
_FIELDS = {field.name: field for field in (*ASKED_FIELDS, *IDENTITY_FIELDS)}


def read_questionnaire(
    grids: Sequence[Grid], reading: WorkbookReading, find_catalogue: FindCatalogue
) -> ImportedResponse:
    """The response in an offline workbook. Raises FileRefused with every problem of the file."""
    facts, answer_cells = read_provenance(grids, reading, copy_answers()), AnswerCells()
    for grid in grids:
        collect_cells(grid, facts, answer_cells, reading)
    catalogue = _catalogue(facts, answer_cells, reading, find_catalogue)
    reader = _Reader(reading, facts, answer_cells)
    response = reader.response(catalogue) if catalogue else None
    reading.close()
    assert catalogue is not None  # noqa: S101 - else there was a problem
    assert response is not None  # noqa: S101 - the same
    return ImportedResponse(
        source=reading.file,
        catalogue=catalogue,
        response=response,
        locations=reader.places,
        assessment_id=facts.assessment_id,
        revisions={item: number for item, number in facts.revisions.items() if number and item in catalogue.by_id},
        warnings=tuple(reading.warnings),
    )


def _catalogue(
    facts: Provenance, answer_cells: AnswerCells, reading: WorkbookReading, find_catalogue: FindCatalogue
) -> Catalogue | None:
    """The catalogue that the file answers; None, and a problem, if it can't be found."""
    if not answer_cells.fields.keys() - {""}:
        if reading.problems:
            # The reason has been reported.
            return None
        if facts.is_whole:
            reading.refuse("", _("The sheets with the answers are missing."), copy_answers())
        else:
            reading.refuse("", _("This workbook is not a questionnaire."), _("Use a completed questionnaire (.xlsx)."))
        return None
    if not (facts.catalogue_id and facts.version):
        reading.refuse("", _("The file doesn’t say which catalogue it answers."), copy_answers())
        return None
    if not facts.is_whole:
        reading.warn("", _("The hidden sheet is missing, so the response is matched by who answers."), check_it())
    return look_up(find_catalogue, facts.catalogue_id, facts.version, reading)


class _Reader:
    """Turns the cells with answers into a response; what isn't understood is reported to `reading`."""

    def __init__(self, reading: WorkbookReading, facts: Provenance, answer_cells: AnswerCells) -> None:
        self.reading, self.facts, self.found = reading, facts, answer_cells
        self.places: dict[str, str] = {}
        """The place of each answer."""
        # The same words occur in a file again and again.
        self._rating, self._tick = cache(parse_rating), cache(parse_tick)

    def response(self, catalogue: Catalogue) -> Response | None:
        """What the cells say; None if the visible words show that keys and answers were separated."""
        visible, problems_before = VisibleLabels(catalogue), len(self.reading.problems)
        for grid, columns in self.found.sheets:
            visible.check(grid, columns, self.reading)
        if len(self.reading.problems) > problems_before:
            return None
        self._check_keys(catalogue)
        identity = self._identity()
        answers = {
            item.id: self._answer(item)
            for item in catalogue.recommendations
            if item.id in self.found.fields or item.id in self.found.ticks
        }
        self._check_words(catalogue, answers)
        if absent := [item for item in catalogue.by_id if item not in answers]:
            self.reading.warn(
                "",
                _("Recommendations are missing: {ids}.").format(ids=abbreviated_list(absent)),
                _("The stored values stay as they are."),
            )
        if identity is None:
            return None
        agenda = (self.facts.asked & catalogue.by_id.keys()) or None
        return Response(catalogue.id, catalogue.version, **identity, answers=answers, asked=agenda)

    def _check_keys(self, catalogue: Catalogue) -> None:
        """Report recommendations that appear twice, and those that aren't in the catalogue."""
        for item, (first, second) in self.found.twice.items():
            fix = _("Delete the rows or the sheet of one of them.")
            self.reading.refuse(second, also_in(item or _("Who answers"), first), fix)
        for item in dict.fromkeys((*self.found.fields, *self.found.ticks)):
            if item and item not in catalogue.by_id:
                self.reading.refuse(
                    self.found.first_place(item),
                    _("“{id}” is not in this catalogue.").format(id=truncated(item)),
                    _("Correct the id, or delete its rows."),
                )

    def _identity(self) -> dict[str, Any] | None:
        fields = self.found.fields.get("", {})
        if missing := [field.short for field in IDENTITY_FIELDS if field.name not in fields]:
            self._refuse_missing_rows("", missing)
            return None
        return parse_identity(self._texts("", fields), self._refuse(fields))

    def _answer(self, item: Recommendation) -> Answer:
        fields, ticks = self.found.fields.get(item.id, {}), self.found.ticks.get(item.id, {})
        measures = {measure.id for measure in item.measures}
        # Without the row for “none of these”, as in those that other programs filled in for the tests, nothing is said.
        if fields.keys() != _ASKED or ticks.keys() - {NO_MEASURES} != measures:
            self._check_rows(item, ticks, measures)
        if "rating" in fields:
            self.places[item.id] = _first(fields["rating"]).place
        return parse_answer(self._texts(item.id, fields), self._measures(item), self._refuse(fields), self._rating)

    def _check_rows(self, item: Recommendation, ticks: Mapping[str, Cell], measures: Set[str]) -> None:
        """Report rows of a recommendation that are missing, and rows that it doesn't have."""
        fields = self.found.fields.get(item.id, {})
        missing = [field.short for field in ASKED_FIELDS if field.name not in fields]
        missing += sorted(measures - ticks.keys())
        if missing:
            self._refuse_missing_rows(self.found.first_place(item.id), missing)
        unknown = [_first(cells) for key, cells in fields.items() if key not in _ASKED]
        unknown += [cell for key, cell in ticks.items() if key not in measures and key != NO_MEASURES]
        for cell in unknown:
            self.reading.refuse(cell.place, key_changed(), copy_answers())

    def _refuse_missing_rows(self, place: str, rows: Sequence[str]) -> None:
        self.reading.refuse(place, _("Rows are missing: {rows}.").format(rows=abbreviated_list(rows)), copy_answers())

    def _measures(self, item: Recommendation) -> tuple[str, ...] | None:
        cells = self.found.ticks.get(item.id, {})
        ticked = tuple(measure.id for measure in item.measures if self._is_ticked(cells.get(measure.id)))
        none = cells.get(NO_MEASURES)
        if none is None or not self._is_ticked(none):
            return ticked or None
        if ticked:
            self.reading.refuse(none.place, none_contradicted(), _("Clear this tick, or those of the measures."))
        return ()

    def _is_ticked(self, cell: Cell | None) -> bool:
        if cell is None:
            return False
        refuse = self._refuse({"": {1: cell}})
        return bool(parse_choice("", {"": cell_text(cell.value)}, self._tick, refuse))

    def _texts(self, item: str, fields: Mapping[str, Mapping[int, Cell]]) -> dict[str, str]:
        """The text of each field, in one row or several."""
        texts = {}
        for name, cells in fields.items():
            rows = self.found.rows[item, name]
            if cells.keys() != set(range(1, rows + 1)):
                what = _("This text had {number} rows, and some are missing.").format(number=rows)
                self.reading.refuse(_first(cells).place, what, undo_or_copy())
            field = _FIELDS.get(name)
            texts[name] = "".join(self.reading.text(cell, field) for _number, cell in sorted(cells.items()))
        for name, original in self.facts.texts.get(item, {}).items():
            if name in texts and is_unchanged(texts[name], original):
                texts[name] = original
        return texts

    def _refuse(self, fields: Mapping[str, Mapping[int, Cell]]) -> Refuse:
        """A function that reports a problem with one of the fields."""

        def refuse(field: str, what: str, fix: str) -> None:
            self.reading.refuse(_first(fields[field]).place if field in fields else "", what, fix)

        return refuse

    def _check_words(self, catalogue: Catalogue, answers: Mapping[str, Answer]) -> None:
        """Report answered recommendations that were worded differently when the file was made."""
        if self.facts.hash in ("", catalogue.hash):
            return
        for item, answer in answers.items():
            if answer != EMPTY_ANSWER and self.facts.digests.get(item) != wording_digest(catalogue.by_id[item]):
                self.reading.refuse(
                    self.places.get(item, ""),
                    _("{id} was worded differently when the file was made.").format(id=item),
                    _("Answer it in a newly downloaded questionnaire, and clear it here."),
                )
        what = _("The catalogue {catalogue} {version} has changed since the file was made.")
        self.reading.warn(
            "",
            what.format(catalogue=catalogue.id, version=catalogue.version),
            _("The recommendations answered are the same."),
        )


def _first(cells: Mapping[int, Cell]) -> Cell:
    """The first row of a text."""
    return cells[min(cells)]
