"""The votes of six people in docs/method.md: every figure is the one that the software computes."""

from __future__ import annotations

import re

from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.consensus import mode_share, moved, spread, tally_ballots
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD
from assessment.domain.workshop.model import VOTES, Ballot
from assessment.labels.codes import rating_word, voice_word
from tests.support.documents import code_blocks, document, in_one_line, section, table

METHOD = section(document("method.md"), "Votes of a workshop")
EXAMPLE = section(METHOD, "Six people vote")
ROWS = table(EXAMPLE)
SAID = in_one_line(EXAMPLE)
WORDS = {rating_word(rating): rating for rating in Rating}
NUMBERS = ("none", "one", "two", "three", "four", "five", "six")
FIRST, SECOND = ([Ballot(row[0], "INV-01", vote, WORDS[row[1 + vote]]) for row in ROWS] for vote in VOTES)


def test_the_participants_have_voices_of_the_software() -> None:
    assert {row[1] for row in ROWS} <= {voice_word(voice) for voice in Voice}
    assert len(ROWS) == 6


def test_the_most_frequent_rating_is_the_one_that_is_named() -> None:
    found = mode_share(tally_ballots(FIRST))
    assert found is not None
    (mode,) = found.ratings
    assert f"{NUMBERS[found.n]} rate, and the most frequent rating is *{mode.value}*" in SAID
    assert f"the mode share is {found.share * found.n} of {found.n}." in SAID


def test_the_spreads_are_those_of_the_two_votes() -> None:
    first, second = spread(tally_ballots(FIRST)), spread(tally_ballots(SECOND))
    (said,) = code_blocks(EXAMPLE)
    results = re.findall(r"= (\d\.\d+)$", said, re.MULTILINE)
    assert first.value is not None
    assert second.value is not None
    assert results == [f"{float(first.value):g}", f"{float(second.value):.2f}"]
    for vote, line in zip((first, second), said.splitlines(), strict=True):
        assert line.split(") / ")[1].startswith(f"{vote.n * (vote.n - 1) // 2} =")


def test_the_steps_of_the_spread_are_the_pairs_of_the_first_vote() -> None:
    votes = tally_ballots(FIRST)
    near = votes.partial * (votes.implemented + votes.absent)
    far = votes.implemented * votes.absent
    pairs = (NUMBERS[count] for count in (far, near))
    assert "{} are two steps apart (*implemented* and *absent*) and {} are one step apart".format(*pairs) in SAID
    assert f"spread = ({far} × 1 + {near} × 1/2) / 10" in EXAMPLE


def test_who_moved_is_who_rated_differently_in_both_votes() -> None:
    found = moved(FIRST, SECOND)
    raised, lowered, n = (NUMBERS[count] for count in (found.raised, found.lowered, found.n))
    assert f"Of the {n} who rated in both, {raised} moved up and {lowered} moved down." in SAID


def test_the_threshold_of_anonymous_workshops_is_the_one_that_is_named() -> None:
    said = in_one_line(section(METHOD, "Anonymous workshops"))
    assert f"It needs {NUMBERS[ANONYMITY_THRESHOLD]} participants or more" in said
    assert set(re.findall(r"(?:fewer than|of) (\w+) (?:ballots|people|or more)", said)) == {
        NUMBERS[ANONYMITY_THRESHOLD]
    }
