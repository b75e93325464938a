"""Countries and areas: ISO 3166-1 by alpha-3 code, and three invented places for the sample data.

In English a country or area is called as the United Nations call it: by the short names of its list of country and
area codes (M49), where they differ from the standard's in `country_names.csv`. In other languages it is called as the
standard calls it. They are found by any of their names: former ones, parts of them, words in any order, without
accents. The names of the standard are provided by pycountry, everyday names by Babel (Unicode CLDR).
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from gettext import NullTranslations, translation
from importlib.util import find_spec
from pathlib import Path

from assessment import i18n
from assessment.i18n import DEFAULT, current_language, using_language
from assessment.i18n import gettext as _

# ISO leaves the codes XAA to XZZ to its users, so they will never belong to a country.
_INVENTED = {"XAA": "Alvenia", "XAB": "Boruna", "XAC": "Cassamar"}
INVENTED_PLACES = frozenset(_INVENTED)

_Words = frozenset[str]

_JOINTS = re.compile(r"['’‘‛ʼʹ`′.]")
_WORD = re.compile(r"[^\W_]+")
# “The Gambia” is Gambia, and “Trinidad & Tobago” is Trinidad and Tobago.
_SILENT = frozenset({"the", "of", "and"})
_SAME = {"st": "saint"}
TYPED_LIMIT = 100
"""Characters of a text that can be a name."""


def is_country(code: str) -> bool:
    """Whether `code` is an alpha-3 code of ISO 3166-1 or of an invented place, in capital letters."""
    return code in INVENTED_PLACES or code in _iso_entries()


def country_name(code: str) -> str:
    """The name of a country or area in the spoken language; an invented place is always marked as invented."""
    if code in INVENTED_PLACES:
        return _("{place} (invented)").format(place=_INVENTED[code])
    language = current_language()
    if language == DEFAULT and (name := _un_names().get(code)):
        return name
    entry = _iso_entries().get(code)
    return code if entry is None else _translated(entry["name"], language)


def country_number(code: str) -> str:
    """The three-digit numeric code of ISO 3166-1, the same as in the United Nations' M49; empty for invented places."""
    entry = _iso_entries().get(code)
    return entry["numeric"] if entry else ""


def country_codes() -> list[str]:
    """Every code of ISO 3166-1, sorted by name; no invented places."""
    return sorted(_iso_entries(), key=lambda code: sort_key(country_name(code)))


def country_names(languages: Iterable[str]) -> Iterator[tuple[str, str]]:
    """All names of countries and areas, each with its alpha-3 code: those of the United Nations, of the standard and of
    CLDR in each of the languages, former names, and the alpha-2 codes; invented places too.

    These are for reading, not for display: the ways in which a person may write a country. Several may share a name.
    """
    for code, place in _INVENTED.items():
        yield place, code
    for entry in _iso_entries().values():
        yield entry["alpha_2"], entry["alpha_3"]
    for row in _listed_names():
        for name in (row["un_name"], *row["other_names"].split("; ")):
            if name:
                yield name, row["code"]
    for language in languages:
        for code in INVENTED_PLACES:
            with using_language(language):
                yield country_name(code), code
        everyday = _cldr_names(language)
        for entry in _iso_entries().values():
            for key in ("name", "official_name", "common_name"):
                if key in entry:
                    yield _translated(entry[key], language), entry["alpha_3"]
            if entry["alpha_2"] in everyday:
                yield everyday[entry["alpha_2"]], entry["alpha_3"]


def sort_key(name: str) -> str:
    """A name in lower case without accents, for sorting: Åland comes under A."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


@cache
def _listed_names() -> tuple[Mapping[str, str], ...]:
    """The names that neither the standard nor CLDR has, by country or area."""
    with Path(__file__).with_name("country_names.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _un_names() -> Mapping[str, str]:
    return {row["code"]: row["un_name"] for row in _listed_names() if row["un_name"]}


@cache
def _pycountry() -> Path:
    """pycountry's folder, for its tables only: importing it takes as long as the rest of a command."""
    package = find_spec("pycountry")
    return Path(str(package and package.origin)).parent


@cache
def _iso_entries() -> Mapping[str, Mapping[str, str]]:
    """The entries of ISO 3166-1, by alpha-3 code."""
    table = json.loads((_pycountry() / "databases" / "iso3166-1.json").read_text("utf-8"))
    return {entry["alpha_3"]: entry for entry in table["3166-1"]}


def _translated(name: str, language: str) -> str:
    return name if language == DEFAULT else _iso_translations(language).gettext(name)


@cache
def _iso_translations(language: str) -> NullTranslations:
    return translation("iso3166-1", _pycountry() / "locales", [language], fallback=True)


def _cldr_names(language: str) -> Mapping[str, str]:
    """Everyday names by alpha-2 code, where CLDR knows the language."""
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - most commands read no country

    try:
        return Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}


def find_countries(text: str) -> list[str]:
    """The codes of all countries and areas that a text can mean, without invented places: those with a name in which
    each of its words begins one.

    First those of which it is a whole name, then those that are shown under a name that begins like it, each in the
    order of their names.
    """
    typed, index = _readings(text), _index(tuple(i18n.LANGUAGES))
    begun = sort_key(text.strip())
    ranked = [
        (typed.isdisjoint(index[code]), not sort_key(country_name(code)).startswith(begun), place, code)
        for place, code in enumerate(country_codes())
        if any(_is_begun(words, name) for words in typed for name in index[code])
    ]
    return [code for _whole, _begun, _place, code in sorted(ranked)]


def find_named(text: str) -> list[str]:
    """The codes of all countries and areas with a name of exactly these words, in any order."""
    typed, index = _readings(text), _index(tuple(i18n.LANGUAGES))
    return [code for code in country_codes() if not typed.isdisjoint(index[code])]


def _is_begun(typed: _Words, name: _Words) -> bool:
    return bool(typed) and all(any(word.startswith(part) for word in name) for part in typed)


@cache
def _index(languages: tuple[str, ...]) -> dict[str, set[_Words]]:
    """The words of every name in these languages, by code."""
    index = {code: set(_readings(code)) for code in country_codes()}
    for name, code in country_names(languages):
        if code not in INVENTED_PLACES:
            index[code] |= _readings(name) - {frozenset()}
    return index


def _readings(text: str) -> frozenset[_Words]:
    """The words of a text, with “d’Ivoire” and “U.S.” as one word and as two."""
    if len(text) > TYPED_LIMIT:
        return frozenset()
    folded = sort_key(text)
    return frozenset(_words(_JOINTS.sub(between, folded)) for between in ("", " "))


def _words(folded: str) -> _Words:
    words = [_SAME.get(word, word) for word in _WORD.findall(folded)]
    return frozenset(words) - _SILENT or frozenset(words)
