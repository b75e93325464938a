"""How much memory reading takes: one process reads all files, so that its peak is that of the worst."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.support.cases import CASES, ROOT

PEAK = 300
"""Megabytes that reading may take, whatever the file; Python with the reader alone takes 60."""
READING = """
import resource, sys
from pathlib import Path
from assessment.catalogues import load_catalogue
from assessment.errors import FileRefused
from assessment.interchange.file_reader import read_file

catalogue = load_catalogue(Path(sys.argv[1]))
for path in map(Path, sys.argv[2:]):
    read = (lambda *_: load_catalogue(path)) if path.suffix == ".yaml" else read_file
    try:
        read(path.read_bytes(), "x", lambda _id, _version: catalogue)
    except FileRefused:
        pass
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1_000_000 if sys.platform == "darwin" else 1_000)
    print(peak, path.stem)
"""


def peak_of_reading(files: Mapping[str, bytes], folder: Path) -> tuple[int, str]:
    """Megabytes that a process took at most to read files, given by their names, and how it came to that."""
    paths = []
    for name, content in files.items():
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    # A shell starts it, since Linux counts to a process what the one took that started it.
    done = subprocess.run(
        ["sh", "-c", '"$@"; exit', "sh", sys.executable, "-c", READING,
         str(CASES / "catalogues" / "harbours.yaml"), *map(str, paths)],
        check=True, capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    peaks = [int(line.split()[0]) for line in done.stdout.splitlines()]
    assert len(peaks) == len(paths)
    return max(peaks), done.stdout
