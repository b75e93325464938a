"""Commands beside a running shared server: the person at the machine may do everything, and keys stay untold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import said, use_own_settings
from tests.support.hall import Hall

COMMANDS = {
    "responses": "kestrel respondent",
    "export {plover}": "plover evidence",
    "links list": "zenith link of the administrator",
    "check": "No damage found",
    "backup {folder}/backup.db": "backup.db",
}


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hall: Hall) -> None:
    database = f"sqlite:///{hall.server.database}"
    use_own_settings(monkeypatch, tmp_path, DATABASE_URL=database, MODE="shared", ADDRESS="127.0.0.1")


@pytest.mark.usefixtures("unchanged")
def test_whoever_sits_at_the_machine_reads_everything_but_keys(
    capsys: pytest.CaptureFixture[str], hall: Hall, tmp_path: Path
) -> None:
    for command, words in COMMANDS.items():
        out = said(capsys, *command.format(folder=tmp_path, **hall.ids).split())
        assert words in out, command
        assert {secret for secret in hall.secrets if secret in out} == set(), command

    content = (tmp_path / "backup.db").read_bytes()
    assert b"kestrel evidence" in content
    assert {secret for secret in hall.secrets if secret.encode() in content} == set()
    assert {link.key_hash for link in hall.links.values() if link.key_hash.encode() in content} == set()
    assert b"zenith link" not in content
