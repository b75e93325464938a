"""The software's own words in the language of the person who reads them.

English is the language of the sources, so it needs no translation file. Which language is spoken is asked at every
call, because one process serves many people: the pages set `choose` once to a function that knows whose turn it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en",)
DEFAULT = "en"

_fixed: ContextVar[str | None] = ContextVar("language", default=None)
_speaker: Callable[[], str] = lambda: DEFAULT  # noqa: E731 - a seam, replaced by `choose`


def choose(speaker: Callable[[], str]) -> None:
    """Let `speaker` say, at every call, which of `LANGUAGES` is spoken."""
    global _speaker  # noqa: PLW0603 - one process has one way to ask whose turn it is
    _speaker = speaker


def spoken() -> str:
    """The code of the language that is spoken now."""
    return _fixed.get() or _speaker()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak one language inside, whoever's turn it is: for work that is done for a person and not in their session."""
    token = _fixed.set(language)
    try:
        yield
    finally:
        _fixed.reset(token)


@cache
def translations(language: str) -> NullTranslations:
    """The translations of one language; English words where it has none."""
    return translation("messages", LOCALE_FOLDER, [language], fallback=True)


def gettext(message: str) -> str:
    return translations(spoken()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return translations(spoken()).ngettext(singular, plural, number)
