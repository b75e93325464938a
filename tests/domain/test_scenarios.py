"""The scenarios in cases/scenarios, which anybody can read and add to (its README says how)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.response import Response
from assessment.domain.robustness import robustness
from assessment.domain.scoring import Grouping, Tally, tally_all, tally_by, theme_weighted
from assessment.labels.formatting import percent, score_with_n
from tests.support.cases import CASES, GCM10, rated_response
from tests.support.catalogues import a_catalogue

FILES = sorted((CASES / "scenarios").glob("*.yaml"))
RATINGS: dict[str, Rating | None] = {
    "implemented": Rating.IMPLEMENTED,
    "partial": Rating.PARTIAL,
    "absent": Rating.ABSENT,
    "not applicable": Rating.NOT_APPLICABLE,
    "don't know": Rating.DONT_KNOW,
    "not answered": None,
}
FIGURES: dict[str, Callable[[Tally], object]] = {
    "implemented": lambda tally: tally.implemented,
    "partial": lambda tally: tally.partial,
    "absent": lambda tally: tally.absent,
    "don't know": lambda tally: tally.dont_know,
    "not answered": lambda tally: tally.unanswered,
    "not applicable": lambda tally: tally.not_applicable,
    "rated": lambda tally: tally.rated,
    "applicable": lambda tally: tally.applicable,
    "score": lambda tally: tally.score,
    "coverage": lambda tally: tally.coverage,
    "low": lambda tally: tally.low,
    "high": lambda tally: tally.high,
    "enough is rated": lambda tally: tally.is_sufficient(),
    "shown": lambda tally: plain(score_with_n(tally)),
}
GROUPINGS = {"themes": Grouping.THEME} | {grouping.value: grouping for grouping in Grouping}


def plain(shown: str) -> str:
    return shown.replace("\N{NO-BREAK SPACE}", " ")


def meant(value: object) -> object:
    """A figure as it is written in a scenario: none, a fraction, a number, or words."""
    if value == "none":
        return None
    if isinstance(value, list):
        return [meant(item) for item in value]
    try:
        return value if isinstance(value, bool) else float(Fraction(str(value)))
    except ValueError:
        return value


def read_scenario(scenario: Mapping[str, Any]) -> tuple[Catalogue, Response]:
    if "catalogue" in scenario:
        assert scenario.keys() <= {"title", "why", "catalogue", "asked", "ratings", "all others", "expected"}
        assert scenario["catalogue"] == GCM10.id
        given = dict.fromkeys(GCM10.by_id, scenario["all others"]) | scenario.get("ratings", {})
        assert given.keys() == GCM10.by_id.keys()
        response = rated_response(GCM10, {key: RATINGS[rating] for key, rating in given.items()})
        return GCM10, replace(response, asked=frozenset(scenario["asked"]) if "asked" in scenario else None)
    assert scenario.keys() == {"title", "why", "themes", "recommendations", "expected"}
    lines = scenario["recommendations"]
    sizes = Counter(line["theme"] for line in lines.values())
    catalogue = a_catalogue(
        themes={theme: sizes[theme] for theme in scenario["themes"]},
        items={key: _item(line) for key, line in lines.items()},
    )
    assert list(catalogue.by_id) == list(lines)
    return catalogue, rated_response(catalogue, {key: RATINGS[line["rating"]] for key, line in lines.items()})


def _item(line: Mapping[str, Any]) -> dict[str, object]:
    names = {
        "theme": "theme",
        "mandate": "mandate",
        "asks": "asks",
        "red line": "red_line",
        "populations": "populations",
    }
    names |= {"same as": "counts_once_with"}
    assert line.keys() <= {*names, "rating"}
    return {name: line[word] for word, name in names.items() if word in line}


def found_under(name: str, catalogue: Catalogue, response: Response) -> object:
    """What comes out under one of the names of `expected`, beside the tallies."""
    ordered = gaps(catalogue, response)
    findings = robustness(catalogue, response)
    weighted = theme_weighted(tally_by(catalogue, response, Grouping.THEME))
    match name:
        case "theme weighted":
            return weighted
        case "theme weighted, shown":
            return plain(percent(weighted))
        case "gaps":
            return [gap.recommendation.id for gap in ordered]
        case "red lines":
            return [gap.recommendation.id for gap in red_lines(ordered)]
        case "information gaps":
            return [item.id for item in information_gaps(catalogue, response)]
        case "range of the overall":
            return findings.overall and [findings.overall.low, findings.overall.high]
        case "leading gaps that survive":
            return list(findings.gaps_kept)
        case "leading gaps that don't":
            return list(findings.gaps_lost)
        case _:
            raise ValueError(f"A scenario expects “{name}”, and nothing has that name.")


def check_tally(expected: Mapping[str, Any], tally: Tally) -> None:
    assert {name: FIGURES[name](tally) for name in expected} == {name: meant(value) for name, value in expected.items()}


def check_scenario(path: Path) -> None:
    scenario = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert scenario["title"]
    assert scenario["why"]
    assert scenario["expected"], "a scenario expects something"
    catalogue, response = read_scenario(scenario)
    for name, expected in scenario["expected"].items():
        if name == "overall":
            check_tally(expected, tally_all(catalogue, response))
        elif name in GROUPINGS:
            tallies = tally_by(catalogue, response, GROUPINGS[name])
            for group, figures in expected.items():
                check_tally(figures, tallies[group])
        elif name == "asked by":
            assert {key: catalogue.asked_by[key] for key in expected} == expected
        else:
            assert found_under(name, catalogue, response) == meant(expected)


def check_files(paths: Sequence[Path], check: Callable[[Path], None]) -> None:
    """Check every file; where some don't come out, each is named with what does."""
    failed: list[str] = []
    for path in paths:
        try:
            check(path)
        except (AssertionError, LookupError, ValueError) as error:
            failed.append(f"{path.name}: {error}")
    assert not failed, "\n".join(failed)


def test_each_scenario_comes_out_as_its_file_says() -> None:
    assert len(FILES) > 1
    check_files(FILES, check_scenario)


def test_a_name_that_nothing_has_is_no_expectation() -> None:
    with pytest.raises(ValueError, match="nothing has that name"):
        found_under("gap", GCM10, rated_response(GCM10, {}))
