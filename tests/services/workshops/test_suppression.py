"""That no ballot follows from all that an anonymous workshop shows, over any sequence of what can be done in it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessment.domain.model import Rating, Voice
from assessment.domain.workshop import disclosure
from assessment.domain.workshop.disclosure import Reveal, TooFewParticipants, disclose
from assessment.domain.workshop.stages import MoveRefused, Step, open_vote, unrevealed_vote
from assessment.storage import Newcomer, Repository, WorkshopInProgress, open_repository
from tests.domain.workshop.adversary import PublicReveal, find_leaks
from tests.support.room import Room, a_plan, hold_room

ITEM = "INV-01"
TWO = (Rating.IMPLEMENTED, Rating.ABSENT)
STEPS = (Step.CLOSE, Step.REVEAL, Step.REOPEN, Step.SECOND, Step.PARK, Step.TAKE_UP)
VOICES = {"s": Voice.STATE, "c": Voice.CIVIL_SOCIETY}
SHEETS = 7
"""The most ballots of which every world is tried."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done: a step of the room; or somebody votes, withdraws, joins, is removed or merged."""

    what: str
    who: int = 0
    other: int = 0


@dataclass(slots=True)
class Watcher:
    """Somebody who sees what happens in the room, and not what anybody votes."""

    room: Room
    revisions: dict[tuple[int, int], int] = field(default_factory=dict)
    """How often each person, by their number, has given or withdrawn a ballot in each vote."""
    standing: set[tuple[int, int]] = field(default_factory=set)
    there: set[int] = field(default_factory=set)
    reveals: list[PublicReveal] = field(default_factory=list)

    def note_reveal(self, vote: int, people: str) -> None:
        present = {who: self.revisions[who, vote] for who, of in self.standing if of == vote and who in self.there}
        self.reveals.append(
            PublicReveal(
                ITEM,
                vote,
                {str(who): revision for who, revision in present.items()},
                {str(who): VOICES[sign].value for who, sign in enumerate(people)},
            )
        )


def perform(room: Room, people: str, acts: Sequence[Act], ratings: Iterator[Rating]) -> Watcher:
    """Do one after the other in a real workshop, as far as it lets; each vote says the next of `ratings`."""
    watcher = Watcher(room, there=set(range(len(people))))
    ids = [seat.participant.id for seat in room.lead.seats(room.id)]
    room.steps(ITEM, Step.OPEN)
    for act in acts:
        stage = room.lead.workshop(room.id).places[ITEM].stage
        vote = open_vote(stage)
        match act.what:
            case "vote" | "withdraw" if vote and act.who in watcher.there:
                is_given = act.what == "vote"
                if not is_given and (act.who, vote) not in watcher.standing:
                    continue
                stored = room.vote(act.who, ITEM, next(ratings) if is_given else None)
                watcher.revisions[act.who, vote] = stored.revision
                (watcher.standing.add if is_given else watcher.standing.discard)((act.who, vote))
            case "remove" if act.who in watcher.there:
                room.lead.remove(room.id, ids[act.who])
                watcher.there.discard(act.who)
            case "merge" if {act.who, act.other} <= watcher.there and act.who != act.other:
                room.lead.merge(room.id, ids[act.who], ids[act.other])
                watcher.there.discard(act.who)
                hidden = unrevealed_vote(stage)
                if hidden and (act.who, hidden) in watcher.standing and (act.other, hidden) not in watcher.standing:
                    watcher.revisions[act.other, hidden] = watcher.revisions.get((act.other, hidden), 0) + 1
                    watcher.standing.add((act.other, hidden))
            case step if step in set(Step):
                hidden = unrevealed_vote(stage)
                try:
                    room.steps(ITEM, Step(step))
                except (MoveRefused, TooFewParticipants):
                    continue
                if step == Step.REVEAL:
                    watcher.note_reveal(hidden or 0, people)
    return watcher


@st.composite
def days(draw: st.DrawFn) -> tuple[str, list[Act]]:
    """Who is there, and what happens: most vote when they may, then the vote is revealed; some change something."""
    people = draw(st.sampled_from(("ssss", "sscc", "sssc", "ssccc", "sssccc")))
    acts: list[Act] = []
    anybody = st.integers(0, len(people) - 1)
    for turn in range(draw(st.integers(1, 3))):
        if turn:
            acts.append(Act(draw(st.sampled_from((Step.REOPEN, Step.REOPEN, Step.SECOND)))))
        voters = range(len(people)) if draw(st.booleans()) or not turn else draw(st.lists(anybody, unique=True))
        acts += [Act("vote", who) for who in voters if draw(st.integers(0, 5))]
        for _change in range(draw(st.integers(0, 2))):
            what = draw(st.sampled_from(("vote", "withdraw", "remove", "merge")))
            acts.append(Act(what, draw(anybody), draw(anybody)))
        acts += [Act(Step.CLOSE), Act(Step.REVEAL)]
    return people, acts


@pytest.fixture(scope="module")
def local_repository() -> Iterator[Repository]:
    with TemporaryDirectory() as folder, open_repository(f"sqlite:///{Path(folder) / 'assessments.db'}") as opened:
        yield opened


@pytest.fixture
def two_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """All worlds of five people and more are too many to try; the rule is the same for two."""
    monkeypatch.setattr(disclosure, "ANONYMITY_THRESHOLD", 2)
    assert disclose.__defaults__ is not None
    monkeypatch.setattr(disclose, "__defaults__", (2,))


@pytest.mark.usefixtures("two_are_enough")
@settings(
    max_examples=5,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(days(), st.randoms(use_true_random=False))
def test_no_ballot_follows_from_everything_that_is_shown(
    local_repository: Repository, day: tuple[str, list[Act]], chance: random.Random
) -> None:
    people, acts = day
    plan = a_plan(anonymous=True)
    room = hold_room(local_repository, plan=plan)
    room.let_in(Newcomer(VOICES[sign]) for sign in people)
    watcher = perform(room, people, acts, (chance.choice(TWO) for _vote in itertools.count()))
    sheets = {sheet for each in watcher.reveals for sheet in each.sheets()}
    assume(sheets)

    # What the room is really shown is what the rule shows of what everybody knows: so the adversary may compute it.
    really = [each.shown for each in room.lead.reveals(room.id).get(ITEM, ())]
    assert really == [*disclose(real_reveals(room, watcher))]
    if len(sheets) <= SHEETS:
        assert not find_leaks(watcher.reveals, lambda reveals: str(disclose(reveals)), 2, TWO)
    try:
        room.lead.finish(room.id)
    except WorkshopInProgress:
        return
    assert [each.shown for each in room.lead.reveals(room.id).get(ITEM, ())] == really
    assert room.lead.outcome(room.id).outcomes[0].votes == {
        public.vote: shown for public, shown in zip(watcher.reveals, really, strict=True)
    }


def real_reveals(room: Room, watcher: Watcher) -> list[Reveal]:
    """The reveals as they were, with what was voted, which only the database knows."""
    number = {seat.participant.id: str(seat.number - 1) for seat in room.lead.seats(room.id)}
    stored = room.repository.workshops.revealed_ballots(room.id)
    found = []
    for place, public in enumerate(watcher.reveals, start=1):
        of_reveal = [each for each in stored if each.reveal == place]
        assert {number[each.participant]: each.revision for each in of_reveal} == public.revisions
        world = {(ITEM, number[each.participant], public.vote, each.revision): each.rating for each in of_reveal}
        found.append(public.in_world(world))
    return found
