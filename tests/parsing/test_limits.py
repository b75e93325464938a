"""How long texts may be, which days a target has, what is blank: alike in the model, in every reader and in storage."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, update

from assessment.access.assessments import (
    create_assessment,
    list_summaries,
    read_assessment,
    reopen_assessment,
    submit_assessment,
    update_identity,
)
from assessment.access.gate import Gate
from assessment.catalogues import read_catalogue
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Response, Round, Voice
from assessment.errors import AnswerRefused, FileRefused, TextRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_json import write_response
from assessment.labels.formatting import response_name
from assessment.parsing.limits import (
    ADDRESS_LIMIT,
    FILE_NAME_LIMIT,
    FIRST_DAY,
    LAST_DAY,
    NAME_LIMIT,
    PASSAGE_LIMIT,
    complete_address,
    is_blank,
    link_target,
    name_problem,
)
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.word.document import word_report
from assessment.storage.opening import open_storage
from assessment.storage.tables import assessments, changes
from assessment.ui.session.draft import Draft
from tests.interchange.forms.test_submissions import exported
from tests.support.cases import CATALOGUES, HARBOURS
from tests.support.catalogues import a_response
from tests.support.forms import as_csv
from tests.support.gates import as_admin
from tests.support.reports import results_of

DAY = dt.timedelta(days=1)
INVISIBLE = [
    "\u200b",
    "\u2060\ufeff",
    "\u3164",
    "\u115f\u1160\uffa0",
    "\u2800",
    "\ufe0f",
    "\u00ad\u034f",
    " \t\n\u00a0",
    "\x00",
]
LONG, LONG_ADDRESS = "x" * (NAME_LIMIT + 1), "https://example.org/".ljust(ADDRESS_LIMIT + 1, "a")


def one_answer(rating: Rating = Rating.ABSENT, **rest: Any) -> Response:
    return a_response(HARBOURS, {"HAR-01": Answer(rating, **rest)})


OUTSIDE: dict[str, tuple[Response, str]] = {
    "organisation": (a_response(HARBOURS, organisation=LONG), f"longer than {NAME_LIMIT}"),
    "round": (a_response(HARBOURS, round=Round(LONG)), f"longer than {NAME_LIMIT}"),
    "lines": (a_response(HARBOURS, organisation="Ports\nof all"), r"Character 6 \(U\+000A\) is not allowed"),
    "address": (one_answer(evidence_url=LONG_ADDRESS), f"longer than {ADDRESS_LIMIT}"),
    "early": (one_answer(target_date=FIRST_DAY - DAY), "1999-12-31 is out of range"),
    "late": (one_answer(target_date=LAST_DAY + DAY), "2101-01-01 is out of range"),
    "reason": (one_answer(Rating.NOT_APPLICABLE, reason="\u200b\u3164"), "reason"),
}
KINDS: dict[str, Callable[[Response], bytes]] = {
    "json": lambda response: write_response(response).encode(),
    "workbook": lambda response: questionnaire_workbook(HARBOURS, response=response),
    "submissions": lambda response: as_csv(exported([response])),
}


def read(content: bytes, name: str = "file") -> Response:
    (incoming,) = read_file(content, name, lambda _id, _version: HARBOURS)
    return incoming.response.with_answers(incoming.response.answers)


def test_every_reader_refuses_what_is_outside_and_says_what_is_wrong() -> None:
    for kind, write in KINDS.items():
        for case, (response, words) in OUTSIDE.items():
            with pytest.raises(FileRefused, match=words) as caught:
                read(write(response))
            (problem,) = caught.value.problems
            assert problem.where, (kind, case)
            assert problem.fix, (kind, case)


def test_storage_keeps_nothing_new_that_is_outside(access: Gate) -> None:
    for response, words in OUTSIDE.values():
        with pytest.raises((TextRefused, AnswerRefused), match=words):
            create_assessment(access, HARBOURS, response)
        assert list_summaries(access) == [], words


def test_what_is_just_inside_is_taken_by_every_reader() -> None:
    for kind, write in KINDS.items():
        answers = {
            "HAR-01": Answer(
                Rating.NOT_APPLICABLE, reason="\u200b.", evidence_url=LONG_ADDRESS[:-1], target_date=FIRST_DAY
            ),
            "HAR-02": Answer(Rating.ABSENT, target_date=LAST_DAY),
        }
        response = a_response(HARBOURS, answers, organisation="é" * NAME_LIMIT, round=Round("x" * NAME_LIMIT))
        assert read(write(response)) == response, kind


@given(st.text())
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(f"{text}a")
    assert is_blank(text) or text.strip()


def test_a_reason_that_nobody_can_see_is_none(access: Gate) -> None:
    for number, text in enumerate(INVISIBLE):
        assert is_blank(text), text
        draft = Draft(create_assessment(access, HARBOURS, a_response(HARBOURS, organisation=f"Office {number}")))
        draft.change(access, "HAR-01", rating=Rating.NOT_APPLICABLE, reason=text)
        assert draft.waits_for_reason("HAR-01"), text
        assert read_assessment(access, draft.assessment_id).response.rating("HAR-01") is None, text


def test_a_catalogue_is_refused_for_a_text_that_is_blank_or_too_long() -> None:
    sound = (CATALOGUES / "harbours.yaml").read_text(encoding="utf-8")
    title = HARBOURS.title
    assert read_catalogue(sound.replace(title, "x" * NAME_LIMIT).encode(), "sound.yaml").id == HARBOURS.id
    for text, words in (("x" * (NAME_LIMIT + 1), f"longer than {NAME_LIMIT}"), ('"\u200b"', "empty")):
        with pytest.raises(FileRefused, match=words):
            read_catalogue(sound.replace(title, text).encode(), "broken.yaml")
    question = HARBOURS.recommendations[0].question
    with pytest.raises(FileRefused, match=f"longer than {PASSAGE_LIMIT}"):
        read_catalogue(sound.replace(question, "x" * (PASSAGE_LIMIT + 1)).encode(), "broken.yaml")


def test_a_file_whose_name_has_no_end_is_refused() -> None:
    with pytest.raises(FileRefused, match=f"longer than {FILE_NAME_LIMIT}") as caught:
        read(KINDS["json"](a_response(HARBOURS)), "x" * (FILE_NAME_LIMIT + 1))
    assert len(str(caught.value)) < 200


def test_a_note_of_reopening_and_new_details_are_held_to_the_bounds(access: Gate) -> None:
    assessment_id = create_assessment(access, HARBOURS, a_response(HARBOURS))
    said: dict[str, Any] = {"voice": Voice.STATE, "organisation": "", "in_round": Round(), "anonymous": False}
    with pytest.raises(TextRefused):
        update_identity(access, assessment_id, **{**said, "organisation": "x" * (NAME_LIMIT + 1)})
    submit_assessment(access, assessment_id)
    with pytest.raises(TextRefused):
        reopen_assessment(access, assessment_id, "x" * (PASSAGE_LIMIT + 1))


@pytest.fixture
def access(tmp_path: Path) -> Gate:
    return as_admin(open_storage(f"sqlite:///{tmp_path / 'assessments.db'}"), "somebody")


@pytest.fixture
def outside(tmp_path: Path, access: Gate) -> str:
    """The id of a response as an earlier version may have kept it, beyond what can be said now."""
    assessment_id = create_assessment(
        access, HARBOURS, a_response(HARBOURS, {"HAR-01": Rating.ABSENT}, organisation="x")
    )
    answer = Answer(Rating.NOT_APPLICABLE, reason="\u200b", evidence_url=LONG_ADDRESS, target_date=dt.date(1899, 1, 1))
    engine = create_engine(f"sqlite:///{tmp_path / 'assessments.db'}")
    with engine.begin() as connection:
        connection.execute(update(assessments).values(organisation="N\n" * 2_000))
        connection.execute(update(changes).values(answer=answer))
    return assessment_id


def test_what_was_kept_beyond_the_bounds_opens_goes_out_and_lets_the_rest_be_changed(
    outside: str, access: Gate
) -> None:
    kept = read_assessment(access, outside)
    assert kept.response.organisation == "N\n" * 2_000
    assert json.loads(write_response(kept.response))["answers"]["HAR-01"]["target_date"] == "1899-01-01"
    update_identity(
        access,
        outside,
        voice=Voice.OTHER,
        organisation=kept.response.organisation,
        in_round=Round("2026"),
        anonymous=False,
    )
    draft = Draft(outside)
    draft.refresh(access)
    draft.change(access, "HAR-01", comment="More.")
    draft.change(access, "HAR-01", target_date=dt.date(1898, 1, 1))
    stored = read_assessment(access, outside).response.answer("HAR-01")
    assert (stored.comment, stored.target_date) == ("More.", dt.date(1899, 1, 1))
    assert "out of range" in draft.edit("HAR-01").impossible["target_date"]


def test_a_name_may_have_any_letter_and_no_line_break() -> None:
    assert all(name_problem(name) is None for name in ("", "ملجأ", "\u200fשלום\u202e", "👩‍👩‍👧", "a\u00a0b"))
    assert all(name_problem(name) for name in ("a\tb", "a\u2028b", "\x85", "\ud83d"))


def test_a_name_that_was_kept_beyond_the_bounds_is_cut_wherever_it_is_shown(outside: str, access: Gate) -> None:
    response = read_assessment(access, outside).response
    shown = response_name(response)
    assert len(shown) < 2 * NAME_LIMIT
    assert "…" in shown
    written = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    assert len(word_report(results_of(HARBOURS, response, written=written), charts=False)) < 1_000_000
    gap_report(results_of(HARBOURS, response, written=written))


def test_only_a_web_address_without_its_beginning_is_completed() -> None:
    for typed, completed in [
        ("www.un.org/x", "https://www.un.org/x"),
        (" ohchr.org ", "https://ohchr.org"),
        ("example.org:8080/a?b#c", "https://example.org:8080/a?b#c"),
        ("http://www.un.org", "http://www.un.org"),
        ("report.pdf", "report.pdf"),
        ("asha@example.org", "asha@example.org"),
        ("see the report", "see the report"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("", ""),
    ]:
        assert complete_address(typed) == completed, typed


def test_only_sound_web_addresses_become_links() -> None:
    for url, target in (
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/ä/100%", "https://example.org/ä/100%25"),
        ("https://example.org/{a}|^[b]", "https://example.org/%7Ba%7D%7C%5E%5Bb%5D"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("http://[bad", None),
        ("http://", None),
        ("https://example.org:port/", None),
        ("https://example.org/\ufffe", None),
        ("https://example.org/" + "a" * 2000, None),
    ):
        assert link_target(url) == target, url
