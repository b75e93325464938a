"""What is shown of scores that are compared: a percentage only where there is enough to compare."""

from __future__ import annotations

from assessment.domain.answer import Rating
from assessment.domain.comparison.compare import compare, score_differences
from assessment.domain.response import Voice
from assessment.views.comparison import differences_table, theme_differences, theme_scores, theme_scores_table
from assessment.views.table import Noted
from tests.support.catalogues import a_catalogue
from tests.support.comparisons import one

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED
TOWN = a_catalogue(themes={"harbour": 2, "market": 2, "bridge": 2, "quay": 4})
STATE = one(
    "state",
    {"INV-01": IMPLEMENTED, "INV-02": PARTIAL, "INV-03": ABSENT, "INV-04": ABSENT}
    | dict.fromkeys(["INV-07", "INV-08", "INV-09"], PARTIAL),
    catalogue=TOWN,
)
SOCIETY = one(
    "society",
    {"INV-01": ABSENT, "INV-02": ABSENT, "INV-03": IMPLEMENTED, "INV-06": ABSENT}
    | {"INV-07": IMPLEMENTED, "INV-08": PARTIAL, "INV-09": ABSENT},
    catalogue=TOWN,
    voice=Voice.CIVIL_SOCIETY,
)


def test_a_theme_in_which_one_recommendation_or_none_can_be_compared_says_so_and_shows_no_percentage() -> None:
    rows = theme_differences(score_differences(STATE, SOCIETY))
    assert [(row.name, row.common, row.reading) for row in rows] == [
        ("Harbour", 2, "robust"),
        ("Market", 1, "too few to compare"),
        ("Bridge", 0, "too few to compare"),
        ("Quay", 3, "level"),
        ("Overall", 6, "too small to read"),
    ]
    assert [row.scores for row in rows[:3]] == [(75, 0), (None, None), (None, None)]
    assert [row.points for row in rows[:3]] == [-75, None, None]
    assert [row.is_pale for row in rows] == [False, True, True, True, True]
    table = differences_table(score_differences(STATE, SOCIETY), "State", "Civil society")
    cells = [[column.text(row) for column in table.columns] for row in table.rows]
    assert cells[1] == ["Market", "1", "–", "–", "–", "–", "too few to compare"]


def test_the_scores_of_many_say_it_too() -> None:
    rows = theme_scores(compare([STATE, SOCIETY]))
    assert [row.scores for row in rows[:3]] == [(75, 0), (None, None), (None, None)]
    table = theme_scores_table(rows, [Noted("Alvenia", "State"), Noted("Alvenia", "Civil society")])
    assert [table.columns[0].text(row) for row in table.rows] == [
        "Harbour",
        "Market, too few to compare",
        "Bridge, too few to compare",
        "Quay",
        "Overall",
    ]


def test_where_nothing_is_common_there_is_no_row() -> None:
    other = one("other", {"INV-10": ABSENT}, catalogue=TOWN, country="XAB")
    assert theme_differences(score_differences(STATE, other)) == []
    assert not theme_scores_table(theme_scores(compare([STATE, other])), []).rows
