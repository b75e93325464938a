"""The command without a word: what it becomes, and what it says where it can't."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.browser.server import ROOT
from tests.support.commands import refused, said


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """What the command would become, and for whom."""
    found: list[tuple[list[str], str]] = []

    def become(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        found.append((list(arguments), environment["ASSESSMENT_MODE"]))

    monkeypatch.setattr("assessment.cli.start.become", become)
    return found


def test_without_a_word_the_app_is_started_for_one_person(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, became: list[tuple[list[str], str]]
) -> None:
    monkeypatch.setenv("ASSESSMENT_MODE", "shared")
    assert said(capsys) == "Starting. This takes a few seconds …\n"
    assert became == [([str(ROOT / "app.py")], "personal")]


def test_a_setting_that_cannot_be_used_is_a_sentence_and_nothing_is_started(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, became: list[tuple[list[str], str]]
) -> None:
    monkeypatch.setenv("ASSESSMENT_COVERAGE", "1/2")
    assert refused(capsys).startswith("“ASSESSMENT_COVERAGE” is not recognised.")
    assert became == []
