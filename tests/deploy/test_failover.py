"""Processes for phones behind the proxy, one of which is killed or restarted while people vote."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assessment.domain.workshop.stages import Step
from assessment.storage.opening import open_storage
from tests.conftest import MakeDatabase
from tests.support.replicas import Replicas, let_vote, wait_for_votes
from tests.support.room import hold_room
from tests.support.voters import Voter

ITEM = "INV-01"


def test_whatever_becomes_of_one_process_no_vote_is_lost(make_postgresql: MakeDatabase, tmp_path: Path) -> None:
    url = make_postgresql()
    with open_storage(url) as repository, Replicas(tmp_path, url) as replicas:
        room = hold_room(repository, state=12)
        room.steps(ITEM, Step.OPEN)

        async def act(people: list[Voter]) -> None:
            await wait_for_votes(people)
            first, second = replicas.phones
            first.kill()
            await wait_for_votes(people)
            await asyncio.to_thread(first.start)
            # As a service is restarted, once the other process is back.
            await asyncio.to_thread(second.stop)
            await wait_for_votes(people)
            await asyncio.to_thread(second.start)
            await wait_for_votes(people)

        people, wrong = let_vote(replicas, repository, room, ITEM, act)
        assert wrong == []
        assert sum(len(person.acknowledged) for person in people) >= 8 * len(people)
        assert not any("Traceback" in each.log for each in replicas.phones)
