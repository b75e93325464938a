"""What a person reads when something fails: a sentence, and never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from assessment.errors import AssessmentError
from assessment.language import gettext as _
from assessment.ui.verbatim import to_markdown

_log = logging.getLogger(__name__)


@contextmanager
def showing_errors() -> Iterator[None]:
    """Show what is refused inside in this place; the rest of the page is drawn all the same."""
    try:
        yield
    except AssessmentError as error:
        st.error(to_markdown(str(error)))


def tell_failure(error: Exception) -> bool:
    """Show an exception that a page or a callback let through; gives True, for it is told."""
    if isinstance(error, AssessmentError):
        st.error(to_markdown(str(error)))
    else:
        _log.error("A page failed.", exc_info=error)
        st.error(
            _(
                "Something went wrong that should not have. What the page called saved is saved. Load the page again; "
                "if it comes back, the terminal where the app runs says more."
            )
        )
    return True
