"""`data`, as a person calls it, and its files as other programs read them."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Resource, Schema
from frictionless.formats import CsvControl

from assessment.analysis import answers, figures
from assessment.cli.main import main
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response, Round
from assessment.domain.sourced import SourcedResponse
from assessment.interchange.response_json import write_response
from assessment.parsing.csv_escaping import escape_formula
from assessment.reports.table_csv import table_csv, table_schema
from assessment.tidy.answers import answer_rows, answer_table
from assessment.tidy.figures import figure_rows, figure_table
from assessment.tidy.table import Row, Table
from tests.support.cases import GCM10
from tests.support.catalogues import a_catalogue, a_response
from tests.support.commands import imported, refused, said
from tests.support.documents import SAMPLES

NAMES = [str(path) for path in SAMPLES]
SECRETS = ("Shelter of Anna", "What Anna saw", "Anna says")


def write(path: Path, response: Response) -> str:
    path.write_text(write_response(response), encoding="utf-8")
    return str(path)


def cells(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def errors_in(content: bytes, schema: dict[str, Any]) -> list[list[object]]:
    """What the frictionless framework has against a CSV."""
    control, described = CsvControl(delimiter=","), Schema.from_descriptor(schema)
    resource = Resource(content, format="csv", encoding="utf-8", schema=described, control=control)
    return list(resource.validate().flatten(["rowNumber", "fieldName", "type", "note"]))


def test_a_csv_has_every_value_and_holds_to_the_schema_beside_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path, schema = tmp_path / "rows.csv", tmp_path / "rows.schema.json"
    for more, wanted in (([], answers(*NAMES)), (["--figures"], figures(*NAMES))):
        assert said(capsys, "data", *NAMES, *more, "-o", str(path)).splitlines() == [str(path), str(schema)]
        rows = cells(path)
        assert list(rows[0]) == list(wanted.columns)
        for name in wanted.columns:
            check_cells([row[name] for row in rows], wanted[name])
        assert errors_in(path.read_bytes(), json.loads(schema.read_text(encoding="utf-8"))) == []


def check_cells(written: list[str], wanted: pd.Series[Any]) -> None:
    """The cells of a column in a CSV are the values that the data frame has."""
    assert [cell == "" for cell in written] == list(wanted.isna()), wanted.name
    filled, values = [cell for cell in written if cell], wanted.dropna()
    if str(wanted.dtype) in ("float64", "Int64"):
        assert [float(cell) for cell in filled] == list(values.astype(float)), wanted.name
    elif wanted.dtype == bool:
        assert [cell == "true" for cell in filled] == list(values), wanted.name
    elif str(wanted.dtype) == "datetime64[ms]":
        assert filled == list(values.dt.strftime("%Y-%m-%d")), wanted.name
    else:
        assert filled == [*map(escape_formula, values.astype(str))], wanted.name


def test_parquet_gives_the_data_frame_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    for more, wanted in (([], answers(*NAMES)), (["--figures"], figures(*NAMES))):
        assert said(capsys, "data", *NAMES, *more, "-o", str(path)).splitlines() == [str(path)]
        again = pd.read_parquet(path)
        assert list(map(str, again.dtypes)) == list(map(str, wanted.dtypes))
        # Of categories that nothing has pandas forgets the type.
        used = [name for name in wanted.columns if wanted[name].notna().any()]
        pd.testing.assert_frame_equal(again[used], wanted[used])


def test_everything_that_is_kept_is_written_if_nothing_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    kept = imported(capsys, NAMES[0])
    path = tmp_path / "rows.csv"
    said(capsys, "data", "-o", str(path))
    assert {(row["response"], row["status"]) for row in cells(path)} == {(kept, "draft")}


def test_a_damaged_response_is_named_and_the_others_are_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good, bad = imported(capsys, NAMES[0]), imported(capsys, NAMES[-1])
    with closing(sqlite3.connect(tmp_path / "assessments.db", isolation_level=None)) as database:
        database.execute("UPDATE changes SET answer = '{' WHERE assessment_id = ?", [bad])
    for name in ("rows.csv", "rows.parquet"):
        path = tmp_path / name
        assert main(["data", "-o", str(path)]) == 2
        out, err = capsys.readouterr()
        assert out.splitlines()[0] == str(path)
        assert (bad in err, good in err, "Traceback" in err) == (True, False, False)
        found = (
            {row["response"] for row in cells(path)} if name.endswith("csv") else set(pd.read_parquet(path)["response"])
        )
        assert found == {good}


def test_nothing_is_written_of_what_is_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes(b"as before")
    assert "gone.json: There is no such file" in refused(capsys, "data", NAMES[0], "gone.json", "-o", str(path))
    assert path.read_bytes() == b"as before"
    assert "Use .csv, .parquet." in refused(capsys, "data", NAMES[0], "-o", str(tmp_path / "rows.xlsx"))
    assert "does not exist" in refused(capsys, "data", NAMES[0], "-o", str(tmp_path / "no" / "rows.parquet"))
    assert sorted(file.name for file in tmp_path.iterdir() if "rows" in file.name) == ["rows.csv"]


def test_what_is_for_everybody_names_nobody(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = Answer(Rating.ABSENT, evidence=SECRETS[1], comment=SECRETS[2])
    source = write(tmp_path / "anna.json", a_response(GCM10, {"GCM10-01": answer}, organisation=SECRETS[0]))
    for suffix, more in product(("csv", "parquet"), ([], ["--figures"])):
        path = tmp_path / f"rows.{suffix}"
        said(capsys, "data", source, *more, "--share", "public", "-o", str(path))
        assert not re.search(b"Anna|anna", path.read_bytes()), (suffix, more)
        said(capsys, "data", source, *more, "-o", str(path))
        assert b"Anna" in path.read_bytes(), (suffix, more)


# What the CSV of any table is


def written(table: Table[Row], rows: list[Row]) -> tuple[bytes, dict[str, Any]]:
    return table_csv(table, rows).encode(), json.loads(json.dumps(table_schema(table)))


def test_a_text_of_any_kind_holds_to_the_schemas() -> None:
    text = 'Said: "no", then; left\n\tأ 庇护 \N{PILE OF POO}'
    response = a_response(
        GCM10, {"GCM10-01": Answer(Rating.PARTIAL, evidence=text, comment=text)}, organisation="أ, 庇"
    )
    sources = [SourcedResponse("a", GCM10, response), SourcedResponse("b", GCM10, a_response(GCM10, {}))]
    assert errors_in(*written(answer_table(), list(answer_rows(sources)))) == []
    assert errors_in(*written(figure_table(0.5), list(figure_rows(sources)))) == []


def test_a_schema_says_of_every_column_what_it_is_called_and_means() -> None:
    for schema in (table_schema(answer_table()), table_schema(figure_table(0.5))):
        assert all(field["title"] and field["description"] for field in schema["fields"])
        assert not list(Schema.metadata_validate(schema))
        assert "implemented × 1 + partial × 1/2" in schema["method"]


def test_no_spreadsheet_takes_a_text_for_a_formula_even_one_of_a_catalogue() -> None:
    catalogue: Catalogue = a_catalogue(items={"INV-01": {"paragraph": "=1+1"}})
    text = "=cmd|' /C calc'!A0"
    answer = Answer(Rating.ABSENT, evidence=text, law_reference="a;=1+1")
    response = a_response(catalogue, {"INV-01": answer}, organisation=text, round=Round(text))
    content = table_csv(answer_table(), answer_rows([SourcedResponse("=1", catalogue, response)]))
    rows = list(csv.DictReader(io.StringIO(content, newline="")))
    every = [cell for row in rows for whole in row.values() for cell in whole.split(";")]
    assert [cell for cell in every if re.match(r"[\s\"]*[=+\-@]", cell)] == []
    assert [rows[0][name] for name in ("response", "paragraph")] == ["'=1", "'=1+1"]
    assert (rows[0]["evidence"], rows[0]["law_reference"]) == (f"'{text}", "a;'=1+1")
