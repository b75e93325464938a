"""The page “Recommendations”: every recommendation with its sources, found by words and by filters."""

from __future__ import annotations

import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.scoring import Grouping
from assessment.domain.search import Filter
from tests.support.cases import GCM10
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage, seen, words


def titles(app: AppTest) -> list[str]:
    """The titles in the index."""
    return re.findall(r'<h[34] dir="auto">(.*?)</h[34]>', "".join(seen(each.value) for each in app.html))


def in_order(catalogue: Catalogue, conditions: Filter) -> list[str]:
    """The titles that fit, by theme."""
    items = [item for of_theme in catalogue.by_theme.values() for item in of_theme]
    return [hit.item.title for hit in conditions.apply(items)]


def test_the_whole_catalogue_is_an_index_by_theme_without_an_assessment(open_page: OpenPage) -> None:
    app = open_page("recommendations/page.py")
    assert titles(app) == in_order(GCM10, Filter())
    assert [seen(subheader.value) for subheader in app.subheader] == [theme.name for theme in GCM10.themes]
    said = words(app)
    for item in GCM10.recommendations:
        assert item.text in said
        assert f'<a href="{item.source.url}" target="_blank" rel="noopener">{item.source.symbol}</a>' in said
        assert f"(para.{item.source.paragraph})" in said
        assert str(item.source.year) in said


def test_each_filter_and_a_search_leave_what_fits(open_page: OpenPage) -> None:
    app = open_page("recommendations/page.py")
    for grouping, group in (
        (Grouping.THEME, "children"),
        (Grouping.POPULATION, "migrant-workers"),
        (Grouping.DECADE, "1990s"),
    ):
        key = f"browse-gcm-10-{grouping.value}"
        app.selectbox(key=key).set_value(group).run()
        found = in_order(GCM10, Filter(groups=((grouping, group),)))
        assert 0 < len(found) < 33, grouping
        assert titles(app) == found, grouping
        app.selectbox(key=key).set_value(None)
    app.checkbox(key="browse-gcm-10-red-lines").check().run()
    assert titles(app) == in_order(GCM10, Filter(red_lines_only=True))
    app.checkbox(key="browse-gcm-10-red-lines").uncheck()
    app.text_input(key="browse-gcm-10-words").set_value("RESIDENCE permit").run()
    by_words = Filter(words="residence permit").apply(GCM10.recommendations)
    assert titles(app) == [hit.item.title for hit in by_words]
    assert f"{len(by_words)} of 33 recommendations" in [header.value for header in app.header]
    assert "Found in: title" in words(app)
    app.text_input(key="browse-gcm-10-words").set_value("zebra").run()
    assert "Use fewer words" in app.info[0].value


def test_an_address_leads_to_one_recommendation_and_its_near_duplicate(open_page: OpenPage) -> None:
    app = open_page("recommendations/page.py", item="GCM10-16")
    assert [seen(subheader.value) for subheader in app.subheader] == [GCM10.by_id["GCM10-16"].title]
    assert GCM10.by_id["GCM10-17"].title in words(app)
    asked_by = max(int(n) for n in re.findall(r"recommended by (\d+) UN mandates", words(app)))
    assert asked_by == GCM10.asked_by["GCM10-16"]
    app.button(key="all-recommendations").click().run()
    assert len(titles(app)) == 33


def test_an_address_that_leads_nowhere_is_said_and_shown_as_text(open_page: OpenPage) -> None:
    app = open_page("recommendations/page.py", item="<b>*nothing*</b> https://example.org")
    assert "No recommendation has this id" in app.warning[0].value
    assert "<b>*nothing*</b> https://example.org" in [text.value for text in app.text]


def test_a_long_catalogue_is_shown_in_parts(open_page: OpenPage) -> None:
    catalogue = a_catalogue(themes={"harbour": 40, "market": 41})
    app = open_page("recommendations/page.py", catalogue, a_response(catalogue, {"INV-01": Rating.ABSENT}))
    assert len(titles(app)) == 35
    app.pagination[0].set_value(3).run()
    assert titles(app)[-1] == "Title 81"


def test_the_catalogue_of_the_open_assessment_stands_first_among_several(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    app = open_page("recommendations/page.py", catalogue, a_response(catalogue))
    assert titles(app)[0] == "Title 1"
    app.selectbox(key="catalogue").select_index(1).run()
    assert len(titles(app)) == 33


def test_a_refused_catalogue_is_told_with_its_problems_and_so_is_an_empty_folder(
    open_page: OpenPage, catalogue_folder: Path
) -> None:
    (catalogue_folder / "broken.yaml").write_text("format: gap-assessment-catalogue/1\nid: NO\n", encoding="utf-8")
    app = open_page("recommendations/page.py")
    assert "can’t be read" in app.error[0].value
    assert any("broken.yaml: id" in text.value for text in app.text)
    assert len(titles(app)) == 33
    for file in catalogue_folder.iterdir():
        file.unlink()
    assert "No catalogue found" in open_page("recommendations/page.py").info[0].value
