"""Where tests of storage have their file."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database in a folder that isn't there yet."""
    return tmp_path / "data" / "assessments.db"
