"""The page “Start” takes files back: it says what they would do, lets a person decide, and does it in one step."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessment.catalogues import load_catalogue
from assessment.config import settings
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.answer_merge import KEEP_STORED, UNDECIDED
from assessment.domain.model import Answer, Assessment, Catalogue, Rating, Response, Round
from assessment.domain.sharing import SharingLevel
from assessment.interchange.forms.xlsform import xlsform
from assessment.services.access import Access
from assessment.services.exports import Export
from assessment.storage import open_repository
from tests.support.catalogues import a_response
from tests.support.forms import Layout, converted, export_rows
from tests.support.forms import as_csv as submissions_csv
from tests.support.pages import GCM10, OpenPage, words
from tests.support.returned_files import as_json, as_workbook

ONE, TWO, THREE = "GCM10-01", "GCM10-02", "GCM10-03"
ABSENT, PARTIAL, IMPLEMENTED = Answer(Rating.ABSENT), Answer(Rating.PARTIAL), Answer(Rating.IMPLEMENTED)


@pytest.fixture(scope="module")
def gcm10() -> Catalogue:
    return load_catalogue(GCM10)


@pytest.fixture
def response(gcm10: Catalogue) -> Response:
    return a_response(gcm10, {ONE: Rating.PARTIAL}, organisation="Harbour *office*", round=Round("2026"))


@pytest.fixture
def start(open_page: OpenPage) -> AppTest:
    """The page, with nothing kept."""
    return open_page("start/page.py", start="import")


@pytest.fixture
def access(start: AppTest) -> Iterator[Access]:
    with open_repository(settings().database_url) as repository:
        yield Access.personal(repository, "a test")


@pytest.fixture
def kept(access: Access, gcm10: Catalogue, response: Response) -> Assessment:
    return access.assessment(access.create_once(gcm10, response))


def bring(app: AppTest, files: Mapping[str, bytes]) -> AppTest:
    app.run()
    dropped: Sequence[tuple[str, bytes, str]] = [
        (name, content, "application/octet-stream") for name, content in files.items()
    ]
    return app.file_uploader[0].set_value(dropped).run()


def counts(app: AppTest) -> list[list[int]]:
    """Of each file that is shown: new, changed, unchanged, cleared, in conflict."""
    found = [html.value for html in app.html if 'class="counts"' in html.value]
    return [[int(part.split("<")[0]) for part in each.split("<strong>")[1:]] for each in found]


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def button(app: AppTest, key: str) -> bool:
    """Whether a button is there and can be pressed."""
    return any(each.key == key and not each.disabled for each in app.button)


def stored(access: Access, assessment_id: str) -> Mapping[str, Answer]:
    return access.assessment(assessment_id).response.answers


def test_files_of_every_kind_are_told_by_what_is_in_them(start: AppTest, kept: Assessment, access: Access) -> None:
    files = {
        "a.bin": as_workbook(kept, {TWO: ABSENT}),
        "b": as_workbook(kept, {THREE: ABSENT}),
        "c.pdf": as_json(kept, {}),
    }
    app = bring(start, files)
    assert app.file_uploader[0].accept_multiple_files
    assert app.file_uploader[0].allowed_type == []
    assert counts(app) == [[1, 0, 32, 0, 0], [1, 0, 32, 0, 0], [0, 0, 1, 0, 0]]
    assert [text for text in texts(app) if "Will update: " in text] == [
        f"{name}\nWill update: Alvenia (invented) · State · Harbour *office* · 2026" for name in files
    ]
    assert (access.assessment(kept.id), access.imports()) == (kept, [])  # Nothing is stored before the button.
    app.button(key="import").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: ABSENT, THREE: ABSENT}
    assert app.success[0].value == "Imported: 2 answers from 3 files into 1 response."


def test_a_response_that_isnt_here_yet_is_made_and_opened(
    start: AppTest, kept: Assessment, access: Access, gcm10: Catalogue
) -> None:
    elsewhere = replace(kept, response=replace(kept.response, organisation="Lighthouse"))
    app = bring(start, {"new.json": as_json(elsewhere, {TWO: ABSENT})})
    assert "new.json\nWill create a new response: Alvenia (invented) · State · Lighthouse · 2026" in texts(app)
    app.button(key="import").click().run()
    (made,) = access.imports()[0].assessment_ids
    assert stored(access, made) == {ONE: PARTIAL, TWO: ABSENT}
    app.button(key=f"open-{made}").click().run()
    assert app.session_state["assessment"] == made


ROOM = "Keep both texts, with the rating that the room agrees on"


class TestConflicts:
    @pytest.fixture
    def app(self, start: AppTest, kept: Assessment, access: Access) -> AppTest:
        """Two files that differ from each other in one answer, and one of them from what is stored in another."""
        access.save_answer(kept.id, ONE, IMPLEMENTED, expected_revision=1)
        files = {
            "asha.xlsx": as_workbook(kept, {ONE: ABSENT, TWO: PARTIAL}),
            "bela.xlsx": as_workbook(kept, {TWO: ABSENT}),
        }
        return bring(start, files)

    def test_nothing_is_preselected_and_nothing_can_be_imported(self, app: AppTest) -> None:
        keep = [each for each in app.radio if each.label.startswith("Keep which version")]
        assert [each.value for each in keep] == [None, None]
        assert not button(app, "import")
        assert "2 conflicts above are undecided." in [each.value for each in app.warning]

    def test_a_card_says_who_says_what_and_what_it_was_before(self, app: AppTest) -> None:
        said = words(app)
        assert "asha.xlsx (Questionnaire!" in said
        assert "bela.xlsx (Questionnaire!" in said
        assert "Before: the last version that all had" in said
        radio = next(each for each in app.radio if each.label == f"Keep which version of {ONE}?")
        assert radio.options == ["Keep the stored answer", "Use the answer in asha.xlsx", ROOM]

    def test_each_is_decided_for_itself(self, app: AppTest, access: Access, kept: Assessment) -> None:
        self.keep(app, ONE, KEEP_STORED)
        assert not button(app, "import")
        self.keep(app, TWO, 2)
        app.button(key="import").click().run()
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: ABSENT}
        assert access.answer_sources(kept.id) == {TWO: ("bela.xlsx",)}

    def test_the_room_may_say_what_no_file_says(self, app: AppTest, access: Access, kept: Assessment) -> None:
        self.for_all(app, KEEP_STORED)
        self.keep(app, TWO, ROOM)
        assert not button(app, "import")
        (rating,) = [group for group in app.button_group if group.label == "The room says"]
        rating.set_value(Rating.NOT_APPLICABLE).run()
        assert "“Not applicable” needs a reason." in [each.value for each in app.warning]
        assert not button(app, "import")
        (note,) = [area for area in app.text_area if area.label.startswith("Note")]
        note.input("There is no such border.").run()
        app.button(key="import").click().run()
        said = Answer(Rating.NOT_APPLICABLE, comment="There is no such border.", reason="There is no such border.")
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: said}
        assert access.answer_sources(kept.id) == {TWO: ("asha.xlsx", "bela.xlsx")}

    def test_a_decision_for_all_holds_where_no_other_was_made(
        self, app: AppTest, access: Access, kept: Assessment
    ) -> None:
        self.for_all(app, "asha.xlsx")
        assert button(app, "import")
        self.keep(app, ONE, KEEP_STORED)
        app.button(key="import").click().run()
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: PARTIAL}

    def test_a_file_that_has_no_side_in_a_conflict_doesnt_decide_it(self, app: AppTest) -> None:
        self.for_all(app, "bela.xlsx")
        assert "1 conflict above is undecided." in [each.value for each in app.warning]
        assert not button(app, "import")

    def test_only_files_that_are_in_conflicts_can_be_taken_for_all(self, app: AppTest) -> None:
        (for_all,) = [each for each in app.selectbox if each.label.startswith("For all other")]
        assert for_all.options == [
            "Keep the stored answer",
            "Use the answer in asha.xlsx",
            "Use the answer in bela.xlsx",
        ]

    def test_what_was_changed_meanwhile_stops_the_import_and_is_looked_at_again(
        self, app: AppTest, access: Access, kept: Assessment
    ) -> None:
        self.for_all(app, "asha.xlsx")
        access.save_answer(kept.id, TWO, IMPLEMENTED, expected_revision=0)
        app.button(key="import").click().run()
        assert "Look again." in app.error[0].value
        assert stored(access, kept.id) == {ONE: IMPLEMENTED, TWO: IMPLEMENTED}

        app.button(key="look-again").click().run()
        assert not app.error
        assert not button(app, "import")
        self.for_all(app, KEEP_STORED)
        self.keep(app, ONE, 1)
        app.button(key="import").click().run()
        assert stored(access, kept.id) == {ONE: ABSENT, TWO: IMPLEMENTED}

    def keep(self, app: AppTest, item: str, decision: int | str) -> None:
        radio = next(each for each in app.radio if each.label == f"Keep which version of {item}?")
        radio.set_value(UNDECIDED if decision == ROOM else decision).run()

    def for_all(self, app: AppTest, decision: str | int) -> None:
        next(each for each in app.selectbox if each.label.startswith("For all other")).set_value(decision).run()


def test_both_texts_of_a_plan_that_differs_in_a_file_can_be_kept(
    start: AppTest, kept: Assessment, access: Access
) -> None:
    report = load_workbook(io.BytesIO(Export(access, kept.id, SharingLevel.FULL, 2 / 3, "en").excel()))
    cells = report["Gaps"][report["Gaps"].tables["Gaps"].ref]
    row = {head.value: cell for head, cell in zip(cells[0], cells[1], strict=True)}
    row["Action"].value, row["Status"].value = "Hire two.", "Planned"
    file = io.BytesIO()
    report.save(file)
    access.save_follow_ups(kept.id, {ONE: FollowUp(FollowUpStatus.DONE, action="Hire three.")}, expected_revisions={})
    app = bring(start, {"gaps.xlsx": file.getvalue()})
    (radio,) = [each for each in app.radio if each.label.startswith("Keep which version")]
    assert radio.options == ["Keep the stored answer", "Use the answer in gaps.xlsx", "Keep both texts"]
    radio.set_value(UNDECIDED).run()
    assert not button(app, "import")
    (status,) = [group for group in app.button_group if group.label == "Status"]
    assert status.options == ["Done", "Planned"]
    status.set_value((FollowUpStatus.PLANNED, None)).run()
    app.button(key="import").click().run()
    plan = access.follow_ups(kept.id)[ONE].follow_up
    assert (plan.status, plan.action) == (FollowUpStatus.PLANNED, "Hire three.\n\nHire two.")


def test_a_file_with_problems_is_left_out_only_when_a_person_says_so(
    start: AppTest, kept: Assessment, access: Access
) -> None:
    bad = as_json(kept, {}).replace(b'"partial"', b'"halfway"')
    app = bring(start, {"good.xlsx": as_workbook(kept, {TWO: ABSENT}), "bad.json": bad, "holiday.png": b"\x89PNG..."})
    assert "2 files have problems and can’t be imported:" in [each.value for each in app.error]
    problems = "\n".join(each.value for each in app.text)
    assert "• bad.json: answers.GCM10-01.rating" in problems
    assert "• holiday.png: This is a picture. Use a completed questionnaire" in problems
    assert not button(app, "import")
    next(each for each in app.checkbox if "Leave out the 2 files" in each.label).check().run()
    app.button(key="import").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: ABSENT}


def test_a_submitted_response_stays_as_it_is_until_it_is_reopened(
    start: AppTest, kept: Assessment, access: Access
) -> None:
    file = as_workbook(kept, {TWO: ABSENT})
    access.submit(kept.id)
    app = bring(start, {"late.xlsx": file})
    assert "This response was submitted" in words(app)
    assert not button(app, "import")
    access.reopen(kept.id)
    app.button(key="look-again").click().run()
    app.button(key="import").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: ABSENT}


def test_what_is_stored_already_isnt_imported_again(start: AppTest, kept: Assessment) -> None:
    app = bring(start, {"same.xlsx": as_workbook(kept, {})})
    assert "there is nothing to import" in app.info[0].value
    assert not [each for each in app.button if each.key == "import"]


def test_submissions_that_were_taken_before_are_told(start: AppTest, access: Access, gcm10: Catalogue) -> None:
    said = {"country": "NPL", "voice": "state", "GCM10_01_rating": "absent"}
    of = {"catalogue_id": gcm10.id, "catalogue_version": gcm10.version, "catalogue_hash": gcm10.hash}
    submissions = [{**of, **said, "_uuid": f"submission-{number}"} for number in range(3)]
    form = converted(xlsform(gcm10))
    first, all_of_them = (submissions_csv(export_rows(form, some, Layout())) for some in (submissions[:2], submissions))
    app = bring(start, {"first.csv": first})
    app.button(key="import").click().run()
    assert len(access.summaries()) == 2
    app = bring(app, {"all.csv": all_of_them})
    assert "2 submissions were imported before and are skipped." in [each.value for each in app.info]
    app.button(key="import").click().run()
    assert len(access.summaries()) == 3


def test_many_files_are_shown_a_part_at_a_time(start: AppTest, kept: Assessment) -> None:
    def of(number: int) -> Assessment:
        return replace(kept, response=replace(kept.response, organisation=f"Office {number:03}"))

    app = bring(start, {f"{number}.json": as_json(of(number), {TWO: ABSENT}) for number in range(30)})
    assert len(counts(app)) == 20
    assert "Showing 1–20 of 30" in words(app)
    assert "Answers of 30 responses: **60** new, **0** changed" in words(app)


def test_files_that_are_called_alike_are_told_apart(start: AppTest, kept: Assessment) -> None:
    app = start.run()
    named = {"answers.xlsx": (ABSENT, PARTIAL), "answers.xlsx (2)": (IMPLEMENTED,)}
    dropped = [
        (name, as_workbook(kept, {TWO: answer}), "application/xlsx")
        for name, answers in named.items()
        for answer in answers
    ]
    app.file_uploader[0].set_value(dropped).run()
    (for_all,) = [each for each in app.selectbox if each.label.startswith("For all other")]
    assert for_all.options[1:] == [
        "Use the answer in answers.xlsx",
        "Use the answer in answers.xlsx (2)",
        "Use the answer in answers.xlsx (2) (2)",
    ]


def test_what_would_be_another_answer_is_shown_beside_the_stored_one(start: AppTest, kept: Assessment) -> None:
    app = bring(start, {"a.xlsx": as_workbook(kept, {ONE: Answer(Rating.ABSENT, evidence="Nobody **asked**")})})
    (details,) = [each for each in app.expander if each.label == "Show changes"]
    assert not details.children
    app.session_state["changes-1"] = True  # What opening it does in a browser.
    app.run()
    assert texts(app)[-3:] == ["Changed, by a.xlsx", "Evidence: (empty)", "Evidence: Nobody **asked**"]


def test_an_import_that_was_built_upon_says_why_it_stays(start: AppTest, kept: Assessment, access: Access) -> None:
    app = bring(start, {"a.xlsx": as_workbook(kept, {TWO: ABSENT})})
    app.button(key="import").click().run()
    access.save_answer(kept.id, TWO, PARTIAL, expected_revision=1)
    app.button(key="undo-last").click().run()
    assert "Nothing was undone" in app.error[0].value
    assert stored(access, kept.id) == {ONE: PARTIAL, TWO: PARTIAL}


def test_what_many_say_differently_is_shown_a_part_at_a_time_and_chosen_from_a_list(
    start: AppTest, kept: Assessment, access: Access
) -> None:
    said = [Answer(Rating.ABSENT, evidence=f"Reason {number:02}") for number in range(10)]
    app = bring(start, {f"{number:02}.json": as_json(kept, {TWO: answer}) for number, answer in enumerate(said)})
    assert "Showing 1–9 of 11" in words(app)
    assert len([text for text in texts(app) if text.startswith("Evidence: ")]) == 9
    (choice,) = [each for each in app.selectbox if each.label == f"Keep which version of {TWO}?"]
    choice.set_value(10).run()
    app.button(key="import").click().run()
    assert stored(access, kept.id)[TWO] == said[9]


def test_an_import_can_be_undone_right_away_and_later_and_each_by_itself(
    start: AppTest, kept: Assessment, access: Access
) -> None:
    for item in (TWO, THREE):
        app = bring(start, {"a.xlsx": as_workbook(kept, {item: ABSENT})})
        app.button(key="import").click().run()
    last, older = access.imports()
    app.button(key=f"undo-{older.id}").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL, THREE: ABSENT}
    assert len(app.success) == 1
    app.button(key="undo-last").click().run()
    assert stored(access, kept.id) == {ONE: PARTIAL}
    assert all(imported.undone is not None for imported in access.imports())
    assert not button(app, f"undo-{last.id}")
    assert not app.success


def test_rows_of_one_file_that_differ_are_told_apart_where_one_is_chosen(start: AppTest, gcm10: Catalogue) -> None:
    rows = export_rows(
        converted(xlsform(gcm10, ("en",))),
        [
            {
                "catalogue_id": gcm10.id,
                "catalogue_version": gcm10.version,
                "catalogue_hash": gcm10.hash,
                "country": "XAA",
                "voice": "state",
                "organisation": "Harbour office",
                "GCM10_01_rating": rating,
            }
            for rating in ("absent", "partial")
        ],
        Layout(),
    )
    app = bring(start, {"export.csv": submissions_csv(rows)})
    (keep,) = [each for each in app.radio if each.label.startswith("Keep which version")]
    assert len(set(keep.options)) == 4
    assert "row 2" in keep.options[1]


def odd_submissions(gcm10: Catalogue, **server: Sequence[str]) -> bytes:
    """An export of two submissions, and what the server says of each."""
    of = {"catalogue_id": gcm10.id, "catalogue_version": gcm10.version, "catalogue_hash": gcm10.hash}
    said = {"country": "NPL", "voice": "state", "GCM10_01_rating": "absent"}
    submissions = [
        {**of, **said, "_uuid": f"submission-{number}", **{name: values[number] for name, values in server.items()}}
        for number in range(2)
    ]
    return submissions_csv(export_rows(converted(xlsform(gcm10)), submissions, Layout()))


def test_an_edited_submission_of_which_nothing_can_be_taken_says_why(start: AppTest, gcm10: Catalogue) -> None:
    app = bring(start, {"first.csv": odd_submissions(gcm10)})
    app.button(key="import").click().run()
    edited = odd_submissions(gcm10, country=("CHE", "CHE"), voice=("other", "other"), GCM10_01_rating=("partial",) * 2)
    app = bring(app, {"edited.csv": edited})
    assert "with another country, voice or catalogue" in words(app)
    assert not button(app, "import")


def test_rejected_submissions_are_told_and_taken_only_when_a_person_says_so(
    start: AppTest, access: Access, gcm10: Catalogue
) -> None:
    file = odd_submissions(gcm10, _validation_status=("validation_status_not_approved", "validation_status_approved"))
    app = bring(start, {"export.csv": file})
    assert "export.csv: row 2: 1 submission was rejected on the server." in words(app)
    assert len(counts(app)) == 1
    next(each for each in app.checkbox if "rejected" in each.label).check().run()
    assert len(counts(app)) == 2
    next(each for each in app.checkbox if "rejected" in each.label).uncheck().run()
    app.button(key="import").click().run()
    assert len(access.summaries()) == 1


def test_rows_to_another_catalogue_are_named_and_left_out_only_when_a_person_says_so(
    start: AppTest, access: Access, gcm10: Catalogue
) -> None:
    app = bring(start, {"export.csv": odd_submissions(gcm10, catalogue_version=(gcm10.version, "0.9"))})
    assert "export.csv: row 3, catalogue_id: There is no catalogue “gcm-10 0.9”" in words(app)
    assert not counts(app)
    next(each for each in app.checkbox if each.label.startswith("Leave out the rows")).check().run()
    assert not app.error
    assert "export.csv: row 3: The catalogue of this row is not available. Left out, as you chose." in words(app)
    app.button(key="import").click().run()
    assert len(access.summaries()) == 1


def test_more_files_than_can_be_brought_at_a_time_are_told_and_none_is_read(
    start: AppTest, kept: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.ui.upload_limits.FILES_LIMIT", 2)
    files = {f"{n}.json": as_json(kept, {TWO: ABSENT}) for n in range(3)}
    app = bring(start, files)
    assert [error.value for error in app.error] == [
        "At most 2 files or 100 MB can be imported at a time. Import the rest later."
    ]
    assert (counts(app), button(app, "import")) == ([], False)
    app.button(key="put-away").click().run()
    assert not app.error
    assert len(counts(bring(app, dict(list(files.items())[:1])))) == 1
