"""What a check of the installation finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Check(StrEnum):
    """What is checked."""

    SETTINGS = "settings"
    MODE = "mode"
    DATABASE = "database"
    MIGRATIONS = "migrations"
    DISK = "disk"
    CLOCK = "clock"
    EXPOSURE = "exposure"
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
