"""Workshops in a database. Secrets come here only as hashes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select, update

from assessment.domain.model import Catalogue
from assessment.domain.permissions import EVERYTHING, Scope
from assessment.domain.workshop.model import AgreedRating, Participant, Remark, RemarkState, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage, Step, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.records.workshop_errors import (
    DoorClosed,
    MovedMeanwhile,
    VoteNotOpen,
    WorkshopInProgress,
    WorkshopUnknown,
)
from assessment.records.workshops import (
    Admission,
    Agreement,
    BallotForm,
    Newcomer,
    OwnBallot,
    Place,
    Revealed,
    RevealedBallot,
    Seat,
    Secrets,
    Turnout,
    Workshop,
    WorkshopEvent,
    WorkshopEventKind,
    WorkshopListing,
)
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.engines.database import Database, note_erasure
from assessment.storage.tables import links
from assessment.storage.workshops import reading, roster, voting
from assessment.storage.workshops.moving import (
    add_stages,
    change_workshop,
    describe_agreed_response,
    drop_stages,
    find_running,
    keep_agenda,
    note_event,
    record_agreement,
    replace_stages,
    require_not_begun,
    take_step,
    withdraw_agreement,
)
from assessment.storage.workshops.remarks import UNSEEN, forget_unseen, moderate, read_remarks
from assessment.storage.workshops.tables import ballots, late_ballots, participants, remarks, stages, workshops
from assessment.storage.writing import create_assessment, new_id, now

_LAST_ZONE = dt.timedelta(hours=12)
"""How far behind UTC a day ends last."""


class WorkshopRepository:
    """The workshops of a server. Every method is one transaction; a change is on disk when it returns.

    Every method raises StorageError if the database can't do what was asked, and every method with a `workshop_id`
    WorkshopUnknown; those that change something raise WorkshopFinished. `author` signs a change.
    """

    def __init__(self, database: Database, catalogues: CatalogueStore) -> None:
        self._database = database
        self._catalogues = catalogues

    def create(
        self, catalogue: Catalogue, plan: WorkshopPlan, code: str, *, author: str, owner: str = "", language: str = "en"
    ) -> str:
        """Store a new workshop with its agreed response, which is empty still; returns its id.

        Raises PlanRefused, TextRefused.
        """
        plan.check_recommendations(catalogue)
        workshop_id, at = new_id("w"), now()
        with self._database.writing() as connection:
            self._database.lock_creation(connection)
            response = plan.agreed_response(catalogue)
            assessment_id = create_assessment(
                connection, self._catalogues, catalogue, response, at=at, author=author, language=language, owner=owner
            )
            connection.execute(
                insert(workshops).values(
                    id=workshop_id,
                    assessment_id=assessment_id,
                    catalogue_hash=catalogue.hash,
                    owner=owner,
                    plan=plan,
                    code=code,
                    door_open=False,
                    version=1,
                    roster=1,
                    created=at,
                    author=author,
                )
            )
            add_stages(connection, workshop_id, plan.recommendations, at=at)
            note_event(connection, workshop_id, WorkshopEventKind.PREPARED, at=at, author=author)
        return workshop_id

    def listings(self, scope: Scope = EVERYTHING) -> list[WorkshopListing]:
        """The workshops in a part of the server, newest first."""
        with self._database.reading() as connection:
            return reading.read_listings(connection, scope)

    def workshop(self, workshop_id: str) -> Workshop:
        with self._database.reading() as connection:
            return reading.read_workshop(connection, self._catalogues, workshop_id)

    def is_within(self, workshop_id: str, scope: Scope) -> bool:
        """Whether there is such a workshop in a part of the server."""
        if not workshop_id.isprintable():
            return False
        statement = select(workshops.c.id).where(workshops.c.id == workshop_id, reading.within(scope))
        with self._database.reading() as connection:
            return connection.execute(statement).one_or_none() is not None

    def of_assessment(self, assessment_id: str) -> str | None:
        """The workshop whose agreed response this is."""
        with self._database.reading() as connection:
            found = reading.read_listings(connection, Scope(assessment_id=assessment_id))
        return found[0].id if found else None

    def pulse(self, workshop_id: str) -> tuple[int, int]:
        """The version and the roster: one small query, to be asked often."""
        with self._database.reading() as connection:
            statement = select(workshops.c.version, workshops.c.roster).where(workshops.c.id == workshop_id)
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise WorkshopUnknown(workshop_id)
        return row.version, row.roster

    def find_by_code(self, code: str) -> str | None:
        """The workshop that has this join code."""
        with self._database.reading() as connection:
            return connection.execute(select(workshops.c.id).where(workshops.c.code == code)).scalar_one_or_none()

    def seats(self, workshop_id: str) -> list[Seat]:
        """Everybody who ever took part, by number."""
        with self._database.reading() as connection:
            reading.find_workshop(connection, workshop_id)
            return reading.read_seats(connection, workshop_id)

    def turnout(self, workshop_id: str, recommendation_id: str, vote: int) -> Turnout:
        """How many have voted, without what they voted."""
        with self._database.reading() as connection:
            workshop = reading.find_workshop(connection, workshop_id)
            return reading.read_turnout(connection, workshop, recommendation_id, vote)

    def voters(self, workshop_id: str, recommendation_id: str, vote: int, *, on_paper: bool = False) -> set[str]:
        """The ids of those whose ballot stands, without what they voted; `on_paper` asks for what was typed in only."""
        with self._database.reading() as connection:
            return reading.read_voters(connection, workshop_id, recommendation_id, vote, on_paper=on_paper)

    def reveals(self, workshop_id: str) -> dict[str, tuple[Revealed, ...]]:
        """What the room was shown, by recommendation, in the order in which it was."""
        with self._database.reading() as connection:
            return reading.read_reveals(connection, workshop_id)

    def revealed_ballots(self, workshop_id: str) -> list[RevealedBallot]:
        """Who voted what, as it was revealed. Not to be shown of an anonymous workshop."""
        with self._database.reading() as connection:
            return reading.read_revealed_ballots(connection, workshop_id)

    def agreements(self, workshop_id: str) -> dict[str, tuple[Agreement, ...]]:
        """The agreed ratings, by recommendation, in the order in which they were recorded."""
        with self._database.reading() as connection:
            return reading.read_agreements(connection, workshop_id)

    def events(self, workshop_id: str) -> list[WorkshopEvent]:
        """What happened, in its order."""
        with self._database.reading() as connection:
            return reading.read_events(connection, workshop_id)

    def remarks(self, workshop_id: str) -> list[Remark]:
        """The remarks of all votes that were revealed, in alphabetical order of each; nothing of any other vote."""
        with self._database.reading() as connection:
            return read_remarks(connection, workshop_id)

    def moderate(self, workshop_id: str, found: Sequence[Remark], state: RemarkState, *, author: str) -> None:
        """Let the room see some remarks or not, also in a finished workshop; redacted ones are erased for good."""
        with self._database.writing() as connection:
            reading.find_workshop(connection, workshop_id, lock=True)
            moderate(connection, workshop_id, found, state, author=author)
            if state is RemarkState.REDACTED:
                note_erasure(connection)
            change_workshop(connection, workshop_id)

    def change_plan(self, workshop_id: str, plan: WorkshopPlan, *, seen: WorkshopPlan, author: str) -> None:
        """Decide otherwise than in the plan that was `seen`, before anybody has joined or a vote was opened. The agreed
        response follows.

        Raises MovedMeanwhile, WorkshopBegun, PlanRefused, TextRefused.
        """
        at = now()
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            if workshop.plan != seen:
                raise MovedMeanwhile
            catalogue = self._catalogues.find(connection, workshop.catalogue_hash, workshop.assessment_id or "")
            plan.check_recommendations(catalogue)
            require_not_begun(connection, workshop)
            replace_stages(connection, workshop_id, plan, at=at)
            describe_agreed_response(connection, workshop, plan, catalogue, author=author)
            change_workshop(connection, workshop_id, plan=plan, current=None)
            note_event(connection, workshop_id, WorkshopEventKind.CHANGED, at=at, author=author)

    def change_agenda(
        self,
        workshop_id: str,
        recommendations: Sequence[str],
        minutes: Mapping[str, int],
        *,
        seen: WorkshopPlan,
        author: str,
    ) -> None:
        """Give a workshop another agenda than that of the plan that was `seen`; minutes of what is dropped go with it.

        Raises MovedMeanwhile, StaysOnAgenda, PlanRefused.
        """
        at = now()
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            if workshop.plan != seen:
                raise MovedMeanwhile
            kept = {each: minutes[each] for each in recommendations if each in minutes}
            plan = replace(seen, recommendations=tuple(recommendations), minutes=kept)
            plan.check_recommendations(
                self._catalogues.find(connection, workshop.catalogue_hash, workshop.assessment_id or "")
            )
            before, after = set(seen.recommendations), set(recommendations)
            drop_stages(connection, workshop_id, before - after)
            add_stages(connection, workshop_id, after - before, at=at)
            current = workshop.current if workshop.current in after else None
            change_workshop(connection, workshop_id, plan=plan, current=current)
            note_event(connection, workshop_id, WorkshopEventKind.AGENDA_CHANGED, at=at, author=author)

    def set_days(self, workshop_id: str, days: Sequence[dt.date], *, author: str) -> None:
        """Name the days on which people meet, also once they do, in any order. Raises PlanRefused."""
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            change_workshop(connection, workshop_id, plan=replace(workshop.plan, days=tuple(sorted(days))))
            note_event(connection, workshop_id, WorkshopEventKind.CHANGED, at=now(), author=author)

    def set_door(self, workshop_id: str, *, is_open: bool, author: str) -> None:
        """Let people join by the code, or no longer."""
        with self._database.writing() as connection:
            find_running(connection, workshop_id)
            change_workshop(connection, workshop_id, door_open=is_open)
            kind = WorkshopEventKind.DOOR_OPENED if is_open else WorkshopEventKind.DOOR_CLOSED
            note_event(connection, workshop_id, kind, at=now(), author=author)

    def set_code(self, workshop_id: str, code: str) -> None:
        """Give a workshop another join code."""
        with self._database.writing() as connection:
            find_running(connection, workshop_id)
            change_workshop(connection, workshop_id, code=code)

    def set_heads(self, workshop_id: str, heads: int | None) -> None:
        """Note how many are in the room."""
        with self._database.writing() as connection:
            find_running(connection, workshop_id)
            change_workshop(connection, workshop_id, heads=heads)

    def set_wifi(self, workshop_id: str, wifi: Wifi | None) -> None:
        """Note the Wi-Fi of the room, or that nobody has to know it."""
        with self._database.writing() as connection:
            find_running(connection, workshop_id)
            name, password = (wifi.name, wifi.password) if wifi else (None, None)
            change_workshop(connection, workshop_id, wifi_name=name, wifi_password=password)

    def set_clock(self, workshop_id: str, ends: dt.datetime | None) -> None:
        """Note when the time that was given is over."""
        with self._database.writing() as connection:
            find_running(connection, workshop_id)
            change_workshop(connection, workshop_id, clock_ends=ends)

    def go_to(self, workshop_id: str, recommendation_id: str | None) -> None:
        """Let the room look at a recommendation, whatever its stage."""
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            if recommendation_id in (None, *workshop.plan.recommendations):
                change_workshop(connection, workshop_id, current=recommendation_id)

    def step(
        self,
        workshop_id: str,
        recommendation_id: str,
        step: Step,
        *,
        author: str,
        seen: Place | None = None,
    ) -> Stage:
        """Do one step with one recommendation, at which the room then is; returns its stage.

        With `seen`, it must still be where it was when somebody decided this. Raises RecommendationUnknown,
        MovedMeanwhile, MoveRefused, UndoTooLate, TooFewParticipants; taking up again what was agreed also
        AgreedResponseMissing, AssessmentSubmitted. For an agreed rating there is `agree`.
        """
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            stage = take_step(
                connection,
                workshop,
                recommendation_id,
                step,
                at=now(),
                author=author,
                seen=seen,
            )
            if step is Step.TAKE_UP:
                withdraw_agreement(connection, self._catalogues, workshop, recommendation_id, author=author)
            change_workshop(connection, workshop_id, current=recommendation_id)
        return stage

    def agree(
        self,
        workshop_id: str,
        recommendation_id: str,
        agreed: AgreedRating,
        *,
        author: str,
        seen: Place | None = None,
    ) -> Stage:
        """Record an agreed rating, which becomes an answer of the agreed response.

        Raises what `step` raises, and AgreedResponseMissing, AssessmentSubmitted, AnswerRefused.
        """
        at = now()
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            stage = take_step(
                connection,
                workshop,
                recommendation_id,
                Step.AGREE,
                at=at,
                author=author,
                seen=seen,
            )
            record_agreement(connection, self._catalogues, workshop, recommendation_id, agreed, at=at, author=author)
            change_workshop(connection, workshop_id, current=recommendation_id)
        return stage

    def join(
        self,
        workshop_id: str,
        newcomer: Newcomer,
        secrets: Secrets,
        *,
        through_door: bool = True,
        admit: Admission | None = None,
    ) -> Participant:
        """Let somebody take part; the same form sent twice is one participant. `admit` is asked for each new seat.

        Raises DoorClosed unless the door is open or they don't come through it, JoiningRefused, RoomFull, TextRefused.
        """
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            if through_door and not workshop.door_open:
                raise DoorClosed
            return roster.add_participant(connection, workshop, newcomer, secrets, at=now(), admit=admit)

    def come_back(self, return_hash: str, token_hash: str) -> str:
        """Know the person with a return code by another secret from now on; returns the workshop's id.

        Raises ParticipantUnknown.
        """
        with self._database.writing() as connection:
            return roster.come_back(connection, return_hash, token_hash)

    def seat(self, token_hash: str) -> tuple[str, Seat] | None:
        """The workshop and the seat of the person with this secret."""
        with self._database.reading() as connection:
            statement = select(participants).where(participants.c.token_hash == token_hash, reading.TAKES_PART)
            row = connection.execute(statement).one_or_none()
        return None if row is None else (row.workshop_id, reading.seat_of(row))

    def seats_of_phones(self, workshop_id: str, token_hashes: Sequence[str]) -> dict[str, Seat]:
        """The seats of those who take part, by the hashes of their secrets."""
        with self._database.reading() as connection:
            return reading.read_seats_of_phones(connection, workshop_id, token_hashes)

    def leave(self, token_hash: str) -> None:
        """Forget a phone; its person comes back by their return code."""
        with self._database.writing() as connection:
            roster.leave_phone(connection, token_hash)

    def own_ballots(
        self, workshop_id: str, participant_ids: Sequence[str]
    ) -> Mapping[str, Mapping[tuple[str, int], OwnBallot]]:
        """The ballots of some participants as they stand: of each, by recommendation and vote."""
        with self._database.reading() as connection:
            return reading.read_own_ballots(connection, workshop_id, participant_ids)

    def cast(self, token_hash: str, form: BallotForm) -> OwnBallot:
        """Store the ballot of the person with this secret, or that it was withdrawn; sent twice, it is stored once.

        Raises ParticipantUnknown; VoteNotOpen, after it was noted that somebody came too late; BallotOutdated if they
        have voted again since the form was shown; AnswerRefused for the remark.
        """
        with self._database.writing() as connection:
            voter = voting.find_voter(connection, token_hash)
            try:
                return voting.cast_ballot(connection, voter.workshop_id, voter.id, form, at=now())
            except VoteNotOpen as error:
                if form.rating is None:
                    raise
                # Told after it is stored.
                late = error
                voting.note_late(connection, voter.workshop_id, voter.id, form)
        raise late

    def cast_for(self, workshop_id: str, participant_id: str, form: BallotForm) -> OwnBallot:
        """Store a ballot that a facilitator types in from paper. Raises what `cast` raises, and VotesByPhone in an
        anonymous workshop: with four ballots in place of what people voted, a fifth would be the rest."""
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            participant = reading.find_participant(connection, workshop_id, participant_id)
            if workshop.plan.anonymous:
                voting.require_on_paper(connection, participant, form)
            return voting.cast_ballot(connection, workshop_id, participant_id, form, at=now(), on_paper=True)

    def add_on_paper(self, workshop_id: str, newcomer: Newcomer, *, author: str) -> Participant:
        """Let somebody take part who votes on paper. Raises JoiningRefused, RoomFull, TextRefused."""
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            found = roster.add_participant(connection, workshop, newcomer, Secrets(), at=now())
            note_event(connection, workshop_id, WorkshopEventKind.ADDED, at=now(), author=author)
        return found

    def remove(self, workshop_id: str, participant_id: str, *, author: str) -> None:
        """Let somebody take part no longer; what they voted and isn't revealed isn't counted.

        Raises ParticipantUnknown.
        """
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            roster.remove_participant(connection, workshop, participant_id, at=now())
            change_workshop(connection, workshop_id, roster=workshops.c.roster + 1)
            note_event(connection, workshop_id, WorkshopEventKind.REMOVED, at=now(), author=author)

    def remove_since(self, workshop_id: str, since: dt.datetime, *, author: str) -> int:
        """Do the same with all who joined by phone at a time or later; returns how many that were."""
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            removed = roster.remove_since(connection, workshop, since, at=now())
            change_workshop(connection, workshop_id, roster=workshops.c.roster + 1)
            note = f"{removed} since {since.isoformat()}"
            note_event(connection, workshop_id, WorkshopEventKind.REMOVED, at=now(), author=author, note=note)
        return removed

    def merge(self, workshop_id: str, participant_id: str, into: str, *, author: str) -> None:
        """Make one participant of two; the second stays. Raises ParticipantUnknown."""
        with self._database.writing() as connection:
            workshop = find_running(connection, workshop_id)
            roster.merge_participants(connection, workshop, participant_id, into, at=now())
            change_workshop(connection, workshop_id, roster=workshops.c.roster + 1)
            note_event(connection, workshop_id, WorkshopEventKind.MERGED, at=now(), author=author)

    def finish(self, workshop_id: str, *, author: str) -> None:
        """Lock a workshop; an anonymous one forgets who voted what. One that is finished stays as it is. The agreed
        response keeps what was on the agenda.

        Raises WorkshopInProgress while a vote is open or not revealed.
        """
        with self._database.writing() as connection:
            workshop = reading.find_workshop(connection, workshop_id, lock=True)
            if workshop.finished is not None:
                return
            require_nothing_hidden(self._stages(connection, workshop_id))
            catalogue = self._catalogues.find(connection, workshop.catalogue_hash, workshop.assessment_id or "")
            keep_agenda(connection, workshop, catalogue, author=author)
            if workshop.plan.anonymous:
                # Before the code, a key: while that changes nobody can store anything, and none of them waits for us.
                forget_people(connection, workshop_id, at=now())
            over = {"code": None, "door_open": False, "clock_ends": None, "wifi_name": None, "wifi_password": None}
            change_workshop(connection, workshop_id, finished=now(), **over)
            note_event(connection, workshop_id, WorkshopEventKind.FINISHED, at=now(), author=author)

    @staticmethod
    def _stages(connection: Connection, workshop_id: str) -> list[Stage]:
        found = connection.execute(select(stages.c.stage).where(stages.c.workshop_id == workshop_id))
        return [Stage(each) for each in found.scalars()]

    def delete(self, workshop_id: str) -> None:
        """Delete a workshop for good, with its people, ballots and links. Its agreed response stays."""
        with self._database.writing() as connection:
            self._database.lock_creation(connection)
            reading.find_workshop(connection, workshop_id, lock=True)
            # As a vote does: first the person, then the stage.
            for table in (participants, stages):
                of_workshop = select(table).where(table.c.workshop_id == workshop_id)
                connection.execute(of_workshop.order_by(*table.primary_key).with_for_update()).all()
            connection.execute(delete(links).where(links.c.workshop_id == workshop_id))
            connection.execute(delete(workshops).where(workshops.c.id == workshop_id))
            note_erasure(connection)

    def purge(self, at: dt.datetime) -> None:
        """Forget who voted what where the time for which people were told is over."""
        with self._database.writing() as connection:
            # Who has joined or voted since it was forgotten was told the same day.
            joined = select(participants.c.workshop_id).where(participants.c.joined.is_not(None))
            statement = select(workshops.c.id, workshops.c.plan).where(
                workshops.c.forgotten.is_(None)
                | workshops.c.id.in_(joined)
                | workshops.c.id.in_(select(ballots.c.workshop_id))
                | workshops.c.id.in_(select(remarks.c.workshop_id).where(UNSEEN))
            )
            for row in connection.execute(statement.order_by(workshops.c.id).with_for_update(key_share=True)).all():
                if isinstance(row.plan, WorkshopPlan) and row.plan.kept_until <= day_that_is_over(at):
                    forget_people(connection, row.id, at=at)
                    forget_unseen(connection, row.id)


def day_that_is_over(at: dt.datetime) -> dt.date:
    """The last day that is over everywhere: where it isn't, people may still be voting on the last day."""
    return (at - _LAST_ZONE).date() - dt.timedelta(days=1)


def require_nothing_hidden(found: Collection[Stage]) -> None:
    """Raise WorkshopInProgress while a vote is open, or closed and not revealed."""
    if any(unrevealed_vote(stage) for stage in found):
        raise WorkshopInProgress(
            _("A vote is still open, or closed and not revealed. Reveal it first, so that no ballot is lost unseen.")
        )


def forget_people(connection: Connection, workshop_id: str, *, at: dt.datetime) -> None:
    """Remove for good who voted what and when, and the names and secrets of all; what the room was shown stays."""
    # First people, some of whom may be voting in this moment: then they have no secret to do so.
    connection.execute(
        update(participants)
        .where(participants.c.workshop_id == workshop_id)
        .values(name=None, token_hash=None, return_hash=None, form_hash=None, joined=None)
    )
    for table in (ballots, late_ballots):
        connection.execute(delete(table).where(table.c.workshop_id == workshop_id))
    change_workshop(connection, workshop_id, forgotten=at)
    note_erasure(connection)
