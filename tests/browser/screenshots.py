"""`python -m tests.browser.screenshots FOLDER`: the pictures of the README, from the app and the report as they are.

The picture of the report needs LibreOffice and pdftoppm; without them it stays as it is, and the script says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import open_storage
from tests.browser.chromium import launch
from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, Server, SharedServer
from tests.browser.test_ballot import bring_secret
from tests.support.room import hold_room

SAMPLE = ROOT / "data" / "samples" / "boruna-civil-society.json"


def picture_pages(folder: Path) -> None:
    with TemporaryDirectory() as own, sync_playwright() as playwright:
        server = Server(Path(own))
        server.start()
        try:
            browser = launch(playwright)
            visitor = Visitor(browser.new_page(viewport={"width": 1280, "height": 800}), server)
            visitor.open()
            visitor.open_samples()
            for name in ("Start", "Rate", "Results", "Compare"):
                visitor.go_to(name)
                visitor.page.screenshot(path=folder / f"{name.lower()}.png")
            browser.close()
        finally:
            server.stop()


def picture_phone(folder: Path) -> None:
    with TemporaryDirectory() as own, sync_playwright() as playwright:
        server = SharedServer(Path(own))
        server.start()
        try:
            with open_storage(f"sqlite:///{server.database}") as storage:
                catalogue = catalogue_for("gcm-10")
                room, item = hold_room(storage, state=1, catalogue=catalogue), catalogue.recommendations[0].id
                room.steps(item, Step.OPEN)
                context = launch(playwright).new_context(viewport={"width": 360, "height": 740})
                bring_secret(context, server, room)
                page = context.new_page()
                page.goto(f"{server.url}/ballot?item={item}")
                page.get_by_label("Partial").check()
                page.screenshot(path=folder / "phone.png")
                context.close()
        finally:
            server.stop()


def picture_report(folder: Path) -> None:
    office, drawer = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or drawer is None:
        print("No picture of the report: LibreOffice or pdftoppm is missing.", file=sys.stderr)
        return
    with TemporaryDirectory() as own:
        workbook = Path(own) / "report.xlsx"
        subprocess.run([sys.executable, "-m", "assessment", "report", SAMPLE, "-o", workbook], cwd=ROOT, check=True)
        subprocess.run(
            [office, "--headless", "--convert-to", "pdf", "--outdir", own, workbook],
            check=True,
            env={**os.environ, "HOME": own},
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(
            [
                drawer,
                "-png",
                "-r",
                "80",
                "-f",
                "1",
                "-l",
                "1",
                "-singlefile",
                workbook.with_suffix(".pdf"),
                folder / "report",
            ],
            check=True,
        )


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    picture_pages(target)
    picture_phone(target)
    picture_report(target)
