"""What an analyst sees: the columns, their types, and the values of files and of everything that is kept."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from assessment.access.assessments import list_summaries, submit_assessment
from assessment.analysis import LeftOut, answers, comparison, figures, frame
from assessment.cli.scores import score_data
from assessment.domain.answer import Answer, Rating
from assessment.domain.comparison.compare import compare
from assessment.domain.response import Response
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_json import write_response
from assessment.parsing.csv_escaping import number_text
from assessment.reports.table_csv import tidy_csv
from assessment.storage.opening import Storage, open_storage
from assessment.tidy.answers import answer_rows, answer_table
from tests.interchange.forms.test_submissions import FIRST, SECOND, exported
from tests.support.cases import CATALOGUES, GCM10
from tests.support.catalogues import a_response
from tests.support.commands import use_own_settings
from tests.support.documents import DOCS, SAMPLES, read
from tests.support.forms import Layout, as_csv
from tests.support.gates import as_admin, store_response

NAMES = [str(path) for path in SAMPLES]
COUNTS = ["implemented", "partial", "absent", "dont_know", "unanswered", "not_applicable", "rated", "applicable"]
SCORES = ["score", "coverage", "low", "high"]


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Storage]:
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as opened:
        yield opened


def keep(repository: Storage, country: str, submitted: bool = False) -> str:
    response = a_response(GCM10, {"GCM10-01": Answer(Rating.ABSENT, evidence="A law")}, country=country)
    kept = store_response(as_admin(repository, "a test"), GCM10, response)
    if submitted:
        submit_assessment(as_admin(repository, "a test"), kept)
    return kept


def named(tmp_path: Path, response: Response) -> str:
    path = tmp_path / "named.json"
    path.write_text(write_response(response), encoding="utf-8")
    return str(path)


# Answers


def test_every_recommendation_of_every_response_has_a_row_with_what_was_answered() -> None:
    rows = answers(*NAMES)
    assert len(rows) == len(NAMES) * len(GCM10.recommendations)
    for path in SAMPLES:
        response = read(path)[1]
        of_file = rows[rows["response"] == str(path)].set_index("recommendation_id")
        assert list(of_file.index) == list(GCM10.by_id)
        assert set(of_file["country"]) == {response.country}
        for item, row in of_file.iterrows():
            answer = response.answer(str(item))
            assert row["rating"] == (answer.rating.value if answer.rating else "unanswered")
            ticked = None if pd.isna(row["measures_ticked"]) else row["measures_ticked"]
            assert ticked == (None if answer.measures is None else len(answer.measures))
            for text in ("evidence", "law_reference", "action", "reason", "comment"):
                assert (row[text] if pd.notna(row[text]) else "") == getattr(answer, text)
            day = None if pd.isna(row["target_date"]) else row["target_date"].date()
            assert day == answer.target_date


def test_columns_have_the_types_that_pandas_has_for_them() -> None:
    rows = answers(*NAMES)
    assert str(rows["evidence"].dtype) == "str"
    assert list(rows["rating"].cat.categories) == [*(rating.value for rating in Rating), "unanswered"]
    assert list(rows["theme"].cat.categories) == list(dict.fromkeys(item.theme for item in GCM10.recommendations))
    assert (str(rows["gap_order"].dtype), str(rows["value"].dtype)) == ("Int64", "float64")
    assert str(rows["target_date"].dtype) == str(rows["round_date"].dtype) == "datetime64[ms]"
    assert rows["red_line"].dtype == bool
    unknown = rows["rating"].isin(["dont_know", "unanswered", "not_applicable"])
    assert rows.loc[unknown, "value"].isna().all()
    assert rows.loc[~unknown, "value"].notna().all()


def test_without_a_row_there_are_all_columns_with_their_types(repository: Storage) -> None:
    assert list_summaries(as_admin(repository)) == []
    assert len(answers()) == 0
    texts = [name for name, type_ in answers().dtypes.items() if str(type_) == "str"]
    assert texts == [column.name for column in answer_table().variables if column.typed]


def test_a_workbook_gives_the_same_answers_as_json(tmp_path: Path) -> None:
    path = SAMPLES[0]
    catalogue, response = read(path)
    (tmp_path / "filled.xlsx").write_bytes(questionnaire_workbook(catalogue, response=response))
    wanted = answers(path).drop(columns="response")
    pd.testing.assert_frame_equal(answers(tmp_path / "filled.xlsx").drop(columns="response"), wanted)


def test_each_submission_is_a_response_and_rejected_ones_are_left_out_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(CATALOGUES))
    rows = exported([FIRST, SECOND, FIRST], Layout(added=("_uuid",), extra={"ReviewState": ""}))
    rows[3][-1] = "rejected"
    path = tmp_path / "export.csv"
    path.write_bytes(as_csv(rows))
    with pytest.warns(LeftOut, match=r"export.csv: 1 submission was rejected on its server. Left out."):
        found = answers(path)
    assert list(found["response"].unique()) == [f"{path} (row 2)", f"{path} (row 3)"]
    assert found.groupby("response")["rating"].first().notna().all()


# Figures


def test_figures_are_those_of_the_score() -> None:
    rows = figures(*NAMES)
    for path in SAMPLES:
        catalogue, response = read(path)
        data = score_data(catalogue, response, COVERAGE_THRESHOLD)
        wanted = {("overall", "overall"): data["overall"]} | {
            (grouping, group): figure for grouping, groups in data["by"].items() for group, figure in groups.items()
        }
        of_file = rows[rows["response"] == str(path)].set_index(["grouping", "group"])
        assert list(of_file.index) == list(wanted)
        for place, row in of_file.iterrows():
            figure = wanted[place]
            assert set(figure) == {*COUNTS, *SCORES, "sufficient"}
            assert {name: row[name] for name in (*COUNTS, "sufficient")} == {
                name: figure[name] for name in (*COUNTS, "sufficient")
            }
            assert {name: None if pd.isna(row[name]) else row[name] for name in SCORES} == {
                name: figure[name] for name in SCORES
            }


def test_the_mean_of_the_themes_is_the_theme_weighted_score() -> None:
    path = SAMPLES[0]
    rows = figures(path)
    mean = rows.loc[rows["grouping"] == "theme", "score"].mean()
    assert mean == pytest.approx(score_data(*read(path), COVERAGE_THRESHOLD)["theme_weighted"])


# A comparison


def test_a_comparison_has_the_rows_and_columns_of_its_csv() -> None:
    paths = sorted((DOCS / "examples").glob("*.json"))
    found = comparison(*paths)
    written = list(
        csv.DictReader(io.StringIO(tidy_csv(compare([SourcedResponse(str(path), *read(path)) for path in paths]))))
    )
    assert list(found.columns) == list(written[0])
    assert len(found) == len(written)
    for (_place, row), cells in zip(found.iterrows(), written, strict=True):
        assert row["RESPONSE"] == cells["RESPONSE"]
        assert str(row["INDICATOR"]) == cells["INDICATOR"]
        assert ("" if pd.isna(row["OBS_VALUE"]) else number_text(float(row["OBS_VALUE"]))) == cells["OBS_VALUE"]
        assert row["COMMON"] == (cells["COMMON"] == "true")


def test_what_stops_a_comparison_is_raised() -> None:
    with pytest.raises(FileRefused, match="two"):
        comparison(SAMPLES[0])


# What is kept


def test_everything_that_is_kept_is_there_if_nothing_is_named(repository: Storage) -> None:
    second, first = keep(repository, "XAB"), keep(repository, "XAA", submitted=True)
    rows = answers()
    assert list(rows["response"].unique()) == [first, second]
    assert rows.groupby("response")["status"].first().to_dict() == {first: "submitted", second: "draft"}
    assert answers(second, SAMPLES[0])["response"].unique().tolist() == [second, str(SAMPLES[0])]


def test_a_damaged_response_hides_no_other_and_is_named_in_a_warning(repository: Storage, tmp_path: Path) -> None:
    good, bad, worse = keep(repository, "XAA"), keep(repository, "XAB"), keep(repository, "XAC")
    with closing(sqlite3.connect(tmp_path / "assessments.db", isolation_level=None)) as database:
        database.execute("UPDATE changes SET answer = '{' WHERE assessment_id = ?", [bad])
        database.execute("PRAGMA ignore_check_constraints = ON")
        database.execute("UPDATE assessments SET voice = 'nobody' WHERE id = ?", [worse])
    for of_kept in (answers, figures):
        with pytest.warns(LeftOut) as told:
            rows = of_kept()
        assert list(rows["response"].unique()) == [good]
        assert [bad in str(told[0].message), worse in str(told[1].message), len(told)] == [True, True, 2]
    with pytest.raises(FileRefused, match=bad):
        answers(good, bad)


def test_every_problem_of_all_that_is_named_is_raised_at_once(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": "gap-assessment-response/2"}', encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        answers(SAMPLES[0], SAMPLES[0], broken, tmp_path / "gone.json", "nobody")
    files = {problem.file for problem in refused.value.problems}
    assert files == {str(SAMPLES[0]), str(broken), str(tmp_path / "gone.json"), "nobody"}


# Sharing


def test_what_a_level_leaves_out_is_not_there_and_is_named(tmp_path: Path) -> None:
    path = named(
        tmp_path,
        a_response(GCM10, {"GCM10-01": Answer(Rating.ABSENT, comment="x", evidence="y")}, organisation="Shelter"),
    )
    public = answers(path, share="public")
    assert set(public["response"]) == {"1"}
    assert set(public["left_out"]) == {"organisation; evidence; comment"}
    assert public[["organisation", "evidence", "comment"]].isna().all(axis=None)
    assert list(public["rating"]) == list(answers(path)["rating"])
    partners = answers(path, share="partners")
    assert (set(partners["organisation"]), partners["evidence"].count()) == ({"Shelter"}, 1)
    assert set(figures(path, share="public")["left_out"]) == {"organisation; evidence; comment"}


def test_who_withholds_the_name_is_not_named(tmp_path: Path) -> None:
    path = named(tmp_path, a_response(GCM10, {}, organisation="Shelter", anonymous=True))
    assert answers(path)["organisation"].isna().all()
    assert answers(path)["anonymous"].all()


# Texts that aren't ours


def test_a_text_is_as_it_was_typed() -> None:
    texts = ["=1+1", "'", "\N{BELL}", "<b>bold</b>", "1.0", "NA", "مرحبا"]
    answers_in = dict(zip(GCM10.by_id, (Answer(Rating.ABSENT, evidence=text) for text in texts), strict=False))
    rows = frame(answer_table(), answer_rows([SourcedResponse("one", GCM10, a_response(GCM10, answers_in))]))
    assert list(rows["evidence"].dropna()) == texts
