"""What the tests of the command line share: to call a command as a person does, with settings of the test's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assessment import config
from assessment.cli.main import main


def use_own_settings(monkeypatch: pytest.MonkeyPatch, folder: Path, **more: str) -> None:
    """Keep answers and exports in a folder; `CATALOGUE_FOLDER="…"` sets another setting."""
    given = {
        "DATABASE_URL": f"sqlite:///{folder / 'assessments.db'}",
        "EXPORT_FOLDER": str(folder / "exports"),
        **more,
    }
    for name, value in given.items():
        monkeypatch.setenv(config.PREFIX + name, value)
    config.settings.cache_clear()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert (status, err) == (0, ""), err
    return out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that is refused says on standard error; nothing is printed."""
    status = main(arguments)
    out, err = capsys.readouterr()
    assert (status, out) == (2, ""), out
    assert "Traceback" not in err
    return err


def said_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    return json.loads(said(capsys, *arguments, "--json"))


def imported(capsys: pytest.CaptureFixture[str], *paths: str) -> str:
    """The id of the one response that files are taken into."""
    (assessment_id,) = said_json(capsys, "import", *paths)["import"]["responses"]
    return str(assessment_id)
