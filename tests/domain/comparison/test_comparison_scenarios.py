"""The comparisons in cases/comparisons, which anybody can read and add to (its README says how)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import Comparison, compare
from assessment.domain.comparison.rounds import RoundPair, round_pairs
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.response import Voice
from assessment.domain.sourced import SourcedResponse
from tests.domain.test_scenarios import RATINGS, check_files, meant
from tests.support.cases import CASES
from tests.support.catalogues import a_catalogue
from tests.support.comparisons import one

FILES = sorted((CASES / "comparisons").glob("*.yaml"))
OF_AN_ITEM = {"theme": "theme", "asks": "asks", "red line": "red_line"}


def read_comparison(scenario: Mapping[str, Any]) -> list[SourcedResponse]:
    assert scenario.keys() == {"title", "why", "themes", "responses", "recommendations", "expected"}
    lines: Mapping[str, Mapping[str, Any]] = scenario["recommendations"]
    assert all(line.keys() <= {*OF_AN_ITEM, *scenario["responses"]} for line in lines.values())
    sizes = Counter(line["theme"] for line in lines.values())
    catalogue = a_catalogue(
        themes={theme: sizes[theme] for theme in scenario["themes"]},
        items={
            key: {OF_AN_ITEM[word]: line[word] for word in OF_AN_ITEM if word in line} for key, line in lines.items()
        },
    )
    assert list(catalogue.by_id) == list(lines)
    return [_response(name, line, catalogue, lines) for name, line in scenario["responses"].items()]


def _response(
    name: str, line: Mapping[str, Any], catalogue: Catalogue, lines: Mapping[str, Mapping[str, Any]]
) -> SourcedResponse:
    assert line.keys() <= {"country", "voice", "organisation", "round", "date"}
    return one(
        name,
        {key: RATINGS[said[name]] for key, said in lines.items() if name in said},
        catalogue=catalogue,
        country=line["country"],
        voice=Voice(line["voice"].replace(" ", "_")),
        organisation=line.get("organisation", ""),
        label=line.get("round", ""),
        date=line.get("date"),
    )


def found_under(name: str, found: Comparison) -> object:
    """What comes out under one of the names of `expected`."""
    match name:
        case "order":
            return [each.name for each in found.responses]
        case "countries":
            return list(found.countries)
        case "common":
            return [item.id for item in found.common.items]
        case "left out":
            return {entry.recommendation_id: list(entry.names) for entry in found.common.left_out}
        case "scores on what is common":
            return {
                theme: {name: tally.score for name, tally in tallies.items()}
                for theme, tallies in found.tallies.items()
            }
        case "voices":
            return [_voices(pair) for pair in voice_pairs(found.responses)]
        case "rounds":
            return [_rounds(pair) for pair in round_pairs(found.responses)]
        case _:
            raise ValueError(f"A comparison expects “{name}”, and nothing has that name.")


def _voices(pair: VoicePair) -> dict[str, object]:
    return {
        "first": pair.first.name,
        "second": pair.second.name,
        "differences": {row.recommendation.id: row.difference for row in pair.common},
        "agenda": [entry.recommendation.id for entry in pair.agenda],
        "strongly contested": [entry.recommendation.id for entry in pair.strongly_contested],
        "contested": [entry.recommendation.id for entry in pair.contested],
        "only the first rates": [row.recommendation.id for row in pair.first_only],
        "only the second rates": [row.recommendation.id for row in pair.second_only],
        "agreement": pair.agreement,
        "alpha": pair.alpha,
    }


def _rounds(pair: RoundPair) -> dict[str, object]:
    return {
        "earlier": pair.earlier.name,
        "later": pair.later.name,
        "movements": {key: movement.replace("_", " ") for key, movement in pair.movements.items()},
    }


def all_meant(value: object) -> object:
    """Figures as they are written in a scenario, wherever they stand in it."""
    if isinstance(value, dict):
        return {key: all_meant(item) for key, item in value.items()}
    if isinstance(value, list):
        return [all_meant(item) for item in value]
    return meant(value)


def check_comparison(path: Path) -> None:
    scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert scenario["title"]
    assert scenario["why"]
    assert scenario["expected"], "a scenario expects something"
    found = compare(read_comparison(scenario))
    for name, expected in scenario["expected"].items():
        assert found_under(name, found) == all_meant(expected)


def test_each_comparison_comes_out_as_its_file_says() -> None:
    assert len(FILES) > 1
    check_files(FILES, check_comparison)


def test_a_name_that_nothing_has_is_no_expectation() -> None:
    scenario = yaml.safe_load(FILES[0].read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="nothing has that name"):
        found_under("ranking", compare(read_comparison(scenario)))
