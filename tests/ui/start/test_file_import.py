"""The page “Start” takes files back: it says what they would do, lets a person decide, and does it in one step."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessment.access.assessments import (
    create_assessment,
    list_imports,
    list_summaries,
    read_answer_sources,
    read_assessment,
    read_follow_ups,
    reopen_assessment,
    save_answer,
    save_follow_ups,
    submit_assessment,
)
from assessment.access.gate import Gate
from assessment.domain.answer import Answer, Rating
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.answer_merge import KEEP_STORED, UNDECIDED
from assessment.domain.response import Assessment, Round
from assessment.services.exports import stored_export
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, page_gate, words
from tests.support.returned_files import as_json, as_submissions, as_workbook

CATALOGUE = a_catalogue()
ONE, TWO, THREE = "INV-01", "INV-02", "INV-03"
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)


@pytest.fixture
def start(open_page: OpenPage) -> AppTest:
    """The page, with nothing kept."""
    return open_page("start/page.py", start="import")


@pytest.fixture
def access(start: AppTest) -> Gate:
    return page_gate()


@pytest.fixture
def kept(access: Gate) -> Assessment:
    response = a_response(CATALOGUE, {ONE: Rating.PARTIAL}, organisation="Harbour *office*", round=Round("2026"))
    return read_assessment(access, create_assessment(access, CATALOGUE, response))


def bring(app: AppTest, files: Mapping[str, bytes]) -> AppTest:
    return drop(app, [(name, content) for name, content in files.items()])


def drop(app: AppTest, files: Sequence[tuple[str, bytes]]) -> AppTest:
    app.run()
    dropped: Sequence[tuple[str, bytes, str]] = [(name, content, "application/octet-stream") for name, content in files]
    return app.file_uploader[0].set_value(dropped).run()


def take(app: AppTest) -> AppTest:
    return app.button(key="import").click().run()


def counts(app: AppTest) -> list[list[int]]:
    """Of each file that is shown: new, changed, unchanged, cleared, in conflict."""
    found = [html.value for html in app.html if 'class="counts"' in html.value]
    return [[int(part.split("<")[0]) for part in each.split("<strong>")[1:]] for each in found]


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def button(app: AppTest, key: str) -> bool:
    """Whether a button is there and can be pressed."""
    return any(each.key == key and not each.disabled for each in app.button)


def stored(access: Gate, assessment_id: str) -> Mapping[str, Answer]:
    return read_assessment(access, assessment_id).response.answers


def test_files_of_every_kind_go_into_the_response_that_is_there_or_make_one_that_can_be_opened(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    elsewhere = replace(kept, response=replace(kept.response, organisation="Lighthouse"))
    files = {
        "a.bin": as_workbook(kept, {TWO: ABSENT}),
        "b.pdf": as_json(kept, {}),
        "new.json": as_json(elsewhere, {TWO: ABSENT}),
    }
    app = bring(start, files)
    assert app.file_uploader[0].accept_multiple_files
    assert app.file_uploader[0].allowed_type == []
    assert counts(app) == [[2, 0, 0, 0, 0], [1, 0, 4, 0, 0], [0, 0, 1, 0, 0]]
    assert [text for text in texts(app) if "Will " in text] == [
        "new.json\nWill create a new response: Alvenia (invented) · State · Lighthouse · 2026",
        "a.bin\nWill update: Alvenia (invented) · State · Harbour *office* · 2026",
        "b.pdf\nWill update: Alvenia (invented) · State · Harbour *office* · 2026",
    ]
    assert (read_assessment(access, kept.id), list_imports(access)) == (
        kept,
        [],
    )  # Nothing is stored before the button.
    app = take(app)
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: ABSENT}
    assert app.success[0].value == "Imported: 3 answers from 3 files into 2 responses."
    (made,) = set(list_imports(access)[0].assessment_ids) - {kept.id}
    assert stored(access, made) == {ONE: PARTIAL, TWO: ABSENT}
    app.button(key=f"open-{made}").click().run()
    assert app.session_state["assessment"] == made


ROOM = "Keep all texts, with the rating that the room agrees on"


class TestConflicts:
    @pytest.fixture
    def app(self, start: AppTest, kept: Assessment, access: Gate) -> AppTest:
        """Two files that differ from each other in one answer, and one of them from what is stored in another."""
        save_answer(access, kept.id, ONE, IMPLEMENTED, expected_revision=1)
        files = {
            "asha.xlsx": as_workbook(kept, {ONE: ABSENT, TWO: PARTIAL}),
            "bela.xlsx": as_workbook(kept, {TWO: ABSENT}),
        }
        return bring(start, files)

    def test_each_says_who_says_what_has_nothing_preselected_and_is_decided_for_itself(
        self, app: AppTest, access: Gate, kept: Assessment
    ) -> None:
        said = words(app)
        assert "asha.xlsx (Questionnaire!" in said
        assert "bela.xlsx (Questionnaire!" in said
        assert "Before: the last version that all had" in said
        keep = {each.label: each for each in app.radio if each.label.startswith("Keep which version")}
        assert [each.value for each in keep.values()] == [None, None]
        assert keep[f"Keep which version of {ONE}?"].options == [
            "Keep the stored answer", "Use the answer in asha.xlsx", ROOM,
        ]  # fmt: skip
        assert "2 conflicts above are undecided." in [each.value for each in app.warning]
        assert not button(app, "import")
        self.keep(app, ONE, KEEP_STORED)
        assert not button(app, "import")
        self.keep(app, TWO, 2)
        take(app)
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: ABSENT}
        assert read_answer_sources(access, kept.id) == {TWO: ("bela.xlsx",)}

    def test_the_room_may_say_what_no_file_says(self, app: AppTest, access: Gate, kept: Assessment) -> None:
        self.for_all(app, KEEP_STORED)
        self.keep(app, TWO, ROOM)
        assert not button(app, "import")
        (rating,) = [group for group in app.button_group if group.label == "The room says"]
        rating.set_value(Rating.NOT_APPLICABLE).run()
        assert "“Not applicable” needs a reason." in [each.value for each in app.warning]
        assert not button(app, "import")
        (note,) = [area for area in app.text_area if area.label.startswith("Note")]
        note.input("There is no such border.").run()
        take(app)
        said = Answer(Rating.NOT_APPLICABLE, comment="There is no such border.", reason="There is no such border.")
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: said}
        assert read_answer_sources(access, kept.id) == {TWO: ("asha.xlsx", "bela.xlsx")}

    def test_a_decision_for_all_holds_where_no_other_was_made_and_only_for_conflicts_of_its_file(
        self, app: AppTest, access: Gate, kept: Assessment
    ) -> None:
        self.for_all(app, "bela.xlsx")
        assert "1 conflict above is undecided." in [each.value for each in app.warning]
        assert not button(app, "import")
        self.for_all(app, "asha.xlsx")
        assert button(app, "import")
        self.keep(app, ONE, KEEP_STORED)
        take(app)
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: PARTIAL}

    def test_what_was_changed_meanwhile_stops_the_import_and_is_looked_at_again(
        self, app: AppTest, access: Gate, kept: Assessment
    ) -> None:
        self.for_all(app, "asha.xlsx")
        save_answer(access, kept.id, TWO, IMPLEMENTED, expected_revision=0)
        take(app)
        assert "Look again." in app.error[0].value
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: IMPLEMENTED}

        app.button(key="look-again").click().run()
        assert not app.error
        assert not button(app, "import")
        self.for_all(app, KEEP_STORED)
        self.keep(app, ONE, 1)
        take(app)
        assert stored(access, kept.id) == {ONE: ABSENT, TWO: IMPLEMENTED}

    def keep(self, app: AppTest, item: str, decision: int | str) -> None:
        radio = next(each for each in app.radio if each.label == f"Keep which version of {item}?")
        radio.set_value(UNDECIDED if decision == ROOM else decision).run()

    def for_all(self, app: AppTest, decision: str | int) -> None:
        next(each for each in app.selectbox if each.label.startswith("For all other")).set_value(decision).run()


def test_both_texts_of_a_plan_that_differs_in_a_file_can_be_kept(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    report = load_workbook(io.BytesIO(stored_export(access, kept.id, SharingLevel.FULL, 2 / 3, "en").excel()))
    cells = report["Gaps"][report["Gaps"].tables["Gaps"].ref]
    row = {head.value: cell for head, cell in zip(cells[0], cells[1], strict=True)}
    row["Action"].value, row["Status"].value = "Hire two.", "Planned"
    file = io.BytesIO()
    report.save(file)
    save_follow_ups(access, kept.id, {ONE: FollowUp(FollowUpStatus.DONE, action="Hire three.")}, expected_revisions={})
    app = bring(start, {"gaps.xlsx": file.getvalue()})
    (radio,) = [each for each in app.radio if each.label.startswith("Keep which version")]
    assert radio.options == ["Keep the stored answer", "Use the answer in gaps.xlsx", "Keep all texts"]
    radio.set_value(UNDECIDED).run()
    assert not button(app, "import")
    (status,) = [group for group in app.button_group if group.label == "Status"]
    assert status.options == ["Done", "Planned"]
    status.set_value((FollowUpStatus.PLANNED, None)).run()
    take(app)
    plan = read_follow_ups(access, kept.id)[ONE].record
    assert (plan.status, plan.action) == (FollowUpStatus.PLANNED, "Hire three.\n\nHire two.")


def test_a_file_with_problems_is_left_out_only_when_a_person_says_so(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    bad = as_json(kept, {}).replace(b'"partial"', b'"halfway"')
    app = bring(start, {"good.json": as_json(kept, {TWO: ABSENT}), "bad.json": bad, "holiday.png": b"\x89PNG..."})
    assert "2 files have problems and can’t be imported:" in [each.value for each in app.error]
    problems = "\n".join(texts(app))
    assert f"• bad.json: answers.{ONE}.rating" in problems
    assert "• holiday.png: This type of file is not recognised. Use a completed questionnaire" in problems
    assert not button(app, "import")
    next(each for each in app.checkbox if "Leave out the 2 files" in each.label).check().run()
    take(app)
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: ABSENT}


def test_a_submitted_response_stays_as_it_is_until_it_is_reopened(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    submit_assessment(access, kept.id)
    app = bring(start, {"late.json": as_json(kept, {TWO: ABSENT})})
    assert "This response was submitted" in words(app)
    assert not button(app, "import")
    reopen_assessment(access, kept.id)
    app.button(key="look-again").click().run()
    take(app)
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: ABSENT}


def test_many_files_are_shown_a_part_at_a_time_and_more_than_can_be_brought_are_not_read(
    start: AppTest, kept: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of(number: int) -> Assessment:
        return replace(kept, response=replace(kept.response, organisation=f"Office {number:03}"))

    files = {f"{number}.json": as_json(of(number), {TWO: ABSENT}) for number in range(30)}
    app = bring(start, files)
    assert len(counts(app)) == 20
    assert "Showing 1–20 of 30" in words(app)
    assert "Answers of 30 responses: **60** new, **0** changed" in words(app)

    monkeypatch.setattr("assessment.ui.upload_limits.FILES_LIMIT", 29)
    app.run()
    assert [error.value for error in app.error] == [
        "At most 29 files or 100 MB can be imported at a time. Import the rest later."
    ]
    assert (counts(app), button(app, "import")) == ([], False)
    app.button(key="put-away").click().run()
    assert not app.error
    assert len(counts(bring(app, {"0.json": files["0.json"]}))) == 1


def test_files_that_are_called_alike_are_told_apart(start: AppTest, kept: Assessment) -> None:
    named = {"answers.json": (ABSENT, PARTIAL), "answers.json (2)": (IMPLEMENTED,)}
    app = drop(start, [(name, as_json(kept, {TWO: each})) for name, answers in named.items() for each in answers])
    (for_all,) = [each for each in app.selectbox if each.label.startswith("For all other")]
    assert for_all.options[1:] == [
        "Use the answer in answers.json",
        "Use the answer in answers.json (2)",
        "Use the answer in answers.json (2) (2)",
    ]


def test_what_would_be_another_answer_is_shown_beside_the_stored_one(start: AppTest, kept: Assessment) -> None:
    app = bring(start, {"a.xlsx": as_workbook(kept, {ONE: Answer(Rating.ABSENT, evidence="Nobody **asked**")})})
    (details,) = [each for each in app.expander if each.label == "Show changes"]
    assert not details.children
    app.session_state["changes-1"] = True  # What opening it does in a browser.
    app.run()
    assert texts(app)[-3:] == ["Changed, by a.xlsx", "Evidence: (empty)", "Evidence: Nobody **asked**"]


def test_what_many_say_differently_is_shown_a_part_at_a_time_and_chosen_from_a_list(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    said = [Answer(Rating.ABSENT, evidence=f"Reason {number:02}") for number in range(10)]
    app = bring(start, {f"{number:02}.json": as_json(kept, {TWO: answer}) for number, answer in enumerate(said)})
    assert "Showing 1–9 of 11" in words(app)
    assert len([text for text in texts(app) if text.startswith("Evidence: ")]) == 9
    (choice,) = [each for each in app.selectbox if each.label == f"Keep which version of {TWO}?"]
    choice.set_value(10).run()
    take(app)
    assert stored(access, kept.id)[TWO] == said[9]


def test_an_import_is_undone_right_away_or_later_by_itself_unless_it_was_built_upon(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    app = bring(start, {"same.json": as_json(kept, {})})
    assert "there is nothing to import" in app.info[0].value
    assert not [each for each in app.button if each.key == "import"]
    for item in (TWO, THREE):
        app = take(bring(app, {"a.json": as_json(kept, {item: ABSENT})}))
    last, older = list_imports(access)
    app.button(key=f"undo-{older.id}").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL, THREE: ABSENT}
    assert len(app.success) == 1

    save_answer(access, kept.id, THREE, PARTIAL, expected_revision=1)
    app.button(key="undo-last").click().run()
    assert "Nothing was undone" in app.error[0].value
    assert stored(access, kept.id) == {ONE: PARTIAL, THREE: PARTIAL}
    save_answer(access, kept.id, THREE, ABSENT, expected_revision=2)
    app = take(bring(app, {"b.json": as_json(kept, {TWO: ABSENT})}))
    app.button(key="undo-last").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL, THREE: ABSENT}
    assert [imported.undone is None for imported in list_imports(access)] == [False, True, False]
    assert button(app, f"undo-{last.id}")
    assert not app.success


# Submissions from phones


def submission(number: int, **said: str) -> dict[str, str]:
    of_nepal = {"country": "NPL", "voice": "state", "INV_01_rating": "absent"}
    return {**of_nepal, "_uuid": f"submission-{number}", **said}


def test_submissions_that_were_taken_before_are_told_and_edited_ones_of_which_nothing_can_be_taken_say_why(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    app = take(bring(start, {"first.csv": as_submissions(CATALOGUE, submission(0), submission(1))}))
    assert len(list_summaries(access)) == 3
    app = bring(app, {"all.csv": as_submissions(CATALOGUE, *map(submission, range(3)))})
    assert "2 submissions were imported before and are skipped." in [each.value for each in app.info]
    app = take(app)
    assert len(list_summaries(access)) == 4
    edited = submission(0, country="CHE", voice="other", INV_01_rating="partial")
    app = bring(app, {"edited.csv": as_submissions(CATALOGUE, edited)})
    assert "with another country, voice or catalogue" in words(app)
    assert not button(app, "import")


def test_rows_of_one_file_that_differ_are_told_apart_where_one_is_chosen(start: AppTest, kept: Assessment) -> None:
    of_one_office = (submission(number, organisation="Harbour office", INV_01_rating=rating)
                     for number, rating in enumerate(("absent", "partial")))  # fmt: skip
    app = bring(start, {"export.csv": as_submissions(CATALOGUE, *of_one_office)})
    (keep,) = [each for each in app.radio if each.label.startswith("Keep which version")]
    assert len(set(keep.options)) == 4
    assert "row 2" in keep.options[1]


def test_rejected_submissions_and_rows_to_another_catalogue_are_told_and_taken_or_left_when_a_person_says_so(
    start: AppTest, kept: Assessment, access: Gate
) -> None:
    reviews = ("validation_status_not_approved", "validation_status_approved")
    reviewed = (submission(number, _validation_status=review) for number, review in enumerate(reviews))
    app = bring(start, {"export.csv": as_submissions(CATALOGUE, *reviewed)})
    assert "export.csv: row 2: 1 submission was rejected on the server." in words(app)
    assert len(counts(app)) == 1
    next(each for each in app.checkbox if "rejected" in each.label).check().run()
    assert len(counts(app)) == 2
    next(each for each in app.checkbox if "rejected" in each.label).uncheck().run()
    app = take(app)
    assert len(list_summaries(access)) == 2

    other = submission(3, catalogue_version="0.9")
    app = bring(app, {"export.csv": as_submissions(CATALOGUE, submission(2), other)})
    assert "export.csv: row 3, catalogue_id: There is no catalogue “invented 0.9”" in words(app)
    assert not counts(app)
    next(each for each in app.checkbox if each.label.startswith("Leave out the rows")).check().run()
    assert not app.error
    assert "export.csv: row 3: The catalogue of this row is not available. Left out, as you chose." in words(app)
    take(app)
    assert len(list_summaries(access)) == 3
