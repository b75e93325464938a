"""A rehearsal by command: one person practises the day with invented participants."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import refused, said, said_json, use_own_settings

ITEM = "GCM10-01"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


def prepared(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    return str(said_json(capsys, "workshop", "create", "Boruna 2026", "--country", "XAB", *options)["id"])


def test_a_rehearsal_is_prepared_and_goes_on_with_the_same_people(capsys: pytest.CaptureFixture[str]) -> None:
    real = prepared(capsys, "--owner", "Ministry")
    first = said(capsys, "workshop", "rehearse", real, "--participants", "12", "--minutes", "0").splitlines()
    rehearsal, title = first[:2]
    assert title == "Rehearsal: Boruna 2026"
    assert "code" in first[2]
    assert first[-1] == "Invented votes: 0"
    said(capsys, "workshop", "open", rehearsal, ITEM)
    again = said_json(capsys, "workshop", "rehearse", rehearsal, "--participants", "12", "--minutes", "0")
    assert (again["id"], again["owner"]) == (rehearsal, "Ministry")
    state = said_json(capsys, "workshop", "status", rehearsal)
    assert state["joined"] == 12
    assert sum(state["turnout"][0]["voted"].values()) > 0
    assert said_json(capsys, "workshop", "status", real)["joined"] == 0


def test_it_runs_until_somebody_presses_ctrl_c(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assessment.cli.workshop.rehearsing.time.sleep", press)
    assert "Invented votes: 0" in said(capsys, "workshop", "rehearse", prepared(capsys))


def test_it_ends_when_the_rehearsal_is_finished(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal = said_json(capsys, "workshop", "rehearse", prepared(capsys), "--minutes", "0")["id"]
    monkeypatch.setattr(
        "assessment.cli.workshop.rehearsing.time.sleep", lambda _seconds: said(capsys, "workshop", "finish", rehearsal)
    )
    said(capsys, "workshop", "rehearse", rehearsal)
    assert "finished" in refused(capsys, "workshop", "rehearse", rehearsal)


def test_what_can_not_be_rehearsed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    workshop_id = prepared(capsys)
    assert "--minutes 10" in refused(capsys, "workshop", "rehearse", workshop_id, "--minutes", "-1")
    assert "Invent 1 to" in refused(capsys, "workshop", "rehearse", workshop_id, "--participants", "0")
    assert len(said_json(capsys, "workshop", "list")) == 1
