"""LibreOffice, with which the tests save workbooks again and let their formulas be computed.

`python -m tests.office` makes sure that it is there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
AT_ONCE = 100
"""Files of one call; somewhere beyond 240 LibreOffice gives up without a word."""
WAIT = 120
"""Seconds."""


def program() -> str | None:
    """The path of LibreOffice on this machine, if it is there. SOFFICE in the environment names another."""
    return os.environ.get("SOFFICE") or next((path for name in NAMES if (path := shutil.which(name))), None)


def saved_again(contents: Sequence[bytes], kind: str = "xlsx") -> list[bytes]:
    """The workbooks as LibreOffice saves them after opening them; formulas without a value are computed.

    Raises FileNotFoundError if there is no LibreOffice, or it gives nothing back.
    """
    office = program()
    if office is None:
        raise FileNotFoundError("There is no LibreOffice. Run: python -m tests.office")
    with TemporaryDirectory(prefix="office-") as name:
        folder = Path(name)
        paths = [folder / f"{number:04}.xlsx" for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        # A profile of its own, since LibreOffice runs once a profile and tests run side by side.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", str(folder / "saved")]
        for start in range(0, len(paths), AT_ONCE):
            files = map(str, paths[start : start + AT_ONCE])
            subprocess.run([*command, *files], check=True, capture_output=True, cwd=folder, timeout=WAIT)
        return [(folder / "saved" / path.name).with_suffix(f".{kind}").read_bytes() for path in paths]


def install() -> None:
    """Bring LibreOffice's spreadsheets from the system's packages, as root on Debian."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        sys.exit("Install LibreOffice Calc (https://www.libreoffice.org), or name it in SOFFICE.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    packages = ["libreoffice-calc-nogui", "fonts-liberation"]
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True, env=environment
    )


if __name__ == "__main__" and program() is None:
    install()
