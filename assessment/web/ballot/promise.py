"""What people are promised before they take part: their form carries its mark, so that nobody joins something else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.labels.workshops import consent_sentences


class PromiseChanged(AssessmentError):
    """The workshop was changed after its page was shown."""

    def __init__(self, plan: WorkshopPlan) -> None:
        self.plan = plan
        super().__init__(_("This workshop was changed while you were reading. Read this again before you take part."))


def promise_mark(plan: WorkshopPlan) -> str:
    """What tells what a page promises and asks from what another does."""
    with using_language("en"):
        told = [plan.title, plan.voices, plan.tables, *consent_sentences(plan)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def check_promise(plan: WorkshopPlan, form: Mapping[str, str]) -> None:
    """Raises PromiseChanged where a form's page promised something else than the plan."""
    if form.get("promise") != promise_mark(plan):
        raise PromiseChanged(plan)
