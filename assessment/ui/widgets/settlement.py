"""The third way out of a conflict: what the room says, or who plans, with the texts of all versions kept."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.settlement import PlanSettlement, Settlement
from assessment.domain.model import Answer, Rating
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, follow_up_word, rating_label
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import date_text
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.ui.session import state

Choice = TypeVar("Choice")


def settlement_word(versions: int) -> str:
    """What the third way is called, where there are so many versions."""
    if versions > 2:  # noqa: PLR2004
        return _("Keep all texts, with the rating that the room agrees on")
    return _("Keep both texts, with the rating that the room agrees on")


def ask_settlement(key: str, answers: Sequence[Answer], shown: Settlement | None = None) -> Settlement | None:
    """Ask for the rating and a note, beginning with those shown; None until it is known which of several ratings."""
    ratings = {answer.rating for answer in answers}
    shown = shown or Settlement(answers[0].rating if len(ratings) == 1 else None)
    rating: Rating | None = st.segmented_control(
        _("The room says"),
        [rating for rating in RATING_STYLES if rating is not None],
        format_func=rating_label,
        key=state.seeded(f"room-rating-{key}", shown.rating),
        required=True,
        width="stretch",
    )
    note: str = st.text_area(
        _("Note (replaces the comments, and is the reason for “not applicable”)"),
        max_chars=PASSAGE_LIMIT,
        key=state.seeded(f"room-note-{key}", shown.note),
    )
    st.caption(
        _(
            "All other texts are kept, and so are the comments if there is no note, each marked with whose it is. The "
            "rest is that of the version so rated."
        )
    )
    return None if rating is None and len(ratings) > 1 else Settlement(rating, note.strip())


def plan_settlement_word(versions: int) -> str:
    """What the third way is called where versions of a follow-up differ."""
    return _("Keep all texts") if versions > 2 else _("Keep both texts")  # noqa: PLR2004


def ask_plan_settlement(
    key: str, plans: Sequence[FollowUp], shown: PlanSettlement | None = None
) -> PlanSettlement | None:
    """Ask for status and target date where they differ, beginning with those shown; None until they are known."""
    status = _ask_which(
        _("Status"),
        [(plan.status, plan.status_date) for plan in plans],
        lambda each: _status_words(*each),
        f"plan-settled-status-{key}",
        (shown.status, shown.status_date) if shown else None,
    )
    day = _ask_which(
        _("Target date"),
        [(plan.target_date,) for plan in plans],
        lambda each: date_text(each[0]) if each[0] else no_target_date(),
        f"plan-settled-day-{key}",
        (shown.target_date,) if shown else None,
    )
    st.caption(_("The texts that differ are kept, and notes on the status are marked with whose they are."))
    return PlanSettlement(*status, *day) if status and day else None


def _ask_which(
    label: str, held: Sequence[Choice], words: Callable[[Choice], str], key: str, shown: Choice | None
) -> Choice | None:
    """Ask which of the values to take; without asking where there is but one."""
    choices = list(dict.fromkeys(held))
    if len(choices) == 1:
        return choices[0]
    # What is chosen among some values is no choice among others.
    key = f"{key}-{zlib.crc32(repr(choices).encode()):08x}"
    chosen: Choice | None = st.segmented_control(
        label, choices, format_func=words, key=state.seeded(key, shown), required=True, width="stretch"
    )
    return chosen


def _status_words(status: FollowUpStatus, since: dt.date | None) -> str:
    """“Started · 26 November 2026”."""
    return f"{follow_up_word(status)} · {date_text(since)}" if since else follow_up_word(status)
