"""A conflict between two versions of an answer or a follow-up: whose they are, and the third way out of it, which is
what people agree on, with the texts of all versions kept."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from assessment.domain.answer import Answer
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.settlement import PlanSettlement, Record, Settlement, Version
from assessment.errors import AnswerRefused, FollowUpRefused
from assessment.html.escaping import escape_markdown
from assessment.i18n import gettext as _
from assessment.labels.codes import follow_up_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import date_text
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.ui.session import state
from assessment.ui.session.editing import Conflict
from assessment.ui.widgets.components import ask_rating

Choice = TypeVar("Choice")
AnySettlement = TypeVar("AnySettlement", Settlement, PlanSettlement)


def has_name(author: str) -> bool:
    """Whether an author is a named person; on a personal machine nobody is."""
    return author not in ("", state.AUTHOR)


def author_word(author: str) -> str:
    return author if has_name(author) else _("another window")


def ask_settled(
    item: str,
    conflict: Conflict[Record],
    stored: Record,
    ask: Callable[[str, Sequence[Record]], AnySettlement | None],
    settle: Callable[[Sequence[Version[Record]], AnySettlement], Record],
) -> Record | None:
    """Ask for neither of the two versions in conflict, but what people agree on; None until it is a valid record."""
    person = state.gate().grant().person
    versions = [
        Version(conflict.author if has_name(conflict.author) else _("One version"), stored),
        Version(person if has_name(person) else _("Another version"), conflict.record),
    ]
    settlement = ask(item, [version.record for version in versions])
    try:
        return None if settlement is None else settle(versions, settlement)
    except (AnswerRefused, FollowUpRefused) as error:
        st.warning(escape_markdown(str(error)))
        return None


def settlement_word() -> str:
    return _("Keep all texts, with the rating that the room agrees on")


def ask_settlement(key: str, answers: Sequence[Answer], before: Settlement | None = None) -> Settlement | None:
    """Ask for the rating and a note, beginning with those of `before`; None until one of several ratings is chosen."""
    ratings = {answer.rating for answer in answers}
    before = before or Settlement(answers[0].rating if len(ratings) == 1 else None)
    rating = ask_rating(_("The room says"), state.seeded(f"room-rating-{key}", before.rating), required=True)
    note: str = st.text_area(
        _("Note (replaces the comments, and is the reason for “not applicable”)"),
        max_chars=PASSAGE_LIMIT,
        key=state.seeded(f"room-note-{key}", before.note),
    )
    st.caption(
        _(
            "All other texts are kept, marked with whose they are, and without a note the comments too. The rest is "
            "that of the version with this rating."
        )
    )
    return None if rating is None and len(ratings) > 1 else Settlement(rating, note.strip())


def plan_settlement_word() -> str:
    return _("Keep all texts")


def ask_plan_settlement(
    key: str, plans: Sequence[FollowUp], before: PlanSettlement | None = None
) -> PlanSettlement | None:
    """Ask for status and target date where they differ, beginning with those of `before`; None until they are known."""
    status = _ask_which(
        _("Status"),
        [(plan.status, plan.status_date) for plan in plans],
        lambda status: _status_words(*status),
        f"plan-settled-status-{key}",
        (before.status, before.status_date) if before else None,
    )
    day = _ask_which(
        _("Target date"),
        [(plan.target_date,) for plan in plans],
        lambda day: date_text(day[0]) if day[0] else no_target_date(),
        f"plan-settled-day-{key}",
        (before.target_date,) if before else None,
    )
    st.caption(_("The texts that differ are kept, and notes on the status are marked with whose they are."))
    return PlanSettlement(*status, *day) if status and day else None


def _ask_which(
    label: str, values: Sequence[Choice], words: Callable[[Choice], str], key: str, before: Choice | None
) -> Choice | None:
    """The only value, or the one that is chosen of several."""
    choices = list(dict.fromkeys(values))
    if len(choices) == 1:
        return choices[0]
    # When the values change, another widget asks again.
    key = f"{key}-{zlib.crc32(repr(choices).encode()):08x}"
    chosen: Choice | None = st.segmented_control(
        label, choices, format_func=words, key=state.seeded(key, before), required=True, width="stretch"
    )
    return chosen


def _status_words(status: FollowUpStatus, since: dt.date | None) -> str:
    """“Started · 26 November 2026”."""
    return f"{follow_up_word(status)} · {date_text(since)}" if since else follow_up_word(status)
