"""The places of a Word report that its other parts lead to."""

from __future__ import annotations

RED_LINES = "red_lines"
GAPS = "gaps"
INFORMATION_GAPS = "information_gaps"
NOT_APPLICABLE = "not_applicable"


def gap_place(number: int) -> str:
    """Where a gap stands, by its number in the order of gaps."""
    return f"gap_{number}"
