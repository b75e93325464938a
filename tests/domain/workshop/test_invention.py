"""What invented participants vote: plausible, different by voice, the same for the same seed."""

from __future__ import annotations

from collections import Counter

from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.invention import InventedBallot, invent_ballot
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE

ITEMS = [f"GCM10-{number:02}" for number in range(1, 34)]
NUMBERS = range(1, 25)


def ballots(vote: int = FIRST_VOTE, voice: Voice | None = None, seed: int = 0) -> dict[str, list[InventedBallot]]:
    """Those of everybody who votes, by recommendation."""
    everybody = {item: [invent_ballot(seed, number, voice, item, vote) for number in NUMBERS] for item in ITEMS}
    return {item: [ballot for ballot in each if ballot] for item, each in everybody.items()}


def test_the_same_seed_gives_the_same_votes_and_another_one_others() -> None:
    assert ballots(seed=1) == ballots(seed=1)
    assert ballots(seed=1) != ballots(seed=2)


def test_a_few_abstain_and_every_rating_comes_up() -> None:
    found = [ballot for each in ballots().values() for ballot in each]
    assert 0 < len(ITEMS) * len(NUMBERS) - len(found) < 0.1 * len(ITEMS) * len(NUMBERS)
    assert set(Counter(ballot.rating for ballot in found)) == set(Rating)


def test_in_the_second_vote_who_voted_votes_again_and_comes_nearer_or_stays() -> None:
    moved = 0
    for item in ITEMS:
        for number in NUMBERS:
            first, second = (invent_ballot(0, number, Voice.STATE, item, vote) for vote in (FIRST_VOTE, SECOND_VOTE))
            assert (first is None) == (second is None)
            if first and second and first != second:
                assert second.rating is Rating.PARTIAL
                moved += 1
    assert moved > len(ITEMS)


def test_every_remark_says_that_it_is_invented() -> None:
    remarks = {ballot.remark for each in ballots().values() for ballot in each}
    assert "" in remarks
    assert len(remarks) > 5
    assert all(remark.endswith("(invented)") for remark in remarks - {""})
