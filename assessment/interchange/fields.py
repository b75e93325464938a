"""The names of the fields in files: a word for a column, a question for a form."""

from __future__ import annotations

from assessment.i18n import gettext as _
from assessment.labels.codes import none_of_these

TEXTS = ("evidence", "law_reference", "responsible", "action", "comment", "reason")
"""The free-text fields of an answer."""
ANSWER_FIELDS = (
    "rating", "measures", "evidence", "evidence_url", "law_reference", "responsible", "action", "target_date",
    "comment", "reason", "cause",
)  # fmt: skip
"""In the order in which they are asked."""
NO_MEASURES = "none"
"""Stands among the measures in files where none of them is in place; where nothing stands, nothing is said of them."""
IDENTITY_FIELDS = ("country", "voice", "organisation", "round_label", "round_date", "anonymous")


def field_label(field: str) -> str:
    """The header of a column, in the current language."""
    words = {
        "rating": _("Rating"),
        "measures": _("Measures in place"),
        "evidence": _("Evidence"),
        "evidence_url": _("Source"),
        "law_reference": _("Law or policy"),
        "responsible": _("Responsible body"),
        "action": _("Action"),
        "target_date": _("Target date"),
        "status": _("Status"),
        "status_date": _("Date of the status"),
        "note": _("Note on the status"),
        "comment": _("Comment"),
        "reason": _("Reason"),
        "cause": _("Cause of another rating"),
        "country": _("Country or area"),
        "voice": _("Voice"),
        "organisation": _("Organisation"),
        "round_label": _("Round"),
        "round_date": _("Date"),
        "anonymous": _("Anonymous"),
    }
    return words[field]


def field_question(field: str) -> str:
    """How a form asks for a field, in the current language."""
    words = {
        "measures": _("What of it is in place?"),
        "evidence": _("Evidence: what shows it?"),
        "evidence_url": _("Link to the evidence (https://…)"),
        "law_reference": _("Law or policy, with its article"),
        "action": _("Next action"),
        "reason": _("Why doesn’t it apply? (required)"),
        "voice": _("Who answers?"),
        "organisation": _("Organisation (optional)"),
        "round_label": _("Round (optional)"),
        "anonymous": _("Keep the organisation out of every report"),
    }
    return words.get(field) or field_label(field)


def none_contradicted() -> str:
    """What is wrong where a file says “none of these” beside a measure."""
    return _("“{none}” is chosen together with a measure.").format(none=none_of_these())
