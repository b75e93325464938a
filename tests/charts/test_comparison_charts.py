"""The charts of comparisons: in the order of the catalogue, with nothing told by colour alone."""

from __future__ import annotations

import json
from typing import Any

from assessment.charts.comparison_charts import DifferenceBar, ScoreLine, difference_chart, score_line_chart
from assessment.charts.tally_charts import BAND

BARS = (
    DifferenceBar("Prevention", "+25 points · holds under every variant", 25, False),
    DifferenceBar("Training", "−13 points · does not hold under every variant", -12.5, True),
    DifferenceBar("Children", "level", 0, True),
)


def values(chart: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    name = chart["layer"][layer]["data"]["name"] if "name" in chart["layer"][layer].get("data", {}) else None
    found: list[dict[str, Any]] = chart["datasets"][name] if name else chart["layer"][layer]["data"]["values"]
    return found


def test_a_difference_is_a_bar_to_its_side_and_pale_where_it_is_no_finding() -> None:
    chart = difference_chart(BARS, "Difference by theme", "Points").to_dict()
    drawn = values(chart, 0)
    assert [(bar["group"], bar["start"], bar["points"]) for bar in drawn] == [
        ("Prevention", 0, 25),
        ("Training", 0, -12.5),
        ("Children", 0, 0),
    ]
    assert [bar["fill"] == BAND for bar in drawn] == [False, True, True]
    # Words say what a pale bar says.
    assert all(bar.words.split(" · ")[0] in json.dumps(chart, ensure_ascii=False) for bar in BARS)
    assert [bar["bar"] for bar in drawn] == sorted(bar["bar"] for bar in drawn)


def test_a_course_has_its_figure_at_each_round_and_a_hole_where_there_is_none() -> None:
    found = (
        ScoreLine("Prevention", "4 common recommendations", (25, None, 75.0)),
        ScoreLine("All themes", "9", (50, 50, 50)),
    )
    chart = score_line_chart(found, ("Round 1", "Round 2", "Round 3"), "Score by theme and round").to_dict()
    points = values(chart, 1)
    assert [(point["group"], point["round"], point["figure"]) for point in points[:2]] == [
        ("Prevention", "Round 1", "25\xa0%"),
        ("Prevention", "Round 3", "75\xa0%"),
    ]
    assert points[0]["y"] > points[1]["y"]
    assert chart["description"]
    assert chart["title"]["text"] == "Score by theme and round"


def test_all_lines_have_one_colour_for_their_names_tell_them_apart() -> None:
    chart = score_line_chart((ScoreLine("A", "", (1, 2)), ScoreLine("B", "", (3, 4))), ("1", "2"), "Title").to_dict()
    lines = [layer for layer in chart["layer"] if layer["mark"]["type"] == "line"]
    assert len(lines) == 1
    assert "color" not in lines[0]["encoding"]
