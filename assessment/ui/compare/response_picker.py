"""Choosing the responses to compare, and why some of them can't be."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.comparison.compare import ComparedResponse
from assessment.domain.comparison.obstacles import Obstacle, obstacles
from assessment.domain.comparison.ordering import sort_rounds
from assessment.domain.countries import country_name, sort_key
from assessment.domain.model import Voice
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import voice_word
from assessment.storage import AssessmentDamaged, AssessmentListing
from assessment.ui.compare.loading import as_choices, versions_of
from assessment.ui.compare.response_choices import (
    ALL,
    LABEL,
    LATEST,
    ChosenResponses,
    ResponseChoice,
    excluding,
    in_round,
    is_invented,
    latest_rounds,
    most_answered,
    obstacles_digest,
)
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.widgets.choices import choose_flag, choose_from_list, choose_one, choose_several

TWO = 2
PROBLEMS_SHOWN = 8
"""Names that are listed at once; more are folded away."""


def choose_responses(listed: Sequence[AssessmentListing]) -> ChosenResponses | None:
    """Draw the choice; returns what is compared, or None where nothing can be, or not yet."""
    st.header(_("Choose responses"), anchor="choose")
    offered = _ask_invented(_ask_catalogue(listed))
    countries = _ask_countries(offered)
    left, right = st.columns([3, 2])
    with left:
        voices = _ask_voices(offered)
    of_countries = [one for one in offered if not countries or one.country in countries]
    versions, pool = _read_lines(of_countries)
    spoken = [line for line in pool if not voices or line.response.voice in voices]
    with right:
        lines = in_round(spoken, _ask_round(spoken))
    _tell_chosen(lines)
    found = obstacles(lines)
    if not _is_agreed(lines, found):
        return None
    return ChosenResponses(excluding(lines, found), excluding(pool, obstacles(pool)), versions)


def _read_lines(listed: Sequence[AssessmentListing]) -> tuple[tuple[ComparedResponse, ...], tuple[ResponseChoice, ...]]:
    """The catalogue versions and a line for each response. Those that can't be read are reported and left out."""
    try:
        versions = versions_of(listed)
        return versions, as_choices(listed, versions)
    except AssessmentDamaged as error:
        st.error(escape_markdown(str(error)))
        return _read_lines([one for one in listed if one.id != error.assessment_id])


def _ask_catalogue(listed: Sequence[AssessmentListing]) -> list[AssessmentListing]:
    """The responses to one catalogue: the one most answer, unless another is chosen."""
    ids = most_answered(listed)
    kept = state.chosen_text("compared-catalogue")
    current = kept if kept in ids else ids[0]
    chosen = [one for one in listed if one.catalogue_id == current]
    if len(ids) > 1:
        asked_on = {one.catalogue_id: one.id for one in listed}
        titles = {each: state.access().catalogue_of(asked_on[each]).title for each in ids}
        choose_one("compared-catalogue", _("Questionnaire"), ids, current, titles.__getitem__)
        others = len(listed) - len(chosen)
        st.caption(_("Responses to another questionnaire, not comparable with these: {n}.").format(n=others))
    return chosen


def _ask_invented(listed: Sequence[AssessmentListing]) -> list[AssessmentListing]:
    """The responses without sample data, unless there is nothing else or the person includes it."""
    real = [one for one in listed if not is_invented(one)]
    if not real or len(real) == len(listed):
        return list(listed)
    return list(listed) if choose_flag("samples", _("Include the sample data (invented)")) else real


def _ask_countries(offered: Sequence[AssessmentListing]) -> list[str]:
    codes = sorted({one.country for one in offered}, key=lambda code: sort_key(country_name(code)))
    return choose_from_list(
        "countries", _("Countries or areas"), codes, country_name, placeholder=_("All; type to search")
    )


def _ask_voices(offered: Sequence[AssessmentListing]) -> list[str]:
    there = {one.voice for one in offered}
    return choose_several(
        "voices",
        _("Voices (all, unless you choose)"),
        [voice for voice in Voice if voice in there],
        lambda code: voice_word(Voice(code)),
    )


def _ask_round(spoken: Sequence[ResponseChoice]) -> str:
    labelled = {line.response.round.label: line for line in spoken if line.response.round.label}
    options = [LATEST, ALL, *(LABEL + line.response.round.label for line in sort_rounds(labelled.values()))]
    words = {LATEST: _("The latest of each respondent"), ALL: _("All rounds")}
    kept = state.chosen_text("rounds")
    # With a single respondent, the rounds are what there is to compare.
    usual = LATEST if len(latest_rounds(spoken)) >= TWO else ALL
    current = kept if kept in options else usual
    choose_one("rounds", _("Round"), options, current, lambda one: words.get(one) or one.removeprefix(LABEL))
    return current


def _tell_chosen(lines: Sequence[ResponseChoice]) -> None:
    countries = len({line.response.country for line in lines})
    st.markdown(
        ngettext(
            "**{n}** response chosen, from **{countries}**.",
            "**{n}** responses chosen, from **{countries}**.",
            len(lines),
        ).format(
            n=len(lines),
            countries=ngettext("{n} country or area", "{n} countries or areas", countries).format(n=countries),
        )
    )
    voices = {line.response.voice for line in lines}
    if len(voices) == 1 < len(lines):
        st.caption(_("All from one voice: {voice}.").format(voice=voice_word(voices.pop())))
    if any(is_invented(line.response) for line in lines):
        st.warning(_("These include sample data: the places and their answers are invented."))


def _is_agreed(lines: Sequence[ResponseChoice], found: Sequence[Obstacle]) -> bool:
    """Whether nothing prevents the comparison, or the person leaves out what does."""
    out = {name for obstacle in found for name in obstacle.names}
    if out:
        st.warning(_("Responses that can’t be compared with the others: {n}.").format(n=len(out)))
        _show_obstacles(lines, found, is_long=len(out) > PROBLEMS_SHOWN)
    if len(lines) - len(out) < TWO:
        st.info(_("A comparison needs two responses that can be compared. Choose more countries, voices or rounds."))
        return False
    return not out or choose_flag("without", _("Leave these out and compare the rest"), obstacles_digest(found))


def _show_obstacles(lines: Sequence[ResponseChoice], found: Sequence[Obstacle], *, is_long: bool) -> None:
    """Each reason once, with the responses concerned: as text, because people typed their names."""
    called = {line.name: line.display_name for line in lines}
    by_reason: dict[str, list[str]] = {}
    for obstacle in found:
        if obstacle.names:
            reason = f"{obstacle.problem.what} {obstacle.problem.fix}"
            by_reason.setdefault(reason, []).extend(called[name] for name in obstacle.names)
    words = "\n\n".join("\n".join([reason, *(f"• {name}" for name in names)]) for reason, names in by_reason.items())
    if is_long:
        with st.expander(_("Which ones, and why")):
            st.text(words)
    else:
        st.text(words)
