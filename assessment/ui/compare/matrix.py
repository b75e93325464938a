"""Large tables of countries or areas by themes or recommendations, as plain HTML.

The headers of rows and columns stay in sight while the table scrolls in its own box. Like every table here
(`widgets.tables`) they contain only the software's and the catalogue's words, never what a person typed. So a response
is named by its country or area; where that isn't unique also by its voice, then the date of its round, and finally a
number. The full names are listed under such a table, as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.countries import country_name, sort_key
from assessment.domain.model import Rating
from assessment.i18n import gettext as _
from assessment.labels.codes import BACKGROUND_COLOUR, RATING_STYLES, TEXT_COLOUR, rating_word, voice_word
from assessment.labels.formatting import date_text, percent, response_name, round_half_up
from assessment.ui.compare.response_choices import ResponseChoice
from assessment.ui.text.escaping import plain_text
from assessment.ui.text.html import html
from assessment.ui.widgets.choices import search_field

SHADES = 5
SHADE_WIDTH = 100 // SHADES
STRONGEST = 0.55
"""How much of the colour the last step has; with more, text on it would no longer have enough contrast."""
FEW_RESPONSES = 10
"""Lists up to this length need no search."""


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """The header of a row or column: its words, and a note under them. A level one is never rotated."""

    words: str
    note: str = ""
    is_level: bool = False


ResponseLabels = Mapping[str, HeaderCell]
"""By the name of a response: its country or area, and what distinguishes it from the others."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """The content of a cell: words with a note under them, on a colour. A mark comes before the words, or alone in a
    narrow column."""

    words: str
    note: str = ""
    fill: str = ""
    text_colour: str = TEXT_COLOUR
    mark: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """A group of rows, under its name if it has one."""

    name: str
    rows: Sequence[tuple[HeaderCell, Sequence[MatrixCell]]]


def matrix(
    caption: str, corner: str, columns: Sequence[HeaderCell], groups: Sequence[RowGroup], *, is_narrow: bool = False
) -> Markup:
    """HTML of a matrix; `corner` says what its rows are. With `is_narrow` the column headers are rotated and cells show
    only their marks; screen readers still get the words."""
    return html("matrix", caption=caption, corner=corner, columns=columns, groups=groups, is_narrow=is_narrow)


def rating_cell(rating: Rating | None, note: str = "") -> MatrixCell:
    """The cell of a rating: mark, word and colour."""
    look = RATING_STYLES[rating]
    return MatrixCell(rating_word(rating), note, look.fill, look.text_colour, look.mark)


def rating_legend() -> Markup:
    """HTML of the legend of ratings."""
    looks = [
        (one.fill, one.text_colour, f"{one.mark}\N{NO-BREAK SPACE}{rating_word(rating)}")
        for rating, one in RATING_STYLES.items()
    ]
    return html("legend", entries=looks)


def score_legend() -> Markup:
    """HTML of the legend of scores."""
    return html("legend", entries=[(fill, TEXT_COLOUR, words) for fill, words in shade_legend()])


def score_shade(score: float) -> str:
    """The background colour of a score from 0 to 100, for text in `TEXT_COLOUR`; by the rounded percentage."""
    step = min(round_half_up(score) // SHADE_WIDTH, SHADES - 1)
    return _mixed(BACKGROUND_COLOUR, RATING_STYLES[Rating.PARTIAL].fill, STRONGEST * step / (SHADES - 1))


def shade_legend() -> list[tuple[str, str]]:
    """Each colour and its scores: “20–39 %”."""
    bounds = [(low, low + SHADE_WIDTH - 1) for low in range(0, 100, SHADE_WIDTH)]
    bounds[-1] = (bounds[-1][0], 100)
    return [(score_shade(low), f"{low}–{percent(high)}") for low, high in bounds]


def _mixed(first: str, second: str, share: float) -> str:
    parts = (
        round(int(first[place : place + 2], 16) * (1 - share) + int(second[place : place + 2], 16) * share)
        for place in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def response_labels(ordered: Sequence[NamedResponse]) -> ResponseLabels:
    """The names of some responses, unique among them."""
    parts: list[Callable[[NamedResponse], str]] = []
    if len({one.response.voice for one in ordered}) > 1:
        parts.append(lambda one: voice_word(one.response.voice))
    if _is_unclear(ordered, parts):
        parts.append(lambda one: date_text(one.response.round.date) if one.response.round.date else "")
    numbers: dict[str, str] = {}
    if _is_unclear(ordered, parts):
        numbers = {one.name: _("no. {n}").format(n=number) for number, one in enumerate(ordered, start=1)}
    return {
        one.name: HeaderCell(
            country_name(one.response.country),
            ", ".join(filter(None, (*(part(one) for part in parts), numbers.get(one.name, "")))),
        )
        for one in ordered
    }


def _is_unclear(ordered: Sequence[NamedResponse], parts: Sequence[Callable[[NamedResponse], str]]) -> bool:
    """Whether two of them would have the same name."""
    counted = Counter((one.response.country, *(part(one) for part in parts)) for one in ordered)
    return any(count > 1 for count in counted.values())


def response_label(called: ResponseLabels, one: NamedResponse) -> str:
    """The name in one line: “Nepal, State”."""
    head = called[one.name]
    return f"{head.words}, {head.note}" if head.note else head.words


def label_key(called: ResponseLabels, shown: Sequence[NamedResponse]) -> None:
    """The full names of the responses in a table; nothing where they don't say more than the table."""
    lines = [
        _("{label}: {text}").format(label=response_label(called, one), text=response_name(one.response, plain_text))
        for one in shown
        if one.response.round.label or (one.response.organisation and not one.response.anonymous)
    ]
    if lines:
        with st.expander(_("Rounds and organisations")):
            st.text("\n".join(lines))


def filter_by_country(lines: Sequence[ResponseChoice]) -> Sequence[ResponseChoice]:
    """Draw a search field above a long list; returns what it finds."""
    if len(lines) <= FEW_RESPONSES:
        return lines
    words = sort_key(search_field("country", _("Find a country or area"))).split()
    found = [line for line in lines if all(word in sort_key(country_name(line.response.country)) for word in words)]
    if not found:
        st.info(_("No chosen response is from a country or area with this name."))
    return found
