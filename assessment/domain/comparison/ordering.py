"""The order of responses side by side (docs/method.md, *Comparing*).

Nothing is ordered by score: countries are in alphabetical order, and within a country responses are ordered by voice,
round and organisation, whatever the order in which they are given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from typing import Protocol, TypeVar

from assessment.domain.countries import country_name, sort_key
from assessment.domain.response import Identity, Voice


class AskedIdentity(Identity, Protocol):
    """Whose answers they are, and what a workshop asked of them."""

    @property
    def asked(self) -> frozenset[str] | None: ...


class NamedResponse(Protocol):
    """A respondent under a unique name: a response, or a line in a list of many."""

    @property
    def name(self) -> str: ...
    @property
    def response(self) -> AskedIdentity: ...


AnyNamedResponse = TypeVar("AnyNamedResponse", bound=NamedResponse)


def sort_responses(compared: Iterable[AnyNamedResponse]) -> tuple[AnyNamedResponse, ...]:
    """By country name in alphabetical order, then voice, round and organisation."""
    voices = list(Voice)

    def country_and_voice(named: NamedResponse) -> tuple[str, str, int]:
        country = named.response.country
        return sort_key(country_name(country)), country, voices.index(named.response.voice)

    ordered = sorted(compared, key=country_and_voice)
    return tuple(named for _key, group in groupby(ordered, country_and_voice) for named in sort_rounds(group))


def sort_rounds(compared: Iterable[AnyNamedResponse]) -> list[AnyNamedResponse]:
    """By date of the round where all have one, otherwise by its label, with numbers by value; then by organisation."""
    ordered = sorted(sorted(compared, key=_organisation), key=lambda named: by_number(named.response.round.label))
    dates = {named.name: date for named in ordered if (date := named.response.round.date)}
    return sorted(ordered, key=lambda named: dates[named.name]) if len(dates) == len(ordered) else ordered


def _organisation(named: NamedResponse) -> tuple[str, str]:
    # An anonymous response must not be recognisable by its position.
    return "" if named.response.anonymous else sort_key(named.response.organisation), named.name


def respondent(response: Identity) -> tuple[str, Voice, str]:
    """Who answers round after round: country or area, voice and organisation."""
    return response.country, response.voice, response.organisation.strip()


def by_number(text: str) -> tuple[list[tuple[str, int, str]], str]:
    """Puts “Round 2” before “Round 10” and version 1.9 before 1.10, in every script's digits."""
    digits = "".join(str(unicodedata.decimal(character, character)) for character in sort_key(text))
    parts = re.findall(r"([^0-9]*)0*([0-9]*)", digits)
    # Of two numbers without leading zeros the longer is the larger, however long they are.
    return [(words, len(number), number) for words, number in parts], text
