"""The copies that the software makes by itself beside the database: before a restore, and of a file that was displaced.

They hold everything, what was erased since included. So they are told of, and don't stay.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from contextlib import suppress
from pathlib import Path

from assessment.atomic_files import UNFINISHED
from assessment.parsing.limits import COPIES_KEPT_DAYS

_TIME = "%Y%m%d-%H%M%S-%f"
_BEFORE_RESTORE, _RESCUED = "before-restore", "rescued"


def copy_before_restore(folder: Path) -> Path:
    """Where the content of a database is kept that is about to be replaced."""
    return folder / f"{_BEFORE_RESTORE}-{_now()}.db"


def rescued_copy(file: Path) -> Path:
    """Where the content of a database is kept whose file was displaced."""
    return file.with_name(f"{file.stem}-{_RESCUED}-{_now()}.db")


def _now() -> str:
    return f"{dt.datetime.now(dt.UTC):{_TIME}}"


def find_copies(file: Path) -> dict[Path, dt.datetime]:
    """The copies beside a database and when each was made; with folders in which one was left unfinished by a kill."""
    named = re.compile(rf"(?:{_BEFORE_RESTORE}|{re.escape(file.stem)}-{_RESCUED})-(\d{{8}}-\d{{6}}-\d{{6}})\.db")
    copies: dict[Path, dt.datetime] = {}
    with suppress(OSError):
        for path in sorted(file.absolute().parent.iterdir()):
            with suppress(OSError, ValueError):
                if path.name.startswith(UNFINISHED) and path.is_dir():
                    copies[path] = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
                elif (match := named.fullmatch(path.name)) and path != file.absolute():
                    # Its name stays when it is copied elsewhere and back; its times may not.
                    copies[path] = dt.datetime.strptime(match[1], _TIME).replace(tzinfo=dt.UTC)
    return copies


def remove_old_copies(file: Path, at: dt.datetime) -> None:
    """Remove the copies that were kept long enough; where that isn't allowed, `doctor` still tells of them."""
    for path, made in find_copies(file).items():
        if made < at - dt.timedelta(days=COPIES_KEPT_DAYS):
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
