"""How many come through a door at once, and what a facilitator is told of it."""

from __future__ import annotations

import pytest

from assessment.access.turnstile import JoiningSlowed, Slowing, Turnstile


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def count_let_in(turnstile: Turnstile, tries: int, heads: int | None) -> int:
    let_in = 0
    for _try in range(tries):
        try:
            turnstile.let_in("w1", heads)
            let_in += 1
        except JoiningSlowed:
            pass
    return let_in


@pytest.mark.parametrize(("heads", "most"), [(12, 44), (0, 20), (None, 3_000)])
def test_twice_the_heads_and_twenty_come_in_at_once_and_as_many_again_within_ten_minutes(
    heads: int | None, most: int
) -> None:
    clock = Clock()
    turnstile = Turnstile(clock)
    assert count_let_in(turnstile, most + 10, heads) == most
    assert turnstile.slowing("w1") == Slowing(most, heads)
    clock.now += 300
    assert count_let_in(turnstile, most, heads) == most // 2
    clock.now += 3600
    assert turnstile.slowing("w1") is None
    assert count_let_in(turnstile, most + 10, heads) == most


def test_a_facilitator_who_is_told_lets_more_in_at_once() -> None:
    turnstile = Turnstile(Clock())
    count_let_in(turnstile, 50, 12)
    turnstile.give_more("w1")
    assert turnstile.slowing("w1") is None
    assert count_let_in(turnstile, 50, 12) == 44


def test_one_door_slows_nobody_at_another() -> None:
    turnstile = Turnstile(Clock())
    count_let_in(turnstile, 50, 12)
    turnstile.let_in("w2", 12)
    assert turnstile.slowing("w2") is None
