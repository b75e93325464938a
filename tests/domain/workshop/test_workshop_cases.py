"""The workshops in cases/workshops, which anybody can read and add to (its README says how)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.response import Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import (
    mode_share,
    moved,
    sort_by_division,
    spread,
    tally_ballots,
    tally_parts,
    vote_alpha,
)
from assessment.domain.workshop.disclosure import Figures, Reveal, disclose
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, Ballot
from tests.domain.test_scenarios import RATINGS
from tests.support.cases import CASES
from tests.support.catalogues import a_catalogue

FILES = sorted((CASES / "workshops").glob("*.yaml"))
WORDS = {rating: word for word, rating in RATINGS.items()}
Votes = Mapping[str, Mapping[int, tuple[Ballot, ...]]]


def read_rating(word: str) -> Rating:
    rating = RATINGS[word]
    assert rating is not None, word
    return rating


def read_voices(case: Mapping[str, Any]) -> dict[str, str]:
    return {name: Voice(voice.replace(" ", "_")).replace("_", " ") for name, voice in case["participants"].items()}


def read_votes(case: Mapping[str, Any]) -> Votes:
    assert all(line.keys() <= {"first", "second", "red line"} for line in case["recommendations"].values())
    return {
        key: {
            vote: tuple(
                Ballot(name, key, vote, read_rating(word))
                for name, word in line.get(column, {}).items()
                if name in case["participants"] or pytest.fail(f"{name} takes no part")
            )
            for vote, column in ((FIRST_VOTE, "first"), (SECOND_VOTE, "second"))
        }
        for key, line in case["recommendations"].items()
    }


def read_recommendations(case: Mapping[str, Any]) -> tuple[Recommendation, ...]:
    lines = case["recommendations"]
    items = {key: {"red_line": line.get("red line", False)} for key, line in lines.items()}
    catalogue = a_catalogue(themes={"harbour": len(lines)}, items=items)
    assert list(catalogue.by_id) == list(lines)
    return catalogue.recommendations


def read_reveal(case: Mapping[str, Any]) -> Reveal:
    given = [
        (voice, read_rating(word))
        for voice, line in case["ballots"].items()
        for word, count in line.items()
        for _number in range(count)
    ]
    ballots = tuple(Ballot(str(place), "INV-01", FIRST_VOTE, rating) for place, (_voice, rating) in enumerate(given))
    return Reveal(FIRST_VOTE, ballots, {str(place): voice for place, (voice, _rating) in enumerate(given)})


def counts(votes: Tally | None) -> dict[str, int] | None:
    """A distribution as a case writes it: without what nobody answers."""
    if votes is None:
        return None
    return {WORDS[rating]: count for rating in Rating if (count := getattr(votes, rating.value))}


def by_part(parts: Mapping[str, Tally]) -> dict[str, object]:
    return {part: counts(votes) for part, votes in parts.items()}


def of_one(name: str, first: tuple[Ballot, ...], second: tuple[Ballot, ...], voices: Mapping[str, str]) -> object:
    """What comes out for one recommendation under one of the names of `expected`."""
    share = mode_share(tally_ballots(first))
    match name:
        case "first vote":
            return counts(tally_ballots(first))
        case "second vote":
            return counts(tally_ballots(second))
        case "first vote by voice":
            return by_part(tally_parts(first, voices))
        case "mode":
            return share and [WORDS[rating] for rating in share.ratings]
        case "mode share":
            return share and share.share
        case "n":
            assert share is None or share.n == spread(tally_ballots(first)).n
            return spread(tally_ballots(first)).n
        case "spread":
            return spread(tally_ballots(first)).value
        case "spread of the second vote":
            return spread(tally_ballots(second)).value
        case "moved":
            return asdict(moved(first, second))
        case _:
            raise ValueError(f"A case expects “{name}” of a recommendation, and nothing has that name.")


def of_all(name: str, case: Mapping[str, Any]) -> object:
    """What comes out for all recommendations."""
    firsts = {key: votes[FIRST_VOTE] for key, votes in read_votes(case).items()}
    voices = read_voices(case)
    match name:
        case "agenda":
            tallies = {key: tally_ballots(ballots) for key, ballots in firsts.items()}
            return [item.id for item in sort_by_division(read_recommendations(case), tallies)]
        case "alpha":
            return asdict(vote_alpha(map(tally_ballots, firsts.values())))
        case "alpha by voice":
            parts = [tally_parts(ballots, voices) for ballots in firsts.values()]
            return {
                voice: asdict(vote_alpha(each[voice] for each in parts if voice in each))
                for voice in sorted(set(voices.values()))
            }
        case _:
            raise ValueError(f"A case expects “{name}”, and nothing has that name.")


def of_anonymous(name: str, reveal: Reveal) -> object:
    """What comes out for a vote of an anonymous workshop."""
    (found,) = disclose([reveal])
    if not isinstance(found, Figures):
        return None
    match name:
        case "shown together":
            return counts(found.together)
        case "shown by voice":
            return by_part(found.parts)
        case "shown as others":
            return counts(found.others)
        case _:
            raise ValueError(f"A case expects “{name}”, and nothing has that name.")


def meant(value: object) -> object:
    """Figures as they are written in a case, wherever they stand in it, exact."""
    match value:
        case "none":
            return None
        case dict():
            return {key: meant(item) for key, item in value.items()}
        case list():
            return value
        case _:
            return Fraction(str(value))


def exact(value: object) -> object:
    """A figure to be compared with an exact one; alpha is a float and is compared as such."""
    match value:
        case dict():
            return {key: exact(item) for key, item in value.items()}
        case float():
            return Fraction(value).limit_denominator(1_000_000)
        case _:
            return value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_workshop_comes_out_as_its_file_says(path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert case["title"]
    assert case["why"]
    assert case["expected"], "a case expects something"
    for name, expected in case["expected"].items():
        if "ballots" in case:
            assert case.keys() == {"title", "why", "ballots", "expected"}
            assert of_anonymous(name, read_reveal(case)) == meant(expected)
        elif name in case["recommendations"]:
            votes = read_votes(case)[name]
            found = {
                figure: of_one(figure, votes[FIRST_VOTE], votes[SECOND_VOTE], read_voices(case)) for figure in expected
            }
            assert found == meant(expected)
        else:
            assert case.keys() == {"title", "why", "participants", "recommendations", "expected"}
            assert exact(of_all(name, case)) == meant(expected)
