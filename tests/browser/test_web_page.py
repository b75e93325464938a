"""The web page of a report as a browser opens the file: by keyboard, on a phone, on paper, without anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.domain.answer import Answer, Rating
from assessment.domain.comparison.compare import compare
from assessment.domain.fields import SharingLevel
from assessment.domain.sourced import SourcedResponse
from assessment.interchange.response_json import write_response
from assessment.reports.web.comparison import web_comparison
from assessment.services.exports import Export
from tests.browser.accessibility import accessibility_faults
from tests.browser.clipping import enlarge_text, unreadable
from tests.reports.excel.test_gap_report import WRITTEN, gcm_response
from tests.support.cases import GCM10
from tests.support.documents import SAMPLES, read
from tests.support.workbooks import HOSTILE

LONG = "W" * 300
TYPED = Answer(
    Rating.ABSENT, evidence=LONG, law_reference=LONG, action=LONG, responsible=LONG, comment="\n".join(HOSTILE)
)
RESPONSE = gcm_response().with_answers({**gcm_response().answers, "GCM10-03": TYPED})


def report() -> bytes:
    return Export(SourcedResponse("1", GCM10, RESPONSE), SharingLevel.FULL, 2 / 3, "en").web()


def comparison() -> bytes:
    sources = [SourcedResponse(path.name, *read(path)) for path in SAMPLES]
    return web_comparison(compare(sources), threshold=2 / 3, written=WRITTEN)


@pytest.fixture(params=[report, comparison])
def page(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page as a file; whatever it complains of or asks for elsewhere fails the test."""
    file = tmp_path / "page.html"
    file.write_bytes(request.param())
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("request", lambda request: faults.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    yield page
    page.close()
    assert [fault for fault in faults if not fault.startswith("data:")] == []


def test_it_is_read_by_screen_reader_and_keyboard_and_in_colours_of_ones_own(page: Page) -> None:
    expect(page).to_have_title(re.compile("^(Gap report: Nepal · State|Comparison: 5 responses)"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        assert accessibility_faults(page) == [], width
    page.emulate_media(forced_colors="active")
    assert accessibility_faults(page) == []


@pytest.mark.parametrize("page", [report], indirect=True)
def test_each_theme_is_a_row_with_its_words(page: Page) -> None:
    rows = page.get_by_role("table", name="Answers and scores by theme").get_by_role("row")
    expect(rows).to_have_count(1 + len(GCM10.themes))
    expect(rows.nth(1).get_by_role("img").first).to_have_accessible_name(re.compile("^Prevention. .*: \\d"))


def test_nothing_is_cut_off_on_a_narrow_screen_or_in_large_type(page: Page) -> None:
    for screen, size in ((320, "100%"), (360, "200%"), (1280, "200%")):
        page.set_viewport_size({"width": screen, "height": 740})
        enlarge_text(page, size)
        assert unreadable(page) == [], (screen, size)


def test_it_is_printed_on_a4_and_no_row_is_cut(page: Page) -> None:
    page.emulate_media(media="print")
    kept = """document.querySelectorAll("tr, .gap, .gravest li")"""
    broken = f"""[...{kept}].filter(row => getComputedStyle(row).breakInside != "avoid").length"""
    assert page.evaluate(f"{kept}.length") > 60
    assert page.evaluate(broken) == 0
    printed = page.pdf(prefer_css_page_size=True, print_background=False)
    assert set(re.findall(rb"/MediaBox \[0 0 (\d+)\.?\d* (\d+)", printed)) == {(b"594", b"841")}


@pytest.mark.parametrize("page", [report], indirect=True)
def test_a_link_saves_the_answers_that_are_in_it(page: Page) -> None:
    with page.expect_download() as found:
        page.get_by_role("link", name="Answers (JSON)").click()
    assert found.value.suggested_filename.startswith("response-NPL-state-")
    assert Path(found.value.path()).read_text(encoding="utf-8") == write_response(RESPONSE)
