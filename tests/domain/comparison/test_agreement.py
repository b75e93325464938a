"""Krippendorff's alpha, held against what is published."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.domain.comparison.agreement import ordinal_alpha

values = st.sampled_from([0.0, 0.5, 1.0])
pairs = st.lists(st.tuples(values, values), max_size=40)


def test_alpha_is_that_of_the_published_example() -> None:
    """K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units, with
    missing values. Ordinal alpha is 0.815."""
    observers = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    units = zip(*(row.split() for row in observers), strict=True)
    alpha = ordinal_alpha([[int(value) for value in unit if value != "."] for unit in units])
    assert alpha == pytest.approx(0.815, abs=0.0005)


def test_alpha_of_a_small_case_by_hand() -> None:
    """Four units, two raters: (0, 0), (1/2, 1), (1, 1), (0, 1/2).

    Of the eight values three are 0, two 1/2, three 1. Half of the ends and all between: from 0 to 1/2 it is 5/2, from
    1/2 to 1 5/2, from 0 to 1 5. Observed: 2 pairs each way, so 4 x 25/4 = 25. Expected: 2 x (6 x 25/4 + 6 x 25/4 + 9 x
    25) = 600. Alpha: 1 - 7 x 25 / 600 = 17/24.
    """
    assert ordinal_alpha([(0, 0), (0.5, 1), (1, 1), (0, 0.5)]) == 17 / 24


def test_without_pairs_or_without_variation_there_is_no_alpha() -> None:
    without: list[list[tuple[float, ...]]] = [[], [()], [(1,), (0,)], [(0, 0), (0, 0)], [(0.5, 0.5), (1,), ()]]
    for units in without:
        assert ordinal_alpha(units) is None, units


@settings(max_examples=15)
@given(pairs)
def test_alpha_is_one_just_where_all_agree(given_pairs: list[tuple[float, float]]) -> None:
    alpha = ordinal_alpha(given_pairs)
    assert alpha is None or (-1 <= alpha <= 1 and (alpha == 1) == all(a == b for a, b in given_pairs))
