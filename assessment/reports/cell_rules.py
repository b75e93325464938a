"""Rules that a workbook keeps by itself while people work in it: fills by rating, and what a cell accepts.

Each is told as the element in which it stands in the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from assessment.language import gettext as _
from assessment.legend import rating_label
from assessment.reports.styles import style_book


def rating_fills(cells: Sequence[str]) -> str:
    """Give cells the fill of the rating that they hold, now and when a person changes it."""
    rules = []
    for priority, (rating, fill) in enumerate(style_book().fills.items(), start=1):
        label = rating_label(rating).replace('"', '""')
        rules.append(
            f'<cfRule type="cellIs" operator="equal" dxfId="{fill}" priority="{priority}">'
            f'<formula>"{escape(label)}"</formula></cfRule>'
        )
    return f'<conditionalFormatting sqref="{" ".join(cells)}">{"".join(rules)}</conditionalFormatting>'


def choices(cells: str, reference: str) -> str:
    """Let cells be filled from the list at `reference`, and with nothing else."""
    title, words = _("Not in the list"), _("Choose one of the words in the list, or leave the cell empty.")
    return _validation(cells, 'type="list"', reference, title, words)


def dates(cells: str) -> str:
    """Let cells hold a date; what is no date is questioned and may stay."""
    title, words = _("Not a date"), _("Write year, month and day, such as 2026-11-24.")
    return _validation(cells, 'type="date" operator="greaterThan" errorStyle="warning"', "1", title, words)


def _validation(cells: str, kind: str, formula: str, title: str, words: str) -> str:
    return (
        f'<dataValidation sqref="{cells}" {kind} allowBlank="1" showErrorMessage="1"'
        f" errorTitle={quoteattr(title)} error={quoteattr(words)}>"
        f"<formula1>{escape(formula)}</formula1></dataValidation>"
    )
