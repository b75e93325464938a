"""The files of a workshop by command: minutes, votes, and all of it to another computer."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from tests.support.commands import refused, said, said_json, use_own_settings

ITEM = "GCM10-01"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


@pytest.fixture
def held(capsys: pytest.CaptureFixture[str]) -> str:
    """The id of a workshop in which two people have voted on one recommendation and agreed."""
    made = said_json(capsys, "workshop", "create", "Boruna 2026", "--country", "XAB", "--owner", "Ministry")
    said(capsys, "workshop", "open", made["id"], ITEM)
    for rating, remark in (("partial", "In the capital"), ("absent", "Nowhere else")):
        said(capsys, "workshop", "vote-for", made["id"], "--new", "--rating", rating, "--remark", remark)
    said(capsys, "workshop", "close", made["id"])
    said(capsys, "workshop", "reveal", made["id"])
    said(capsys, "workshop", "agree", made["id"], "--rating", "partial", "--dissent", "One sees none")
    return str(made["id"])


def test_minutes_are_written_for_word_and_for_excel(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, held: str
) -> None:
    word, excel = tmp_path / "minutes.docx", tmp_path / "minutes.xlsx"
    for path in (word, excel):
        assert said(capsys, "workshop", "minutes", held, "-o", str(path)).strip() == str(path)
    document = docx.Document(str(word))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(each.text for each in document.paragraphs), *cells])
    assert "Boruna 2026" in text
    assert "One sees none" in text
    sheets = load_workbook(BytesIO(excel.read_bytes()))
    assert any("One sees none" in str(cell.value) for sheet in sheets for row in sheet for cell in row)
    assert ".docx, .xlsx" in refused(capsys, "workshop", "minutes", held, "-o", str(tmp_path / "minutes.pdf"))


def test_the_revealed_votes_are_written_as_a_table_and_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, held: str
) -> None:
    table, data = tmp_path / "ballots.csv", tmp_path / "ballots.json"
    for path in (table, data):
        said(capsys, "workshop", "export", held, "--ballots", "-o", str(path))
        assert "Nowhere else" in path.read_text(encoding="utf-8-sig")
    assert json.loads(data.read_bytes())
    assert ".json" in refused(capsys, "workshop", "export", held, "-o", str(tmp_path / "workshop.csv"))


def test_a_workshop_goes_whole_to_another_computer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: str
) -> None:
    path = tmp_path / "workshop.json"
    said(capsys, "workshop", "export", held, "-o", str(path))
    again = said_json(capsys, "workshop", "import", str(path))
    assert (again["was_here"], again["owner"]) == (True, "")

    (tmp_path / "other").mkdir()
    use_own_settings(monkeypatch, tmp_path / "other")
    imported = said_json(capsys, "workshop", "import", str(path), "--owner", "Ministry")
    assert (imported["was_here"], imported["owner"], imported["plan"]["title"]) == (False, "Ministry", "Boruna 2026")
    minutes = tmp_path / "minutes.docx"
    said(capsys, "workshop", "minutes", imported["id"], "-o", str(minutes))
    assert said_json(capsys, "workshop", "status", imported["id"])["joined"] == 2
    words = said(capsys, "workshop", "import", str(path)).splitlines()
    assert words[0].startswith("w")
    assert "Now there are two" in words[-1]


def test_what_is_not_revealed_yet_is_not_exported(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, held: str
) -> None:
    said(capsys, "workshop", "open", held, "GCM10-02")
    path = tmp_path / "workshop.json"
    assert "Reveal it first" in refused(capsys, "workshop", "export", held, "-o", str(path))
    assert not path.exists()


def test_a_broken_file_is_refused_with_where_it_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "workshop.json"
    path.write_text("{}", encoding="utf-8")
    assert "workshop.json" in refused(capsys, "workshop", "import", str(path))
    assert "missing.json" in refused(capsys, "workshop", "import", str(tmp_path / "missing.json"))
    assert said_json(capsys, "workshop", "list") == []
