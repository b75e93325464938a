"""Whether the parts of an imported workshop belong together: nothing hidden, nobody unknown, every figure from its
ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import astuple

from assessment.domain.workshop.archive import ArchivedBallot, ArchivedReveal, WorkshopArchive
from assessment.domain.workshop.disclosure import Reveal, Withheld, show_everything
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, Ballot, Breakdown, Participant
from assessment.domain.workshop.outcome import AGREED
from assessment.domain.workshop.plan import PARTICIPANTS_LIMIT
from assessment.domain.workshop.stages import Stage, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.parsing.validation import Node

_NEEDED_VOTE = {
    Stage.FIRST_REVEALED: FIRST_VOTE,
    Stage.AGREED_AFTER_FIRST: FIRST_VOTE,
    Stage.PARKED_AFTER_FIRST: FIRST_VOTE,
    Stage.SECOND_REVEALED: SECOND_VOTE,
    Stage.AGREED_AFTER_SECOND: SECOND_VOTE,
    Stage.PARKED_AFTER_SECOND: SECOND_VOTE,
}
"""The vote that must have been revealed before a recommendation is there."""


def check_archive(archive: WorkshopArchive, top: Node) -> None:
    """Report whatever contradicts itself."""
    for where, what in _contradictions(archive):
        top.reading.refuse(where, what, _("Export the workshop again."))


def _contradictions(archive: WorkshopArchive) -> Iterator[tuple[str, str]]:
    yield from _of_people(archive)
    yield from _of_stages(archive)
    yield from _of_ballots(archive)
    response = archive.response
    if response is not None and (response.catalogue_id, response.catalogue_version) != (
        archive.catalogue.id,
        archive.catalogue.version,
    ):
        yield "response", _("The agreed response answers another catalogue.")


def _of_people(archive: WorkshopArchive) -> Iterator[tuple[str, str]]:
    plan, numbers = archive.plan, Counter(seat.number for seat in archive.seats)
    if sum(seat.left is None for seat in archive.seats) > PARTICIPANTS_LIMIT:
        yield "participants", _("These are more than {limit} participants.").format(limit=PARTICIPANTS_LIMIT)
    for number, count in numbers.items():
        if count > 1:
            yield "participants", _("Participant {number} is there twice.").format(number=number)
    for seat in archive.seats:
        where = f"participants[{seat.number}]"
        if seat.voice not in (None, *plan.voices) or seat.table not in (None, *plan.tables):
            yield where, _("This workshop has no such voice or table.")
        if plan.anonymous and seat.name is not None:
            yield where, _("The workshop is anonymous, and a participant has a name.")
        if seat.merged_into is not None and seat.merged_into not in numbers:
            yield where, _("There is no participant {number}.").format(number=seat.merged_into)


def _of_stages(archive: WorkshopArchive) -> Iterator[tuple[str, str]]:
    for each, place in archive.places.items():
        where, votes = f"recommendations.{each}", {reveal.vote for reveal in archive.reveals.get(each, ())}
        if unrevealed_vote(place.stage) is not None:
            yield where, _("A vote isn’t revealed yet.")
        needed = _NEEDED_VOTE.get(place.stage)
        if (needed is not None and needed not in votes) or (place.stage is Stage.NOT_OPENED and votes):
            yield where, _("Its stage and its reveals contradict each other.")
        if place.stage in AGREED and each not in archive.agreements:
            yield where, _("It is agreed, and has no agreed rating.")
        if archive.plan.anonymous and archive.finished is None and place.stage is not Stage.NOT_OPENED:
            yield where, _("An anonymous workshop is exported before anybody votes, or once it is finished.")


def _of_ballots(archive: WorkshopArchive) -> Iterator[tuple[str, str]]:
    people = {seat.number: Participant(str(seat.number), seat.voice, seat.table) for seat in archive.seats}
    is_counted_only = archive.plan.anonymous or archive.forgotten is not None
    for each, reveals in archive.reveals.items():
        known: dict[tuple[int, int, int], ArchivedBallot] = {}
        earlier: list[Reveal] = []
        for place, reveal in enumerate(reveals, start=1):
            where, numbers = f"recommendations.{each}.reveals[{place}]", [ballot.number for ballot in reveal.ballots]
            contradictory = _("The ballots and what was shown of them contradict each other.")
            if is_counted_only:
                if reveal.ballots:
                    yield where, _("There are ballots, though nobody may know any more who voted what.")
                if not _is_possible(reveal, archive):
                    yield where, contradictory
            elif not set(numbers) <= people.keys():
                yield where, _("A ballot is of nobody who takes part.")
            elif len(set(numbers)) < len(numbers):
                yield where, _("A participant has two ballots.")
            else:
                now = _reveal(each, reveal, people, archive.plan.breakdown)
                same = [known.setdefault((reveal.vote, one.number, one.revision), one) == one for one in reveal.ballots]
                if not all(same) or reveal.shown != show_everything(now, earlier, archive.plan.breakdown):
                    yield where, contradictory
                earlier.append(now)


def _reveal(
    recommendation_id: str, reveal: ArchivedReveal, people: Mapping[int, Participant], breakdown: Breakdown
) -> Reveal:
    ballots = tuple(
        Ballot(str(one.number), recommendation_id, reveal.vote, one.rating, one.remark, one.revision)
        for one in reveal.ballots
    )
    return Reveal(reveal.vote, ballots, {who.id: who.part(breakdown) for who in people.values()})


def _is_possible(reveal: ArchivedReveal, archive: WorkshopArchive) -> bool:
    """Whether so many people can have voted, in voices or at tables that there are."""
    shown = reveal.shown
    if isinstance(shown, Withheld):
        return True
    plan, most = archive.plan, len(archive.seats)
    offered = {Breakdown.NONE: (), Breakdown.VOICE: plan.voices, Breakdown.TABLE: plan.tables}[plan.breakdown]
    tallies = [shown.together, *shown.parts.values(), *([shown.others] if shown.others else [])]
    moved = shown.moved
    return (
        shown.vote == reveal.vote
        and {"", *offered} >= shown.parts.keys()
        and all(sum(astuple(tally)) <= most for tally in tallies)
        and all(len(remark) <= PASSAGE_LIMIT for remark in shown.remarks)
        and (moved is None or moved.changed <= moved.n <= most)
    )
