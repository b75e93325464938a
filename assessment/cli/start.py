"""The command without a word, which starts the app for one person."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

from assessment.config import PREFIX, Mode, read_settings
from assessment.installation import SHIPPED

APP = str(SHIPPED / "app.py")


def start_app() -> None:
    """Start the app for the person at this computer."""
    environment = {**os.environ, PREFIX + "MODE": Mode.PERSONAL.value}
    read_settings(environment)
    print("Starting. This takes a few seconds …", flush=True)
    become([APP], environment)


def become(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run Python with these arguments instead of this program."""
    command = [sys.executable, *arguments]
    if sys.platform != "win32":
        os.execve(sys.executable, command, environment)  # noqa: S606 - our own Python
    # On Windows the shell would think that we have ended.
    with suppress(KeyboardInterrupt):
        raise SystemExit(subprocess.call(command, env=environment))  # noqa: S603 - our own Python
