"""The browser that the browser tests drive: the machine's own, or one that is brought where there is none.

`python -m tests.browser.chromium` makes sure that there is one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

SHELL = "chromium-headless-shell"
"""The same engine without all that is around a page, which opens one for a good half of the processor's time."""
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
# Nothing that a browser does by itself on the network; no sandbox of its own where it runs as root; and letters as wide
# as on a person's screen, each of which the shell would otherwise round to whole pixels.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
)


def system_browser() -> str | None:
    """The path of a Chromium that the machine has, if any. CHROMIUM in the environment names another."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def launch(playwright: Playwright, *arguments: str) -> Browser:
    """Start the machine's browser without a window, or Playwright's own."""
    return playwright.chromium.launch(executable_path=system_browser(), args=[*ARGUMENTS, *arguments])


def is_there() -> bool:
    with sync_playwright() as playwright:
        return system_browser() is not None or Path(playwright.chromium.executable_path).exists()


def install() -> None:
    """Bring a browser: from the system's packages as root on Debian, else Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
        packages = [SHELL, "fonts-dejavu-core", "fonts-noto-core"]
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True, env=environment
        )
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__" and not is_there():
    install()
