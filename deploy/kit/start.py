"""Installs the app from the kit that this file is in, the first time, and starts it.

It runs before anything is installed: with the standard library alone, from a stick that may be slow and read-only.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).resolve().parent
LIBRARIES = HERE / "libraries"
LIST = HERE / "requirements.txt"
KIT: dict[str, Any] = json.loads((HERE / "kit.json").read_text(encoding="utf-8"))
WORDS: dict[str, str] = KIT["words"]
HOUR = 3600
MEGABYTE = 1_000_000


def fits() -> bool:
    """Whether the libraries of this kit are for this Python on this computer."""
    version = ".".join(map(str, sys.version_info[:2]))
    return bool(re.fullmatch(KIT["computer"], f"{version} {sysconfig.get_platform()} {platform.machine()}"))


def own_folder() -> Path:
    """Where programs keep what is one person's."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / str(KIT["folder"])


def python_of(program: Path) -> Path:
    return program / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def version_of(program: Path) -> str | None:
    """What is installed there; nothing while it is being installed, or where that was interrupted."""
    try:
        return (program / "version.txt").read_text(encoding="utf-8")
    except OSError:
        return None


def installed(folder: Path, version: str) -> Path | None:
    """Where this version is installed, if it is."""
    programs = sorted(folder.glob("program-*"))
    return next((each for each in programs if version_of(each) == version and python_of(each).exists()), None)


def install(folder: Path, version: str) -> Path:
    """Install this version into a folder of its own, and remove other versions. Raises OSError, CalledProcessError."""
    program = folder / f"program-{secrets.token_hex(4)}"
    # Answers are kept there too, and who may write there decides what is started.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < KIT["megabytes"] * MEGABYTE:
        raise OSError(WORDS["full"].format(megabytes=KIT["megabytes"]))
    try:
        with (folder / "installation.log").open("w", encoding="utf-8") as log:
            bring(program, log)
    except BaseException:
        shutil.rmtree(program, ignore_errors=True)
        raise
    # Impatient people click twice: another window may have installed it too, or be about to.
    if first := installed(folder, version):
        shutil.rmtree(program, ignore_errors=True)
        return first
    (program / "version.txt").write_text(version, encoding="utf-8")
    for other in folder.glob("program-*"):
        there = version_of(other)
        is_abandoned = there is None and time.time() - other.stat().st_mtime > HOUR
        # The same version may be that of the other window, which is about to start it.
        if is_abandoned or there not in (None, version):
            shutil.rmtree(other, ignore_errors=True)
    return program


def bring(program: Path, log: IO[str]) -> None:
    """Install from the kit alone, whatever this computer’s pip is told to do otherwise, and say how far it is."""
    subprocess.run([sys.executable, "-I", "-m", "venv", "--without-pip", program], stdout=log, stderr=log, check=True)
    (pip,) = LIBRARIES.glob("pip-*.whl")
    command: list[str | Path] = [
        python_of(program), "-I", pip / "pip", "--isolated", "install", "--no-index", "--find-links", LIBRARIES,
        "--require-hashes", "--requirement", LIST, "--no-compile", "--no-cache-dir", "--no-warn-script-location",
    ]  # fmt: skip
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(program)}))
    number = len(LIST.read_text(encoding="utf-8").splitlines())
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull}
    with subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL) as process:
        ended = None
        while ended is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                ended = process.wait(0.5)
            done = len(list(packages.glob("*.dist-info")))
            print(end="\r" + WORDS["installing"].format(done=done, number=number), flush=True)
    print(flush=True)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def main() -> int:
    folder = own_folder()
    version = f"{hashlib.sha256(LIST.read_bytes()).hexdigest()} {sys.base_prefix}"
    try:
        program = installed(folder, version) or install(folder, version)
    except (OSError, subprocess.CalledProcessError) as problem:
        what = [problem] if isinstance(problem, OSError) else []
        print(WORDS["failed"], *what, folder / "installation.log", sep="\n")
        with contextlib.suppress(EOFError):
            input(WORDS["close"])
        return 1
    except KeyboardInterrupt:
        return 1
    # Not in the folder of the kit, which may be read-only, and where a file could pass for a module of Python’s.
    os.chdir(Path.home())
    command = [str(python_of(program)), "-I", "-m", "assessment"]
    if sys.platform != "win32":
        os.execv(command[0], command)
    with subprocess.Popen(command) as app:  # In its place, Windows would take it for ended.
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # Ctrl+C reaches the app too, which ends by itself.
                return app.wait()


if __name__ == "__main__":
    sys.exit(not fits() if "--fits" in sys.argv else main())
