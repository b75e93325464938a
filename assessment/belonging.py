"""Which files belong together, and to which of the assessments that are kept."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.claims import in_order
from assessment.errors import Problem
from assessment.incoming import Incoming, Kept, Taken
from assessment.language import gettext as _
from assessment.model import EMPTY_ANSWER, Identity, Response
from assessment.strict import listed, printable

EDITIONS_LIMIT = 50
"""States of one submission in the files of one import that are put in order, each being held against each. Nobody edits
one so often between two downloads; beyond that all of them count, and differ in conflicts."""


@dataclass(frozen=True, slots=True)
class Match:
    """Files of one response, and the assessment that has it; None where they make a new one."""

    files: tuple[Incoming, ...]
    kept: Kept | None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Which files are of which response, and which needn't be taken again."""

    matches: tuple[Match, ...]
    taken_before: tuple[Incoming, ...]
    """Submissions of which nothing is new: the very same was taken, or a later state is at hand."""
    notes: tuple[Problem, ...]
    """Why a file doesn't go where somebody might expect it."""
    held_back: tuple[Incoming, ...] = ()
    """Edited submissions that were taken into responses that can't be read."""


def arrange(
    files: Iterable[Incoming],
    kept: Sequence[Kept] = (),
    taken: Iterable[Taken] = (),
    damaged: Collection[str] = (),
) -> Arrangement:
    """Put each file to the response that it is of.

    A file that names one of `kept` belongs to it, unless its country, voice or catalogue is another. Any other file
    belongs to the one of `kept` that has the same country, voice, organisation, round and catalogue, and to the files
    that have; if there is none it makes a new one. A submission that doesn't name an organisation is a response of
    its own, and so is a file from which the organisation was left out, unless it says the very same. `taken` has the
    states of submissions that were taken before; one that was edited since goes to where it was taken, and is held back
    if that is `damaged`. The order of the files makes no difference.
    """
    together: dict[tuple[str, ...], list[Incoming]] = {}
    homes: dict[tuple[str, ...], Kept] = {}
    notes: list[Problem] = []
    held_back: list[Incoming] = []
    sources_of: dict[str, dict[tuple[str, ...], str]] = {}
    by_id = {one.assessment.id: one for one in kept}
    alike: dict[tuple[str, ...], list[Kept]] = {}
    for one in kept:
        alike.setdefault(_identity(one.assessment.response, one.assessment.catalogue.hash), []).append(one)
    new, taken_before = _sort_out(files, taken)
    superseded = _superseded(new)
    words = _("A later state of this submission is in these files too."), _("Only that one is taken.")
    told = [(incoming, words) for incoming in superseded]
    outdated = set(map(id, superseded))
    for incoming in new:
        if id(incoming) in outdated:
            continue
        if incoming.earlier and incoming.earlier.assessment_id in damaged:
            held_back.append(incoming)
            continue
        home = _home(incoming, by_id, alike, notes)
        if incoming.earlier:
            told.append((incoming, _edited_words(incoming, home)))
            if _has_left(incoming, home):
                continue
        group = ("stored", home.assessment.id) if home else _of(incoming)
        together.setdefault(group, []).append(incoming)
        if home:
            homes[group] = home
        if incoming.key is not None:
            sources_of.setdefault(incoming.key, {}).setdefault(group, incoming.source)
    return Arrangement(
        matches=tuple(Match(tuple(together[group]), homes.get(group)) for group in sorted(together)),
        taken_before=tuple(sorted(taken_before, key=lambda incoming: (incoming.source, str(incoming.key)))),
        notes=tuple(sorted([*notes, *_told_by_row(told), *_told_otherwise(sources_of)])),
        held_back=tuple(held_back),
    )


def is_of_same(incoming: Incoming, whose: Identity, catalogue_hash: str) -> bool:
    """Whether a file that names no assessment would belong to the one of this identity and catalogue."""
    return not _is_unnamed_submission(incoming) and _identity(whose, catalogue_hash) == _identity(
        incoming.response, incoming.catalogue.hash
    )


def _sort_out(files: Iterable[Incoming], taken: Iterable[Taken]) -> tuple[list[Incoming], list[Incoming]]:
    """The files of which something is new, an edited submission with what was taken of it; and the others."""
    known: dict[str, list[Taken]] = {}
    for state in sorted(taken, key=lambda state: state.revision):
        known.setdefault(state.key, []).append(state)
    new: list[Incoming] = []
    before: list[Incoming] = []
    for incoming in files:
        states = _states(incoming, known)
        later = incoming.edition.follows(states[-1].edition, str(incoming.key)) if states else True
        if later is False or any(_is_state(incoming, state) for state in states):
            before.append(incoming)
        elif states:
            earlier = states[-1] if later else dataclasses.replace(states[-1], said=None)
            new.append(dataclasses.replace(incoming, assessment_id=earlier.assessment_id, earlier=earlier))
        else:
            new.append(incoming)
    return new, before


def _states(incoming: Incoming, known: Mapping[str, Sequence[Taken]]) -> list[Taken]:
    """What was taken before of the same submission, the last at the end."""
    return [state for name in incoming.names for state in known.get(name, ())]


def _is_state(incoming: Incoming, state: Taken) -> bool:
    """Whether it is the very state that was taken. KoboToolbox changes many at once without giving them new ids."""
    if incoming.edition.id and incoming.edition.id != state.edition.id:
        return False
    said = state.said
    return said is None or all(
        in_order(answer) == in_order(said.get(key, EMPTY_ANSWER)) for key, answer in incoming.response.answers.items()
    )


def _superseded(new: Iterable[Incoming]) -> list[Incoming]:
    """The submissions of which a later state is there too."""
    alike: dict[str, list[Incoming]] = {}
    for incoming in new:
        if incoming.key is not None:
            alike.setdefault(incoming.key, []).append(incoming)
    found: list[Incoming] = []
    for key, group in alike.items():
        editions = {incoming.edition for incoming in group}
        if 1 < len(editions) <= EDITIONS_LIMIT:
            found += [one for one in group if any(edition.follows(one.edition, key) for edition in editions)]
    return found


def _has_left(incoming: Incoming, home: Kept | None) -> bool:
    """Whether an edited submission can't belong any more to the assessment into which it was taken."""
    return incoming.earlier is not None and (home is None or home.assessment.id != incoming.earlier.assessment_id)


def _edited_words(incoming: Incoming, home: Kept | None) -> tuple[str, str]:
    """What to tell of a submission that was taken before, and says something else now."""
    if _has_left(incoming, home):
        return (
            _("This submission was imported before, and now names another country, voice or catalogue."),
            _("Nothing of it is taken. Correct the response that has it, or delete that and import it again."),
        )
    if incoming.earlier and incoming.earlier.said is not None:
        return (
            _("This submission was imported before, and edited since."),
            _("What was edited is taken as a change."),
        )
    return (
        _("This submission was imported before, and says something else here."),
        _("Nobody can tell which of the two is later: decide where they differ."),
    )


def _told_by_row(told: Iterable[tuple[Incoming, tuple[str, str]]]) -> Iterable[Problem]:
    """What is told of submissions, once of all rows of a file."""
    places: dict[tuple[str, str, str], list[str]] = {}
    for incoming, (what, mend) in told:
        places.setdefault((incoming.source, what, mend), []).append(incoming.row)
    for (source, what, mend), rows in places.items():
        yield Problem(listed(rows), what, mend, source)


def _told_otherwise(sources_of: Mapping[str, Mapping[tuple[str, ...], str]]) -> Iterable[Problem]:
    """What to say of submissions that stand in files as of different responses."""
    for key, sources in sources_of.items():
        if len(sources) > 1:
            yield Problem(
                printable(key),
                _("This submission is in {files}, each time as of another response.").format(
                    files=listed(sorted(set(sources.values())))
                ),
                _("Take out the file that has it wrong, or its answers go to each of them."),
            )


def _home(
    incoming: Incoming,
    by_id: Mapping[str, Kept],
    alike: Mapping[tuple[str, ...], Sequence[Kept]],
    notes: list[Problem],
) -> Kept | None:
    """The assessment to which a file belongs; if that isn't the expected one, `notes` is told why."""
    named = by_id.get(incoming.assessment_id or "")
    if named and _may_belong(incoming, named):
        return named
    like = alike.get(_identity(incoming.response, incoming.catalogue.hash), ())
    if _is_unnamed_submission(incoming):
        return None
    if _lacks_name(incoming):
        same = next((one for one in like if _said(one.assessment.response) == _said(incoming.response)), None)
        if like and same is None:
            what = _("The organisation was left out, so nobody can tell whether a stored response is of the same one.")
            notes.append(Problem("", what, _("Its answers make a new response."), incoming.source))
        return same
    home = like[0] if len(like) == 1 else None
    goes = _("Its answers go to the stored response that has them.") if home else _("Its answers make a new response.")
    if named:
        what = _("Country, voice or catalogue are others than those of the response that the file was made from.")
        notes.append(Problem("", what, goes, incoming.source))
    elif incoming.assessment_id is not None:
        what = _("The response that the file was made from isn’t here, or was deleted.")
        notes.append(Problem("", what, goes, incoming.source))
    elif len(like) > 1:
        what = _("Several stored responses have the same country, voice, organisation and round.")
        notes.append(Problem("", what, goes, incoming.source))
    return home


def _may_belong(incoming: Incoming, home: Kept) -> bool:
    here, there = incoming.response, home.assessment.response
    return (here.country, here.voice, incoming.catalogue.hash) == (
        there.country,
        there.voice,
        home.assessment.catalogue.hash,
    )


def _of(incoming: Incoming) -> tuple[str, ...]:
    identity = _identity(incoming.response, incoming.catalogue.hash)
    # Forty people who answer a form without their names are forty responses.
    if _is_unnamed_submission(incoming):
        return (*identity, incoming.key) if incoming.key else (*identity, incoming.source, *incoming.places.values())
    # So are forty organisations whose names were left out; the same file under two names is one.
    return (*identity, _said(incoming.response)) if _lacks_name(incoming) else identity


def _is_unnamed_submission(incoming: Incoming) -> bool:
    return (incoming.is_submission or incoming.key is not None) and not incoming.response.organisation.strip()


def _lacks_name(incoming: Incoming) -> bool:
    return "organisation" in incoming.left_out and not incoming.response.organisation.strip()


def _said(response: Response) -> str:
    """All that is answered, as one text."""
    return repr(sorted((key, in_order(answer)) for key, answer in response.answers.items() if not answer.is_empty))


def _identity(whose: Identity, catalogue_hash: str) -> tuple[str, ...]:
    return (
        whose.country,
        whose.voice.value,
        _folded(whose.organisation),
        _folded(whose.round.label),
        whose.round.date.isoformat() if whose.round.date else "",
        catalogue_hash,
    )


def _folded(text: str) -> str:
    """A name without what people write differently: case, spaces, kinds of letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
