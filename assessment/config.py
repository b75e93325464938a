"""Settings from environment variables, read once and frozen."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.errors import AssessmentError
from assessment.installation import IS_INSTALLED, SHIPPED
from assessment.parsing.limits import AUDIT_DAYS
from assessment.parsing.message_text import not_recognised, use_one_of
from assessment.parsing.web_origin import HIGHEST_PORT, Origin, read_address

DATA_FOLDER = user_data_path("policy-gap-assessment", appauthor=False) if IS_INSTALLED else SHIPPED / "data"
"""Where a person's answers lie, unless the settings name another place."""
PREFIX = "ASSESSMENT_"
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - other machines shall reach it
DEFAULT_PORT = 8501
MOST_PROCESSES = 100
LONGEST = 40
"""Characters of a number, such as 2/3."""
MOST_DAYS_KEPT = 3650


class Mode(StrEnum):
    """Who reaches the app."""

    PERSONAL = "personal"
    """The person at this computer, who may do everything."""
    SHARED = "shared"
    """People on other machines too, each by a link."""


class SettingRefused(AssessmentError):
    """An environment variable has an unknown name or a value that can't be used."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are, and the method's one setting.

    `database_url` is in SQLAlchemy's format; `coverage_threshold` is a share from 0 to 1 (docs/method.md, *Tally*);
    `public_address` is where people reach the pages if there is a proxy; `word_template` is a template of
    your own for the Word report (docs/word-report.md); `port` is where the server listens. The others are for
    shared mode (docs/serving.md): `address` is where the server listens, `host_names` the names under which people open
    it, besides IP addresses; `ballot_processes` is how many share what a phone may ask;
    `backup_days` is how long each nightly backup is kept (docs/administration.md), None where there are none;
    `sign_in` is the file that says who may sign in without a link, and the secret, or the file that holds it, is what
    the provider has given this app (docs/sign-in.md);
    `audit_days` is how long the audit log is kept, `audit_addresses` whether with network addresses (docs/audit.md).
    """

    database_url: str = f"sqlite:///{DATA_FOLDER / 'assessments.db'}"
    catalogue_folder: Path = SHIPPED / "data" / "catalogues"
    export_folder: Path = Path() if IS_INSTALLED else SHIPPED / "exports"
    coverage_threshold: float = COVERAGE_THRESHOLD
    public_address: Origin | None = None
    word_template: Path | None = None
    mode: Mode = Mode.PERSONAL
    address: str = ANY_ADDRESS
    port: int = DEFAULT_PORT
    host_names: frozenset[str] = frozenset()
    backup_days: int | None = None
    ballot_processes: int = 1
    sign_in: Path | None = None
    sign_in_secret: str = field(default="", repr=False)
    sign_in_secret_file: Path | None = None
    audit_days: int = AUDIT_DAYS
    audit_addresses: bool = False

    @property
    def database_file(self) -> Path | None:
        """Where answers are stored, if that is a file on this computer."""
        scheme, _, path = self.database_url.partition(":///")
        return Path(path).absolute() if scheme == "sqlite" else None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from environment variables. Raises SettingRefused for an unknown name or an unusable value."""
    names = {f"{PREFIX}{field.upper()}": field for field in _READERS}
    for name in environment:
        if name.startswith(PREFIX) and name not in names:
            raise SettingRefused(f"{not_recognised(name)} {use_one_of(sorted(names))}")
    return Settings(
        **{field: _READERS[field](text) for name, field in names.items() if (text := environment.get(name))}
    )


def _threshold(text: str) -> float:
    try:
        # No exponents: 1e40000000 would take forever.
        share = Fraction(text.strip() if len(text) < LONGEST and "e" not in text.lower() else "-1")
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise SettingRefused(f"{PREFIX}COVERAGE_THRESHOLD is “{text}”. Use a share from 0 to 1, such as 2/3 or 0.75.")
    return float(share)


def _public_address(text: str) -> Origin:
    origin = Origin.read(text.strip().removesuffix("/"))
    if origin is None:
        raise SettingRefused(
            f"{PREFIX}PUBLIC_ADDRESS is “{text}”. Use an address without a path, such as https://gaps.example.org."
        )
    return origin


def _mode(text: str) -> Mode:
    if text not in list(Mode):
        raise SettingRefused(f"{not_recognised(f'{PREFIX}MODE={text}')} {use_one_of(list(Mode))}")
    return Mode(text)


def _listening_address(text: str) -> str:
    if read_address(text) is None:
        raise SettingRefused(
            f"{PREFIX}ADDRESS is “{text}”. Use an IP address of this computer, or 0.0.0.0 for all of them."
        )
    return text


def _number(name: str, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST else 0
        if not 0 < number <= highest:
            raise SettingRefused(f"{PREFIX}{name} is “{text}”. Use a number from 1 to {highest}.")
        return number

    return read


def _host_names(text: str) -> frozenset[str]:
    names = text.lower().replace(",", " ").split()
    for name in names:
        origin = Origin.at("http", name)
        if origin is None or origin.host != name or origin.has_address:
            raise SettingRefused(
                f"{PREFIX}HOST_NAMES has “{name}”. List names such as hall.example, without https:// or a port."
            )
    return frozenset(names)


def _yes_or_no(name: str, text: str) -> bool:
    if text not in ("yes", "no"):
        raise SettingRefused(f"{not_recognised(f'{PREFIX}{name}={text}')} {use_one_of(['yes', 'no'])}")
    return text == "yes"


_READERS: Mapping[str, Callable[[str], Any]] = {
    "database_url": str,
    "catalogue_folder": Path,
    "export_folder": Path,
    "coverage_threshold": _threshold,
    "public_address": _public_address,
    "word_template": Path,
    "mode": _mode,
    "address": _listening_address,
    "port": _number("PORT", HIGHEST_PORT),
    "host_names": _host_names,
    "backup_days": _number("BACKUP_DAYS", MOST_DAYS_KEPT),
    "ballot_processes": _number("BALLOT_PROCESSES", MOST_PROCESSES),
    "sign_in": Path,
    "sign_in_secret": str,
    "sign_in_secret_file": Path,
    "audit_days": _number("AUDIT_DAYS", MOST_DAYS_KEPT),
    "audit_addresses": partial(_yes_or_no, "AUDIT_ADDRESSES"),
}
"""How the text of each setting is read."""


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings(os.environ)
