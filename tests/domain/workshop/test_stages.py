"""A recommendation's way through the room: every step from every stage."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.workshop.model import VOTES
from assessment.domain.workshop.stages import MoveRefused, Stage, Step, move, open_vote, unrevealed_vote

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
    with pytest.raises(MoveRefused, match=r"^There is no closed vote to reveal\. Voting is open: close it first\.$"):
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
