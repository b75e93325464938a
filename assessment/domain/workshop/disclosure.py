"""What an anonymous workshop may show of its ballots (docs/method.md, *Anonymous workshops*).

Whatever is shown of a recommendation, over all its reveals, sorts its ballots into cells: in one cell are participants
who were counted in the same part at each reveal, and who voted, voted again or withdrew between the same reveals. A
figure is shown only if every cell that then exists has `ANONYMITY_THRESHOLD` ballots or more; otherwise the next
coarser figures are tried: without *moved*, without parts, nothing.

What is guaranteed. Somebody who knows the rule, who takes part, which part they belong to and at each reveal who has
voted or voted again, and who sees everything that is shown, can't tell the ballots of fewer than five participants,
except where a whole cell, five ballots or more, says the same. Every figure, and whether it is shown, stays the same
if participants of a cell swap all their ballots; so whatever is said of a few of a cell holds for every few of it.
Agenda, alpha, spread and mode share follow from shown tallies and add nothing.

What isn't. Unanimity shows what everybody said (`Tally` with one answer), and participants are warned of it. Who knows
ballots, at least their own, knows the others of the cell by so much better: if four of five tell each other, the fifth
follows. A remark may name its author. The two votes on a recommendation count as independent as long as *moved* isn't
shown; supposing that hardly anybody changes their mind, one can guess how a newcomer to the second vote rated. And
nothing may link the ballots of one participant across recommendations: no export may, and no figure here does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Moved, moved, tally_ballots, tally_parts
from assessment.domain.workshop.model import Ballot, Breakdown
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _

ANONYMITY_THRESHOLD = 5
"""Ballots in the smallest cell. Tests lower it, so that all worlds can be enumerated."""

_OTHERS = None
"""The group of all whose part isn't shown."""


class TooFewParticipants(AssessmentError):
    """An anonymous workshop has fewer than `ANONYMITY_THRESHOLD` participants."""

    def __init__(self, participants: int) -> None:
        self.participants = participants
        super().__init__(participants)

    def __str__(self) -> str:
        what = _("An anonymous workshop needs at least {least} participants, and this one has {count}.")
        fix = _("Wait for more before you open a vote.")
        return f"{what.format(least=ANONYMITY_THRESHOLD, count=self.participants)} {fix}"


class Withheld(StrEnum):
    """Why nothing is shown at a reveal."""

    TOO_FEW_BALLOTS = "too_few_ballots"
    TOO_FEW_CHANGES = "too_few_changes"
    """Too few have voted, voted again or withdrawn since the votes were last shown, or too few haven't."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """A recommendation's vote as it was when it was revealed, and the part of each participant by id.

    Raises ValueError for ballots of two recommendations or of another vote, and for two of one participant.
    """

    vote: int
    ballots: tuple[Ballot, ...]
    parts: Mapping[str, str]

    def __post_init__(self) -> None:
        if len({ballot.participant for ballot in self.ballots}) < len(self.ballots):
            raise ValueError("A participant has two ballots.")
        if len({ballot.recommendation for ballot in self.ballots}) > 1:
            raise ValueError("These are ballots of several recommendations.")
        if any(ballot.vote != self.vote for ballot in self.ballots):
            raise ValueError("A ballot is of another vote.")


@dataclass(frozen=True, slots=True)
class Figures:
    """All that may be shown of a reveal, and kept when the workshop is finished: no ballot follows from it."""

    vote: int
    together: Tally
    parts: Mapping[str, Tally]
    """Empty where nothing is broken down."""
    others: Tally | None
    """Those whose part isn't shown, together; None where there are none or nothing is broken down."""
    remarks: tuple[str, ...]
    """Sorted, so that their order says nothing; apart from ratings and parts."""
    moved: Moved | None


Shown = Figures | Withheld
"""What the room is shown at a reveal."""


@dataclass(frozen=True, slots=True)
class _Release:
    """A reveal, under which group each of its ballots is counted, and the other vote's reveal for *moved*, if shown."""

    reveal: Reveal
    groups: Mapping[str, str | None]
    compared: Reveal | None = None


def require_participants(participants: int) -> None:
    """Raise TooFewParticipants if a workshop can't be anonymous with so many."""
    if participants < ANONYMITY_THRESHOLD:
        raise TooFewParticipants(participants)


def unanimity_warning() -> str:
    """What participants of an anonymous workshop are told before they vote."""
    return _("If everybody gives the same answer, the result shows what each of you answered.")


def disclose(reveals: Sequence[Reveal], threshold: int = ANONYMITY_THRESHOLD) -> tuple[Shown, ...]:
    """What may be shown at each reveal of one recommendation, in the order in which they took place.

    What may be shown now is the last; the earlier ones come out as they did then.
    """
    released: list[_Release] = []
    shown: list[Shown] = []
    for reveal in reveals:
        candidates = _candidates(reveal, released, threshold)
        release = next(
            (candidate for candidate in candidates if _smallest_cell(candidate, released) >= threshold), None
        )
        if release:
            released.append(release)
            shown.append(_figures(release))
        else:
            too_few = 0 < len(reveal.ballots) < threshold
            shown.append(Withheld.TOO_FEW_BALLOTS if too_few else Withheld.TOO_FEW_CHANGES)
    return tuple(shown)


def show_everything(now: Reveal, earlier: Sequence[Reveal], breakdown: Breakdown) -> Figures:
    """What a workshop shows that isn't anonymous."""
    before = next((reveal for reveal in reversed(earlier) if reveal.vote < now.vote), None)
    return Figures(
        vote=now.vote,
        together=tally_ballots(now.ballots),
        parts={} if breakdown is Breakdown.NONE else tally_parts(now.ballots, now.parts),
        others=None,
        remarks=_remarks(now.ballots),
        moved=None if before is None else moved(before.ballots, now.ballots),
    )


def _candidates(reveal: Reveal, released: Sequence[_Release], threshold: int) -> Iterator[_Release]:
    """From the finest to the coarsest."""
    broken_down = _groups(reveal, threshold)
    together = dict.fromkeys(broken_down, _OTHERS)
    other = next((release.reveal for release in reversed(released) if release.reveal.vote != reveal.vote), None)
    is_broken_down = len(set(broken_down.values())) > 1
    for groups in (broken_down, together) if is_broken_down else (together,):
        if other:
            yield _Release(reveal, groups, other)
        yield _Release(reveal, groups)


def _groups(reveal: Reveal, threshold: int) -> dict[str, str | None]:
    """The group of each participant who voted: their part, or the others.

    Parts below the threshold are counted as the others, with the smallest of the rest until these reach it too.
    """
    sizes = Counter(reveal.parts[ballot.participant] for ballot in reveal.ballots)
    hidden: set[str] = set()
    count = 0
    for part, size in sorted(sizes.items(), key=lambda entry: (entry[1], entry[0])):
        if size < threshold or 0 < count < threshold:
            hidden.add(part)
            count += size
    parts = {ballot.participant: reveal.parts[ballot.participant] for ballot in reveal.ballots}
    return {participant: _OTHERS if part in hidden else part for participant, part in parts.items()}


def _smallest_cell(candidate: _Release, released: Sequence[_Release]) -> int | float:
    """Ballots in the smallest cell if the candidate were shown; infinite if there is no ballot."""
    # As long as “moved” isn't shown, nothing links the two votes.
    linked = any(release.compared for release in (*released, candidate))
    releases = [release for release in (*released, candidate) if linked or release.reveal.vote == candidate.reveal.vote]
    return min(_cells(releases).values(), default=float("inf"))


def _cells(releases: Sequence[_Release]) -> Counter[tuple[object, ...]]:
    """How many participants have the same history: at each release their group, and since when their ballot stands."""
    histories: dict[str, list[object]] = {}
    first_shown: dict[tuple[str, int, int], int] = {}
    for place, release in enumerate(releases):
        for ballot in release.reveal.ballots:
            since = first_shown.setdefault((ballot.participant, ballot.vote, ballot.revision), place)
            history = histories.setdefault(ballot.participant, [])
            history.append((place, since, release.groups[ballot.participant]))
    return Counter(map(tuple, histories.values()))


def _figures(release: _Release) -> Figures:
    ballots = release.reveal.ballots
    named = [ballot for ballot in ballots if release.groups[ballot.participant] is not _OTHERS]
    others = [ballot for ballot in ballots if release.groups[ballot.participant] is _OTHERS]
    return Figures(
        vote=release.reveal.vote,
        together=tally_ballots(ballots),
        parts=tally_parts(named, release.reveal.parts),
        others=tally_ballots(others) if named and others else None,
        remarks=_remarks(ballots),
        moved=_moved(release.reveal, release.compared) if release.compared else None,
    )


def _remarks(ballots: Iterable[Ballot]) -> tuple[str, ...]:
    return tuple(sorted(ballot.remark for ballot in ballots if ballot.remark))


def _moved(reveal: Reveal, other: Reveal) -> Moved:
    first, second = sorted((reveal, other), key=lambda reveal: reveal.vote)
    return moved(first.ballots, second.ballots)
