"""The words of workshops and their figures."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from assessment.domain.response import Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Moved, Spread
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.labels.workshops import (
    distributions,
    mode_text,
    moved_text,
    part_word,
    sort_parts,
    spread_text,
    withheld_text,
)

PLAN = WorkshopPlan(
    title="Boruna 2026",
    country="XAA",
    recommendations=("INV-01",),
    kept_until=dt.date(2027, 1, 1),
    voices=(Voice.STATE, Voice.CIVIL_SOCIETY),
    tables=("Table 2", "Table 10"),
    breakdown=Breakdown.VOICE,
)


def test_why_nothing_is_shown_names_the_reason_and_not_the_ballots() -> None:
    for reason in Withheld:
        assert withheld_text(reason).startswith("Not shown: ")
        assert "fewer than 5 people" in withheld_text(reason)


def test_a_part_has_its_voices_word_or_its_tables_name() -> None:
    assert part_word(Breakdown.VOICE, "civil_society") == "Civil society"
    assert part_word(Breakdown.TABLE, "state") == "state"
    assert part_word(Breakdown.TABLE, "") == "Not stated"


def test_parts_are_in_the_order_in_which_people_are_asked_for_them() -> None:
    assert sort_parts(PLAN, ["civil_society", "state", "other"]) == ["state", "civil_society", "other"]
    assert sort_parts(PLAN, ["Table 10", "Table 2"]) == ["Table 2", "Table 10"]


def test_a_vote_is_shown_together_then_by_voice_then_all_others() -> None:
    three, two = Tally(partial=3), Tally(absent=2)
    parts = {"civil_society": two, "state": three}

    def names(figures: Figures) -> list[str]:
        return [name for name, _tally in distributions(PLAN, figures)]

    assert names(Figures(1, three + two, parts, None, (), None)) == ["Together", "State", "Civil society"]
    assert names(Figures(1, three + two, {"state": three}, two, (), None)) == ["Together", "State", "All others"]
    assert names(Figures(1, three, {}, None, (), None)) == ["Together"]


def test_figures_are_worded_with_their_n() -> None:
    assert spread_text(Spread(Fraction(1, 2), 5)) == "0.50 (n = 5)"
    assert spread_text(Spread(None, 1)) == spread_text(None) == "–"
    assert moved_text(Moved(raised=1, lowered=2, n=5)) == "3 of 5 who rated in both votes: 1 up, 2 down"
    assert mode_text(Tally(partial=3, absent=3)) == "Partial, Absent: 50\N{NO-BREAK SPACE}% each (3 of 6 who rated)"
    assert mode_text(Tally(dont_know=3)) == "–"
