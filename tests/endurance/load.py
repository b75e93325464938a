"""The load test of docs/ballot-protocol.md: a thousand programs vote in a rehearsal that a script leads."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.serving.phone import Phone
from tests.browser.server import ROOT, SharedServer
from tests.support import event_loop

PEOPLE, JOINING_AT_ONCE = 1_000, 20
MINUTES, SECONDS_AFTER = 4, 10
"""How long the rehearsal takes, and for how much longer programs try to vote."""
THINK_SECONDS = 8


def test_as_many_ballots_are_stored_as_were_acknowledged_to_a_thousand_programs(tmp_path: Path) -> None:
    server = SharedServer(tmp_path)
    server.start()
    command = ("workshop", "rehearse", "--new", "--country", "XAB", "--lead", "--phones", "--minutes", str(MINUTES))
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "assessment", *command],
            cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        ) as rehearsal:  # fmt: skip
            assert rehearsal.stdout is not None
            begun = [rehearsal.stdout.readline() for _line in range(3)]
            code = begun[2].split()[1].rstrip(",")
            phones = event_loop.run(_vote(server.address, code))
            told = rehearsal.stdout.read().splitlines()
    finally:
        server.stop()
    print("", *told, f"{sum(phone.late for phone in phones)} ballots came too late.", sep="\n")
    acknowledged = sum(len(phone.acknowledged) for phone in phones)
    assert acknowledged > PEOPLE
    assert told[-1] == f"Ballots stored from phones: {acknowledged}"


async def _vote(address: str, code: str) -> list[Phone]:
    """Join, and vote until the rehearsal is over and longer."""
    end = time.perf_counter() + 60 * MINUTES + SECONDS_AFTER
    phones = [Phone(number, address, code, ("state", "civil_society")[number % 2]) for number in range(PEOPLE)]
    rush = asyncio.Semaphore(JOINING_AT_ONCE)

    async def take_part(phone: Phone) -> None:
        async with rush:
            await phone.join()
        await phone.work(end, THINK_SECONDS)

    await asyncio.gather(*map(take_part, phones))
    return phones
