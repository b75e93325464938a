"""Every file that was made to take the machine, and the largest that must be read, dropped on the page one after the
other while somebody else answers: how long until it is read or refused, how much memory the server and what it starts
take meanwhile, and how long the other one waits. And `catalogue check` on every catalogue of that kind."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.catalogues import load_catalogue
from assessment.domain.answer import Rating
from assessment.domain.response import Response, Voice
from assessment.labels.codes import rating_label
from assessment.storage.opening import open_storage
from benchmarks.measure import Figure
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.client import Client
from benchmarks.serving.server import serving
from tests.browser.server import ROOT
from tests.support.broken_workbooks import ALLOWED, BOUNDS, ZIPS
from tests.support.gates import as_admin, store_response
from tests.support.hostile_files import CATALOGUES, SURVEYS, UPLOADED

SECONDS, MEGABYTES, WAIT = 5, 300, 300
"""What a file may take, and how many milliseconds an answer of somebody else."""
BETWEEN = 0.05
"""Seconds that somebody thinks between two answers: a room full of people."""
FILES: dict[str, Callable[[], bytes]] = {**ZIPS, **BOUNDS, **ALLOWED, **UPLOADED, **SURVEYS}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file took: seconds, megabytes above those before it, and the longest wait of somebody else in ms."""

    name: str
    seconds: float
    megabytes: float
    wait: float


def run() -> list[Figure]:
    warnings.filterwarnings("ignore", "Duplicate name")
    catalogue = load_catalogue(CATALOGUE)
    response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
    with TemporaryDirectory() as folder:
        database = Path(folder) / "assessments.db"
        with open_storage(f"sqlite:///{database}") as repository:
            assessment_id = store_response(as_admin(repository, "benchmark"), catalogue, response)
            with serving(database) as address:
                taken, left = asyncio.run(_drop_all(address, assessment_id))
        checked = [_check(name, build(), Path(folder)) for name, build in CATALOGUES.items()]
    return [
        _worst(taken, "seconds", "a file until it is read or refused", "s", SECONDS),
        _worst(taken, "megabytes", "memory above idle", "MB", MEGABYTES),
        _worst(taken, "wait", "an answer of somebody else meanwhile", "ms", WAIT),
        Figure("memory above idle after all of them", left, "MB", MEGABYTES, detail=f"{len(taken)} files"),
        _worst(checked, "seconds", "a catalogue until it is checked", "s", SECONDS),
        _worst(checked, "megabytes", "memory of that command", "MB", MEGABYTES),
    ]


def _worst(taken: list[Taken], field: str, name: str, unit: str, bound: float) -> Figure:
    worst = max(taken, key=lambda each: float(getattr(each, field)))
    return Figure(name, getattr(worst, field), unit, bound, detail=f"{worst.name}; {len(taken)} files")


async def _drop_all(address: str, assessment_id: str) -> tuple[list[Taken], float]:
    """What each file takes, and the megabytes above idle that are left in the end."""
    visitor = await Client(address, "rate", assessment=assessment_id).open()
    dropping = await Client(address, start="import").open()
    (key,) = dropping.keys("files-")
    # The first file finds what every later one has.
    await _drop(dropping, visitor, key, "nothing", b"{}")
    idle = _megabytes()
    taken = []
    for name, build in FILES.items():
        dropping.faults.clear()
        taken.append(await _drop(dropping, visitor, key, name, build()))
        # What is refused is told as a problem; a survey is read.
        assert all(name not in SURVEYS and "problem" in fault for fault in dropping.faults), dropping.faults
    assert not visitor.faults, visitor.faults
    left = _megabytes() - idle
    await visitor.close()
    await dropping.close()
    return taken, left


async def _drop(dropping: Client, visitor: Client, key: str, name: str, content: bytes) -> Taken:
    enough = asyncio.Event()
    answering = asyncio.create_task(_answer(visitor, enough))
    with _peak() as peak:
        start = time.perf_counter()
        uploaded = await dropping.upload(key, "file", content)
        await dropping.look(uploaded)
        seconds = time.perf_counter() - start
    enough.set()
    wait = await answering
    await dropping.take_out(uploaded)
    return Taken(name, seconds, max(peak) - peak[0], wait)


async def _answer(visitor: Client, enough: asyncio.Event) -> float:
    """Answer one question again and again until it is enough; gives the most milliseconds that an answer took."""
    waits: list[float] = []
    key = visitor.keys(":rating:")[0]
    ratings = (Rating.PARTIAL, Rating.ABSENT)
    while not (waits and enough.is_set()):
        waits.append(await visitor.choose(key, rating_label(ratings[len(waits) % 2])))
        await asyncio.sleep(BETWEEN)
    return max(waits)


def _check(name: str, content: bytes, folder: Path) -> Taken:
    """What `catalogue check` takes on a file, from its start on."""
    path = folder / "catalogue.yaml"
    path.write_bytes(content)
    with _peak() as peak:
        start = time.perf_counter()
        command = [sys.executable, "-m", "assessment", "catalogue", "check", str(path)]
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
        seconds = time.perf_counter() - start
    return Taken(name, seconds, max(peak), 0)


@contextmanager
def _peak() -> Iterator[list[float]]:
    """The megabytes of the processes that this one has started: at first, and the most that they had by and by."""
    for pid in _started():
        # Forgets the most that a process had before.
        _file(pid, "clear_refs").write_text("5")
    found = [_megabytes()]
    ended = threading.Event()

    def look() -> None:
        # Seldom, for it takes time from those who answer.
        while not ended.wait(0.1):
            found.append(_megabytes("VmHWM"))

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield found
    finally:
        ended.set()
        looking.join()
        found.append(_megabytes("VmHWM"))


def _megabytes(field: str = "VmRSS") -> float:
    """The memory of all processes that this one has started, and of theirs; with `VmHWM` the most that each had."""
    found = 0
    for pid in _started():
        try:
            lines = _file(pid, "status").read_text().splitlines()
        except OSError:
            continue  # It has ended meanwhile.
        found += sum(int(line.split()[1]) for line in lines if line.startswith(field))
    return found / 1000


def _started(parent: int | None = None) -> Iterator[int]:
    """The processes that a process has started, and theirs. Needs Linux."""
    for path in _file(parent or os.getpid(), "task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _started(child)


def _file(pid: int, name: str) -> Path:
    return Path("/proc") / str(pid) / name
