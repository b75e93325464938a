"""What the doctor says of an installation, and that it touches nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.cli.main import main
from assessment.config import settings
from assessment.storage.opening import open_storage
from tests.storage.test_migrations import set_revision
from tests.support.commands import said, said_json, use_own_settings
from tests.support.ports import free_port
from tests.support.room import hold_room


def problems(capsys: pytest.CaptureFixture[str]) -> str:
    """The lines of problems of a doctor that ends with 2."""
    status = main(["doctor"])
    out, err = capsys.readouterr()
    assert (status, "Traceback" in err) == (2, False)
    found = [line for line in out.splitlines() if line.startswith("✗")]
    assert err == ("1 problem.\n" if len(found) == 1 else f"{len(found)} problems.\n")
    return "\n".join(found)


def share(monkeypatch: pytest.MonkeyPatch, folder: Path, **more: str) -> None:
    given = {"MODE": "shared", "ADDRESS": "127.0.0.1", "PORT": str(free_port())}
    use_own_settings(monkeypatch, folder, **given, **more)


def test_a_new_installation_has_no_problem_and_nothing_is_created(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lines = said(capsys, "doctor").splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "✓ settings", "✓ mode", "✓ database", "✓ migrations", "✓ audit-log", "✓ erasure", "✓ backup",
        "✓ disk", "✓ clock", "✓ exposure", "✓ connections", "✓ keys", "✓ sign-in",
    ]  # fmt: skip
    found = said_json(capsys, "doctor")
    assert {frozenset(each) for each in found} == {frozenset({"check", "state", "what", "fix"})}
    assert {each["state"] for each in found} == {"ok"}
    assert [f"✓ {each['check']}: {each['what']}" for each in found] == lines
    assert list(tmp_path.iterdir()) == []


def test_a_shared_server_without_an_administrators_link_is_a_problem_until_there_is_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    share(monkeypatch, tmp_path)
    assert "links create administrator" in problems(capsys)
    assert main(["doctor", "--json"]) == 2
    found = {each["check"]: each for each in json.loads(capsys.readouterr().out)}
    assert found["keys"]["state"] == "problem"
    assert "links create administrator" in found["keys"]["fix"]
    assert list(tmp_path.iterdir()) == []
    said(capsys, "links", "create", "administrator")
    lines = said(capsys, "doctor")
    assert "✓ keys: 1 administrator’s link is open." in lines
    assert "! exposure, notice: No other computer can reach the app" in lines


def test_a_damaged_log_what_is_overdue_and_that_nothing_is_backed_up_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    share(monkeypatch, tmp_path)
    said(capsys, "links", "create", "administrator")
    with open_storage(settings().database_url) as storage:
        hold_room(storage, state=1)
        with storage.writing() as transaction:
            for statement in ("DELETE FROM audit_chain", "UPDATE workshops SET plan = 'x'"):
                transaction.execute(sa.text(statement))
    lines = said(capsys, "doctor")
    assert "! audit-log, notice: The audit log isn’t what was written, at these numbers: 2." in lines
    assert "! erasure, notice: Responses and workshops that hold what was to be erased more than a day ago: 1." in lines
    assert "! backup, notice: No backup is known." in lines
    main(["backup", str(tmp_path / "backup.db")])
    capsys.readouterr()
    assert "✓ backup: The last backup was made on " in said(capsys, "doctor")


def test_a_setting_that_cannot_be_read_is_a_problem(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_own_settings(monkeypatch, tmp_path, PORT="many")
    assert problems(capsys) == "✗ settings, problem: ASSESSMENT_PORT is “many”. Use a number from 1 to 65535."


def test_a_database_of_another_version_is_a_problem(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, database_url: str
) -> None:
    use_own_settings(monkeypatch, tmp_path, DATABASE_URL=database_url)
    said(capsys, "links", "list")
    assert "can be read and written" in said(capsys, "doctor")
    for revision, version in (("0007", "an older"), ("9999", "a newer")):
        set_revision(database_url, revision)
        assert "✗ database, problem:" in problems(capsys)
        assert f"was written by {version} version" in problems(capsys)
