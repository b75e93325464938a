"""Every page for everybody: on phones and projectors, for screen readers, without a word to anybody else."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Visitor

PAGES = ("Start", "Rate", "Results", "Compare", "Workshops", "Recommendations", "Method")
WIDTHS = (360, 1920, 1280)
"""The last is that of a laptop, where the next page can be chosen at the side."""


def test_every_page_is_accessible_fits_the_screen_and_marks_invented_places(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open()
    page.get_by_role("button", name="Open the sample data").click()
    page.get_by_role("heading", name="Results", level=1).wait_for()
    visitor.settle()
    for name in PAGES:
        visitor.go_to(name)
        assert page.get_by_text("is invented").first.is_visible(), name
        for width in WIDTHS:
            visitor.resize(width)
            found = Axe().run(page).response["violations"]
            grave = [
                (fault["id"], [node["html"][:200] for node in fault["nodes"]])
                for fault in found
                if fault["impact"] in ("serious", "critical")
            ]
            assert grave == [], (name, width)
            assert page.locator("h1").count() == 1, name
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, (name, width)
    assert visitor.faults == []
