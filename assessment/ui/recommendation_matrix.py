"""Recommendations by countries or areas: every rating as its mark, and how many implement it.

Recommendations are in rows, because their titles are long, and responses in columns, a page at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from assessment.comparison import recommendations, themes
from assessment.language import gettext as _
from assessment.legend import rating_word
from assessment.model import Catalogue, Rating, Recommendation
from assessment.scoring import Tally, tally
from assessment.ui import state
from assessment.ui.callings import callings, who_is_who
from assessment.ui.choosing import choose_one
from assessment.ui.lines import Chosen, Line
from assessment.ui.matrices import Head, MatrixCell, Rows, matrix, rating_legend, rating_of
from assessment.ui.narrowing import of_country
from assessment.ui.paging import part
from assessment.ui.recommendation_answers import recommendation_answers

ROWS_SHOWN, COLUMNS_SHOWN = 40, 20
FEW_COLUMNS = 4
"""Up to this many columns have room for the word of a rating next to its mark."""
OPEN = "recommendation"
"""The name in the address of the recommendation that is open."""


def recommendation_matrix(chosen: Chosen) -> None:
    st.header(_("Country by recommendation"), anchor="recommendations")
    items = {item.id: item for item in _by_theme(chosen)}
    opened = state.chosen_text(OPEN)
    choose_one(
        OPEN,
        _("Read a recommendation and its answers"),
        list(items),
        opened if opened in items else None,
        lambda each: f"{each} {items[each].title}",
        placeholder=_("Choose"),
    )
    if opened in items:
        recommendation_answers(chosen, items[opened])
    else:
        _matrix(chosen, list(items.values()))


def _by_theme(chosen: Chosen) -> list[Recommendation]:
    """Every recommendation that any of the responses is asked, by theme, in document order."""
    places = {theme.id: place for place, theme in enumerate(themes(chosen.versions))}
    return sorted(recommendations(chosen.versions), key=lambda item: places[item.theme])


@st.fragment
def _matrix(chosen: Chosen, items: Sequence[Recommendation]) -> None:
    called = callings(chosen.lines)
    _first, shown_items = part(
        items, ROWS_SHOWN, "rows-page", name="rows", words=_("Recommendations {first}–{last} of {total}")
    )
    columns = of_country(chosen.lines)
    _first, shown = part(
        columns, COLUMNS_SHOWN, "columns-page", name="columns", words=_("Responses {first}–{last} of {total}")
    )
    if not shown:
        return
    ratings = state.access().ratings(chosen.ids, [item.id for item in shown_items])
    names = {theme.id: theme.name for theme in themes(chosen.versions)}
    groups = [
        Rows(names[theme], [_row(chosen, item, shown, ratings[item.id]) for item in group])
        for theme, group in groupby(shown_items, lambda item: item.theme)
    ]
    heads = [Head(_("Implemented"), is_level=True), *(called[line.name] for line in shown)]
    caption = _("Ratings by recommendation and country or area")
    st.html(rating_legend())
    st.html(matrix(caption, _("Recommendation"), heads, groups, is_narrow=len(shown) > FEW_COLUMNS))
    st.caption(_how_to_read(chosen))
    who_is_who(called, shown)


def _row(
    chosen: Chosen, item: Recommendation, shown: Sequence[Line], ratings: Mapping[str, Rating | None]
) -> tuple[Head, list[MatrixCell]]:
    asked = asked_in_these_words(chosen, item)
    counted = tally(ratings[line.name] for line in asked)
    cells = [_cell(chosen.catalogues[line.name], item, ratings[line.name]) for line in shown]
    red_line = f" ▲ {_('Red line')}".replace(" ", "\N{NO-BREAK SPACE}") if item.red_line else ""
    return Head(item.title, item.id + red_line), [_implemented(counted, len(asked)), *cells]


def asked_in_these_words(chosen: Chosen, item: Recommendation) -> list[Line]:
    """The responses that are asked a recommendation in the words shown."""
    return [
        line
        for line in chosen.lines
        if (own := chosen.catalogues[line.name].by_id.get(item.id)) and own.text == item.text
    ]


def _implemented(counted: Tally, asked: int) -> MatrixCell:
    words = _("{implemented} of {asked}").format(implemented=counted.implemented, asked=asked)
    others = _("{partial} partial, {absent} absent").format(partial=counted.partial, absent=counted.absent)
    return MatrixCell(words, others, is_number=True)


def _cell(catalogue: Catalogue, item: Recommendation, rating: Rating | None) -> MatrixCell:
    own = catalogue.by_id.get(item.id)
    if own is None:
        return MatrixCell(_("not asked"), mark=" ")
    if own.text == item.text:
        return rating_of(rating)
    cell = rating_of(rating)
    words = _("{rating}, asked in other words").format(rating=rating_word(rating))
    return MatrixCell(words, "", cell.fill, cell.ink, f"{cell.mark}*")


def _how_to_read(chosen: Chosen) -> str:
    words = [
        _("“Implemented” counts all {n} chosen responses asked in these words, not only those in sight.").format(
            n=len(chosen.lines)
        )
    ]
    if len(chosen.versions) > 1:
        words.append(_("Empty cell: not asked in this version of the questionnaire. Asterisk: asked in other words."))
    return " ".join(words)
