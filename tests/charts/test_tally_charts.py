"""Charts show the figures of scoring, in the order of the catalogue, in the colours of the legend."""

from __future__ import annotations

import struct
from typing import Any

from assessment.charts import tally_charts
from assessment.charts.layout import svg_png
from assessment.domain.answer import Rating
from assessment.domain.scoring import Tally
from assessment.labels.codes import RATING_STYLES
from assessment.labels.formatting import Group, score_with_n

HARBOUR = Group("Harbour", Tally(implemented=2, partial=1, absent=1, dont_know=1, unanswered=1, not_applicable=1))
MARKET = Group("Market", Tally(implemented=0, partial=0, absent=1, unanswered=3))
NOWHERE = Group("Nowhere", Tally())


def rows_of(specification: dict[str, Any], *fields: str) -> list[tuple[Any, ...]]:
    """The rows of the first data set that has all of these fields."""
    for values in specification["datasets"].values():
        if values and all(field in values[0] for field in fields):
            return [tuple(row[field] for field in fields) for row in values]
    for layer in specification["layer"]:
        values = layer.get("data", {}).get("values")
        if values and all(field in values[0] for field in fields):
            return [tuple(row[field] for field in fields) for row in values]
    raise AssertionError(fields)


def texts_of(specification: dict[str, Any]) -> list[str]:
    return [text for (text, _is_name) in rows_of(specification, "text", "is_name")]


def test_a_distribution_has_one_segment_for_each_answer_that_was_given() -> None:
    chart = tally_charts.distribution_chart((HARBOUR, MARKET), "Answers").to_dict()
    assert rows_of(chart, "group", "mark", "count", "from", "to") == [
        ("Harbour", "●", 2, 0, 2),
        ("Harbour", "◐", 1, 2, 3),
        ("Harbour", "○", 1, 3, 4),
        ("Harbour", "?", 1, 4, 5),
        ("Harbour", "·", 1, 5, 6),
        ("Harbour", "–", 1, 6, 7),
        ("Market", "○", 1, 0, 1),
        ("Market", "·", 3, 1, 4),
    ]


def test_segments_have_the_colours_of_the_legend() -> None:
    chart = tally_charts.distribution_chart((HARBOUR,), "Answers").to_dict()
    assert rows_of(chart, "mark", "fill", "ink")[2] == (
        RATING_STYLES[Rating.ABSENT].mark,
        RATING_STYLES[Rating.ABSENT].fill,
        RATING_STYLES[Rating.ABSENT].text_colour,
    )


def test_a_score_stands_as_a_dot_upon_its_band() -> None:
    chart = tally_charts.score_chart((HARBOUR,), "Scores", threshold=2 / 3).to_dict()
    assert rows_of(chart, "group", "low", "score", "high") == [
        ("Harbour", HARBOUR.tally.low, HARBOUR.tally.score, HARBOUR.tally.high)
    ]


def test_where_too_little_is_rated_the_band_stands_alone_and_words_say_so() -> None:
    chart = tally_charts.score_chart((HARBOUR, MARKET), "Scores", threshold=2 / 3).to_dict()
    assert rows_of(chart, "group", "score")[1] == ("Market", None)
    assert rows_of(chart, "group", "low", "high")[1] == ("Market", 0, 75)
    assert "insufficient data (1 of 4 rated, band 0–75 %)" in [text.replace("\xa0", " ") for text in texts_of(chart)]


def test_every_score_stands_with_its_n_and_its_band() -> None:
    chart = tally_charts.score_chart((HARBOUR,), "Scores").to_dict()
    assert texts_of(chart) == ["Harbour", score_with_n(HARBOUR.tally)]


def test_rows_keep_their_order_whatever_their_scores() -> None:
    low, high = Group("Z", Tally(absent=3)), Group("A", Tally(implemented=3))
    for groups in ((low, high), (high, low)):
        names = [group.name for group in groups]
        assert [row[0] for row in rows_of(tally_charts.score_chart(groups, "Scores").to_dict(), "group")] == names
        places = [row[0] for row in rows_of(tally_charts.score_chart(groups, "Scores").to_dict(), "bar")]
        assert places == sorted(places)


def test_a_group_that_nothing_covers_is_not_drawn() -> None:
    assert "Nowhere" not in tally_charts.distribution_chart((HARBOUR, NOWHERE), "Answers").to_json()
    assert "Nowhere" not in tally_charts.score_chart((HARBOUR, NOWHERE), "Scores").to_json()


def test_long_names_break_and_the_bars_make_room() -> None:
    name = "Committee on Migrant Workers and Committee on the Rights of the Child, jointly"
    chart = tally_charts.distribution_chart((Group(name, HARBOUR.tally), MARKET), "Answers").to_dict()
    lines = texts_of(chart)
    assert " ".join(lines[:-1]).replace("\xa0", " ") == f"{name} (7)"
    assert all(len(line) <= 40 for line in lines)
    tops = [top for (top, _is_name) in rows_of(chart, "y", "is_name")]
    assert tops == sorted(set(tops))


def test_every_chart_has_a_title_a_description_and_axis_words_and_fetches_nothing() -> None:
    for chart in (
        tally_charts.distribution_chart((HARBOUR,), "Answers by theme"),
        tally_charts.score_chart((HARBOUR,), "Answers by theme"),
    ):
        specification = chart.to_dict()
        assert specification["title"]["text"] == "Answers by theme"
        assert "Answers by theme" in specification["description"]
        assert any(layer["encoding"]["x"].get("axis", {}).get("title") for layer in specification["layer"])
        text = chart.to_json().replace("https://vega.github.io/schema", "")
        assert "http" not in text


def test_no_text_in_a_chart_is_smaller_than_13_pixels() -> None:
    text = tally_charts.score_chart((HARBOUR,), "Scores").to_dict()
    sizes = [layer["mark"]["fontSize"] for layer in text["layer"] if "fontSize" in layer["mark"]]
    sizes += [text["config"]["axis"]["labelFontSize"], text["config"]["axis"]["titleFontSize"]]
    assert min(sizes) >= 13


def test_the_round_marks_are_drawn_since_not_every_machine_has_them_as_letters() -> None:
    chart = tally_charts.distribution_chart((HARBOUR,), "Answers").to_dict()
    shapes = dict(rows_of(chart, "mark", "shape"))
    assert {mark for mark, shape in shapes.items() if shape} == {"●", "◐", "○"}
    assert len({shape for shape in shapes.values() if shape}) == 3


def test_a_picture_is_a_png_of_twice_the_size_and_fetches_nothing() -> None:
    outside = '<image href="http://127.0.0.1:9/a.png" width="9" height="9"/>'
    for drawing in ("", outside):
        drawn = svg_png(f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">{drawing}</svg>')
        assert drawn.startswith(b"\x89PNG\r\n")
        assert struct.unpack(">II", drawn[16:24]) == (600, 200)
