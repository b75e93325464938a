"""The third way out of a conflict: what the room says, with the texts of all versions kept."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.merging.settlement import Settlement
from assessment.domain.model import Answer, Rating
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.ui.session import state


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
