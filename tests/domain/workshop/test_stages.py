"""A recommendation's way through the room: every step from every stage."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.workshop.model import VOTES
from assessment.domain.workshop.stages import (
    PARKING_IS_FRESH,
    MoveRefused,
    Stage,
    Step,
    can_undo,
    move,
    open_vote,
    unrevealed_vote,
)

ALLOWED = """
    not_opened          open    first_open
    first_open          close   first_closed
    first_closed        reveal  first_revealed
    first_closed        reopen  first_open
    first_revealed      reopen  first_open
    first_revealed      second  second_open
    first_revealed      agree   agreed_after_first
    first_revealed      park    parked_after_first
    agreed_after_first  take_up first_revealed
    parked_after_first  take_up first_revealed
    second_open         close   second_closed
    second_closed       reveal  second_revealed
    second_closed       reopen  second_open
    second_revealed     reopen  second_open
    second_revealed     agree   agreed_after_second
    second_revealed     park    parked_after_second
    first_open          undo    not_opened
    first_closed        undo    first_open
    parked_after_first  undo    first_revealed
    second_open         undo    first_revealed
    second_closed       undo    second_open
    parked_after_second undo    second_revealed
    agreed_after_second take_up second_revealed
    parked_after_second take_up second_revealed
"""
MOVES = {(stage, step): after for stage, step, after in (line.split() for line in ALLOWED.split("\n") if line.strip())}


def test_a_step_leads_on_or_is_refused_with_what_can_be_done() -> None:
    for stage, step in product(Stage, Step):
        if (stage.value, step.value) in MOVES:
            assert move(stage, step).value == MOVES[stage.value, step.value]
            continue
        with pytest.raises(MoveRefused) as refused:
            move(stage, step)
        what, _dot, fix = str(refused.value).partition(". ")
        assert what, (stage, step)
        assert ":" in fix, (stage, step)
    with pytest.raises(MoveRefused, match=r"^That isn’t possible now\. Voting is open: close it first\.$"):
        move(Stage.FIRST_OPEN, Step.REVEAL)


@given(st.lists(st.sampled_from(Step) | st.just(None), max_size=40))
def test_no_sequence_of_steps_shows_a_ballot_before_its_reveal(steps: list[Step | None]) -> None:
    """Nothing instead of a step is somebody who votes, if a vote is open."""
    stage = Stage.NOT_OPENED
    unrevealed = dict.fromkeys(VOTES, 0)
    for step in steps:
        vote = open_vote(stage)
        if step is None and vote:
            unrevealed[vote] += 1
        elif step:
            is_voted_on = bool(vote and unrevealed[vote])
            if step is Step.UNDO and not can_undo(stage, is_voted_on=is_voted_on, is_missed=False, age=dt.timedelta()):
                continue
            try:
                stage = move(stage, step)
            except MoveRefused:
                continue
            if step is Step.REVEAL:
                unrevealed[1 if stage is Stage.FIRST_REVEALED else 2] = 0
        hidden = unrevealed_vote(stage)
        assert all(vote == hidden for vote, count in unrevealed.items() if count)
        assert open_vote(stage) in (None, hidden), "an open vote is never shown"
        if stage.value.startswith("agreed"):
            assert not any(unrevealed.values()), "nothing is agreed while ballots are unseen"


@pytest.mark.parametrize("stage", [stage for stage in Stage if (stage, Step.UNDO) in MOVES])
def test_what_nobody_has_acted_on_can_be_undone(stage: Stage) -> None:
    later = PARKING_IS_FRESH + dt.timedelta(seconds=1)
    assert can_undo(stage, is_voted_on=False, is_missed=False, age=dt.timedelta())
    if stage.value.endswith("open"):
        assert not can_undo(stage, is_voted_on=True, is_missed=False, age=dt.timedelta())
    elif stage.value.endswith("closed"):
        assert can_undo(stage, is_voted_on=True, is_missed=False, age=later)
        assert not can_undo(stage, is_voted_on=True, is_missed=True, age=dt.timedelta())
    else:
        assert not can_undo(stage, is_voted_on=True, is_missed=False, age=later)
