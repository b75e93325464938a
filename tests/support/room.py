"""A workshop with people in it, led and voted in as pages and phones do it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assessment.access.ballots import BallotBox
from assessment.access.gate import Gate
from assessment.access.links import key_hash
from assessment.access.workshops import create_workshop, read_workshop, set_door, take_step
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Voice
from assessment.domain.workshop.model import Breakdown, RemarkRule
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage, Step, open_vote
from assessment.records.workshops import BallotForm, Newcomer, OwnBallot
from assessment.storage.opening import Storage
from tests.support.catalogues import a_catalogue
from tests.support.gates import as_admin

TWO_VOICES = (Voice.STATE, Voice.CIVIL_SOCIETY)


def a_plan(catalogue: Catalogue | None = None, **changes: Any) -> WorkshopPlan:
    """A plan of a workshop of two voices on everything that a catalogue asks."""
    catalogue = catalogue or a_catalogue()
    values: dict[str, Any] = {
        "title": "Boruna 2026",
        "country": "XXA",
        "recommendations": tuple(item.id for item in catalogue.recommendations),
        "kept_until": dt.datetime.now(dt.UTC).date() + dt.timedelta(days=365),
        "voices": TWO_VOICES,
        "breakdown": Breakdown.VOICE,
        "remarks": RemarkRule.AT_REVEAL,
    }
    return WorkshopPlan(**values | changes)


def a_workshop(repository: Storage, **changes: Any) -> str:
    """Prepare a workshop; returns its id."""
    return create_workshop(as_admin(repository, "Asha"), a_catalogue(), a_plan(**changes))


@dataclass(slots=True)
class Room:
    """A running workshop. `phones` are the secrets of its participants, in the order in which they joined."""

    repository: Storage
    lead: Gate
    box: BallotBox
    id: str
    phones: list[str] = field(default_factory=list)
    return_codes: list[str] = field(default_factory=list)

    @property
    def response(self) -> str:
        """The id of its agreed response."""
        return read_workshop(self.lead, self.id).assessment_id or ""

    def stage(self, recommendation: str) -> Stage:
        return read_workshop(self.lead, self.id).places[recommendation].stage

    def let_in(self, newcomers: Iterable[Newcomer]) -> None:
        """Let people join by the door."""
        set_door(self.lead, self.id, is_open=True)
        for newcomer in newcomers:
            joined = self.box.join(self.id, newcomer, secrets.token_urlsafe())
            self.phones.append(joined.token)
            self.return_codes.append(joined.return_code)

    def vote(self, phone: int, recommendation: str, rating: Rating | None, remark: str = "") -> OwnBallot:
        """Vote as the participant with this phone sees their ballot now."""
        workshop_id, _seat = self.box.seat(self.phones[phone])
        vote = open_vote(self.stage(recommendation)) or 1
        key = key_hash(self.phones[phone])
        own = self.box.own_ballots(workshop_id, [key])[key].get((recommendation, vote))
        seen = 0 if own is None else own.revision
        return self.box.cast(
            self.phones[phone], BallotForm(recommendation, vote, rating, remark, seen, secrets.token_urlsafe())
        )

    def vote_all(self, recommendation: str, ratings: Mapping[int, Rating] | Sequence[Rating]) -> None:
        """Vote with several phones, which are numbered from 0."""
        for phone, rating in ratings.items() if isinstance(ratings, Mapping) else enumerate(ratings):
            self.vote(phone, recommendation, rating)

    def steps(self, recommendation: str, *steps: Step) -> None:
        for step in steps:
            take_step(self.lead, self.id, recommendation, step)


def hold_room(
    repository: Storage,
    *,
    state: int = 0,
    civil_society: int = 0,
    plan: WorkshopPlan | None = None,
    catalogue: Catalogue | None = None,
) -> Room:
    """A workshop with so many participants of each voice in it, on the invented catalogue if no other is given."""
    lead = as_admin(repository, "Asha")
    catalogue = catalogue or a_catalogue()
    room = Room(repository, lead, BallotBox(repository), create_workshop(lead, catalogue, plan or a_plan(catalogue)))
    newcomers = [Newcomer(Voice.STATE)] * state + [Newcomer(Voice.CIVIL_SOCIETY)] * civil_society
    room.let_in(newcomers)
    return room
