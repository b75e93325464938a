"""Calls that begin in the same moment, each in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from assessment.errors import AssessmentError


def call_at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each call gave, or the error that it raised for people; any other error ends the test."""
    barrier = threading.Barrier(len(calls))

    def begin(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except AssessmentError as refused:
            return refused

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(begin, calls))
