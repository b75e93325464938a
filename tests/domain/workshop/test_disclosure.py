"""What an anonymous workshop shows of its votes. That no ballot follows from it is in `test_anonymity`."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assessment.domain.answer import Rating
from assessment.domain.workshop.consensus import Moved, tally_ballots
from assessment.domain.workshop.disclosure import (
    ANONYMITY_THRESHOLD,
    Figures,
    Reveal,
    TooFewParticipants,
    Withheld,
    disclose,
    require_participants,
)
from assessment.domain.workshop.model import Ballot

IMPLEMENTED, PARTIAL, ABSENT, DONT_KNOW = Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.DONT_KNOW
LETTERS = {"i": IMPLEMENTED, "p": PARTIAL, "a": ABSENT, "?": DONT_KNOW, "-": Rating.NOT_APPLICABLE}


def reveal(vote: int = 1, again: Mapping[str, str] | None = None, **parts: str) -> Reveal:
    """`state="iip"` are three ballots of state-0, state-1 and state-2; a space is somebody who hasn't voted.

    `again` names who has voted once more than at first, and what.
    """
    given = {f"{part}-{place}": letter for part, letters in parts.items() for place, letter in enumerate(letters)}
    changed = again or {}
    ballots = [
        Ballot(participant, "INV-01", vote, LETTERS[letter], revision=1 + (participant in changed))
        for participant, letter in (given | dict(changed)).items()
        if letter != " "
    ]
    return Reveal(vote, tuple(ballots), {participant: participant.split("-")[0] for participant in given})


def shown(*reveals: Reveal) -> Figures:
    """What is shown at the last of these reveals."""
    last = disclose(reveals)[-1]
    assert isinstance(last, Figures)
    return last


def test_fewer_than_five_ballots_are_not_shown() -> None:
    assert disclose([reveal(state="iipa")]) == (Withheld.TOO_FEW_BALLOTS,)
    assert shown(reveal(state="iipa?")).together == tally_ballots(reveal(state="iipa?").ballots)


def test_a_vote_without_ballots_is_shown_as_such() -> None:
    assert shown(reveal(state="   ")).together.applicable == 0


def test_parts_of_five_or_more_are_shown_each() -> None:
    found = shown(reveal(state="iiiip", civil="aaaap"))
    assert {part: (votes.implemented, votes.absent) for part, votes in found.parts.items()} == {
        "civil": (0, 4),
        "state": (4, 0),
    }
    assert found.others is None


def test_small_parts_are_shown_as_others_if_they_are_five_together() -> None:
    found = shown(reveal(state="iiiip", institution="aaa", agency="pp"))
    assert list(found.parts) == ["state"]
    assert found.others is not None
    assert (found.others.absent, found.others.partial) == (3, 2)


def test_a_small_part_takes_the_smallest_of_the_others_with_it() -> None:
    """Without civil society, the institution's ballots would be the total less the State and civil society."""
    found = shown(reveal(state="iiiiii", civil="ppppp", institution="aa"))
    assert list(found.parts) == ["state"]
    assert found.others is not None
    assert (found.others.partial, found.others.absent) == (5, 2)


def test_if_all_would_be_others_nothing_is_broken_down() -> None:
    found = shown(reveal(state="iiiii", civil="aaaa"))
    assert (found.parts, found.others) == ({}, None)
    assert (found.together.implemented, found.together.absent) == (5, 4)


def test_a_late_ballot_isnt_shown_until_there_are_five() -> None:
    first = reveal(state="iiiii")
    assert disclose([first, reveal(state="iiiiia")])[-1] is Withheld.TOO_FEW_CHANGES
    later = reveal(state="iiiiiaaaaa")
    *_rest, now = disclose([first, reveal(state="iiiiia"), later])
    assert isinstance(now, Figures)
    assert (now.together.implemented, now.together.absent) == (5, 5)


def test_if_everybody_votes_again_it_is_shown() -> None:
    again = {f"state-{place}": "p" for place in range(7)}
    assert shown(reveal(state="iiiiiia"), reveal(state="iiiiiia", again=again)).together.partial == 7


def test_a_vote_opened_again_in_which_nobody_votes_is_shown_as_it_was() -> None:
    first = reveal(state="iiiiip", civil="aaaaap")
    assert disclose([first, first])[0] == disclose([first, first])[1]


def test_where_too_few_of_a_part_are_new_only_the_whole_is_shown() -> None:
    found = shown(reveal(state="iiiii", civil="aaaaa"), reveal(state="iiiiippp", civil="aaaaapp"))
    assert found.parts == {}
    assert (found.together.partial, found.together.rated) == (5, 15)


def test_moved_is_shown_where_the_same_people_voted_twice() -> None:
    found = shown(reveal(state="aaaap", civil="iiiip"), reveal(2, state="appap", civil="iiiia"))
    assert found.moved == Moved(raised=2, lowered=1, n=10)
    assert list(found.parts) == ["civil", "state"]


def test_what_was_shown_stays_as_it_was_shown() -> None:
    reveals = [reveal(state="aaaaa", civil="iiiii"), reveal(state="aaaaap"), reveal(2, state="ppppp"), reveal(2)]
    for count in range(len(reveals)):
        assert disclose(reveals)[:count] == disclose(reveals[:count])


def test_remarks_stand_apart_from_ratings_in_an_order_that_says_nothing() -> None:
    remarks = ["The law has no decree.", "", "Ask the port.", "Ask the port.", "Nobody pays."]
    ballots = tuple(Ballot(str(place), "INV-01", 1, PARTIAL, remark) for place, remark in enumerate(remarks))
    parts = {ballot.participant: "state" for ballot in ballots}
    expected = ("Ask the port.", "Ask the port.", "Nobody pays.", "The law has no decree.")
    assert shown(Reveal(1, ballots, parts)).remarks == shown(Reveal(1, ballots[::-1], parts)).remarks == expected


def test_an_anonymous_workshop_needs_five_participants() -> None:
    require_participants(ANONYMITY_THRESHOLD)
    with pytest.raises(TooFewParticipants, match=r"at least 5 participants, and this one has 4\. Wait for more"):
        require_participants(4)


def test_a_reveal_is_of_one_recommendation_and_vote_and_has_one_ballot_of_each() -> None:
    one = Ballot("1", "INV-01", 1, PARTIAL)
    for other in (one, Ballot("2", "INV-02", 1, PARTIAL), Ballot("2", "INV-01", 2, PARTIAL)):
        with pytest.raises(ValueError, match="ballot"):
            Reveal(1, (one, other), {"1": "", "2": ""})
