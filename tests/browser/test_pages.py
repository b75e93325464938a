"""Every page for everybody: on phones and projectors, for screen readers, without a word to anybody else."""

from __future__ import annotations

import pytest

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor

PAGES = ("Start", "Rate", "Results", "Compare", "Workshops", "Recommendations", "Method")


@pytest.mark.parametrize("width", [360, 1280, 1920])
def test_every_page_is_accessible_and_fits_the_screen(with_samples: Visitor, width: int) -> None:
    page = with_samples.page
    for name in PAGES:
        page.set_viewport_size({"width": 1280, "height": 900})
        with_samples.go_to(name)
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        assert accessibility_faults(page) == [], name
        assert page.locator("h1").count() == 1, name
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, name
    assert with_samples.faults == []


def test_invented_places_are_marked_on_every_page(with_samples: Visitor) -> None:
    for name in PAGES:
        with_samples.go_to(name)
        assert with_samples.page.get_by_text("Sample data", exact=True).is_visible(), name
