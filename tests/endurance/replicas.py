"""Processes behind the proxy that are killed again and again: people vote, and somebody answers in a browser."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from playwright.sync_api import expect, sync_playwright

from assessment.access.assessments import read_assessment
from assessment.access.links import VISIT_COOKIE
from assessment.domain.answer import Rating
from assessment.domain.workshop.stages import Step
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import open_storage
from benchmarks.serving.visits import begin_visit
from tests.browser.chromium import launch
from tests.browser.conftest import Visitor
from tests.browser.server import Server
from tests.conftest import MakeDatabase
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response
from tests.support.replicas import Replicas, let_vote, wait_for_votes
from tests.support.room import hold_room
from tests.support.voters import Voter

ITEM, SECONDS, VOTERS = "INV-01", 60, 50
COMES_BACK = 60_000
"""Milliseconds in which a page is back on another process; a busy machine is slow."""


def test_each_vote_that_a_phone_calls_saved_is_counted_once_after_every_kill(
    make_postgresql: MakeDatabase, tmp_path: Path
) -> None:
    url, kills = make_postgresql(), 0
    with open_storage(url) as repository, Replicas(tmp_path, url, phones=3) as replicas:
        room = hold_room(repository, state=VOTERS)
        room.steps(ITEM, Step.OPEN)

        async def act(people: list[Voter]) -> None:
            nonlocal kills
            end, chance = time.monotonic() + SECONDS, random.Random(3)  # noqa: S311 - the same in each run
            while time.monotonic() < end:
                await wait_for_votes(people, 1)
                each = chance.choice(replicas.phones)
                await asyncio.to_thread(chance.choice([each.kill, each.stop]))
                kills += 1
                await wait_for_votes(people, 1)
                await asyncio.to_thread(each.start)

        people, wrong = let_vote(replicas, repository, room, ITEM, act)
        counts = sum((person.counts for person in people), Counter())
        saved = sum(len(person.acknowledged) for person in people)
        print(f"\n{VOTERS} voters, {saved} votes; processes ended {kills} times: {dict(counts)}")
        assert wrong == []
        assert kills >= 3


def test_a_page_goes_on_at_another_process_by_itself(make_postgresql: MakeDatabase, tmp_path: Path) -> None:
    url, catalogue = make_postgresql(), catalogue_for("gcm-10")
    with (
        open_storage(url) as repository,
        Replicas(tmp_path, url, phones=0, pages=2) as replicas,
        sync_playwright() as playwright,
    ):
        assessment_id = store_response(as_admin(repository), catalogue, a_response(catalogue, {}, country="GHA"))
        browser = launch(playwright)
        context = browser.new_context(base_url=replicas.proxy.url)
        token = begin_visit(repository, assessment_id, "Asha")
        context.add_cookies([{"name": VISIT_COOKIE, "value": token, "url": replicas.proxy.url}])
        visitor = Visitor(context.new_page(), cast(Server, SimpleNamespace(url=replicas.proxy.url)))
        visitor.open(f"/rate?assessment={assessment_id}&theme=non-punishment")
        items = [item.id for item in catalogue.recommendations if item.theme == "non-punishment"]
        visitor.rate(items[0], "Partial")
        for process, item in zip(replicas.pages, items[1:3], strict=True):
            # It is at one of the two.
            process.kill()
            start = time.monotonic()
            visitor.rating(item, "Absent").click(force=True)
            expect(visitor.rating(item, "Absent")).to_have_attribute("aria-checked", "true", timeout=COMES_BACK)
            expect(visitor.card(item).get_by_text("✓ Saved")).to_be_visible(timeout=COMES_BACK)
            print(f"\nsaved {time.monotonic() - start:.1f} s after a process was killed")
            process.start()
        stored = read_assessment(as_admin(repository), assessment_id).response
        assert [stored.rating(item) for item in items[:3]] == [Rating.PARTIAL, Rating.ABSENT, Rating.ABSENT]
        assert not any("Traceback" in each.log for each in replicas.pages)
        browser.close()
