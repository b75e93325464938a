"""The checks of an installation, in order. They change nothing: no database is created or migrated."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
import socket
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from assessment.config import ANY_ADDRESS, DEFAULT_PORT, PREFIX, Mode, Settings
from assessment.domain.permissions import Role
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import timestamp_text
from assessment.parsing.limits import COPIES_KEPT_DAYS
from assessment.parsing.message_text import abbreviated_list, printable
from assessment.parsing.web_origin import is_loopback
from assessment.records.errors import StorageError
from assessment.records.links import Link, LinkState
from assessment.reports.word.template import TemplateRefused, open_template
from assessment.services.addresses import BOTH_FAMILIES, reachable_origins
from assessment.services.open_files import allow_phones
from assessment.storage.migrations import TablesForm
from assessment.storage.opening import Inspection, existing_folder, inspect_database

LOW, TOO_LOW = 1_000_000_000, 100_000_000
"""Bytes free on the database's disk: below the first there is a notice, below the second a problem."""
EARLIEST, LATEST = 2026, 2100
"""The years that a clock can show: a computer whose battery is empty shows an earlier one."""
TOLERANCE = dt.timedelta(minutes=5)
"""By how much another computer's clock may be ahead that wrote to the same database."""
SOON = dt.timedelta(days=3)
HALL = 1_000
"""Phones of the largest hall that was tried."""
PATIENCE = 2.0
"""Seconds in which an app that runs here answers."""


class Check(StrEnum):
    """What is checked."""

    SETTINGS = "settings"
    MODE = "mode"
    DATABASE = "database"
    MIGRATIONS = "migrations"
    DISK = "disk"
    CLOCK = "clock"
    EXPOSURE = "exposure"
    CONNECTIONS = "connections"
    KEYS = "keys"


class Outcome(StrEnum):
    """Whether something has to be done."""

    OK = "ok"
    NOTICE = "notice"
    """It works, but somebody should know."""
    PROBLEM = "problem"
    """It can't be served like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and how to correct it if it isn't as it should be."""

    check: Check
    outcome: Outcome
    what: str
    fix: str = ""


def ok(check: Check, what: str) -> Finding:
    return Finding(check, Outcome.OK, what)


def notice(check: Check, what: str, fix: str) -> Finding:
    return Finding(check, Outcome.NOTICE, what, fix)


def problem(check: Check, what: str, fix: str = "") -> Finding:
    return Finding(check, Outcome.PROBLEM, what, fix)


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
        yield check_connections(settings, allow_phones())
        return
    yield from check_database(found)
    yield check_migrations(found)
    yield check_disk(found)
    yield check_clock(found.newest_change, now)
    yield from check_exposure(settings, to_start=to_start)
    yield check_connections(settings, allow_phones())
    yield from check_keys(found.links, settings.mode, now)


def _check_settings(settings: Settings) -> Finding:
    try:
        open_template(settings.word_template)
    except TemplateRefused as error:
        return problem(Check.SETTINGS, str(error))
    return ok(Check.SETTINGS, _("All settings can be used."))


def check_database(found: Inspection) -> Iterator[Finding]:
    place = printable(found.place)
    if not found.is_writable:
        yield problem(
            Check.DATABASE,
            _("{place} can’t be written.").format(place=place),
            _("Give this user permission to write the file and its folder.")
            if found.file
            else _("Give the database user permission to write, or name the main server."),
        )
    elif found.tables is TablesForm.MISSING:
        yield ok(Check.DATABASE, _("{place} will be created.").format(place=place))
    else:
        yield ok(Check.DATABASE, _("{place} can be read and written.").format(place=place))
    if found.file is not None and os.name == "posix":
        yield from _permissions(found.file)
    yield from _what_was_erased(found)


def _what_was_erased(found: Inspection) -> Iterator[Finding]:
    """Where something may still be that was erased from the database itself."""
    if found.traces_since is not None:
        yield notice(
            Check.DATABASE,
            _("What was erased at {time} is still in the database’s log, because a program reads it.").format(
                time=timestamp_text(found.traces_since)
            ),
            _("Stop other programs that use the database; then start the app, or wait a few seconds if it runs."),
        )
    if found.copies:
        names = abbreviated_list([printable(path.name) for path in found.copies])
        yield notice(
            Check.DATABASE,
            _("These copies beside the database hold what may have been erased since: {names}.").format(names=names),
            _("Delete those that nobody needs. Each is deleted by itself {days} days after it was made.").format(
                days=COPIES_KEPT_DAYS
            ),
        )


def _permissions(file: Path) -> Iterator[Finding]:
    if not file.exists():
        return
    if stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        yield notice(
            Check.DATABASE,
            _("Other users of this computer may be able to read {place}.").format(place=printable(str(file))),
            _("Keep it to yourself: {command}").format(command=f"chmod 600 {printable(str(file))}"),
        )
    folder = file.absolute().parent
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        yield notice(
            Check.DATABASE,
            _("Other users of this computer may be able to replace files in {place}.").format(
                place=printable(str(folder))
            ),
            _("Keep it to yourself: {command}").format(command=f"chmod go-w {printable(str(folder))}"),
        )


def check_migrations(found: Inspection) -> Finding:
    words = {
        TablesForm.MISSING: _("The tables will be created at the start."),
        TablesForm.OLDER: _("The tables are of an older version, and will be migrated at the start."),
        TablesForm.CURRENT: _("The tables are up to date."),
    }
    if found.tables is TablesForm.OLDER:
        return notice(Check.MIGRATIONS, words[found.tables], _("Make a copy first if you may need the older version."))
    return ok(Check.MIGRATIONS, words[found.tables])


def check_disk(found: Inspection) -> Finding:
    if found.file is None:
        return ok(Check.DISK, _("The disk is the database server’s."))
    free = shutil.disk_usage(existing_folder(found.file)).free
    words = _("The database’s disk has {size} GB free.").format(size=f"{free / 1_000_000_000:.1f}")
    if free >= LOW:
        return ok(Check.DISK, words)
    make = problem if free < TOO_LOW else notice
    return make(Check.DISK, words, _("Free some space on it."))


def check_clock(newest: dt.datetime | None, now: dt.datetime) -> Finding:
    """`newest` is when something was last stored, if that is known."""
    set_it = _("Set this computer’s date, time and time zone.")
    if not EARLIEST <= now.year <= LATEST:
        return problem(
            Check.CLOCK, _("The clock shows {time}, which can’t be right.").format(time=timestamp_text(now)), set_it
        )
    if newest is not None and newest > now + TOLERANCE:
        return problem(
            Check.CLOCK,
            _("The clock shows {time}, but the newest change is from {newest}.").format(
                time=timestamp_text(now), newest=timestamp_text(newest)
            ),
            set_it,
        )
    return ok(Check.CLOCK, _("The clock shows {time}.").format(time=timestamp_text(now)))


def check_keys(links: Sequence[Link], mode: Mode, now: dt.datetime) -> Iterator[Finding]:
    if mode is Mode.PERSONAL:
        yield ok(Check.KEYS, _("Nobody needs a link in personal mode."))
        return
    opened = [link for link in links if link.is_open(now)]
    administrators = sum(link.role is Role.ADMINISTRATOR for link in opened)
    if administrators:
        yield ok(
            Check.KEYS,
            ngettext("{n} administrator’s link is open.", "{n} administrators’ links are open.", administrators).format(
                n=administrators
            ),
        )
    else:
        yield problem(
            Check.KEYS,
            _("No administrator’s link is open, so nobody can manage this server."),
            _("Make one: {command}").format(command="python -m assessment links create administrator"),
        )
    yield from _links_to_look_at(links, opened, now)


def _links_to_look_at(links: Sequence[Link], opened: Sequence[Link], now: dt.datetime) -> Iterator[Finding]:
    renew, revoke = (
        _("If they are still needed: {command}").format(command="python -m assessment links renew ID"),
        _("If nobody needs them: {command}").format(command="python -m assessment links revoke ID"),
    )
    for words, named, fix in (
        (_("These links end within three days: {names}."), [link for link in opened if link.ends < now + SOON], renew),
        (_("These links were never used: {names}."), [link for link in opened if link.last_used is None], revoke),
        (_("These links have ended: {names}."), [link for link in links if link.state(now) is LinkState.ENDED], renew),
    ):
        if named:
            names = abbreviated_list([printable(link.name) or link.id for link in named])
            yield notice(Check.KEYS, words.format(names=names), fix)


def check_mode(settings: Settings) -> Iterator[Finding]:
    if settings.mode is Mode.SHARED:
        yield ok(Check.MODE, _("Shared: other computers can reach the app, and everybody needs a link."))
        return
    yield ok(Check.MODE, _("Personal: only this computer reaches the app, and whoever uses it may do everything."))
    of_shared_mode = {
        "ADDRESS": settings.address != ANY_ADDRESS,
        "PORT": settings.port != DEFAULT_PORT,
        "HOST_NAMES": bool(settings.host_names),
    }
    if without_effect := [PREFIX + name for name, is_set in of_shared_mode.items() if is_set]:
        yield problem(
            Check.MODE,
            _("These settings are for shared mode and have no effect: {names}.").format(
                names=", ".join(without_effect)
            ),
            _("Set ASSESSMENT_MODE=shared too, or remove them."),
        )


def check_exposure(settings: Settings, *, to_start: bool) -> Iterator[Finding]:
    """Where a shared server listens and is reached. In personal mode Streamlit's own options say that.

    With `to_start`, that the app runs already is a problem.
    """
    if settings.mode is Mode.PERSONAL:
        yield ok(Check.EXPOSURE, _("No other computer can reach the app."))
        return
    place = f"{settings.address}:{settings.port}"
    obstacle = _obstacle(settings, to_start)
    yield obstacle or ok(Check.EXPOSURE, _("The app listens at {place}.").format(place=place))
    yield from _reach(settings)


def check_connections(settings: Settings, phones: int | None) -> Finding:
    """For how many `phones` the connections are enough that the system permits; None: for any number."""
    if settings.mode is Mode.PERSONAL:
        return ok(Check.CONNECTIONS, _("No phone connects in personal mode."))
    if phones is None:
        return ok(Check.CONNECTIONS, _("The system sets no limit to phones."))
    words = _("About {phones} phones can be connected at once.").format(phones=f"{phones:,}")
    if phones >= HALL:
        return ok(Check.CONNECTIONS, words)
    return notice(
        Check.CONNECTIONS,
        words,
        _("If more come, let this user have more open files, then start again: {command}").format(
            command="ulimit -n 10240"
        ),
    )


def _reach(settings: Settings) -> Iterator[Finding]:
    origins = reachable_origins(settings)
    if settings.public_address is not None:
        yield from _public_address(settings, origins[0])
    elif is_loopback(settings.address):
        yield notice(
            Check.EXPOSURE,
            _("No other computer can reach the app, because it listens at this computer’s own address only."),
            _("Set ASSESSMENT_ADDRESS=0.0.0.0; behind a proxy, set ASSESSMENT_PUBLIC_ADDRESS."),
        )
    elif not origins:
        yield notice(
            Check.EXPOSURE, _("This computer is in no network."), _("Connect it to the room’s router, then look again.")
        )
    else:
        yield ok(Check.EXPOSURE, _("People reach it at {addresses}.").format(addresses=", ".join(origins)))
        yield _unencrypted(_("Use a network of your own with a password, or a proxy with TLS."))


def _public_address(settings: Settings, origin: str) -> Iterator[Finding]:
    yield ok(Check.EXPOSURE, _("People reach it at {addresses}.").format(addresses=origin))
    if origin.startswith("http:"):
        yield _unencrypted(_("Let the proxy use TLS, and set ASSESSMENT_PUBLIC_ADDRESS to the https:// address."))
    if not is_loopback(settings.address):
        yield notice(
            Check.EXPOSURE,
            _("Other computers can reach the app without going through the proxy."),
            _("If the proxy runs on this computer, set ASSESSMENT_ADDRESS=127.0.0.1."),
        )


def _unencrypted(fix: str) -> Finding:
    return notice(
        Check.EXPOSURE, _("The connection isn’t encrypted: others in the same network may be able to listen."), fix
    )


def _obstacle(settings: Settings, to_start: bool) -> Finding | None:
    """Why the app can't begin to listen where the settings say, or None."""
    family = socket.AF_INET6 if ":" in settings.address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            if sys.platform != "win32":
                # As servers do: a port is free as soon as the last server has stopped.
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.address, settings.port))
    except OSError as error:
        return _explained(settings, error, to_start)
    return None


def _explained(settings: Settings, error: OSError, to_start: bool) -> Finding:
    port = settings.port
    if error.errno == errno.EADDRINUSE and _runs_already(settings):
        words = _("The app already runs at port {port}.").format(port=port)
        return problem(Check.EXPOSURE, words, _("Stop it first.")) if to_start else ok(Check.EXPOSURE, words)
    if error.errno == errno.EADDRINUSE:
        return problem(
            Check.EXPOSURE,
            _("Another program uses port {port}.").format(port=port),
            _("Stop that program, or set ASSESSMENT_PORT to another port."),
        )
    if error.errno == errno.EACCES:
        return problem(
            Check.EXPOSURE,
            _("This user may not listen at port {port}.").format(port=port),
            _("Set ASSESSMENT_PORT to a port from 1024."),
        )
    return problem(
        Check.EXPOSURE,
        _("{address} is not an address of this computer.").format(address=settings.address),
        _("Set ASSESSMENT_ADDRESS to one of its addresses, or to 0.0.0.0 for all of them."),
    )


def _runs_already(settings: Settings) -> bool:
    """Whether what listens there answers as the app does."""
    here = {ANY_ADDRESS: "127.0.0.1", BOTH_FAMILIES: "::1"}.get(settings.address, settings.address)
    connection = HTTPConnection(here, settings.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().read(10) == b"ok"
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
