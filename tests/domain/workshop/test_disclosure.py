"""What an anonymous workshop shows, and that no ballot follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessment.domain.model import Rating
from assessment.domain.workshop.consensus import Moved, agenda, moved, tally_ballots, tally_parts, vote_alpha
from assessment.domain.workshop.disclosure import (
    ANONYMITY_THRESHOLD,
    Figures,
    Reveal,
    TooFewParticipants,
    Withheld,
    disclose,
    require_participants,
    unanimity_warning,
)
from assessment.domain.workshop.model import VOTES, Ballot
from tests.domain.workshop.adversary import PublicReveal, Show, find_leaks
from tests.support.catalogues import a_catalogue

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


# What is shown


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


def test_one_part_alone_is_no_breakdown() -> None:
    assert shown(reveal(state="iiiiiii")).parts == {}


def test_a_late_ballot_isnt_shown_until_there_are_five() -> None:
    first = reveal(state="iiiii")
    assert disclose([first, reveal(state="iiiiia")])[-1] is Withheld.TOO_FEW_CHANGES
    later = reveal(state="iiiiiaaaaa")
    *_rest, now = disclose([first, reveal(state="iiiiia"), later])
    assert isinstance(now, Figures)
    assert (now.together.implemented, now.together.absent) == (5, 5)


def test_one_withdrawn_ballot_isnt_shown_as_missing() -> None:
    assert disclose([reveal(state="iiiiiia"), reveal(state="iiiiii ")])[-1] is Withheld.TOO_FEW_CHANGES


def test_who_votes_again_alone_isnt_shown_whether_they_changed_or_not() -> None:
    first = reveal(state="iiiiiipppp")
    for letter in "ia":
        assert disclose([first, reveal(state="iiiiiipppp", again={"state-0": letter})])[-1] is Withheld.TOO_FEW_CHANGES


def test_if_all_but_a_few_vote_again_nothing_is_shown() -> None:
    """What both results have in common could be those few."""
    again = {f"state-{place}": "p" for place in range(6)}
    assert disclose([reveal(state="iiiiiia"), reveal(state="iiiiiia", again=again)])[-1] is Withheld.TOO_FEW_CHANGES


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


def test_with_a_newcomer_to_the_second_vote_moved_isnt_shown() -> None:
    """If nobody moved, the second result less the first would be the newcomer's ballot."""
    found = shown(reveal(state="aaaaai"), reveal(2, state="aaaaaip"))
    assert found.moved is None
    assert found.together.rated == 7


def test_once_moved_is_shown_a_late_ballot_to_either_vote_waits_for_four_more() -> None:
    before = [reveal(state="aaaaa"), reveal(2, state="ppppp")]
    for vote in (1, 2):
        assert disclose([*before, reveal(vote, state="aaaaai")])[-1] is Withheld.TOO_FEW_CHANGES


def test_moved_compares_what_was_shown_and_not_what_was_withheld() -> None:
    found = disclose([reveal(state="aaaaa"), reveal(state="aaaaai"), reveal(2, state="ppppp")])
    assert isinstance(found[0], Figures)
    assert found[1] is Withheld.TOO_FEW_CHANGES
    assert isinstance(found[2], Figures)
    assert found[2].moved == Moved(raised=5, lowered=0, n=5)


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


def test_participants_are_warned_of_unanimity() -> None:
    assert "same answer" in unanimity_warning()


def test_a_reveal_is_of_one_recommendation_and_vote_and_has_one_ballot_of_each() -> None:
    one = Ballot("1", "INV-01", 1, PARTIAL)
    for other in (one, Ballot("2", "INV-02", 1, PARTIAL), Ballot("2", "INV-01", 2, PARTIAL)):
        with pytest.raises(ValueError, match="ballot"):
            Reveal(1, (one, other), {"1": "", "2": ""})


# That no ballot follows from it

TWO = (IMPLEMENTED, ABSENT)
THREE = (IMPLEMENTED, ABSENT, DONT_KNOW)


def by_the_rule(threshold: int) -> Show:
    return lambda reveals: str(disclose(reveals, threshold))


def public(vote: int, parts: str, *, present: str, recommendation: str = "INV-01") -> PublicReveal:
    """`parts="ssc"`: participants 0 and 1 are the State, 2 is civil society. `present="12 "`: how often each has voted;
    a space is a participant without a ballot."""
    return PublicReveal(
        recommendation,
        vote,
        {str(place): int(sign) for place, sign in enumerate(present) if sign != " "},
        {str(place): part for place, part in enumerate(parts)},
    )


def every_total(reveals: Sequence[Reveal]) -> str:
    """A weaker rule: each total of two ballots or more, whatever was shown before."""
    return str([tally_ballots(each.ballots) for each in reveals if len(each.ballots) > 1])


def every_part(reveals: Sequence[Reveal]) -> str:
    """A weaker rule: the total, and each part of two ballots or more, whatever remains."""
    (last,) = reveals
    parts = tally_parts(last.ballots, last.parts).items()
    return str((tally_ballots(last.ballots), {part: votes for part, votes in parts if votes.applicable > 1}))


def totals_and_moved(reveals: Sequence[Reveal]) -> str:
    """A weaker rule: moved, whoever voted only once."""
    first, second = reveals
    return every_total(reveals) + str(moved(first.ballots, second.ballots))


def each_for_itself(reveals: Sequence[Reveal]) -> str:
    """A weaker rule: each reveal is safe alone, whatever else was shown."""
    return str([disclose([each], 2) for each in reveals])


def each_with_the_one_before(reveals: Sequence[Reveal]) -> str:
    """A weaker rule: each reveal is safe together with the one before, whatever was shown earlier."""
    return str([disclose(reveals[max(0, place - 1) : place + 1], 2)[-1] for place in range(len(reveals))])


def votes_apart(reveals: Sequence[Reveal]) -> str:
    """A weaker rule: moved is shown once, and each vote is then looked at without the other."""
    apart = [disclose([each for each in reveals if each.vote == vote], 2) for vote in VOTES]
    return str((apart, moved(reveals[0].ballots, reveals[1].ballots)))


WEAKER_RULES: Mapping[str, tuple[Show, Sequence[PublicReveal]]] = {
    "a late ballot is the difference of two totals": (
        every_total,
        [public(1, "sss", present="11 "), public(1, "sss", present="111")],
    ),
    "a withdrawn ballot is the difference of two totals": (
        every_total,
        [public(1, "sss", present="111"), public(1, "sss", present=" 11")],
    ),
    "who votes again alone is what changes": (
        every_total,
        [public(1, "ssss", present="1111"), public(1, "ssss", present="2111")],
    ),
    "who alone doesn't vote again is what stays": (
        every_total,
        [public(1, "ssss", present="1111"), public(1, "ssss", present="1222")],
    ),
    "a hidden part is the total less the parts that are shown": (every_part, [public(1, "sscce", present="11111")]),
    "a newcomer is what nobody who moved explains": (
        totals_and_moved,
        [public(1, "sssss", present="1111 "), public(2, "sssss", present="11111")],
    ),
    "who is at one table with another voice follows from voices and tables": (
        each_for_itself,
        [public(1, "sssccc", present="111111"), public(1, "ssccdd", present="111111")],
    ),
    "two newcomers of two voices are the differences of two parts": (
        each_for_itself,
        [public(1, "sssccc", present="11 11 "), public(1, "sssccc", present="111111")],
    ),
    "three results together say what two of them don't": (
        each_with_the_one_before,
        [public(1, "ssss", present="1111"), public(1, "ssss", present="2211"), public(1, "ssss", present="2321")],
    ),
    "who comes late and stays while others go": (
        each_with_the_one_before,
        [public(1, "sssss", present="111  "), public(1, "sssss", present="11111"), public(1, "sssss", present="11  1")],
    ),
    "both votes together say what each alone doesn't": (
        votes_apart,
        [
            public(1, "ssss", present="1111"),
            public(2, "ssss", present="1111"),
            public(1, "ssss", present="2211"),
            public(2, "ssss", present="1221"),
        ],
    ),
}


@pytest.mark.parametrize("way", WEAKER_RULES)
def test_a_weaker_rule_lets_a_ballot_be_known_and_ours_does_not(way: str) -> None:
    weaker, workshop = WEAKER_RULES[way]
    ratings = THREE if len({sheet for each in workshop for sheet in each.sheets()}) < 8 else TWO
    assert find_leaks(workshop, weaker, 2, ratings)
    assert not find_leaks(workshop, by_the_rule(2), 2, ratings)


PARTS = ("ssss", "sscc", "sssc", "ssccc", "sscce", "scccc", "sssccc")


@st.composite
def workshops(draw: st.DrawFn, most_sheets: int) -> list[PublicReveal]:
    """Up to four reveals of two votes on one recommendation: people come late, vote again, withdraw, change tables."""
    people = draw(st.sampled_from(PARTS))
    revisions = {1: [0] * len(people), 2: [0] * len(people)}
    present = {1: [False] * len(people), 2: [False] * len(people)}
    workshop: list[PublicReveal] = []
    for vote in draw(st.sampled_from([(1,), (1, 1), (1, 1, 1), (1, 2), (1, 1, 2), (1, 2, 2), (1, 2, 1), (1, 1, 2, 2)])):
        is_new = not any(revisions[vote])
        habit = draw(st.sampled_from("gggg " if is_new else "g.. "))
        for place in range(len(people)):
            does = habit if draw(st.integers(0, 3)) else draw(st.sampled_from("g. "))
            if does == "g":
                revisions[vote][place] += 1
                present[vote][place] = True
            elif does == " ":
                present[vote][place] = False
        now = "".join(
            str(revision) if here else " " for revision, here in zip(revisions[vote], present[vote], strict=True)
        )
        parts = people if draw(st.integers(0, 5)) else "".join(draw(st.permutations(people)))
        workshop.append(public(vote, parts, present=now))
    assume(0 < len({sheet for each in workshop for sheet in each.sheets()}) <= most_sheets)
    return workshop


SEARCH = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


@SEARCH
@given(workshops(most_sheets=9))
def test_no_ballot_follows_from_what_is_shown_over_any_sequence_of_votes(workshop: list[PublicReveal]) -> None:
    assert not find_leaks(workshop, by_the_rule(2), 2, TWO)


@SEARCH
@given(workshops(most_sheets=6))
def test_no_ballot_follows_where_there_are_more_answers(workshop: list[PublicReveal]) -> None:
    assert not find_leaks(workshop, by_the_rule(2), 2, THREE)


@SEARCH
@given(workshops(most_sheets=9))
def test_no_two_ballots_follow_where_three_are_needed(workshop: list[PublicReveal]) -> None:
    assert not find_leaks(workshop, by_the_rule(3), 3, TWO)


@settings(deadline=None, max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from(["1111", "111 ", " 111", "11  ", "1   "]), st.sampled_from(["sscc", "sssc"])))
)
def test_no_ballot_follows_from_several_recommendations_with_their_alpha_and_agenda(
    votes: list[tuple[str, str]],
) -> None:
    catalogue = a_catalogue(items={"INV-02": {"red_line": True}})
    names = ["INV-01", "INV-02"]
    workshop = [
        public(1, parts, present=present, recommendation=name)
        for name, (present, parts) in zip(names, votes, strict=False)
    ]
    assume(workshop)

    def show(reveals: Sequence[Reveal]) -> str:
        found = dict(zip(names, (disclose([each], 2)[-1] for each in reveals), strict=False))
        figures = {name: each for name, each in found.items() if isinstance(each, Figures)}
        together = {name: each.together for name, each in figures.items()}
        order = [item.id for item in agenda(catalogue.recommendations, together)]
        by_voice = {
            voice: vote_alpha(each.parts[voice] for each in figures.values() if voice in each.parts) for voice in "sc"
        }
        return str((found, vote_alpha(together.values()), by_voice, order))

    assert not find_leaks(workshop, show, 2, TWO)
