"""Words as people write them in files: ratings, voices, countries, dates, ticks.

Understood are the codes, the symbols, and the words of every available language, in upper or lower case, with or
without accents and with any apostrophe. Nothing is guessed: a text with no meaning, or with two, is a `WordUnknown`. An
empty text means nothing, which is None.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from typing import Generic, NoReturn, TypeVar

from babel.dates import get_month_names

from assessment import i18n
from assessment.domain.answer import Rating
from assessment.domain.countries import (
    INVENTED_PLACES,
    country_codes,
    country_name,
    country_names,
    find_countries,
    find_named,
    sort_key,
)
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.labels.codes import RATING_STYLES, code_word, rating_label, rating_word, yes_or_no
from assessment.parsing.message_text import (
    no_country,
    no_date,
    not_recognised,
    truncated,
    use_one_of,
    write_country,
    write_like,
)

Meaning = TypeVar("Meaning")
Code = TypeVar("Code", bound=StrEnum)

NEAR_LIMIT = 60
"""Characters of a text for which similar words are suggested: no word is longer, and comparing takes time."""
SUGGESTED = 3
"""Words that are suggested at most."""
NORMAL_LIMIT = 200
"""Characters without a space that are normalised together: no word is longer, and sorting a million accents on one
letter would take hours."""
LOOKED_UP_LIMIT = 1_000
"""Spellings whose meaning a vocabulary caches."""
WORDS_LIMIT = 5_000
"""Characters of a text that can consist of known words, such as all labels of measures in one cell."""
_APOSTROPHES = "'’‘‛ʼʹ`´′＇"
# Whole sentences in one character: their normalised forms are 18 and 8 times as long, and no word has one.
_SENTENCES = "\ufdfa\ufdfb"
_NORMAL = str.maketrans(dict.fromkeys(_SENTENCES, "\N{REPLACEMENT CHARACTER}"))
_FOLDED = _NORMAL | str.maketrans("", "", _APOSTROPHES)
# A question mark is not a separator: “implemented?” is a doubt, not a rating.
_SEPARATORS = r"[\s_\-‐‑.,;:()/]+"
_NEIGHBOURS = rf"\S{{1,{NORMAL_LIMIT}}}|\s+"
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$", re.IGNORECASE)


# What comes with the month in a date in words: “1st of May”, “1er mai”, “1 de mayo de 2026”, “1 мая 2026 г.”
_OF = re.compile(r"\b(of|st|nd|rd|th|de|del|er|г)\b")


# Letters that Unicode doesn't decompose, and that not every keyboard has.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})


class WordUnknown(AssessmentError):
    """A word that isn't understood where one of a few is expected: `what` is wrong, and how to correct it (`fix`)."""

    def __init__(self, what: str, fix: str) -> None:
        self.what, self.fix = what, fix
        super().__init__(f"{what} {fix}")


def parse_rating(text: str, *, only_codes: bool = False) -> Rating | None:
    """The rating that a text names; None if it is empty or says “Not answered”.

    Raises WordUnknown. “Not implemented” is *absent*; a symbol may appear alone or before its word (“◐ Partial”). With
    `only_codes` nothing is a rating but what a form offers: some servers write “n/a” for whatever was left out.
    """
    ratings = _ratings(tuple(i18n.LANGUAGES), only_codes=only_codes)
    for rating in ratings.meanings(text):
        return rating
    written = _plain(text)
    marked = [rating for rating, look in RATING_STYLES.items() if written.startswith(look.mark)]
    if not written or (marked and len(written) == 1):
        return marked[0] if marked else None
    # The symbol and the word must agree.
    return marked[0] if marked and ratings.meanings(written[1:]) == marked else ratings.reject(text)


def parse_code(codes: type[Code], text: str) -> Code | None:
    """The code, such as a cause or a voice, that a text names by itself or its word; None if it is empty.

    Raises WordUnknown.
    """
    return _codes(codes, tuple(i18n.LANGUAGES)).find(text)


def parse_tick(text: str) -> bool:
    """Whether a text is a tick; an empty one isn't. Raises WordUnknown."""
    return bool(_ticks(tuple(i18n.LANGUAGES)).find(text))


def parse_country(text: str) -> str | None:
    """The alpha-3 code of the country or area that a text names; None if it is empty. Raises WordUnknown.

    Understood are two- and three-letter codes and every name that `domain/countries` finds, with its words
    in any order.
    """
    known = _countries(tuple(i18n.LANGUAGES))
    meanings = known.meanings(text) or find_named(_plain(text))
    if len(meanings) == 1 or not _plain(text):
        return meanings[0] if meanings else None
    # Ordering a million accents on one letter would take hours.
    shared = [country_name(code) for code in find_countries(truncated(text.strip()))]
    meant = shared if 0 < len(shared) <= SUGGESTED else known.suggestions(text)
    raise WordUnknown(no_country(text.strip()), _did_you_mean(meant) if meant else write_country())


def parse_date(text: str) -> dt.date | None:
    """The day that a text names; None if it is empty. Raises WordUnknown.

    Understood are “2026-11-24” (also followed by midnight, as programs write it), “24 November 2026” in every available
    language, and numbers that can be read in only one way: “24/11/2026”, but not “10/11/2026”.
    """
    written = _plain(text)
    if not written:
        return None
    if len(written) > NORMAL_LIMIT:
        raise _date_unknown(text)
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in written)
    days = set(_days(_MIDNIGHT.sub("", digits)))
    if len(days) == 1:
        return days.pop()
    if days:
        raise WordUnknown(
            _("“{text}” can be read as {days}.").format(
                text=truncated(text.strip()), days=_(" or ").join(day.isoformat() for day in sorted(days))
            ),
            write_like("2026-11-24"),
        )
    raise _date_unknown(text)


def _date_unknown(text: str) -> WordUnknown:
    return WordUnknown(*no_date(text.strip()))


def fold_case(text: str) -> str:
    """A text in the form in which words are compared: without case, apostrophes, full-width letters and kinds of space.

    A text too long to be words is returned unchanged.
    """
    if len(text) > WORDS_LIMIT:
        return text
    return re.sub(_SEPARATORS, " ", _normal(text.translate(_FOLDED)).casefold()).strip()


class Vocabulary(Generic[Meaning]):
    """The words that may be written for each of several meanings.

    A text is looked up first with its accents and then without; a word with two meanings is not understood.
    """

    def __init__(
        self, choices: Sequence[Meaning], word: Callable[[Meaning], str], words: Iterable[tuple[str, Meaning]]
    ) -> None:
        """`choices` are offered where a text isn't understood, each by its `word`."""
        self._choices, self._word = choices, word
        self._exact: dict[str, Meaning] = {}
        self._loose: dict[str, Meaning] = {}
        known = list(words)
        for meanings, form in ((self._exact, fold_case), (self._loose, _loosely)):
            doubtful = set()
            for written, meaning in known:
                if meanings.setdefault(form(written), meaning) != meaning:
                    doubtful.add(form(written))
            for written in doubtful:
                del meanings[written]
        # The same words occur in a file again and again.
        self._look_up = lru_cache(maxsize=LOOKED_UP_LIMIT)(self._meanings)

    def meanings(self, text: str) -> list[Meaning]:
        """The meaning of a text, if it has one."""
        return self._look_up(text) if len(text) <= NORMAL_LIMIT else self._meanings(text)

    def _meanings(self, text: str) -> list[Meaning]:
        form = fold_case(text)
        if form in self._exact:
            return [self._exact[form]]
        form = _without_accents(form)
        return [self._loose[form]] if form in self._loose else []

    def find(self, text: str) -> Meaning | None:
        """The meaning of a text; None if it is empty. Raises WordUnknown."""
        for meaning in self.meanings(text):
            return meaning
        return self.reject(text) if _plain(text) else None

    def reject(self, text: str) -> NoReturn:
        """Raise WordUnknown with suggestions for a text."""
        near = self.suggestions(text)
        fix = _did_you_mean(near) if near else use_one_of([self._word(choice) for choice in self._choices])
        raise WordUnknown(not_recognised(text.strip()), fix)

    def suggestions(self, text: str) -> list[str]:
        """The few words that may have been meant by a text."""
        form = _loosely(text) if len(text) <= NEAR_LIMIT else ""
        if not form:
            return []
        # Most misspelt words begin right, and comparing with every country takes long.
        candidates = [word for word in self._loose if word[:1] == form[:1]]
        begun = [word for word in candidates if len(form) > 2 and word.startswith(form)]  # noqa: PLR2004 - see the name
        near = get_close_matches(form, candidates, n=5, cutoff=0.7)
        return list(dict.fromkeys(self._word(self._loose[word]) for word in (*near, *begun)))[:SUGGESTED]


def _did_you_mean(words: Iterable[str]) -> str:
    return _("Did you mean {near}?").format(near=_(" or ").join(f"“{word}”" for word in words))


def _loosely(text: str) -> str:
    return _without_accents(fold_case(text))


def _without_accents(form: str) -> str:
    return sort_key(form).translate(_LETTERS) if len(form) <= NORMAL_LIMIT else form


def _plain(text: str) -> str:
    """A text with ordinary letters instead of full-width ones, and without surrounding spaces."""
    text = text.strip()
    return _normal(text.translate(_NORMAL)).strip() if len(text) <= WORDS_LIMIT else text


def _normal(text: str) -> str:
    """A text in Unicode's compatibility form if it can be a word, without characters that control direction, join
    letters or select a variation."""
    if text.isascii():
        return text
    text = re.sub(_NEIGHBOURS, lambda match: unicodedata.normalize("NFKC", match[0]), text)
    invisible = [c for c in set(text) if unicodedata.category(c) == "Cf" or "\ufe00" <= c <= "\ufe0f"]
    return text.translate(dict.fromkeys(map(ord, invisible))) if invisible else text


def _spoken(
    languages: Iterable[str], words: Callable[[], Iterable[tuple[str, Meaning]]]
) -> Iterator[tuple[str, Meaning]]:
    """The words in every language."""
    for code in languages:
        with using_language(code):
            yield from words()


@cache
def _ratings(languages: tuple[str, ...], *, only_codes: bool) -> Vocabulary[Rating | None]:
    def words() -> Iterator[tuple[str, Rating | None]]:
        for rating in (*Rating, None):
            yield rating_word(rating), rating
        others = {
            # TRANSLATORS: other words that people write for a rating, separated by semicolons
            Rating.IMPLEMENTED: _("fully implemented"),
            Rating.PARTIAL: _("partially implemented; partly implemented; partially; partly"),
            Rating.ABSENT: _("not implemented"),
            Rating.NOT_APPLICABLE: _("n/a; na"),
            Rating.DONT_KNOW: _("don’t know; do not know"),
        }
        for rating, written in others.items():
            yield from ((word, rating) for word in ("" if only_codes else written).split(";") if word)

    codes: list[tuple[str, Rating | None]] = [(rating.value, rating) for rating in Rating]
    return Vocabulary(list(Rating), rating_label, [*codes, *_spoken(languages, words)])


@cache
def _codes(codes: type[Code], languages: tuple[str, ...]) -> Vocabulary[Code]:
    spoken = _spoken(languages, lambda: [(code_word(code), code) for code in codes])
    return Vocabulary(list(codes), code_word, [*((code.value, code) for code in codes), *spoken])


# What spreadsheets write for true and false in the official languages of the United Nations, and ticks in any
# language.
_TRUE = ("1", "1.0", "true", "x", "✓", "✔", "☑", "✅", "vrai", "verdadero", "истина")
_FALSE = ("0", "0.0", "false", "☐", "faux", "falso", "ложь")


@cache
def _ticks(languages: tuple[str, ...]) -> Vocabulary[bool]:
    marks = [*((mark, True) for mark in _TRUE), *((mark, False) for mark in _FALSE)]
    spoken = _spoken(languages, lambda: [(yes_or_no(is_so), is_so) for is_so in (True, False)])
    return Vocabulary([True, False], yes_or_no, [*marks, *spoken])


@cache
def _countries(languages: tuple[str, ...]) -> Vocabulary[str]:
    codes = (*country_codes(), *INVENTED_PLACES)
    return Vocabulary(codes, country_name, [*((code, code) for code in codes), *country_names(languages)])


def _days(text: str) -> Iterator[dt.date]:
    """Every date as which a text can be read."""
    if match := re.fullmatch(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", text):
        yield from _day(match[1], match[3], match[4])
    elif match := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", text):
        yield from _day(match[4], match[3], match[1])
        yield from _day(match[4], match[1], match[3])
    elif match := re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", text):
        yield from _day(match[1], match[2], match[3])
    elif match := re.fullmatch(r"(?P<before>\D*)(\d{1,2})(?P<between>\D+)(\d{4})(?P<behind>\D*)", text):
        words = _loosely(f"{match['before']} {match['between']} {match['behind']}")
        for month in _months(tuple(i18n.LANGUAGES)).get(_OF.sub("", words).strip(), ()):
            yield from _day(match[4], str(month), match[2])


@cache
def _months(languages: tuple[str, ...]) -> dict[str, set[int]]:
    months: dict[str, set[int]] = {}
    for code in languages:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, code).items():
                    months.setdefault(_loosely(name), set()).add(number)
    return months


def _day(year: str, month: str, day: str) -> Iterator[dt.date]:
    try:
        yield dt.date(int(year), int(month), int(day))
    except ValueError:
        return  # 2026-02-30 looks like a date but isn't one.
