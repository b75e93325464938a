"""Choosing the responses to compare, one by one or whole groups of them, and why some can't be compared; then the
answers of a few are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

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
from assessment.html.escaping import escape_markdown, plain_text
from assessment.i18n import counted, ngettext
from assessment.i18n import gettext as _
from assessment.labels.codes import status_word, voice_word
from assessment.labels.formatting import date_text, response_name
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
    opening,
)
from assessment.ui.session import state
from assessment.ui.widgets.choices import choose_flag, choose_from_list, choose_one, choose_several, distinct

TWO = 2
GROUPS = ("countries", "voices", "rounds")
"""The names in the address of what whole groups are chosen by."""
SINGLE = "responses"
"""The name in the address of the responses that are chosen one by one."""
WHOLE = "groups"
"""Stands in the address while whole groups are compared, whether any is chosen or all are."""
NOBODY = "none"
"""Stands there once each of them is removed."""
OFFERED = 500
"""Responses that are offered at once; of more, the latest and those of the places that are chosen."""
ASIDE = "without"
"""The name in the address of the responses of a group that the person leaves out."""
TWINS = "twins"
"""The name in the address of the twins that are compared rather than others."""
FIRST_LOOKED_AT = 5
"""Recommendations that are read first to see whether anything is rated; mostly they suffice."""


def choose_responses(listed: Sequence[AssessmentListing]) -> ChosenResponses | None:
    """Draw the choice; returns what is compared, or None where too few can be."""
    with st.container(key="compare-choices"):
        versions, known = _read_lines(_ask_catalogue(listed))
        found = obstacles(known, by_preference(known, _chosen_twins()))
        comparable = excluding(known, found)
        first = opening(comparable, st.session_state.get(state.PARAMETER))
        lines, total = (
            _choose_groups(known, comparable, found)
            if _are_groups_chosen() or not (first or state.chosen_text(SINGLE))
            else _choose_single(known, comparable, found, first)
        )
    if len(lines) < TWO:
        st.info(
            _("A comparison needs two responses. Add another one above.")
            if len(comparable) >= TWO
            else _("A comparison needs two responses that can be compared.")
        )
        return None
    countries = {line.response.country for line in lines}
    pool = tuple(line for line in comparable if line.response.country in countries)
    return ChosenResponses(lines, total, pool, versions)


def _are_groups_chosen() -> bool:
    return any(state.chosen_text(name) for name in (*GROUPS, WHOLE))


def _choose_single(
    known: Sequence[ResponseChoice],
    comparable: Sequence[ResponseChoice],
    found: Sequence[Obstacle],
    first: Sequence[ResponseChoice],
) -> tuple[tuple[ResponseChoice, ...], int]:
    """The responses as chips that can be removed, with a field that adds others."""
    remembered = (state.chosen_text(SINGLE) or " ".join(line.name for line in first)).split()
    lines = tuple(line for line in comparable if line.name in remembered)
    offered = comparable
    if len(comparable) > OFFERED:
        places = {line.response.country for line in lines}
        latest = {line.name for line in latest_rounds(comparable)}
        offered = [line for line in comparable if line.name in latest or line.response.country in places]
    labels = _labels(offered)
    key = f"choice-{SINGLE}"
    st.session_state[key] = [line.name for line in lines]
    words = _("Compared: remove one, or type to add another")
    with st.container(horizontal=True, vertical_alignment="center", key="chips-line"):
        st.markdown(words)
        _tell_invented(lines)
        if len(comparable) > TWO:
            st.button(_("Choose whole groups"), key="choose-groups", on_click=state.choose, args=(WHOLE, "yes"))
        _tell_missing(known, found, [])
    st.multiselect(
        words,
        list(labels),
        format_func=labels.__getitem__,
        placeholder=_("Add a response"),
        key=key,
        on_change=lambda: state.choose(SINGLE, " ".join(st.session_state[key]) or NOBODY),
        label_visibility="collapsed",
    )
    return lines, len(lines)


def _labels(offered: Sequence[ResponseChoice]) -> dict[str, str]:
    """What each response is called in the list: with its organisation only where others have the same name without."""
    brief = {line.name: response_name(replace(line.response, organisation=""), plain_text) for line in offered}
    counted, full = Counter(brief.values()), {line.name: line.display_name for line in offered}
    return distinct(brief, lambda name: brief[name] if counted[brief[name]] == 1 else full[name])


def _choose_groups(
    known: Sequence[ResponseChoice], comparable: Sequence[ResponseChoice], found: Sequence[Obstacle]
) -> tuple[tuple[ResponseChoice, ...], int]:
    """The responses of the chosen countries, voices and rounds, without those that the person leaves out; and how many
    they would be with those that can't be compared."""
    state.choose(WHOLE, "yes")  # So that what clears the last choice leads back to all.
    has_samples = _ask_invented(comparable)
    offered, there = (
        [line for line in lines if has_samples or not is_invented(line.response)] for lines in (comparable, known)
    )
    left, middle, right = st.columns([4, 4, 3])
    with left:
        countries = _ask_countries(there)
    with middle:
        voices = _ask_voices(there)
    spoken, would_speak = (
        [
            line
            for line in lines
            if (not countries or line.response.country in countries) and (not voices or line.response.voice in voices)
        ]
        for lines in (offered, there)
    )
    with right:
        asked_in = _ask_round(spoken)
    chosen, aside = in_round(spoken, asked_in), _left_out_names()
    lines = tuple(line for line in chosen if line.name not in aside)
    missing = missing_from(lines, would_speak, found, asked_in)
    total = len(chosen) + sum(len(obstacle.names) for obstacle in missing)
    with st.container(horizontal=True, vertical_alignment="center", key="chips-line"):
        st.markdown(_count_words(lines, total))
        _tell_invented(lines)
        if len(comparable) >= TWO:
            few = lines if len(lines) >= TWO else comparable
            st.button(_("Choose one by one"), key="choose-single", on_click=_choose_one_by_one, args=(few,))
        _tell_missing(known, missing, [line for line in chosen if line.name in aside])
    return lines, total


def _tell_invented(lines: Sequence[ResponseChoice]) -> None:
    if any(is_invented(line.response) for line in lines):
        st.caption(_("▲ Sample data: these places and their answers are invented."))


def _choose_one_by_one(lines: Sequence[ResponseChoice]) -> None:
    for name in (*GROUPS, WHOLE, ASIDE):
        state.choose(name, None)
    state.choose(SINGLE, " ".join(line.name for line in lines[:TWO]))


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


def _ask_invented(comparable: Sequence[ResponseChoice]) -> bool:
    """Whether sample data is among what is offered: where there is too little else, or the person includes it."""
    real = [line for line in comparable if not is_invented(line.response)]
    if len(real) < TWO:
        return True
    return len(real) < len(comparable) and choose_flag("samples", _("Include the sample data (invented)"))


def _ask_countries(offered: Sequence[ResponseChoice]) -> list[str]:
    codes = sorted({line.response.country for line in offered}, key=lambda code: sort_key(country_name(code)))
    return choose_from_list(
        "countries", _("Countries or areas"), codes, country_name, placeholder=_("All; type to search")
    )


def _ask_voices(offered: Sequence[ResponseChoice]) -> list[str]:
    there = {line.response.voice for line in offered}
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


def _count_words(lines: Sequence[ResponseChoice], total: int) -> str:
    countries = len({line.response.country for line in lines})
    return ngettext(
        "**{n} of {total}** response compared, from **{countries}**.",
        "**{n} of {total}** responses compared, from **{countries}**.",
        total,
    ).format(
        n=len(lines),
        total=total,
        countries=counted("{n} country or area", "{n} countries or areas", countries),
    )


def _tell_missing(
    known: Sequence[ResponseChoice], missing: Sequence[Obstacle], set_aside: Sequence[ResponseChoice]
) -> None:
    """Which responses are left out, and why, behind a button; of twins another can be compared instead."""
    by_name = {line.name: line for line in known}
    names = [
        (by_name[name].display_name, f"{obstacle.problem.what} {obstacle.problem.fix}")
        for obstacle in missing
        for name in obstacle.names
    ]
    names += [(line.display_name, _("Left out because it rates little.")) for line in set_aside]
    if not names:
        return
    with st.popover(counted("{n} response is left out", "{n} responses are left out", len(names))):
        # As text, because people typed the names.
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


def leave_out(chosen: ChosenResponses, names: Sequence[str]) -> None:
    """Leave responses out of the comparison: of a group until the person takes them in again."""
    if _are_groups_chosen():
        state.choose(ASIDE, " ".join(dict.fromkeys([*_left_out_names(), *names])))
    else:
        state.choose(SINGLE, " ".join(name for name in chosen.ids if name not in names))


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
