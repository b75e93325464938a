"""That no ballot follows from what an anonymous workshop shows, whatever the sequence of votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assessment.domain.answer import Rating
from assessment.domain.workshop.consensus import moved, sort_by_division, tally_ballots, tally_parts, vote_alpha
from assessment.domain.workshop.disclosure import Figures, Reveal, disclose
from assessment.domain.workshop.model import VOTES
from tests.domain.workshop.adversary import PublicReveal, Show, find_leaks
from tests.support.catalogues import a_catalogue

TWO = (Rating.IMPLEMENTED, Rating.ABSENT)
THREE = (Rating.IMPLEMENTED, Rating.ABSENT, Rating.DONT_KNOW)


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
    """A weaker rule: moved, if somebody voted only once."""
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
            public(2, "ssss", present="11  "),
            public(1, "ssss", present="1212"),
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


SEARCH = settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])


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


@settings(max_examples=10)
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
        order = [item.id for item in sort_by_division(catalogue.recommendations, together)]
        by_voice = {
            voice: vote_alpha(each.parts[voice] for each in figures.values() if voice in each.parts) for voice in "sc"
        }
        return str((found, vote_alpha(together.values()), by_voice, order))

    assert not find_leaks(workshop, show, 2, TWO)
