"""The ballot's words for what was saved, withheld and is kept."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from assessment.domain.workshop.disclosure import Withheld
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.stages import Stage
from assessment.web.ballot.words import part_word, saved_sentence, stage_sentence, withheld_sentence


def test_what_was_saved_on_another_day_says_on_which() -> None:
    now = dt.datetime.now(dt.UTC)
    assert re.fullmatch(r"Saved \d\d:\d\d", saved_sentence(now))
    earlier = dt.datetime(2026, 3, 9, 12, 0).astimezone()
    assert saved_sentence(earlier) == "Saved 9 March 2026, 12:00"


@pytest.mark.parametrize("reason", Withheld)
def test_why_nothing_is_shown_names_the_reason_and_not_the_ballots(reason: Withheld) -> None:
    assert withheld_sentence(reason).startswith("No ")
    assert "this workshop is anonymous" in withheld_sentence(reason)


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_is_told_in_sentences(stage: Stage) -> None:
    assert stage_sentence(stage).endswith(".")


def test_a_part_has_its_voices_word_or_its_tables_name() -> None:
    assert part_word(Breakdown.VOICE, "civil_society") == "Civil society"
    assert part_word(Breakdown.TABLE, "state") == "state"
    assert part_word(Breakdown.TABLE, "") == "Not stated"
