# ruff: noqa: S608 - names of tables and columns are those of our own
"""What a disk has spoilt: a sentence says what, everything else goes on, and a backup loses nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assessment.access.assessments import list_summaries, read_assessment, read_assessments, save_answer, store_import
from assessment.cli.main import main
from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.merging.imported_response import ImportedSubmission, SubmissionVersion
from assessment.domain.merging.merge import Change, ImportPlan
from assessment.domain.response import Round, Voice
from assessment.interchange.response_json import write_response
from assessment.records.errors import AssessmentDamaged
from assessment.storage.opening import open_storage
from assessment.storage.tables import metadata
from tests.support.cases import GCM10
from tests.support.catalogues import a_response
from tests.support.commands import refused, said, said_json, use_own_settings
from tests.support.gates import as_admin, store_response

ITEMS = [item.id for item in GCM10.recommendations]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """A folder with a database of each kind of row, and files made from it; and its responses by a name."""
    folder = tmp_path_factory.mktemp("sound")
    voices = {"state": Voice.STATE, "civil": Voice.CIVIL_SOCIETY, "other": Voice.OTHER}
    with open_storage(f"sqlite:///{folder / 'assessments.db'}") as repository:
        ids = {}
        for name, voice in voices.items():
            answers = {ITEMS[0]: Answer(Rating.ABSENT, evidence="A law"), ITEMS[1]: Answer(Rating.PARTIAL)}
            response = a_response(GCM10, answers, voice=voice, organisation=name, round=Round("2026"))
            ids[name] = store_response(as_admin(repository, "a test"), GCM10, response)
            save_answer(
                as_admin(repository, "a test"), ids[name], ITEMS[2], Answer(Rating.IMPLEMENTED), expected_revision=0
            )
            save_answer(as_admin(repository, "a test"), ids[name], ITEMS[2], Answer(Rating.ABSENT), expected_revision=1)
            (folder / f"{name}.json").write_text(
                write_response(read_assessment(as_admin(repository), ids[name]).response)
            )
        store_import(as_admin(repository, "a test"), [of_submission(ids["other"])])
    return folder, ids


def of_submission(assessment_id: str) -> ImportPlan:
    """What one submission brings to a response."""
    said = {ITEMS[4]: Answer(Rating.PARTIAL)}
    state = ImportedSubmission("uuid:1", "", 1, SubmissionVersion("uuid:1"), said)
    files = ("export.csv",)
    taken = {ITEMS[4]: Change(said[ITEMS[4]], EMPTY_ANSWER, 0, files)}
    return ImportPlan(assessment_id, GCM10, a_response(GCM10, said), taken, files, (state,))


class Damaged:
    """A copy of the sound database with one value that isn't what was written there."""

    def __init__(self, folder: Path, ids: Mapping[str, str]) -> None:
        self.folder, self.ids = folder, ids
        self.file = folder / "assessments.db"

    def spoil(self, statement: str, *values: object) -> None:
        """Write past every rule of the tables, as a disk does."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as database:
            tables = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute("PRAGMA writable_schema = ON")
            database.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name <> 'answers'")
        with closing(sqlite3.connect(self.file, isolation_level=None)) as database:
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute(statement, values)
            database.execute("PRAGMA writable_schema = ON")
            for name, sql in tables:
                database.execute("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (sql, name))

    def rows(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(self.file)) as database:
            database.text_factory = bytes
            return database.execute(statement).fetchall()


@pytest.fixture
def damaged(sound: tuple[Path, Mapping[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Damaged:
    folder, ids = sound
    for file in folder.iterdir():
        shutil.copy(file, tmp_path)
    use_own_settings(monkeypatch, tmp_path)
    return Damaged(tmp_path, ids)


FIRST = f"assessment_id = ? AND recommendation_id = '{ITEMS[0]}'"
SPOILS = {
    "an answer": ("UPDATE changes SET answer = '{' WHERE " + FIRST, ITEMS[0]),
    "an answer in another encoding": (f"UPDATE changes SET answer = CAST(x'7bff7d' AS TEXT) WHERE {FIRST}", ITEMS[0]),
    "a rating of an answer": ('UPDATE changes SET answer = \'{"rating": "good"}\' WHERE ' + FIRST, ITEMS[0]),
    "a moment": ("UPDATE changes SET at = 'yesterday' WHERE " + FIRST, ITEMS[0]),
    "which answer stands": ("UPDATE answers SET revision = 7 WHERE " + FIRST, ITEMS[0]),
    "what was answered": ("UPDATE changes SET recommendation_id = 'GCM10-0q' WHERE " + FIRST, ITEMS[0]),
    "a voice": ("UPDATE assessments SET voice = 'nobody' WHERE id = ?", "voice"),
    "a name": ("UPDATE assessments SET organisation = 'no quotes' WHERE id = ?", "organisation"),
    "a flag": ("UPDATE assessments SET anonymous = 'x' WHERE id = ?", "anonymous"),
    "a country in another encoding": ("UPDATE assessments SET country = CAST(x'58ff' AS TEXT) WHERE id = ?", "country"),
}


def test_a_damaged_response_is_named_and_the_others_go_on(damaged: Damaged) -> None:
    bad, good, other = damaged.ids.values()
    whole = damaged.file.read_bytes()
    for spoilt, (statement, named) in SPOILS.items():
        damaged.file.write_bytes(whole)
        damaged.spoil(statement, bad)
        with open_storage(f"sqlite:///{damaged.file}") as repository:
            with pytest.raises(AssessmentDamaged, match=f"{bad}.*({named}|GCM10-0q)"):
                read_assessment(as_admin(repository), bad)
            assert [each.id for each in read_assessments(as_admin(repository), [good, other])] == [good, other], spoilt
            assert any(bad in problem.where for problem in repository.check().problems), spoilt


@pytest.mark.parametrize("spoilt", ["an answer", "a voice"])
def test_commands_tell_what_is_damaged_and_work_with_the_rest(
    damaged: Damaged, capsys: pytest.CaptureFixture[str], spoilt: str
) -> None:
    bad, good, other = damaged.ids.values()
    statement, named = SPOILS[spoilt]
    damaged.spoil(statement, bad)

    for command in (["export", bad], ["compare", bad, good, other]):
        told = refused(capsys, *command)
        assert bad in told
        assert named in told
    said(capsys, "export", good)
    said(capsys, "compare", good, other)
    assert main(["compare", bad, good, other, "--leave-out"]) == 0
    assert bad in capsys.readouterr().err
    if "assessments" not in statement:  # Whose it is can be read, so a file of the same respondent is held back.
        assert bad in refused(capsys, "import", str(changed(damaged, "state")))
    assert main(["import", str(changed(damaged, "civil"))]) == 0


def changed(damaged: Damaged, name: str) -> Path:
    """A file of one of the responses that says one thing more."""
    path = damaged.folder / f"{name}.json"
    said = json.loads(path.read_text())
    said["answers"][ITEMS[3]] = {"rating": "partial"}
    path.write_text(json.dumps(said))
    return path


def test_a_backup_has_what_is_damaged_as_it_is_and_takes_no_place(
    damaged: Damaged, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = damaged.ids["state"]
    for spoilt in ("an answer in another encoding", "which answer stands", "a flag"):
        damaged.spoil(SPOILS[spoilt][0], bad)
    tables = [table.name for table in metadata.sorted_tables]
    before = {table: damaged.rows(f"SELECT * FROM {table}") for table in tables}

    assert bad in refused(capsys, "check")
    backup = damaged.folder / "backup.db"
    assert main(["backup", str(backup)]) == 2
    out, err = capsys.readouterr()
    assert out == f"{backup}\n"
    assert bad in err
    assert "The backup contains this damage" in err
    damaged.file = backup
    assert {table: damaged.rows(f"SELECT * FROM {table}") for table in tables} == before
    # Only a whole backup takes the place of what is there.
    assert "backup.db is damaged or not a database of this software" in refused(capsys, "restore", str(backup))


def test_a_backup_from_before_the_damage_puts_it_right(damaged: Damaged, capsys: pytest.CaptureFixture[str]) -> None:
    backup = str(damaged.folder / "backup.db")
    said(capsys, "backup", backup)
    damaged.spoil(*SPOILS["an answer"][:1], damaged.ids["state"])
    kept = said(capsys, "restore", backup).rpartition(" ")[2].strip().removesuffix(".")

    said(capsys, "check")
    damaged.file = Path(kept)
    assert damaged.rows("SELECT count(*) FROM changes WHERE answer = CAST('{' AS TEXT)") == [(1,)]


def test_what_is_whole_is_said_to_be(damaged: Damaged, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "check") == "No damage found: 3 responses, 10 answers.\n"
    assert said_json(capsys, "check") == {"sound": True, "responses": 3, "answers": 10, "problems": []}


CONTRADICTIONS = {
    "a hole in a history": (
        "DELETE FROM changes WHERE revision = 1 AND recommendation_id = ?",
        ITEMS[2],
        "revisions are missing",
    ),
    "an answer that is not the last": ("UPDATE answers SET revision = 1 WHERE recommendation_id = ?", ITEMS[2], "last"),
    "another rating": ("UPDATE answers SET rating = 'partial' WHERE recommendation_id = ?", ITEMS[0], "last"),
    "an answer of nobody": (
        "UPDATE changes SET assessment_id = 'a0' WHERE number = 1 OR recommendation_id = 'no' || ?",
        ITEMS[0],
        "history",
    ),
    "a measure of another": (
        'UPDATE changes SET answer = \'{"measures": ["GCM10-09.1"]}\' WHERE recommendation_id = ?',
        ITEMS[0],
        "no such recommendation",
    ),
    "words of a catalogue": ("UPDATE catalogues SET content = replace(content, ?, 'X')", "trafficking", "altered"),
    "the title of a catalogue": ("UPDATE catalogues SET title = ?", "Another", "altered"),
}


def test_a_check_finds_what_rows_say_of_each_other(damaged: Damaged) -> None:
    whole = damaged.file.read_bytes()
    for contradiction, (statement, value, words) in CONTRADICTIONS.items():
        damaged.file.write_bytes(whole)
        damaged.spoil(statement, value)
        with open_storage(f"sqlite:///{damaged.file}") as repository:
            problems = repository.check().problems
        assert any(words in problem.what for problem in problems), contradiction


def test_a_catalogue_that_is_not_what_was_kept_is_told_and_not_used(
    damaged: Damaged, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged.spoil("UPDATE catalogues SET content = replace(content, 'trafficking', 'X')")
    kept = damaged.ids["state"]

    for command in (["export", kept], ["questionnaire", "--for", kept, "-o", "q.xlsx"]):
        assert f"The response “{kept}” is damaged: the catalogue is missing or altered" in refused(capsys, *command)

    # A person who begins another response on the same catalogue brings its words back.
    with open_storage(f"sqlite:///{damaged.file}") as repository:
        store_response(as_admin(repository, "a test"), GCM10, a_response(GCM10))
    said(capsys, "export", kept)


def test_a_damaged_page_of_the_file_costs_only_the_rows_on_it(
    damaged: Damaged, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(damaged.file)) as database:
        place = "SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf'"
        try:
            (page,) = database.execute(place).fetchone()
        except sqlite3.OperationalError:  # a library without this table
            (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events'").fetchone()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with damaged.file.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)

    assert "events" in refused(capsys, "check")
    assert main(["backup", str(damaged.folder / "backup.db")]) == 2
    assert "are not in the copy" in capsys.readouterr().err
    with open_storage(f"sqlite:///{damaged.folder / 'backup.db'}") as backup:
        assert sorted(summary.answered for summary in list_summaries(as_admin(backup))) == [3, 3, 4]
