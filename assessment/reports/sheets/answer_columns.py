"""The columns in which lists show a recommendation and its answer; each list picks its own and their widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from assessment.domain.fields import Field, Kind
from assessment.domain.gaps import needs_explanation
from assessment.domain.model import Recommendation, Theme
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, none_of_these, rating_label
from assessment.labels.formatting import citation as citation_of
from assessment.labels.formatting import value_text
from assessment.parsing.limits import link_target
from assessment.reports.sheets.columns import Column, Link, Passage
from assessment.reports.sheets.styles import DENSE_STYLES, Style
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text_width import word_width
from assessment.views.results import ReportEntry

_BULLET, _TICKED, _NOT_TICKED = "•", "☑", "☐"


class About(Protocol):
    """A row about a recommendation, for any respondent."""

    @property
    def recommendation(self) -> Recommendation: ...


class AskedBy(About, Protocol):
    """One that says too how many UN mandates ask for it."""

    @property
    def asked_by(self) -> int: ...


def number(width: float) -> Column[ReportEntry]:
    return Column(_("No."), width, lambda entry: entry.number, Style.ORDINAL)


def recommendation_id(width: float) -> Column[About]:
    return Column(_("Id"), width, lambda entry: entry.recommendation.id, Style.TEXT)


def rating(least: float, *, dense: bool = False) -> Column[ReportEntry]:
    """The rating, `least` wide, and wide enough for its words on a sheet that is `dense` or not."""
    width = rating_width(least, dense=dense)
    return Column(_("Rating"), width, lambda entry: rating_label(entry.answer.rating), Style.RATING)


def rating_width(least: float, *, dense: bool = False) -> float:
    """A width in which no word for a rating is broken."""
    style = DENSE_STYLES[Style.RATING] if dense else Style.RATING
    return max(least, word_width(map(rating_label, RATING_STYLES), style.font_size))


def room(width: float) -> Column[ReportEntry]:
    """What a workshop said of a rating on which it agreed."""
    return _passage(_("Workshop: reason, dissent, votes"), width, lambda entry: entry.room)


def red_line(width: float) -> Column[About]:
    return Column(_("Red line"), width, red_line_words)


def red_line_words(entry: About) -> str | None:
    return _("Red line") if entry.recommendation.red_line else None


def asked_by(width: float) -> Column[AskedBy]:
    return Column(_("UN mandates"), width, lambda entry: entry.asked_by, Style.ORDINAL)


def theme(width: float, themes: Mapping[str, Theme]) -> Column[About]:
    return Column(_("Theme"), width, lambda entry: themes[entry.recommendation.theme].name)


def title(width: float) -> Column[About]:
    return Column(_("Title"), width, lambda entry: entry.recommendation.title)


def recommendation(themes: Sequence[Theme]) -> list[Column[AskedBy]]:
    """The columns that say which recommendation a row of a sheet of its own widths is about."""
    by_id = {theme.id: theme for theme in themes}
    return [title(0), recommendation_id(0), theme(0, by_id), red_line(0), asked_by(0)]


def question(width: float) -> Column[ReportEntry]:
    return _passage(_("Question"), width, lambda entry: entry.recommendation.question)


def text(width: float) -> Column[ReportEntry]:
    return _passage(_("Recommendation (verbatim)"), width, lambda entry: entry.recommendation.text)


def citation(width: float) -> Column[ReportEntry]:
    return _passage(_("Citation"), width, lambda entry: citation_of(entry.recommendation))


def document(width: float) -> Column[ReportEntry]:
    """A word that leads to the UN document.

    It isn't the citation that is the link, because LibreOffice shows no more than one line of a link.
    """

    def value(entry: ReportEntry) -> Link:
        return Link(_("Open"), entry.recommendation.source.url)

    return Column(_("UN document (link)"), width, value, Style.LINK)


def measures(width: float) -> Column[ReportEntry]:
    """All measures, those that are ticked with a tick."""

    def words(entry: ReportEntry) -> str:
        ticked, measures = entry.answer.ticked, entry.recommendation.measures
        if entry.answer.measures is None:
            listed = [f"{_BULLET} {measure.text}" for measure in measures]
            return "\n".join([_not_recorded(), *listed] if listed else [])
        lines = [f"{_TICKED if measure.id in ticked else _NOT_TICKED} {measure.text}" for measure in measures]
        if entry.answer.measures == ():
            lines.append(f"{_TICKED} {none_of_these()}")
        return "\n".join(lines)

    return _passage(_("Measures (☑ in place, ☐ not ticked)"), width, words)


def measures_not_ticked(width: float) -> Column[ReportEntry]:
    """The texts of the unticked measures; where none is left, words that say so."""

    def words(entry: ReportEntry) -> str:
        measures, ticked = entry.recommendation.measures, entry.answer.ticked
        listed = [f"{_BULLET} {measure.text}" for measure in measures if measure.id not in ticked]
        not_ticked = "\n".join([_not_recorded(), *listed] if measures and entry.answer.measures is None else listed)
        return not_ticked or (_("Every measure is ticked.") if measures else "")

    return _passage(_("Measures not ticked"), width, words)


def _not_recorded() -> str:
    return _("Not recorded which of these are in place:")


def answered(field: Field, width: float | None = None) -> Column[ReportEntry]:
    """What was answered in a field; of an address the whole text."""
    return _column(field, width, lambda entry: getattr(entry.answer, field.name), Style.TEXT, Style.DATE)


def planned(field: Field) -> Column[ReportEntry]:
    """What is planned: these columns are read again when the report comes back."""
    return _column(field, None, lambda entry: getattr(entry.follow_up, field.name), Style.PLAN_TEXT, Style.PLAN_DATE)


def _column(
    field: Field, width: float | None, value: Callable[[ReportEntry], Any], style: CellStyle, days: CellStyle
) -> Column[ReportEntry]:
    width = field.width if width is None else width
    if field.kind is Kind.DAY:
        return Column(field.label, width, value, days)
    if field.kind is Kind.CODE:
        return Column(field.label, width, lambda entry: value_text(value(entry)) or None, style)
    return _passage(field.label, width, value, style)


def evidence_link(width: float) -> Column[ReportEntry]:
    """A word that leads to the web address, if that is one; LibreOffice shows no more than one line of a link."""

    def value(entry: ReportEntry) -> Link | None:
        url = entry.answer.evidence_url
        return Link(_("Open"), url) if link_target(url) else None

    return Column(_("Link"), width, value, Style.LINK)


def to_explain(width: float, *, is_whole: bool) -> Column[ReportEntry]:
    """The mark of an answer whose rating and ticks say different things, with nothing to explain it.

    There is none unless the response `is_whole`: the explanation may have been left out.
    """

    def words(entry: ReportEntry) -> str | None:
        if not is_whole or not needs_explanation(entry.recommendation, entry.answer):
            return None
        return _("Rating and ticks disagree, and no comment says why")

    return Column(_("To explain"), width, words)


def _passage(
    header: str, width: float, words: Callable[[ReportEntry], str], style: CellStyle = Style.TEXT
) -> Column[ReportEntry]:
    """A column of texts of any length."""

    def value(entry: ReportEntry) -> Passage | None:
        text = words(entry)
        return Passage(text, entry.place, header) if text else None

    return Column(header, width, value, style)
