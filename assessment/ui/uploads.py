"""How much a session may bring at a time, and that its files go when they aren't needed any more.

Streamlit bounds a single file and keeps each in memory until its session ends. What it keeps, and for whom, is its own
affair and may change with its version, which requirements.txt pins.
"""

from __future__ import annotations

from collections.abc import Collection, MutableMapping

from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.language import gettext as _

FILES_LIMIT = 1_000
"""Files at a time: a workshop brings hundreds."""
BYTES_LIMIT = 100_000_000
"""Bytes of all files at a time: a thousand workbooks of 33 recommendations have 50 MB."""

_kept: dict[str, dict[str, int]] = {}
"""The size of each file that is kept, by session and file."""


def too_much(sizes: Collection[int]) -> str | None:
    """What to say of files of these sizes in bytes if they are more than may be brought at a time."""
    if len(sizes) <= FILES_LIMIT and sum(sizes) <= BYTES_LIMIT:
        return None
    words = _("At most {files} files or {megabytes} MB can be imported at a time. Import the rest later.")
    return words.format(files=FILES_LIMIT, megabytes=BYTES_LIMIT // 1_000_000)


def release_files(ids: Collection[str]) -> None:
    """Let the server forget files of this session, by their `file_id`."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file_id in ids:
            context.uploaded_file_mgr.remove_file(context.session_id, file_id)
            _kept.get(context.session_id, {}).pop(file_id, None)


def kept_sizes(session: str) -> MutableMapping[str, int]:
    """The size of each file that the server keeps for a session, by its `file_id`; those that have ended are forgotten,
    since Streamlit has let their files go."""
    if exists():
        for ended in [each for each in _kept if not get_instance().is_active_session(each)]:
            del _kept[ended]
    return _kept.setdefault(session, {})
