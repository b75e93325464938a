"""All checks of the installation, in order. They change nothing: no database is created or migrated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from assessment.config import Settings
from assessment.i18n import gettext as _
from assessment.reports.word.template import TemplateRefused, open_template
from assessment.services.diagnosis.exposure import check_exposure, check_mode
from assessment.services.diagnosis.findings import Check, Finding, ok, problem
from assessment.services.diagnosis.stored import (
    check_clock,
    check_database,
    check_disk,
    check_keys,
    check_migrations,
)
from assessment.storage import StorageError, inspect_database


def diagnose(settings: Settings, now: dt.datetime, *, to_start: bool = False) -> Iterator[Finding]:
    """Check everything that serving with these settings needs; `now` is what the clock shows.

    With `to_start`, that the app runs already is a problem.
    """
    yield _check_settings(settings)
    yield from check_mode(settings)
    try:
        found = inspect_database(settings.database_url)
    except StorageError as error:
        yield problem(Check.DATABASE, str(error))
        yield check_clock(None, now)
        yield from check_exposure(settings, to_start=to_start)
        return
    yield from check_database(found)
    yield check_migrations(found)
    yield check_disk(found)
    yield check_clock(found.newest_change, now)
    yield from check_exposure(settings, to_start=to_start)
    yield from check_keys(found.links, settings.mode, now)


def _check_settings(settings: Settings) -> Finding:
    try:
        open_template(settings.word_template)
    except TemplateRefused as error:
        return problem(Check.SETTINGS, str(error))
    return ok(Check.SETTINGS, _("All settings can be used."))
