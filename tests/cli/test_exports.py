"""The commands by which files go out: at a level, in a form, and never over what somebody filled in."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest

from assessment.catalogues import load_catalogue
from assessment.domain.answer import Rating
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.response import Response
from assessment.interchange.file_reader import read_file
from assessment.interchange.response_json import read_response, write_response
from tests.browser.server import ROOT
from tests.support.catalogues import a_catalogue, a_response
from tests.support.commands import imported, refused, said, use_own_settings
from tests.support.workbooks import texts_by_sheet

SAMPLE = ROOT / "data" / "samples" / "boruna-civil-society.json"
CATALOGUE = ROOT / "data" / "catalogues" / "gcm-10.yaml"
STATE = ROOT / "data" / "samples" / "alvenia-state.json"
WORDS = "Answered, but left out of this version"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A response to a catalogue of a few recommendations, as a file."""
    catalogue, file = a_catalogue(), tmp_path / "small.json"
    (tmp_path / "invented.yaml").write_text(catalogue.content, encoding="utf-8")
    file.write_text(write_response(a_response(catalogue, {"INV-01": Rating.ABSENT})), encoding="utf-8")
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(tmp_path))
    return str(file)


def incoming(path: Path) -> ImportedResponse:
    catalogue = load_catalogue(CATALOGUE)
    (found,) = read_file(path.read_bytes(), path.name, lambda *_wanted: catalogue)
    return found


def answered(response: Response) -> Response:
    """The response without the places where nothing is said."""
    return response.with_answers(response.answers)


def test_a_questionnaire_is_written_of_a_catalogue_and_of_what_is_answered_so_far(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty, begun, kept = (tmp_path / f"{name}.xlsx" for name in ("empty", "begun", "kept"))
    assert said(capsys, "questionnaire", "-o", str(empty)).strip() == str(empty)
    assert empty.read_bytes()[:2] == b"PK"
    said(capsys, "questionnaire", "--for", str(SAMPLE), "-o", str(begun))
    sample = read_response(SAMPLE.read_bytes(), SAMPLE.name, lambda *_wanted: load_catalogue(CATALOGUE))[1]
    assert answered(incoming(begun).response) == sample
    assert (incoming(begun).assessment_id, incoming(begun).revisions) == (None, {})
    assessment_id = imported(capsys, str(SAMPLE))
    said(capsys, "questionnaire", "--for", assessment_id, "-o", str(kept))
    assert answered(incoming(kept).response) == sample
    assert incoming(kept).assessment_id == assessment_id
    assert set(incoming(kept).revisions) >= set(sample.answers)


def test_a_questionnaire_on_paper_is_a_word_document_without_answers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    paper = tmp_path / "paper.docx"
    said(capsys, "questionnaire", "-o", str(paper))
    assert "word/document.xml" in ZipFile(paper).namelist()
    other = str(tmp_path / "other.docx")
    assert "needs a workbook" in refused(capsys, "questionnaire", "--for", str(SAMPLE), "-o", other)


def test_a_questionnaire_that_somebody_may_have_filled_in_is_not_overwritten(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "questionnaire.xlsx"
    path.write_bytes(b"filled in")
    assert f"{path} already exists" in refused(capsys, "questionnaire", "-o", str(path))
    assert path.read_bytes() == b"filled in"


def test_a_file_of_one_kind_never_gets_the_name_of_another(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kinds = {
        ("questionnaire",): ".xlsx, .docx",
        ("xlsform",): ".xlsx",
        ("report", str(SAMPLE)): ".xlsx, .docx, .html",
        ("compare", str(SAMPLE), str(STATE)): ".xlsx, .html, .csv",
        ("data", str(SAMPLE)): ".csv, .parquet",
        ("export", "a3f0c9e2b7d84415a6e1c0d9f8b7a6e5"): ".json, .csv",
        ("workshop", "minutes", "w5b0c9e2b7d84415a6e1c0d9f8b7a6e5f"): ".docx, .xlsx",
        ("workshop", "export", "w5b0c9e2b7d84415a6e1c0d9f8b7a6e5f", "--ballots"): ".json, .csv",
    }
    for name in ("file.xls", "file.odt", "file"):
        for words, endings in kinds.items():
            error = refused(capsys, *words, "-o", str(tmp_path / name))
            assert f"{name} has the wrong extension. Use {endings}." in error, words
    assert list(tmp_path.iterdir()) == []


def test_a_form_for_phones_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    assert said(capsys, "xlsform", "--catalogue", "gcm-10", "-o", str(path)).strip() == str(path)
    assert list(texts_by_sheet(path.read_bytes())) == ["survey", "choices", "settings"]


def test_a_catalogue_has_to_be_named_where_there_are_several(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "catalogues"
    folder.mkdir()
    for source in (CATALOGUE, ROOT / "tests" / "cases" / "catalogues" / "harbours.yaml"):
        shutil.copy(source, folder)
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(folder))
    path = tmp_path / "form.xlsx"
    for command in ("questionnaire", "xlsform"):
        error = refused(capsys, command, "-o", str(path))
        assert "There are several catalogues: gcm-10, harbours" in error
        assert "nobody" in refused(capsys, command, "--catalogue", "nobody", "-o", str(path))
    said(capsys, "xlsform", "--catalogue", "harbours", "-o", str(path))
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(tmp_path))
    assert f"There is no catalogue in {tmp_path}" in refused(capsys, "xlsform", "-o", str(path))


def test_a_report_is_written_for_word_where_its_name_or_the_option_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, small: str
) -> None:
    named = tmp_path / "mine.docx"
    said(capsys, "report", small, "-o", str(named))
    asked = Path(said(capsys, "report", small, "--format", "docx").strip())
    assert (asked.parent, asked.suffix) == (tmp_path / "exports", ".docx")
    for path in (named, asked):
        assert "word/document.xml" in ZipFile(path).namelist()
    assert "--format" in refused(capsys, "report", small, "--format", "docx", "-o", str(tmp_path / "mine.xlsx"))


def test_a_report_is_one_web_page_where_its_name_ends_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "boruna.html"
    said(capsys, "report", str(SAMPLE), "--share", "public", "-o", str(page))
    assert page.read_bytes().startswith(b"<!doctype html>")
    assert "22 gaps, 6 of them red lines" in page.read_text(encoding="utf-8")
    assert WORDS in page.read_text(encoding="utf-8")
    assert "--with" in refused(capsys, "report", str(SAMPLE), "--with", str(STATE), "-o", str(page))
    said(capsys, "compare", str(SAMPLE), str(STATE), "-o", str(page))
    assert "2 responses · Alvenia (invented), Boruna (invented)" in page.read_text(encoding="utf-8")


def test_a_shared_report_says_what_was_left_out_and_has_it_nowhere(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(said(capsys, "report", str(STATE), "--share", "public").strip())
    assert "-public-" in path.name
    content = content_of(path)
    assert WORDS in content
    assert "Ministry of the Interior" not in content
    assert "Migration Office" not in content
    path = Path(said(capsys, "report", str(STATE)).strip())
    content = content_of(path)
    assert WORDS not in content
    assert "Migration Office" in content
    assert Path(said(capsys, "report", str(STATE)).strip()) == path.with_stem(f"{path.stem}-2")


def content_of(path: Path) -> str:
    with ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_what_a_shared_report_is_laid_beside_is_shared_too(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    examples = ROOT / "docs" / "examples"
    others = [str(examples / f"{name}.json") for name in ("civil-society-2026", "state-2024")]
    # Long ones are shortened on these sheets.
    organisation = incoming(examples / "civil-society-2026.json").response.organisation[:20]
    assert organisation
    texts = {}
    for level in ("full", "public"):
        path = tmp_path / f"{level}.xlsx"
        said(capsys, "report", str(examples / "state-2026.json"), "--with", *others, "--share", level, "-o", str(path))
        texts[level] = texts_by_sheet(path.read_bytes())
    assert list(texts["public"]) == list(texts["full"])
    assert {"State and civil society", "Since last round"} < set(texts["public"])
    assert any(organisation in text for text in texts["full"]["State and civil society"])
    assert not any(organisation in text for sheet in texts["public"].values() for text in sheet)


def test_a_word_report_has_the_other_voice_and_the_round_before_at_its_level(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    examples, path = ROOT / "docs" / "examples", tmp_path / "beside.docx"
    others = [str(examples / f"{name}.json") for name in ("civil-society-2026", "state-2024")]
    organisation = incoming(examples / "civil-society-2026.json").response.organisation
    said(capsys, "report", str(examples / "state-2026.json"), "--with", *others, "-o", str(path))
    content = content_of(path)
    for words in ("State and civil society", "Agenda for a joint meeting", "Since last round", organisation):
        assert words in content, words
    said(capsys, "report", str(examples / "state-2026.json"), "--with", *others, "--share", "public", "-o", str(path))
    content = content_of(path)
    assert "Agenda for a joint meeting" in content
    assert organisation not in content


def test_a_report_of_a_shared_file_still_says_what_was_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assessment_id = imported(capsys, str(STATE))
    shared, report = tmp_path / "partners.json", tmp_path / "report.xlsx"
    said(capsys, "export", assessment_id, "--share", "partners", "-o", str(shared))
    said(capsys, "report", str(shared), "-o", str(report))
    assert f"{WORDS}: Comment." in texts_by_sheet(report.read_bytes())["Summary"]


def test_an_export_is_printed_or_written_as_json_or_csv(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assessment_id = imported(capsys, str(STATE))
    text = said(capsys, "export", assessment_id)
    assert text == STATE.read_text(encoding="utf-8")
    table = said(capsys, "export", assessment_id, "--format", "csv")
    assert table.count("\r\n") >= 34
    path = tmp_path / "response.json"
    assert said(capsys, "export", assessment_id, "-o", str(path)).strip() == str(path)
    assert path.read_text(encoding="utf-8") == text
    path = tmp_path / "response.csv"
    said(capsys, "export", assessment_id, "-o", str(path))
    assert path.read_bytes() == b"\xef\xbb\xbf" + table.encode()
    assert "don’t come back; as JSON or in an offline workbook (.xlsx) they do." in refused(capsys, "score", str(path))


def test_hashtags_stand_below_the_header_of_a_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assessment_id = imported(capsys, str(STATE))
    plain, tagged = (
        said(capsys, "export", assessment_id, "--format", "csv", *more).splitlines() for more in ([], ["--hxl"])
    )
    assert plain == [tagged[0], *tagged[2:]]
    assert tagged[1].startswith("#")
    assert "--hxl" in refused(capsys, "export", assessment_id, "--hxl")


def test_a_shared_export_names_what_was_left_out_and_no_assessment(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assessment_id = imported(capsys, str(STATE))
    for kind in ("json", "csv"):
        path = tmp_path / f"shared.{kind}"
        said(capsys, "export", assessment_id, "--share", "public", "-o", str(path))
        text = path.read_text(encoding="utf-8-sig")
        assert assessment_id not in text
        assert "Ministry of the Interior" not in text
        assert "left_out" in text
    found = incoming(tmp_path / "shared.json")
    assert {"organisation", "evidence", "responsible", "action"} <= set(found.left_out)
    (warning,) = found.warnings
    assert str(warning).startswith(f"shared.json: left_out: {WORDS}: Organisation, Evidence, ")


def test_a_shared_file_is_no_beginning_of_a_questionnaire(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shared, workbook = tmp_path / "shared.json", tmp_path / "questionnaire.xlsx"
    said(capsys, "export", imported(capsys, str(SAMPLE)), "--share", "public", "-o", str(shared))
    assert "full response" in refused(capsys, "questionnaire", "--for", str(shared), "-o", str(workbook))
    assert not workbook.exists()
