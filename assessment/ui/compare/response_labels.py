"""Names of responses without anything a person typed, for tables and charts, which are HTML.

A name is the country or area; where that isn't unique also the voice, then the date of the round, and finally a
number. The full names are listed under such a table, as text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.countries import country_name
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.formatting import date_text, response_name
from assessment.ui.compare.matrices.matrix import HeaderCell
from assessment.ui.text.escaping import plain_text

ResponseLabels = Mapping[str, HeaderCell]
"""By the name of a response: its country or area, and what distinguishes it from the others."""


def response_labels(ordered: Sequence[NamedResponse]) -> ResponseLabels:
    """The names of some responses, unique among them."""
    parts: list[Callable[[NamedResponse], str]] = []
    if len({one.response.voice for one in ordered}) > 1:
        parts.append(lambda one: voice_word(one.response.voice))
    if _is_unclear(ordered, parts):
        parts.append(lambda one: date_text(one.response.round.date) if one.response.round.date else "")
    numbers: dict[str, str] = {}
    if _is_unclear(ordered, parts):
        numbers = {one.name: _("no. {n}").format(n=number) for number, one in enumerate(ordered, start=1)}
    return {
        one.name: HeaderCell(
            country_name(one.response.country),
            ", ".join(filter(None, (*(part(one) for part in parts), numbers.get(one.name, "")))),
        )
        for one in ordered
    }


def _is_unclear(ordered: Sequence[NamedResponse], parts: Sequence[Callable[[NamedResponse], str]]) -> bool:
    """Whether two of them would have the same name."""
    counted = Counter((one.response.country, *(part(one) for part in parts)) for one in ordered)
    return any(count > 1 for count in counted.values())


def response_label(called: ResponseLabels, one: NamedResponse) -> str:
    """The name in one line: “Nepal, State”."""
    head = called[one.name]
    return f"{head.words}, {head.note}" if head.note else head.words


def label_key(called: ResponseLabels, shown: Sequence[NamedResponse]) -> None:
    """The full names of the responses in a table; nothing where they don't say more than the table."""
    lines = [
        _("{label}: {text}").format(label=response_label(called, one), text=response_name(one.response, plain_text))
        for one in shown
        if one.response.round.label or (one.response.organisation and not one.response.anonymous)
    ]
    if lines:
        with st.expander(_("Rounds and organisations")):
            st.text("\n".join(lines))
