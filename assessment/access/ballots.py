"""What participants do: join, come back, vote. Their door to storage, which asks for their secret at each call.

A participant sees where the room is, what was revealed, and their own ballots; nothing else of anybody.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from assessment.access.links import key_hash, new_key
from assessment.access.outcome import by_itself
from assessment.domain.permissions import Grant, Role, Through
from assessment.domain.workshop.door import JoiningSlowed
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import AGREED, Step, open_vote
from assessment.errors import AssessmentError
from assessment.i18n import mark
from assessment.records.errors import ParticipantUnknown
from assessment.records.workshops import Admission, BallotForm, Newcomer, OwnBallot, Revealed, Seat, Secrets, Workshop
from assessment.storage.opening import Storage
from assessment.storage.transaction import Transaction, now
from assessment.storage.workshops import moving, reading, roster, voting
from assessment.storage.workshops.attendance import note_seen, read_seen

BALLOT_COOKIE = "assessment_ballot"
"""The cookie in which a participant's phone keeps its secret."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, O, 1, I, L or U."""
JOIN_LENGTH = 6
"""Characters of a join code, which is no secret of a room whose door is open."""
RETURN_LENGTH = 12
"""Characters of a return code: 58 bits."""
_GROUP = 4
SEEN_FOR = dt.timedelta(minutes=2)
"""For how long somebody counts as there after they were seen."""
NOTED_EVERY = dt.timedelta(seconds=15)
"""How often it is stored that somebody is still there."""
SOON = 0.3
"""Seconds until it is stored that somebody is there again."""
NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
PEOPLE_LIMIT = 50_000

_log = logging.getLogger(__name__)


class CodeRefused(AssessmentError):
    """No workshop has this code."""

    sentence = mark("No workshop has this code. Compare it with the one on the wall.")


class ReturnCodeRefused(AssessmentError):
    """Nobody has this return code."""

    sentence = mark("Nobody has this return code. Compare it with what you wrote down.")


@dataclass(frozen=True, slots=True)
class Joined:
    """A participant who has just joined, with what their phone keeps and what they write down; both are told once."""

    token: str = field(repr=False)
    return_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Room:
    """A workshop as its participants see it."""

    workshop: Workshop
    reveals: Mapping[str, tuple[Revealed, ...]]
    agreed: Mapping[str, AgreedRating]
    """What stands as agreed, by recommendation."""


class Attendance:
    """Whom this process has seen, and what of that the database doesn't know yet: automatic reveals wait for those
    seen just now by any process, and for nobody else.

    Nobody's look at a page writes: those who are there are noted together every NOTED_EVERY seconds, and who wasn't
    there before soon. Right after the start of a process nobody may have been seen for a while because there was
    none, so until SEEN_FOR is over everybody counts as there. Threads may share it.
    """

    def __init__(self, clock: Callable[[], dt.datetime] = now) -> None:
        self.clock = clock
        self._began = clock()
        self._lock = Lock()
        self._waiting: set[str] = set()
        self._noted: dict[str, dt.datetime] = {}

    @property
    def has_just_begun(self) -> bool:
        return self.clock() - self._began < SEEN_FOR

    def see(self, participant_id: str) -> float | None:
        """Note that somebody was seen; gives the seconds in which that is to be stored, or None if it need not be."""
        with self._lock:
            age = self.clock() - self._noted.get(participant_id, self._began - SEEN_FOR)
            if age < NOTED_EVERY:
                return None
            self._waiting.add(participant_id)
        return SOON if age >= SEEN_FOR else NOTED_EVERY.total_seconds()

    def store(self, storage: Storage) -> None:
        """Let other processes know of those who aren't stored yet."""
        with self._lock:
            waiting, self._waiting = self._waiting, set()
            at = self.clock()
        if waiting:
            with storage.writing() as transaction:
                note_seen(transaction, waiting, at)
            with self._lock:
                self._noted |= dict.fromkeys(waiting, at)
                if len(self._noted) > PEOPLE_LIMIT:
                    self._noted = {who: noted for who, noted in self._noted.items() if at - noted < SEEN_FOR}


class BallotBox:
    """Takes ballots. Every method with a `token` raises ParticipantUnknown for one that is nobody's (any more)."""

    def __init__(self, storage: Storage, attendance: Attendance | None = None) -> None:
        self._storage = storage
        self._attendance = attendance or Attendance()

    def find_workshop(self, typed: str) -> Workshop:
        """The workshop with a join code that somebody typed. Raises CodeRefused."""
        code = read_code(typed, JOIN_LENGTH)
        with self._storage.reading() as transaction:
            workshop_id = None if code is None else reading.find_by_code(transaction, code)
            if workshop_id is None:
                raise CodeRefused
            return reading.read_workshop(transaction, workshop_id)

    def invited(self, grant: Grant) -> Workshop | None:
        """The workshop to which a participant's link invites, whether or not its door is open."""
        if grant.role is not Role.PARTICIPANT or grant.scope.workshop_id is None:
            return None
        with self._storage.reading() as transaction:
            return reading.read_workshop(transaction, grant.scope.workshop_id)

    def join(
        self,
        workshop_id: str,
        newcomer: Newcomer,
        form: str,
        *,
        invited: bool = False,
        admit: Admission | None = None,
    ) -> Joined:
        """Raises Refused, also where the door is closed unless they were `invited` by a link, WorkshopFinished,
        TextRefused, JoiningSlowed, and what `admit` raises, which is asked before they get a new seat. The same
        `form`, a secret of its page, sent twice is one participant."""
        joined = Joined(new_key(), new_return_code())
        hashes = Secrets(
            key_hash(joined.token),
            key_hash(joined.return_code.replace("-", "")),
            # Somebody may go back and type another workshop's code into the same form.
            key_hash(f"{workshop_id} {form}") if form else None,
        )
        try:
            with self._storage.writing() as transaction:
                participant = roster.join(
                    transaction, workshop_id, newcomer, hashes, through_door=not invited, admit=admit
                )
                # Their first page may take a while on a slow network, and the vote mustn't be over before it is there.
                note_seen(transaction, [participant.id], self._attendance.clock())
        except JoiningSlowed:
            with self._storage.writing() as transaction:
                roster.note_slowed(transaction, workshop_id)
            raise
        return joined

    def come_back(self, typed: str) -> str:
        """What the phone of the person with this return code keeps from now on. Raises ReturnCodeRefused."""
        code, token = read_code(typed, RETURN_LENGTH), new_key()
        if code is None:
            raise ReturnCodeRefused
        try:
            with self._storage.writing() as transaction:
                roster.come_back(transaction, key_hash(code), key_hash(token))
        except ParticipantUnknown as unknown:
            raise ReturnCodeRefused from unknown
        return token

    def leave(self, token: str) -> None:
        """Forget this phone, so that somebody else can use it."""
        with self._storage.writing() as transaction:
            roster.leave_phone(transaction, key_hash(token))

    def seat(self, token: str) -> tuple[str, Seat]:
        """The workshop's id and the seat of the person with this phone."""
        with self._storage.reading() as transaction:
            workshop_seat = reading.find_seat(transaction, key_hash(token))
        if workshop_seat is None:
            raise ParticipantUnknown
        self._attendance.see(workshop_seat[1].participant.id)
        return workshop_seat

    def seats_of_phones(self, workshop_id: str, key_hashes: Sequence[str]) -> Mapping[str, Seat]:
        """The seats of those who still have one, by the hashes of their phones' secrets."""
        with self._storage.reading() as transaction:
            return reading.read_seats_of_phones(transaction, workshop_id, key_hashes)

    def note_presence(self, seat: Seat) -> float | None:
        """Somebody whose seat is known was seen; gives the seconds in which `store_presence` is to be called, if so."""
        return self._attendance.see(seat.participant.id)

    def store_presence(self) -> None:
        """Let other processes know who was seen here."""
        self._attendance.store(self._storage)

    def mark(self, fresh_for: float) -> str:
        """As `Storage.mark`."""
        return self._storage.mark(fresh_for)

    def pulse(self, workshop_id: str) -> tuple[int, int]:
        """The version and the roster of a workshop: whether anything has changed that the room sees."""
        with self._storage.reading() as transaction:
            return reading.read_pulse(transaction, workshop_id)

    def room(self, workshop_id: str) -> Room:
        with self._storage.reading() as transaction:
            workshop = reading.read_workshop(transaction, workshop_id)
            agreements = reading.read_agreements(transaction, workshop_id)
            reveals = reading.read_reveals(transaction, workshop_id)
        agreed = {
            item: recorded[-1].agreed for item, recorded in agreements.items() if workshop.places[item].stage in AGREED
        }
        return Room(workshop, reveals, agreed)

    def own_ballots(
        self, workshop_id: str, key_hashes: Sequence[str]
    ) -> Mapping[str, Mapping[tuple[str, int], OwnBallot]]:
        """The ballots as they stand, by the hashes of their phones' secrets: of each, by recommendation and vote."""
        with self._storage.reading() as transaction:
            seats = reading.read_seats_of_phones(transaction, workshop_id, key_hashes)
            ids = [seat.participant.id for seat in seats.values()]
            ballots = reading.read_own_ballots(transaction, workshop_id, ids)
        return {phone: ballots[seat.participant.id] for phone, seat in seats.items()}

    def count_ballots(self, workshop_id: str, participant_ids: Collection[str]) -> int:
        """How many ballots of these participants are stored: one for each recommendation and vote, however often it
        was changed; none where it was withdrawn."""
        with self._storage.reading() as transaction:
            ballots = reading.read_own_ballots(transaction, workshop_id, list(participant_ids))
        return sum(ballot.rating is not None for own in ballots.values() for ballot in own.values())

    def cast(self, token: str, form: BallotForm) -> OwnBallot:
        """Raises VoteNotOpen, BallotOutdated, Refused, AnswerRefused."""
        with self._storage.writing() as transaction:
            (told,) = voting.cast(transaction, [(key_hash(token), form)])
        if not isinstance(told, OwnBallot):
            raise told or ParticipantUnknown
        return told

    def cast_together(self, sent: Sequence[voting.Sent]) -> list[OwnBallot | AssessmentError | None]:
        """What became of each of many ballots, which are stored in one transaction: what `cast` gives back or raises;
        None for one to be cast alone. Of each person it has the hash of their phone's secret."""
        with self._storage.writing() as transaction:
            return voting.cast(transaction, sent, waits=False)

    def reveal_if_all_voted(self, workshop_id: str, recommendation_id: str) -> bool:
        """Close and reveal an open vote where the plan says so and everybody who is there has voted; says whether."""
        self.store_presence()
        with self._storage.reading() as transaction:
            workshop = reading.read_workshop(transaction, workshop_id)
            place = workshop.places[recommendation_id]
            vote = open_vote(place.stage)
            # Who votes at home, where the room isn't yet, mustn't be taken for all.
            is_asked = workshop.plan.reveals_itself and workshop.current == recommendation_id
            if not is_asked or workshop.finished is not None or vote is None:
                return False
            since = NEVER if self._attendance.has_just_begun else self._attendance.clock() - SEEN_FOR
            if list_waited_for(transaction, workshop_id, recommendation_id, vote, since):
                return False
            if not reading.read_voters(transaction, workshop_id, recommendation_id, vote):
                return False
        try:
            with self._storage.writing() as transaction:
                signed = transaction.of(Grant(by_itself(), Role.FACILITATOR, through=Through.ITSELF))
                for step in (Step.CLOSE, Step.REVEAL):
                    # Only this vote: a facilitator may have revealed it meanwhile and opened the second.
                    stage = moving.take_step(signed, workshop_id, recommendation_id, step, seen=place)
                    place = replace(place, stage=stage, revision=place.revision + 1)
        except AssessmentError as error:
            # A facilitator, or another's last vote, came first.
            _log.info("A vote was not revealed by itself: %s", error)
            return False
        return True


def list_waited_for(
    transaction: Transaction,
    workshop_id: str,
    recommendation_id: str,
    vote: int,
    since: dt.datetime | None = None,
) -> list[Seat]:
    """Who is there, as they were seen `since` then, and hasn't voted; since NEVER everybody is there."""
    since = now() - SEEN_FOR if since is None else since
    there = None if since is NEVER else read_seen(transaction, workshop_id, since)
    voters = reading.read_voters(transaction, workshop_id, recommendation_id, vote)
    return [
        seat
        for seat in reading.read_seats(transaction, workshop_id)
        if seat.left is None
        and seat.participant.id not in voters
        and (seat.on_paper or there is None or seat.participant.id in there)
    ]


def new_join_code() -> str:
    return _new_code(JOIN_LENGTH)


def new_return_code() -> str:
    """A participant's secret, as it is shown once: three groups of four."""
    code = _new_code(RETURN_LENGTH)
    return "-".join(code[start : start + _GROUP] for start in range(0, RETURN_LENGTH, _GROUP))


def read_code(typed: str, length: int) -> str | None:
    """The code that somebody typed, in capitals and without what separates groups; None if it can't be one."""
    code = "".join(sign for sign in typed[: 10 * length].upper() if not sign.isspace() and sign not in "-–—._")
    return code if len(code) == length and set(code) <= set(ALPHABET) else None


def _new_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _each in range(length))
