"""What the commands on workshops share: how they come to them, and how they find what an argument names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessment.cli.commands import AUTHOR, CommandRefused
from assessment.config import settings
from assessment.i18n import gettext as _
from assessment.parsing.message_text import truncated

if TYPE_CHECKING:
    from assessment.services.access import Access
    from assessment.services.workshops.facilitation import Facilitation
    from assessment.storage import Repository, Seat, Workshop


def open_stored() -> Repository:
    from assessment.storage import open_repository

    return open_repository(settings().database_url)


def open_lead(repository: Repository, owner: str = "") -> Facilitation:
    """What a facilitator does, as whoever sits at the machine; for an `owner`, as a facilitator of that organisation,
    so that a new workshop is theirs."""
    from assessment.services.workshops.facilitation import Facilitation

    return Facilitation(open_access_of(repository, owner), repository)


def open_access_of(repository: Repository, owner: str = "") -> Access:
    from assessment.domain.permissions import Grant, Role, Scope
    from assessment.services.access import Access

    if not owner:
        return Access.personal(repository, AUTHOR)
    grant = Grant(AUTHOR, Role.FACILITATOR, Scope(organisation=owner))
    return Access(repository, lambda: grant)


def where(workshop: Workshop, named: str | None) -> str:
    """The recommendation that is named, or the one at which the room is. Raises CommandRefused."""
    found = named or workshop.current
    if found is None:
        raise CommandRefused(_("The room isn’t at any recommendation yet. Name one."))
    if found not in workshop.places:
        raise CommandRefused(
            _("“{id}” is not voted on in this workshop. “workshop status” lists what is.").format(id=truncated(found))
        )
    return found


def seat_numbered(seats: list[Seat], number: int) -> Seat:
    """Who takes part under this number. Raises CommandRefused."""
    found = next((seat for seat in seats if seat.number == number and seat.left is None), None)
    if found is None:
        raise CommandRefused(
            _("No participant has the number {number}. “workshop status --participants” lists them.").format(
                number=number
            )
        )
    return found
