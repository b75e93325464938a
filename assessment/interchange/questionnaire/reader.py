"""Reads a completed offline workbook: one response, whatever was done to the file in the meantime.

Rows are found by their keys and columns by their codes (`layout`), so both may have been moved; words are
understood in every available language. What isn't understood is a problem reported with its cell, and then nothing is
read. What was understood but should be checked (a formula, a number instead of a date) is a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cache, partial
from types import MappingProxyType

from assessment.catalogues import FindCatalogue, look_up
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES, Kind
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.model import EMPTY_ANSWER, Answer, Catalogue, Recommendation, Response, Round, Voice
from assessment.i18n import gettext as _
from assessment.interchange.answer_parser import (
    Refuse,
    none_contradicted,
    parse_answer,
    parse_choice,
    parse_day,
    parse_name,
)
from assessment.interchange.questionnaire.answer_cells import (
    AnswerCells,
    WorkbookReading,
    collect_cells,
    copy_answers,
    date_value,
    find_columns,
    key_changed,
    not_ours,
    text_value,
    undo_or_copy,
)
from assessment.interchange.questionnaire.layout import ASKED_FIELDS, wording_digest
from assessment.interchange.questionnaire.provenance import Provenance, read_provenance
from assessment.interchange.questionnaire.visible_labels import VisibleLabels
from assessment.interchange.questionnaire.visible_text import is_unchanged
from assessment.interchange.vocabulary import parse_country, parse_rating, parse_tick, parse_voice
from assessment.interchange.xlsx.sheets import Cell, Grid, ReadWorkbook, cell_text
from assessment.parsing.message_text import abbreviated_list, also_in, check_it, truncated

_ASKED = frozenset(field.name for field in ASKED_FIELDS)
_FREE = frozenset(field.name for field in (*ASKED_FIELDS, *IDENTITY_FIELDS) if field.is_typed)
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_DATES = frozenset(field.name for field in (*ASKED_FIELDS, *IDENTITY_FIELDS) if field.kind is Kind.DAY)


def read_questionnaire(
    workbook: ReadWorkbook, reading: WorkbookReading, find_catalogue: FindCatalogue
) -> ImportedResponse:
    """The response in an offline workbook. Raises FileRefused with every problem of the file."""
    facts = read_provenance(workbook.grids, reading)
    found = _keyed_cells(workbook.grids, facts, reading)
    catalogue = _catalogue(facts, found, reading, find_catalogue)
    reader = _Reader(reading, facts, found, from_1904=workbook.from_1904)
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


def _keyed_cells(grids: Sequence[Grid], facts: Provenance, reading: WorkbookReading) -> AnswerCells:
    """The cells with answers in all sheets."""
    found = AnswerCells()
    others = []
    for grid in grids:
        columns = find_columns(grid, facts, reading)
        if columns is not None:
            collect_cells(grid, columns, found, reading)
        elif facts.is_there and grid.title not in facts.sheets:
            others.append(grid.title)
    if others:
        reading.warn(", ".join(others), *not_ours())
    return found


def _catalogue(
    facts: Provenance, found: AnswerCells, reading: WorkbookReading, find_catalogue: FindCatalogue
) -> Catalogue | None:
    """The catalogue that the file answers; None, and a problem, if it can't be found."""
    if not found.fields.keys() - {""}:
        if reading.problems:
            # The reason has been reported.
            return None
        if facts.is_there:
            reading.refuse("", _("The sheets with the answers are missing."), copy_answers())
        else:
            reading.refuse("", _("This workbook is not a questionnaire."), _("Use a completed questionnaire (.xlsx)."))
        return None
    if not (facts.catalogue_id and facts.version):
        reading.refuse("", _("The file doesn’t say which catalogue it answers."), copy_answers())
        return None
    if not facts.is_there:
        reading.warn("", _("The hidden sheet is missing, so the response is matched by who answers."), check_it())
    return look_up(find_catalogue, facts.catalogue_id, facts.version, reading, partial(reading.refuse, ""))


class _Reader:
    """Turns the cells with answers into a response; what isn't understood is reported to `reading`."""

    def __init__(self, reading: WorkbookReading, facts: Provenance, found: AnswerCells, *, from_1904: bool) -> None:
        self.reading, self.facts, self.found, self.from_1904 = reading, facts, found, from_1904
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
        about = self._about()
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
        if about is None:
            return None
        country, voice, organisation, asked_in, anonymous = about
        agenda = frozenset(each for each in self.facts.asked if each in catalogue.by_id) or None
        return Response(
            catalogue.id, catalogue.version, country, voice, organisation, asked_in, anonymous, answers, agenda
        )

    def _check_keys(self, catalogue: Catalogue) -> None:
        """Report recommendations that appear twice, and those that aren't in the catalogue."""
        for item, (first, second) in self.found.twice.items():
            self.reading.refuse(
                second,
                also_in(item or _("Who answers"), first),
                _("Delete the rows or the sheet of one of them."),
            )
        for item in (*self.found.fields, *(item for item in self.found.ticks if item not in self.found.fields)):
            if item and item not in catalogue.by_id:
                self.reading.refuse(
                    self.found.first_place(item),
                    _("“{id}” is not in this catalogue.").format(id=truncated(item)),
                    _("Correct the id, or delete its rows."),
                )

    def _about(self) -> tuple[str, Voice, str, Round, bool] | None:
        """Who answers: country, voice, organisation, round, and whether the response is anonymous."""
        fields = self.found.fields.get("", {})
        if missing := [field.short for field in IDENTITY_FIELDS if field.name not in fields]:
            self._refuse_missing_rows("", missing)
            return None
        texts = self._texts("", fields)
        refuse = self._refuse(fields)
        country = parse_choice("country", texts, parse_country, refuse)
        voice = parse_choice("voice", texts, parse_voice, refuse)
        for name in ("country", "voice"):
            if not texts[name].strip():
                refuse(name, _("This cell is empty."), _("Fill it in."))
        asked_in = Round(parse_name("round_label", texts, refuse), parse_day("round_date", texts, refuse))
        organisation = parse_name("organisation", texts, refuse)
        anonymous = bool(parse_choice("anonymous", texts, parse_tick, refuse))
        if country is None or voice is None:
            return None
        return country, voice, organisation, asked_in, anonymous

    def _answer(self, item: Recommendation) -> Answer:
        fields, ticks = self.found.fields.get(item.id, {}), self.found.ticks.get(item.id, {})
        measures = {measure.id for measure in item.measures}
        # Without the row for “none of these”, as in those that other programs filled in for the tests, nothing is said.
        if fields.keys() != _ASKED or ticks.keys() - {NO_MEASURES} != measures:
            self._check_rows(item, fields, ticks, measures)
        if "rating" in fields:
            self.places[item.id] = fields["rating"].place
        return parse_answer(self._texts(item.id, fields), self._measures(item), self._refuse(fields), self._rating)

    def _check_rows(
        self, item: Recommendation, fields: Mapping[str, Cell], ticks: Mapping[str, Cell], measures: Set[str]
    ) -> None:
        """Report rows of a recommendation that are missing, and rows that it doesn't have."""
        missing = [field.short for field in ASKED_FIELDS if field.name not in fields]
        missing += sorted(measures - ticks.keys())
        if missing:
            self._refuse_missing_rows(self.found.first_place(item.id), missing)
        unknown = [cell for key, cell in fields.items() if key not in _ASKED]
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
        if cell is None or cell.value == "":
            return False
        place = cell.place

        def refuse(_field: str, what: str, fix: str) -> None:
            self.reading.refuse(place, what, fix)

        return bool(parse_choice("", {"": cell_text(cell.value)}, self._tick, refuse))

    def _texts(self, item: str, fields: Mapping[str, Cell]) -> dict[str, str]:
        """The text of each field."""
        texts = {
            key: cell.value if isinstance(cell.value, str) else self._cell_text(key, cell)
            for key, cell in fields.items()
            if (item, key) not in self.found.rows
        }
        if len(texts) < len(fields):
            for key in fields.keys() - texts.keys():
                texts[key] = self._joined(item, key)
        for key, original in self.facts.texts.get(item, _NO_TEXTS).items():
            if key in texts and is_unchanged(texts[key], original):
                texts[key] = original
        return texts

    def _joined(self, item: str, key: str) -> str:
        """A text that takes several rows."""
        cells, number = self.found.rows[item, key], self.found.numbers[item, key]
        if cells.keys() != set(range(1, number + 1)):
            self.reading.refuse(
                cells[min(cells)].place,
                _("This text had {number} rows, and some are missing.").format(number=number),
                undo_or_copy(),
            )
        return "".join(self._cell_text(key, cell) for _number, cell in sorted(cells.items()))

    def _cell_text(self, key: str, cell: Cell) -> str:
        if isinstance(cell.value, str):
            return cell.value
        if key in _DATES:
            day = date_value(cell, self.reading, from_1904=self.from_1904)
            return day.isoformat() if day else ""
        return text_value(cell, self.reading) if key in _FREE else cell_text(cell.value)

    def _refuse(self, fields: Mapping[str, Cell]) -> Refuse:
        """A function that reports a problem with one of the fields."""

        def refuse(field: str, what: str, fix: str) -> None:
            self.reading.refuse(fields[field].place if field in fields else "", what, fix)

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
        self.reading.warn(
            "",
            _("The catalogue {catalogue} {version} has changed since the file was made.").format(
                catalogue=catalogue.id, version=catalogue.version
            ),
            _("The recommendations answered are the same."),
        )
