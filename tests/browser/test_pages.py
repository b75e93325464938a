"""Every page for everybody: on phones and projectors, for screen readers, without a word to anybody else."""

from __future__ import annotations

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor

PAGES = ("Start", "Rate", "Results", "Compare", "Workshops", "Recommendations", "Method")
WIDTHS = (360, 1920, 1280)
"""The last is that of a laptop, where the next page can be chosen at the side."""


def test_every_page_is_accessible_fits_the_screen_and_marks_invented_places(with_samples: Visitor) -> None:
    page = with_samples.page
    for name in PAGES:
        with_samples.go_to(name)
        assert page.get_by_text("Sample data", exact=True).first.is_visible(), name
        for width in WIDTHS:
            with_samples.resize(width)
            assert accessibility_faults(page) == [], (name, width)
            assert page.locator("h1").count() == 1, name
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, (name, width)
    assert with_samples.faults == []
