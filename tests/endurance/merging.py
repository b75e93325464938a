"""What holds for all files that come back, for more of them than a test takes each time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings

from tests.domain.merging import test_merge as merging

NUMBER = 1_000
PROPERTIES = (
    merging.test_whatever_a_file_says_of_its_own_goes_in_or_is_in_a_conflict,
    merging.test_what_nobody_speaks_of_stays,
    merging.test_the_order_of_the_files_makes_no_difference,
    merging.test_files_that_were_taken_in_change_nothing_when_they_come_again,
    merging.test_files_one_by_one_and_all_at_once_give_the_same_where_nothing_is_in_conflict,
    merging.test_every_side_of_every_conflict_can_be_taken_and_counts_add_up,
)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
def test_it_holds_for_a_thousand_ways_in_which_files_come_back(holds: Callable[..., Any]) -> None:
    settings(max_examples=NUMBER)(given(merging.arrivals())(holds.hypothesis.inner_test))()  # type: ignore[attr-defined]
