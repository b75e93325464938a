"""What responses are called in a table, which shows nothing that a person typed: by country or area; where that isn't
unique also by voice, then the date of the round, and finally a number. The full names are under the table, as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.countries import country_name, sort_key
from assessment.html.escaping import plain_text
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.formatting import date_text, response_name
from assessment.ui.compare.response_choices import ResponseChoice
from assessment.ui.widgets.choices import search_field
from assessment.views.table import Noted

FEW_RESPONSES = 10
"""Lists up to this length need no search."""


def short_names(ordered: Sequence[NamedResponse]) -> Mapping[str, Noted]:
    """By the name of each response its country or area, and what distinguishes it from the others."""
    parts: list[Callable[[NamedResponse], str]] = []
    if len({named.response.voice for named in ordered}) > 1:
        parts.append(lambda named: voice_word(named.response.voice))
    if _is_unclear(ordered, parts):
        parts.append(lambda named: date_text(named.response.round.date) if named.response.round.date else "")
    if _is_unclear(ordered, parts):
        numbers = {named.name: _("no. {n}").format(n=number) for number, named in enumerate(ordered, start=1)}
        parts.append(lambda named: numbers[named.name])
    return {
        named.name: Noted(
            country_name(named.response.country), ", ".join(filter(None, (part(named) for part in parts)))
        )
        for named in ordered
    }


def pair_names(pair: tuple[NamedResponse, NamedResponse]) -> tuple[str, str]:
    """What two responses are called: of one country or area by what distinguishes them."""
    names = short_names(pair)
    is_same = pair[0].response.country == pair[1].response.country
    first, second = (names[named.name].note if is_same else names[named.name].line for named in pair)
    return first, second


def _is_unclear(ordered: Sequence[NamedResponse], parts: Sequence[Callable[[NamedResponse], str]]) -> bool:
    """Whether two of them would have the same name."""
    counted = Counter((named.response.country, *(part(named) for part in parts)) for named in ordered)
    return any(count > 1 for count in counted.values())


def list_full_names(names: Mapping[str, Noted], shown: Sequence[NamedResponse]) -> None:
    """The full names of the responses in a table; nothing where they don't say more than the table."""
    lines = [
        _("{label}: {text}").format(label=names[named.name].line, text=response_name(named.response, plain_text))
        for named in shown
        if named.response.round.label or (named.response.organisation and not named.response.anonymous)
    ]
    if lines:
        with st.expander(_("Rounds and organisations")):
            st.text("\n".join(lines))


def filter_by_country(lines: Sequence[ResponseChoice]) -> Sequence[ResponseChoice]:
    """Draw a search field above a long list; returns what it finds."""
    if len(lines) <= FEW_RESPONSES:
        return lines
    words = sort_key(search_field("country", _("Find a country or area"))).split()
    matching = [line for line in lines if all(word in sort_key(country_name(line.response.country)) for word in words)]
    if not matching:
        st.info(_("No chosen response is from a country or area with this name."))
    return matching
