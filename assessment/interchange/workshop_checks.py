"""Whether the parts of an imported workshop belong together: nothing hidden, nobody unknown, every figure from its
ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from assessment.domain.workshop.archive import ArchivedBallot, ArchivedReveal, WorkshopArchive
from assessment.domain.workshop.consensus import tally_ballots
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, Ballot
from assessment.domain.workshop.outcome import AGREED
from assessment.domain.workshop.plan import PARTICIPANTS_LIMIT
from assessment.domain.workshop.stages import Stage, unrevealed_vote
from assessment.i18n import gettext as _
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
    if len(archive.seats) > PARTICIPANTS_LIMIT:
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
    numbers = {seat.number for seat in archive.seats}
    is_counted_only = archive.plan.anonymous or archive.forgotten is not None
    for each, reveals in archive.reveals.items():
        known: dict[tuple[int, int, int], ArchivedBallot] = {}
        for place, reveal in enumerate(reveals, start=1):
            where = f"recommendations.{each}.reveals[{place}]"
            if is_counted_only and reveal.ballots:
                yield where, _("There are ballots, though nobody may know any more who voted what.")
            if not numbers >= {ballot.number for ballot in reveal.ballots}:
                yield where, _("A ballot is of nobody who takes part.")
            if len({ballot.number for ballot in reveal.ballots}) < len(reveal.ballots):
                yield where, _("A participant has two ballots.")
            same = [known.setdefault((reveal.vote, one.number, one.revision), one) == one for one in reveal.ballots]
            if not all(same) or not (is_counted_only or _is_shown_as_voted(each, reveal)):
                yield where, _("The ballots and what was shown of them contradict each other.")


def _is_shown_as_voted(recommendation_id: str, reveal: ArchivedReveal) -> bool:
    ballots = (
        Ballot(str(one.number), recommendation_id, reveal.vote, one.rating, one.remark, one.revision)
        for one in reveal.ballots
    )
    shown = reveal.shown
    return isinstance(shown, Figures) and shown.vote == reveal.vote and shown.together == tally_ballots(ballots)
