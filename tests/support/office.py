"""LibreOffice without a window: what an office program makes of the workbooks that this software writes.

`python -m tests.office` makes sure that there is one. SOFFICE in the environment names another than the machine's own.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("soffice", "libreoffice")
USUAL_PLACES = (Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"), Path("/opt/libreoffice/program/soffice"))
PACKAGES = ("libreoffice-calc-nogui", "fonts-dejavu-core", "fonts-noto-core")
PATIENCE = 120
"""Seconds after which LibreOffice counts as hung."""
MISSING = (
    "The tests of the offline workbook need LibreOffice Calc. Install it (on Debian and Ubuntu: "
    "`sudo apt-get install libreoffice-calc-nogui`, elsewhere from https://www.libreoffice.org), or name its program: "
    "`SOFFICE=/path/to/soffice make test`."
)

# LibreOffice counts anew when it opens a file only if it is told so: by itself it believes files of other programs.
# 0 is always.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def program() -> str | None:
    """The path of LibreOffice, if the machine has it."""
    found = os.environ.get("SOFFICE") or next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or next((str(path) for path in USUAL_PLACES if path.exists()), None)


def convert(files: Mapping[str, bytes], kind: str, *, separators: str = "") -> dict[str, bytes]:
    """Let LibreOffice open workbooks and save them as another kind of file, all in one start, under the same names.

    Formulas are counted anew, whatever the files say that they come to. `kind` is an extension, with a filter behind a
    colon where the extension has several: `xlsx`, `pdf`, `xlsx:Calc MS Excel 2007 XML`. With `separators` the files
    are CSV in UTF-8, opened by a person whose spreadsheet parts cells at each of them, and computes formulas.
    """
    soffice = program()
    assert soffice, MISSING
    with TemporaryDirectory(prefix="office-", ignore_cleanup_errors=True) as folder:
        given, made, profile = (Path(folder, name) for name in ("given", "made", "profile"))
        for one in (given, made, profile / "user"):
            one.mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        paths = [given / f"{name}.{'csv' if separators else 'xlsx'}" for name in files]
        # The thirteenth option is whether formulas are computed.
        options = "34,76,1,,0,false,true,false,false,false,,true"
        filters = [f"--infilter=CSV:{'/'.join(str(ord(each)) for each in separators)},{options}"] if separators else []
        for path, content in zip(paths, files.values(), strict=True):
            path.write_bytes(content)
        _run([
            soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo",
            "--nolockcheck", *filters, "--convert-to", kind, "--outdir", str(made), *map(str, paths),
        ])  # fmt: skip
        return {name: (made / f"{name}.{kind.partition(':')[0]}").read_bytes() for name in files}


def _run(command: list[str]) -> None:
    """Run LibreOffice, which starts programs of its own: when it hangs, all of them are ended."""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            output, _nothing = process.communicate(timeout=PATIENCE)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    assert process.returncode == 0, output


def install() -> None:
    """Bring LibreOffice from the system's packages as root on Debian; else say what is missing."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        sys.exit(MISSING)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        if subprocess.run(["apt-get", *arguments], check=False, env=environment).returncode:
            sys.exit(MISSING)
    if program() is None:
        sys.exit(MISSING)


if __name__ == "__main__" and program() is None:
    install()
