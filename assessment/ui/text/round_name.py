"""The name of a round, in a person's own words; only for plain text."""

from __future__ import annotations

from assessment.domain.model import Round
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text
from assessment.ui.text.escaping import plain_text


def round_words(asked_in: Round) -> str:
    """“2026 baseline (24 November 2026)”."""
    date = date_text(asked_in.date) if asked_in.date else ""
    if asked_in.label and date:
        return _("{label} ({date})").format(label=plain_text(asked_in.label), date=date)
    return asked_in.label or date or _("without a label")
