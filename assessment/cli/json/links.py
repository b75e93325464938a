"""JSON output of the command line: links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from assessment.services.links import NewLink
from assessment.storage import Link


def link_data(link: Link, now: dt.datetime) -> dict[str, Any]:
    """A link without its key."""
    return {
        "id": link.id,
        "role": link.role.value,
        "scope": {
            "organisation": link.scope.organisation,
            "response": link.scope.assessment_id,
            "workshop": link.scope.workshop_id,
        },
        "name": link.name,
        "created": link.created.isoformat(),
        "ends": link.ends.isoformat(),
        "last_used": link.last_used and link.last_used.isoformat(),
        "state": link.state(now).value,
    }


def new_link_data(made: NewLink, origins: Sequence[str]) -> dict[str, Any]:
    """A new link with its key, which is shown only once: the addresses to give to people, the best first."""
    return {**link_data(made.link, made.link.created), "links": [made.address(origin) for origin in origins]}
