"""What a role is for, in words."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.domain.permissions import Scope
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.services.access import Access
from assessment.ui.text.escaping import plain_text


def scope_name(scope: Scope, names: Mapping[str, str]) -> str:
    """What a scope is called, for a place that interprets nothing; `names` are those of responses and
    workshops, by id."""
    if scope.organisation is not None:
        return plain_text(scope.organisation)
    if scope.assessment_id is not None:
        return names.get(scope.assessment_id, _("A response that was deleted"))
    if scope.workshop_id is not None:
        return names.get(scope.workshop_id, _("A workshop"))
    return _("This whole server")


def names_of_responses(access: Access) -> dict[str, str]:
    """The name of every response that a person may see, by its id, for a place that interprets nothing."""
    return {each.id: response_name(each, plain_text) for each in access.listings()}
