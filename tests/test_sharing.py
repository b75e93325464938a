"""What a level of sharing leaves out is in no file that is made of it; what it keeps is."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import assessment.sharing
from assessment.interchange.response_json import read_response, write_response
from assessment.model import Answer, Rating, Response, Round
from assessment.reports.gap_report import gap_report
from assessment.reports.word_report import word_report
from assessment.scoring import tally_all
from assessment.sharing import Level, left_out_words, share
from tests.builders import a_catalogue, a_response
from tests.core_builders import HARBOURS, ROOT, responses_to
from tests.test_gap_report import WRITTEN

TEXTS = ("evidence", "evidence_url", "law_reference", "responsible", "action", "comment", "reason")
HIDDEN = {
    Level.PUBLIC: {"organisation", "evidence", "evidence_url", "responsible", "action", "comment", "reason"},
    Level.PARTNERS: {"comment"},
    Level.FULL: set(),
}


def secret(field: str) -> str:
    """What stands in a text of this field and nowhere else."""
    return f"SECRET{field.replace('_', '').upper()}"


def marked(response: Response) -> Response:
    """The response with something in each of its texts by which it is known again."""
    return replace(
        response,
        organisation=f"{secret('organisation')} {response.organisation}",
        round=Round(f"{secret('label')} {response.round.label}", response.round.date),
        answers={key: _marked(answer) for key, answer in response.answers.items()},
    )


def _marked(answer: Answer) -> Answer:
    texts: dict[str, Any] = {field: f"{secret(field)} {getattr(answer, field)}" for field in TEXTS}
    return replace(answer, **texts | {"evidence_url": f"https://example.org/{secret('evidence_url')}"})


def files(response: Response, left_out: tuple[str, ...]) -> dict[str, str]:
    """Every file that is made of a response, as text."""
    workbook = gap_report(HARBOURS, response, written=WRITTEN)
    document = word_report(HARBOURS, response, written=WRITTEN, charts=False, left_out=left_out)
    return {
        "workbook": _unpacked(workbook),
        "document": _unpacked(document),
        "response": write_response(response),
    }


def _unpacked(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(response=responses_to(HARBOURS), level=st.sampled_from(Level))
def test_what_is_left_out_is_in_no_file(response: Response, level: Level) -> None:
    given = marked(response)
    shared, left_out = share(given, level)
    hidden = set(HIDDEN[level])
    if level is Level.PARTNERS and given.anonymous:
        hidden.add("organisation")
    for name, content in files(shared, left_out).items():
        for field in hidden:
            assert secret(field) not in content, (name, field)
    kept = {"label", "law_reference", *TEXTS} - hidden if shared.answers else {"label"}
    assert [field for field in kept if secret(field) not in write_response(shared)] == []


@settings(max_examples=50, deadline=None)
@given(response=responses_to(HARBOURS), level=st.sampled_from(Level))
def test_a_shared_response_is_whole_and_has_the_same_ratings(response: Response, level: Level) -> None:
    shared = share(response, level).response
    assert read_response(write_response(shared).encode(), "", lambda *_wanted: HARBOURS)[1] == shared
    assert tally_all(HARBOURS, shared) == tally_all(HARBOURS, response)
    for key, answer in shared.answers.items():
        given = response.answers[key]
        kept = [field.name for field in fields(Answer) if field.name not in HIDDEN[level]]
        assert [getattr(answer, name) for name in kept] == [getattr(given, name) for name in kept]


@settings(max_examples=50, deadline=None)
@given(response=responses_to(HARBOURS), level=st.sampled_from(Level))
def test_to_share_again_leaves_out_nothing_more(response: Response, level: Level) -> None:
    shared = share(response, level).response
    assert share(shared, level).response == shared


def test_in_full_everything_stays_and_nothing_is_said_to_be_left_out() -> None:
    response = marked(a_response(HARBOURS, {HARBOURS.recommendations[0].id: Rating.ABSENT}, anonymous=True))
    assert share(response, Level.FULL) == (response, ())
    assert left_out_words(()) == ""


def test_what_is_left_out_is_named_if_it_was_there() -> None:
    catalogue = a_catalogue()
    answers = {
        "INV-01": Answer(Rating.ABSENT, comment="Ask Maria.", evidence="Seen.", action="Act."),
        "INV-02": Answer(Rating.ABSENT, law_reference="Act 4", evidence_url="https://example.org"),
        "INV-03": Answer(Rating.NOT_APPLICABLE, reason="No coast.", responsible="Port"),
    }
    response = a_response(catalogue, answers, organisation="Harbour Watch")
    assert share(response, Level.PUBLIC).left_out == (
        "the organisation", "evidence", "links to evidence", "responsible bodies", "actions", "comments", "reasons",
    )  # fmt: skip
    assert share(response, Level.PARTNERS).left_out == ("comments",)
    assert share(a_response(catalogue, {"INV-01": Rating.ABSENT}), Level.PUBLIC).left_out == ()
    assert left_out_words(("comments", "reasons")) == (
        "Left out of this version, though it was answered: comments, reasons."
    )


def test_partners_see_the_organisation_unless_it_is_anonymous() -> None:
    named = a_response(HARBOURS, organisation="Harbour Watch")
    assert share(named, Level.PARTNERS).response.organisation == "Harbour Watch"
    nameless = replace(named, anonymous=True)
    assert share(nameless, Level.PARTNERS).response.organisation == ""
    assert share(nameless, Level.PARTNERS).left_out == ("the organisation",)


def test_a_public_response_is_anonymous_whoever_answered() -> None:
    shared = [
        share(a_response(HARBOURS, organisation=organisation, anonymous=anonymous), Level.PUBLIC).response
        for organisation in ("", "Harbour Watch")
        for anonymous in (False, True)
    ]
    assert len(set(map(repr, shared))) == 1


def test_not_applicable_keeps_its_rating_and_says_that_the_reason_was_left_out() -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Answer(Rating.NOT_APPLICABLE, reason="Maria says so.")})
    answer = share(response, Level.PUBLIC).response.answer("INV-01")
    assert answer.rating is Rating.NOT_APPLICABLE
    assert answer.reason == "(The reason was left out of this version.)"


def test_an_answer_of_which_nothing_is_left_is_no_answer() -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Answer(comment="Ask Maria."), "INV-02": Rating.ABSENT})
    assert list(share(response, Level.PUBLIC).response.answers) == ["INV-02"]


def rows(text: str) -> Mapping[str, list[str]]:
    """The rows of the tables of levels, by what their first cells name."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]
    return {name: row[1:] for row in found if len(row) == 4 for name in re.findall(r"`(\w+)`", row[0])}


def test_every_field_of_a_response_has_its_rule_in_the_document_and_in_the_code() -> None:
    documented = rows((ROOT / "docs" / "sharing.md").read_text(encoding="utf-8"))
    names = {field.name for kind in (Response, Answer) for field in fields(kind)}
    assert set(documented) == names
    said = str(assessment.sharing.__doc__).replace("catalogue, version", "catalogue_id, catalogue_version")
    assert {name for name in names if not re.search(rf"\b{name}\b", said)} == set()
    for level, place in ((Level.PUBLIC, 0), (Level.PARTNERS, 1), (Level.FULL, 2)):
        left = {name for name, row in documented.items() if row[place].startswith("left out")}
        assert left - {"organisation"} == HIDDEN[level] - {"organisation"}


@pytest.mark.parametrize("level", Level)
def test_the_document_has_a_section_for_every_level(level: Level) -> None:
    text = (ROOT / "docs" / "sharing.md").read_text(encoding="utf-8")
    assert f"`{level.value}`" in text
