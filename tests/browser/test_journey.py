"""One person's whole way: begin, rate a theme with evidence, lose the server, come back, hand over the report."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, expect

from assessment.labels.formatting import percent
from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, Server

ANSWERS = {
    "GCM10-03": ("Partial", "partial", "Act 12 of 2014, section 3"),
    "GCM10-09": ("Absent", "absent", "=cmd|' /C calc'!A0"),
    "GCM10-10": ("Don’t know", "dont_know", "<b>not bold</b> **nor this** :smile: $x$"),
    "GCM10-15": ("Implemented", "implemented", "שלום \u202eevil\u202c 🏳️‍🌈\nsecond line"),
    "GCM10-24": ("Absent", "absent", "@SUM(A1)"),
}


def run_command(server: Server, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "assessment", *arguments],
        cwd=ROOT,
        env={**os.environ, "ASSESSMENT_DATABASE_URL": f"sqlite:///{server.database}"},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode()


def card(visitor: Visitor, recommendation_id: str) -> Locator:
    return visitor.page.locator(f".st-key-card-{recommendation_id}")


def rate_with_evidence(visitor: Visitor, recommendation_id: str, rating: str, evidence: str) -> None:
    """Choose a rating and write evidence; wait each time until the screen calls it saved."""
    one = card(visitor, recommendation_id)
    one.get_by_role("radio", name=rating).click()
    expect(one.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d"))).to_be_visible()
    one.get_by_text("Evidence, responsible body, next steps").click()
    field = one.get_by_label("Evidence: what shows it?")
    field.fill(evidence)
    field.blur()
    visitor.settle()
    expect(one.get_by_text(re.compile(r"Saved \d\d:\d\d:\d\d"))).to_be_visible()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A server that may be killed without harm to other tests."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def test_what_the_screen_called_saved_survives_a_killed_server(browser: Browser, own_server: Server) -> None:
    page = browser.new_page(accept_downloads=True)
    visitor = Visitor(page, own_server)
    visitor.open()
    visitor.begin("Nepal", "State")
    visitor.go_to_theme("Non-punishment")
    for recommendation_id, (word, _code, evidence) in ANSWERS.items():
        rate_with_evidence(visitor, recommendation_id, word, evidence)
    expect(page.get_by_role("button", name="✓ Non-punishment (5/5)")).to_be_visible()
    assert visitor.faults == []

    own_server.kill()
    own_server.start()
    page.reload()
    visitor.settle()
    visitor.faults.clear()  # A browser complains of a server that is gone, and may.

    page.get_by_role("heading", name="Non-punishment", level=2).wait_for()
    for recommendation_id, (word, _code, _evidence) in ANSWERS.items():
        chosen = card(visitor, recommendation_id).get_by_role("radio", name=word)
        expect(chosen).to_have_attribute("aria-checked", "true")
    (kept,) = json.loads(run_command(own_server, "responses", "--json"))
    exported = json.loads(run_command(own_server, "export", kept["id"]))
    assert {key: (said["rating"], said["evidence"]) for key, said in exported["answers"].items()} == {
        key: (code, evidence) for key, (_word, code, evidence) in ANSWERS.items()
    }

    file = own_server.folder / "response.json"
    file.write_text(json.dumps(exported), encoding="utf-8")
    figures = json.loads(run_command(own_server, "score", str(file), "--json"))
    visitor.go_to("Results")
    for part in ("Distribution of the answers", "Scores by theme"):
        page.locator("summary").filter(has_text=part).click()
        visitor.settle()
    page.get_by_role("radio", name="Table").first.click()
    visitor.settle()
    theme = figures["by"]["theme"]["non-punishment"]
    row = page.get_by_role("row", name=re.compile("Non-punishment")).first
    expect(row).to_contain_text(str(theme["implemented"]))
    expect(page.get_by_text(percent(theme["score"])).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Gap report (Excel)").first.click()
    content = Path(download.value.path()).read_bytes()
    check_workbook(content, figures, exported)
    assert visitor.faults == []
    page.close()


def check_workbook(content: bytes, figures: dict[str, Any], exported: dict[str, Any]) -> None:
    """The workbook says what the JSON says."""
    book = openpyxl.load_workbook(BytesIO(content))
    texts = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None}
    for answer in exported["answers"].values():
        assert answer["evidence"] in texts
    gap_rows = [
        cell.value for row in book["Gaps"] for cell in row if re.fullmatch(r"GCM10-\d\d", str(cell.value or ""))
    ]
    assert gap_rows == figures["gaps"]
    information = [
        cell.value
        for row in book["Information gaps"]
        for cell in row
        if re.fullmatch(r"GCM10-\d\d", str(cell.value or ""))
    ]
    assert information == figures["information_gaps"]
    theme = figures["by"]["theme"]["non-punishment"]
    (row,) = [row for row in book["Summary"].iter_rows(values_only=True) if "Non-punishment" in row]
    for name in ("implemented", "partial", "absent", "dont_know", "score", "low", "high"):
        assert any(value == pytest.approx(theme[name]) for value in row if isinstance(value, int | float)), name
