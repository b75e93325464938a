"""What is said first of a response."""

from __future__ import annotations

import pytest

from assessment.domain.gaps import gaps
from assessment.domain.model import Answer, Rating, Response, Voice
from assessment.labels.findings import gravest_gaps, headline
from tests.support.cases import GCM10

RED_LINES = [item.id for item in GCM10.recommendations if item.red_line]
OTHERS = [item.id for item in GCM10.recommendations if not item.red_line]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((14, 2, 3), "14 gaps, 2 of them red lines, 3 recommendations unknown"),
        ((2, 1, 1), "2 gaps, 1 of them a red line, 1 recommendation unknown"),
        ((14, 0, 0), "14 gaps, none of them a red line, no recommendation unknown"),
        ((1, 1, 0), "1 gap, a red line, no recommendation unknown"),
        ((1, 0, 2), "1 gap, no red line, 2 recommendations unknown"),
        ((0, 0, 0), "No gaps, no recommendation unknown"),
    ],
)
def test_the_sentence_says_how_many_gaps_red_lines_and_unknowns_there_are(
    counts: tuple[int, int, int], words: str
) -> None:
    assert headline(*counts) == words


def test_no_gaps_are_final_only_when_nothing_is_unknown() -> None:
    assert headline(0, 0, 33) == "No gaps so far, 33 recommendations unknown"


def _gravest(*absent: str, partial: tuple[str, ...] = ()) -> list[str]:
    ratings = dict.fromkeys(absent, Rating.ABSENT) | dict.fromkeys(partial, Rating.PARTIAL)
    answers = {item: Answer(rating) for item, rating in ratings.items()}
    response = Response(GCM10.id, GCM10.version, "XAA", Voice.STATE, answers=answers)
    return [gap.recommendation.id for gap in gravest_gaps(gaps(GCM10, response))]


def test_the_gravest_gaps_are_the_first_five_red_lines_before_all_others() -> None:
    found = _gravest(*OTHERS[:8], partial=(RED_LINES[0],))
    assert len(found) == 5
    assert found[0] == RED_LINES[0]


def test_every_red_line_is_among_the_gravest_gaps() -> None:
    assert len(RED_LINES) > 5
    assert sorted(_gravest(*OTHERS, *RED_LINES)) == sorted(RED_LINES)


def test_fewer_gaps_are_all_shown() -> None:
    assert sorted(_gravest(*OTHERS[:3])) == sorted(OTHERS[:3])
    assert _gravest() == []
