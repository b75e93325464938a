"""Checks the database without changing it: its file, tables, disk, times and links."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from assessment.config import Mode
from assessment.domain.permissions import Role
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import timestamp_text
from assessment.parsing.message_text import abbreviated_list, printable
from assessment.services.diagnosis.findings import Check, Finding, notice, ok, problem
from assessment.storage import Inspection, Link, LinkState, TablesForm, existing_folder

LOW, TOO_LOW = 1_000_000_000, 100_000_000
"""Bytes free on the database's disk: below the first there is a notice, below the second a problem."""
EARLIEST, LATEST = 2026, 2100
"""The years that a clock can show: a computer whose battery is empty shows an earlier one."""
TOLERANCE = dt.timedelta(minutes=5)
"""By how much another computer's clock may be ahead that wrote to the same database."""
SOON = dt.timedelta(days=3)


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
