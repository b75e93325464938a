"""`audit` writes the log and says whether it is what was written; the document tells how anybody checks it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.access.assessments import read_newest_entries
from assessment.access.links import list_links
from assessment.cli.commands import open_gate
from assessment.cli.main import main
from assessment.config import settings
from assessment.domain.permissions import Through
from assessment.records.audit import Event
from assessment.services.audit_files import COLUMNS
from assessment.storage.opening import open_storage
from tests.support.commands import imported, refused, said, use_own_settings
from tests.support.documents import SAMPLES, code_blocks, document, quoted, table


@pytest.fixture(autouse=True)
def a_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A database in which commands have left four entries."""
    use_own_settings(monkeypatch, tmp_path)
    said(capsys, "links", "create", "administrator", "--name", "Asha")
    said(capsys, "links", "revoke", list_links(open_gate())[0].id)
    assessment_id = imported(capsys, str(SAMPLES[0]))
    said(capsys, "export", assessment_id, "-o", str(tmp_path / "own.json"))


def tamper(*statements: str) -> None:
    with open_storage(settings().database_url) as storage, storage.writing() as transaction:
        for statement in ("DROP TRIGGER audit_unchanged", "DROP TRIGGER audit_kept", *statements):
            transaction.execute(sa.text(statement))


def rows(path: Path) -> Sequence[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def head(capsys: pytest.CaptureFixture[str]) -> str:
    (found,) = re.findall(r"Keep this head elsewhere: (\d+:[0-9a-f]{64})$", said(capsys, "audit"), re.MULTILINE)
    return str(found)


def test_a_log_that_nobody_changed_is_said_to_be_so(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "audit")

    assert told.startswith("Entries 1 to 4, ")
    assert "\nNothing was changed. Keep this head elsewhere: 4:" in told
    assert said(capsys, "audit", "--head", head(capsys)) == told


def test_every_command_that_tells_stored_answers_leaves_an_entry(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (assessment_id,) = re.findall(r"^a\w+", said(capsys, "responses"), re.MULTILINE)
    commands = [
        ("plan", assessment_id),
        ("export", assessment_id),
        ("report", assessment_id, "-o", str(tmp_path / "report.html")),
        ("report", str(SAMPLES[1]), "-o", str(tmp_path / "report.xlsx"), "--with", assessment_id),
        ("questionnaire", "--for", assessment_id, "-o", str(tmp_path / "offline.xlsx")),
        ("data", "-o", str(tmp_path / "data.csv")),
        ("compare", assessment_id, str(SAMPLES[1])),
    ]
    for number, command in enumerate(commands, start=5):
        main(command)
        (newest,) = read_newest_entries(open_gate(), 1)
        told = (newest.entry.number, newest.entry.event, newest.entry.about)
        assert told == (number, Event.EXPORTED, assessment_id), command


def test_commands_leave_entries_that_name_no_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said(capsys, "audit", "-o", str(tmp_path / "audit.csv"))
    found = rows(tmp_path / "audit.csv")

    assert [row["event"] for row in found] == ["link made", "link revoked", "imported", "exported"]
    assert {(row["who"], row["through"]) for row in found} == {("", Through.COMMAND)}
    assert tuple(found[0]) == COLUMNS
    assert "Asha" not in (tmp_path / "audit.csv").read_text(encoding="utf-8-sig")
    if os.name == "posix":
        assert (tmp_path / "audit.csv").stat().st_mode & 0o077 == 0
    said(capsys, "audit", "-o", str(tmp_path / "again.csv"))
    assert [(row["event"], row["note"]) for row in rows(tmp_path / "again.csv")[4:]] == [("exported", "audit log")]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit SET event = 'backed up' WHERE number = 2", "Entry 2 was changed, or the one before: "),
        ("DELETE FROM audit WHERE number = 3", "Entry 3 is missing."),
        ("UPDATE audit_chain SET pruned = 1, anchor = 'abc'", "Entry 2 is missing."),
        ("UPDATE audit_chain SET anchor = 'abc'", "Entry 1 was changed, or what was pruned before it: "),
    ],
)
def test_the_numbers_that_do_not_fit_are_told(capsys: pytest.CaptureFixture[str], statement: str, words: str) -> None:
    tamper(statement)

    assert refused(capsys, "audit").startswith(words)


def test_a_head_that_the_log_no_longer_has_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    kept = head(capsys)
    tamper(
        "DELETE FROM audit WHERE number = 4",
        "UPDATE audit_chain SET number = 3, hash = (SELECT hash FROM audit WHERE number = 3)",
    )

    assert "Nothing was changed." in said(capsys, "audit")
    assert refused(capsys, "audit", "--head", kept) == "Entry 4 isn’t the one whose hash was kept.\n"
    assert "with a colon between them" in refused(capsys, "audit", "--head", "4")


def test_the_documents_program_checks_what_the_command_writes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (program,) = code_blocks(document("audit.md"), "python")
    said(capsys, "audit", "-o", str(tmp_path / "audit.json"))

    def run() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=False)

    assert (run().returncode, run().stderr) == (0, b"")
    log = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))
    log["entries"][1]["who"] = "v1"
    (tmp_path / "audit.json").write_text(json.dumps(log), encoding="utf-8")
    assert run().stderr.endswith(b"AssertionError: 2\n")
    del log["entries"][0]
    (tmp_path / "audit.json").write_text(json.dumps(log), encoding="utf-8")
    assert run().stderr.endswith(b"AssertionError: 1 is missing\n")


def test_the_document_lists_every_event() -> None:
    assert [name for row in table(document("audit.md")) for name in quoted(row[0])] == list(Event)
