"""Kits for a stick: unpacked and started as a person does it, with the registries unreachable."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZipFile

from deploy.kit.build import SYSTEMS, texts

LINUX = SYSTEMS["linux"]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
PATIENCE = 300
_NOWHERE = "http://127.0.0.1:9"
"""A port of this machine at which nothing listens."""


def unpack(kit: Path, folder: Path) -> Path:
    """Unpack a zip, with the modes of its files; returns the one folder in it."""
    with ZipFile(kit) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, folder)).chmod(entry.external_attr >> 16)
    (inside,) = folder.iterdir()
    return inside


def small_kit(folder: Path, pip: Path, version: str, *, python: str = PYTHON) -> Path:
    """A kit like those of the app, whose app has no libraries and says which version it is."""
    libraries = folder / "kit" / "libraries"
    libraries.mkdir(parents=True)
    information = f"policy_gap_assessment-{version}.dist-info"
    wheel = libraries / f"policy_gap_assessment-{version}-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("assessment/__main__.py", f"print('This is the app, version {version}')")
        archive.writestr(
            f"{information}/METADATA", f"Metadata-Version: 2.1\nName: policy-gap-assessment\nVersion: {version}\n"
        )
        archive.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{information}/RECORD", "")
    (libraries / pip.name).symlink_to(pip)
    for name, text in texts(LINUX, python, version, [wheel]).items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / LINUX.starter).chmod(0o755)
    return folder


def offline(home: Path, **more: str) -> Mapping[str, str]:
    """The environment of a person whose own folder is `home`, where nothing but this machine can be reached."""
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "PIP_INDEX_URL"), _NOWHERE)
    own = {
        "HOME": str(home),
        "PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin",
        "NO_PROXY": "127.0.0.1",
        "LANG": "C.UTF-8",
    }
    return {**own, **proxies, **more}


def begin(kit: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start as a double-click does: in another folder, without anybody who presses Enter, in a window that can be
    closed even if the tests go on after theirs."""
    return subprocess.Popen(
        ["env", "--default-signal=HUP", kit / LINUX.starter],
        cwd="/",
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    )


def start(kit: Path, home: Path, **more: str) -> tuple[int, str]:
    """Start, and wait for its end; returns its status, and what it says."""
    process = begin(kit, offline(home, **more))
    said, _nothing = process.communicate(timeout=PATIENCE)
    return process.returncode, said
