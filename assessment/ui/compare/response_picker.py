"""Choosing the responses to compare, and why some of them are left out; then the answers of a few are read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import streamlit as st

from assessment.access.assessments import count_themes, read_assessments, read_catalogue_of, read_ratings, read_sources
from assessment.access.gate import Gate
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.obstacles import Obstacle, obstacles
from assessment.domain.comparison.ordering import sort_responses, sort_rounds
from assessment.domain.countries import country_name, sort_key
from assessment.domain.response import Voice
from assessment.domain.scoring import RATING_VALUES
from assessment.domain.sourced import SourcedResponse
from assessment.html.escaping import escape_markdown
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import status_word, voice_word
from assessment.labels.formatting import date_text
from assessment.records.assessments import AssessmentListing
from assessment.records.errors import AssessmentDamaged
from assessment.ui.compare.response_choices import (
    ALL,
    LABEL,
    LATEST,
    ChosenResponses,
    ResponseChoice,
    by_preference,
    excluding,
    in_round,
    is_invented,
    latest_rounds,
    missing_from,
    most_answered,
)
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_flag, choose_from_list, choose_one, choose_several

TWO = 2
CHOICES = ("countries", "voices", "rounds")
"""The names in the address of what responses are chosen by."""
ASIDE = "without"
"""The name in the address of the responses that the person leaves out."""
TWINS = "twins"
"""The name in the address of the twins that are compared rather than others."""
NAMED_AT_ONCE = 3
"""Responses left out that are named at once; more are folded away."""
FIRST_LOOKED_AT = 5
"""Recommendations that are read first to see whether anything is rated; mostly they suffice."""


def choose_responses(listed: Sequence[AssessmentListing]) -> ChosenResponses | None:
    """Draw the choice; returns what is compared, or None where too few can be."""
    with st.expander(_choices_label(), key="compare-choices"):
        offered = _ask_invented(_ask_catalogue(listed))
        countries = _ask_countries(offered)
        left, right = st.columns([3, 2])
    with left:
        voices = _ask_voices(offered)
    of_countries = [listing for listing in offered if not countries or listing.country in countries]
    versions, known = _read_lines(of_countries)
    found_obstacles = obstacles(known, by_preference(known, _chosen_twins()))
    pool = excluding(known, found_obstacles)
    with right:
        spoken = [line for line in pool if not voices or line.response.voice in voices]
        asked_in = _ask_round(spoken)
    chosen = in_round(spoken, asked_in)
    aside = _left_out_names()
    lines = tuple(line for line in chosen if line.name not in aside)
    set_aside = [line for line in chosen if line.name in aside]
    of_voices = [line for line in known if not voices or line.response.voice in voices]
    missing = missing_from(lines, of_voices, found_obstacles, asked_in)
    total = len(chosen) + sum(len(obstacle.names) for obstacle in missing)
    _tell_chosen(lines, total)
    _tell_missing(known, missing, set_aside)
    if len(lines) < TWO:
        st.info(_("A comparison needs two responses that can be compared. Choose more countries, voices or rounds."))
        return None
    return ChosenResponses(lines, total, pool, versions)


def _choices_label() -> str:
    """The label of the choices, with how many are set: folded, they still narrow what is compared."""
    number = sum(state.chosen_text(name) not in (None, LATEST) for name in CHOICES)
    if not number:
        return _("Choose countries or areas, voices and rounds")
    return _("Choose countries or areas, voices and rounds ({n} set)").format(n=number)


def _read_lines(listed: Sequence[AssessmentListing]) -> tuple[Mapping[str, Catalogue], tuple[ResponseChoice, ...]]:
    """The catalogue versions by their hashes, and a line for each response, in the same order everywhere. Those that
    can't be read are reported and left out."""
    gate, asked_on = state.gate(), {listing.catalogue_hash: listing.id for listing in listed}
    try:
        versions = {content: read_catalogue_of(gate, assessment_id) for content, assessment_id in asked_on.items()}
        rated = _rated(gate, [listing.id for listing in listed], versions.values())
    except AssessmentDamaged as error:
        st.error(escape_markdown(str(error)))
        return _read_lines([listing for listing in listed if listing.id != error.assessment_id])
    return versions, sort_responses(ResponseChoice(listing, listing.id in rated, gate) for listing in listed)


def _ask_catalogue(listed: Sequence[AssessmentListing]) -> list[AssessmentListing]:
    """The responses to one catalogue: the one most answer, unless another is chosen."""
    ids = most_answered(listed)
    choice = state.chosen_text("compared-catalogue")
    current = choice if choice in ids else ids[0]
    chosen = [listing for listing in listed if listing.catalogue_id == current]
    if len(ids) > 1:
        asked_on = {listing.catalogue_id: listing.id for listing in listed}
        titles = {catalogue_id: read_catalogue_of(state.gate(), asked_on[catalogue_id]).title for catalogue_id in ids}
        choose_one("compared-catalogue", _("Questionnaire"), ids, current, titles.__getitem__)
        others = len(listed) - len(chosen)
        st.caption(_("Responses to another questionnaire, not comparable with these: {n}.").format(n=others))
    return chosen


def _ask_invented(listed: Sequence[AssessmentListing]) -> list[AssessmentListing]:
    """The responses without sample data, unless there is nothing else or the person includes it."""
    real = [listing for listing in listed if not is_invented(listing)]
    if not real or len(real) == len(listed):
        return list(listed)
    return list(listed) if choose_flag("samples", _("Include the sample data (invented)")) else real


def _ask_countries(offered: Sequence[AssessmentListing]) -> list[str]:
    codes = sorted({listing.country for listing in offered}, key=lambda code: sort_key(country_name(code)))
    return choose_from_list(
        "countries", _("Countries or areas"), codes, country_name, placeholder=_("All; type to search")
    )


def _ask_voices(offered: Sequence[AssessmentListing]) -> list[str]:
    there = {listing.voice for listing in offered}
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
    choice = state.chosen_text("rounds")
    # With a single respondent, the rounds are what there is to compare.
    usual = LATEST if len(latest_rounds(spoken)) >= TWO else ALL
    current = choice if choice in options else usual
    choose_one("rounds", _("Round"), options, current, lambda code: words.get(code) or code.removeprefix(LABEL))
    return current


def _tell_chosen(lines: Sequence[ResponseChoice], total: int) -> None:
    countries = len({line.response.country for line in lines})
    st.markdown(
        ngettext(
            "**{n} of {total}** response compared, from **{countries}**.",
            "**{n} of {total}** responses compared, from **{countries}**.",
            total,
        ).format(
            n=len(lines),
            total=total,
            countries=ngettext("{n} country or area", "{n} countries or areas", countries).format(n=countries),
        )
    )
    voices = {line.response.voice for line in lines}
    if len(voices) == 1 < len(lines):
        st.caption(_("All from one voice: {voice}.").format(voice=voice_word(voices.pop())))
    if any(is_invented(line.response) for line in lines):
        st.warning(_("These include sample data: the places and their answers are invented."))


def _tell_missing(
    known: Sequence[ResponseChoice], missing: Sequence[Obstacle], set_aside: Sequence[ResponseChoice]
) -> None:
    """Which responses are left out, and why; of twins another can be compared instead."""
    by_name = {line.name: line for line in known}
    names = [
        (by_name[name].display_name, f"{obstacle.problem.what} {obstacle.problem.fix}")
        for obstacle in missing
        for name in obstacle.names
    ]
    names += [(line.display_name, _("Left out because it rates little.")) for line in set_aside]
    if not names:
        return
    title = ngettext("{n} response is left out", "{n} responses are left out", len(names)).format(n=len(names))
    # As text, because people typed the names.
    if len(names) <= NAMED_AT_ONCE:
        st.text(_("Left out: {names}").format(names="; ".join(name for name, _why in names)))
    with st.expander(title):
        st.text("\n".join(f"• {name}: {why}" for name, why in names))
        if set_aside:
            st.button(_("Compare all again"), key="compare-all", on_click=state.choose, args=(ASIDE, None))
        for obstacle in missing:
            if obstacle.choices:
                _ask_twin([by_name[name] for name in obstacle.choices])


def warn_of_anonymous(lines: Iterable[ResponseChoice]) -> None:
    """Say that words may show who wrote them, where any of these responses is anonymous."""
    if any(line.response.anonymous for line in lines):
        st.caption(
            _(
                "Some of these responses are anonymous, but their words may still show who wrote them. Ask the "
                "authors before you share them."
            )
        )


def leave_out(names: Sequence[str]) -> None:
    """Leave responses out of the comparison, until the person takes them in again."""
    state.choose(ASIDE, " ".join(dict.fromkeys([*_left_out_names(), *names])))


def _left_out_names() -> list[str]:
    return (state.chosen_text(ASIDE) or "").split()


def _ask_twin(alike: Sequence[ResponseChoice]) -> None:
    """Which of some twins is compared; the first is now."""
    current, *_others = alike
    by_name = {line.name: line for line in alike}
    choose_one(
        f"twin-{min(by_name)}",
        _("Compared of {name}").format(name=escape_markdown(current.display_name)),
        by_preference(alike, []),
        current.name,
        lambda name: _what_differs(by_name[name]),
        on_change=lambda name: _choose_twin(name, by_name),
    )


def _what_differs(line: ResponseChoice) -> str:
    date = line.response.round.date
    rated = sum(tallies[line.name].rated for tallies in count_themes(state.gate(), [line.name]).values())
    return _("{date} · {status} · {n} rated").format(
        date=date_text(date) if date else _("no date"), status=status_word(line.response.status), n=rated
    )


def _chosen_twins() -> list[str]:
    return (state.chosen_text(TWINS) or "").split()


def _choose_twin(name: str, alike: Collection[str]) -> None:
    state.choose(TWINS, " ".join([*(twin for twin in _chosen_twins() if twin not in alike), name]))


def _rated(gate: Gate, ids: Sequence[str], versions: Iterable[Catalogue]) -> set[str]:
    """The ids of the responses with any rating."""
    first = [item.id for catalogue in versions for item in catalogue.recommendations][:FIRST_LOOKED_AT]
    ratings = read_ratings(gate, ids, first)
    rated = {
        assessment_id
        for by_id in ratings.values()
        for assessment_id, rating in by_id.items()
        if rating in RATING_VALUES
    }
    if others := [assessment_id for assessment_id in ids if assessment_id not in rated]:
        tallies = count_themes(gate, others)
        rated |= {assessment_id for by_id in tallies.values() for assessment_id, tally in by_id.items() if tally.rated}
    return rated


def load_full_responses(lines: Iterable[ResponseChoice], *, with_plans: bool = False) -> list[SourcedResponse]:
    """The responses with all their answers; for a few of them."""
    gate, ids = state.gate(), [line.name for line in lines]
    if with_plans:
        return read_sources(gate, ids)
    return [SourcedResponse.from_assessment(assessment) for assessment in read_assessments(gate, ids)]
