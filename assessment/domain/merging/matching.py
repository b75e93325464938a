"""Which files belong together and to which stored assessment, by whose answers they have."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assessment.domain.answer import EMPTY_ANSWER
from assessment.domain.merging.answer_merge import sort_measures
from assessment.domain.merging.imported_response import ImportedResponse, ImportedSubmission
from assessment.domain.response import Identity, Response
from assessment.domain.sourced import SourcedResponse
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.parsing.message_text import abbreviated_list, printable

VERSIONS_LIMIT = 50
"""States of one submission in one import that are sorted by comparing each with each. Nobody edits one so often between
two downloads; beyond that all of them count, and their differences are conflicts."""


@dataclass(frozen=True, slots=True)
class Match:
    """Files of one response, and its assessment; None if they make a new one."""

    files: tuple[ImportedResponse, ...]
    kept: SourcedResponse | None


@dataclass(frozen=True, slots=True)
class MatchedFiles:
    """Which files belong to which response, and which needn't be imported again."""

    matches: tuple[Match, ...]
    already_imported: tuple[ImportedResponse, ...]
    """Submissions with nothing new: the same or a later state was imported before."""
    notes: tuple[Problem, ...]
    """Why a file doesn't belong to the response that somebody might expect."""
    held_back: tuple[ImportedResponse, ...] = ()
    """Edited submissions whose responses can't be read."""


def match_files(
    files: Iterable[ImportedResponse],
    kept: Sequence[SourcedResponse] = (),
    taken: Iterable[ImportedSubmission] = (),
    damaged: Collection[str] = (),
) -> MatchedFiles:
    """Assign each file to its response.

    A file that names one of `kept` belongs to it, unless country, voice or catalogue differ. Any other file belongs to
    the one of `kept` with the same country, voice, organisation, round and catalogue, and to the other files with
    these; if there is none, a new response is created. A submission without an organisation is a response of its own,
    and so is a file from which the organisation was left out, unless it says exactly the same. The response of a gap
    report must be one of `kept`. `taken` has the states
    of submissions imported before; one that was edited since goes to the same response, and is held back if that is
    `damaged`. The order of the files makes no difference.
    """
    together: dict[tuple[str, ...], list[ImportedResponse]] = {}
    homes: dict[tuple[str, ...], SourcedResponse] = {}
    notes: list[Problem] = []
    held_back: list[ImportedResponse] = []
    sources_of: dict[str, dict[tuple[str, ...], str]] = {}
    by_id = {stored.name: stored for stored in kept}
    alike: dict[tuple[str, ...], list[SourcedResponse]] = {}
    for stored in kept:
        alike.setdefault(_identity(stored.response, stored.catalogue.hash), []).append(stored)
    new, taken_before = _split_new_and_known(files, taken)
    superseded = _superseded(new)
    words = _("These files have a later version of this submission."), _("Only that one is imported.")
    reported = [(incoming, words) for incoming in superseded]
    outdated = set(map(id, superseded))
    for incoming in new:
        if id(incoming) in outdated:
            continue
        if incoming.previous_state and incoming.previous_state.assessment_id in damaged:
            held_back.append(incoming)
            continue
        home = _matching_assessment(incoming, by_id, alike, notes)
        if incoming.previous_state:
            reported.append((incoming, _edited_words(incoming, home)))
            if _has_left(incoming, home):
                continue
        group = ("stored", home.name) if home else _group_key(incoming)
        together.setdefault(group, []).append(incoming)
        if home:
            homes[group] = home
        if incoming.key is not None:
            sources_of.setdefault(incoming.key, {}).setdefault(group, incoming.source)
    return MatchedFiles(
        matches=tuple(Match(tuple(together[group]), homes.get(group)) for group in sorted(together)),
        already_imported=tuple(sorted(taken_before, key=lambda incoming: (incoming.source, str(incoming.key)))),
        notes=tuple(sorted([*notes, *_row_notes(reported), *_split_submission_notes(sources_of)])),
        held_back=tuple(held_back),
    )


def has_same_identity(incoming: ImportedResponse, whose: Identity, catalogue_hash: str) -> bool:
    """Whether a file that names no assessment would belong to the one with this identity and catalogue."""
    return not _is_unnamed_submission(incoming) and _identity(whose, catalogue_hash) == _identity(
        incoming.response, incoming.catalogue.hash
    )


def _split_new_and_known(
    files: Iterable[ImportedResponse], taken: Iterable[ImportedSubmission]
) -> tuple[list[ImportedResponse], list[ImportedResponse]]:
    """The files with something new, edited submissions with their imported state; and the others."""
    known: dict[str, list[ImportedSubmission]] = {}
    for state in sorted(taken, key=lambda state: state.revision):
        known.setdefault(state.key, []).append(state)
    new: list[ImportedResponse] = []
    before: list[ImportedResponse] = []
    for incoming in files:
        states = _states(incoming, known)
        later = incoming.version.follows(states[-1].version, str(incoming.key)) if states else True
        if later is False or any(_is_state(incoming, state) for state in states):
            before.append(incoming)
        elif states:
            earlier = states[-1] if later else dataclasses.replace(states[-1], answers=None)
            new.append(dataclasses.replace(incoming, assessment_id=earlier.assessment_id, previous_state=earlier))
        else:
            new.append(incoming)
    return new, before


def _states(incoming: ImportedResponse, known: Mapping[str, Sequence[ImportedSubmission]]) -> list[ImportedSubmission]:
    """The states of the same submission imported before, the latest last."""
    return [state for name in incoming.names for state in known.get(name, ())]


def _is_state(incoming: ImportedResponse, state: ImportedSubmission) -> bool:
    """Whether it is the state that was imported. KoboToolbox can edit many at once without giving them new ids."""
    if incoming.version.id and incoming.version.id != state.version.id:
        return False
    imported = state.answers
    return imported is None or all(
        sort_measures(answer) == sort_measures(imported.get(key, EMPTY_ANSWER))
        for key, answer in incoming.response.answers.items()
    )


def _superseded(new: Iterable[ImportedResponse]) -> list[ImportedResponse]:
    """The submissions of which there is also a later state."""
    alike: dict[str, list[ImportedResponse]] = {}
    for incoming in new:
        if incoming.key is not None:
            alike.setdefault(incoming.key, []).append(incoming)
    superseded: list[ImportedResponse] = []
    for key, group in alike.items():
        editions = {incoming.version for incoming in group}
        if 1 < len(editions) <= VERSIONS_LIMIT:
            superseded += [
                incoming for incoming in group if any(edition.follows(incoming.version, key) for edition in editions)
            ]
    return superseded


def _has_left(incoming: ImportedResponse, home: SourcedResponse | None) -> bool:
    """Whether an edited submission no longer belongs to the assessment into which it was imported."""
    return incoming.previous_state is not None and (home is None or home.name != incoming.previous_state.assessment_id)


def _edited_words(incoming: ImportedResponse, home: SourcedResponse | None) -> tuple[str, str]:
    """The note about a submission that was imported before and has changed."""
    if _has_left(incoming, home):
        return (
            _("This submission was imported before, with another country, voice or catalogue."),
            _("It is left out. Correct the stored response, or delete it and import the file again."),
        )
    if incoming.previous_state and incoming.previous_state.answers is not None:
        return (
            _("This submission was edited after it was imported."),
            _("Its edits are imported."),
        )
    return (
        _("This submission was imported before, with other answers."),
        _("It is not clear which is later: decide where they differ."),
    )


def _row_notes(reported: Iterable[tuple[ImportedResponse, tuple[str, str]]]) -> Iterable[Problem]:
    """The notes about submissions, each once for all rows of a file."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for incoming, (what, fix) in reported:
        places.setdefault((incoming.source, what, fix), []).append(incoming.row)
    for (source, what, fix), rows in places.items():
        yield Problem(abbreviated_list(rows), what, fix, source)


def _split_submission_notes(sources_of: Mapping[str, Mapping[tuple[str, ...], str]]) -> Iterable[Problem]:
    """The notes about submissions that belong to different responses in different files."""
    for key, sources in sources_of.items():
        if len(sources) > 1:
            yield Problem(
                printable(key),
                _("This submission belongs to different responses in {files}.").format(
                    files=abbreviated_list(sorted(set(sources.values())))
                ),
                _("Remove the wrong file, or its answers go to all of them."),
            )


def _matching_assessment(
    incoming: ImportedResponse,
    by_id: Mapping[str, SourcedResponse],
    alike: Mapping[tuple[str, ...], Sequence[SourcedResponse]],
    notes: list[Problem],
) -> SourcedResponse | None:
    """The assessment to which a file belongs; if it isn't the expected one, the reason is added to `notes`."""
    named = by_id.get(incoming.assessment_id or "")
    if named and (incoming.is_gap_report or _may_belong(incoming, named)):
        return named
    like = alike.get(_identity(incoming.response, incoming.catalogue.hash), ())
    if _is_unnamed_submission(incoming):
        return None
    if _lacks_name(incoming):
        same = next((stored for stored in like if _said(stored.response) == _said(incoming.response)), None)
        if like and same is None:
            what = _("The organisation was left out, so the file cannot be matched to a stored response.")
            notes.append(Problem("", what, _("Will create a new response."), incoming.source))
        return same
    home = like[0] if len(like) == 1 else None
    goes = _("Its answers go to the stored response that matches.") if home else _("Will create a new response.")
    if named:
        what = _("Country, voice or catalogue differ from the response that the file was made from.")
        notes.append(Problem("", what, goes, incoming.source))
    elif incoming.assessment_id is not None:
        what = _("The response that the file was made from was not found.")
        notes.append(Problem("", what, goes, incoming.source))
    elif len(like) > 1:
        what = _("Several stored responses have the same country, voice, organisation and round.")
        notes.append(Problem("", what, goes, incoming.source))
    return home


def _may_belong(incoming: ImportedResponse, home: SourcedResponse) -> bool:
    here, there = incoming.response, home.response
    return (here.country, here.voice, incoming.catalogue.hash) == (
        there.country,
        there.voice,
        home.catalogue.hash,
    )


def _group_key(incoming: ImportedResponse) -> tuple[str, ...]:
    identity = _identity(incoming.response, incoming.catalogue.hash)
    # Forty people who answer a form without names are forty responses.
    if _is_unnamed_submission(incoming):
        return (*identity, incoming.key) if incoming.key else (*identity, incoming.source, *incoming.locations.values())
    # So are forty organisations whose names were left out; but the same file under two names is one.
    return (*identity, _said(incoming.response)) if _lacks_name(incoming) else identity


def _is_unnamed_submission(incoming: ImportedResponse) -> bool:
    return (incoming.is_submission or incoming.key is not None) and not incoming.response.organisation.strip()


def _lacks_name(incoming: ImportedResponse) -> bool:
    return "organisation" in incoming.left_out and not incoming.response.organisation.strip()


def _said(response: Response) -> str:
    """All answers as one text."""
    return repr(sorted((key, sort_measures(answer)) for key, answer in response.answers.items() if not answer.is_empty))


def _identity(whose: Identity, *catalogue: str) -> tuple[str, ...]:
    """The same for two who have the same country or area, voice, organisation and round (its label and its date).

    An organisation counts even if reports leave it out: its neighbours may be anonymous too.
    """
    return (
        whose.country,
        whose.voice.value,
        _folded(whose.organisation),
        _folded(whose.round.label),
        whose.round.date.isoformat() if whose.round.date else "",
        *catalogue,
    )


class Described(Identity, Protocol):
    """An identity together with the catalogue that is answered."""

    @property
    def catalogue_id(self) -> str: ...
    @property
    def catalogue_version(self) -> str: ...


def are_twins(one: Described, other: Described) -> bool:
    """Whether a person can't tell two responses apart: they answer the same catalogue, with the same identity."""
    first, second = (
        _identity(described, described.catalogue_id, described.catalogue_version) for described in (one, other)
    )
    return first == second


def _folded(text: str) -> str:
    """A name without differences of case, spacing and character width."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
