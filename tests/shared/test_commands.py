"""Commands beside a running shared server: whoever sits at the machine may do everything, and keys stay untold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import said, use_own_settings
from tests.support.hall import PLACES, Hall

COMMANDS = {
    "responses": "kestrel respondent",
    "export {plover}": "plover evidence",
    "export {osprey} --format csv": "osprey evidence",
    "links list": "zenith link of the administrator",
    "check": "No damage found",
    "backup {folder}/backup.db": "backup.db",
}


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hall: Hall) -> None:
    database = f"sqlite:///{hall.server.database}"
    use_own_settings(monkeypatch, tmp_path, DATABASE_URL=database, MODE="shared", ADDRESS="127.0.0.1")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("command", COMMANDS)
def test_whoever_sits_at_the_machine_reads_everything_but_keys(
    capsys: pytest.CaptureFixture[str], hall: Hall, tmp_path: Path, command: str
) -> None:
    out = said(capsys, *command.format(folder=tmp_path, **hall.ids).split())

    assert COMMANDS[command] in out
    assert {secret for secret in hall.secrets if secret in out} == set()


def test_the_list_of_links_has_those_of_every_organisation(capsys: pytest.CaptureFixture[str], hall: Hall) -> None:
    out = said(capsys, "links", "list")

    assert {place for place in PLACES.values() if f"{place} link" in out} == set(PLACES.values())


def test_a_backup_has_neither_keys_nor_the_hashes_of_keys(
    capsys: pytest.CaptureFixture[str], hall: Hall, tmp_path: Path
) -> None:
    said(capsys, "backup", str(tmp_path / "backup.db"))
    content = (tmp_path / "backup.db").read_bytes()

    assert b"kestrel evidence" in content
    assert {secret for secret in hall.secrets if secret.encode() in content} == set()
    assert {link.key_hash for link in hall.links.values() if link.key_hash.encode() in content} == set()
    assert b"zenith link" not in content
