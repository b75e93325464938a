"""Compares what a person sees in a row with the hidden key by which its answer is found.

If only the visible cells were moved or sorted, the two disagree, and an answer would be taken for another one. Unknown
words (edited, cut off, or in another language) don't contradict a key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from assessment import i18n
from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.interchange.questionnaire.answer_cells import Columns, keys_of, parse_row_key, undo_or_copy, words_in
from assessment.interchange.questionnaire.layout import ASKED_FIELDS, OWN_CODES, ColumnCode, column_headers
from assessment.interchange.questionnaire.texts import MOST_ROWS, row_label
from assessment.interchange.xlsx.sheets import Cell, Grid, Row
from assessment.labels.codes import none_of_these
from assessment.parsing.message_text import abbreviated_list, truncated
from assessment.parsing.validation import FileValidation
from assessment.spreadsheet.references import column_letter

Key = tuple[str, str]
"""A recommendation and one of its measures or none; or a field and the number of its row."""
Known = Mapping[str, set[Key]]
"""The keys that belong to words."""
Claim = tuple[ColumnCode, ColumnCode, Known, Key, str]
"""A visible column, the column with the answer to it, the words that it may show, the hidden key of its row, and how
that is said in a message."""
_FIELDS = {field.name: field for field in (*ASKED_FIELDS, *IDENTITY_FIELDS)}
_LONGEST_GROWS = 2
"""How many times longer than the longest known words a text may be, including spaces, to be compared."""


class VisibleLabels:
    """The words of a catalogue and its questionnaire, by which rows and columns are recognised."""

    def __init__(self, catalogue: Catalogue) -> None:
        languages = tuple(i18n.LANGUAGES)
        self._ids: Known = {item: {(item, "")} for item in catalogue.by_id}
        self._texts: Known = _by_words(
            pair
            for item in catalogue.recommendations
            for pair in (
                (item.question, (item.id, "")),
                (f"“{item.text}”", (item.id, "")),
                *((measure.text, (item.id, measure.id)) for measure in item.measures),
                *((words, (item.id, NO_MEASURES)) for words in _spoken(languages, _none_words)),
            )
        )
        self._asked = {
            *((item, "") for item in catalogue.by_id),
            *(key for keys in self._texts.values() for key in keys),
        }
        self._labels, self._headers = _spoken(languages, _labels), _spoken(languages, _headers)
        self._longest = _LONGEST_GROWS * max(map(len, (*self._texts, *self._labels, *self._headers)))

    def check(self, grid: Grid, columns: Columns, reading: FileValidation) -> None:
        """Refuse a sheet in which rows or columns contradict their keys; the first row of each recommendation is
        reported."""
        places: dict[str, str] = {}
        what = ""
        for number, row in enumerate(grid.rows, start=1):
            for code, answer, known, key, name in self._claims(row, columns):
                words = words_in(row, columns, code)
                if 0 < len(words) <= self._longest and key not in known.get(_plain(words), {key}):
                    cell = Cell(grid.title, number, columns[answer] + 1, "")
                    places.setdefault(keys_of(row, columns)[0], cell.place)
                    what = what or _("{cell} shows “{shown}”, but its hidden key is “{key}”.").format(
                        cell=f"{column_letter(columns[code] + 1)}{number}",
                        shown=truncated(words),
                        key=truncated(name) or "–",
                    )
                    break
        if places:
            reading.refuse(abbreviated_list(places.values()), what, undo_or_copy())

    def _claims(self, row: Row, columns: Columns) -> Iterator[Claim]:
        """What the hidden cells of a row say about its visible ones. An unknown key is reported elsewhere."""
        item, field, measure = keys_of(row, columns)
        if field == OWN_CODES:
            for code in columns:
                yield code, code, self._headers, (code.value, ""), column_headers().get(code, code.value)
            return
        if (item, measure) in self._asked:
            if not measure:
                yield ColumnCode.TICK, ColumnCode.ANSWER, self._ids, (item, ""), item
            answer = ColumnCode.TICK if measure else ColumnCode.ANSWER
            yield ColumnCode.TEXT, answer, self._texts, (item, measure), measure or item
        name, number = key = parse_row_key(field)
        if name in _FIELDS:
            words = row_label(_FIELDS[name].short, int(number))
            yield ColumnCode.LABEL, ColumnCode.ANSWER, self._labels, key, words
        elif not field and row[columns[ColumnCode.ANSWER]] != "":
            yield ColumnCode.LABEL, ColumnCode.ANSWER, self._labels, key, ""


def _plain(words: str) -> str:
    """Words without spaces and line breaks, which programs change."""
    return "".join(words.split())


def _by_words(pairs: Iterable[tuple[str, Key]]) -> dict[str, set[Key]]:
    known: dict[str, set[Key]] = defaultdict(set)
    for words, key in pairs:
        known[_plain(words)].add(key)
    return dict(known)


@cache
def _spoken(languages: tuple[str, ...], pairs: Callable[[], Iterable[tuple[str, Key]]]) -> Known:
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
