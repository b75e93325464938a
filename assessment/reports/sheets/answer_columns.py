"""The columns in which lists show a recommendation and its answer; each list picks its own and their widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from assessment.domain.answer import ANSWER_FIELDS, SUPPORT_FIELDS
from assessment.domain.catalogue import Recommendation, Theme
from assessment.domain.fields import Field, Kind
from assessment.domain.gaps import needs_explanation
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, none_of_these, rating_label
from assessment.labels.formatting import citation, red_line_mark, value_text
from assessment.parsing.limits import link_target
from assessment.reports.sheets.columns import Column, Link, Passage
from assessment.reports.sheets.styles import DENSE_STYLES, Style
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.text_width import word_width
from assessment.views.results import ReportEntry, Results

_BULLET, _TICKED, _NOT_TICKED = "•", "☑", "☐"


class About(Protocol):
    """A row about a recommendation, for any respondent."""

    @property
    def recommendation(self) -> Recommendation: ...


class AskedBy(About, Protocol):
    """One that says too how many UN mandates ask for it."""

    @property
    def asked_by(self) -> int: ...


def recommendation_id(width: float) -> Column[About]:
    return Column(_("Id"), width, lambda row: row.recommendation.id, Style.TEXT)


def title(width: float) -> Column[About]:
    return Column(_("Title"), width, lambda row: row.recommendation.title)


def theme(width: float, themes: Mapping[str, Theme]) -> Column[About]:
    return Column(_("Theme"), width, lambda row: themes[row.recommendation.theme].name)


def red_line(width: float) -> Column[About]:
    return Column(_("Red line"), width, lambda row: _("Red line") if row.recommendation.red_line else None)


def asked_by(width: float) -> Column[AskedBy]:
    return Column(_("UN mandates"), width, lambda row: row.asked_by, Style.ORDINAL)


def recommendation(themes: Sequence[Theme]) -> list[Column[AskedBy]]:
    """The columns that say which recommendation a row of a sheet of its own widths is about."""
    by_id = {theme.id: theme for theme in themes}
    return [title(0), recommendation_id(0), theme(0, by_id), red_line(0), asked_by(0)]


def rating(least: float, *, dense: bool = False) -> Column[ReportEntry]:
    """The rating, `least` wide, and wide enough for its words on a sheet that is `dense` or not."""
    width = rating_width(least, dense=dense)
    return Column(_("Rating"), width, lambda entry: rating_label(entry.answer.rating), Style.RATING)


def rating_width(least: float, *, dense: bool = False) -> float:
    """A width in which no word for a rating is broken."""
    style = DENSE_STYLES[Style.RATING] if dense else Style.RATING
    return max(least, word_width(map(rating_label, RATING_STYLES), style.font_size))


def pick(results: Results, widths: Mapping[str, float]) -> list[Column[ReportEntry]]:
    """The columns of these names, fields of the answer among them, in this order and so wide."""
    columns: dict[str, Column[ReportEntry]] = {
        "number": Column(_("No."), 0, lambda entry: entry.number, Style.ORDINAL),
        "id": recommendation_id(0),
        "rating": rating(0),
        "red_line": red_line(0),
        "asked_by": asked_by(0),
        "theme": theme(0, results.catalogue.theme_by_id),
        "title": title(0),
        "marked_title": Column(_("Title"), 0, _marked_title),
        "question": _passage(_("Question"), lambda entry: entry.recommendation.question),
        "text": _passage(_("Recommendation (verbatim)"), lambda entry: entry.recommendation.text),
        "quotation": _passage(_("Recommendation (verbatim) and citation"), _quotation),
        "citation": _passage(_("Citation"), lambda entry: citation(entry.recommendation)),
        "room": _passage(_("Workshop: reason, dissent, votes"), lambda entry: entry.room),
        "measures": _passage(_("Measures (☑ in place, ☐ not ticked)"), _all_measures),
        "not_ticked": _passage(_("Measures not ticked"), _measures_not_ticked),
        "support": _passage(_("Evidence"), _support),
        "to_explain": Column(_("To explain"), 0, _to_explain(is_whole=results.is_whole)),
        # It isn't the citation that is the link, because LibreOffice shows no more than one line of a link.
        "document": Column(
            _("UN document (link)"), 0, lambda entry: Link(_("Open"), entry.recommendation.source.url), Style.LINK
        ),
        "evidence_link": evidence_link(0),
        **{field.name: answered(field) for field in ANSWER_FIELDS if field.name not in ("rating", "measures")},
    }
    return [replace(columns[name], width=width) for name, width in widths.items()]


def _marked_title(entry: ReportEntry) -> str:
    """The title, and under it the mark of a red line."""
    item = entry.recommendation
    return "\n".join(filter(None, (item.title, red_line_mark(item).strip())))


def _quotation(entry: ReportEntry) -> str:
    return f"{entry.recommendation.text}\n{citation(entry.recommendation)}"


def _support(entry: ReportEntry) -> str:
    """What supports the rating, each in a line."""
    return "\n".join(filter(None, (getattr(entry.answer, field.name) for field in SUPPORT_FIELDS)))


def _all_measures(entry: ReportEntry) -> str:
    """All measures, those that are ticked with a tick."""
    ticked, measures = entry.answer.ticked, entry.recommendation.measures
    if entry.answer.measures is None:
        return _not_recorded([measure.text for measure in measures])
    lines = [f"{_TICKED if measure.id in ticked else _NOT_TICKED} {measure.text}" for measure in measures]
    return "\n".join([*lines, *([f"{_TICKED} {none_of_these()}"] if entry.answer.measures == () else [])])


def _measures_not_ticked(entry: ReportEntry) -> str:
    """The unticked measures; where none is left, words that say so."""
    measures = entry.recommendation.measures
    texts = [measure.text for measure in measures if measure.id not in entry.answer.ticked]
    if entry.answer.measures is None:
        return _("Not recorded which measures are in place.") if measures else ""
    every = _("Every measure is ticked.") if measures else ""
    return "\n".join(f"{_BULLET} {text}" for text in texts) or every


def _not_recorded(texts: Sequence[str]) -> str:
    listed = [f"{_BULLET} {text}" for text in texts]
    return "\n".join([_("Not recorded which of these are in place:"), *listed] if listed else [])


def _to_explain(*, is_whole: bool) -> Callable[[ReportEntry], str | None]:
    """The mark of an answer whose rating and ticks say different things, with nothing to explain it.

    There is none unless the response `is_whole`: the explanation may have been left out.
    """

    def words(entry: ReportEntry) -> str | None:
        if not is_whole or not needs_explanation(entry.recommendation, entry.answer):
            return None
        return _("Rating doesn’t match the ticked measures")

    return words


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
    return _passage(field.label, value, width, style)


def evidence_link(width: float) -> Column[ReportEntry]:
    """A word that leads to the web address, if that is one; LibreOffice shows no more than one line of a link."""

    def value(entry: ReportEntry) -> Link | None:
        url = entry.answer.evidence_url
        return Link(_("Open"), url) if link_target(url) else None

    return Column(_("Link"), width, value, Style.LINK)


def _passage(
    header: str, words: Callable[[ReportEntry], str], width: float = 0, style: CellStyle = Style.TEXT
) -> Column[ReportEntry]:
    """A column of texts of any length."""

    def value(entry: ReportEntry) -> Passage | None:
        text = words(entry)
        return Passage(text, entry.place, header) if text else None

    return Column(header, width, value, style)
