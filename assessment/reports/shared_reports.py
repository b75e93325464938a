"""The reports as they are handed to readers of one level: nothing is written before it was shared (docs/sharing.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assessment.comparison import Compared
from assessment.model import Catalogue, Response, Status
from assessment.reports.beside_others import share_others
from assessment.reports.gap_report import gap_report
from assessment.reports.word.document import word_report
from assessment.sharing import Level, share


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report is of, with all that was answered: `left_out` names what its file lacked already."""

    catalogue: Catalogue
    response: Response
    status: Status
    left_out: tuple[str, ...] = ()


def share_excel(
    reported: Reported, level: Level, *, others: Sequence[Compared], threshold: float, written: dt.datetime
) -> bytes:
    """The gap report as a workbook, beside other responses of the country or area at the same level."""
    shared = share(reported.response, level, reported.left_out)
    return gap_report(
        reported.catalogue,
        shared.response,
        threshold=threshold,
        written=written,
        status=reported.status,
        others=share_others(reported.catalogue, reported.response, others, level),
        left_out=shared.left_out,
    )


def share_word(
    reported: Reported, level: Level, *, threshold: float, written: dt.datetime, template: Path | None = None
) -> bytes:
    """The gap report as a Word document, made from a template of one’s own if there is one.

    Raises TemplateRefused if that can’t be used.
    """
    shared = share(reported.response, level, reported.left_out)
    return word_report(
        reported.catalogue,
        shared.response,
        threshold=threshold,
        written=written,
        status=reported.status,
        left_out=shared.left_out,
        template=template,
    )
