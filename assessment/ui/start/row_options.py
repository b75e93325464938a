"""Exceptional rows of submissions: rejected on their server, or for a catalogue that isn’t here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from assessment.errors import RowsRefused
from assessment.i18n import gettext as _
from assessment.services.importing import RowOptions

if TYPE_CHECKING:
    from assessment.ui.start.upload_session import UploadSession


def row_options(files: tuple[str, ...]) -> RowOptions:
    """What to do with such rows in these files, as the person chose."""
    return RowOptions(
        take_rejected=bool(st.session_state.get(_key("rejected", files))),
        leave_out_rows=bool(st.session_state.get(_key("rows", files))),
    )


def ask_row_options(brought: UploadSession) -> None:
    """Say which rows aren’t imported, and ask what to do with them; the files are then read again."""
    prepared, wishes = brought.prepared, brought.wishes
    if wishes.leave_out_rows or any(isinstance(error, RowsRefused) for error in prepared.refused):
        st.checkbox(_("Leave out the rows for a catalogue that isn’t here"), key=_key("rows", brought.files))
    if prepared.rejected:
        st.warning(_("Not imported:"))
        st.text("\n".join(f"• {problem}" for problem in prepared.rejected))
    if prepared.rejected or wishes.take_rejected:
        st.checkbox(_("Import rejected submissions too"), key=_key("rejected", brought.files))


def _key(name: str, files: tuple[str, ...]) -> str:
    return f"{name}-{'-'.join(files)}"
