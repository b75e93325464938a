"""Values in a response as JSON that JSON has no type for, and that have a rule of their own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from assessment.parsing.limits import WhatAndFix
from assessment.parsing.message_text import no_date
from assessment.parsing.validation import Node


def date_text(date: dt.date | None) -> str | None:
    return None if date is None else date.isoformat()


def is_wrong(part: Node, key: str, wrong: WhatAndFix) -> bool:
    """Whether anything is wrong with a value, which is reported."""
    if wrong:
        part.refuse(*wrong, key)
    return wrong is not None


def read_date(part: Node, key: str, problem: Callable[[dt.date], WhatAndFix] = lambda _day: None) -> dt.date | None:
    """The day under a key; one that isn't a day, or has a `problem`, is reported."""
    if part.entries.get(key) is None:
        return None
    text = part.text(key)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            day = dt.date.fromisoformat(text)
            return None if is_wrong(part, key, problem(day)) else day
    except ValueError:
        pass  # 2026-02-30 looks like a date but isn't one.
    if text.strip():
        part.refuse(*no_date(text), key)
    return None
