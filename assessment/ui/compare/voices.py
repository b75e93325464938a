"""The State and civil society, or any two voices, compared on one country in one round: where they disagree, and what
to discuss first. Voices are shown side by side and never averaged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import streamlit as st

from assessment.domain.answer import Answer
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.voices import RatedByTwo, VoicePair, pair_voices, paired
from assessment.domain.follow_up import FIELDS
from assessment.domain.permissions import Action
from assessment.domain.response import Voice
from assessment.domain.sourced import SourcedResponse
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import rating_chip
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.formatting import coefficient
from assessment.ui.compare.pairs import Pair, PairPicker, common_words, country_words, paged_table, show_differences
from assessment.ui.compare.response_choices import ChosenResponses
from assessment.ui.compare.response_picker import load_full_responses
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_one
from assessment.ui.widgets.components import quotation
from assessment.ui.widgets.respondent_text import round_words, show_respondent_text, support_texts
from assessment.ui.workshops.plan import PAIR
from assessment.ui.workshops.room import WORKSHOP
from assessment.views.comparison import voice_names, voice_tables
from assessment.views.table import Column, Table

FEW = 10
"""Below this many common recommendations alpha is shown with a warning."""
_HIGH, _FAIR = 0.8, 0.667
"""Krippendorff's own thresholds: rely on data from 0.8, draw tentative conclusions from 0.667."""
VOICES = "between"
"""The name of the two voices in the address."""
ITEM = "pair-item"


def voice_pairs(chosen: ChosenResponses) -> None:
    st.header(_("State and civil society compared"), anchor="voices")
    st.caption(
        _("Two voices on the same country or area, in the same round.")
        + " "
        + _("All voices and rounds of the chosen countries are offered.")
    )
    pairs = _ask_voices(chosen)
    if not pairs:
        st.info(
            _(
                "No chosen country has two voices in the same round. Rounds are the same if label and date are: "
                "correct them on the page “Start”."
            )
        )
        return
    choice = PairPicker("pair", pairs)
    choice.ask("country", _("Country or area"), lambda pair: pair[0].response.country, country_words)
    choice.ask(
        "round", _("Round"), lambda pair: pair[0].response.round, lambda pair: round_words(pair[0].response.round)
    )
    choice.ask(
        "first", voice_word(choice.pair[0].response.voice), lambda pair: pair[0].name, lambda pair: pair[0].display_name
    )
    choice.ask(
        "second",
        voice_word(choice.pair[1].response.voice),
        lambda pair: pair[1].name,
        lambda pair: pair[1].display_name,
    )
    st.text("\n".join(line.display_name for line in choice.pair))
    first, second = load_full_responses(choice.pair)
    _compare(pair_voices(first, second))


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


def _compare(pair: VoicePair) -> None:
    tables = voice_tables(pair)
    st.markdown(common_words(len(pair.common), pair.asked))
    if pair.common:
        _agreement(pair, tables.agreement)
    _agenda(pair, tables.agenda)
    st.subheader(escape_markdown(tables.differences.title), anchor=False)
    show_differences(tables.differences, voice_names(pair)[0])
    st.subheader(escape_markdown(tables.one_sided.title), anchor=False)
    st.markdown(tables.one_sided.about)
    if tables.one_sided.rows:
        paged_table(tables.one_sided, "one-sided")
    if tables.alike.rows:
        with st.expander(f"{escape_markdown(tables.alike.title)} ({len(tables.alike.rows)})"):
            paged_table(tables.alike, "alike")


def _agreement(pair: VoicePair, table: Table[VoicePair]) -> None:
    voices: Column[VoicePair] = Column(_("Voices"), lambda row: " · ".join(voice_names(row)))
    st.html(draw_table(replace(table, declared=[voices, *table.declared])))
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
    st.subheader(escape_markdown(table.title), anchor=False)
    if not table.rows:
        st.markdown(table.nothing)
        return
    st.markdown(table.about)
    paged_table(table, "agenda")
    _offer_workshop(pair)
    items = {row.recommendation.id: row.recommendation for row in table.rows}
    _compare_answers(pair.first, pair.second, items, voice_names(pair))


def _offer_workshop(pair: VoicePair) -> None:
    """Let a facilitator prepare a workshop on what is contested."""
    if Action.LEAD in state.allowed() and st.button(_("Prepare a workshop on these"), key="workshop-on-contested"):
        state.choose(WORKSHOP, None)
        state.choose(PAIR, f"{pair.first.name} {pair.second.name}")
        st.switch_page("workshops/page.py")


@state.fragment
def _compare_answers(
    first: SourcedResponse, second: SourcedResponse, items: Mapping[str, Recommendation], called: tuple[str, str]
) -> None:
    """Draw a list of recommendations, and both answers to the chosen one."""
    choice = state.chosen_text(ITEM)
    current = choice if choice in items else None
    choose_one(
        ITEM,
        _("Read a recommendation and its answers"),
        list(items),
        current,
        lambda item_id: f"{item_id} {items[item_id].title}",
        placeholder=_("Choose"),
    )
    if current is None:
        return
    with st.container(border=True, key="two-answers"):
        quotation(items[current])
        for column, source, name in zip(st.columns(2), (first, second), called, strict=True):
            with column:
                st.markdown(f"**{name}**")
                _answer(source.response.answer(current))


def _answer(answer: Answer) -> None:
    st.html(rating_chip(answer.rating))
    texts = {**support_texts(answer, nothing=_("none given")), FIELDS["comment"].label: answer.comment}
    show_respondent_text(texts, answer.evidence_url)
