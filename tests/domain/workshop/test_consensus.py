"""The figures of a workshop, held against a second computation that goes pair by pair and person by person."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assessment.domain.answer import Rating
from assessment.domain.comparison.agreement import ordinal_alpha
from assessment.domain.scoring import Tally, tally
from assessment.domain.workshop.consensus import (
    Alpha,
    ModeShare,
    Moved,
    Spread,
    mode_share,
    moved,
    sort_by_division,
    spread,
    tally_ballots,
    tally_parts,
    vote_alpha,
)
from assessment.domain.workshop.model import Ballot
from tests.support.catalogues import a_catalogue

HALVES = {Rating.ABSENT: 0, Rating.PARTIAL: 1, Rating.IMPLEMENTED: 2}
PEOPLE = "abcdefgh"
room = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(Rating))
rooms = st.lists(room, max_size=5)


def ballots(given_ratings: dict[str, Rating], vote: int = 1) -> list[Ballot]:
    return [Ballot(person, "INV-01", vote, rating) for person, rating in given_ratings.items()]


def rated(given_ratings: dict[str, Rating]) -> list[int]:
    return [HALVES[rating] for rating in given_ratings.values() if rating in HALVES]


def spread_pair_by_pair(values: Sequence[int]) -> Fraction | None:
    apart = [Fraction(abs(one - other), 2) for one, other in combinations(values, 2)]
    return sum(apart, Fraction()) / len(apart) if apart else None


@given(room)
def test_the_spread_is_that_of_all_pairs(given_ratings: dict[str, Rating]) -> None:
    found, of_all = spread(tally_ballots(ballots(given_ratings))), spread_pair_by_pair(rated(given_ratings))
    # Where only those differ who don't rate, nobody says that all are alike.
    differ_elsewhere = of_all == 0 and len(rated(given_ratings)) < len(given_ratings)
    assert found == Spread(None if differ_elsewhere else of_all, len(rated(given_ratings)))
    assert found.value is None or 0 <= found.value <= 1


@given(room)
def test_the_mode_is_what_no_other_rating_is_more_frequent_than(given_ratings: dict[str, Rating]) -> None:
    found = mode_share(tally_ballots(ballots(given_ratings)))
    values = rated(given_ratings)
    if not values:
        assert found is None
        return
    most = max(values.count(value) for value in values)
    modes = tuple(rating for rating in Rating if rating in HALVES and values.count(HALVES[rating]) == most)
    assert found == ModeShare(modes, Fraction(most, len(values)), len(values))


@given(room, room)
def test_moved_is_counted_person_by_person(before: dict[str, Rating], after: dict[str, Rating]) -> None:
    raised = lowered = n = 0
    for person in PEOPLE:
        if before.get(person) in HALVES and after.get(person) in HALVES:
            n += 1
            raised += HALVES[before[person]] < HALVES[after[person]]
            lowered += HALVES[before[person]] > HALVES[after[person]]
    found = moved(ballots(before), ballots(after, 2))
    assert found == Moved(raised, lowered, n)
    assert found.changed == raised + lowered <= n
    assert moved(ballots(after), ballots(before, 2)) == Moved(lowered, raised, n)


@given(room, st.lists(st.sampled_from(["state", "civil", ""]), min_size=len(PEOPLE), max_size=len(PEOPLE)))
def test_the_parts_add_up_to_the_whole(given_ratings: dict[str, Rating], chosen: list[str]) -> None:
    parts = tally_parts(ballots(given_ratings), dict(zip(PEOPLE, chosen, strict=True)))
    assert sum(parts.values(), Tally()) == tally_ballots(ballots(given_ratings)) == tally(given_ratings.values())
    assert list(parts) == sorted(parts)
    assert all(votes.applicable + votes.not_applicable for votes in parts.values())


@given(rooms)
def test_alpha_is_that_of_what_two_or_more_rate(votes: list[dict[str, Rating]]) -> None:
    units = [values for each in votes if len(values := rated(each)) > 1]
    found = vote_alpha(tally_ballots(ballots(each)) for each in votes)
    assert found == Alpha(ordinal_alpha(units), len(units), sum(map(len, units)))


@given(st.lists(st.tuples(room, st.booleans()), min_size=1, max_size=6))
def test_on_the_agenda_nothing_stands_before_what_should_come_first(
    votes: list[tuple[dict[str, Rating], bool]],
) -> None:
    names = [f"INV-{number:02}" for number in range(1, len(votes) + 1)]
    catalogue = a_catalogue(
        themes={"harbour": len(votes)},
        items={name: {"red_line": red_line} for name, (_votes, red_line) in zip(names, votes, strict=True)},
    )
    given_votes = {name: each for name, (each, _red_line) in zip(names, votes, strict=True)}
    tallies = {name: tally_ballots(ballots(each)) for name, each in given_votes.items() if each}
    found = sort_by_division(catalogue.recommendations, tallies)
    assert sorted(item.id for item in found) == names

    def comes_first(one: str, other: str) -> bool:
        for figure in (urgency, width, unknowns):
            if figure(one) != figure(other):
                return figure(one) > figure(other)
        return names.index(one) < names.index(other)

    def urgency(name: str) -> bool:
        said = set(given_votes[name].values())
        return catalogue.by_id[name].red_line and not said.isdisjoint({Rating.ABSENT, Rating.PARTIAL})

    def width(name: str) -> Fraction:
        return spread_pair_by_pair(rated(given_votes[name])) or Fraction()

    def unknowns(name: str) -> int:
        return list(given_votes[name].values()).count(Rating.DONT_KNOW)

    assert all(comes_first(one.id, other.id) for one, other in combinations(found, 2))
