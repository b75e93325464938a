"""What all pages ask of their session."""

from __future__ import annotations

import re

import pytest

from assessment.access.entrance import Entrance
from tests.browser.server import ROOT
from tests.support.pages import OpenPage

PAGES = ROOT / "assessment" / "ui"


def test_every_part_that_is_redrawn_by_itself_asks_the_gate() -> None:
    found = {
        path.relative_to(PAGES).as_posix(): re.findall(r"\bst\.(fragment|dialog)\b", path.read_text(encoding="utf-8"))
        for path in PAGES.rglob("*.py")
    }
    # Everything else goes through its `fragment` and `dialog`.
    assert {name: calls for name, calls in found.items() if calls} == {"session/state.py": ["fragment", "dialog"]}


def test_a_server_that_runs_for_months_removes_what_is_due(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Entrance] = []

    def note(entrance: Entrance) -> None:
        asked.append(entrance)

    monkeypatch.setattr(Entrance, "remove_what_is_due", note)
    open_page("start/page.py")
    assert asked
