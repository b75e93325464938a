"""What is said first of a response, in the same words on a page and in files: a sentence, and the gravest gaps."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.domain.gaps import Gap, red_lines
from assessment.i18n import gettext as _
from assessment.i18n import ngettext

FEWEST, MOST = 5, 10
"""How many gaps are shown as the gravest: a few at least, and every red line, up to what is read at a glance."""


def headline(gaps: int, red_lines: int, unknown: int) -> str:
    """“14 gaps, 2 of them red lines, 3 recommendations unknown”: a sentence without its full stop.

    `unknown` counts the information gaps, which are never among the gaps.
    """
    return ", ".join([_gaps_words(gaps, red_lines, unknown), _unknown_words(unknown)])


def _gaps_words(gaps: int, red_lines: int, unknown: int) -> str:
    if not gaps:
        return _("No gaps so far") if unknown else _("No gaps")
    counted = ngettext("{n} gap", "{n} gaps", gaps).format(n=gaps)
    if gaps == 1:
        return (
            _("{gaps}, a red line").format(gaps=counted) if red_lines else _("{gaps}, no red line").format(gaps=counted)
        )
    if not red_lines:
        return _("{gaps}, none of them a red line").format(gaps=counted)
    return ngettext("{gaps}, {n} of them a red line", "{gaps}, {n} of them red lines", red_lines).format(
        gaps=counted, n=red_lines
    )


def _unknown_words(unknown: int) -> str:
    if not unknown:
        return _("no recommendation unknown")
    return ngettext("{n} recommendation unknown", "{n} recommendations unknown", unknown).format(n=unknown)


def meaning_of_unknown() -> str:
    """What “unknown” says in the headline, for the recommendation itself is known."""
    return _("Unknown: nobody could say whether it is implemented, or it isn’t answered yet.")


def gravest_gaps(gaps: Sequence[Gap]) -> Sequence[Gap]:
    """Of gaps in the method's order those that lead: every red line, and others up to `FEWEST`; `MOST` at most."""
    return gaps[: min(max(FEWEST, len(red_lines(gaps))), MOST)]


def not_assigned() -> str:
    """What is shown where no responsible body is named."""
    return _("not assigned")


def no_target_date() -> str:
    """What is shown where no target date is set."""
    return _("no date")
