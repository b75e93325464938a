"""The files uploaded in this session: what they would change, and what is decided so far.

Nothing is stored before the import, which notices what was changed meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import streamlit as st

from assessment.domain.merging.answer_merge import AnyConflict, AnyMerge, Decision
from assessment.domain.merging.merge import MergePreview
from assessment.services.importing import DEFAULT_ROW_OPTIONS, ConflictDecisions, PreparedImport, RowOptions
from assessment.ui.upload_limits import release_files

_KEY, _TURN, _LOOK = "brought", "brought-turn", "brought-look"


@dataclass(frozen=True, slots=True)
class Dispute:
    """An answer of one of the responses, or a follow-up, whose versions differ."""

    place: int
    """The index of its response's preview."""
    previewed: MergePreview
    item: AnyMerge
    conflict: AnyConflict

    @property
    def about(self) -> tuple[int, str]:
        """What a decision is about: the index of the preview, and the key of the conflict."""
        return self.place, self.item.key


@dataclass(slots=True)
class UploadSession:
    """The files of one upload, identified by `files`, and the decisions about them."""

    files: tuple[str, ...]
    prepared: PreparedImport
    wishes: RowOptions = DEFAULT_ROW_OPTIONS
    """The wishes with which the files were read."""
    single: dict[tuple[int, str], Decision] = field(default_factory=dict)
    for_all: str | int | None = None

    @property
    def decisions(self) -> ConflictDecisions:
        return ConflictDecisions(self.single, self.for_all)

    def disputes(self) -> list[Dispute]:
        """The conflicts by response, the weightiest first."""
        return [
            Dispute(place, previewed, item, item.conflict)
            for place, previewed in enumerate(self.prepared.previews)
            for item in previewed.conflicts
            if item.conflict
        ]

    def is_open(self, dispute: Dispute) -> bool:
        """Whether it is still undecided."""
        decision = self.decisions.decision_for(dispute.place, dispute.item.key, dispute.conflict)
        return dispute.conflict.chosen(decision) is None


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
