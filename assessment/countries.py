"""Countries and areas: ISO 3166-1 by its alpha-3 codes, and three invented places for the sample data.

The names are ISO's, as pycountry ships them, with its translations; where people use a shorter one ISO has too, that.
"""

from __future__ import annotations

from gettext import NullTranslations, translation

import pycountry

from assessment.language import DEFAULT, spoken
from assessment.language import gettext as _

# XAA to XZZ are codes that ISO leaves to its users, so they will never be a country's.
_INVENTED = {"XAA": "Alvenia", "XAB": "Boruna", "XAC": "Cassamar"}
INVENTED = frozenset(_INVENTED)


def is_country(code: str) -> bool:
    """Whether `code` is an alpha-3 code of ISO 3166-1 or of an invented place; capital letters only."""
    return code in INVENTED or (code.isupper() and pycountry.countries.get(alpha_3=code) is not None)


def country_name(code: str) -> str:
    """The name of a country or area in the spoken language; an invented place is always marked as invented."""
    if code in INVENTED:
        return _("{place} (invented)").format(place=_INVENTED[code])
    country = pycountry.countries.get(alpha_3=code)
    if country is None:
        return code
    return _iso_names(spoken()).gettext(getattr(country, "common_name", country.name))


def country_codes() -> list[str]:
    """Every code of ISO 3166-1 in the alphabetical order of the names; no invented place."""
    return sorted((country.alpha_3 for country in pycountry.countries), key=country_name)


def _iso_names(language: str) -> NullTranslations:
    if language == DEFAULT:
        return NullTranslations()
    return translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True)
