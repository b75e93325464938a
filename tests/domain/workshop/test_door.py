"""How many come through a door at once, and how many after them."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.domain.workshop.door import JoiningSlowed, busy_until

AT = dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)


def count_let_in(busy: dt.datetime | None, tries: int, heads: int | None, at: dt.datetime) -> tuple[int, dt.datetime]:
    """How many of so many come in, and until when seats count then."""
    let_in = 0
    for _try in range(tries):
        try:
            busy = busy_until(busy, heads, at)
            let_in += 1
        except JoiningSlowed:
            pass
    assert busy is not None
    return let_in, busy


@pytest.mark.parametrize(("heads", "most"), [(12, 44), (0, 20), (None, 3_000)])
def test_twice_the_heads_and_twenty_come_in_at_once_and_as_many_again_within_ten_minutes(
    heads: int | None, most: int
) -> None:
    let_in, busy = count_let_in(None, most + 10, heads, AT)
    assert let_in == most
    let_in, busy = count_let_in(busy, most, heads, AT + dt.timedelta(minutes=5))
    assert let_in == most // 2
    let_in, busy = count_let_in(busy, most + 10, heads, AT + dt.timedelta(minutes=65))
    assert let_in == most
