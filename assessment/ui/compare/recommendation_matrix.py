"""Recommendations by countries or areas: every rating as its mark, and how many implement it. One of them can be read
word for word, with every rating and its evidence.

Recommendations are in rows, because their titles are long, and responses in columns, a page at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import streamlit as st

from assessment.access.assessments import read_answers_to, read_ratings
from assessment.domain.comparison.compare import all_recommendations, all_themes, mandate_count
from assessment.domain.model import EMPTY_ANSWER, Answer, Rating, Recommendation
from assessment.domain.scoring import Tally, tally
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.formatting import mandate_count_text
from assessment.ui.compare.matrix import (
    HeaderCell,
    MatrixCell,
    RowGroup,
    filter_by_country,
    label_key,
    matrix,
    rating_cell,
    rating_legend,
    response_labels,
)
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice, is_invented
from assessment.ui.compare.response_picker import warn_of_anonymous
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.text.respondent_text import show_respondent_text, support_texts
from assessment.ui.widgets.choices import choose_one, choose_several, page_of
from assessment.ui.widgets.components import distribution_bar, item_flags, quotation, rating_chip

ROWS_SHOWN, COLUMNS_SHOWN = 40, 20
FEW_COLUMNS = 4
"""Up to this many columns have room for the word of a rating next to its mark."""
OPEN = "recommendation"
"""The name in the address of the recommendation that is open."""
ANSWERS_SHOWN = 20
UNANSWERED = "unanswered"


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
        _recommendation_answers(chosen, items[opened])
    else:
        _matrix(chosen, list(items.values()))


def _by_theme(chosen: ChosenResponses) -> list[Recommendation]:
    """Every recommendation that any of the responses is asked, by theme, in document order."""
    places = {theme.id: place for place, theme in enumerate(all_themes(chosen.versions))}
    return sorted(all_recommendations(chosen.versions), key=lambda item: places[item.theme])


@state.fragment
def _matrix(chosen: ChosenResponses, items: Sequence[Recommendation]) -> None:
    called = response_labels(chosen.lines)
    shown_items = page_of(
        items, ROWS_SHOWN, "rows-page", name="rows", words=_("Recommendations {first}–{last} of {total}")
    )
    columns = filter_by_country(chosen.lines)
    shown = page_of(
        columns, COLUMNS_SHOWN, "columns-page", name="columns", words=_("Responses {first}–{last} of {total}")
    )
    if not shown:
        return
    ratings = read_ratings(state.gate(), chosen.ids, [item.id for item in shown_items])
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
    asked = [line for line in _asked_in_these_words(chosen, item) if _is_asked(chosen, line, item, ratings)]
    counted = tally(ratings[line.name] for line in asked)
    cells = [
        _cell(chosen.catalogues[line.name].by_id[item.id], item, ratings[line.name])
        if _is_asked(chosen, line, item, ratings)
        else MatrixCell(_("not asked"), mark=" ")
        for line in shown
    ]
    red_line = f" ▲ {_('Red line')}".replace(" ", "\N{NO-BREAK SPACE}") if item.red_line else ""
    return HeaderCell(item.title, item.id + red_line), [_implemented(counted, len(asked)), *cells]


def _is_asked(
    chosen: ChosenResponses, line: ResponseChoice, item: Recommendation, ratings: Mapping[str, Rating | None]
) -> bool:
    """Whether a response was asked this: its version has it, and it was on the agenda or is rated all the same."""
    agenda = line.response.asked
    is_on_it = agenda is None or item.id in agenda or ratings[line.name] is not None
    return is_on_it and item.id in chosen.catalogues[line.name].by_id


def _asked_in_these_words(chosen: ChosenResponses, item: Recommendation) -> list[ResponseChoice]:
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


def _cell(own: Recommendation, item: Recommendation, rating: Rating | None) -> MatrixCell:
    """A rating; `own` is the recommendation in the response's version."""
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
    if any(line.response.asked is not None for line in chosen.lines):
        words.append(_("Empty cell: not assessed in a workshop."))
    return " ".join(words)


def _recommendation_answers(chosen: ChosenResponses, item: Recommendation) -> None:
    st.button(_("← All recommendations"), key="close-recommendation", on_click=state.choose, args=(OPEN, None))
    with st.container(border=True, key=f"compared-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(mandate_count(chosen.versions)[item.id])))
        st.subheader(escape_markdown(item.title), anchor=False)
        quotation(item)
    _answers(chosen, item)


@state.fragment
def _answers(chosen: ChosenResponses, item: Recommendation) -> None:
    st.subheader(_("Who implements this, and how"), anchor=False)
    there = [line for line in chosen.lines if item.id in chosen.catalogues[line.name].by_id]
    found = read_ratings(state.gate(), [line.name for line in there], [item.id])[item.id]
    asked = [line for line in there if _is_asked(chosen, line, item, found)]
    ratings = {line.name: found[line.name] for line in asked}
    st.html(distribution_bar(tally(ratings.values()), _("All responses asked this")))
    wanted = _ask_ratings(ratings.values())
    lines = [line for line in filter_by_country(asked) if not wanted or _code(ratings[line.name]) in wanted]
    shown = page_of(lines, ANSWERS_SHOWN, "answers-page", name="answers-page")
    if not lines:
        st.info(_("No response has this rating."))
    warn_of_anonymous(shown)
    answers = read_answers_to(state.gate(), [line.name for line in shown], item.id)
    for line in shown:
        _answer(chosen, item, line, answers.get(line.name, EMPTY_ANSWER))


def _ask_ratings(ratings: Iterable[Rating | None]) -> list[str]:
    """The ratings to show; each button has the number of its rating."""
    counts = Counter(map(_code, ratings))
    labels = {_code(rating): f"{rating_label(rating)} ({counts[_code(rating)]})" for rating in RATING_STYLES}
    there = [code for code in labels if counts[code]]
    return choose_several("ratings", _("Ratings (all, unless you choose)"), there, labels.__getitem__)


def _code(rating: Rating | None) -> str:
    return rating.value if rating else UNANSWERED


def _answer(chosen: ChosenResponses, item: Recommendation, line: ResponseChoice, answer: Answer) -> None:
    with st.container(border=True, key=f"answer-{line.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(rating_chip(answer.rating), width="content")
            st.text(line.display_name)
        if is_invented(line.response):
            st.caption(_("Sample data (invented)"))
        if chosen.catalogues[line.name].by_id[item.id].text != item.text:
            st.caption(_("Asked in the words of another version of the questionnaire."))
        show_respondent_text(support_texts(answer), answer.evidence_url)
