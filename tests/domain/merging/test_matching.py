"""Which files are of one response, and which assessment they go to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import permutations
from typing import Any

from assessment.domain.answer import Answer, Rating
from assessment.domain.merging.imported_response import (
    UNKNOWN_VERSION,
    ImportedResponse,
    ImportedSubmission,
)
from assessment.domain.merging.matching import are_twins, match_files
from assessment.domain.merging.merge import preview
from assessment.domain.response import Response, Round, Voice
from assessment.domain.sourced import SourcedResponse
from tests.domain.merging.test_merge import ID, ONE, PARTIAL, a_file, kept
from tests.support.catalogues import a_catalogue

BASELINE: dict[str, Any] = {"organisation": "Harbours", "round": Round("2026 baseline")}


def stored(assessment_id: str = ID, **identity: Any) -> SourcedResponse:
    one = kept({ONE: PARTIAL}, **{**BASELINE, **identity})
    return dataclasses.replace(one, name=assessment_id, assessment_id=assessment_id)


def a_submission(key: str, **identity: Any) -> ImportedResponse:
    return dataclasses.replace(a_file({ONE: PARTIAL}, **identity), key=key)


def test_a_file_goes_to_the_assessment_that_it_names() -> None:
    arranged = match_files([a_file({ONE: PARTIAL}, {ONE: 1}, organisation="Ports")], [stored("a0"), stored()])
    assert [match.kept and match.kept.name for match in arranged.matches] == [ID]
    assert arranged.notes == ()


def test_a_file_that_names_none_goes_to_the_one_with_the_same_identity_however_it_is_written() -> None:
    incoming = a_file({ONE: PARTIAL}, organisation=" HARBOURS", round=Round("2026  Baseline"))
    (match,) = match_files([incoming], [stored(), stored("a2", voice=Voice.OTHER)]).matches
    assert match.kept is not None
    assert match.kept.name == ID


def test_another_identity_makes_a_new_response() -> None:
    identities: list[dict[str, Any]] = [
        {"country": "NPL"},
        {"voice": Voice.OTHER},
        {"organisation": "Ports"},
        {"round": Round("2027")},
        {"catalogue": a_catalogue(themes={"harbour": 1})},
    ]
    for identity in identities:
        (match,) = match_files([a_file({}, **{**BASELINE, **identity})], [stored()]).matches
        assert match.kept is None, identity


def test_files_of_the_same_identity_belong_together_and_others_apart() -> None:
    files = [a_file({ONE: PARTIAL}, source=name, organisation=name[0]) for name in ("a1", "b1", "a2")]
    for order in permutations(files):
        arranged = match_files(order)
        assert [{file.source for file in one.files} for one in arranged.matches] == [{"a1", "a2"}, {"b1"}]


def test_a_file_that_was_made_for_one_country_and_filled_in_for_another_is_a_new_response() -> None:
    arranged = match_files([a_file({ONE: PARTIAL}, {ONE: 1}, country="NPL", **BASELINE)], [stored()])
    assert arranged.matches[0].kept is None
    assert [str(note) for note in arranged.notes] == [
        "a.xlsx: Country, voice or catalogue differ from the response that the file was made from. "
        "Will create a new response."
    ]


def test_it_goes_to_the_response_with_that_identity_if_there_is_one() -> None:
    incoming = a_file({ONE: PARTIAL}, {ONE: 1}, voice=Voice.OTHER, **BASELINE)
    arranged = match_files([incoming], [stored(), stored("a2", voice=Voice.OTHER)])
    assert arranged.matches[0].kept is not None
    assert arranged.matches[0].kept.name == "a2"
    assert "Its answers go to the stored response that matches." in str(arranged.notes[0])


def test_nobody_guesses_between_two_stored_responses_with_the_same_identity() -> None:
    arranged = match_files([a_file({ONE: PARTIAL}, **BASELINE)], [stored(), stored("a2")])
    assert arranged.matches[0].kept is None
    assert "Several stored responses have the same country, voice, organisation and round." in str(arranged.notes[0])


def test_a_submission_that_was_taken_before_is_not_taken_again() -> None:
    submissions = [a_submission("uuid:1"), a_submission("uuid:2", organisation="B")]
    arranged = match_files(submissions, taken=[ImportedSubmission("uuid:1", ID, 1, UNKNOWN_VERSION, {ONE: PARTIAL})])
    assert [incoming.key for incoming in arranged.already_imported] == ["uuid:1"]
    assert [file.key for one in arranged.matches for file in one.files] == ["uuid:2"]


def test_submissions_without_a_name_are_a_response_each_and_with_the_same_name_one() -> None:
    unnamed = [a_submission(f"uuid:{number}") for number in range(3)]
    named = [a_submission(f"uuid:{number}", organisation="Ports") for number in range(3, 6)]
    arranged = match_files([*named, *unnamed])
    assert sorted(len(one.files) for one in arranged.matches) == [1, 1, 1, 3]


def test_a_submission_without_a_name_is_not_taken_for_a_stored_response_without_one() -> None:
    incoming = a_submission("uuid:1", round=Round("2026 baseline"))
    assert [match.kept for match in match_files([incoming], [stored(organisation="")]).matches] == [None]


def test_the_same_submission_in_two_exports_is_one() -> None:
    files = [a_submission("uuid:1"), dataclasses.replace(a_submission("uuid:1"), source="b.csv")]
    (match,) = match_files(files).matches
    assert preview(match.files).conflicts == ()


def left_out(rating: Rating, source: str) -> ImportedResponse:
    incoming = a_file({ONE: Answer(rating)}, source=source, round=Round("2026 baseline"))
    return dataclasses.replace(incoming, left_out=("organisation",))


def test_files_from_which_organisations_were_left_out_are_not_taken_for_those_of_one() -> None:
    arranged = match_files([left_out(Rating.ABSENT, "a.json"), left_out(Rating.PARTIAL, "b.json")])
    assert [len(match.files) for match in arranged.matches] == [1, 1]


def test_a_stored_response_without_an_organisation_is_not_taken_for_that_of_a_file_that_left_it_out() -> None:
    nameless = stored(organisation="")
    arranged = match_files([left_out(Rating.ABSENT, "a.json")], [nameless])
    assert [match.kept for match in arranged.matches] == [None]
    assert "The organisation was left out" in str(arranged.notes[0])
    again = match_files([left_out(Rating.PARTIAL, "a.json"), left_out(Rating.PARTIAL, "copy.json")], [nameless])
    assert [match.kept for match in again.matches] == [nameless]


def test_a_file_that_was_made_from_a_response_that_is_gone_says_so() -> None:
    arranged = match_files([a_file({ONE: PARTIAL}, {ONE: 1}, **BASELINE)], [])
    assert arranged.matches[0].kept is None
    assert "was not found. Will create a new response." in str(arranged.notes[0])


def test_a_submission_that_two_files_give_to_different_responses_is_told() -> None:
    files = [
        dataclasses.replace(a_submission("uuid-1", organisation=name), source=f"{name}.csv") for name in ("a", "b")
    ]
    for order in permutations(files):
        arranged = match_files(order)
        assert [match.files[0].response.organisation for match in arranged.matches] == ["a", "b"]
        assert [str(note) for note in arranged.notes] == [
            "uuid-1: This submission belongs to different responses in a.csv, b.csv. "
            "Remove the wrong file, or its answers go to all of them."
        ]
    assert match_files([files[0], dataclasses.replace(files[0], source="again.csv")]).notes == ()


MINISTRY = Response("inv", "1", "NPL", Voice.STATE, "Ministry of Labour", Round("2026 baseline", dt.date(2026, 9, 1)))


def test_case_spacing_and_width_make_no_two_responses_of_one() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"organisation": " ministry  of LABOUR"},
        {"organisation": "Ｍinistry of Labour"},
        {"round": Round("2026  Baseline ", dt.date(2026, 9, 1))},
        {"anonymous": True},
    ]
    for changed in changes:
        assert are_twins(MINISTRY, dataclasses.replace(MINISTRY, **changed)), changed


def test_what_a_list_shows_makes_two_responses() -> None:
    changes: list[dict[str, Any]] = [
        {"catalogue_id": "other"},
        {"catalogue_version": "2"},
        {"country": "KEN"},
        {"voice": Voice.OTHER},
        {"organisation": ""},
        {"organisation": "Ministry of Health", "anonymous": True},
        {"round": Round("2027", dt.date(2026, 9, 1))},
        {"round": Round("2026 baseline", dt.date(2026, 9, 2))},
        {"round": Round("2026 baseline")},
    ]
    for changed in changes:
        assert not are_twins(MINISTRY, dataclasses.replace(MINISTRY, **changed)), changed
