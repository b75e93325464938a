"""The page “Compare” in a browser: with five countries and with 193, on a phone and on a desk."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Locator, expect

from assessment.catalogues import load_catalogue
from assessment.cli.comparison import comparison_data
from assessment.domain.comparison.compare import ComparedResponse, Comparison, compare
from assessment.domain.countries import country_name
from assessment.domain.model import Rating, Voice
from assessment.labels.codes import rating_word
from assessment.labels.formatting import percent, response_name, round_half_up
from assessment.storage import open_repository
from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Visitor
from tests.browser.server import ROOT, Server
from tests.browser.waiting import wait_until_still
from tests.support.stored_comparison import NOW, keep

THRESHOLD = 2 / 3
SIDES = {
    "themes": "Country by theme",
    "recommendations": "Country by recommendation",
    "voices": "State and civil society compared",
    "rounds": "Rounds compared",
    "common": "Common recommendations",
    "robustness": "Robustness",
    "downloads": "Downloads",
}


class World(Server):
    """A server on a database that holds responses of many countries."""

    compared: list[ComparedResponse]

    def comparison(self, voice: Voice | None = None) -> Comparison:
        """What the page compares by itself: the latest round."""
        return compare(
            [one for one in self.compared if one.response.round == NOW and voice in (None, one.response.voice)]
        )


@pytest.fixture(scope="module", params=[5, 193], ids=["5 countries", "193 countries"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = World(tmp_path_factory.mktemp("world"))
    with open_repository(f"sqlite:///{world.database}") as repository:
        world.compared = keep(repository, load_catalogue(ROOT / "data" / "catalogues" / "gcm-10.yaml"), request.param)
    world.start()
    yield world
    world.stop()


@pytest.fixture
def world(server: World) -> World:
    return server


of_few = pytest.mark.parametrize("server", [5], ids=["5 countries"], indirect=True)
"""For what is the same however many responses are compared."""


def go(visitor: Visitor, side: str, query: str = "") -> None:
    visitor.open(f"/compare?side={side}&{query}")
    visitor.page.get_by_role("heading", name=SIDES[side], level=2, exact=True).wait_for()
    visitor.settle()


def matrix(visitor: Visitor, caption: str) -> list[list[str]]:
    """The rows of a matrix, each cell as the words that a screen reader says."""
    region = visitor.page.get_by_role("region", name=caption)
    rows: list[list[str]] = region.evaluate(
        """element => [...element.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) =>
             [...cell.querySelectorAll("span")].filter((each) => !each.children.length && !each.ariaHidden)
               .map((each) => each.textContent).join("|") || cell.textContent))"""
    )
    return rows


def rows_of(visitor: Visitor, caption: str) -> list[list[str]]:
    table = visitor.page.get_by_role("region", name=caption, exact=True)
    rows: list[list[str]] = table.evaluate(
        'element => [...element.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => cell.textContent))'
    )
    return rows


@pytest.mark.parametrize(
    ("side", "query"), [*((side, "") for side in SIDES), ("recommendations", "recommendation=GCM10-03")]
)
def test_every_side_is_accessible_and_fits_the_screen(visitor: Visitor, side: str, query: str) -> None:
    page = visitor.page
    go(visitor, side, query)
    for width in (1280, 360):
        visitor.resize(width)
        assert accessibility_faults(page) == [], width
        for element in ("document.documentElement", 'document.querySelector("[data-testid=stMain]")'):
            assert page.evaluate(f"{element}.scrollWidth - {element}.clientWidth") <= 0, width
    assert visitor.faults == []


def test_the_scores_on_the_page_are_those_of_the_json(visitor: Visitor, world: World) -> None:
    comparison = world.comparison(Voice.STATE)
    expected: dict[str, Any] = json.loads(json.dumps(comparison_data(comparison, THRESHOLD)))
    go(visitor, "themes", "voices=state")
    common, total = len(expected["common"]), len(comparison.recommendations)
    expect(visitor.page.get_by_text(f"in the same words: {common} of {total}.")).to_be_visible()
    for basis in ("themes", "own"):
        if basis == "own":
            visitor.page.get_by_role("radio", name="Everything each was asked").click()
            visitor.page.get_by_text("Read along the rows").wait_for()
            visitor.settle()
        head, *rows = matrix(visitor, "Scores by country or area and theme")
        assert len(rows) == min(len(comparison.responses), 50)
        for one, row in zip(comparison.responses, rows, strict=False):
            assert row[0] == country_name(one.response.country)
            for theme in comparison.themes:
                figures = expected[basis][theme.id][one.name]
                words = row[next(place for place, name in enumerate(head) if name.split("|")[0] == theme.name)]
                score = percent(figures["score"]) if figures["sufficient"] else "insufficient data"
                band = f"{round_half_up(figures['low'])}–{percent(figures['high'])}"
                assert words == f"{score}|{figures['rated']} of {figures['applicable']} · {band}"
    assert visitor.faults == []


def test_the_ratings_on_the_page_are_those_of_the_json(visitor: Visitor, world: World) -> None:
    comparison = world.comparison()
    expected = comparison_data(comparison, THRESHOLD)["recommendations"]
    go(visitor, "recommendations")
    rows = [row for row in matrix(visitor, "Ratings by recommendation and country or area") if len(row) > 1][1:]
    assert len(rows) == len(expected)
    for row in rows:
        item = re.findall(r"\|(\S+)", row[0])[0].split("\xa0")[0]
        ratings = expected[item]
        implemented = sum(rating == "implemented" for rating in ratings.values())
        assert row[1].startswith(f"{implemented} of {len(ratings)}|")
        shown = [rating_word(rating and Rating(rating)) for rating in ratings.values()][:20]
        assert row[2:] == shown
    assert visitor.faults == []


@of_few
def test_voices_rounds_and_differences_are_those_of_the_json(visitor: Visitor, world: World) -> None:
    expected = comparison_data(compare(world.compared), THRESHOLD)
    go(visitor, "voices")
    pair = expected["voices"][0]
    expect(visitor.page.get_by_text(f"Both rate {pair['common']} of 33 recommendations")).to_be_visible()
    agreed = rows_of(visitor, "How far the two agree")[1]
    assert agreed[2] == percent(100 * pair["agreement"])
    expect(visitor.page.get_by_text(f"alpha: {pair['alpha']:.2f}".replace("-", "−"))).to_be_visible()
    strong = rows_of(visitor, f"Strongly contested: two steps apart ({len(pair['strongly_contested'])})")[1:]
    assert [row[0].split()[1] for row in strong] == pair["strongly_contested"]

    go(visitor, "rounds", "figures=table")
    movements = list(expected["rounds"][0]["movements"].values())
    counts = rows_of(visitor, "Ratings from Round 1 to Round 2")[1:]
    assert {row[0]: int(row[1]) for row in counts} == {
        "Improved": movements.count("improved"),
        "Worsened": movements.count("worsened"),
        "Unchanged": movements.count("unchanged"),
        "Newly rated": movements.count("newly_rated"),
        "No longer rated": movements.count("no_longer_rated"),
    }
    found = next(each for each in expected["differences"] if each["between"] == "rounds")
    for row in rows_of(visitor, "Differences by theme")[-1:]:
        points = found["overall"]["points"]
        assert row[4].startswith("+" if points > 0 else "−")
        assert row[6] == ("Yes" if found["overall"]["survives"] else "No")
    assert visitor.faults == []


def download(visitor: Visitor, name: str) -> bytes:
    with visitor.page.expect_download() as found:
        visitor.page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes()


@of_few
def test_the_files_hold_what_the_json_holds(visitor: Visitor, world: World) -> None:
    expected = comparison_data(world.comparison(), THRESHOLD)
    go(visitor, "downloads")
    rows = list(csv.DictReader(io.StringIO(download(visitor, "Ratings and scores (CSV)").decode("utf-8-sig"))))
    schema = json.loads(download(visitor, "Data dictionary (JSON)"))
    assert [column["name"] for column in schema["fields"]] == list(rows[0])
    ratings = {(row["INDICATOR"], row["RESPONSE"]): row["RATING"] for row in rows if row["MEASURE"] == "RATING"}
    assert ratings == {
        (item, name): rating or "unanswered"
        for item, by_name in expected["recommendations"].items()
        for name, rating in by_name.items()
    }
    for measure, basis in (("SCORE_COMMON", "themes"), ("SCORE_OWN", "own")):
        for row in rows:
            theme = row["INDICATOR"].removeprefix("THEME:")
            if row["MEASURE"] == measure and theme in expected[basis]:
                figures = expected[basis][theme][row["RESPONSE"]]
                assert (row["RATED"], row["APPLICABLE"]) == (str(figures["rated"]), str(figures["applicable"]))
                assert float(row["OBS_VALUE"]) == pytest.approx(figures["score"])
    book = openpyxl.load_workbook(io.BytesIO(download(visitor, "Comparison (Excel)")), read_only=True)
    values = {str(value) for sheet in book for row in sheet.iter_rows(values_only=True) for value in row if value}
    assert values >= set(expected["common"])
    assert visitor.faults == []


def place(locator: Locator) -> tuple[float, float]:
    """Where an element stands on the screen."""
    found = locator.bounding_box()
    assert found is not None
    return found["x"], found["y"]


@pytest.mark.parametrize("width", [360, 1280])
def test_the_heads_stay_in_sight_while_a_matrix_scrolls(visitor: Visitor, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 900})
    go(visitor, "recommendations")
    region = visitor.page.get_by_role("region", name="Ratings by recommendation")
    region.scroll_into_view_if_needed()
    head, row = region.locator("thead th").first, region.locator("tbody th[scope=row]").first
    region.evaluate("element => element.scrollTo(60, 300)")
    visitor.page.wait_for_timeout(300)
    (left, top), (head_left, head_top), (row_left, _row_top) = map(place, (region, head, row))
    assert max(abs(head_left - left), abs(head_top - top), abs(row_left - left)) < 3


@of_few
def test_a_reload_a_new_tab_and_a_page_switch_lead_back(visitor: Visitor, world: World) -> None:
    go(visitor, "themes", "voices=state")
    visitor.page.get_by_role("radio", name="By recommendation").click()
    visitor.page.get_by_role("heading", name=SIDES["recommendations"], level=2).wait_for()
    search = visitor.page.get_by_role("combobox", name="Read a recommendation and its answers")
    search.click()
    search.press_sequentially("GCM10-03")
    visitor.page.get_by_role("option", name="GCM10-03 Laws that protect").click()
    heading = visitor.page.get_by_role("heading", name="Who implements this, and how")
    heading.wait_for()
    visitor.page.reload()
    visitor.settle()
    expect(heading).to_be_visible()
    tab = visitor.page.context.new_page()
    tab.goto(visitor.page.url)
    expect(tab.get_by_role("heading", name="Who implements this, and how")).to_be_visible(timeout=30_000)
    tab.close()
    visitor.go_to("Method")
    visitor.go_to("Compare")
    expect(heading).to_be_visible()
    visitor.page.get_by_text("Choose countries or areas, voices and rounds (1 set)").click()
    wait_until_still(visitor.page)  # What is unfolded moves, and a click beside a button that moves is lost.
    state = visitor.page.get_by_role("button", name="State", exact=True)
    expect(state).to_have_attribute("aria-pressed", "true")
    state.click()
    expect(visitor.page.get_by_text("Choose countries or areas, voices and rounds", exact=True)).to_be_visible()
    expect(state).to_have_attribute("aria-pressed", "false")
    expect(state).to_be_visible()
    assert visitor.faults == []


@of_few
def test_who_answered_is_told_as_text(visitor: Visitor, world: World) -> None:
    go(visitor, "themes")
    visitor.page.get_by_text("Rounds and organisations").click()
    wait_until_still(visitor.page)
    first = world.comparison().responses[0]
    expect(visitor.page.get_by_text(response_name(first.response)).first).to_be_visible()
    assert visitor.page.locator("b", has_text="bold").count() == 0
