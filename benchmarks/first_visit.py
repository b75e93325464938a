"""A first visit over a slow line: how long until a page's heading is there, and how much has come by then."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from assessment.catalogues import load_catalogue
from assessment.domain.response import Response, Voice
from assessment.storage.opening import open_storage
from benchmarks.measure import Figure
from benchmarks.serving.bare_page import CATALOGUE
from benchmarks.serving.server import serving
from tests.browser.chromium import launch
from tests.support.gates import as_admin, store_response

BITS_A_SECOND = 400_000
LATENCY = 400
"""Milliseconds until an answer to a request begins."""
PATIENCE = 180_000
SECONDS_BOUND = 20
PAGES = {"Start": "Policy gap assessment", "Rate": "Rate", "Results": "Results"}
"""The heading of each page."""


def run() -> list[Figure]:
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = Path(folder) / "assessments.db"
        catalogue = load_catalogue(CATALOGUE)
        with open_storage(f"sqlite:///{database}") as repository:
            response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
            assessment_id = store_response(as_admin(repository, "benchmark"), catalogue, response)
        with serving(database) as address:
            browser = launch(playwright)
            figures = [
                _visit(browser, f"http://{address}/{page.lower()}?assessment={assessment_id}", page) for page in PAGES
            ]
            browser.close()
    return figures


def _visit(browser: Browser, url: str, name: str) -> Figure:
    """Open a page as somebody who has never been there."""
    context = browser.new_context()
    page = context.new_page()
    line = context.new_cdp_session(page)
    speed = BITS_A_SECOND / 8
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    start = time.perf_counter()
    page.goto(url, wait_until="commit", timeout=PATIENCE)
    page.get_by_role("heading", name=PAGES[name], level=1, exact=True).wait_for(timeout=PATIENCE)
    seconds = time.perf_counter() - start
    detail = f"{len(sizes)} files, {sum(sizes) / 1e6:.2f} MB"
    context.close()
    return Figure(f"“{name}” at 400 kbit/s and 400 ms, until its heading", seconds, "s", SECONDS_BOUND, detail=detail)
