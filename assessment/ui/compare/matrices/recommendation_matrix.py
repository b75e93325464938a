"""Recommendations by countries or areas: every rating as its mark, and how many implement it.

Recommendations are in rows, because their titles are long, and responses in columns, a page at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

import streamlit as st

from assessment.domain.comparison.compare import all_recommendations, all_themes
from assessment.domain.model import Catalogue, Rating, Recommendation
from assessment.domain.scoring import Tally, tally
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_word
from assessment.ui.compare.matrices.country_filter import filter_by_country
from assessment.ui.compare.matrices.matrix import HeaderCell, MatrixCell, RowGroup, matrix, rating_cell, rating_legend
from assessment.ui.compare.matrices.recommendation_answers import recommendation_answers
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice
from assessment.ui.compare.response_labels import label_key, response_labels
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one
from assessment.ui.widgets.paging import page_of

ROWS_SHOWN, COLUMNS_SHOWN = 40, 20
FEW_COLUMNS = 4
"""Up to this many columns have room for the word of a rating next to its mark."""
OPEN = "recommendation"
"""The name in the address of the recommendation that is open."""


def recommendation_matrix(chosen: ChosenResponses) -> None:
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


def _by_theme(chosen: ChosenResponses) -> list[Recommendation]:
    """Every recommendation that any of the responses is asked, by theme, in document order."""
    places = {theme.id: place for place, theme in enumerate(all_themes(chosen.versions))}
    return sorted(all_recommendations(chosen.versions), key=lambda item: places[item.theme])


@state.fragment
def _matrix(chosen: ChosenResponses, items: Sequence[Recommendation]) -> None:
    called = response_labels(chosen.lines)
    _first, shown_items = page_of(
        items, ROWS_SHOWN, "rows-page", name="rows", words=_("Recommendations {first}–{last} of {total}")
    )
    columns = filter_by_country(chosen.lines)
    _first, shown = page_of(
        columns, COLUMNS_SHOWN, "columns-page", name="columns", words=_("Responses {first}–{last} of {total}")
    )
    if not shown:
        return
    ratings = state.access().ratings(chosen.ids, [item.id for item in shown_items])
    names = {theme.id: theme.name for theme in all_themes(chosen.versions)}
    groups = [
        RowGroup(names[theme], [_row(chosen, item, shown, ratings[item.id]) for item in group])
        for theme, group in groupby(shown_items, lambda item: item.theme)
    ]
    heads = [HeaderCell(_("Implemented"), is_level=True), *(called[line.name] for line in shown)]
    caption = _("Ratings by recommendation and country or area: {n} of {total} responses").format(
        n=len(chosen.lines), total=chosen.total
    )
    st.html(rating_legend())
    st.html(matrix(caption, _("Recommendation"), heads, groups, is_narrow=len(shown) > FEW_COLUMNS))
    st.caption(_how_to_read(chosen))
    label_key(called, shown)


def _row(
    chosen: ChosenResponses, item: Recommendation, shown: Sequence[ResponseChoice], ratings: Mapping[str, Rating | None]
) -> tuple[HeaderCell, list[MatrixCell]]:
    asked = asked_in_these_words(chosen, item)
    counted = tally(ratings[line.name] for line in asked)
    cells = [_cell(chosen.catalogues[line.name], item, ratings[line.name]) for line in shown]
    red_line = f" ▲ {_('Red line')}".replace(" ", "\N{NO-BREAK SPACE}") if item.red_line else ""
    return HeaderCell(item.title, item.id + red_line), [_implemented(counted, len(asked)), *cells]


def asked_in_these_words(chosen: ChosenResponses, item: Recommendation) -> list[ResponseChoice]:
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
        return rating_cell(rating)
    cell = rating_cell(rating)
    words = _("{rating}, asked in other words").format(rating=rating_word(rating))
    return MatrixCell(words, "", cell.fill, cell.text_colour, f"{cell.mark}*")


def _how_to_read(chosen: ChosenResponses) -> str:
    words = [
        _("“Implemented” counts all {n} chosen responses asked in these words, not only those in sight.").format(
            n=len(chosen.lines)
        )
    ]
    if len(chosen.versions) > 1:
        words.append(_("Empty cell: not asked in this version of the questionnaire. Asterisk: asked in other words."))
    return " ".join(words)
