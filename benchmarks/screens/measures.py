"""Where on the pages is what people come for, at one size of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from playwright.sync_api import Browser, Locator, ViewportSize

from assessment.access.workshops import go_to
from assessment.domain.catalogue import Recommendation
from assessment.domain.workshop.stages import Step
from benchmarks.screens.person import TURNED, Person, recognised
from benchmarks.screens.setting import Setting, said_of_gap

SAVES = 5
TOGETHER_BY_THEME = "Rate by theme: question, quotation and ratings together, of 33"
TOGETHER_ONE_AT_A_TIME = "One at a time: question, quotation and ratings together, of 33"
THEME_VIEW, ONE_AT_A_TIME = "theme", "focus"
PAGES = {
    "Start": "/?assessment={full}",
    "Rate": "/rate?assessment={full}",
    "Results": "/results?assessment={full}",
    "Compare": "/compare?assessment={full}",
    "Workshops": "/workshops",
    "Workshop": "/workshops?workshop={room}",
    "Recommendations": "/recommendations?assessment={full}",
    "Method": "/method?assessment={full}",
}
"""The pages in the frame, each with its address; the room's screens have none."""
EDGES, TYPE, FILLED = "All pages: left edges", "All pages: sizes of type", "All pages: filled buttons, at most"
Measures = Iterator[tuple[str, object]]
"""The name of a measure and its value."""


def measure_rate(setting: Setting, browser: Browser, size: ViewportSize) -> Measures:
    person = Person(browser, setting.server, size)
    person.begin_task(f"/rate?assessment={setting.full}")
    above = person.ask_of("placeOf", person.page.locator('[class*="st-key-card-"]').first)
    yield "Rate: share of the screen before the first card, %", round(100 * above / size["height"])
    yield "Rate by theme: from one rating to the next, px (median)", round(median(_distances(setting, person)))
    yield TOGETHER_BY_THEME, _count_together_by_theme(setting, person)
    yield TOGETHER_ONE_AT_A_TIME, _count_together_one_at_a_time(setting, person)
    yield "One at a time: letters of the ratings, px", _letters(person.page.get_by_role("radio", name="Partial"))
    yield "Rate: from a click until “Saved” is seen, ms (median)", _until_saved(setting, person)
    person.close()


def _themes(setting: Setting) -> Iterator[tuple[str, int]]:
    """The address of each theme, and how many recommendations it has."""
    for theme in setting.catalogue.themes:
        address = f"/rate?assessment={setting.full}&view={THEME_VIEW}&theme={theme.id}"
        yield address, len(setting.catalogue.by_theme[theme.id])


def _distances(setting: Setting, person: Person) -> list[int]:
    distances: list[int] = []
    for address, _size in _themes(setting):
        person.open(address)
        distances += [after - before for before, after in pairwise(person.ask("ratings"))]
    return distances


def _count_together_by_theme(setting: Setting, person: Person) -> int:
    """Those whose question, quotation's beginning and ratings are together on the screen, as the page opens or after
    keys for the next one; nothing is scrolled by hand."""
    together: set[str] = set()
    for address, number in _themes(setting):
        person.open(address)
        for _press in range(number + 1):
            together |= {item.id for item in setting.catalogue.recommendations if _is_together(person, item)}
            person.page.keyboard.press("n")
            person.ask("whenStill", TURNED)
    return len(together)


def _is_together(person: Person, item: Recommendation) -> bool:
    return bool(person.ask("isTogether", *recognised(item)))


def _count_together_one_at_a_time(setting: Setting, person: Person) -> int:
    items = [item for items in setting.catalogue.by_theme.values() for item in items]
    person.open(f"/rate?assessment={setting.full}&view={ONE_AT_A_TIME}&item={items[0].id}")
    together = 0
    for item in items:
        together += _is_together(person, item)
        if item is not items[-1]:
            person.turn(person.page.get_by_role("button", name="Next →"))
    return together


def _letters(locator: Locator) -> float:
    return float(locator.first.evaluate("element => sight.letters(element)"))


def _until_saved(setting: Setting, person: Person) -> int:
    person.open(f"/rate?assessment={setting.begin()}&view={THEME_VIEW}&theme={setting.catalogue.themes[0].id}")
    taken = []
    for item in setting.catalogue.by_theme[setting.catalogue.themes[0].id][:SAVES]:
        person.page.evaluate("window.saved = sight.untilSaved(), undefined")
        person.page.wait_for_timeout(1000)  # So that the time which the page says is another.
        person.visitor.card(item.id).get_by_role("radio", name="Partial").click()
        taken.append(person.page.evaluate("window.saved"))
    return round(float(median(taken)))


def measure_results(setting: Setting, browser: Browser, size: ViewportSize) -> Measures:
    person = Person(browser, setting.server, size)
    person.open(f"/results?assessment={setting.full}")
    gaps, red = [said_of_gap(gap) for gap in setting.gaps], setting.red_lines[0].recommendation.title
    yield "Results: page height, px", person.ask("height")
    picture = person.main.locator('canvas, [role="img"]')
    yield "Results: first picture, px down", person.ask_of("placeOf", picture.first) if picture.count() else None
    themes = [theme.name for theme in setting.catalogue.themes]
    seen = sum(bool(person.ask("areSeen", [theme])) for theme in themes)
    yield f"Results: themes on the first screen, of {len(themes)}", seen
    yield "Results: first red line, px down", person.ask("placeOfWords", [red])
    yield "Results: first gap with who and by when, px down", person.ask("placeOfWords", gaps[0])
    yield "Results: third gap with who and by when, px down", person.ask("placeOfWords", gaps[2])
    seen = sum(bool(person.ask("areSeen", gap)) for gap in gaps[:3])
    yield "Results: gravest gaps with who and by when on the first screen, of 3", seen
    person.close()


def measure_start(setting: Setting, browser: Browser, size: ViewportSize) -> Measures:
    person = Person(browser, setting.server, size)
    person.begin_task("/")
    yield "Start: first saved assessment, px down", person.ask("placeOfWords", ["2026 baseline"])
    person.close()
    for name, reach in (("Import", Person.reach_upload), ("New assessment", Person.reach_new_assessment)):
        person = Person(browser, setting.server, size)
        person.begin_task("/")
        reach(person)
        yield f"Start: to {name}, with five saved", person.effort
        person.close()


def measure_compare(setting: Setting, browser: Browser, size: ViewportSize) -> Measures:
    person = Person(browser, setting.server, size)
    person.open("/compare")
    yield "Compare: first table or chart, px down", person.ask_of("placeOf", person.main.locator("table, canvas").first)
    person.close()


def measure_projector(setting: Setting, browser: Browser, size: ViewportSize) -> Measures:
    """The smallest type in a room, of an open vote and of its reveal."""
    room, person = setting.hold_workshop(), Person(browser, setting.server, size)
    item = setting.catalogue.recommendations[0].id
    go_to(room.lead, room.id, item)
    room.steps(item, Step.OPEN)
    person.open(f"/projector?workshop={room.id}")
    sizes = [_letters(person.main)]
    room.steps(item, Step.CLOSE, Step.REVEAL)
    person.page.get_by_text("First vote: revealed").wait_for()
    yield "Projector: smallest type, px", min(*sizes, _letters(person.main))
    person.open(f"/room?assessment={setting.full}")
    yield "Room view of Rate: smallest type, px", _letters(person.main) if "/room" in person.page.url else None
    person.close()


def measure_frames(setting: Setting, browser: Browser, size: ViewportSize) -> Measures:
    """Every page and view: the left edges and sizes of type of all together; of each its filled buttons, its height and
    where its first picture stands."""
    person, room = Person(browser, setting.server, size), setting.hold_workshop().id
    edges, sizes, filled = set[int](), set[float](), 0
    for page, address in PAGES.items():
        person.open(address.format(full=setting.full, room=room))
        tabs = person.main.locator('[class*="st-key-tabs-"]').first.get_by_role("radio")
        for view in tabs.all_inner_texts() or [""]:
            if view:
                tabs.filter(has_text=view).first.click()
                person.visitor.settle()
                person.ask("whenStill", TURNED)
            frame = person.ask("frame")
            edges |= {*frame["edges"]}
            sizes |= {*frame["sizes"]}
            filled = max(filled, frame["filled"])
            name = f"{page}, {view}" if view else page
            picture = "no picture" if frame["picture"] is None else f"first picture {frame['picture']:,} px down"
            yield f"{name}: height, picture", f"{frame['height']:,} px, {picture}"
    yield EDGES, ", ".join(map(str, sorted(edges)))
    yield TYPE, ", ".join(f"{each:g}" for each in sorted(sizes))
    yield FILLED, filled
    person.close()
