"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.atomic_files import FileNotWritten, write_atomically
from assessment.domain.answer import Answer
from assessment.storage.opening import open_storage
from tests.support.cases import GCM10
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response

SAMPLE, OTHER_SAMPLE = "data/samples/boruna-civil-society.json", "data/samples/cassamar-institution.json"
ON_A_FULL_DISK = """
import resource, sys, tempfile
from assessment.cli.main import main
tempfile.tempdir = sys.argv[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
raise SystemExit(main(sys.argv[3:]))
"""
LONG = {"GCM10-01": Answer(evidence="long " * 10_000)}


def on_a_full_disk(folder: Path, limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of a process whose files can't grow beyond so many bytes."""
    return subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(folder), str(limit), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "ASSESSMENT_DATABASE_URL": f"sqlite:///{folder / 'assessments.db'}"},
    )


def test_on_a_full_disk_a_file_that_is_there_stays_as_it_was_and_a_sentence_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "comparison.csv"
    path.write_bytes(b"filled in")
    done = on_a_full_disk(tmp_path, 4096, "compare", SAMPLE, OTHER_SAMPLE, "-o", str(path))

    assert (done.returncode, done.stderr) == (
        2,
        f"{path} was not written: File too large. Check the disk space and your permissions, or use another folder.\n",
    )
    assert path.read_bytes() == b"filled in"
    assert list(tmp_path.iterdir()) == [path]


def test_on_a_full_disk_a_backup_leaves_no_half_file(tmp_path: Path) -> None:
    with open_storage(f"sqlite:///{tmp_path / 'assessments.db'}") as repository:
        store_response(as_admin(repository, "a test"), GCM10, a_response(GCM10, LONG))
    done = on_a_full_disk(tmp_path, 33_000, "backup", str(tmp_path / "backup.db"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "backup.db" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["assessments.db"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
def test_what_is_printed_on_a_full_disk_ends_in_a_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "assessment", "catalogue", "show", "gcm-10"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, "Output: No space left on device\n")


def test_a_file_keeps_who_may_read_it_and_its_link(tmp_path: Path) -> None:
    there, link = tmp_path / "there.csv", tmp_path / "link.csv"
    there.write_text("old")
    there.chmod(0o640)
    link.symlink_to(there)
    write_atomically(link, b"new")

    assert link.is_symlink()
    assert (there.read_bytes(), there.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        write_atomically(pipe, b"for the reader")
        assert reader.communicate()[0] == b"for the reader"
    assert pipe.is_fifo()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotWritten, match=r"nowhere.table\.csv was not written: No such file"):
        write_atomically(tmp_path / "nowhere" / "table.csv", b"")
