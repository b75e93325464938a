"""What goes into a kit, and how it is packed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from packaging.utils import parse_wheel_filename

from assessment.i18n import current_language, reads_right_to_left
from assessment.i18n import gettext as _

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LOCK = ROOT / "requirements.txt"
PIP = HERE / "pip.txt"
"""What installs in the environment, to which not every system’s Python brings it: Debian’s doesn’t."""
FOLDER = "policy-gap-assessment"
"""Of the zip; and where the app is installed, in the person’s own folder, beside its data."""
PLAIN, RUNNABLE = 0o644, 0o755
UNIX = 3
MEGABYTE = 1_000_000

_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True)
class System:
    """`target` is its name in uv, `tags` those of its wheels; `computer` matches what its Python says of itself."""

    name: str
    target: str
    tags: tuple[str, ...]
    computer: str
    starter: str
    template: str


SYSTEMS: Mapping[str, System] = {
    system.name: system
    for system in (
        System("windows", "x86_64-pc-windows-msvc", ("win_amd64",), "win-amd64 .*", "Start.bat", "start.bat"),
        System("macos", "aarch64-apple-darwin", ("macosx_13_0_arm64",), "macosx-.* arm64", "Start.command", "start.sh"),
        System(
            "linux",
            "x86_64-manylinux_2_28",
            ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1))),
            "linux-x86_64 .*",
            "Start.sh",
            "start.sh",
        ),
    )
}


def libraries(system: System, python: str) -> list[dict[str, Any]]:
    """The libraries that the app needs there, and pip, with the wheels that fit, as a lock file of Python’s own format.

    Raises ValueError where a wheel isn’t one of the lock.
    """
    known = set(re.findall("sha256:([0-9a-f]{64})", LOCK.read_text(encoding="utf-8") + PIP.read_text(encoding="utf-8")))
    sources = ("pyproject.toml", PIP, "--constraint", LOCK, "--format", "pylock.toml")
    found = tomllib.loads(_resolve(system, python, *sources))
    packages: list[dict[str, Any]] = found["packages"]
    for package in packages:
        if new := [wheel["url"] for wheel in package["wheels"] if wheel["hashes"]["sha256"] not in known]:
            raise ValueError(f"Not in {LOCK.name}: {', '.join(new)}. Run “make lock”.")
    return packages


def _resolve(system: System, python: str, *arguments: str | Path, given: str = "") -> str:
    command: list[str | Path] = [
        sys.executable, "-m", "uv", "--quiet", "pip", "compile", *arguments, "--python-platform", system.target,
        "--python-version", python, "--only-binary", ":all:", "--no-header", "--no-annotate",
    ]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, check=True, input=given, stdout=subprocess.PIPE, encoding="utf-8").stdout


def fetch(system: System, python: str, folder: Path) -> None:
    """Download the wheels; where several of a library fit, pip chooses the best."""
    wanted, links = folder / "wanted.txt", folder / "links.html"
    with wanted.open("w", encoding="utf-8") as lines, links.open("w", encoding="utf-8") as page:
        for each in libraries(system, python):
            hashes = [wheel["hashes"]["sha256"] for wheel in each["wheels"]]
            lines.write(" ".join([f"{each['name']}=={each['version']}", *(f"--hash=sha256:{sha}" for sha in hashes)]))
            lines.write("\n")
            page.writelines(f'<a href="{wheel["url"]}"></a>\n' for wheel in each["wheels"])
    # Without an index, whose pages are longer than the wheels.
    command: list[str | Path] = [
        sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps", "--no-index",
        "--find-links", links, "--only-binary=:all:", "--require-hashes", "--implementation", "cp", "--python-version",
        python, *(part for tag in system.tags for part in ("--platform", tag)), "--requirement", wanted, "--dest",
        folder,
    ]  # fmt: skip
    subprocess.run(command, check=True)


def build(system: System, python: str, wheel: Path, target: Path) -> Path:
    """Pack the kit of a wheel of the app; returns the zip’s path. Raises ValueError, CalledProcessError."""
    version = str(parse_wheel_filename(wheel.name)[1])
    name = f"{FOLDER}-{version}"
    path = target / f"{name}-{system.name}-python{python}.zip"
    with TemporaryDirectory() as own:
        folder = Path(own)
        fetch(system, python, folder)
        shutil.copy(wheel, folder)
        # Nothing is missing if that system finds everything in the folder alone.
        _resolve(system, python, "-", "--no-index", "--find-links", folder, given=f"{FOLDER}=={version}")
        wheels = sorted(folder.glob("*.whl"))
        partial = path.with_suffix(".partial")
        with ZipFile(partial, "w") as archive:
            for file, text in texts(system, python, version, wheels).items():
                entry = ZipInfo(f"{name}/{file}")
                entry.create_system = UNIX  # Otherwise nobody reads the mode, which lets a double-click run it.
                entry.external_attr = (RUNNABLE if file == system.starter else PLAIN) << 16
                archive.writestr(entry, text, ZIP_DEFLATED)
            for each in wheels:  # They are compressed already.
                archive.write(each, f"{name}/kit/libraries/{each.name}")
        partial.replace(path)
    return path


def texts(system: System, python: str, version: str, wheels: Iterable[Path]) -> Mapping[str, str]:
    """The files of a kit beside its wheels."""
    installed = [wheel for wheel in wheels if not wheel.name.startswith("pip-")]
    said = words(python)
    megabytes = round(sum(map(_unpacked, installed)) * 1.2 / MEGABYTE / 100) * 100
    computer = f"{re.escape(python)} {system.computer}"
    kit = {"computer": computer, "folder": FOLDER, "megabytes": megabytes, "words": said}
    files = {
        system.starter: _TEMPLATES.get_template(system.template).render(python=python, words=said),
        "Instructions.html": _TEMPLATES.get_template("instructions.html").render(
            _=_,
            system=system,
            python=python,
            version=version,
            megabytes=megabytes,
            words=said,
            folder=FOLDER,
            picture=base64.b64encode((ROOT / "docs" / "images" / "start.png").read_bytes()).decode(),
            language=current_language(),
            direction="rtl" if reads_right_to_left() else "ltr",
        ),
        "kit/start.py": (HERE / "start.py").read_text(encoding="utf-8"),
        "kit/kit.json": json.dumps(kit, ensure_ascii=False, indent=1),
        "kit/no-python.txt": f"{said['missing']}\n",
        "kit/requirements.txt": "".join(map(_line, installed)),
    }
    if system.name == "windows":
        files = {name: text.replace("\n", "\r\n") for name, text in files.items()}
    return files


def words(python: str) -> dict[str, str]:
    """What the starter says, which the kit carries in the language that it was made in."""
    return {
        "unpack": _("Unpack the whole zip first, then start again."),
        "missing": _(
            "This app needs Python {python}, which isn’t on this computer.\n"
            "Get it from python.org, here or on another computer, and install it.\n"
            "Then start again. Instructions.html has the steps."
        ).format(python=python),
        "installing": _("Installing, the first time only: {done} of {number}"),
        "full": _("There is too little space on this computer: {megabytes} MB must be free."),
        "failed": _("The app could not be installed. Unpack the kit again, and start again. Details:"),
        "close": _("Press Enter to close this window."),
    }


def _line(wheel: Path) -> str:
    name, version, _build, _tags = parse_wheel_filename(wheel.name)
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def _unpacked(wheel: Path) -> int:
    with ZipFile(wheel) as archive:
        return sum(entry.file_size for entry in archive.infolist())
