"""Several assessments at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from assessment.domain.model import EMPTY_ANSWER, Answer, Catalogue, Rating, Round, Status, Voice
from assessment.records.assessments import AssessmentListing
from assessment.records.errors import AssessmentUnknown
from tests.support.catalogues import a_catalogue, a_response
from tests.support.comparisons import NEWER, TOWN
from tests.support.repository import Repository

ME = "Asha"
OTHER = a_catalogue(catalogue_id="other")
STRANGE = Answer(Rating.PARTIAL, evidence="\0 \ud800 \u202e 中文 العربية")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What a database is asked meanwhile."""
    asked: list[str] = []
    record = lambda *details: asked.append(details[2])  # noqa: E731 - a listener that can be removed
    sa.event.listen(sa.Engine, "before_cursor_execute", record)
    try:
        yield asked
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", record)


def create(repository: Repository, catalogue: Catalogue = TOWN, country: str = "XAA", **identity: object) -> str:
    response = a_response(catalogue, {"INV-01": Rating.ABSENT, "INV-03": STRANGE}, country=country, **identity)  # type: ignore[arg-type]
    return repository.create(catalogue, response, author=ME)


class TestListed:
    def test_it_tells_whose_they_are_and_what_they_answer(self, repository: Repository) -> None:
        response = a_response(
            NEWER,
            {"INV-01": Rating.ABSENT},
            country="NPL",
            voice=Voice.CIVIL_SOCIETY,
            organisation="庇护所",
            round=Round("2026", dt.date(2026, 1, 1)),
            anonymous=True,
        )
        key = repository.create(NEWER, response, author=ME, sample=True)
        repository.submit(key, author=ME)

        (listed,) = repository.listings()
        assert [listed] == [
            AssessmentListing(
                id=key,
                catalogue_id="invented",
                catalogue_version="1.10",
                catalogue_title=NEWER.title,
                catalogue_hash=NEWER.hash,
                country="NPL",
                voice=Voice.CIVIL_SOCIETY,
                organisation="庇护所",
                round=Round("2026", dt.date(2026, 1, 1)),
                anonymous=True,
                language="en",
                status=Status.SUBMITTED,
                sample=True,
                created=listed.created,
            )
        ]


def test_lists_and_states_take_one_statement_each_that_reads_no_answer(repository: Repository) -> None:
    keys = {create(repository) for _number in range(3)}
    repository.delete(create(repository), author=ME)

    with statements() as asked:
        assert {listed.id for listed in repository.listings()} == keys
        assert {summary.id for summary in repository.summaries()} == keys
        repository.state(keys.pop())

    assert len(asked) == 3
    assert not any("changes" in statement for statement in asked)


class TestAssessments:
    def test_they_are_those_that_are_read_one_by_one(self, repository: Repository) -> None:
        keys = [create(repository, catalogue) for catalogue in (NEWER, OTHER, TOWN, NEWER)]
        keys.append(repository.create(TOWN, a_response(TOWN), author=ME))
        repository.save_answer(keys[2], "INV-01", EMPTY_ANSWER, expected_revision=1, author=ME)
        wanted = [keys[3], keys[0], keys[4], keys[2], keys[1], keys[0]]

        assert repository.assessments(wanted) == [repository.assessment(key) for key in wanted]
        assert repository.assessments([]) == []

    def test_they_take_as_many_statements_as_a_few(self, repository: Repository) -> None:
        keys = [create(repository) for _number in range(30)]
        repository.assessments(keys[:1])

        with statements() as few:
            repository.assessments(keys[:2])
        with statements() as many:
            repository.assessments(keys)

        assert len(many) == len(few) <= 3


class TestCompanions:
    def test_they_are_the_others_of_the_country_and_catalogue(self, repository: Repository) -> None:
        key = create(repository, organisation="Ministry")
        create(repository, country="XAB")
        create(repository, OTHER)
        repository.delete(create(repository), author=ME)
        companions = [create(repository, NEWER), create(repository, voice=Voice.CIVIL_SOCIETY)]

        assert repository.related_assessments(key) == repository.assessments(companions)
        assert repository.related_assessments(create(repository, country="XAC")) == []


class TestAnswersTo:
    def test_they_are_whole_and_only_of_those_who_say_something(self, repository: Repository) -> None:
        first, second, silent, cleared = (create(repository) for _number in range(4))
        repository.save_answer(second, "INV-03", Answer(comment="no rating yet"), expected_revision=1, author=ME)
        repository.save_answer(cleared, "INV-03", EMPTY_ANSWER, expected_revision=1, author=ME)
        silent = repository.create(TOWN, a_response(TOWN, {"INV-01": Rating.ABSENT}), author=ME)

        found = repository.answers_to([silent, second, cleared, first], "INV-03")

        assert list(found.items()) == [(second, Answer(comment="no rating yet")), (first, STRANGE)]


QUESTIONS: dict[str, Callable[[Repository, Sequence[str]], object]] = {
    "assessments": lambda repository, ids: repository.assessments(ids),
    "companions": lambda repository, ids: repository.related_assessments(ids[-1]),
    "theme_tallies": lambda repository, ids: repository.theme_tallies(ids),
    "theme_tallies of items": lambda repository, ids: repository.theme_tallies(ids, ["INV-01"]),
    "shared": lambda repository, ids: repository.common_items(ids),
    "ratings": lambda repository, ids: repository.ratings(ids, ["INV-01"]),
    "answers_to": lambda repository, ids: repository.answers_to(ids, "INV-01"),
}


@pytest.mark.both_engines
def test_every_question_about_one_that_is_not_there_tells_so(repository: Repository) -> None:
    known, deleted = create(repository), create(repository)
    repository.delete(deleted, author=ME)
    for question, ask in QUESTIONS.items():
        for unknown in ("", "a0", "a\0", "\ud800", "' OR 1=1 --", deleted):
            try:
                answer = ask(repository, [known, unknown])
            except AssessmentUnknown:
                continue
            pytest.fail(f"{question} of {unknown!r} is {answer}")
