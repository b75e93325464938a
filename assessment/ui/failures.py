"""When something fails, a person reads a sentence, never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown
from assessment.i18n import gettext as _

_log = logging.getLogger(__name__)


@contextmanager
def showing_errors() -> Iterator[None]:
    """Show in this place what is refused in the block, and draw the rest of the page."""
    try:
        yield
    except AssessmentError as error:
        st.error(escape_markdown(str(error)))


def show_error(error: Exception) -> bool:
    """Report an uncaught exception of a page or a callback; returns True, because it is reported."""
    if isinstance(error, AssessmentError):
        st.error(escape_markdown(str(error)))
    else:
        _log.error("A page failed.", exc_info=error)
        st.error(
            _(
                "Something went wrong. Whatever was shown as saved is saved. Reload the page; if it happens again, "
                "see the terminal where the app runs."
            )
        )
    return True
