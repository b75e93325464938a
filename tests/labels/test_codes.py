"""Marks, words and colours: legible, apart for every eye and in greyscale, and there for every code."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise

import pytest

from assessment.domain.answer import Cause, Rating, RatingChange
from assessment.domain.catalogue import Indicator, Mechanism, Pillar
from assessment.domain.comparison.compare import LeftOutReason
from assessment.domain.permissions import Role
from assessment.domain.response import Status, Voice
from assessment.domain.scoring import Grouping, recommendations_by_group
from assessment.labels.codes import (
    ACCENT_COLOUR,
    BACKGROUND_COLOUR,
    RATING_STYLES,
    SCORE_STYLES,
    TEXT_COLOUR,
    cause_word,
    group_word,
    grouping_word,
    left_out_word,
    rating_change_word,
    rating_label,
    rating_meaning,
    rating_word,
    role_meaning,
    role_word,
    status_word,
    voice_word,
)
from tests.support.cases import GCM10, RATINGS

Colour = tuple[float, float, float]
Matrix = Sequence[Sequence[float]]

RATED = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
EYES: dict[str, Matrix] = {
    "trichromat": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanope": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranope": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def linear(code: str) -> Colour:
    """A colour such as #0b3c5d in linear RGB."""
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    darker, lighter = sorted(luminance(linear(code)) for code in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def seen_by(eye: str, colour: Colour) -> Colour:
    red, green, blue = (
        min(1.0, max(0.0, sum(factor * channel for factor, channel in zip(row, colour, strict=True))))
        for row in EYES[eye]
    )
    return red, green, blue


def lab(colour: Colour) -> Colour:
    """CIE L*a*b* under D65."""
    red, green, blue = colour
    x = 0.4124564 * red + 0.3575761 * green + 0.1804375 * blue
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = 0.0193339 * red + 0.1191920 * green + 0.9503041 * blue
    fx, fy, fz = (
        value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116
        for value in (x / 0.95047, y, z / 1.08883)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one: Colour, other: Colour) -> float:
    """CIEDE2000 of two L*a*b* colours; 1 is about what an eye can just tell apart."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    stretch = 1.5 - 0.5 * math.sqrt(mean_chroma**7 / (mean_chroma**7 + 25**7))
    c1, c2 = math.hypot(stretch * a1, b1), math.hypot(stretch * a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, stretch * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if not c1 * c2 else (h2 - h1 + 180) % 360 - 180
    hue = h1 + h2 if not c1 * c2 else (h1 + turn / 2) % 360
    delta_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    by_lightness = (l2 - l1) / (1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2))
    by_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    by_hue = delta_hue / (1 + 0.015 * chroma * t)
    rotation = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    rotation *= math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    return math.sqrt(by_lightness**2 + by_chroma**2 + by_hue**2 + rotation * by_chroma * by_hue)


# Whether the test's own measures are right


def test_measures_are_those_of_the_published_test_data() -> None:
    # Sharma, Wu and Dalal 2005
    for one, other, expected in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ):
        assert distance(one, other) == pytest.approx(expected, abs=0.0001)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert lab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.01)
    # Red and green of one lightness are close to a colour-blind eye, and to others they aren't.
    red, green = linear("#a05a2c"), linear("#5f7a1f")
    assert distance(lab(red), lab(green)) > 25
    assert distance(lab(seen_by("deuteranope", red)), lab(seen_by("deuteranope", green))) < 10


# Colours


def test_text_has_enough_contrast_on_every_fill_and_on_paper() -> None:
    for rating in RATINGS:
        assert contrast(RATING_STYLES[rating].text_colour, RATING_STYLES[rating].fill) >= 4.5, rating
    assert min(contrast(colour, BACKGROUND_COLOUR) for colour in (TEXT_COLOUR, ACCENT_COLOUR)) >= 7


def test_the_fills_are_apart_for_every_eye_and_in_greyscale() -> None:
    for one, other in combinations(RATINGS, 2):
        rated = [rating in RATED for rating in (one, other)]
        fills = [linear(RATING_STYLES[rating].fill) for rating in (one, other)]
        lightness = [lab(fill)[0] for fill in fills]
        assert abs(lightness[0] - lightness[1]) >= (18 if all(rated) else 8), (one, other)
        for eye in EYES:
            difference = distance(*(lab(seen_by(eye, fill)) for fill in fills))
            assert difference >= (18 if all(rated) else 20 if any(rated) else 6), (one, other, eye)


def test_the_colours_of_scores_darken_in_steps_and_text_on_them_can_be_read() -> None:
    assert all(contrast(look.fill, look.text_colour) >= 4.5 for look in SCORE_STYLES)
    fills = [look.fill for look in SCORE_STYLES]
    assert fills == sorted(fills, key=lambda fill: -luminance(linear(fill)))
    assert all(contrast(lighter, darker) > 1.3 for lighter, darker in pairwise(fills))


def test_the_ratings_grow_lighter_from_implemented_to_not_applicable() -> None:
    lightness = [lab(linear(look.fill))[0] for look in RATING_STYLES.values()]
    assert lightness == sorted(lightness)


# Marks and words


def test_a_rating_is_a_mark_and_a_word_together_in_the_order_of_distributions() -> None:
    assert list(RATING_STYLES) == [*RATED, Rating.DONT_KNOW, None, Rating.NOT_APPLICABLE]
    assert [rating_label(rating) for rating in RATING_STYLES] == [
        "● Implemented", "◐ Partial", "○ Absent", "? Don’t know", "· Not answered", "– Not applicable",
    ]  # fmt: skip


def test_each_code_has_its_own_words() -> None:
    for words in (
        [rating_word(rating) for rating in RATINGS],
        [rating_meaning(rating) for rating in RATINGS],
        [voice_word(voice) for voice in Voice],
        [rating_change_word(movement) for movement in (*RatingChange, None)],
        [cause_word(cause) for cause in (*Cause, None)],
        [left_out_word(reason) for reason in LeftOutReason],
        [status_word(status) for status in Status],
        [role_word(role) for role in Role],
        [role_meaning(role) for role in Role],
        [grouping_word(grouping) for grouping in Grouping],
        [group_word(GCM10, Grouping.PILLAR, pillar) for pillar in Pillar],
        [group_word(GCM10, Grouping.INDICATOR, indicator) for indicator in Indicator],
        [group_word(GCM10, Grouping.MECHANISM, mechanism) for mechanism in Mechanism],
    ):
        assert len(set(words)) == len(words)
        assert all(words)


def test_each_group_of_the_catalogue_has_its_own_name_in_the_catalogues_words() -> None:
    for grouping in Grouping:
        groups = list(recommendations_by_group(GCM10, grouping))
        names = [group_word(GCM10, grouping, group) for group in groups]
        assert len(set(names)) == len(groups), grouping
        assert all(names), grouping
    for grouping, group, words in (
        (Grouping.THEME, "residence", "Residence and return"),
        (Grouping.PILLAR, "prosecution", "Prosecution"),
        (Grouping.POPULATION, "refugees", "Refugees and asylum seekers"),
        (Grouping.MECHANISM, "treaty-body", "Treaty bodies"),
        (Grouping.MANDATE, "crc", "Committee on the Rights of the Child"),
        (Grouping.INDICATOR, "structure", "Structure (law and institutions)"),
        (Grouping.ACTION, "i", "(i) Set up information systems and training that help people to recognize trafficking"),
        (Grouping.DECADE, "1990s", "1990s"),
    ):
        assert group_word(GCM10, grouping, group) == words
    # The opening of the paragraph is no letter.
    assert group_word(GCM10, Grouping.ACTION, "chapeau").startswith("The opening of paragraph 26")
