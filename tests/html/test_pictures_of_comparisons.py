"""Pictures of comparisons: what they draw, they say in words too."""

from __future__ import annotations

from assessment.domain.comparison.compare import score_differences
from assessment.html.pictures import score_pairs, two_ratings
from assessment.views.comparison import theme_differences
from tests.views.test_comparison import ABSENT, IMPLEMENTED, SOCIETY, STATE, TOWN

NAMES = ("State", "Civil society")


def rows(picture: str) -> dict[str, str]:
    """The rows of a picture, by theme."""
    drawn = [part.split("</tr>")[0] for part in str(picture).split("<tr ")[2:]]
    return {row.split('dir="auto">')[1].split("<")[0]: row for row in drawn}


def test_two_scores_are_dots_that_are_joined_and_pale_ones_say_why() -> None:
    picture = score_pairs("Scores by theme", theme_differences(score_differences(STATE, SOCIETY)), NAMES)
    drawn = rows(picture)
    assert list(drawn) == ["Harbour", "Market", "Bridge", "Quay", "Overall"]
    harbour = drawn["Harbour"]
    assert 'aria-label="State: 75\xa0%, Civil society: 0\xa0%"' in harbour
    assert 'class="join" style="inset-inline-start:0.0%;width:75.0%"' in harbour
    assert "75 points" in harbour
    assert "robust" in harbour
    assert "pale" not in harbour
    assert "pale" in drawn["Overall"]
    assert "too small to read" in drawn["Overall"]
    for theme in ("Market", "Bridge"):
        assert "too few to compare" in drawn[theme]
        assert "%" not in drawn[theme]
        assert "dot" not in drawn[theme].split("</td>")[0]
    assert "pale: too small to read" in picture


def test_a_course_is_an_arrow_from_the_first_score_to_the_second_with_its_sign() -> None:
    picture = score_pairs(
        "Scores by theme", theme_differences(score_differences(STATE, SOCIETY)), NAMES, is_course=True
    )
    harbour, quay = (rows(picture)[theme] for theme in ("Harbour", "Quay"))
    assert 'class="range down"' in harbour
    assert 'class="arrow" style="inset-inline-start:0.0%"' in harbour
    assert "\N{MINUS SIGN}75 points" in harbour
    assert 'class="arrow" style' not in quay


def test_two_ratings_are_chips_with_whose_they_are() -> None:
    item = TOWN.by_id["INV-01"]
    drawn = two_ratings(item, [("State", IMPLEMENTED), ("Civil society", ABSENT)])
    assert drawn.index("State") < drawn.index("Implemented") < drawn.index("Civil society") < drawn.index("Absent")
    assert item.title in drawn
