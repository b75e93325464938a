"""Recommendations by countries or areas: every rating as its mark, and how many implement it. One of them can be read
word for word, with every rating and its evidence.

Recommendations are in rows, because their titles are long, and responses in columns, a page at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import streamlit as st

from assessment.access.assessments import read_answers_to, read_ratings
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.compare import all_recommendations, all_themes, mandate_count
from assessment.domain.comparison.findings import ComparisonFindings
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.scoring import tally
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import distribution_bar, item_flags, rating_chip
from assessment.html.render import html
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label
from assessment.labels.formatting import mandate_count_text, red_line_mark
from assessment.ui.compare.response_choices import ChosenResponses, ResponseChoice, is_invented
from assessment.ui.compare.response_names import filter_by_country, list_full_names, short_names
from assessment.ui.compare.response_picker import warn_of_anonymous
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one, choose_several, page_of
from assessment.ui.widgets.components import quotation
from assessment.ui.widgets.respondent_text import show_respondent_text, support_texts
from assessment.views.comparison import RecommendationRow, rating_columns
from assessment.views.table import Column, Kind, Noted, Table

ROWS_SHOWN, COLUMNS_SHOWN = 40, 20
FEW_COLUMNS = 4
"""Up to this many columns have room for the word of a rating next to its mark."""
OPEN = "recommendation"
"""The name in the address of the recommendation that is open."""
ONLY = "only"
"""The name in the address of the lists to which the recommendations are narrowed."""
ANSWERS_SHOWN = 20
UNANSWERED = "unanswered"


def recommendation_matrix(chosen: ChosenResponses, found: ComparisonFindings) -> None:
    places = {theme.id: place for place, theme in enumerate(all_themes(chosen.versions))}
    by_theme = sorted(all_recommendations(chosen.versions), key=lambda item: places[item.theme])
    items = {item.id: item for item in by_theme}
    opened = state.chosen_text(OPEN)
    choose_one(
        OPEN,
        _("Read a recommendation and its answers"),
        list(items),
        opened if opened in items else None,
        lambda item_id: f"{item_id} {items[item_id].title}",
        placeholder=_("Choose"),
    )
    if opened in items:
        _recommendation_answers(chosen, items[opened])
    else:
        _matrix(chosen, _ask_only(by_theme, found))


def _ask_only(items: Sequence[Recommendation], found: ComparisonFindings) -> Sequence[Recommendation]:
    """The recommendations that are in each chosen list of findings; all, if none is chosen."""
    lists = {
        "shared": (_("Gaps that all share ({n})"), {item.id for item in found.shared_gaps}),
        "red-lines": (
            _("Red lines rated absent ({n})"),
            {entry.recommendation.id for entry in found.absent_red_lines},
        ),
    }
    labels = {code: words.format(n=len(ids)) for code, (words, ids) in lists.items() if ids}
    chosen = choose_several(ONLY, _("Show only"), list(labels), labels.__getitem__) if labels else []
    return [item for item in items if all(item.id in lists[code][1] for code in chosen)]


@state.fragment
def _matrix(chosen: ChosenResponses, items: Sequence[Recommendation]) -> None:
    names = short_names(chosen.lines)
    items = page_of(items, ROWS_SHOWN, "rows-page", name="rows", words=_("Recommendations {first}–{last} of {total}"))
    lines = page_of(
        filter_by_country(chosen.lines),
        COLUMNS_SHOWN,
        "columns-page",
        name="columns",
        words=_("Responses {first}–{last} of {total}"),
    )
    if not lines:
        return
    rated = _read_rated(chosen, chosen.lines, items)
    title = _("Ratings by recommendation and country or area: {n} of {total} responses").format(
        n=len(chosen.lines), total=chosen.total
    )
    columns: list[Column[RecommendationRow]] = [
        Column(_("Recommendation"), lambda row: _title(row.recommendation)),
        Column(_("Implemented"), lambda row: row.implemented, Kind.NUMBER),
        *rating_columns(rated, lines, lambda response: names[response.name]),
    ]
    rows = [RecommendationRow(item, rated.distribution(item)) for item in items]
    themes = {theme.id: theme.name for theme in all_themes(chosen.versions)}
    looks = [
        (style.fill, style.text_colour, rating_label(rating).replace(" ", "\N{NO-BREAK SPACE}", 1))
        for rating, style in RATING_STYLES.items()
    ]
    st.html(html("legend", entries=looks))
    st.html(
        draw_table(
            Table(title, columns, rows),
            is_matrix=True,
            is_narrow=len(lines) > FEW_COLUMNS,
            group=lambda row: themes[row.recommendation.theme],
        )
    )
    st.caption(_how_to_read(chosen))
    list_full_names(names, lines)


def _read_rated(
    chosen: ChosenResponses, lines: Sequence[ResponseChoice], items: Iterable[Recommendation]
) -> RatedResponses:
    ratings = read_ratings(state.gate(), [line.name for line in lines], [item.id for item in items])
    return RatedResponses(lines, chosen.catalogues, ratings)


def _title(item: Recommendation) -> Noted:
    return Noted(item.title, item.id + red_line_mark(item))


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
        st.header(escape_markdown(item.title), anchor=False)
        quotation(item)
    _answers(chosen, item)


@state.fragment
def _answers(chosen: ChosenResponses, item: Recommendation) -> None:
    st.header(_("Who implements this, and how"), anchor=False)
    rated = _read_rated(chosen, chosen.lines, [item])
    asked = [line for line in chosen.lines if rated.is_asked(line, item)]
    ratings = {line.name: rated.rating(line, item) for line in asked}
    st.html(distribution_bar(tally(ratings.values()), _("All responses asked this")))
    wanted = _ask_ratings(ratings.values())
    lines = [line for line in filter_by_country(asked) if not wanted or _code(ratings[line.name]) in wanted]
    page_lines = page_of(lines, ANSWERS_SHOWN, "answers-page", name="answers-page")
    if not lines:
        st.info(_("No response has this rating."))
    warn_of_anonymous(page_lines)
    answers = read_answers_to(state.gate(), [line.name for line in page_lines], item.id)
    for line in page_lines:
        _answer(line, answers.get(line.name, EMPTY_ANSWER), is_reworded=rated.is_reworded(line, item))


def _ask_ratings(ratings: Iterable[Rating | None]) -> list[str]:
    """The ratings to show; each button has the number of its rating."""
    counts = Counter(map(_code, ratings))
    labels = {_code(rating): f"{rating_label(rating)} ({counts[_code(rating)]})" for rating in RATING_STYLES}
    there = [code for code in labels if counts[code]]
    return choose_several("ratings", _("Ratings (all, unless you choose)"), there, labels.__getitem__)


def _code(rating: Rating | None) -> str:
    return rating.value if rating else UNANSWERED


def _answer(line: ResponseChoice, answer: Answer, *, is_reworded: bool) -> None:
    with st.container(border=True, key=f"answer-{line.name}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(rating_chip(answer.rating), width="content")
            st.text(line.display_name)
        if is_invented(line.response):
            st.caption(_("Sample data (invented)"))
        if is_reworded:
            st.caption(_("Asked in the words of another version of the questionnaire."))
        show_respondent_text(support_texts(answer), answer.evidence_url)
