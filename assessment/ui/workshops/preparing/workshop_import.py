"""Importing a whole workshop that was exported, as a new one."""

from __future__ import annotations

import streamlit as st

from assessment.errors import AssessmentError, FileRefused
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.workshops.transfer import import_workshop
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.upload_limits import release_files
from assessment.ui.widgets.components import list_problems
from assessment.ui.workshops.room import WORKSHOP

_TURN = "workshop-import-turn"


def ask_workshop_file() -> None:
    """Ask for the file, and open the workshop that is made of it."""
    with st.expander(_("Import a workshop that was exported"), key="workshop-import"):
        # Another uploader each time, so that a file that was imported is gone.
        file = st.file_uploader(
            _("The whole workshop (JSON)"), type="json", key=f"workshop-file-{st.session_state.get(_TURN, 0)}"
        )
        if st.button(_("Import"), key="workshop-import-now", disabled=file is None) and file is not None:
            _import(file.getvalue(), file.name, file.file_id)


def _import(content: bytes, name: str, file_id: str) -> None:
    try:
        made = import_workshop(
            content, name, state.access(), state.repository(), catalogue_for, language=current_language()
        )
    except FileRefused as refused:
        st.error(_("Nothing was imported."))
        list_problems(refused)
        return
    except AssessmentError as error:
        st.error(escape_markdown(str(error)))
        return
    release_files([file_id])
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    if made.was_here:
        st.toast(_("This workshop was here already: now there are two of it."))
    state.choose(WORKSHOP, made.id)
    st.rerun()
