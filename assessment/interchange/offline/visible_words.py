"""What a person sees in a row, held against the hidden key by which its answer is found.

Where only the visible cells were moved or sorted, the two say different things, and an answer would be taken for
another one. Words that aren't known here (edited, cut off, in a language that doesn't ship) contradict nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from assessment import language
from assessment.interchange.offline.answer_rows import row_label
from assessment.interchange.offline.grids import Cell, Grid, Row
from assessment.interchange.offline.keyed_cells import part_of
from assessment.interchange.offline.layout import OURS, About, Code, Field, column_headers, words_of
from assessment.interchange.offline.texts import MOST_ROWS
from assessment.interchange.xlsx_tables import cell_text
from assessment.language import gettext as _
from assessment.language import speaking
from assessment.model import Catalogue
from assessment.spreadsheet.references import column_letter
from assessment.strict import Reading, listed, shortened

Key = tuple[str, str]
"""A recommendation and one of its measures, or none; or a field and which of its rows."""
_FIELDS: Mapping[str, Field | About] = {asked.value: asked for asked in (*Field, *About)}
_LONGEST_GROWS = 2
"""How many times as long as the longest words, spaces included, a text may be that is still compared."""


class VisibleWords:
    """The words of a catalogue and of its questionnaire, by which rows and columns are told apart."""

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
        self._asked = {key for keys in (*self._ids.values(), *self._texts.values()) for key in keys}
        languages = tuple(language.LANGUAGES)
        self._labels, self._headers = _spoken(languages, _labels), _spoken(languages, _headers)
        self._longest = _LONGEST_GROWS * max(map(len, (*self._texts, *self._labels, *self._headers)))

    def check(self, grid: Grid, columns: Mapping[Code, int], reading: Reading) -> None:
        """Refuse a sheet in which rows or columns show what their keys don't say; of each recommendation the first row
        is told."""
        found: dict[str, tuple[str, str]] = {}
        for number, row in enumerate(grid.rows, start=1):
            is_header = _text(row, columns[Code.FIELD]) == OURS
            told = self._about_columns(row, number, columns) if is_header else self._about_row(row, number, columns)
            if told:
                place = columns[told[0]]
                cell = Cell(grid.title, number, place + 1, row[place])
                found.setdefault(_text(row, columns.get(Code.ID)), (cell.place, told[1]))
        if found:
            places = [place for place, _told in found.values()]
            reading.refuse(
                listed(places),
                next(iter(found.values()))[1],
                _(
                    "Undo the step in which cells were moved or sorted without the hidden columns, or copy the answers "
                    "into a newly downloaded questionnaire."
                ),
            )

    def _about_row(self, row: Row, number: int, columns: Mapping[Code, int]) -> tuple[Code, str] | None:
        """In what a row's visible cells contradict its key, and where the answer stands; None if they don't."""
        item, field, measure = (_text(row, columns.get(code)) for code in (Code.ID, Code.FIELD, Code.MEASURE))
        held: list[tuple[Code, dict[str, set[Key]], Key, str]] = []
        # A key that is unknown is told elsewhere.
        if (item, measure) in self._asked:
            held += [] if measure else [(Code.TICK, self._ids, (item, ""), item)]
            held += [(Code.TEXT, self._texts, (item, measure), measure or item)]
        if part_of(field)[0] in _FIELDS or (not field and row[columns[Code.ANSWER]] != ""):
            held += [(Code.LABEL, self._labels, part_of(field), _words(field))]
        for code, known, key, words in held:
            shown = _text(row, columns.get(code))
            if self._contradicts(shown, known, key):
                cell, shown = f"{column_letter(columns[code] + 1)}{number}", shortened(shown)
                answer = Code.TICK if measure and code is Code.TEXT else Code.ANSWER
                if not words:
                    return answer, _("{cell} shows “{shown}”, but this row has no hidden key.").format(
                        cell=cell, shown=shown
                    )
                return answer, _("{cell} shows “{shown}”, but the hidden key of this row says “{key}”.").format(
                    cell=cell, shown=shown, key=shortened(words)
                )
        return None

    def _about_columns(self, row: Row, number: int, columns: Mapping[Code, int]) -> tuple[Code, str] | None:
        """In what a row of headers contradicts the code of a column, and which column; None if it doesn't."""
        for code, place in columns.items():
            shown = _text(row, place)
            if self._contradicts(shown, self._headers, (code.value, "")):
                return code, _("{cell} shows “{shown}”, but the hidden code of this column says “{key}”.").format(
                    cell=f"{column_letter(place + 1)}{number}",
                    shown=shortened(shown),
                    key=shortened(column_headers().get(code, code.value)),
                )
        return None

    def _contradicts(self, shown: str, known: dict[str, set[Key]], key: Key) -> bool:
        return 0 < len(shown) <= self._longest and key not in known.get(_plain(shown), {key})


def _words(field: str) -> str:
    """What stands beside the row of a field, in the spoken language."""
    name, number = part_of(field)
    return row_label(words_of(_FIELDS[name]), int(number)) if name in _FIELDS else field


def _text(row: Row, place: int | None) -> str:
    return "" if place is None else cell_text(row[place]).strip()


def _plain(words: str) -> str:
    """Words without spaces and line breaks, in which programs differ."""
    return "".join(words.split())


def _by_words(pairs: Iterable[tuple[str, Key]]) -> dict[str, set[Key]]:
    known: dict[str, set[Key]] = defaultdict(set)
    for words, key in pairs:
        known[_plain(words)].add(key)
    return dict(known)


@cache
def _spoken(languages: tuple[str, ...], pairs: Callable[[], Iterable[tuple[str, Key]]]) -> dict[str, set[Key]]:
    """The words of every language that ships."""
    spoken: list[tuple[str, Key]] = []
    for code in languages:
        with speaking(code):
            spoken += pairs()
    return _by_words(spoken)


def _labels() -> Iterable[tuple[str, Key]]:
    for asked in _FIELDS.values():
        for number in range(1, MOST_ROWS + 1):
            yield row_label(words_of(asked), number), (asked.value, str(number))


def _headers() -> Iterable[tuple[str, Key]]:
    return ((words, (code.value, "")) for code, words in column_headers().items())
