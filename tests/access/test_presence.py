"""Who has which assessment open at this moment."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.access import presence as presence_module
from assessment.access.presence import GONE_AFTER, TOLD_EVERY, WORTH, Presence
from assessment.parsing.limits import NAME_LIMIT
from assessment.storage.opening import Storage
from assessment.storage.presence import purge_marks, read_marks
from assessment.storage.transaction import now
from tests.support.gates import as_admin, in_transaction


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presence(clock: Clock) -> Presence:
    return Presence(clock)


def test_everybody_sees_the_others_and_not_themselves(presence: Presence) -> None:
    assert presence.mark("one", "a", "Asha") == ()
    assert presence.mark("one", "b", "Bela") == ("Asha",)
    assert presence.mark("one", "c", "Chandra") == ("Asha", "Bela")
    assert presence.mark("one", "a", "Asha") == ("Bela", "Chandra")


def test_who_has_another_assessment_open_is_not_here(presence: Presence) -> None:
    presence.mark("one", "a", "Asha")
    assert presence.mark("another", "b", "Bela") == ()


def test_who_does_not_come_again_is_gone(presence: Presence, clock: Clock) -> None:
    presence.mark("one", "a", "Asha")
    presence.mark("one", "b", "Bela")
    clock.seconds = GONE_AFTER - 1
    assert presence.mark("one", "b", "Bela") == ("Asha",)
    clock.seconds = GONE_AFTER
    assert presence.mark("one", "b", "Bela") == ()
    assert presence.mark("one", "a", "Asha") == ("Bela",)


def test_more_sessions_than_are_known_see_others_and_are_not_seen_until_there_is_room(
    presence: Presence, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence_module, "SESSIONS_LIMIT", 2)
    presence.mark("one", "a", "Asha")
    clock.seconds = 1
    presence.mark("another", "b", "Bela")
    assert presence.mark("one", "c", "Chandra") == ("Asha",)
    assert presence.mark("one", "a", "Asha") == ()
    clock.seconds = GONE_AFTER + 1  # Bela is gone, who has another assessment open than who comes.
    assert presence.mark("one", "c", "Chandra") == ()
    assert presence.mark("one", "d", "Dalia") == ("Chandra",)
    assert presence.mark("another", "e", "Emre") == ()
    assert presence.mark("another", "f", "Fatou") == ()


def test_a_name_without_end_is_cut(presence: Presence) -> None:
    presence.mark("one", "a", "x" * 100_000)
    (name,) = presence.mark("one", "b", "Bela")
    assert len(name) == NAME_LIMIT


@pytest.mark.both_engines
def test_processes_tell_each_other_who_is_there(repository: Storage, clock: Clock) -> None:
    here, there = Presence(clock), Presence(clock)

    def meet() -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        for each in (here, there, here):
            clock.seconds += TOLD_EVERY
            each.exchange(repository)
        return here.renew("one", "a"), there.renew("one", "b")

    here.mark("one", "a", "Asha")
    there.mark("one", "b", "Bela")
    there.mark("another", "c", "Chandra")
    assert meet() == (("Bela",), ("Asha",))
    # Who closes the page is taken back, and so is nobody else.
    clock.seconds += GONE_AFTER - TOLD_EVERY
    assert here.renew("one", "a") == ("Bela",)
    assert meet() == ((), None)


def test_whom_a_killed_process_has_left_nobody_believes_for_long(
    repository: Storage, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, killed = Presence(clock), Presence(clock)
    killed.mark("one", "b", "Bela")
    killed.exchange(repository)
    here.exchange(repository)
    assert here.mark("one", "a", "Asha") == ("Bela",)
    later = now() + WORTH
    monkeypatch.setattr(presence_module, "now", lambda: later)
    clock.seconds += TOLD_EVERY
    here.exchange(repository)
    assert here.renew("one", "a") == ()
    in_transaction(as_admin(repository), purge_marks, later + dt.timedelta(seconds=1))
    with repository.reading() as transaction:
        assert [name for _of, name in read_marks(transaction, dt.datetime.min.replace(tzinfo=dt.UTC)).values()] == [
            "Asha"
        ]
