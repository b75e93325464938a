"""Where on the pages is what people come for, and what their tasks ask of their hands: in Chromium, at three sizes.

A table says both. The bounds are of what people do most: they rate 33 recommendations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from playwright.sync_api import Browser, Error, ViewportSize, sync_playwright

from benchmarks.measure import Figure
from benchmarks.screens import measures, tasks
from benchmarks.screens.person import Effort
from benchmarks.screens.setting import Setting, prepared_setting
from tests.browser.chromium import launch

LAPTOP, SCREEN, PHONE = (
    ViewportSize(width=1280, height=800),
    ViewportSize(width=1920, height=1080),
    ViewportSize(width=360, height=740),
)
FAILED = "failed"
SIZES = (LAPTOP, SCREEN, PHONE)
Found = dict[str, object]
Looking = Callable[[Setting, Browser, ViewportSize], Iterable[tuple[str, object]]]
# Start comes first, since other tasks begin more assessments.
WAYS: tuple[Looking, ...] = (
    measures.measure_start,
    measures.measure_frames,
    measures.measure_compare,
    measures.measure_rate,
    measures.measure_results,
    measures.measure_projector,
    tasks.begin_assessment,
    tasks.rate_all,
    tasks.find_gaps,
    tasks.assign_body,
    tasks.import_file,
    tasks.export_report,
    tasks.compare_two,
    tasks.lead_vote,
)


def run() -> list[Figure]:
    by_size = [look(size) for size in SIZES]
    for row in table(by_size):
        print(row, flush=True)
    return [figure for size, found in zip(SIZES, by_size, strict=True) for figure in _bounded(size, found)]


def look(size: ViewportSize, ways: Iterable[Looking] = WAYS) -> Found:
    """All that is measured at one size."""
    with prepared_setting() as setting, sync_playwright() as playwright:
        browser = launch(playwright)
        found: Found = {}
        for way in ways:
            try:
                found |= dict(way(setting, browser, size))
            except (Error, AssertionError) as error:
                found[way.__name__] = f"{FAILED}: {str(error).splitlines()[0]}"
        browser.close()
    return found


def table(by_size: list[Found], sizes: Iterable[ViewportSize] = SIZES) -> Iterator[str]:
    """Rows of a table in Markdown: a measure or task, and its value at each size."""
    yield f"| | {' | '.join(map(_words, sizes))} |"
    yield f"|---{'|---' * len(by_size)}|"
    for name in by_size[0]:
        yield f"| {name} | {' | '.join(_cell(found.get(name)) for found in by_size)} |"


def _words(size: ViewportSize) -> str:
    return f"{size['width']} x {size['height']}"


def _cell(value: object) -> str:
    if value is None:
        return "not there"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _bounded(size: ViewportSize, found: Found) -> Iterator[Figure]:
    at = _words(size)
    failed = [f"{name} {value}" for name, value in found.items() if str(value).startswith(FAILED)]
    yield Figure(f"at {at}: what couldn't be done", len(failed), "measures and tasks", 0, detail="; ".join(failed))
    for name, unit, most in (
        (measures.EDGES, "edges", 1),
        (measures.TYPE, "sizes", 6),
        (measures.FILLED, "buttons", 1),
    ):
        if (counted := str(found.get(name, ""))) and not counted.startswith(FAILED):
            number = int(counted) if name == measures.FILLED else counted.count(",") + 1
            yield Figure(f"at {at}: {name}", number, unit, most, detail=counted)
    for name in (measures.TOGETHER_BY_THEME, measures.TOGETHER_ONE_AT_A_TIME):
        if isinstance(together := found.get(name), int):
            yield Figure(f"at {at}: {name}: lacking", 33 - together, "recommendations", 0)
    if isinstance(pointer := found.get("rate 33 by pointer, by theme"), Effort):
        yield Figure(f"at {at}: rate 33 by pointer", pointer.pixels, "px", 25_000 if size is PHONE else 12_000)
    if isinstance(keys := found.get("rate 33 by keys"), Effort):
        yield Figure(f"at {at}: rate 33 by keys", keys.pixels + keys.clicks, "px and clicks by hand", 0)
