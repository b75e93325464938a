"""The software's own words in the reader's language.

English is the language of the source code, so it needs no translation file. The language is determined at every call,
because one process serves many people: the pages give `use_language_of` a function that knows whose turn it is.
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
_speaker: Callable[[], str] = lambda: DEFAULT  # noqa: E731 - replaced by `use_language_of`


def use_language_of(speaker: Callable[[], str]) -> None:
    """Let `speaker` decide, at every call, which of `LANGUAGES` is used."""
    global _speaker  # noqa: PLW0603 - one process has one way to find out whose turn it is
    _speaker = speaker


def current_language() -> str:
    """The code of the current language."""
    return _fixed.get() or _speaker()


def reads_right_to_left() -> bool:
    """Whether the current language is written from right to left."""
    return _is_right_to_left(current_language())


@cache
def _is_right_to_left(language: str) -> bool:
    from babel import Locale  # noqa: PLC0415 - most commands write nothing for which it matters

    return str(Locale.parse(language).text_direction) == "rtl"


@contextmanager
def using_language(language: str) -> Iterator[None]:
    """Use one language inside the block: for work that is done for a person outside their session."""
    token = _fixed.set(language)
    try:
        yield
    finally:
        _fixed.reset(token)


@cache
def translations(language: str) -> NullTranslations:
    """The translations of a language; English where it has none."""
    return translation("messages", LOCALE_FOLDER, [language], fallback=True)


def gettext(message: str) -> str:
    return translations(current_language()).gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    return translations(current_language()).ngettext(singular, plural, number)


def counted(singular: str, plural: str, n: int, **values: object) -> str:
    """The sentence for a number, with the number in the place of `{n}` and the values in theirs."""
    return ngettext(singular, plural, n).format(n=n, **values)


def mark(message: str) -> str:
    """The message itself, which is translated where it is shown: for words of a table that is made once."""
    return message
