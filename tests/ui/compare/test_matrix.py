"""The colour behind a score stays quiet enough for its figure to stand out."""

from __future__ import annotations

from assessment.labels.codes import TEXT_COLOUR
from assessment.labels.formatting import percent
from assessment.ui.compare.matrix import score_shade, shade_legend


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_tint_leaves_the_text_upon_it_a_contrast_of_4_5() -> None:
    for fill, _words in shade_legend():
        assert contrast(TEXT_COLOUR, fill) >= 4.5


def test_a_higher_score_is_darker_in_greyscale_too() -> None:
    steps = [luminance(fill) for fill, _words in shade_legend()]
    assert steps == sorted(steps, reverse=True)
    assert len(set(steps)) == 5


def test_the_legend_says_every_score_once() -> None:
    assert [words.replace("\xa0", " ") for _fill, words in shade_legend()] == [
        "0–19 %", "20–39 %", "40–59 %", "60–79 %", "80–100 %",
    ]  # fmt: skip


def test_a_score_has_the_colour_of_the_percentage_that_people_see() -> None:
    for score, place in ((0, 0), (19.49, 0), (19.5, 1), (79.6, 4), (100, 4)):
        assert score_shade(score) == shade_legend()[place][0], percent(score)
