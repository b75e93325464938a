"""What a database counts is what the pure functions count."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.access.assessments import count_themes, find_common_items, read_answers_to, read_ratings, save_answer
from assessment.access.gate import Gate
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import (
    Comparison,
    LeftOutReason,
    all_recommendations,
    catalogues_of,
    common_recommendations,
    tally_themes,
)
from assessment.domain.response import Response
from assessment.domain.scoring import Tally
from assessment.domain.sourced import SourcedResponse
from assessment.parsing.message_text import LIST_LIMIT
from assessment.records.assessments import CommonItems
from assessment.records.errors import RecommendationUnknown
from assessment.storage import assessments, tallies
from tests.support.cases import responses_to
from tests.support.catalogues import a_catalogue, a_response
from tests.support.comparisons import NEWER, TOWN, everywhere
from tests.support.gates import store_response

ME = "Asha"
# Between the two in age: it puts a recommendation in a theme of its own, and hasn't the last one any more.
MOVED = a_catalogue(version="1.9", themes={"harbour": 2, "market": 1, "court": 1}, items={"INV-02": {"theme": "court"}})
VERSIONS = (TOWN, NEWER, MOVED)
ITEMS = sorted({item for catalogue in VERSIONS for item in catalogue.by_id})
Asked = tuple[Catalogue, Response]
any_response = st.one_of([st.tuples(st.just(asked), responses_to(asked)) for asked in VERSIONS])


def keep(gate: Gate, responses: Sequence[Asked]) -> list[SourcedResponse]:
    """Responses, called by the ids under which they are kept now."""
    return [SourcedResponse(store_response(gate, *asked), *asked) for asked in responses]


def assert_counted_alike(gate: Gate, compared: Sequence[SourcedResponse], items: Sequence[str]) -> None:
    """Every figure that a database counts is that of the pure functions, in the same order."""
    ids = [one.name for one in compared]
    there = {item.id: item for item in all_recommendations(catalogues_of(compared))}
    asked = [there[item] for item in items if item in there]
    shared = common_recommendations(compared)
    own, on_shared = Comparison(tuple(compared)).own_tallies, tally_themes(compared, shared.items)

    found, common = (count_themes(gate, ids, [item.id for item in shared.items]), find_common_items(gate, ids))

    assert (found, count_themes(gate, ids)) == (on_shared, own)
    assert [(theme, *column) for theme, column in found.items()] == [(theme, *ids) for theme in own]
    assert common.items == tuple(item.id for item in shared.items)
    assert [(left.recommendation_id, left.reason, left.count, left.ids) for left in common.left_out] == [
        (left.recommendation_id, left.reason, len(left.names), left.names) for left in shared.left_out
    ]
    assert count_themes(gate, ids) == own
    assert count_themes(gate, ids, [item.id for item in asked]) == tally_themes(compared, asked)
    ratings = read_ratings(gate, ids, items)
    assert ratings == {item: {one.name: one.rating(item) for one in compared} for item in items}
    assert [(item, *row) for item, row in ratings.items()] == [(item, *ids) for item in items]


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(responses=st.lists(any_response, min_size=1, max_size=5), items=st.lists(st.sampled_from(ITEMS), unique=True))
def test_what_is_counted_in_the_database_is_what_the_pure_functions_count(
    asha: Gate, responses: list[Asked], items: list[str]
) -> None:
    # What earlier examples left in the database is none of the business of this one.
    assert_counted_alike(asha, keep(asha, responses), items)


@pytest.mark.both_engines
def test_it_is_so_in_however_many_parts_the_database_is_asked(asha: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = keep(
        asha,
        [
            (asked, a_response(asked, dict.fromkeys(list(asked.by_id)[number:], rating)))
            for number, rating in enumerate((Rating.PARTIAL, Rating.ABSENT, Rating.DONT_KNOW))
            for asked in VERSIONS
        ],
    )
    monkeypatch.setattr(assessments, "BATCH_SIZE", 2)
    for sought in (0, 100):
        monkeypatch.setattr(tallies, "_SOUGHT", sought)
        assert_counted_alike(asha, compared, ["INV-03", "INV-01"])


def test_what_was_cleared_or_only_commented_on_is_unanswered(asha: Gate) -> None:
    response = a_response(TOWN, {"INV-01": Rating.ABSENT, "INV-02": Answer(comment="no rating yet")})
    key = store_response(asha, TOWN, response)
    save_answer(asha, key, "INV-01", EMPTY_ANSWER, expected_revision=1)

    assert count_themes(asha, [key])["harbour"] == {key: Tally(unanswered=3)}
    assert read_ratings(asha, [key], ["INV-01", "INV-02"]) == {"INV-01": {key: None}, "INV-02": {key: None}}


def test_those_because_of_which_nothing_is_compared_are_named_while_they_are_few(asha: Gate) -> None:
    rated: dict[str, Answer | Rating] = {**everywhere(Rating.PARTIAL), "INV-01": Answer(comment="later")}
    ids = [store_response(asha, TOWN, a_response(TOWN, rated)) for _number in range(LIST_LIMIT)]
    newer = [store_response(asha, NEWER, a_response(NEWER, everywhere(Rating.ABSENT, NEWER)))]

    left_out = {left.recommendation_id: left for left in find_common_items(asha, [*newer, *ids]).left_out}

    assert {key: left.reason for key, left in left_out.items()} == {
        "INV-01": LeftOutReason.NOT_RATED_BY_ALL,
        "INV-02": LeftOutReason.TEXT_DIFFERS,
        "INV-06": LeftOutReason.NOT_IN_EVERY_VERSION,
    }
    assert {(left.count, left.ids) for left in left_out.values()} == {(LIST_LIMIT, tuple(ids))}

    ids.append(store_response(asha, TOWN, a_response(TOWN, rated)))
    left_out = {left.recommendation_id: left for left in find_common_items(asha, [*newer, *ids]).left_out}
    assert {(left.count, left.ids) for left in left_out.values()} == {(LIST_LIMIT + 1, ())}


def test_nothing_is_shared_among_none_and_one_shares_what_it_rates(asha: Gate) -> None:
    assert find_common_items(asha, []) == CommonItems((), ())
    assert count_themes(asha, []) == {}
    assert read_ratings(asha, [], ["INV-01"]) == {"INV-01": {}}
    key = store_response(asha, TOWN, a_response(TOWN, {"INV-04": Rating.ABSENT}))
    assert find_common_items(asha, [key, key]).items == ("INV-04",)


@pytest.mark.both_engines
def test_a_recommendation_that_nobody_is_asked_has_no_tally(asha: Gate) -> None:
    key = store_response(asha, TOWN, a_response(TOWN, {"INV-04": Rating.ABSENT}))
    for unknown in ("INV-06", "", "INV-01\0", "\ud800"):
        with pytest.raises(RecommendationUnknown):
            count_themes(asha, [key], ["INV-01", unknown])
        assert read_ratings(asha, [key], [unknown]) == {unknown: {key: None}}
        assert read_answers_to(asha, [key], unknown) == {}
