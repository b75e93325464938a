"""One submission of a form: whose answers they are, and each answer, read from the cells of its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial
from typing import TypeVar

from assessment import i18n
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES
from assessment.domain.model import (
    ANSWER_FIELDS,
    Answer,
    Catalogue,
    Measure,
    Rating,
    Recommendation,
    Response,
    Round,
    Voice,
)
from assessment.i18n import gettext as _
from assessment.i18n import ngettext, using_language
from assessment.interchange.answer_parser import none_contradicted, parse_answer, parse_choice, parse_day, parse_name
from assessment.interchange.forms.columns import ColumnContent, header_key
from assessment.interchange.forms.question_names import choice_label, choice_name
from assessment.interchange.text_tables import TextRow
from assessment.interchange.vocabulary import (
    Vocabulary,
    WordUnknown,
    no_rating,
    parse_country,
    parse_tick,
    parse_voice,
    use_one_or_none,
)
from assessment.labels.codes import none_of_these, rating_label, rating_word
from assessment.parsing.message_text import abbreviated_list, truncated
from assessment.parsing.validation import PROBLEM_LIMIT, FileValidation

Meaning = TypeVar("Meaning")
_PLACES_KEPT = 20_000
"""Rows that are remembered with their problems; if everything in a file is wrong, the rest is only counted."""


def download_again_advice() -> str:
    return _("Download the data again with “XML values and headers”.")


class Columns:
    """The columns for the submissions of one catalogue."""

    def __init__(self, catalogue: Catalogue, places: Mapping[ColumnContent, int]) -> None:
        self.catalogue, self.places = catalogue, places
        self.fields: dict[str, list[tuple[str, int]]] = {}
        """By recommendation, the fields that have a column, and its place; without measures' own columns."""
        there = {holds.item for holds in places}
        self.asked = [item for item in catalogue.recommendations if item.id in there]
        """The recommendations that have a column in the file, in document order."""
        self.answers: dict[Answer, Answer] = {}
        """The answers read so far: an answer that is given a thousand times is kept once."""
        for item in self.asked:
            known = ((field.name, places.get(ColumnContent(item.id, field.name))) for field in ANSWER_FIELDS)
            self.fields[item.id] = [(field, place) for field, place in known if place is not None]


class RowProblems:
    """The problems of rows: each is reported once, with all the rows that have it."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[int, str]] = {}
        self._cells: dict[tuple[str, str], int] = {}
        self._kept = 0

    def refuse(self, row: TextRow, column: str, what: str, fix: str) -> None:
        cause = what, fix
        if cause not in self._rows and self.is_full:
            return
        rows = self._rows.setdefault(cause, {})
        if row.number not in rows and (not rows or self._kept < _PLACES_KEPT):
            rows[row.number] = column
            self._kept += 1
        self._cells[cause] = self._cells.get(cause, 0) + 1

    @property
    def cells(self) -> int:
        """The number of cells with a problem."""
        return sum(self._cells.values())

    @property
    def is_full(self) -> bool:
        """Whether no more problems are reported."""
        return len(self._rows) >= PROBLEM_LIMIT

    def report(self, reading: FileValidation) -> None:
        for (what, fix), rows in self._rows.items():
            number, column = next(iter(rows.items()))
            cells = self._cells[what, fix]
            if len(set(rows.values())) == 1 and cells == len(rows):
                where = _("{place}, {column}").format(place=row_ranges(rows), column=truncated(column))
            else:
                where = ngettext(
                    "row {row}, {column}, and {n} more cell", "row {row}, {column}, and {n} more cells", cells - 1
                ).format(row=number, column=truncated(column), n=cells - 1)
            reading.refuse(where, what, fix)


def row_ranges(rows: Iterable[int]) -> str:
    """Row numbers in words, such as “rows 3–5, 9”."""
    spans: list[list[int]] = []
    for number in sorted(set(rows)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    numbers = abbreviated_list([str(first) if first == last else f"{first}–{last}" for first, last in spans])
    return ngettext("row {numbers}", "rows {numbers}", sum(last - first + 1 for first, last in spans)).format(
        numbers=numbers
    )


class SubmissionReader:
    """One submission: whose answers they are, and each answer."""

    def __init__(self, row: TextRow, columns: Columns, header: tuple[str, ...], problems: RowProblems) -> None:
        self.row, self.catalogue, self.where, self.asked = row, columns.catalogue, columns.places, columns.asked
        self.fields, self.answers, self.header, self.problems = columns.fields, columns.answers, header, problems

    def response(self) -> Response:
        whose = {field.name: self._cell(ColumnContent("", field.name)) for field in IDENTITY_FIELDS}
        refuse = self._refuse_in("")
        country = self._needed("country", whose, parse_choice("country", whose, parse_country, refuse))
        voice = self._needed("voice", whose, parse_choice("voice", whose, parse_voice, refuse))
        return Response(
            catalogue_id=self.catalogue.id,
            catalogue_version=self.catalogue.version,
            country=country or "",
            voice=voice or Voice.OTHER,
            organisation=parse_name("organisation", whose, refuse),
            round=Round(parse_name("round_label", whose, refuse), parse_day("round_date", whose, refuse)),
            anonymous=bool(parse_choice("anonymous", whose, parse_tick, refuse)),
            answers={item.id: self._answer(item) for item in self.asked},
        )

    def places(self) -> dict[str, str]:
        return {item.id: _("row {row}").format(row=self.row.number) for item in self.asked}

    def _answer(self, item: Recommendation) -> Answer:
        row = self.row.cells
        cells = {field: row[place] for field, place in self.fields[item.id]}
        measures = self._measures(item, cells.get("measures", ""))
        answer = parse_answer(cells, measures, self._refuse_in(item.id), _rating)
        return self.answers.setdefault(answer, answer)

    def _measures(self, item: Recommendation, cell: str) -> tuple[str, ...] | None:
        """The ticks, which may be in one column for all measures, in one for each, or in both."""
        each: dict[str, bool] = {}
        for choice in (*(measure.id for measure in item.measures), NO_MEASURES):
            place = self.where.get(ColumnContent(item.id, "measures", choice))
            if place is not None:
                column, cell_of_it = self.header[place], self.row.cells[place]
                refuse = partial(self.problems.refuse, self.row)
                each[choice] = bool(parse_choice(column, {column: cell_of_it}, parse_tick, refuse))
        together = _listed_measures(cell, item)
        ticked = {measure_id for measure_id, is_ticked in each.items() if is_ticked}
        if together is None:
            self._refuse(
                item.id,
                "measures",
                _("“{text}” is not a list of measures of {recommendation}.").format(
                    text=truncated(cell), recommendation=item.id
                ),
                download_again_advice(),
            )
        elif (
            each.keys() >= {measure.id for measure in item.measures}
            and ColumnContent(item.id, "measures") in self.where
            and ticked != together & each.keys()
        ):
            what = _("The column of all measures contradicts those of single measures.")
            self._refuse(item.id, "measures", what, download_again_advice())
        chosen = ticked | (together or set())
        measures = tuple(measure.id for measure in item.measures if measure.id in chosen)
        if NO_MEASURES not in chosen:
            return measures or None
        if measures:
            self._refuse(item.id, "measures", none_contradicted(), _("Correct the submission, and download it again."))
        return ()

    def _cell(self, holds: ColumnContent) -> str:
        place = self.where.get(holds)
        return "" if place is None else self.row.cells[place]

    def _needed(self, field: str, whose: Mapping[str, str], meaning: Meaning | None) -> Meaning | None:
        if meaning is None and not whose[field].strip():
            self._refuse_in("")(field, _("This cell is empty."), _("Fill it in, or remove the row."))
        return meaning

    def _refuse_in(self, item: str) -> partial[None]:
        return partial(self._refuse, item)

    def _refuse(self, item: str, field: str, what: str, fix: str) -> None:
        place = self.where.get(ColumnContent(item, field))
        self.problems.refuse(self.row, field if place is None else self.header[place], what, fix)


def _rating(text: str) -> Rating | None:
    return _ratings(tuple(i18n.LANGUAGES)).find(text)


@cache
def _ratings(languages: tuple[str, ...]) -> Vocabulary[Rating]:
    """The form's own choices and no other words: some servers write “n/a” for anything left out."""
    words = [(rating.value, rating) for rating in Rating]
    for code in languages:
        with using_language(code):
            words += [(word(rating), rating) for rating in Rating for word in (rating_word, rating_label)]
    return Vocabulary(words, _rating_unknown, rating_word)


def _rating_unknown(text: str, _near: str) -> WordUnknown:
    return WordUnknown(
        no_rating(text),
        use_one_or_none([rating.value for rating in Rating]),
    )


def _listed_measures(cell: str, item: Recommendation) -> set[str] | None:
    """The measures in a cell that lists all ticked ones: names, ids or labels; None if there is anything else."""
    names, labels = _measure_words(item.measures)
    if not cell:
        return set()
    tokens = [token for token in re.split(r"[\s,;|]+", cell) if token]
    if all(token in names for token in tokens):
        return {names[token] for token in tokens}
    found, rest = set(), f" {header_key(cell)} "
    for label, measure_id in labels:
        if f" {label} " in rest:
            rest = rest.replace(f" {label} ", "  ", 1)
            found.add(measure_id)
    return None if rest.strip() else found


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
