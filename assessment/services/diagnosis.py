"""The checks of an installation, in order, in an operator’s English. No database is created or migrated."""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from assessment.access.sign_ins import People, load_rules
from assessment.config import ANY_ADDRESS, DEFAULT_PORT, PREFIX, Mode, Settings
from assessment.domain.permissions import Role
from assessment.errors import FileRefused
from assessment.installation import COMMAND
from assessment.labels.formatting import timestamp_text
from assessment.parsing.limits import COPIES_KEPT_DAYS
from assessment.parsing.message_text import abbreviated_list, printable
from assessment.parsing.web_origin import is_loopback
from assessment.records.errors import StorageError
from assessment.records.links import Link, LinkState
from assessment.records.sign_ins import SignInUnavailable
from assessment.reports.word.template import TemplateRefused, open_template
from assessment.services.addresses import BOTH_FAMILIES, find_port, reachable_origins
from assessment.storage.migrations import TablesForm
from assessment.storage.opening import Inspection, existing_folder, inspect_database

LOW, TOO_LOW = 1_000_000_000, 100_000_000
"""Bytes free on the database's disk: below the first there is a notice, below the second a problem."""
EARLIEST, LATEST = 2026, 2100
"""The years that a clock can show: a computer whose battery is empty shows an earlier one."""
TOLERANCE = dt.timedelta(minutes=5)
"""By how much another computer's clock may be ahead that wrote to the same database."""
SOON = dt.timedelta(days=3)
BACKUP_EVERY = dt.timedelta(days=2)
"""A backup each night is never as old as this."""
HALL = 1_000
"""Phones of the largest hall that was tried."""
FILE_LIMITS = (1_048_576, 65_536, 24_576, 10_240, 4_096, 2_048, 1_024)
"""Numbers of open files to ask for: macOS says that it permits any number, and refuses most."""
OWN_FILES, FILES_OF_PHONE = 16, 2
"""Files of the server's own, and connections of a phone."""
PATIENCE = 2.0
"""Seconds in which an app that runs here answers."""


class Check(StrEnum):
    """What is checked."""

    SETTINGS = "settings"
    MODE = "mode"
    DATABASE = "database"
    MIGRATIONS = "migrations"
    LOG = "audit-log"
    ERASURE = "erasure"
    BACKUP = "backup"
    DISK = "disk"
    CLOCK = "clock"
    EXPOSURE = "exposure"
    CONNECTIONS = "connections"
    KEYS = "keys"
    SIGN_IN = "sign-in"


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
    inspection: Inspection | None = None
    try:
        inspection = inspect_database(settings.database_url)
    except StorageError as error:
        yield problem(Check.DATABASE, str(error))
    else:
        yield from check_database(inspection)
        yield check_migrations(inspection)
        yield check_log(inspection)
        yield check_erasure(inspection)
        yield check_backup(inspection, now, settings.mode)
        yield check_disk(inspection)
    yield check_clock(inspection.newest_change if inspection else None, now)
    if settings.mode is Mode.PERSONAL:
        yield ok(Check.EXPOSURE, "No other computer can reach the app.")
        yield ok(Check.CONNECTIONS, "No phone connects in personal mode.")
        yield ok(Check.KEYS, "Nobody needs a link in personal mode.")
        yield ok(Check.SIGN_IN, "Nobody signs in in personal mode.")
        return
    yield check_port(settings, to_start=to_start)
    yield from check_reach(settings)
    yield check_connections(allow_phones())
    if inspection:
        yield from check_keys(inspection.links, now, administrators_sign_in=_administrators_sign_in(settings))
    yield from check_sign_in(settings)


def _check_settings(settings: Settings) -> Finding:
    try:
        open_template(settings.word_template)
    except TemplateRefused as error:
        return problem(Check.SETTINGS, str(error))
    return ok(Check.SETTINGS, "All settings can be used.")


def check_mode(settings: Settings) -> Iterator[Finding]:
    if settings.mode is Mode.SHARED:
        yield ok(Check.MODE, "Shared: other computers can reach the app, and everybody needs a link.")
        return
    yield ok(Check.MODE, "Personal: only this computer reaches the app, and anyone at it may do everything.")
    of_shared_mode = {
        "ADDRESS": settings.address != ANY_ADDRESS,
        "PORT": settings.port != DEFAULT_PORT,
        "HOST_NAMES": bool(settings.host_names),
        "SIGN_IN": settings.sign_in is not None,
    }
    if without_effect := [PREFIX + name for name, is_set in of_shared_mode.items() if is_set]:
        yield problem(
            Check.MODE,
            f"These settings are for shared mode and have no effect: {', '.join(without_effect)}.",
            "Set ASSESSMENT_MODE=shared too, or remove them.",
        )


def check_database(inspection: Inspection) -> Iterator[Finding]:
    place = printable(inspection.place)
    if not inspection.is_writable:
        in_file = "Give this user permission to write the file and its folder."
        on_server = "Give the database user permission to write, or name the main server."
        yield problem(Check.DATABASE, f"{place} can’t be written.", in_file if inspection.file else on_server)
    elif inspection.tables is TablesForm.MISSING:
        yield ok(Check.DATABASE, f"{place} will be created.")
    else:
        yield ok(Check.DATABASE, f"{place} can be read and written.")
    if inspection.file is not None and os.name == "posix":
        yield from _check_permissions(inspection.file)
    if inspection.traces_since is not None:
        erased = timestamp_text(inspection.traces_since)
        yield notice(
            Check.DATABASE,
            f"What was erased at {erased} is still in the database’s log, because a program reads it.",
            "Stop other programs that use the database; then start the app, or wait a few seconds if it runs.",
        )
    if inspection.copies:
        names = abbreviated_list([printable(path.name) for path in inspection.copies])
        yield notice(
            Check.DATABASE,
            f"These copies beside the database hold what may have been erased since: {names}.",
            f"Delete those that nobody needs. Each is deleted by itself {COPIES_KEPT_DAYS} days after it was made.",
        )


def _check_permissions(file: Path) -> Iterator[Finding]:
    """Whether other users of this computer can reach the database's file."""
    if not file.exists():
        return
    if stat.S_IMODE(file.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        place = printable(str(file))
        what = f"Other users of this computer may be able to read {place}."
        yield notice(Check.DATABASE, what, f"Keep it to yourself: chmod 600 {place}")
    folder = file.absolute().parent
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & (stat.S_IWGRP | stat.S_IWOTH) and not mode & stat.S_ISVTX:
        place = printable(str(folder))
        what = f"Other users of this computer may be able to replace files in {place}."
        yield notice(Check.DATABASE, what, f"Keep it to yourself: chmod go-w {place}")


def check_migrations(inspection: Inspection) -> Finding:
    if inspection.tables is TablesForm.OLDER:
        what = "The tables are of an older version, and will be migrated at the start."
        return notice(Check.MIGRATIONS, what, "Make a copy first if you may need the older version.")
    is_missing = inspection.tables is TablesForm.MISSING
    what = "The tables will be created at the start." if is_missing else "The tables are up to date."
    return ok(Check.MIGRATIONS, what)


def check_log(inspection: Inspection) -> Finding:
    if not inspection.misfits:
        return ok(Check.LOG, "Nothing in the audit log was changed.")
    numbers = abbreviated_list([str(misfit.number) for misfit in inspection.misfits])
    what = f"The audit log isn’t what was written, at these numbers: {numbers}."
    return notice(Check.LOG, what, f"See why, and keep it as it is now: {COMMAND} audit -o audit.json")


def check_erasure(inspection: Inspection) -> Finding:
    if not inspection.overdue:
        return ok(Check.ERASURE, "Nothing is stored for longer than people were told.")
    what = f"Responses and workshops that hold what was to be erased more than a day ago: {inspection.overdue}."
    fix = f"Start the app, which erases it. If this is said again, something is damaged: {COMMAND} check"
    return notice(Check.ERASURE, what, fix)


def check_backup(inspection: Inspection, now: dt.datetime, mode: Mode) -> Finding:
    last = inspection.last_backup
    what = "No backup is known." if last is None else f"The last backup was made on {timestamp_text(last)}."
    is_needed = mode is Mode.SHARED and inspection.newest_change is not None
    if is_needed and (last is None or last < now - BACKUP_EVERY):
        return notice(Check.BACKUP, what, f"Make one, and one each night: {COMMAND} backup FILE")
    return ok(Check.BACKUP, what)


def check_disk(inspection: Inspection) -> Finding:
    """The database's disk, or the software's where the database is a server's, which often is the same."""
    owner, folder = ("database", existing_folder(inspection.file)) if inspection.file else ("software", Path.cwd())
    free = shutil.disk_usage(folder).free
    what = f"The {owner}’s disk has {free / 1_000_000_000:.1f} GB free."
    if free >= LOW:
        return ok(Check.DISK, what)
    return (problem if free < TOO_LOW else notice)(Check.DISK, what, "Free some space on it.")


def check_clock(newest: dt.datetime | None, now: dt.datetime) -> Finding:
    """`newest` is when something was last stored, if that is known."""
    what, fix = f"The clock shows {timestamp_text(now)}", "Set this computer’s date, time and time zone."
    if not EARLIEST <= now.year <= LATEST:
        return problem(Check.CLOCK, f"{what}, which can’t be right.", fix)
    if newest is not None and newest > now + TOLERANCE:
        return problem(Check.CLOCK, f"{what}, but the newest change is from {timestamp_text(newest)}.", fix)
    return ok(Check.CLOCK, f"{what}.")


def check_keys(links: Sequence[Link], now: dt.datetime, *, administrators_sign_in: bool = False) -> Iterator[Finding]:
    opened = [link for link in links if link.is_open(now)]
    administrators = sum(link.role is Role.ADMINISTRATOR for link in opened)
    if administrators == 0 and administrators_sign_in:
        yield ok(Check.KEYS, "No administrator’s link is open; administrators sign in.")
    elif administrators == 0:
        yield problem(
            Check.KEYS,
            "No administrator’s link is open, so nobody can manage this server.",
            f"Make one: {COMMAND} links create administrator",
        )
    else:
        noun = "administrator’s link is" if administrators == 1 else "administrators’ links are"
        yield ok(Check.KEYS, f"{administrators} {noun} open.")
    renew = f"If they are still needed: {COMMAND} links renew ID"
    revoke = f"If nobody needs them: {COMMAND} links revoke ID"
    for what, named, fix in (
        ("These links end within three days", [link for link in opened if link.ends < now + SOON], renew),
        ("These links were never used", [link for link in opened if link.last_used is None], revoke),
        ("These links have ended", [link for link in links if link.state(now) is LinkState.ENDED], renew),
    ):
        if named:
            names = abbreviated_list([printable(link.name) or link.id for link in named])
            yield notice(Check.KEYS, f"{what}: {names}.", fix)


def _administrators_sign_in(settings: Settings) -> bool:
    try:
        return settings.sign_in is not None and load_rules(settings.sign_in).administrators != People()
    except (FileRefused, OSError):
        return False


def check_sign_in(settings: Settings) -> Iterator[Finding]:
    """Whether people can sign in, if anybody may. Without the provider links still work, so that is no problem."""
    if settings.sign_in is None:
        yield ok(Check.SIGN_IN, "Everybody comes by a link: no ASSESSMENT_SIGN_IN is set.")
        return
    from assessment.services.provider import ProviderUnusable, find_provider  # noqa: PLC0415 - few sign in

    place = printable(str(settings.sign_in))
    try:
        asyncio.run(find_provider(settings, anew=True).begin())
    except FileRefused as error:
        for found in error.problems:
            yield problem(Check.SIGN_IN, str(found))
    except ProviderUnusable as error:
        yield problem(Check.SIGN_IN, str(error))
    except SignInUnavailable as error:
        issuer = printable(load_rules(settings.sign_in).issuer)
        fix = "Look whether this computer reaches it, and whether the issuer is written as the provider writes it."
        yield notice(Check.SIGN_IN, f"{issuer} can’t be used: {error.__cause__!r}.", fix)
    except (OSError, UnicodeDecodeError) as error:
        yield problem(Check.SIGN_IN, f"{place} or the file of the secret can’t be read: {error}.")
    else:
        yield ok(Check.SIGN_IN, f"People sign in as {place} says.")


def check_connections(phones: int | None) -> Finding:
    """For how many `phones` the connections are enough that the system permits; None: for any number."""
    if phones is None:
        return ok(Check.CONNECTIONS, "The system sets no limit to phones.")
    what = f"About {phones:,} phones can be connected at once."
    if phones >= HALL:
        return ok(Check.CONNECTIONS, what)
    fix = "If more come, let this user have more open files, then start again: ulimit -n 10240"
    return notice(Check.CONNECTIONS, what, fix)


def allow_phones() -> int | None:
    """Let this process have as many connections as the system permits; returns for how many phones that is enough.

    None where there is no such limit. Programs that this process becomes or starts inherit it.
    """
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if soft == unlimited:
        return None
    for wanted in (hard, *(limit for limit in FILE_LIMITS if limit > soft and (hard == unlimited or limit < hard))):
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            break
    permitted, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if permitted == unlimited else max(0, permitted - OWN_FILES) // FILES_OF_PHONE


def check_port(settings: Settings, *, to_start: bool) -> Finding:
    """Whether the app can listen where the settings say."""
    address, port = settings.address, settings.port
    try:
        find_port(address, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and _runs_already(settings):
            what = f"The app already runs at port {port}."
            return problem(Check.EXPOSURE, what, "Stop it first.") if to_start else ok(Check.EXPOSURE, what)
        return problem(Check.EXPOSURE, *_obstacle(error, address, port))
    return ok(Check.EXPOSURE, f"The app listens at {address}:{port}.")


def _obstacle(error: OSError, address: str, port: int) -> tuple[str, str]:
    """Why a program can't listen there, and how to correct it."""
    if error.errno == errno.EADDRINUSE:
        fix = "Stop that program, or set ASSESSMENT_PORT to another port."
        return f"Another program uses port {port}.", fix
    if error.errno == errno.EACCES:
        return f"This user may not listen at port {port}.", "Set ASSESSMENT_PORT to a port from 1024."
    fix = "Set ASSESSMENT_ADDRESS to one of its addresses, or to 0.0.0.0 for all of them."
    return f"{address} is not an address of this computer.", fix


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


def check_reach(settings: Settings) -> Iterator[Finding]:
    """At which addresses people reach the app, and what they should know about that."""
    origins = reachable_origins(settings)
    behind_proxy, at_loopback = settings.public_address is not None, is_loopback(settings.address)
    if at_loopback and not behind_proxy:
        yield notice(
            Check.EXPOSURE,
            "No other computer can reach the app, because it listens at this computer’s own address only.",
            "Set ASSESSMENT_ADDRESS=0.0.0.0; behind a proxy, set ASSESSMENT_PUBLIC_ADDRESS.",
        )
        return
    if not origins:
        fix = "Connect it to the room’s router, then look again."
        yield notice(Check.EXPOSURE, "This computer is in no network.", fix)
        return
    yield ok(Check.EXPOSURE, f"People reach it at {', '.join(origins)}.")
    if origins[0].startswith("http:"):
        with_proxy = "Let the proxy use TLS, and set ASSESSMENT_PUBLIC_ADDRESS to the https:// address."
        without_proxy = "Use a network of your own with a password, or a proxy with TLS."
        yield notice(
            Check.EXPOSURE,
            "The connection isn’t encrypted: others in the same network may be able to listen.",
            with_proxy if behind_proxy else without_proxy,
        )
    if behind_proxy and not at_loopback:
        yield notice(
            Check.EXPOSURE,
            "Other computers can reach the app without going through the proxy.",
            "If the proxy runs on this computer, set ASSESSMENT_ADDRESS=127.0.0.1.",
        )
