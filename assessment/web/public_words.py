"""What anybody may be told of an error, also who has no visit."""

from __future__ import annotations

import logging

from assessment.i18n import gettext as _
from assessment.storage import StorageError

_log = logging.getLogger(__name__)


def public_sentence(error: Exception) -> str:
    """The sentence of an error; where the database is, and what is wrong there, only the server's log is told."""
    if not isinstance(error, StorageError):
        return str(error)
    _log.warning("The database could not do what was asked: %s", error)
    return _("The database can’t be reached at the moment. Try again, or tell whoever runs this server.")
