"""The checks of the database, its disk, the clock and the links."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assessment.config import Mode
from assessment.domain.permissions import EVERYTHING, Role
from assessment.records.links import Link
from assessment.services.diagnosis import (
    Check,
    Finding,
    Outcome,
    check_backup,
    check_clock,
    check_database,
    check_disk,
    check_keys,
    check_migrations,
)
from assessment.storage.migrations import TablesForm
from assessment.storage.opening import Inspection

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "assessments.db"
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    return path


def inspected(file: Path | None, form: TablesForm = TablesForm.CURRENT, *, is_writable: bool = True) -> Inspection:
    return Inspection(str(file or "postgresql://server/name"), file, form, is_writable)


def outcomes(found: list[Finding]) -> list[Outcome]:
    return [each.outcome for each in found]


class TestDatabase:
    def test_a_private_file_that_can_be_written_is_as_it_should_be(self, file: Path) -> None:
        (found,) = check_database(inspected(file))
        assert (found.outcome, found.what) == (Outcome.OK, f"{file} can be read and written.")

    def test_a_file_that_is_missing_will_be_created(self, tmp_path: Path) -> None:
        (found,) = check_database(inspected(tmp_path / "new.db", TablesForm.MISSING))
        assert found.what.endswith("new.db will be created.")
        assert not (tmp_path / "new.db").exists()

    def test_where_what_was_erased_may_still_be_is_told(self, file: Path) -> None:
        copy = file.with_name("before-restore-20261101-120000-000000.db")
        _fine, log, copies = check_database(replace(inspected(file), traces_since=NOW, copies=(copy,)))
        assert (log.outcome, copies.outcome) == (Outcome.NOTICE, Outcome.NOTICE)
        assert "25 November 2026" in log.what
        assert copy.name in copies.what
        assert "30 days" in copies.fix

    def test_a_database_that_cannot_be_written_is_a_problem(self, file: Path) -> None:
        for place, words in ((file, "the file and its folder"), (None, "the database user")):
            found, *_others = check_database(inspected(place, is_writable=False))
            assert found.outcome is Outcome.PROBLEM
            assert words in found.fix

    def test_a_file_that_others_may_read_is_a_notice(self, file: Path) -> None:
        for mode in (0o640, 0o604):
            file.chmod(mode)
            _ok, found = check_database(inspected(file))
            assert found.outcome is Outcome.NOTICE, oct(mode)
            assert found.fix.endswith(f"chmod 600 {file}")

    def test_a_folder_in_which_others_may_replace_the_file_is_a_notice(self, file: Path) -> None:
        for mode in (0o720, 0o702):
            file.parent.chmod(mode)
            _ok, found = check_database(inspected(file))
            assert found.outcome is Outcome.NOTICE, oct(mode)
            assert found.fix.endswith(f"chmod go-w {file.parent}")
        file.parent.chmod(0o1777)
        assert outcomes(list(check_database(inspected(file)))) == [Outcome.OK]

    def test_no_path_steers_the_terminal(self, tmp_path: Path) -> None:
        for found in check_database(inspected(tmp_path / "red\x1b[31m.db", is_writable=False)):
            assert found.what.isprintable()


def test_what_becomes_of_the_tables_is_told() -> None:
    for form, outcome, words in (
        (TablesForm.MISSING, Outcome.OK, "will be created"),
        (TablesForm.OLDER, Outcome.NOTICE, "will be migrated at the start"),
        (TablesForm.CURRENT, Outcome.OK, "up to date"),
    ):
        found = check_migrations(inspected(None, form))
        assert (found.check, found.outcome) == (Check.MIGRATIONS, outcome)
        assert words in found.what


def test_a_disk_that_is_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for free, outcome, words in (
        (99_999_999, Outcome.PROBLEM, "0.1 GB"),
        (100_000_000, Outcome.NOTICE, "0.1 GB"),
        (999_999_999, Outcome.NOTICE, "1.0 GB"),
        (1_000_000_000, Outcome.OK, "1.0 GB"),
    ):
        free_of = {tmp_path: SimpleNamespace(free=free)}
        monkeypatch.setattr(shutil, "disk_usage", free_of.__getitem__)
        found = check_disk(inspected(tmp_path / "not" / "yet" / "assessments.db", TablesForm.MISSING))
        assert found.outcome is outcome, free
        assert words in found.what


def test_a_backup_that_is_older_than_two_nights_is_told_on_a_server() -> None:
    for last, mode, outcome in (
        (NOW - 2 * DAY, Mode.SHARED, Outcome.OK),
        (NOW - 2.1 * DAY, Mode.SHARED, Outcome.NOTICE),
        (None, Mode.SHARED, Outcome.NOTICE),
        (None, Mode.PERSONAL, Outcome.OK),
    ):
        inspection = replace(inspected(None), newest_change=NOW, last_backup=last)
        assert check_backup(inspection, NOW, mode).outcome is outcome, (last, mode)


def test_a_clock_that_is_wrong_is_a_problem_and_one_that_may_be_right_is_none() -> None:
    for now, newest, words in (
        (NOW.replace(year=2025), None, "which can’t be right"),
        (NOW.replace(year=2101), None, "which can’t be right"),
        (NOW, NOW + dt.timedelta(minutes=6), "but the newest change is from"),
    ):
        found = check_clock(newest, now)
        assert found.outcome is Outcome.PROBLEM
        assert words in found.what
        assert found.fix
    for newest in (None, NOW - DAY, NOW + dt.timedelta(minutes=4)):
        assert check_clock(newest, NOW).outcome is Outcome.OK, newest


class TestKeys:
    ADMINISTRATOR = Link(
        "l1", Role.ADMINISTRATOR, EVERYTHING, "Asha", NOW - DAY, "command line", NOW + 9 * DAY, last_used=NOW
    )

    def checked(self, *links: Link) -> list[Finding]:
        return list(check_keys(links, NOW))

    def test_links_that_are_open_and_used_need_nothing(self) -> None:
        (found,) = self.checked(self.ADMINISTRATOR)
        assert found.what == "1 administrator’s link is open."
        (found,) = self.checked(self.ADMINISTRATOR, self.ADMINISTRATOR)
        assert found.what == "2 administrators’ links are open."

    def test_without_an_administrators_open_link_nobody_could_come_in(self) -> None:
        closed: list[dict[str, Any]] = [{"role": Role.READER}, {"revoked": NOW}, {"ends": NOW}]
        for changed in closed:
            problem, *_others = self.checked(replace(self.ADMINISTRATOR, **changed))
            assert problem.outcome is Outcome.PROBLEM, changed
            assert "links create administrator" in problem.fix

    def test_links_that_somebody_should_look_at_are_named(self) -> None:
        told: list[tuple[dict[str, Any], str]] = [
            ({"ends": NOW + 2 * DAY}, "These links end within three days: Bela."),
            ({"last_used": None}, "These links were never used: Bela."),
            ({"ends": NOW - DAY}, "These links have ended: Bela."),
            ({"last_used": None, "name": ""}, "These links were never used: l1."),
            ({"last_used": None, "name": "\u202eBela"}, "These links were never used: �Bela."),
        ]
        for changed, words in told:
            _ok, found = self.checked(self.ADMINISTRATOR, replace(self.ADMINISTRATOR, **{"name": "Bela", **changed}))
            assert (found.outcome, found.what) == (Outcome.NOTICE, words)
            assert "python -m assessment links" in found.fix
