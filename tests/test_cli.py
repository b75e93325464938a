"""The command line, as a person calls it: what it prints, what it refuses, and with which exit status."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from assessment.catalogue import load_catalogue
from assessment.cli import READER_LEFT, build_parser
from assessment.incoming import Incoming
from assessment.interchange.arrivals import read_file
from assessment.interchange.response_json import read_response
from assessment.interchange.xlsform import xlsform
from assessment.model import Response
from tests.browser.server import ROOT
from tests.commands import imported, refused, said, said_json, use_own_settings
from tests.form_builders import Layout, as_csv, converted, export_rows
from tests.workbooks import texts_by_sheet

SAMPLE = ROOT / "data" / "samples" / "boruna-civil-society.json"
OTHER_SAMPLE = ROOT / "data" / "samples" / "cassamar-institution.json"
RECOMMENDATION_KEYS = {
    "id", "title", "question", "text", "theme", "also_themes", "populations", "pillar", "gcm_actions", "indicator",
    "mechanism", "mandate", "year", "symbol", "paragraph", "url", "addressee", "red_line", "asks", "asked_by",
    "counts_once_with", "measures",
}  # fmt: skip
TALLY_KEYS = {
    "implemented", "partial", "absent", "dont_know", "unanswered", "not_applicable", "rated", "applicable", "score",
    "coverage", "low", "high", "sufficient",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


def test_the_catalogue_is_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "gcm-10" in said(capsys, "catalogue", "list")
    assert "A/HRC/38/41" in said(capsys, "catalogue", "show", "gcm-10")
    shown = said_json(capsys, "catalogue", "show", "gcm-10")
    assert {"id", "version", "hash", "title", "themes", "recommendations"} <= set(shown)
    assert len(shown["recommendations"]) == 33
    for recommendation in shown["recommendations"]:
        assert set(recommendation) >= RECOMMENDATION_KEYS
        assert all(set(measure) == {"id", "text"} for measure in recommendation["measures"])


def test_an_unknown_catalogue_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "gcm-99" in refused(capsys, "catalogue", "show", "gcm-99")


def test_a_broken_catalogue_is_listed_with_how_many_problems_it_has(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    (tmp_path / "twice.yaml").write_text("- NO\n- 1.10\n", encoding="utf-8")
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(tmp_path))
    one, several = said(capsys, "catalogue", "list").splitlines()
    assert one == "empty.yaml: 1 problem; see “catalogue check”"
    assert re.fullmatch("twice.yaml: [0-9]+ problems; see “catalogue check”", several)


def test_a_check_says_every_problem_of_every_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sound = ROOT / "data" / "catalogues" / "gcm-10.yaml"
    assert "33" in said(capsys, "catalogue", "check", str(sound))
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text("id: NO\n", encoding="utf-8")
    second.write_text("- a list\n", encoding="utf-8")
    problems = refused(capsys, "catalogue", "check", str(first), str(second))
    assert "first.yaml" in problems
    assert "second.yaml" in problems


def test_figures_are_complete_and_unrounded(capsys: pytest.CaptureFixture[str]) -> None:
    figures = said_json(capsys, "score", str(SAMPLE))
    assert set(figures["overall"]) == TALLY_KEYS
    assert set(figures["by"]) == {
        "theme", "pillar", "population", "mechanism", "mandate", "indicator", "action", "decade",
    }  # fmt: skip
    assert all(set(tally) == TALLY_KEYS for groups in figures["by"].values() for tally in groups.values())
    assert {"theme_weighted", "gaps", "information_gaps", "red_lines", "robustness"} <= set(figures)
    for name in ("implemented", "partial", "absent", "dont_know", "unanswered", "not_applicable"):
        assert sum(tally[name] for tally in figures["by"]["theme"].values()) == figures["overall"][name]
    assert set(figures["red_lines"]) <= set(figures["gaps"])


def test_figures_are_printed_for_people_too(capsys: pytest.CaptureFixture[str]) -> None:
    printed = said(capsys, "score", str(SAMPLE))
    assert "insufficient data" in printed
    assert "Boruna (invented)" in printed


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "not JSON"), ("[]", "mapping"), ('{"format": "x"}', "format")],
    ids=["no JSON", "a list", "another format"],
)
def test_bad_input_is_refused_with_its_problems(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "response.json"
    file.write_text(content, encoding="utf-8")
    for command in ("score", "import", "report"):
        assert words in refused(capsys, command, str(file))
    assert said_json(capsys, "responses") == []


def test_a_missing_file_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.json")
    assert "nothing.json" in refused(capsys, "score", missing)
    assert "nothing.json" in refused(capsys, "report", missing)


def test_what_is_imported_is_listed_and_exported_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assessment_id = imported(capsys, str(SAMPLE))
    (listed,) = said_json(capsys, "responses")
    assert set(listed) == {"id", "country", "voice", "organisation", "round", "status", "answered", "updated"}
    assert (listed["id"], listed["country"], listed["status"]) == (assessment_id, "XAB", "draft")
    assert assessment_id in said(capsys, "responses")
    original = json.loads(SAMPLE.read_text(encoding="utf-8"))
    assert json.loads(said(capsys, "export", assessment_id)) == original


def test_an_unknown_id_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nobody" in refused(capsys, "export", "nobody")
    assert "nobody" in refused(capsys, "report", "nobody")


def test_a_backup_brings_back_what_was_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = imported(capsys, str(SAMPLE))
    backup = tmp_path / "backup.db"
    said(capsys, "backup", str(backup))
    said(capsys, "import", str(OTHER_SAMPLE))
    kept = said(capsys, "restore", str(backup))
    assert [response["id"] for response in said_json(capsys, "responses")] == [first]
    (path,) = re.findall(r"\S+\.db", kept)
    assert Path(path).exists()
    assert "backup.db" in refused(capsys, "backup", str(backup))
    assert "no-backup.db" in refused(capsys, "restore", str(tmp_path / "no-backup.db"))


def test_a_report_is_written_from_a_file_and_from_what_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wanted = tmp_path / "folder" / "mine.xlsx"
    assert said(capsys, "report", str(SAMPLE), "-o", str(wanted)).strip() == str(wanted)
    assessment_id = imported(capsys, str(SAMPLE))
    default = Path(said(capsys, "report", assessment_id).strip())
    assert default.parent == tmp_path / "exports"
    assert wanted.read_bytes()[:2] == default.read_bytes()[:2] == b"PK"


def test_scoring_starts_without_database_workbook_or_page() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "assessment", "score", str(SAMPLE)],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not imported & {"sqlalchemy", "openpyxl", "streamlit", "pandas", "altair", "pycountry"}


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_reader_that_has_enough_ends_a_command_quietly(unbuffered: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "assessment", "catalogue", "show", "gcm-10"],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == READER_LEFT


def test_a_command_is_understood_alone_as_it_is_among_all(capsys: pytest.CaptureFixture[str]) -> None:
    def explained(parser: argparse.ArgumentParser, *words: str) -> str:
        with pytest.raises(SystemExit):
            parser.parse_args([*words, "--help"])
        return capsys.readouterr().out

    commands = re.findall(r"^    ([a-z]+)", explained(build_parser()), re.MULTILINE)
    assert {"catalogue", "score", "restore"} < set(commands)
    for command in commands:
        assert explained(build_parser(command), command) == explained(build_parser(), command)


# Files that go out


CATALOGUE = ROOT / "data" / "catalogues" / "gcm-10.yaml"
STATE = ROOT / "data" / "samples" / "alvenia-state.json"
WORDS = "Left out of this version, though it was answered"


def incoming(path: Path) -> Incoming:
    catalogue = load_catalogue(CATALOGUE)
    (found,) = read_file(path.read_bytes(), path.name, lambda *_wanted: catalogue)
    return found


def answered(response: Response) -> Response:
    """The response without the places where nothing is said."""
    return response.with_answers(response.answers)


def test_a_questionnaire_is_written_of_a_catalogue_and_of_what_is_answered_so_far(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty, begun, kept = (tmp_path / name / "questionnaire.xlsx" for name in ("empty", "begun", "kept"))
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


def test_a_questionnaire_that_somebody_may_have_filled_in_is_not_overwritten(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "questionnaire.xlsx"
    path.write_bytes(b"filled in")
    assert f"{path} is there already" in refused(capsys, "questionnaire", "-o", str(path))
    assert path.read_bytes() == b"filled in"


def test_a_workbook_needs_the_name_of_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for command in ("questionnaire", "xlsform"):
        assert "end it in .xlsx" in refused(capsys, command, "-o", str(tmp_path / "form.xls"))
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
        assert "There are several catalogues, gcm-10, harbours" in error
        assert "nobody" in refused(capsys, command, "--catalogue", "nobody", "-o", str(path))
    said(capsys, "xlsform", "--catalogue", "harbours", "-o", str(path))
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(tmp_path))
    assert f"There is no catalogue in {tmp_path}" in refused(capsys, "xlsform", "-o", str(path))


def test_a_report_is_written_for_word_where_its_name_or_the_option_says_so(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    named = tmp_path / "mine.docx"
    said(capsys, "report", str(SAMPLE), "-o", str(named))
    asked = Path(said(capsys, "report", str(SAMPLE), "--format", "docx").strip())
    assert (asked.parent, asked.suffix) == (tmp_path / "exports", ".docx")
    for path in (named, asked):
        assert "word/document.xml" in ZipFile(path).namelist()
    again = Path(said(capsys, "report", str(SAMPLE), "--format", "docx").strip())
    assert again == asked.with_stem(f"{asked.stem}-2")
    assert "--format" in refused(capsys, "report", str(SAMPLE), "--format", "docx", "-o", str(tmp_path / "mine.xlsx"))
    assert "--with" in refused(capsys, "report", str(SAMPLE), "--format", "docx", "--with", str(STATE))


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_shared_report_says_what_was_left_out_and_has_it_nowhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str
) -> None:
    path = Path(said(capsys, "report", str(STATE), "--share", "public", "--format", kind).strip())
    assert "-public-" in path.name
    with ZipFile(path) as archive:
        content = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert WORDS in content
    assert "Ministry of the Interior" not in content
    assert "Migration Office" not in content
    full = Path(said(capsys, "report", str(STATE), "--format", kind).strip())
    with ZipFile(full) as archive:
        content = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert WORDS not in content
    assert "Migration Office" in content


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


def test_a_report_of_a_shared_file_still_says_what_was_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assessment_id = imported(capsys, str(STATE))
    shared, report = tmp_path / "partners.json", tmp_path / "report.xlsx"
    said(capsys, "export", assessment_id, "--share", "partners", "-o", str(shared))
    said(capsys, "report", str(shared), "-o", str(report))
    assert f"{WORDS}: comments." in texts_by_sheet(report.read_bytes())["Summary"]


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
    found = incoming(path)
    assert (found.assessment_id, found.warnings) == (assessment_id, ())
    assert found.revisions
    assert set(found.revisions) <= set(found.response.answers)
    assert answered(found.response) == read_response(text.encode(), "", lambda *_wanted: found.catalogue)[1]


def test_hashtags_stand_below_the_header_of_a_csv(capsys: pytest.CaptureFixture[str]) -> None:
    assessment_id = imported(capsys, str(STATE))
    plain, tagged = (
        said(capsys, "export", assessment_id, "--format", "csv", *more).splitlines() for more in ([], ["--hxl"])
    )
    assert plain == [tagged[0], *tagged[2:]]
    assert tagged[1].startswith("#")
    assert "--hxl" in refused(capsys, "export", assessment_id, "--hxl")


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_shared_export_names_what_was_left_out_and_no_assessment(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str
) -> None:
    assessment_id = imported(capsys, str(STATE))
    path = tmp_path / f"shared.{kind}"
    said(capsys, "export", assessment_id, "--share", "public", "-o", str(path))
    assert assessment_id not in path.read_text(encoding="utf-8")
    found = incoming(path)
    assert (found.assessment_id, found.revisions) == (None, {})
    assert {"organisation", "evidence", "responsible", "action"} <= set(found.left_out)
    assert (found.response.organisation, found.response.anonymous) == ("", True)
    (warning,) = found.warnings
    assert str(warning).startswith(f"shared.{kind}: left_out: {WORDS}: the organisation, evidence, ")


def test_a_response_is_read_in_whatever_form_it_came_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    workbook, table = tmp_path / "filled.xlsx", tmp_path / "answers.csv"
    said(capsys, "questionnaire", "--for", str(SAMPLE), "-o", str(workbook))
    said(capsys, "export", imported(capsys, str(SAMPLE)), "-o", str(table))
    scores = said_json(capsys, "score", str(SAMPLE))
    for path in (workbook, table):
        assert said_json(capsys, "score", str(path)) == scores
        assert said(capsys, "compare", str(path), str(OTHER_SAMPLE))


def test_an_export_of_many_submissions_is_no_single_response(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    catalogue = load_catalogue(ROOT / "data" / "catalogues" / "gcm-10.yaml")
    form = converted(xlsform(catalogue))
    of = {"catalogue_id": catalogue.id, "catalogue_version": catalogue.version, "catalogue_hash": catalogue.hash}
    sent = [{**of, "country": "NPL", "voice": "state", "_uuid": f"uuid-{number}"} for number in range(2)]
    path = tmp_path / "submissions.csv"
    path.write_bytes(as_csv(export_rows(form, sent, Layout())))
    assert "2 responses" in refused(capsys, "score", str(path))
    assert "2 responses" in refused(capsys, "compare", str(path), str(SAMPLE))


def test_a_shared_file_is_no_beginning_of_a_questionnaire(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shared, workbook = tmp_path / "shared.json", tmp_path / "questionnaire.xlsx"
    said(capsys, "export", imported(capsys, str(SAMPLE)), "--share", "public", "-o", str(shared))
    assert "full response" in refused(capsys, "questionnaire", "--for", str(shared), "-o", str(workbook))
    assert not workbook.exists()
