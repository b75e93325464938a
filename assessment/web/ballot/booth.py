"""The ballot box as the event loop may ask it, which never waits for a database itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Generic, TypeVar

from assessment.access.ballots import BallotBox, Joined, Room
from assessment.access.entrance import Entrance
from assessment.access.links import KEY_LENGTH, key_hash
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.records.errors import ParticipantUnknown, WorkshopUnknown
from assessment.records.workshops import BallotForm, Newcomer, OwnBallot, Seat, Workshop
from assessment.web.ballot import rooms

PEOPLE_LIMIT = 20_000
TOGETHER = 200
"""How many people one query or transaction is for."""
Ballots = Mapping[tuple[str, int], OwnBallot]
"""A participant's ballots by recommendation and vote."""
Result = TypeVar("Result")
Asked = TypeVar("Asked", bound=Hashable)
Value = TypeVar("Value")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Voter:
    """The person with a phone, and the room they are in."""

    seat: Seat
    room: Room
    phone: str = field(repr=False)
    """The hash of its secret."""


class Booth:
    """Every method raises what the ballot box's method of the same name raises, and StorageError.

    `open_entrance` is called in a thread, when somebody comes for the first time.
    """

    def __init__(self, open_entrance: Callable[[], Entrance]) -> None:
        self._open_entrance = open_entrance
        # A rush at the door shall hold up nobody's vote, and votes nobody who looks.
        self._reading = ThreadPoolExecutor(4, "ballots-read")
        self._casting = ThreadPoolExecutor(4, "ballots-cast")
        self._casting_alone = ThreadPoolExecutor(4, "ballots-alone")
        self._joining = ThreadPoolExecutor(2, "ballots-joined")
        self._rooms = rooms.Rooms(lambda: self._box, self._reading)
        self._own_ballots = Together[str, Ballots](self._read_ballots, self._reading)
        self._seats = Together[str, Seat | None](self._read_seats, self._reading)
        self._votes = Together[tuple[str, BallotForm], OwnBallot | None](self._cast, self._casting)
        self._seated: dict[str, tuple[str, Seat, int]] = {}
        """By the hash of a phone's secret: the workshop's id, the seat, and the roster of which it is true."""
        self._storing: asyncio.TimerHandle | None = None

    @cached_property
    def _entrance(self) -> Entrance:
        return self._open_entrance()

    @cached_property
    def _box(self) -> BallotBox:
        return self._entrance.ballot_box()

    async def find_workshop(self, code: str) -> Workshop:
        return await _run(self._joining, lambda: self._find_workshop(code))

    def _find_workshop(self, code: str) -> Workshop:
        # At the door, where nobody's vote waits for it.
        self._entrance.remove_what_is_due()
        return self._box.find_workshop(code)

    async def invited(self, visit: str | None) -> Workshop | None:
        """The workshop to which a visit's link invites, if it does and there is one."""
        return await _run(self._joining, lambda: self._invited(visit)) if visit else None

    def _invited(self, visit: str | None) -> Workshop | None:
        grant = self._entrance.grant(visit)
        try:
            return None if grant is None else self._box.invited(grant)
        except WorkshopUnknown:
            return None

    async def join(
        self,
        workshop_id: str,
        newcomer: Newcomer,
        form: str,
        *,
        invited: bool,
        check_consent: Callable[[WorkshopPlan], None],
    ) -> Joined:
        """Raises what `check_consent` raises too, for the plan as it is when they get their seat."""
        return await _run(
            self._joining, lambda: self._box.join(workshop_id, newcomer, form, invited=invited, admit=check_consent)
        )

    async def come_back(self, code: str) -> str:
        return await _run(self._joining, lambda: self._box.come_back(code))

    async def leave(self, token: str) -> None:
        self._seated.pop(key_hash(token), None)
        await _run(self._joining, lambda: self._box.leave(token))

    async def voter(self, token: str, *, is_person: bool = True) -> Voter:
        """Who has this phone. Of seats the database is asked only after somebody was removed, merged or came back."""
        try:
            return await self._voter(token, rooms.FRESH_FOR_PEOPLE if is_person else rooms.FRESH_FOR)
        except WorkshopUnknown as deleted:
            raise ParticipantUnknown from deleted

    async def _voter(self, token: str, fresh_for: float) -> Voter:
        if len(token) != KEY_LENGTH:
            raise ParticipantUnknown
        key = key_hash(token)
        seated = self._seated.get(key)
        # Anybody can bring secrets that are nobody's.
        workshop_id = seated[0] if seated else await _run(self._joining, lambda: self._box.seat(token)[0])
        room = await self._rooms.room(workshop_id, fresh_for)
        seat = seated[1] if seated and seated[2] == room.workshop.roster else None
        if seat is None:
            self._seated.pop(key, None)
            seat = await self._seats.of(workshop_id, key)
            if seat is None:
                raise ParticipantUnknown
            if len(self._seated) >= PEOPLE_LIMIT:
                self._seated.clear()
            self._seated[key] = workshop_id, seat, room.workshop.roster
        self._note_presence(seat)
        return Voter(seat, room, key)

    def _note_presence(self, seat: Seat) -> None:
        """Note that somebody was seen; others are told of many at once."""
        seconds, loop = self._box.note_presence(seat), asyncio.get_running_loop()
        if seconds is None or (self._storing is not None and self._storing.when() <= loop.time() + seconds):
            return
        if self._storing is not None:
            self._storing.cancel()
        self._storing = loop.call_later(seconds, self._store_presence)

    def _store_presence(self) -> None:
        self._storing = None
        self._reading.submit(self._box.store_presence).add_done_callback(_report)

    async def wait_for_move(self, voter: Voter, seconds: float) -> None:
        """Wait until the room of a voter has moved on or its people have changed, or for so many seconds."""
        await self._rooms.wait_for_move(voter.room, seconds)

    async def own_ballots(self, voter: Voter) -> Ballots:
        return await self._own_ballots.of(voter.room.workshop.id, voter.phone)

    async def is_over(self, workshop_id: str | None) -> bool:
        """Whether there is such a workshop, and it is finished."""
        try:
            room = await self._rooms.room(workshop_id or "", fresh_for=0)
        except WorkshopUnknown:
            return False
        return room.workshop.finished is not None

    async def cast(self, token: str, voter: Voter, form: BallotForm) -> OwnBallot:
        try:
            stored = await self._votes.of(voter.room.workshop.id, (voter.phone, form))
            if stored is None:
                # It may have to wait, and then nobody's vote waits for it.
                stored = await _run(self._casting_alone, lambda: self._box.cast(token, form))
        except ParticipantUnknown:
            self._seated.pop(voter.phone, None)
            raise
        self._rooms.note_vote(voter.room)
        return stored

    # The box isn't open before somebody comes.
    def _read_ballots(self, workshop_id: str, phones: Sequence[str]) -> list[Ballots]:
        found = self._box.own_ballots(workshop_id, phones)
        return [found.get(phone, {}) for phone in phones]

    def _read_seats(self, workshop_id: str, phones: Sequence[str]) -> list[Seat | None]:
        found = self._box.seats_of_phones(workshop_id, phones)
        return [found.get(phone) for phone in phones]

    def _cast(
        self, _workshop_id: str, sent: Sequence[tuple[str, BallotForm]]
    ) -> Sequence[OwnBallot | AssessmentError | None]:
        return self._box.cast_together(sent)


def _report(storing: Future[None]) -> None:
    if error := storing.exception():
        _log.warning("Who was seen could not be stored: %s", error)


async def _run(threads: ThreadPoolExecutor, work: Callable[[], Result]) -> Result:
    return await asyncio.get_running_loop().run_in_executor(threads, work)


class Together(Generic[Asked, Value]):
    """Answers many people of a room together, as when it moves on and a thousand ask in the same moment, or vote.

    A person who asks alone is answered at once; one who asks while others are answered waits for the next turn, which
    sees what they did.

    `answer` is called in a thread with a workshop's id and what its people ask; it gives an answer, or an error, for
    each. What it raises is told to all of them.
    """

    def __init__(
        self, answer: Callable[[str, Sequence[Asked]], Sequence[Value | AssessmentError]], threads: Executor
    ) -> None:
        self._answer, self._threads = answer, threads
        self._waiting: dict[str, dict[Asked, asyncio.Future[Value]]] = {}
        self._turns: set[asyncio.Task[None]] = set()

    async def of(self, workshop_id: str, asked: Asked) -> Value:
        """Raises StorageError, and the error that is the answer."""
        waiting = self._waiting.get(workshop_id)
        if waiting is None:
            waiting = self._waiting[workshop_id] = {}
            turns = asyncio.create_task(self._answer_all(workshop_id))
            self._turns.add(turns)
            turns.add_done_callback(self._turns.discard)
        # The same may be asked twice, and one of the two go away.
        return await asyncio.shield(waiting.setdefault(asked, asyncio.get_running_loop().create_future()))

    async def _answer_all(self, workshop_id: str) -> None:
        waiting = self._waiting[workshop_id]
        loop = asyncio.get_running_loop()
        while waiting:
            answers: Sequence[Value | Exception]
            asked = {each: waiting.pop(each) for each in [*islice(waiting, TOGETHER)]}
            try:
                answers = await loop.run_in_executor(self._threads, self._answer, workshop_id, list(asked))
            except Exception as error:  # Everyone who asked is told.
                answers = [error] * len(asked)
            for waits, answer in zip(asked.values(), answers, strict=True):
                if isinstance(answer, Exception):
                    waits.set_exception(answer)
                else:
                    waits.set_result(answer)
        del self._waiting[workshop_id]
