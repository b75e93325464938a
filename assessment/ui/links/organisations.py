"""The organisations that a server knows: those to which responses belong, and those for which links were made."""

from __future__ import annotations

from assessment.domain.permissions import Action
from assessment.services.access import Access


def known_organisations(access: Access) -> list[str]:
    """Their names in alphabetical order, as far as this person may know them."""
    own = {access.require(Action.SHARE).scope.organisation}
    found = own | {each.owner for each in access.listings()} | {each.scope.organisation for each in access.links()}
    return sorted((name for name in found if name), key=str.casefold)
