"""What a level of sharing leaves out is in no file that is made of it; what it keeps is."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessment.domain import sharing
from assessment.domain.answer import Answer, MergeOutcome, Rating
from assessment.domain.comparison.rounds import round_pairs
from assessment.domain.comparison.voices import voice_pairs
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.answer_merge import sort_measures
from assessment.domain.merging.merge import preview
from assessment.domain.response import Response, Round, Voice
from assessment.domain.scoring import tally_all
from assessment.domain.sharing import SENSITIVE, omission_notice, share, shared_file_name
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.response_csv import write_csv
from assessment.interchange.response_json import read_response, write_response
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.related import share_related_responses
from assessment.reports.word.document import word_report
from tests.reports.excel.test_gap_report import WRITTEN
from tests.support.cases import HARBOURS, ROOT, responses_to
from tests.support.catalogues import a_catalogue, a_response
from tests.support.reports import results_of
from tests.support.workbooks import texts_by_sheet

TEXTS = ("evidence", "evidence_url", "law_reference", "responsible", "action", "comment", "reason")
STAYS = "The stored values stay as they are."
HIDDEN = {
    SharingLevel.PUBLIC: {"organisation", "evidence", "evidence_url", "responsible", "action", "comment", "reason"},
    SharingLevel.PARTNERS: {"comment"},
    SharingLevel.FULL: set(),
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


def share_of(response: Response, level: SharingLevel, left_out: tuple[str, ...] = ()) -> SourcedResponse:
    """What a level hands on of a response."""
    return share(SourcedResponse("", HARBOURS, response, left_out=left_out), level)


def files(response: Response, left_out: tuple[str, ...], others: Sequence[SourcedResponse] = ()) -> dict[str, str]:
    """Every file that is made of a response, as text."""
    workbook = gap_report(results_of(HARBOURS, response, written=WRITTEN, left_out=left_out), others)
    document = word_report(results_of(HARBOURS, response, written=WRITTEN, left_out=left_out), charts=False)
    return {
        "workbook": _unpacked(workbook),
        "document": _unpacked(document),
        "response": write_response(response, left_out),
        "table": write_csv(SourcedResponse("", HARBOURS, response, left_out=left_out)),
        "name": shared_file_name("gap-report", response, WRITTEN, SharingLevel.FULL, ".xlsx"),
    }


def companions(response: Response) -> list[SourcedResponse]:
    """The State and civil society in the same round and in an earlier one, as talkative as the response."""
    earlier = Round("2020", dt.date(2020, 1, 1))
    return [
        SourcedResponse(f"{voice} {asked_in.label}", HARBOURS, replace(response, voice=voice, round=asked_in))
        for voice in (Voice.STATE, Voice.CIVIL_SOCIETY)
        for asked_in in (response.round, earlier)
    ]


def _unpacked(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@settings(max_examples=5)
@given(response=responses_to(HARBOURS), level=st.sampled_from(SharingLevel))
def test_what_is_left_out_is_in_no_file(response: Response, level: SharingLevel) -> None:
    given = marked(response)
    handed = share_of(given, level)
    shared, left_out = handed.response, handed.left_out
    hidden = set(HIDDEN[level])
    if level is SharingLevel.PARTNERS and given.anonymous:
        hidden.add("organisation")
    others = share_related_responses(SourcedResponse("", HARBOURS, given), companions(given), level)
    for name, content in files(shared, left_out, others).items():
        for field in hidden:
            assert secret(field) not in content, (name, field)
        if name != "name":
            told = [omission_notice(left_out)] if name in ("workbook", "document") else left_out
            assert all(words in content for words in told), name
    kept = {"label", "law_reference", *TEXTS} - hidden if shared.answers else {"label"}
    assert [field for field in kept if secret(field) not in write_response(shared)] == []


@settings(max_examples=12)
@given(response=responses_to(HARBOURS), level=st.sampled_from(SharingLevel))
def test_a_shared_response_is_whole_and_has_the_same_ratings(response: Response, level: SharingLevel) -> None:
    shared = share_of(response, level).response
    assert read_response(write_response(shared).encode(), "", lambda *_wanted: HARBOURS)[1] == shared
    assert tally_all(HARBOURS, shared) == tally_all(HARBOURS, response)
    for key, answer in shared.answers.items():
        given = response.answers[key]
        kept = [field.name for field in fields(Answer) if field.name not in HIDDEN[level]]
        assert [getattr(answer, name) for name in kept] == [getattr(given, name) for name in kept]


ROUNDS = [Round("2024"), Round("2026"), Round("", dt.date(2025, 5, 5)), Round("2023", dt.date(2026, 5, 5))]


def named_responses() -> st.SearchStrategy[Response]:
    return st.builds(
        lambda organisation, voice, asked_in, anonymous, rating: a_response(
            HARBOURS, {"HAR-01": rating}, organisation=organisation, voice=voice, round=asked_in, anonymous=anonymous
        ),
        st.sampled_from(["", "Harbour Watch", "Lights"]),
        st.sampled_from([Voice.STATE, Voice.CIVIL_SOCIETY]),
        st.sampled_from(ROUNDS),
        st.booleans(),
        st.sampled_from(Rating).filter(lambda rating: rating is not Rating.NOT_APPLICABLE),
    )


@settings(max_examples=40)
@given(own=named_responses(), others=st.lists(named_responses(), max_size=6))
def test_without_organisations_a_response_is_laid_beside_the_same_ones(own: Response, others: list[Response]) -> None:
    def beside(response: Response, compared: Sequence[SourcedResponse]) -> list[tuple[str, str]]:
        one = SourcedResponse("own", HARBOURS, response)
        rest = [other for other in compared if other.response != response]
        voices = [(pair.first.name, pair.second.name) for pair in voice_pairs([one, *rest])]
        rounds = [(pair.earlier.name, pair.later.name) for pair in round_pairs([one, *rest])]
        return sorted([pair for pair in voices if "own" in pair] + [pair for pair in rounds if pair[1] == "own"])

    compared = [SourcedResponse(str(number), HARBOURS, other) for number, other in enumerate(others)]
    public = share_related_responses(SourcedResponse("", HARBOURS, own), compared, SharingLevel.PUBLIC)
    assert beside(share_of(own, SharingLevel.PUBLIC).response, public) == beside(own, compared)
    assert share_related_responses(SourcedResponse("", HARBOURS, own), compared, SharingLevel.FULL) == compared


def test_partners_do_not_learn_who_an_anonymous_response_is_of_by_its_last_round() -> None:
    own = a_response(HARBOURS, {"HAR-01": Rating.ABSENT}, organisation="Lights", anonymous=True, round=Round("2026"))
    before = replace(own, anonymous=False, round=Round("2024"))
    others = share_related_responses(
        SourcedResponse("", HARBOURS, own), [SourcedResponse("before", HARBOURS, before)], SharingLevel.PARTNERS
    )
    assert "Since last round" not in sheets_of(own, others)
    assert "Since last round" in sheets_of(
        before, [SourcedResponse("own", HARBOURS, replace(before, round=Round("2022")))]
    )


def sheets_of(response: Response, others: Sequence[SourcedResponse]) -> list[str]:
    shared = share_of(response, SharingLevel.PARTNERS)
    content = gap_report(results_of(HARBOURS, shared.response, written=WRITTEN, left_out=shared.left_out), others)
    return load_workbook(io.BytesIO(content), read_only=True).sheetnames


def test_a_shared_workbook_says_so_on_two_sheets_and_asks_for_no_explanation() -> None:
    response = a_response(
        HARBOURS, {"HAR-01": Answer(Rating.IMPLEMENTED, measures=(), comment="Ask Maria.", evidence="Seen.")}
    )
    sentence = "Answered, but left out of this version: Evidence, Comment."
    shared = share_of(response, SharingLevel.PUBLIC)
    told = texts_by_sheet(gap_report(results_of(HARBOURS, shared.response, written=WRITTEN, left_out=shared.left_out)))
    assert [title for title, texts in told.items() if sentence in texts] == ["Summary", "Method and sources"]
    to_explain = "Rating doesn’t match the ticked measures"
    assert not any(to_explain in texts for texts in told.values())
    # In a whole one the absence of a comment is one.
    whole = a_response(HARBOURS, {"HAR-01": Answer(Rating.IMPLEMENTED, measures=())})
    assert to_explain in texts_by_sheet(gap_report(results_of(HARBOURS, whole, written=WRITTEN)))["All answers"]


def test_a_file_is_named_by_codes_alone_and_by_its_level_where_that_is_not_full() -> None:
    response = a_response(HARBOURS, organisation="../../etc/passwd", round=Round("a/b:c"))

    def name(level: SharingLevel) -> str:
        return shared_file_name("gap-report", response, WRITTEN, level, ".xlsx")

    assert name(SharingLevel.FULL) == "gap-report-XAA-state-2026-11-24.xlsx"
    assert name(SharingLevel.PUBLIC) == "gap-report-XAA-state-public-2026-11-24.xlsx"


@settings(max_examples=12)
@given(response=responses_to(HARBOURS), level=st.sampled_from(SharingLevel))
def test_a_shared_file_that_comes_back_empties_nothing(response: Response, level: SharingLevel) -> None:
    handed = share_of(response, level)
    shared, left_out = handed.response, handed.left_out
    revisions = dict.fromkeys(HARBOURS.by_id, 1)
    versions = {(key, 1): response.answer(key) for key in HARBOURS.by_id}
    stored = SourcedResponse("a7f3", HARBOURS, response, assessment_id="a7f3", revisions=revisions, versions=versions)
    (incoming,) = read_file(write_response(shared, left_out).encode(), "a.json", lambda *_wanted: HARBOURS)
    assert incoming.left_out == left_out
    told = [str(warning) for warning in incoming.warnings]
    assert told == ([f"a.json: left_out: {omission_notice(left_out)} {STAYS}"] if left_out else [])
    for item in preview([incoming], stored).items:
        assert item.outcome is MergeOutcome.UNCHANGED or (
            # Words stand for the reason, and who merges decides.
            item.outcome is MergeOutcome.CONFLICT and item.stored.rating is Rating.NOT_APPLICABLE
        )
        assert item.merged == sort_measures(item.stored)


def test_what_is_said_to_be_left_out_has_to_be_known() -> None:
    text = write_response(a_response(HARBOURS), ("commnet",))
    with pytest.raises(FileRefused, match=r"left_out: “commnet” is not recognised. Use one of these: organisation"):
        read_file(text.encode(), "response.json", lambda *_wanted: HARBOURS)


def test_what_is_left_out_is_named_if_it_was_there() -> None:
    catalogue = a_catalogue()
    answers = {
        "INV-01": Answer(Rating.ABSENT, comment="Ask Maria.", evidence="Seen.", action="Act."),
        "INV-02": Answer(Rating.ABSENT, law_reference="Act 4", evidence_url="https://example.org"),
        "INV-03": Answer(Rating.NOT_APPLICABLE, reason="No coast.", responsible="Port"),
    }
    response = a_response(catalogue, answers, organisation="Harbour Watch")
    public = share_of(response, SharingLevel.PUBLIC)
    assert public.left_out == tuple(field for field in SENSITIVE if field != "note")
    assert omission_notice(public.left_out) == (
        "Answered, but left out of this version: Organisation, Evidence, Source, Responsible body, Action, Comment, "
        "Reason."
    )
    assert share_of(response, SharingLevel.PARTNERS).left_out == ("comment",)
    assert share_of(a_response(catalogue, {"INV-01": Rating.ABSENT}), SharingLevel.PUBLIC).left_out == ()
    assert share_of(a_response(catalogue), SharingLevel.PUBLIC, ("comment",)).left_out == ("comment",)
    assert share_of(response, SharingLevel.FULL, ("comment",)).left_out == ("comment",)
    assert share_of(replace(response, organisation=""), SharingLevel.PARTNERS, ("organisation",)).left_out == (
        "organisation", "comment",
    )  # fmt: skip


def test_partners_see_the_organisation_unless_it_is_anonymous() -> None:
    named = a_response(HARBOURS, organisation="Harbour Watch")
    assert share_of(named, SharingLevel.PARTNERS).response.organisation == "Harbour Watch"
    nameless = replace(named, anonymous=True)
    assert share_of(nameless, SharingLevel.PARTNERS).response.organisation == ""
    assert share_of(nameless, SharingLevel.PARTNERS).left_out == ("organisation",)


def test_a_public_response_is_anonymous_whoever_answered() -> None:
    shared = [
        share_of(a_response(HARBOURS, organisation=organisation, anonymous=anonymous), SharingLevel.PUBLIC).response
        for organisation in ("", "Harbour Watch")
        for anonymous in (False, True)
    ]
    assert len(set(map(repr, shared))) == 1


def test_not_applicable_keeps_its_rating_and_says_that_the_reason_was_left_out() -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Answer(Rating.NOT_APPLICABLE, reason="Maria says so.")})
    answer = share_of(response, SharingLevel.PUBLIC).response.answer("INV-01")
    assert answer.rating is Rating.NOT_APPLICABLE
    assert answer.reason == "(The reason was left out of this version.)"


def test_an_answer_of_which_nothing_is_left_is_no_answer() -> None:
    catalogue = a_catalogue()
    response = a_response(catalogue, {"INV-01": Answer(comment="Ask Maria."), "INV-02": Rating.ABSENT})
    assert list(share_of(response, SharingLevel.PUBLIC).response.answers) == ["INV-02"]


def rows(text: str) -> Mapping[str, list[str]]:
    """The rows of the tables of levels, by what their first cells name."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]
    return {name: row[1:] for row in found if len(row) == 4 for name in re.findall(r"`(\w+)`", row[0])}


def test_every_field_of_a_response_has_its_rule_in_the_document_and_in_the_code() -> None:
    documented = rows((ROOT / "docs" / "sharing.md").read_text(encoding="utf-8"))
    names = {field.name for kind in (Response, Answer, FollowUp) for field in fields(kind)}
    assert set(documented) == names
    said = str(sharing.__doc__).replace("catalogue, version", "catalogue_id, catalogue_version")
    assert {field.name for field in fields(Response) if not re.search(rf"\b{field.name}\b", said)} == set()
    for level, place in ((SharingLevel.PUBLIC, 0), (SharingLevel.PARTNERS, 1), (SharingLevel.FULL, 2)):
        left = {name for name, row in documented.items() if row[place].startswith("left out")}
        of_plan = set[str]() if level is SharingLevel.FULL else {"note"}
        assert left - {"organisation"} == HIDDEN[level] - {"organisation"} | of_plan
