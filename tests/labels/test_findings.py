"""What was found in a response and in a comparison, in words."""

from __future__ import annotations

from dataclasses import replace

from assessment.domain.answer import Answer, Rating, RatingChange
from assessment.domain.comparison.findings import ComparisonFindings, Counted, RoundFindings, VoiceFindings
from assessment.domain.gaps import gaps
from assessment.domain.response import Response, Voice
from assessment.labels.findings import agenda_text, comparison_findings, gravest_gaps, headline
from tests.support.cases import GCM10
from tests.support.catalogues import a_catalogue, a_response

RED_LINES = [item.id for item in GCM10.recommendations if item.red_line]
OTHERS = [item.id for item in GCM10.recommendations if not item.red_line]


def test_the_sentence_says_how_many_gaps_red_lines_and_unknowns_there_are() -> None:
    for counts, words in (
        ((14, 2, 3), "14 gaps, 2 of them red lines, 3 recommendations unknown"),
        ((2, 1, 1), "2 gaps, 1 of them a red line, 1 recommendation unknown"),
        ((14, 0, 0), "14 gaps, none of them a red line, no recommendation unknown"),
        ((1, 1, 0), "1 gap, a red line, no recommendation unknown"),
        ((1, 0, 2), "1 gap, no red line, 2 recommendations unknown"),
        ((0, 0, 0), "No gaps, no recommendation unknown"),
        ((0, 0, 33), "No gaps so far, 33 recommendations unknown"),
    ):
        assert headline(*counts) == words


def _gravest(*absent: str, partial: tuple[str, ...] = ()) -> list[str]:
    ratings = dict.fromkeys(absent, Rating.ABSENT) | dict.fromkeys(partial, Rating.PARTIAL)
    answers = {item: Answer(rating) for item, rating in ratings.items()}
    response = Response(GCM10.id, GCM10.version, "XAA", Voice.STATE, answers=answers)
    return [gap.recommendation.id for gap in gravest_gaps(gaps(GCM10, response))]


def test_the_gravest_gaps_are_every_red_line_and_others_up_to_five() -> None:
    assert len(RED_LINES) > 5
    assert sorted(_gravest(*OTHERS, *RED_LINES)) == sorted(RED_LINES)
    found = _gravest(*OTHERS[:8], partial=(RED_LINES[0],))
    assert (len(found), found[0]) == (5, RED_LINES[0])
    assert sorted(_gravest(*OTHERS[:3])) == sorted(OTHERS[:3])
    assert _gravest() == []


# Comparisons

FIRST, SECOND, *_REST = GCM10.recommendations
NOTHING = ComparisonFindings(
    responses=7,
    asked=33,
    common=21,
    shared_gaps=(),
    red_lines=6,
    absent_red_lines=(),
    voices=None,
    rounds=None,
)


def said(found: ComparisonFindings) -> dict[str, str]:
    return {each.title: each.text for each in comparison_findings(found)}


def found(**parts: object) -> ComparisonFindings:
    return ComparisonFindings(**{name: getattr(NOTHING, name) for name in NOTHING.__slots__} | parts)


def test_where_nothing_is_found_the_sentences_say_so() -> None:
    assert said(NOTHING) == {
        "Common recommendations": "21 of 33 are rated by all 7 responses, in the same words.",
        "Gaps that all share": "No common recommendation is absent or partial in every response.",
        "Red lines": "No response rates a red line absent.",
    }


def test_three_recommendations_are_named_and_the_others_counted() -> None:
    text = said(found(shared_gaps=tuple(map(GCM10.by_id.__getitem__, RED_LINES))))["Gaps that all share"]
    assert text.startswith("6 of 21 common recommendations are absent or partial in every response: GCM10-03 Laws")
    assert text.count("▲\N{NO-BREAK SPACE}Red\N{NO-BREAK SPACE}line") == 3
    assert text.endswith("; and 3 more.")


def test_red_lines_say_in_how_many_responses_they_are_absent() -> None:
    text = said(found(absent_red_lines=(Counted(GCM10.by_id[RED_LINES[0]], 3, 7),)))["Red lines"]
    assert text == (
        f"1 of 6 is rated absent by at least one response: {RED_LINES[0]} {GCM10.by_id[RED_LINES[0]].title} (3 of 7)."
    )


def test_two_voices_and_two_rounds_have_their_counts() -> None:
    counts = dict.fromkeys(RatingChange, 0) | {RatingChange.IMPROVED: 12, RatingChange.UNCHANGED: 9}
    texts = said(
        found(
            voices=VoiceFindings(1, 30, 11, 3, (Counted(SECOND, 1, 1),)),
            rounds=RoundFindings(2, counts, ()),
        )
    )
    assert texts["State and civil society"] == (
        f"11 of 30 ratings differ in 1 pair of responses, 3 of them by two steps: {SECOND.id} {SECOND.title}."
    )
    assert texts["Since the round before"] == (
        "In 2 pairs of rounds 12 ratings improved, 0 worsened and 9 are unchanged."
    )


def test_without_common_recommendations_no_gap_is_shared() -> None:
    assert "Gaps that all share" not in said(found(common=0))


def test_figures_say_of_what_they_are_where_a_workshop_had_only_a_part_on_its_agenda() -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Rating.PARTIAL}, asked=frozenset({"INV-01", "INV-02"}))
    assert agenda_text(catalogue, response) == (
        "These figures are of the 2 recommendations on the agenda. The other 3 were not assessed in this workshop."
    )
    since = replace(response, answers={**response.answers, "INV-05": Answer(Rating.ABSENT)})
    assert agenda_text(catalogue, since) == (
        "These figures are of the 2 on the agenda and 1 recommendation rated all the same. "
        "The other 2 were not assessed in this workshop."
    )
    assert agenda_text(catalogue, replace(response, asked=None)) == ""
