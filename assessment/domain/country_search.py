"""Find countries and areas by any of their names: former ones, parts of them, words in any order, without accents."""

from __future__ import annotations

import re
from functools import cache

from assessment import i18n
from assessment.domain.countries import INVENTED_PLACES, country_codes, country_name, country_names, sort_key

Words = frozenset[str]

_JOINTS = re.compile(r"['’‘‛ʼʹ`′.]")
_WORD = re.compile(r"[^\W_]+")
# “The Gambia” is Gambia, and “Trinidad & Tobago” is Trinidad and Tobago.
_SILENT = frozenset({"the", "of", "and"})
_SAME = {"st": "saint"}
TYPED_LIMIT = 100
"""Characters of a text that can be a name."""


def find_countries(text: str) -> list[str]:
    """The codes of all countries and areas that a text can mean, without invented places: those with a name in which
    each of its words begins one.

    First those of which it is a whole name, then those that are shown under a name that begins like it, each in the
    order of their names.
    """
    typed, index = _readings(text), _index(tuple(i18n.LANGUAGES))
    begun = sort_key(text.strip())
    found = [
        (typed.isdisjoint(index[code]), not sort_key(country_name(code)).startswith(begun), place, code)
        for place, code in enumerate(country_codes())
        if any(_is_begun(words, name) for words in typed for name in index[code])
    ]
    return [code for _whole, _begun, _place, code in sorted(found)]


def find_named(text: str) -> list[str]:
    """The codes of all countries and areas with a name of exactly these words, in any order."""
    typed, index = _readings(text), _index(tuple(i18n.LANGUAGES))
    return [code for code in country_codes() if not typed.isdisjoint(index[code])]


def _is_begun(typed: Words, name: Words) -> bool:
    return bool(typed) and all(any(word.startswith(part) for word in name) for part in typed)


@cache
def _index(languages: tuple[str, ...]) -> dict[str, set[Words]]:
    """The words of every name in these languages, by code."""
    index = {code: set(_readings(code)) for code in country_codes()}
    for name, code in country_names(languages):
        if code not in INVENTED_PLACES:
            index[code] |= _readings(name) - {frozenset()}
    return index


def _readings(text: str) -> frozenset[Words]:
    """The words of a text, with “d’Ivoire” and “U.S.” as one word and as two."""
    if len(text) > TYPED_LIMIT:
        return frozenset()
    folded = sort_key(text)
    return frozenset(_words(_JOINTS.sub(between, folded)) for between in ("", " "))


def _words(folded: str) -> Words:
    words = [_SAME.get(word, word) for word in _WORD.findall(folded)]
    return frozenset(words) - _SILENT or frozenset(words)
