"""Who answered, as the sheets of a comparison tell it: each response under its number, the same on every sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assessment.domain.comparison.compare import Comparison
from assessment.domain.countries import country_name
from assessment.domain.response import Identity, Response, Round
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.reports.sheets.columns import Column, Passage, Row, Value
from assessment.reports.sheets.styles import Style
from assessment.spreadsheet.text import runs, visible

_LABEL_LIMIT = 40
"""Characters of a round or an organisation in labels; the Summary has the whole."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """A response among those compared, with its place in their order, counted from 1."""

    number: int
    compared: SourcedResponse

    @property
    def name(self) -> str:
        return self.compared.name

    @property
    def response(self) -> Response:
        return self.compared.response


def number_respondents(comparison: Comparison) -> tuple[Respondent, ...]:
    return tuple(Respondent(number, source) for number, source in enumerate(comparison.responses, start=1))


def label(respondent: Respondent) -> str:
    """What a respondent is called in the header of a column and in a chart: “3. Nepal · State · 2026 baseline”.

    No two have the same, and it holds nothing that a name of a table's column couldn't.
    """
    response = respondent.response
    parts = (country_name(response.country), voice_word(response.voice), response.round.label)
    return f"{respondent.number}. {' · '.join(filter(None, map(short_name, parts)))}"


def short_name(text: str, limit: int = _LABEL_LIMIT) -> str:
    """The beginning of a text, on one line and without anything that a header couldn't hold."""
    line = " ".join(" ".join(runs(visible(text))).split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def short_organisation(response: Identity) -> str:
    if response.anonymous:
        return _("anonymous")
    return short_name(response.organisation) or "–"


def short_respondent(response: Identity) -> str:
    """Who answers round after round: “Nepal · State · Ministry of Labour”."""
    parts = [country_name(response.country), voice_word(response.voice)]
    if response.anonymous or response.organisation.strip():
        parts.append(short_organisation(response))
    return " · ".join(parts)


def short_round(asked_in: Round) -> str:
    """What a round is called, or else its date."""
    return short_name(asked_in.label) or (asked_in.date.isoformat() if asked_in.date else "–")


def number_list(numbers: Iterable[int]) -> str:
    """“3, 7, 12–15”."""
    spans: list[Sequence[int]] = [
        [number for _place, number in group]
        for _key, group in groupby(enumerate(sorted(numbers)), lambda entry: entry[1] - entry[0])
    ]
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def who_columns(widths: tuple[float, float, float, float, float], of: Callable[[Row], Respondent]) -> list[Column[Row]]:
    """The columns that say who answered; `of` gives the respondent of a row."""
    number, country, voice, organisation, asked_in = widths
    return [
        Column(_("No."), number, lambda row: of(row).number, Style.ORDINAL),
        Column(_("Country or area"), country, lambda row: country_name(of(row).response.country)),
        Column(_("Voice"), voice, lambda row: voice_word(of(row).response.voice)),
        Column(_("Organisation"), organisation, lambda row: _organisation(of(row).response)),
        Column(_("Round"), asked_in, lambda row: _typed(of(row).response.round.label, _("Round"))),
    ]


def _organisation(response: Identity) -> Value:
    """The organisation, unless the response is anonymous."""
    return _("anonymous") if response.anonymous else _typed(response.organisation, _("Organisation"))


def _typed(text: str, header: str) -> Value:
    return Passage(text, "", header) if text else "–"
