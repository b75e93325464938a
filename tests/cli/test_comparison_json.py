"""What is published of a comparison as JSON."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from assessment.cli.commands import json_text
from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.comparison.compare import compare
from assessment.domain.response import Voice
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.sourced import SourcedResponse
from assessment.tidy.comparison import comparison_data
from tests.support.comparisons import NEWER, everywhere, one

ABSENT, PARTIAL, IMPLEMENTED = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED


def published(*compared: SourcedResponse) -> dict[str, Any]:
    """The data as a program reads it."""
    data: dict[str, Any] = json.loads(json_text(comparison_data(compare(compared), COVERAGE_THRESHOLD)))
    return data


MINISTRY = one(
    "ministry.json",
    {"INV-01": IMPLEMENTED, "INV-02": ABSENT, "INV-03": PARTIAL, "INV-04": Rating.DONT_KNOW, "INV-05": ABSENT},
    country="TUR", organisation="Ministry", label="2026", date=dt.date(2026, 11, 24),
)  # fmt: skip
SHELTER = one(
    "shelter.json",
    {"INV-01": ABSENT, "INV-02": ABSENT, "INV-03": ABSENT, "INV-04": PARTIAL, "INV-05": PARTIAL},
    country="TUR", voice=Voice.CIVIL_SOCIETY, organisation="ملجأ", label="2026", date=dt.date(2026, 11, 24),
    anonymous=True,
)  # fmt: skip
LATER = one(
    "later.json",
    {"INV-01": Answer(PARTIAL, cause=Cause.JUDGEMENT_CHANGED), "INV-02": PARTIAL, "INV-03": PARTIAL, "INV-05": PARTIAL},
    country="TUR", organisation="Ministry", label="2027", date=dt.date(2027, 11, 24),
)  # fmt: skip


def test_a_comparison_is_published_with_all_its_parts() -> None:
    data = published(LATER, SHELTER, MINISTRY)
    assert list(data) == [
        "coverage_threshold", "common", "left_out", "countries", "responses", "themes", "own", "recommendations",
        "voices", "rounds", "differences",
    ]  # fmt: skip
    assert data["common"] == ["INV-01", "INV-02", "INV-03", "INV-05"]
    assert data["left_out"] == [
        {"id": "INV-04", "reason": "not_rated_by_all", "responses": ["ministry.json", "later.json"]}
    ]
    assert data["countries"] == ["TUR"]
    assert [response["name"] for response in data["responses"]] == ["ministry.json", "later.json", "shelter.json"]
    assert data["responses"][0] == {
        "name": "ministry.json",
        "country": "TUR",
        "voice": "state",
        "organisation": "Ministry",
        "round": {"label": "2026", "date": "2026-11-24"},
        "catalogue": {"id": "invented", "version": "1.0"},
    }
    assert data["recommendations"]["INV-04"] == {
        "ministry.json": "dont_know", "later.json": None, "shelter.json": "partial",
    }  # fmt: skip


def test_who_withholds_the_name_is_not_named() -> None:
    data = published(MINISTRY, SHELTER)
    assert data["responses"][1]["organisation"] is None
    assert "ملجأ" not in json.dumps(data, ensure_ascii=False)


def test_two_voices_are_published_with_what_they_disagree_on() -> None:
    (pair,) = published(MINISTRY, SHELTER)["voices"]
    assert pair == {
        "country": "TUR",
        "round": {"label": "2026", "date": "2026-11-24"},
        "first": "ministry.json",
        "second": "shelter.json",
        "common": 4,
        "agreement": 1 / 4,
        "alpha": pair["alpha"],
        "recommendations": {"INV-01": 1, "INV-02": 0, "INV-03": 0.5, "INV-05": -0.5},
        "strongly_contested": ["INV-01"],
        "contested": ["INV-03", "INV-05"],
        "first_only": [],
        "second_only": ["INV-04"],
    }
    assert isinstance(pair["alpha"], float)


def test_two_rounds_are_published_with_what_moved_and_why() -> None:
    (pair,) = published(MINISTRY, LATER)["rounds"]
    assert pair == {
        "country": "TUR",
        "earlier": "ministry.json",
        "later": "later.json",
        "movements": {"INV-01": "worsened", "INV-02": "improved", "INV-03": "unchanged", "INV-05": "improved"},
        "causes": {"INV-01": "judgement_changed", "INV-02": None, "INV-03": None, "INV-05": None},
    }


def test_differences_are_the_state_less_civil_society_and_the_later_less_the_earlier_round() -> None:
    between_voices, between_rounds = published(MINISTRY, SHELTER, LATER)["differences"]
    assert between_voices == {
        "between": "voices",
        "from": "shelter.json",
        "to": "ministry.json",
        "common": 4,
        # With each theme weighing the same they are level.
        "overall": {"points": 25, "within_one_answer": False, "survives": False},
        "themes": {
            "harbour": {"points": 50, "within_one_answer": False, "survives": True},
            "market": {"points": -50, "within_one_answer": False, "survives": True},
        },
    }
    assert (between_rounds["between"], between_rounds["from"], between_rounds["to"]) == (
        "rounds", "ministry.json", "later.json",
    )  # fmt: skip
    assert between_rounds["themes"]["market"] == {"points": 50, "within_one_answer": False, "survives": True}


def test_what_there_is_not_is_null() -> None:
    data = published(one("a", {"INV-01": ABSENT}), one("b", {"INV-02": ABSENT}, voice=Voice.CIVIL_SOCIETY))
    assert data["responses"][0]["organisation"] is None
    assert data["responses"][0]["round"] == {"label": "", "date": None}
    assert data["themes"]["harbour"]["a"]["score"] is None
    (pair,) = data["voices"]
    assert (pair["common"], pair["agreement"], pair["alpha"]) == (0, None, None)
    (difference,) = data["differences"]
    assert (difference["overall"], difference["themes"]) == (None, {"harbour": None, "market": None})


def test_versions_with_a_changed_text_say_what_is_left_out_and_because_of_whom() -> None:
    data = published(
        one("old", everywhere(ABSENT)), one("new", everywhere(ABSENT, NEWER), catalogue=NEWER, country="XAB")
    )
    assert data["left_out"] == [
        {"id": "INV-02", "reason": "text_differs", "responses": ["old"]},
        {"id": "INV-06", "reason": "not_in_every_version", "responses": ["old"]},
    ]
    assert data["recommendations"]["INV-06"] == {"old": None, "new": "absent"}
