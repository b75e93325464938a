"""The name of a round, in a person's own words; only for plain text."""

from __future__ import annotations

from assessment.figures import date_words
from assessment.language import gettext as _
from assessment.model import Round
from assessment.ui.verbatim import to_plain


def round_words(asked_in: Round) -> str:
    """“2026 baseline (24 November 2026)”."""
    date = date_words(asked_in.date) if asked_in.date else ""
    if asked_in.label and date:
        return _("{label} ({date})").format(label=to_plain(asked_in.label), date=date)
    return asked_in.label or date or _("without a label")
