"""Reports of responses that no test needs a name for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import SharingLevel
from assessment.domain.response import Response
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.views.results import Results


def results_of(
    catalogue: Catalogue,
    response: Response,
    *,
    written: dt.datetime,
    threshold: float = COVERAGE_THRESHOLD,
    level: SharingLevel = SharingLevel.FULL,
    workshop: WorkshopOutcome | None = None,
    **known: Any,
) -> Results:
    """The results of a response; `known` is what else is known about it."""
    source = SourcedResponse("", catalogue, response, **known)
    return Results(source, written=written, threshold=threshold, level=level, workshop=workshop)
