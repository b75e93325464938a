"""`import` and `undo`: a look first, then all or nothing, and what is printed of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from assessment.catalogues import load_catalogue
from assessment.cli.main import main
from assessment.domain.model import Answer, Assessment, Rating
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.response_json import read_response
from assessment.storage import open_repository
from tests.browser.server import ROOT
from tests.support.commands import imported, refused, said, said_json, use_own_settings
from tests.support.forms import Layout, converted, export_rows
from tests.support.forms import as_csv as submissions_csv
from tests.support.returned_files import as_workbook

SAMPLE = ROOT / "data" / "samples" / "boruna-civil-society.json"
GCM10 = load_catalogue(ROOT / "data" / "catalogues" / "gcm-10.yaml")
ONE, TWO = "GCM10-01", "GCM10-02"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_own_settings(monkeypatch, tmp_path)


@pytest.fixture
def assessment_id(capsys: pytest.CaptureFixture[str]) -> str:
    return imported(capsys, str(SAMPLE))


def stored(folder: Path, assessment_id: str) -> Assessment:
    with open_repository(f"sqlite:///{folder / 'assessments.db'}") as repository:
        return repository.assessment(assessment_id)


def table(folder: Path, assessment_id: str, name: str, **ratings: Rating) -> str:
    """A table of the workshop: a workbook that was made from what is stored, with other ratings."""
    kept = stored(folder, assessment_id)
    said_here = {
        key: dataclasses.replace(kept.response.answer(key), rating=rating)
        for key, rating in ((name.replace("_", "-"), rating) for name, rating in ratings.items())
    }
    path = folder / name
    path.write_bytes(as_workbook(kept, said_here))
    return str(path)


def rating(folder: Path, assessment_id: str, key: str) -> Rating | None:
    return stored(folder, assessment_id).response.rating(key)


def test_a_workbook_that_was_filled_in_is_looked_at_and_taken_in(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    kept = stored(tmp_path, assessment_id)
    path = tmp_path / "filled.xlsx"
    path.write_bytes(as_workbook(kept, {ONE: Answer(Rating.IMPLEMENTED)}))
    before = kept.response.rating(ONE)
    looked = said(capsys, "import", "--dry-run", str(path))
    assert f"[{assessment_id}]" in looked
    assert f"{path}: 1 changed, {len(GCM10.recommendations) - 1} unchanged" in looked
    assert rating(tmp_path, assessment_id, ONE) == before

    done = said(capsys, "import", str(path))
    assert rating(tmp_path, assessment_id, ONE) is Rating.IMPLEMENTED
    assert done.splitlines()[-3:-1] == ["1 answer was imported.", assessment_id]
    command = done.splitlines()[-1].partition("python -m assessment ")[2].split()
    assert said(capsys, *command).startswith("Undone")
    assert rating(tmp_path, assessment_id, ONE) == before
    assert command[1] in refused(capsys, *command)


def test_a_second_import_changes_nothing(capsys: pytest.CaptureFixture[str], assessment_id: str) -> None:
    assert "already stored" in said(capsys, "import", str(SAMPLE))
    (listed,) = said_json(capsys, "responses")
    assert said_json(capsys, "import", str(SAMPLE))["import"] == {
        "id": None,
        "answers": 0,
        "follow_ups": 0,
        "responses": [listed["id"]],
    }


def test_conflicts_are_named_with_both_sides_and_nothing_is_taken_before_they_are_decided(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    left = table(tmp_path, assessment_id, "left.xlsx", GCM10_01=Rating.IMPLEMENTED, GCM10_02=Rating.ABSENT)
    right = table(tmp_path, assessment_id, "right.xlsx", GCM10_01=Rating.DONT_KNOW, GCM10_02=Rating.DONT_KNOW)
    before = stored(tmp_path, assessment_id).response

    looked = said(capsys, "import", "--dry-run", left, right)
    assert "2 in conflict" in looked
    assert f"{left} (Questionnaire!" in looked
    assert "○ Absent" in looked

    assert ONE in refused(capsys, "import", left, right)
    assert stored(tmp_path, assessment_id).response == before

    data = said_json(capsys, "import", left, right, "--take", right, "--decide", f"{TWO}={left}")
    assert sorted(item["recommendation"] for item in data["responses"][0]["conflicts"]) == [ONE, TWO]
    assert rating(tmp_path, assessment_id, ONE) is Rating.DONT_KNOW
    assert rating(tmp_path, assessment_id, TWO) is Rating.ABSENT


def test_what_is_stored_is_kept_where_that_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    left = table(tmp_path, assessment_id, "left.xlsx", GCM10_01=Rating.IMPLEMENTED)
    right = table(tmp_path, assessment_id, "right.xlsx", GCM10_01=Rating.DONT_KNOW)
    before = stored(tmp_path, assessment_id).response
    said(capsys, "import", left, right, "--keep-stored")
    said(capsys, "import", left, right, "--decide", f"{ONE}=stored")
    assert stored(tmp_path, assessment_id).response == before


def test_a_decision_that_is_given_twice_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    left = table(tmp_path, assessment_id, "left.xlsx", GCM10_01=Rating.IMPLEMENTED)
    right = table(tmp_path, assessment_id, "right.xlsx", GCM10_01=Rating.DONT_KNOW)
    told = refused(capsys, "import", left, right, "--decide", f"{ONE}={left}", "--decide", f"{ONE}={right}")
    assert f"“{ONE}” appears more than once" in told


def test_a_decision_that_decides_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    left = table(tmp_path, assessment_id, "left.xlsx", GCM10_01=Rating.IMPLEMENTED)
    right = table(tmp_path, assessment_id, "right.xlsx", GCM10_01=Rating.DONT_KNOW)
    for word in ("GCM10-01", "GCM10-01=nobody.xlsx", "GCM10-03=stored", "=stored"):
        assert word in refused(capsys, "import", left, right, "--keep-stored", "--decide", word)


def test_a_refused_file_keeps_all_from_being_taken_unless_it_is_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    sound = table(tmp_path, assessment_id, "sound.xlsx", GCM10_01=Rating.DONT_KNOW)
    broken = tmp_path / "broken.json"
    broken.write_text(SAMPLE.read_text(encoding="utf-8").replace('"partial"', '"sort of"'), encoding="utf-8")
    before = stored(tmp_path, assessment_id).response

    assert "sort of" in refused(capsys, "import", sound, str(broken))
    assert "sort of" in said(capsys, "import", "--dry-run", sound, str(broken))
    assert stored(tmp_path, assessment_id).response == before

    assert main(["import", sound, str(broken), "--leave-out"]) == 0
    out, err = capsys.readouterr()
    assert "sort of" in err
    assert "1 answer was imported." in out
    assert rating(tmp_path, assessment_id, ONE) is Rating.DONT_KNOW
    assert "sort of" in refused(capsys, "import", str(broken), "--leave-out")


def test_what_was_submitted_takes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    path = table(tmp_path, assessment_id, "more.xlsx", GCM10_01=Rating.DONT_KNOW)
    with open_repository(f"sqlite:///{tmp_path / 'assessments.db'}") as repository:
        repository.submit(assessment_id, author="Asha")
    assert "submitted" in refused(capsys, "import", path)
    assert "To resolve first:" in said(capsys, "import", "--dry-run", path)
    (problem,) = said_json(capsys, "import", "--dry-run", path)["problems"]
    assert set(problem) == {"where", "what", "mend", "file"}


def test_as_json_a_look_has_every_outcome(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    path = table(tmp_path, assessment_id, "one.xlsx", GCM10_01=Rating.DONT_KNOW)
    data = said_json(capsys, "import", "--dry-run", path)
    assert set(data) == {"responses", "taken_before", "notes", "rejected", "refused", "problems"}
    (response,) = data["responses"]
    assert response["id"] == assessment_id
    assert response["counts"] == {"new": 0, "changed": 1, "unchanged": 32, "cleared": 0, "conflict": 0}
    assert response["files"][0]["outcomes"][ONE] == "changed"
    _catalogue, sample = read_response(SAMPLE.read_bytes(), "sample", lambda *_wanted: GCM10)
    assert stored(tmp_path, assessment_id).response == sample


def test_a_missing_file_is_a_sentence_and_nothing_is_taken(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "nothing.xlsx" in refused(capsys, "import", str(SAMPLE), str(tmp_path / "nothing.xlsx"))
    assert said_json(capsys, "responses") == []


def test_a_file_is_taken_by_its_name_however_its_path_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(tmp_path, assessment_id, "a.xlsx", GCM10_01=Rating.IMPLEMENTED)
    table(tmp_path, assessment_id, "b.xlsx", GCM10_01=Rating.DONT_KNOW)
    monkeypatch.chdir(tmp_path)
    assert "“c.xlsx” is not one of the files" in refused(capsys, "import", "a.xlsx", "b.xlsx", "--take", "c.xlsx")
    said(capsys, "import", "a.xlsx", "b.xlsx", "--take", "./b.xlsx")
    assert rating(tmp_path, assessment_id, ONE) is Rating.DONT_KNOW


def test_no_name_in_a_file_steers_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "steering.json"
    data = json.loads(SAMPLE.read_text(encoding="utf-8")) | {
        "anonymous": False,
        "organisation": "Harbours of\u202e all\u200f",
    }
    path.write_text(json.dumps(data), encoding="utf-8")
    printed = [said(capsys, *command) for command in (("import", str(path)), ("responses",), ("score", str(path)))]
    assert all("Harbours of� all" in each for each in printed)


def submissions(folder: Path, **server: tuple[str, str]) -> str:
    """The path of an export of two submissions, and what the server says of each."""
    of = {"catalogue_id": GCM10.id, "catalogue_version": GCM10.version, "catalogue_hash": GCM10.hash}
    answers = {"country": "NPL", "voice": "state", "GCM10_01_rating": "absent"}
    rows = [
        {**of, **answers, "_uuid": f"uuid-{number}", **{name: values[number] for name, values in server.items()}}
        for number in range(2)
    ]
    path = folder / "phones.csv"
    path.write_bytes(submissions_csv(export_rows(converted(xlsform(GCM10)), rows, Layout())))
    return str(path)


def test_rejected_submissions_are_named_and_taken_only_if_that_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = submissions(tmp_path, _validation_status=("Not Approved", "Approved"))
    (told,) = said_json(capsys, "import", "--dry-run", path)["rejected"]
    assert (told["where"], told["what"]) == ("row 2", "1 submission was rejected on the server.")
    assert "row 2: 1 submission was rejected on the server." in said(capsys, "import", path)
    assert len(said_json(capsys, "responses")) == 1
    said(capsys, "import", path, "--rejected")
    assert len(said_json(capsys, "responses")) == 2


def test_rows_to_another_catalogue_are_left_out_of_their_file_if_that_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = submissions(tmp_path, catalogue_version=(GCM10.version, "0.9"))
    assert "row 3, catalogue_id: There is no catalogue “gcm-10 0.9”" in refused(capsys, "import", path)
    assert "row 3: The catalogue of this row is not available." in said(capsys, "import", path, "--leave-out")
    assert len(said_json(capsys, "responses")) == 1
