"""“Not applicable” without a reason can't be stored; only the address restores it after a reload."""

from __future__ import annotations

from assessment.domain.model import Assessment, Status
from assessment.ui.session import state
from assessment.ui.session.draft import Draft


def remember_waiting(draft: Draft) -> None:
    """Put into the address which answers wait for a reason."""
    state.choose("waiting", " ".join(draft.waiting))


def restore_waiting(draft: Draft, assessment: Assessment) -> None:
    """Restore the answers that, by the address, were waiting for a reason when the page was left."""
    for recommendation_id in (state.chosen_text("waiting") or "").split():
        if recommendation_id in assessment.catalogue.by_id and assessment.status is Status.DRAFT:
            draft.wait(recommendation_id)
