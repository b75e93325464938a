"""Commands keep what they store and write in a folder of the test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import use_own_settings


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)
