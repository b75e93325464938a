"""Of two responses that people can't tell apart, only one is begun."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import partial

import pytest

from assessment.domain.model import Answer, Rating, Round, Voice
from assessment.records.errors import AssessmentAlreadyBegun
from tests.support.at_once import call_at_once
from tests.support.catalogues import a_catalogue, a_response
from tests.support.repository import Repository, open_repository

ME, TRIES = "Asha", 3
ABSENT = Answer(Rating.ABSENT)
CATALOGUE = a_catalogue()


def describe(repository: Repository, assessment_id: str, organisation: str, *, anonymous: bool = False) -> None:
    repository.update_identity(
        assessment_id,
        voice=Voice.STATE,
        organisation=organisation,
        in_round=Round(),
        anonymous=anonymous,
        author=ME,
    )


def test_what_was_answered_since_is_not_begun_again(repository: Repository) -> None:
    response = a_response(CATALOGUE, organisation="Office", round=Round("2026", dt.date(2026, 9, 1)))
    begun = repository.create_once(CATALOGUE, response, author=ME)
    repository.save_answer(begun, "INV-01", ABSENT, expected_revision=0, author=ME)

    said = "There is already Alvenia (invented) · State · Office · 2026 · 1 September 2026. Continue that one"
    with pytest.raises(AssessmentAlreadyBegun, match=re.escape(said)) as refused:
        repository.create_once(CATALOGUE, replace(response, organisation=" OFFICE"), author=ME)
    assert refused.value.assessment_id == begun
    assert len(repository.listings()) == 1


def test_one_of_another_owner_or_deleted_or_a_sample_is_none(repository: Repository) -> None:
    response = a_response(CATALOGUE, {"INV-01": ABSENT})
    ids = {
        repository.create_once(CATALOGUE, response, author=ME, sample=True),
        repository.create_once(CATALOGUE, response, author=ME, owner="Another"),
        (gone := repository.create_once(CATALOGUE, response, author=ME)),
    }
    repository.delete(gone, author=ME)
    ids.add(repository.create_once(CATALOGUE, response, author=ME))
    assert len(ids) == 4


def test_details_that_another_one_has_are_refused_with_nothing_changed(repository: Repository) -> None:
    repository.create(CATALOGUE, a_response(CATALOGUE, organisation="Office"), author=ME)
    other = repository.create(CATALOGUE, a_response(CATALOGUE), author=ME)
    with pytest.raises(AssessmentAlreadyBegun):
        describe(repository, other, "Office")
    assert repository.assessment(other).response.organisation == ""
    describe(repository, other, "Another office")
    assert repository.assessment(other).response.organisation == "Another office"


@pytest.mark.both_engines
def test_of_two_that_give_the_same_details_at_once_one_is_told(database_url: str) -> None:
    with open_repository(database_url) as first, open_repository(database_url) as second:
        windows = [first, second]
        for number in range(TRIES):
            ids = [
                first.create(CATALOGUE, a_response(CATALOGUE, organisation=f"{number} {place}"), author=ME)
                for place in range(2)
            ]
            said = call_at_once(
                [partial(describe, windows[place], ids[place], f"Office {number}") for place in range(2)]
            )

            assert sorted(type(each).__name__ for each in said) == ["AssessmentAlreadyBegun", "NoneType"]
            assert [each.organisation for each in first.listings()].count(f"Office {number}") == 1
