"""The command line, as a person calls it: what it prints, what it refuses, and with which exit status."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.catalogues import load_catalogue
from assessment.cli.main import READER_LEFT, main
from assessment.cli.parser import build_parser
from assessment.interchange.forms.xlsform import xlsform
from tests.browser.server import ROOT
from tests.support.commands import imported, refused, said, said_json, use_own_settings
from tests.support.forms import Layout, as_csv, converted, export_rows

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
    wanted = tmp_path / "mine.xlsx"
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
    assert not imported & {
        "sqlalchemy", "openpyxl", "streamlit", "pandas", "altair", "pycountry", "psutil", "segno",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["--help", f"score {SAMPLE}", f"compare {SAMPLE} {OTHER_SAMPLE} -o x.xlsx", f"report {SAMPLE} -o x.xlsx",
     f"report {SAMPLE} -o x.docx", f"data {SAMPLE} -o x.csv"],
    ids=lambda words: words.replace(f"{SAMPLE.parent}/", ""),
)  # fmt: skip
def test_only_who_asks_for_a_data_frame_waits_for_pandas(tmp_path: Path, words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "assessment", *words.split()],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "assessment" in imported
    assert not imported & {"pandas", "pyarrow"}


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


STEERING = "\x1b[31mred\x9b\u202e"


@pytest.mark.parametrize(
    "command",
    [
        (STEERING,), ("report", "--format", STEERING, "x"), ("undo", STEERING), ("export", STEERING),
        ("score", STEERING), ("report", f"{STEERING}.json"), ("catalogue", "show", STEERING),
        ("compare", STEERING, "b"), ("compare", "a", "b", "-o", STEERING), ("restore", STEERING),
        ("xlsform", "-o", STEERING), ("score", "a", STEERING), ("import", str(SAMPLE), "--take", STEERING),
        ("import", str(SAMPLE), "--decide", STEERING), ("catalogue", "check", STEERING), ("import", STEERING),
        ("links", "create", STEERING), ("links", "create", "reader", "--until", STEERING),
    ],
)  # fmt: skip
def test_no_argument_steers_the_terminal(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    with contextlib.suppress(SystemExit):
        assert main(command) == 2
    told = capsys.readouterr().err
    assert "red" in told
    assert all(line.isprintable() for line in told.split("\n"))


def test_no_name_of_a_file_or_of_a_setting_steers_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / f"{STEERING}.json"
    shutil.copy(SAMPLE, path)
    printed = said(capsys, "report", str(path), "-o", str(path.with_suffix(".xlsx")))
    printed += said(capsys, "import", "--dry-run", str(path))
    use_own_settings(monkeypatch, tmp_path, COVERAGE_THRESHOLD=STEERING)
    printed += refused(capsys, "score", str(SAMPLE))
    assert printed.count("�[31mred��") == 3
    assert all(line.isprintable() for line in printed.split("\n"))


def test_data_in_json_is_the_same_and_steers_no_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "steering.json"
    data = json.loads(SAMPLE.read_text(encoding="utf-8")) | {"organisation": "Har\u202ebours", "anonymous": False}
    path.write_text(json.dumps(data), encoding="utf-8")
    imported(capsys, str(path))
    printed = said(capsys, "responses", "--json")
    assert json.loads(printed)[0]["organisation"] == "Har\u202ebours"
    assert all(line.isprintable() for line in printed.split("\n"))


@pytest.mark.parametrize(
    "command", [("score", str(SAMPLE)), ("import", str(SAMPLE)), ("compare", str(SAMPLE), str(OTHER_SAMPLE))]
)
def test_a_bad_setting_is_told_once_and_not_blamed_on_a_catalogue(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: tuple[str, ...]
) -> None:
    use_own_settings(monkeypatch, tmp_path, COVERAGE_THRESHOLD="9")
    told = refused(capsys, *command)
    assert told.startswith("ASSESSMENT_COVERAGE_THRESHOLD is “9”.")
    assert told.count("\n") == 1
    assert "catalogue" not in told


@pytest.mark.parametrize(
    "command",
    [("report", str(SAMPLE)), ("xlsform",), ("questionnaire",), ("compare", str(SAMPLE), str(OTHER_SAMPLE))],
)
def test_a_folder_that_was_named_and_is_not_there_is_told_and_not_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    missing = tmp_path / "mispelt" / "folder"
    told = refused(capsys, *command, "-o", str(missing / "a.xlsx"))
    assert told == f"The folder {missing} does not exist. Create it, or use another one.\n"
    assert not missing.parent.exists()


def test_the_folder_of_exports_is_made_where_it_is_needed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert Path(said(capsys, "report", str(SAMPLE)).strip()).parent == tmp_path / "exports"
