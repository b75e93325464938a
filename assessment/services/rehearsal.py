"""A rehearsal: a workshop in which invented participants vote, so that one person can practise the day. It is a copy of
a real one, or made from nothing.

It runs in a workshop of its own, which its title and its organisation call a rehearsal, and in no other; so invented
participants never sit among real ones.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from assessment.access.ballots import BallotBox
from assessment.access.gate import Gate
from assessment.access.links import key_hash
from assessment.access.workshops import create_workshop, list_seats
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.countries import country_name
from assessment.domain.response import Voice
from assessment.domain.workshop.invention import PARTICIPANTS, PARTICIPANTS_LIMIT, InventedBallot, invent_ballot
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.plan import PlanRefused, WorkshopPlan
from assessment.domain.workshop.stages import open_vote
from assessment.i18n import gettext as _
from assessment.parsing.limits import NAME_LIMIT
from assessment.parsing.message_text import truncated
from assessment.records.errors import BallotOutdated, ParticipantUnknown, VoteNotOpen, WorkshopFinished
from assessment.records.workshops import BallotForm, Newcomer, Workshop

_KEPT = dt.timedelta(days=7)
"""For how long who voted what is kept of a rehearsal that was made from nothing."""
_SECONDS_OF_A_VOTE = 10
"""In about how many turns of a second all who vote on a recommendation have voted."""


@dataclass(slots=True)
class _Invented:
    """An invented participant; `voted` are the recommendations and votes in which they have, or won't."""

    number: int
    voice: Voice | None
    id: str
    token: str = field(repr=False)
    voted: set[tuple[str, int]]


def rehearsal_organisation() -> str:
    """The organisation of the agreed response of a rehearsal, by which it is told from a real one."""
    return _("Rehearsal (invented)")


def is_rehearsal(plan: WorkshopPlan) -> bool:
    return plan.organisation == rehearsal_organisation()


def prepare_rehearsal(lead: Gate, workshop: Workshop) -> str:
    """The id of a rehearsal of this workshop: a new copy of its plan, or the workshop itself if it is a rehearsal.

    Raises WorkshopFinished for a rehearsal that is over.
    """
    if is_rehearsal(workshop.plan):
        if workshop.finished is not None:
            raise WorkshopFinished
        return workshop.id
    plan = replace(workshop.plan, title=rehearsal_title(workshop.plan.title), organisation=rehearsal_organisation())
    return create_workshop(lead, workshop.catalogue, plan)


def new_rehearsal(lead: Gate, catalogue: Catalogue, country: str) -> str:
    """The id of a rehearsal made from nothing: of everything in a catalogue, by the State and civil society."""
    voices = (Voice.STATE, Voice.CIVIL_SOCIETY)
    plan = WorkshopPlan(
        title=rehearsal_title(country_name(country)),
        country=country,
        recommendations=tuple(item.id for item in catalogue.recommendations),
        kept_until=dt.datetime.now(dt.UTC).date() + _KEPT,
        organisation=rehearsal_organisation(),
        voices=voices,
        breakdown=Breakdown.VOICE,
    )
    return create_workshop(lead, catalogue, plan)


def rehearsal_title(rehearsed: str) -> str:
    """The title of a rehearsal of what has this title."""
    return truncated(_("Rehearsal: {title}").format(title=rehearsed), NAME_LIMIT)


def vote_in_rehearsal(lead: Gate, box: BallotBox, workshop_id: str) -> None:
    """Let invented participants join a rehearsal, and vote wherever a vote is open, until all have who will.

    Raises what `list_seats` and `Rehearsal` raise.
    """
    list_seats(lead, workshop_id)  # Only those who lead it may.
    rehearsal = Rehearsal(box, workshop_id)
    for _turn in range(2 * _SECONDS_OF_A_VOTE):
        rehearsal.act()


class Rehearsal:
    """The invented participants of a rehearsal, who join when it is made. `seed` decides what they vote.

    Raises PlanRefused for a workshop that isn't a rehearsal or for too many participants, and what `BallotBox.join`
    raises.
    """

    def __init__(self, box: BallotBox, workshop_id: str, *, participants: int = PARTICIPANTS, seed: int = 0) -> None:
        self._box = box
        self._id = workshop_id
        self._seed = seed
        plan = self._box.room(workshop_id).workshop.plan
        if not is_rehearsal(plan):
            raise PlanRefused(_("This workshop isn’t a rehearsal: invented participants never vote in a real one."))
        if not 1 <= participants <= PARTICIPANTS_LIMIT:
            raise PlanRefused(_("Invent 1 to {limit} participants.").format(limit=PARTICIPANTS_LIMIT))
        # Or it would never do so.
        self._all_vote = plan.reveals_itself
        self._a_turn = max(1, participants // _SECONDS_OF_A_VOTE)
        joined = (self._join(plan, number) for number in range(1, participants + 1))
        self._invented = [person for person in joined if person is not None]

    def _join(self, plan: WorkshopPlan, number: int) -> _Invented | None:
        """Let one join; in a rehearsal that goes on, they take their seat again, because their form is the same.

        None if a facilitator has removed them before.
        """
        voice = plan.voices[number % len(plan.voices)] if plan.voices else None
        # Each voice sits at every table.
        round_table = number // max(1, len(plan.voices))
        table = plan.tables[round_table % len(plan.tables)] if plan.tables else None
        name = None if plan.anonymous else _("Invented {number}").format(number=number)
        form = f"rehearsal/{self._id}/{number}"
        try:
            token = self._box.join(self._id, Newcomer(voice, table, name), form, invited=True).token
            _workshop, seat = self._box.seat(token)
        except ParticipantUnknown:
            return None
        own = self._box.own_ballots(self._id, [key_hash(token)])
        return _Invented(number, voice, seat.participant.id, token, set(own[key_hash(token)]))

    def act(self) -> int:
        """Let some of those vote who haven't, wherever a vote is open, as in one second; says how many have.

        Raises WorkshopUnknown, WorkshopFinished once the rehearsal is over.
        """
        workshop = self._box.room(self._id).workshop
        if workshop.finished is not None:
            raise WorkshopFinished
        self._invented = [person for person in self._invented if self._is_there(person)]
        # At first where the room is.
        items = sorted(workshop.places, key=lambda item: item != workshop.current)
        votes = {item: open_vote(workshop.places[item].stage) for item in items}
        return sum(self._vote_on(item, vote) for item, vote in votes.items() if vote is not None)

    @property
    def invented(self) -> frozenset[str]:
        """The ids of the invented participants who take part."""
        return frozenset(person.id for person in self._invented)

    def _is_there(self, person: _Invented) -> bool:
        """Whether nobody has removed them. They count as there, as a phone does that asks where the room is."""
        try:
            self._box.seat(person.token)
        except ParticipantUnknown:
            return False
        return True

    def _vote_on(self, item: str, vote: int) -> int:
        waiting = [person for person in self._invented if (item, vote) not in person.voted]
        waiting.sort(key=lambda person: (person.number * 7) % 11)
        count = sum(self._vote(person, item, vote) for person in waiting[: self._a_turn])
        if count:
            self._box.reveal_if_all_voted(self._id, item)
        return count

    def _vote(self, person: _Invented, item: str, vote: int) -> bool:
        ballot = invent_ballot(self._seed, person.number, person.voice, item, vote)
        person.voted.add((item, vote))
        if ballot is None:
            if not self._all_vote:
                return False
            ballot = InventedBallot(Rating.DONT_KNOW, "")
        form = BallotForm(item, vote, ballot.rating, ballot.remark, form_id=f"rehearsal/{item}/{vote}")
        try:
            self._box.cast(person.token, form)
        except VoteNotOpen:
            person.voted.discard((item, vote))
            return False
        except (BallotOutdated, ParticipantUnknown):
            return False
        return True
