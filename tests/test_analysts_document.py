"""The page for analysts has the columns that there are, and its example runs as it stands."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from assessment import analysis
from assessment.analysis import frame
from assessment.tidy.answers import answer_table, follow_up_table
from assessment.tidy.figures import figure_table
from assessment.tidy.table import Row, Table
from tests.browser.server import ROOT
from tests.support.documents import code_blocks, document, in_one_line, quoted, section, table

PAGE = document("analysts.md")


@pytest.mark.parametrize(
    ("heading", "described"),
    [
        ("Columns of the answers", answer_table()),
        ("Columns of the follow-up plans", follow_up_table()),
        ("Columns of the figures", figure_table(2 / 3)),
    ],
    ids=["answers", "follow-up plans", "figures"],
)
def test_the_columns_are_documented_with_their_types_and_meanings(heading: str, described: Table[Row]) -> None:
    text = section(PAGE, heading)
    types = frame(described, []).dtypes
    assert [[cell.replace("`", "") for cell in row] for row in table(text)] == [
        [column.name, column.type, str(types[column.name]), f"{column.meaning.removesuffix('.')}."]
        for column in described.variables
    ]
    for row, column in zip(table(text), described.variables, strict=True):
        assert set(column.constraints.get("enum", ())) <= set(quoted(row[3])), column.name
    (key,) = re.findall(r"^(.*) together tell each row", text, re.MULTILINE)
    assert tuple(quoted(key)) == tuple(described.key)


def test_the_calls_are_those_that_there_are() -> None:
    named = [row[0].strip("`").removesuffix("(…)") for row in table(section(PAGE, "In Python"))]
    public = [
        name
        for name, function in inspect.getmembers(analysis, inspect.isfunction)
        if function.__module__ == analysis.__name__ and "sources" in inspect.signature(function).parameters
        and not name.startswith("_")
    ]  # fmt: skip
    assert sorted(named) == sorted(public)
    assert "LeftOut" in quoted(section(PAGE, "In Python"))


def test_the_example_groups_and_plots_in_ten_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = code_blocks(PAGE, "python")
    assert len([line for line in example.splitlines() if line]) <= 10
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "docs/analysts.md", "exec"), {})  # noqa: S102 - it is the page that is tested
    assert re.search(r"non-punishment\s+state +4 ", capsys.readouterr().out)
    drawing = (tmp_path / "themes.svg").read_text(encoding="utf-8")
    assert all(word in drawing for word in ("<svg", "non-punishment", "governance", "civil_society"))


def test_codes_are_taken_apart_as_the_page_says() -> None:
    (words,) = re.findall(r"`(rows\[.*?explode\(\))`", in_one_line(PAGE))
    rows = analysis.answers(ROOT / "docs" / "examples" / "state-2026.json")
    apart = eval(words, {"rows": rows})  # noqa: S307 - it is the page that is tested
    assert {"all-victims", "returning-migrants"} <= set(apart)
