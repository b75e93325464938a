"""What a comparison comes to, counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from assessment.domain.answer import Rating, RatingChange
from assessment.domain.comparison.findings import (
    ComparisonFindings,
    Counted,
    SparseResponses,
    find_comparison_findings,
)
from assessment.domain.comparison.ordering import sort_responses
from assessment.domain.response import Voice
from assessment.domain.sourced import SourcedResponse
from tests.support.catalogues import a_catalogue
from tests.support.comparisons import NEWER, one

ABSENT, PARTIAL, IMPLEMENTED, DONT_KNOW = Rating.ABSENT, Rating.PARTIAL, Rating.IMPLEMENTED, Rating.DONT_KNOW
TOWN = a_catalogue(
    themes={"harbour": 3, "market": 2}, items={"INV-02": {"red_line": True}, "INV-04": {"red_line": True}}
)


def given(*ratings: Rating | None) -> Mapping[str, Rating | None]:
    return dict(zip(TOWN.by_id, ratings, strict=False))


def state(name: str, country: str, *ratings: Rating | None, voice: Voice = Voice.STATE) -> SourcedResponse:
    return one(name, given(*ratings), catalogue=TOWN, country=country, voice=voice)


def round_of(name: str, year: int, *ratings: Rating | None) -> SourcedResponse:
    return one(name, given(*ratings), catalogue=TOWN, label=str(year), date=dt.date(year, 1, 1))


def find(*compared: SourcedResponse) -> ComparisonFindings:
    return find_comparison_findings(sort_responses(compared))


def counts(entries: tuple[Counted, ...]) -> list[tuple[str, int, int]]:
    return [(entry.recommendation.id, entry.count, entry.total) for entry in entries]


def test_gaps_that_all_share_are_absent_or_partial_in_every_response_red_lines_first() -> None:
    found = find(
        state("a", "ALB", ABSENT, PARTIAL, ABSENT, IMPLEMENTED, ABSENT),
        state("b", "BEN", PARTIAL, ABSENT, DONT_KNOW, ABSENT, IMPLEMENTED),
    )
    assert (found.responses, found.common, found.asked) == (2, 4, 5)
    assert [item.id for item in found.shared_gaps] == ["INV-02", "INV-01"]


def test_absent_red_lines_are_counted_among_those_that_rate_them() -> None:
    found = find(
        state("a", "ALB", IMPLEMENTED, ABSENT, None, ABSENT),
        state("b", "BEN", IMPLEMENTED, PARTIAL, None, ABSENT),
        state("c", "CAN", IMPLEMENTED, DONT_KNOW, ABSENT, PARTIAL),
    )
    assert found.red_lines == 2
    assert counts(found.absent_red_lines) == [("INV-04", 2, 3), ("INV-02", 1, 2)]


def test_the_state_and_civil_society_are_compared_pair_by_pair_on_what_both_rate() -> None:
    society = Voice.CIVIL_SOCIETY
    found = find(
        state("a", "ALB", IMPLEMENTED, PARTIAL, ABSENT),
        state("a, society", "ALB", ABSENT, ABSENT, DONT_KNOW, voice=society),
        state("b", "BEN", PARTIAL, PARTIAL, PARTIAL),
        state("b, society", "BEN", PARTIAL, ABSENT, PARTIAL, voice=society),
        state("c", "CAN", ABSENT),
    )
    assert found.voices is not None
    assert (found.voices.pairs, found.voices.common) == (2, 5)
    assert (found.voices.contested, found.voices.strongly_contested) == (3, 1)
    assert counts(found.voices.most_contested) == [("INV-02", 2, 2), ("INV-01", 1, 2)]


def test_what_moved_since_the_round_before_is_counted_and_the_worsened_named() -> None:
    found = find(
        round_of("first", 2024, IMPLEMENTED, ABSENT, PARTIAL, None),
        round_of("next", 2026, ABSENT, PARTIAL, PARTIAL, PARTIAL),
        round_of("last", 2028, ABSENT, ABSENT, None, PARTIAL),
    )
    assert found.rounds is not None
    assert found.rounds.pairs == 2
    assert found.rounds.movements == {
        RatingChange.IMPROVED: 1,
        RatingChange.WORSENED: 2,
        RatingChange.UNCHANGED: 3,
        RatingChange.NEWLY_RATED: 1,
        RatingChange.NO_LONGER_RATED: 1,
    }
    assert counts(found.rounds.worsened) == [("INV-02", 1, 2), ("INV-01", 1, 2)]


def test_without_a_second_voice_or_round_there_is_no_finding_about_them() -> None:
    found = find(state("a", "ALB", ABSENT), state("b", "BEN", ABSENT))
    assert found.voices is None
    assert found.rounds is None


def test_a_response_without_which_twice_as_many_would_be_common_is_sparse() -> None:
    full = [ABSENT, PARTIAL, ABSENT, IMPLEMENTED, ABSENT]
    two = [state("a", "ALB", *full), state("b", "BEN", *full)]
    found = find(*two, state("c", "CAN", PARTIAL))
    assert found.sparse == SparseResponses(("c",), 4)
    assert find(*two, state("c", "CAN", *full[:3])).sparse is None
    assert find(two[0], state("c", "CAN", PARTIAL)).sparse is None
    both = find(*two, state("c", "CAN", PARTIAL), state("d", "CHE", PARTIAL, ABSENT))
    assert both.sparse == SparseResponses(("c", "d"), 4)


def test_what_is_asked_in_other_words_is_no_finding() -> None:
    """The newer version words the second recommendation otherwise."""
    found = find(
        one("a", {"INV-01": ABSENT, "INV-02": ABSENT}, country="ALB"),
        one("b", {"INV-01": ABSENT, "INV-02": ABSENT}, catalogue=NEWER, country="BEN"),
    )
    assert [item.id for item in found.shared_gaps] == ["INV-01"]


def test_the_round_before_is_compared_though_it_is_not_among_the_responses() -> None:
    oldest, before = round_of("oldest", 2022, ABSENT, ABSENT), round_of("before", 2024, PARTIAL, ABSENT)
    now, other = round_of("now", 2026, ABSENT, PARTIAL), state("b", "BEN", PARTIAL, PARTIAL)
    assert find(now, other).rounds is None
    found = find_comparison_findings([now, other], [oldest, before])
    assert found.rounds == find(before, now, other).rounds
    assert (found.responses, found.common) == (2, 2)
