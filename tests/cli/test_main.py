"""The command line, as a person calls it: what it prints, what it refuses, and with which exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.catalogues import load_catalogue
from assessment.cli.main import INTERRUPTED, READER_LEFT, main
from tests.browser.server import ROOT
from tests.support.commands import imported, refused, said, said_json, use_own_settings
from tests.support.returned_files import as_submissions

SAMPLE = ROOT / "data" / "samples" / "boruna-civil-society.json"
OTHER_SAMPLE = ROOT / "data" / "samples" / "cassamar-institution.json"


def test_the_catalogue_is_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert "gcm-10" in said(capsys, "catalogue", "list")
    assert "A/HRC/38/41" in said(capsys, "catalogue", "show", "gcm-10")
    shown = said_json(capsys, "catalogue", "show", "gcm-10")
    assert len(shown["recommendations"]) == 33
    measures = [measure for item in shown["recommendations"] for measure in item["measures"]]
    assert all(set(measure) == {"id", "text"} for measure in measures)


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


def test_figures_are_printed_for_programs_and_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    figures = said_json(capsys, "score", str(SAMPLE))
    for name in ("implemented", "partial", "absent", "dont_know", "unanswered", "not_applicable"):
        assert sum(tally[name] for tally in figures["by"]["theme"].values()) == figures["overall"][name]
    assert set(figures["red_lines"]) <= set(figures["gaps"])
    printed = said(capsys, "score", str(SAMPLE))
    assert "insufficient data" in printed
    assert "Boruna (invented)" in printed


def test_bad_input_is_refused_with_its_problems_one_a_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "response.json"
    broken = {"{": "not JSON", "[]": "mapping", '{"format": "gap-assessment-response/2", "voice": "choir"}': "voice"}
    for content, words in broken.items():
        file.write_text(content, encoding="utf-8")
        for command in ("score", "import", "report"):
            told = refused(capsys, command, str(file))
            assert words in told
            assert all("response.json: " in line for line in told.splitlines()), (command, content)
    assert said_json(capsys, "responses") == []


def test_what_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing.json")
    for command, named in (
        (("score", missing), "nothing.json"),
        (("report", missing), "nothing.json"),
        (("report", "nobody"), "nobody"),
        (("export", "nobody"), "nobody"),
        (("plan", "nobody"), "nobody"),
        (("catalogue", "show", "gcm-99"), "gcm-99"),
    ):
        assert named in refused(capsys, *command)


def test_what_is_imported_is_listed_and_its_plan_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assessment_id = imported(capsys, str(SAMPLE))
    (listed,) = said_json(capsys, "responses")
    assert (listed["id"], listed["country"], listed["status"]) == (assessment_id, "XAB", "draft")
    assert assessment_id in said(capsys, "responses")
    plan = said(capsys, "plan", assessment_id).splitlines()
    gaps = said_json(capsys, "score", str(SAMPLE))["gaps"]
    assert [line.split("  ")[0] for line in plan if not line.startswith(" ")] == gaps
    assert any(line.startswith("    Responsible body: ") for line in plan)


def test_a_backup_brings_back_what_was_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = imported(capsys, str(SAMPLE))
    backup = tmp_path / "backup.db"
    said(capsys, "backup", str(backup))
    said(capsys, "import", str(OTHER_SAMPLE))
    kept = said(capsys, "restore", str(backup))
    assert [response["id"] for response in said_json(capsys, "responses")] == [first]
    (before,) = re.findall(r"\S+\.db", kept)
    said(capsys, "restore", before)
    assert len(said_json(capsys, "responses")) == 2
    assert "backup.db" in refused(capsys, "backup", str(backup))
    assert "no-backup.db" in refused(capsys, "restore", str(tmp_path / "no-backup.db"))


def test_scoring_and_comparing_load_only_what_they_need(tmp_path: Path) -> None:
    script = """
import sys
from assessment.cli.main import main

first, second = sys.argv[1:]
for words in (["score", first], ["compare", first, second, "--json"], ["compare", first, second, "-o", "x.csv"]):
    assert main(words) == 0
print(*{"sqlalchemy", "openpyxl", "streamlit", "pandas", "altair", "pycountry", "psutil", "segno"} & {*sys.modules})
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(SAMPLE), str(OTHER_SAMPLE)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stdout.splitlines()[-2:] == ["x.schema.json", ""]


def test_a_reader_that_has_enough_ends_a_command_quietly() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "assessment", "catalogue", "show", "gcm-10"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == READER_LEFT


def test_ctrl_c_ends_a_command_quietly(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def press(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assessment.cli.commands.read_json_file", press)
    assert (main(["score", str(SAMPLE)]), capsys.readouterr()) == (INTERRUPTED, ("", ""))


def test_help_is_given_for_all_commands_and_for_each(capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"^  ([a-z]+) ", said(capsys, "--help").partition("Commands:")[2], re.MULTILINE)
    assert {"catalogue", "score", "restore"} < set(commands)
    for command in commands:
        assert f"Usage: python -m assessment {command}" in said(capsys, command, "-h")


# Files that go out


def test_a_response_is_scored_and_compared_from_its_workbook(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    workbook = str(tmp_path / "filled.xlsx")
    said(capsys, "questionnaire", "--for", str(SAMPLE), "-o", workbook)
    assert said_json(capsys, "score", workbook) == said_json(capsys, "score", str(SAMPLE))
    assert said(capsys, "compare", workbook, str(OTHER_SAMPLE))


def test_an_export_of_many_submissions_is_no_single_response(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    catalogue = load_catalogue(ROOT / "data" / "catalogues" / "gcm-10.yaml")
    sent = (
        {"country": "NPL", "voice": "state", "_uuid": f"uuid-{number}", "GCM10_01_rating": "absent"}
        for number in range(2)
    )
    path = tmp_path / "submissions.csv"
    path.write_bytes(as_submissions(catalogue, *sent))
    assert "2 responses" in refused(capsys, "score", str(path))
    assert "2 responses" in refused(capsys, "compare", str(path), str(SAMPLE))


STEERING = "\x1b[31mred\x9b\u202e"


def test_no_argument_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    commands: tuple[tuple[str, ...], ...] = (
        (STEERING,), ("report", "--format", STEERING, "x"), ("undo", STEERING), ("export", STEERING),
        ("score", STEERING), ("report", f"{STEERING}.json"), ("catalogue", "show", STEERING),
        ("compare", STEERING, "b"), ("compare", "a", "b", "-o", STEERING), ("restore", STEERING),
        ("xlsform", "-o", STEERING), ("score", "a", STEERING), ("import", str(SAMPLE), "--take", STEERING),
        ("import", str(SAMPLE), "--decide", STEERING), ("catalogue", "check", STEERING), ("import", STEERING),
        ("links", "create", STEERING), ("links", "create", "reader", "--until", STEERING),
        ("workshop", "rehearse", "--new", "--country", STEERING),
    )  # fmt: skip
    for command in commands:
        told = refused(capsys, *command)
        assert "red" in told, command
        assert all(line.isprintable() for line in told.split("\n")), command


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


def test_a_bad_setting_is_told_once_and_not_blamed_on_a_catalogue(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_own_settings(monkeypatch, tmp_path, COVERAGE_THRESHOLD="9")
    for command in (("score", str(SAMPLE)), ("import", str(SAMPLE)), ("compare", str(SAMPLE), str(OTHER_SAMPLE))):
        told = refused(capsys, *command)
        assert told.startswith("ASSESSMENT_COVERAGE_THRESHOLD is “9”."), command
        assert told.count("\n") == 1
        assert "catalogue" not in told


def test_a_folder_that_was_named_and_is_not_there_is_told_and_not_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = tmp_path / "mispelt" / "folder"
    for command in (("report", str(SAMPLE)), ("xlsform",), ("compare", str(SAMPLE), str(OTHER_SAMPLE))):
        told = refused(capsys, *command, "-o", str(missing / "a.xlsx"))
        assert told == f"The folder {missing} does not exist. Create it, or use another one.\n"
    assert not missing.parent.exists()
