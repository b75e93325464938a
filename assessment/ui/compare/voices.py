"""The State and civil society, or any two voices, compared on one country in one round: where they disagree, and what
to discuss first. Voices are shown side by side and never averaged."""

from __future__ import annotations

from itertools import combinations

import streamlit as st

from assessment.domain.answer import Answer
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.compare import score_differences
from assessment.domain.comparison.voices import RatedByTwo, VoicePair, pair_voices, paired
from assessment.domain.follow_up import FIELDS
from assessment.domain.permissions import Action
from assessment.domain.response import Voice
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import rating_chip, score_pairs, two_ratings
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.findings import disagreement_brief
from assessment.labels.formatting import coefficient
from assessment.ui.compare.pairs import ROWS_SHOWN, Pair, PairPicker, country_words, paged_table
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one, page_of
from assessment.ui.widgets.components import fold, quotation
from assessment.ui.widgets.respondent_text import round_words, show_respondent_text, support_texts
from assessment.ui.workshops.plan import PAIR
from assessment.ui.workshops.room import WORKSHOP
from assessment.views.comparison import theme_differences, voice_names, voice_tables
from assessment.views.table import Table

FEW = 10
"""Below this many common recommendations alpha is shown with a warning."""
_HIGH, _FAIR = 0.8, 0.667
"""Krippendorff's own thresholds: rely on data from 0.8, draw tentative conclusions from 0.667."""
VOICES = "between"
"""The name of the two voices in the address."""
ITEM = "pair-item"


def voice_pairs(chosen: ChosenResponses) -> None:
    with st.container(horizontal=True, key="pair-choices"):
        pairs = _ask_voices(chosen)
        if not pairs:
            st.info(
                _(
                    "No chosen country has two voices in the same round. Rounds are the same if label and date are: "
                    "correct them on the page “Start”."
                )
            )
            return
        choice = PairPicker("pair", pairs, chosen)
        choice.ask("country", _("Country or area"), lambda pair: pair[0].response.country, country_words)
        choice.ask(
            "round", _("Round"), lambda pair: pair[0].response.round, lambda pair: round_words(pair[0].response.round)
        )
        first, second = (voice_word(line.response.voice) for line in choice.pair)
        choice.ask("first", first, lambda pair: pair[0].name, lambda pair: pair[0].display_name)
        choice.ask("second", second, lambda pair: pair[1].name, lambda pair: pair[1].display_name)
    is_chosen = [line.name for line in choice.pair] == chosen.ids
    if not is_chosen:
        st.text("\n".join(line.display_name for line in choice.pair))
    _compare(pair_voices(*load_full_responses(choice.pair)), has_scores=not is_chosen)


def _ask_voices(chosen: ChosenResponses) -> list[Pair]:
    """The pairs of the two chosen voices: the State and civil society, unless there are only others."""
    spoken = {line.response.voice for line in chosen.pool}
    voices = combinations([voice for voice in Voice if voice in spoken], 2)
    pairs_by_voices = {f"{first} {second}": list(paired(chosen.pool, first, second)) for first, second in voices}
    there = [key for key, pairs in pairs_by_voices.items() if pairs]
    if not there:
        return []
    choice = state.chosen_text(VOICES)
    current = choice if choice in there else there[0]
    if len(there) > 1:
        choose_one(VOICES, _("Voices"), there, current, _voices_words)
    return pairs_by_voices[current]


def _voices_words(voices: str) -> str:
    first, second = map(Voice, voices.split())
    return _("{first} and {second}").format(first=voice_word(first), second=voice_word(second))


def _compare(pair: VoicePair, *, has_scores: bool) -> None:
    tables, names = voice_tables(pair), voice_names(pair)
    st.header(disagreement_brief(len(pair.agenda), len(pair.common)), anchor="voices")
    _agenda(pair, tables.agenda)
    for name, table in (("one-sided", tables.one_sided), ("alike", tables.alike)):
        if table.rows:
            fold(name, f"{escape_markdown(table.title)} ({len(table.rows)})", _show_rows, table, name)
    if has_scores and tables.differences.rows:
        fold("pair-scores", _("Scores by theme"), _scores, tables.differences.title, pair, names)
    if pair.common:
        fold("agreement", escape_markdown(tables.agreement.title), _agreement, pair, tables.agreement)


def _show_rows(table: Table[RatedByTwo], name: str) -> None:
    st.markdown(table.about)
    paged_table(table, name)


def _scores(title: str, pair: VoicePair, names: tuple[str, str]) -> None:
    st.html(score_pairs(title, theme_differences(score_differences(pair.first, pair.second)), names))


def _agreement(pair: VoicePair, table: Table[VoicePair]) -> None:
    st.html(draw_table(table))
    st.markdown(
        _(
            "**Krippendorff’s alpha: {alpha}.** It measures agreement beyond chance: 1 is full agreement, 0 is "
            "chance. {meaning}"
        ).format(alpha=coefficient(pair.alpha), meaning=alpha_words(pair.alpha))
    )
    if len(pair.common) < FEW:
        st.caption(_("With so few recommendations, a single answer changes it a lot."))


def alpha_words(alpha: float | None) -> str:
    """What a level of agreement between two voices means."""
    if alpha is None:
        return _("It can’t be computed here, because all ratings are the same.")
    if alpha >= _HIGH:
        return _("The two agree closely.")
    if alpha >= _FAIR:
        return _("The two largely agree.")
    if alpha > 0:
        return _("The two agree more than by chance, but differ on much.")
    return _("The two agree no more than by chance.")


def _agenda(pair: VoicePair, table: Table[RatedByTwo]) -> None:
    if not table.rows:
        st.markdown(table.nothing)
        return
    _list_contested(pair, table)
    _offer_workshop(pair)


@state.fragment
def _list_contested(pair: VoicePair, table: Table[RatedByTwo]) -> None:
    """What the two rate differently, a line each, of which one can be open."""
    opened, names = state.chosen_text(ITEM), voice_names(pair)
    on_page = page_of(table.rows, ROWS_SHOWN, "agenda")
    with st.container(key="contested"):
        for row in on_page:
            _show_contested(pair, row, names, is_open=row.recommendation.id == opened)


def _show_contested(pair: VoicePair, row: RatedByTwo, names: tuple[str, str], *, is_open: bool) -> None:
    item = row.recommendation
    with st.container(horizontal=True, vertical_alignment="center", key=f"contested-{item.id}"):
        st.html(two_ratings(item, [(names[0], row.first), (names[1], row.second)]))
        st.button(
            (_("Close {id}") if is_open else _("Open {id}")).format(id=item.id),
            key=f"open-{item.id}",
            on_click=state.choose,
            args=(ITEM, None if is_open else item.id),
        )
    if is_open:
        _compare_answers(pair, item)


def _offer_workshop(pair: VoicePair) -> None:
    """Let a facilitator prepare a workshop on what is contested."""
    if Action.LEAD in state.allowed() and st.button(_("Prepare a workshop on these"), key="workshop-on-contested"):
        state.choose(WORKSHOP, None)
        state.choose(PAIR, f"{pair.first.name} {pair.second.name}")
        st.switch_page("workshops/page.py")


def _compare_answers(pair: VoicePair, item: Recommendation) -> None:
    with st.container(border=True, key="two-answers"):
        quotation(item)
        for column, source, name in zip(st.columns(2), (pair.first, pair.second), voice_names(pair), strict=True):
            with column:
                st.markdown(f"**{name}**")
                _answer(source.response.answer(item.id))


def _answer(answer: Answer) -> None:
    st.html(rating_chip(answer.rating))
    texts = {**support_texts(answer, nothing=_("none given")), FIELDS["comment"].label: answer.comment}
    show_respondent_text(texts, answer.evidence_url)
