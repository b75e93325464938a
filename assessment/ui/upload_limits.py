"""How much a session may upload at a time, and removing its files when they are no longer needed.

Streamlit limits the size of a single file and keeps each in memory until its session ends. How it keeps them is
internal and may change with its version, which requirements.txt pins.
"""

from __future__ import annotations

from collections.abc import Collection, MutableMapping

from streamlit.runtime import exists, get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.i18n import gettext as _

FILES_LIMIT = 1_000
"""Files at a time: a workshop has hundreds."""
BYTES_LIMIT = 100_000_000
"""Bytes of all files at a time: a thousand workbooks of 33 recommendations take 50 MB."""

_sizes: dict[str, dict[str, int]] = {}
"""The size of each file in memory, by session and file."""


def upload_limit_message(sizes: Collection[int]) -> str | None:
    """A sentence if files of these sizes in bytes are more than may be uploaded at a time, else None."""
    if len(sizes) <= FILES_LIMIT and sum(sizes) <= BYTES_LIMIT:
        return None
    words = _("At most {files} files or {megabytes} MB can be imported at a time. Import the rest later.")
    return words.format(files=FILES_LIMIT, megabytes=BYTES_LIMIT // 1_000_000)


def release_files(ids: Collection[str]) -> None:
    """Remove files of this session from the server's memory, by their `file_id`."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        for file_id in ids:
            context.uploaded_file_mgr.remove_file(context.session_id, file_id)
            _sizes.get(context.session_id, {}).pop(file_id, None)


def session_upload_sizes(session: str) -> MutableMapping[str, int]:
    """The size of each file that the server keeps for a session, by `file_id`; ended sessions are forgotten, because
    Streamlit has released their files."""
    if exists():
        for ended in [known for known in _sizes if not get_instance().is_active_session(known)]:
            del _sizes[ended]
    return _sizes.setdefault(session, {})
