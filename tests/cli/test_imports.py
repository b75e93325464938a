"""`import` and `undo`: a look first, then all or nothing, and what is printed of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assessment.access.assessments import read_assessment, submit_assessment
from assessment.cli.main import main
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Assessment
from assessment.interchange.response_json import write_response
from assessment.storage.opening import open_storage
from tests.support.catalogues import a_catalogue, a_response
from tests.support.commands import imported, refused, said, said_json, use_own_settings
from tests.support.gates import as_admin
from tests.support.returned_files import as_submissions, as_workbook

CATALOGUE = a_catalogue()
RESPONSE = a_response(CATALOGUE, {"INV-01": Rating.PARTIAL})
ONE, TWO = "INV-01", "INV-02"


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "catalogues"
    folder.mkdir()
    (folder / "invented.yaml").write_text(CATALOGUE.content, encoding="utf-8")
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(folder))


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A response as JSON."""
    path = tmp_path / "response.json"
    path.write_text(write_response(RESPONSE), encoding="utf-8")
    return str(path)


@pytest.fixture
def assessment_id(capsys: pytest.CaptureFixture[str], file: str) -> str:
    return imported(capsys, file)


def stored(folder: Path, assessment_id: str) -> Assessment:
    with open_storage(f"sqlite:///{folder / 'assessments.db'}") as repository:
        return read_assessment(as_admin(repository), assessment_id)


def table(folder: Path, assessment_id: str, name: str, one: Rating, two: Rating | None = None) -> str:
    """A table of the workshop: a workbook that was made from what is stored, with other ratings."""
    path = folder / name
    path.write_bytes(as_workbook(stored(folder, assessment_id), {ONE: Answer(one), TWO: Answer(two)}))
    return str(path)


def rating(folder: Path, assessment_id: str, key: str) -> Rating | None:
    return stored(folder, assessment_id).response.rating(key)


def test_a_workbook_that_was_filled_in_is_looked_at_taken_in_and_undone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    path = table(tmp_path, assessment_id, "filled.xlsx", Rating.IMPLEMENTED)
    looked = said(capsys, "import", "--dry-run", path)
    assert f"[{assessment_id}]" in looked
    assert f"{path}: 1 changed, 4 unchanged" in looked
    data = said_json(capsys, "import", "--dry-run", path)
    assert set(data) == {"responses", "taken_before", "notes", "rejected", "refused", "problems"}
    (response,) = data["responses"]
    assert response["id"] == assessment_id
    assert response["counts"] == {"new": 0, "changed": 1, "unchanged": 4, "cleared": 0, "conflict": 0}
    assert response["files"][0]["outcomes"][ONE] == "changed"
    assert stored(tmp_path, assessment_id).response == RESPONSE

    done = said(capsys, "import", path)
    assert rating(tmp_path, assessment_id, ONE) is Rating.IMPLEMENTED
    assert done.splitlines()[-3:-1] == ["1 answer was imported.", assessment_id]
    command = done.splitlines()[-1].partition("python -m assessment ")[2].split()
    assert said(capsys, *command).startswith("Undone")
    assert stored(tmp_path, assessment_id).response == RESPONSE
    assert command[1] in refused(capsys, *command)


def test_a_second_import_changes_nothing(capsys: pytest.CaptureFixture[str], assessment_id: str, file: str) -> None:
    assert "already stored" in said(capsys, "import", file)
    assert said_json(capsys, "import", file)["import"] == {
        "id": None,
        "answers": 0,
        "follow_ups": 0,
        "responses": [assessment_id],
    }


def test_conflicts_are_named_with_both_sides_and_nothing_is_taken_before_they_are_decided(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    left = table(tmp_path, assessment_id, "left.xlsx", Rating.IMPLEMENTED, Rating.ABSENT)
    right = table(tmp_path, assessment_id, "right.xlsx", Rating.DONT_KNOW, Rating.DONT_KNOW)
    looked = said(capsys, "import", "--dry-run", left, right)
    assert "2 in conflict" in looked
    assert f"{left} (Questionnaire!" in looked
    assert "○ Absent" in looked
    assert ONE in refused(capsys, "import", left, right)
    for word in (ONE, f"{ONE}=nobody.xlsx", "INV-03=stored", "=stored"):
        assert word in refused(capsys, "import", left, right, "--keep-stored", "--decide", word)
    told = refused(capsys, "import", left, right, "--decide", f"{ONE}={left}", "--decide", f"{ONE}={right}")
    assert f"“{ONE}” appears more than once" in told
    assert stored(tmp_path, assessment_id).response == RESPONSE

    said(capsys, "import", left, right, "--keep-stored")
    said(capsys, "import", left, right, "--decide", f"{ONE}=stored", "--decide", f"{TWO}=stored")
    assert stored(tmp_path, assessment_id).response == RESPONSE
    data = said_json(capsys, "import", left, right, "--take", right, "--decide", f"{TWO}={left}")
    assert sorted(item["recommendation"] for item in data["responses"][0]["conflicts"]) == [ONE, TWO]
    assert rating(tmp_path, assessment_id, ONE) is Rating.DONT_KNOW
    assert rating(tmp_path, assessment_id, TWO) is Rating.ABSENT


def test_a_file_is_taken_by_its_name_however_its_path_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(tmp_path, assessment_id, "a.xlsx", Rating.IMPLEMENTED)
    table(tmp_path, assessment_id, "b.xlsx", Rating.DONT_KNOW)
    monkeypatch.chdir(tmp_path)
    assert "“c.xlsx” is not one of the files" in refused(capsys, "import", "a.xlsx", "b.xlsx", "--take", "c.xlsx")
    said(capsys, "import", "a.xlsx", "b.xlsx", "--take", "./b.xlsx")
    assert rating(tmp_path, assessment_id, ONE) is Rating.DONT_KNOW


def test_a_refused_file_keeps_all_from_being_taken_unless_it_is_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str, file: str
) -> None:
    sound = table(tmp_path, assessment_id, "sound.xlsx", Rating.DONT_KNOW)
    broken = tmp_path / "broken.json"
    broken.write_text(Path(file).read_text(encoding="utf-8").replace('"partial"', '"sort of"'), encoding="utf-8")
    for bad, words in ((broken, "sort of"), (tmp_path / "nothing.xlsx", "nothing.xlsx")):
        assert words in refused(capsys, "import", sound, str(bad))
        assert stored(tmp_path, assessment_id).response == RESPONSE
    assert "sort of" in said(capsys, "import", "--dry-run", sound, str(broken))

    assert main(["import", sound, str(broken), "--leave-out"]) == 0
    out, err = capsys.readouterr()
    assert "sort of" in err
    assert "1 answer was imported." in out
    assert rating(tmp_path, assessment_id, ONE) is Rating.DONT_KNOW
    assert "sort of" in refused(capsys, "import", str(broken), "--leave-out")


def test_what_was_submitted_takes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, assessment_id: str
) -> None:
    path = table(tmp_path, assessment_id, "more.xlsx", Rating.DONT_KNOW)
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as repository:
        submit_assessment(as_admin(repository, "Asha"), assessment_id)
    assert "submitted" in refused(capsys, "import", path)
    assert "To resolve first:" in said(capsys, "import", "--dry-run", path)
    (problem,) = said_json(capsys, "import", "--dry-run", path)["problems"]
    assert set(problem) == {"where", "what", "mend", "file"}


def test_no_name_in_a_file_steers_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "steering.json"
    steering = dataclasses.replace(RESPONSE, organisation="Harbours of\u202e all\u200f")
    path.write_text(write_response(steering), encoding="utf-8")
    printed = [said(capsys, *command) for command in (("import", str(path)), ("responses",), ("score", str(path)))]
    assert all("Harbours of� all" in each for each in printed)


def test_rejected_submissions_and_rows_to_another_catalogue_are_named_and_taken_or_left_out_if_that_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def export(column: str, *values: str) -> str:
        said_by_all = {"country": "NPL", "voice": "state", "INV_01_rating": "absent"}
        rows = ({**said_by_all, "_uuid": f"{column}-{value}", column: value} for value in values)
        path = tmp_path / "phones.csv"
        path.write_bytes(as_submissions(CATALOGUE, *rows))
        return str(path)

    path = export("_validation_status", "Not Approved", "Approved")
    (told,) = said_json(capsys, "import", "--dry-run", path)["rejected"]
    assert (told["where"], told["what"]) == ("row 2", "1 submission was rejected on the server.")
    assert "row 2: 1 submission was rejected on the server." in said(capsys, "import", path)
    assert len(said_json(capsys, "responses")) == 1
    said(capsys, "import", path, "--rejected")
    assert len(said_json(capsys, "responses")) == 2

    path = export("catalogue_version", CATALOGUE.version, "0.9")
    assert "row 3, catalogue_id: There is no catalogue “invented 0.9”" in refused(capsys, "import", path)
    assert "row 3: The catalogue of this row is not available." in said(capsys, "import", path, "--leave-out")
    assert len(said_json(capsys, "responses")) == 3
