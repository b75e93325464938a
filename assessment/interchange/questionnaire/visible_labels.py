"""Compares what a person sees in a row with the hidden key by which its answer is found.

If only the visible cells were moved or sorted, the two disagree, and an answer would be taken for another one. Unknown
words (edited, cut off, or in another language) don't contradict a key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from assessment import i18n
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES
from assessment.domain.model import Catalogue
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.interchange.questionnaire.answer_cells import parse_row_key, undo_or_copy
from assessment.interchange.questionnaire.layout import ASKED_FIELDS, OWN_CODES, ColumnCode, column_headers
from assessment.interchange.questionnaire.visible_text import MOST_ROWS, row_label
from assessment.interchange.xlsx.sheets import Cell, Grid, Row, cell_text
from assessment.labels.codes import none_of_these
from assessment.parsing.message_text import abbreviated_list, truncated
from assessment.parsing.validation import FileValidation
from assessment.spreadsheet.references import column_letter

Key = tuple[str, str]
"""A recommendation and one of its measures or none; or a field and the number of its row."""
_FIELDS = {field.name: field for field in (*ASKED_FIELDS, *IDENTITY_FIELDS)}
_LONGEST_GROWS = 2
"""How many times longer than the longest known words a text may be, including spaces, to be compared."""


class VisibleLabels:
    """The words of a catalogue and its questionnaire, by which rows and columns are recognised."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._ids: dict[str, set[Key]] = {item: {(item, "")} for item in catalogue.by_id}
        self._texts = _by_words(
            pair
            for item in catalogue.recommendations
            for pair in (
                (item.question, (item.id, "")),
                (f"“{item.text}”", (item.id, "")),
                *((measure.text, (item.id, measure.id)) for measure in item.measures),
            )
        )
        for words in _spoken(tuple(i18n.LANGUAGES), _none_words):
            self._texts[words] = self._texts.get(words, set()) | {(item, NO_MEASURES) for item in catalogue.by_id}
        self._asked = {key for keys in (*self._ids.values(), *self._texts.values()) for key in keys}
        languages = tuple(i18n.LANGUAGES)
        self._labels, self._headers = _spoken(languages, _labels), _spoken(languages, _headers)
        self._longest = _LONGEST_GROWS * max(map(len, (*self._texts, *self._labels, *self._headers)))

    def check(self, grid: Grid, columns: Mapping[ColumnCode, int], reading: FileValidation) -> None:
        """Refuse a sheet in which rows or columns contradict their keys; the first row of each recommendation is
        reported."""
        found: dict[str, tuple[str, str]] = {}
        for number, row in enumerate(grid.rows, start=1):
            is_header = _text(row, columns[ColumnCode.FIELD]) == OWN_CODES
            mismatch = self._about_columns(row, number, columns) if is_header else self._about_row(row, number, columns)
            if mismatch:
                place = columns[mismatch[0]]
                cell = Cell(grid.title, number, place + 1, row[place])
                found.setdefault(_text(row, columns.get(ColumnCode.ID)), (cell.place, mismatch[1]))
        if found:
            places = [place for place, _told in found.values()]
            reading.refuse(
                abbreviated_list(places),
                next(iter(found.values()))[1],
                undo_or_copy(),
            )

    def _about_row(self, row: Row, number: int, columns: Mapping[ColumnCode, int]) -> tuple[ColumnCode, str] | None:
        """How a row's visible cells contradict its key, and the column of the answer; None if they don't."""
        item, field, measure = (
            _text(row, columns.get(code)) for code in (ColumnCode.ID, ColumnCode.FIELD, ColumnCode.MEASURE)
        )
        held: list[tuple[ColumnCode, dict[str, set[Key]], Key, str]] = []
        # An unknown key is reported elsewhere.
        if (item, measure) in self._asked:
            held += [] if measure else [(ColumnCode.TICK, self._ids, (item, ""), item)]
            held += [(ColumnCode.TEXT, self._texts, (item, measure), measure or item)]
        if parse_row_key(field)[0] in _FIELDS or (not field and row[columns[ColumnCode.ANSWER]] != ""):
            held += [(ColumnCode.LABEL, self._labels, parse_row_key(field), _words(field))]
        for code, known, key, words in held:
            shown = _text(row, columns.get(code))
            if self._contradicts(shown, known, key):
                cell, shown = f"{column_letter(columns[code] + 1)}{number}", truncated(shown)
                answer = ColumnCode.TICK if measure and code is ColumnCode.TEXT else ColumnCode.ANSWER
                return answer, _contradiction(cell, shown, words)
        return None

    def _about_columns(self, row: Row, number: int, columns: Mapping[ColumnCode, int]) -> tuple[ColumnCode, str] | None:
        """How a row of headers contradicts the code of a column, and which column; None if it doesn't."""
        for code, place in columns.items():
            shown = _text(row, place)
            if self._contradicts(shown, self._headers, (code.value, "")):
                key = column_headers().get(code, code.value)
                return code, _contradiction(f"{column_letter(place + 1)}{number}", truncated(shown), key)
        return None

    def _contradicts(self, shown: str, known: dict[str, set[Key]], key: Key) -> bool:
        return 0 < len(shown) <= self._longest and key not in known.get(_plain(shown), {key})


def _contradiction(cell: str, shown: str, key: str) -> str:
    words = _("{cell} shows “{shown}”, but its hidden key is “{key}”.")
    return words.format(cell=cell, shown=shown, key=truncated(key) or "–")


def _words(field: str) -> str:
    """The label of a field's row, in the current language."""
    name, number = parse_row_key(field)
    return row_label(_FIELDS[name].short, int(number)) if name in _FIELDS else field


def _text(row: Row, place: int | None) -> str:
    return "" if place is None else cell_text(row[place]).strip()


def _plain(words: str) -> str:
    """Words without spaces and line breaks, which programs change."""
    return "".join(words.split())


def _by_words(pairs: Iterable[tuple[str, Key]]) -> dict[str, set[Key]]:
    known: dict[str, set[Key]] = defaultdict(set)
    for words, key in pairs:
        known[_plain(words)].add(key)
    return dict(known)


@cache
def _spoken(languages: tuple[str, ...], pairs: Callable[[], Iterable[tuple[str, Key]]]) -> dict[str, set[Key]]:
    """The words in every available language."""
    spoken: list[tuple[str, Key]] = []
    for code in languages:
        with using_language(code):
            spoken += pairs()
    return _by_words(spoken)


def _none_words() -> Iterable[tuple[str, Key]]:
    yield none_of_these(), ("", NO_MEASURES)


def _labels() -> Iterable[tuple[str, Key]]:
    for name, field in _FIELDS.items():
        for number in range(1, MOST_ROWS + 1):
            yield row_label(field.short, number), (name, str(number))


def _headers() -> Iterable[tuple[str, Key]]:
    return ((words, (code.value, "")) for code, words in column_headers().items())
