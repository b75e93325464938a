"""Two responses that a person can't tell apart are twins; anything that a list shows makes them different."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from assessment.domain.merging.matching import are_twins
from assessment.domain.model import Response, Round, Voice

ONE = Response("inv", "1", "NPL", Voice.STATE, "Ministry of Labour", Round("2026 baseline", dt.date(2026, 9, 1)))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"organisation": " ministry  of LABOUR"},
        {"organisation": "Ｍinistry of Labour"},
        {"round": Round("2026  Baseline ", dt.date(2026, 9, 1))},
        {"anonymous": True},
    ],
)
def test_case_spacing_and_width_make_no_difference(changes: dict[str, Any]) -> None:
    assert are_twins(ONE, replace(ONE, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"catalogue_id": "other"},
        {"catalogue_version": "2"},
        {"country": "KEN"},
        {"voice": Voice.OTHER},
        {"organisation": ""},
        {"organisation": "Ministry of Health"},
        {"round": Round("2027", dt.date(2026, 9, 1))},
        {"round": Round("2026 baseline", dt.date(2026, 9, 2))},
        {"round": Round("2026 baseline")},
    ],
)
def test_what_a_list_shows_makes_a_difference(changes: dict[str, Any]) -> None:
    assert not are_twins(ONE, replace(ONE, **changes))


def test_two_anonymous_organisations_are_different() -> None:
    assert not are_twins(replace(ONE, anonymous=True), replace(ONE, anonymous=True, organisation="Another"))
