"""Redrawing other fragments than the one that is running.

Streamlit lets only callbacks ask for fragments by their keys, and a fragment that looks for news by itself has none.
What is used here is internal and may change with its version, which requirements.txt pins.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx


def redraw_next(keys: Sequence[str]) -> None:
    """Draw the fragments with these keys after what is running now, which isn't cut short."""
    context = get_script_run_ctx()
    if context is None or context.script_requests is None:
        return
    fragments: list[str] = []
    for key in keys:
        with suppress(StreamlitAPIException):  # One that isn't there will be drawn by what is running.
            fragments += context.fragment_storage.resolve_target(key)
    if not fragments:
        return
    context.script_requests.request_rerun(
        RerunData(
            query_string=context.query_string,
            page_script_hash=context.page_script_hash,
            fragment_id_queue=fragments,
            cached_message_hashes=context.cached_message_hashes,
            context_info=context.context_info,
        )
    )
