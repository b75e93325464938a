"""The files uploaded in this session: what they would change, and what is decided so far.

Nothing is stored before the import, which notices what was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import streamlit as st

from assessment.services.importing import ConflictDecisions, PreparedImport, RowOptions
from assessment.ui.upload_limits import release_files

_KEY, _TURN, _LOOK = "brought", "brought-turn", "brought-look"


@dataclass(frozen=True, slots=True)
class UploadSession:
    """The files of one upload, identified by `files`, and the decisions about them."""

    files: tuple[str, ...]
    prepared: PreparedImport
    wishes: RowOptions
    """The wishes with which the files were read."""
    decisions: ConflictDecisions = field(default_factory=ConflictDecisions)


def current_upload() -> UploadSession | None:
    """The files that this session has read."""
    return st.session_state.get(_KEY)


def store_upload(upload: UploadSession) -> None:
    st.session_state[_KEY] = upload
    st.session_state[_LOOK] = preview_number() + 1


def discard_preview() -> None:
    """Read the uploaded files again."""
    st.session_state.pop(_KEY, None)


def clear_upload() -> None:
    """Remove the uploaded files."""
    release_files([file.file_id for file in st.session_state.get(uploader_key()) or ()])
    discard_preview()
    st.session_state[_TURN] = _turn() + 1


def uploader_key() -> str:
    """The key of the file uploader, which changes each time its files are removed."""
    return f"files-{_turn()}"


def _turn() -> int:
    return int(st.session_state.get(_TURN, 0))


def preview_number() -> int:
    """How often this session has read files: part of the keys of the widgets about them, and of no others."""
    return int(st.session_state.get(_LOOK, 0))


def distinct_names(names: Sequence[str]) -> list[str]:
    """The names of files, with a number where a name is repeated."""
    distinct: list[str] = []
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        distinct.append(next(candidate for candidate in chain([name], numbered) if candidate not in distinct))
    return distinct
