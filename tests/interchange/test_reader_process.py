"""Large files are read in a process of its own: with the same outcome, and it can be ended."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.errors import AssessmentError, FileRefused, RowsRefused
from assessment.interchange.file_reader import read_file
from assessment.interchange.reader_process import IN_PROCESS_LIMIT, PROCESS_LIMIT, ReaderProcess, read_files
from assessment.interchange.response_json import write_response
from assessment.records.errors import DatabaseBusy
from tests.interchange.forms.test_submissions import FIRST, find
from tests.interchange.test_file_reader import BROKEN, SOUND
from tests.support.cases import HARBOURS
from tests.support.forms import as_csv
from tests.support.hostile_files import rows
from tests.support.questionnaires import package

LARGE = write_response(FIRST).encode() + b" " * IN_PROCESS_LIMIT
ASKING = LARGE.replace(b'"version": "1.0"', b'"version": "9.9"')
"""The other process asks for its catalogue, which it never has."""


@pytest.fixture(scope="module")
def process() -> Iterator[ReaderProcess]:
    with ReaderProcess() as process:
        yield process


def outcome(read: object, content: bytes) -> tuple[ImportedResponse, ...] | list[str]:
    try:
        return read(content, "gift", find)  # type: ignore[operator]
    except FileRefused as error:
        return [str(problem) for problem in error.problems]


def large_table() -> list[list[str]]:
    """An export of two submissions, with long remarks of the server's."""
    header, *submissions = rows(2)
    return [[*header, "_remarks"], *([*row, "x" * (IN_PROCESS_LIMIT // 2)] for row in submissions)]


def test_every_file_is_read_or_refused_as_it_would_be_here(process: ReaderProcess) -> None:
    for content in (*SOUND.values(), *BROKEN.values(), as_csv(rows(2, catalogue_id="bridges"))):
        assert outcome(process.read_file, content) == outcome(read_file, content)


def test_rows_that_answer_no_catalogue_are_told_as_such_and_left_out_by_the_other_process_too(
    process: ReaderProcess,
) -> None:
    header, first, second = rows(2)
    second[header.index("catalogue_version")] = "0.9"
    content = as_csv([header, first, second])
    with pytest.raises(RowsRefused, match=r"^gift: row 3, catalogue_id: There is no catalogue “harbours 0\.9”"):
        process.read_file(content, "gift", find)
    (incoming,) = process.read_file(content, "gift", find, leave_out_rows=True)
    assert "Left out, as you chose." in str(incoming.warnings[0])


def test_a_large_archive_of_submissions_is_read_by_the_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    content = package({"form.csv": as_csv(large_table()), "media/photo.jpg": b"x"})
    incoming, refused = read_files([(content, "gift.zip")], find)
    assert ([one.key for one in incoming], refused) == (["uuid-0", "uuid-1"], [])
    monkeypatch.setattr("sys.executable", "/nowhere")
    with pytest.raises(OSError, match="/nowhere"):
        read_files([(content, "gift.zip")], find)


def test_any_refusal_of_ours_comes_across(process: ReaderProcess) -> None:
    def fail(_catalogue_id: str, _version: str) -> Catalogue:
        raise DatabaseBusy("sqlite:///x")

    with pytest.raises(AssessmentError) as caught:
        process.read_file(ASKING, "gift", fail)
    assert type(caught.value) is DatabaseBusy
    assert process.read_file(LARGE, "gift", find)


def test_the_catalogue_of_what_was_read_is_the_one_that_was_found() -> None:
    with ReaderProcess() as process:
        (incoming,) = process.read_file(LARGE, "gift", lambda _id, _version: HARBOURS)
    assert incoming.catalogue is HARBOURS


def test_small_files_need_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere")
    incoming, refused = read_files([(content, name) for name, content in SOUND.items()], find)
    assert (len(incoming), refused) == (len(SOUND), [])


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(process: ReaderProcess) -> None:
    def wait(catalogue_id: str, version: str) -> Catalogue:
        time.sleep(1)
        return find(catalogue_id, version)

    with ReaderProcess(seconds=0.5) as impatient, pytest.raises(FileRefused) as caught:
        impatient.read_file(LARGE, "gift\n", wait)
    assert str(caught.value) == "gift�: The file takes more than 0.5 seconds to read. Split it into smaller files."
    assert process.read_file(LARGE, "gift", find)


def test_a_process_that_is_ended_is_told_in_a_sentence_and_another_one_reads_on(process: ReaderProcess) -> None:
    def end(_catalogue_id: str, _version: str) -> Catalogue:
        process._process.kill()  # type: ignore[union-attr]
        return HARBOURS

    def fail(_catalogue_id: str, _version: str) -> Catalogue:
        raise KeyboardInterrupt

    # What was ended leaves its place to the next, of which there are few.
    for _time in range(PROCESS_LIMIT):
        with pytest.raises(FileRefused, match="The file couldn’t be read"):
            process.read_file(ASKING, "gift", end)
    # What goes wrong while a catalogue is looked for goes on, and nothing is left behind.
    with pytest.raises(KeyboardInterrupt):
        process.read_file(ASKING, "gift", fail)
    assert process._process is None
    assert process.read_file(LARGE, "gift", find)
