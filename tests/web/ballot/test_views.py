"""The ballot's words for what was saved, and for where a recommendation is."""

from __future__ import annotations

import datetime as dt
import re

from assessment.web.ballot.views import saved_sentence


def test_what_was_saved_on_another_day_says_on_which() -> None:
    now = dt.datetime.now(dt.UTC)
    assert re.fullmatch(r"Saved \d\d:\d\d", saved_sentence(now))
    earlier = dt.datetime(2026, 3, 9, 12, 0).astimezone()
    assert saved_sentence(earlier) == "Saved 9 March 2026, 12:00"
