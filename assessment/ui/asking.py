"""Choosing the responses to compare, and why some of them can't be."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.comparison import Compared, Obstacle, in_round_order, obstacles
from assessment.countries import country_name, unaccented
from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.legend import voice_word
from assessment.model import Voice
from assessment.storage import AssessmentDamaged, Listed
from assessment.ui import state
from assessment.ui.choosing import choose_among_many, choose_one, choose_several, tick
from assessment.ui.compared import as_lines, versions_of
from assessment.ui.lines import (
    ALL,
    LABEL,
    LATEST,
    Chosen,
    Line,
    fingerprint,
    is_invented,
    latest,
    most_answered,
    of_round,
    without,
)
from assessment.ui.verbatim import to_markdown

TWO = 2
TOLD = 8
"""Names that are listed at once; more are folded away."""


def ask_responses(listed: Sequence[Listed]) -> Chosen | None:
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
        lines = of_round(spoken, _ask_round(spoken))
    _tell_chosen(lines)
    found = obstacles(lines)
    if not _is_agreed(lines, found):
        return None
    return Chosen(without(lines, found), without(pool, obstacles(pool)), versions)


def _read_lines(listed: Sequence[Listed]) -> tuple[tuple[Compared, ...], tuple[Line, ...]]:
    """The catalogue versions and a line for each response. Those that can't be read are reported and left out."""
    try:
        versions = versions_of(listed)
        return versions, as_lines(listed, versions)
    except AssessmentDamaged as error:
        st.error(to_markdown(str(error)))
        return _read_lines([one for one in listed if one.id != error.assessment_id])


def _ask_catalogue(listed: Sequence[Listed]) -> list[Listed]:
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


def _ask_invented(listed: Sequence[Listed]) -> list[Listed]:
    """The responses without sample data, unless there is nothing else or the person includes it."""
    real = [one for one in listed if not is_invented(one)]
    if not real or len(real) == len(listed):
        return list(listed)
    return list(listed) if tick("samples", _("Include the sample data (invented)")) else real


def _ask_countries(offered: Sequence[Listed]) -> list[str]:
    codes = sorted({one.country for one in offered}, key=lambda code: unaccented(country_name(code)))
    return choose_among_many(
        "countries", _("Countries or areas"), codes, country_name, placeholder=_("All; type to search")
    )


def _ask_voices(offered: Sequence[Listed]) -> list[str]:
    there = {one.voice for one in offered}
    return choose_several(
        "voices",
        _("Voices (all, unless you choose)"),
        [voice for voice in Voice if voice in there],
        lambda code: voice_word(Voice(code)),
    )


def _ask_round(spoken: Sequence[Line]) -> str:
    labelled = {line.response.round.label: line for line in spoken if line.response.round.label}
    options = [LATEST, ALL, *(LABEL + line.response.round.label for line in in_round_order(labelled.values()))]
    words = {LATEST: _("The latest of each respondent"), ALL: _("All rounds")}
    kept = state.chosen_text("rounds")
    # With a single respondent, the rounds are what there is to compare.
    usual = LATEST if len(latest(spoken)) >= TWO else ALL
    current = kept if kept in options else usual
    choose_one("rounds", _("Round"), options, current, lambda one: words.get(one) or one.removeprefix(LABEL))
    return current


def _tell_chosen(lines: Sequence[Line]) -> None:
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


def _is_agreed(lines: Sequence[Line], found: Sequence[Obstacle]) -> bool:
    """Whether nothing prevents the comparison, or the person leaves out what does."""
    out = {name for obstacle in found for name in obstacle.names}
    if out:
        st.warning(_("Responses that can’t be compared with the others: {n}.").format(n=len(out)))
        _tell(lines, found, is_long=len(out) > TOLD)
    if len(lines) - len(out) < TWO:
        st.info(_("A comparison needs two responses that can be compared. Choose more countries, voices or rounds."))
        return False
    return not out or tick("without", _("Leave these out and compare the rest"), fingerprint(found))


def _tell(lines: Sequence[Line], found: Sequence[Obstacle], *, is_long: bool) -> None:
    """Each reason once, with the responses concerned: as text, because people typed their names."""
    called = {line.name: line.called for line in lines}
    by_reason: dict[str, list[str]] = {}
    for obstacle in found:
        if obstacle.names:
            reason = f"{obstacle.problem.what} {obstacle.problem.mend}"
            by_reason.setdefault(reason, []).extend(called[name] for name in obstacle.names)
    words = "\n\n".join("\n".join([reason, *(f"• {name}" for name in names)]) for reason, names in by_reason.items())
    if is_long:
        with st.expander(_("Which ones, and why")):
            st.text(words)
    else:
        st.text(words)
