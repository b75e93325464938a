"""The red lines and gaps of a Word report, each gap with everything that is known about it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from assessment.domain.gaps import Gap, needs_explanation, red_lines
from assessment.domain.model import Rating, Recommendation
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import citation, date_text, mandate_count_text
from assessment.reports.findings import Findings
from assessment.reports.method_text import about_gap_order, about_red_lines, unrated_red_lines
from assessment.reports.word.body import GAPS, RED_LINES, Body, gap_bookmark
from assessment.reports.word.styles import WordStyle
from assessment.reports.word.tables import (
    DASH,
    WordCell,
    WordColumn,
    list_cell,
    number_cell,
    rating_cell,
    text_cell,
    words_cell,
)
from assessment.reports.word.text import NOTHING, Words, link, link_to, rating_label, words

_BETWEEN = "  ·  "


def write_red_lines(body: Body, findings: Findings) -> None:
    """The gaps whose absence harms a person directly, whatever the scores."""
    body.heading(_("Red lines"), 1, bookmark=RED_LINES)
    crossed = red_lines(findings.gaps)
    body.write(about_red_lines(), keep_next=bool(crossed))
    if crossed:
        numbers = {gap.recommendation.id: number for number, gap in enumerate(findings.gaps, start=1)}
        columns: list[WordColumn[Gap]] = [
            WordColumn(_("Id"), 16, lambda gap: text_cell(gap.recommendation.id)),
            WordColumn(_("Recommendation"), 51, lambda gap: words_cell(_link(gap, numbers[gap.recommendation.id]))),
            WordColumn(_("Rating"), 18, lambda gap: rating_cell(gap.answer.rating)),
            WordColumn(_("UN mandates"), 15, lambda gap: number_cell(str(gap.asked_by)), is_number=True),
        ]
        body.table(_("Red lines among the gaps"), columns, crossed)
    else:
        body.write(_("No red line is rated absent or partial."))
    for sentence in unrated_red_lines(findings):
        body.write(sentence)


def _link(gap: Gap, number: int) -> Words:
    return link_to(gap_bookmark(number), gap.recommendation.title)


def write_gaps(body: Body, findings: Findings) -> None:
    """Every gap in the order of gaps.

    What isn't answered is shown as such only if nothing was left out.
    """
    body.heading(_("Gaps"), 1, bookmark=GAPS)
    if not findings.gaps:
        body.write(_("No recommendation is rated absent or partial."))
        return
    body.write(about_gap_order())
    numbered = enumerate(findings.gaps, start=1)
    for kind, members in groupby(numbered, lambda entry: _kind(entry[1])):
        body.heading(kind, 2)
        for number, gap in members:
            _write_gap(body, findings, number, gap)


def _kind(gap: Gap) -> str:
    absent = gap.answer.rating is Rating.ABSENT
    if gap.recommendation.red_line:
        return _("Absent red lines") if absent else _("Partial red lines")
    return _("Absent") if absent else _("Partial")


def _write_gap(body: Body, findings: Findings, number: int, gap: Gap) -> None:
    item = gap.recommendation
    body.heading(f"{number}. {item.title}", 3, bookmark=gap_bookmark(number))
    body.write(_label(findings, gap), WordStyle.LABEL)
    body.write(quoted(findings, item), WordStyle.QUOTE, keep_next=True)
    body.write(cited(item), WordStyle.CITATION, keep_next=True)
    body.facts(item.title, list(_facts(gap, findings.spread(item), is_whole=findings.is_whole)), names=22.5)


def _label(findings: Findings, gap: Gap) -> Words:
    """The rating in its colour, and what the recommendation is."""
    item = gap.recommendation
    red_line = words(_BETWEEN) + words(_("Red line"), WordStyle.ALERT) if item.red_line else NOTHING
    theme = findings.catalogue.theme_by_id[item.theme].name
    rest = _BETWEEN.join(("", item.id, theme, mandate_count_text(gap.asked_by)))
    return rating_label(gap.answer.rating) + red_line + words(rest)


def quoted(findings: Findings, item: Recommendation) -> Words:
    """A recommendation word for word."""
    language = findings.catalogue.language
    return words(item.text, language="" if language == current_language() else language)


def cited(item: Recommendation) -> Words:
    """The citation, of which the symbol links to the document."""
    before, symbol, after = citation(item).partition(item.source.symbol)
    return words(before) + link(symbol, item.source.url) + words(after)


def _facts(gap: Gap, spread: str | None, *, is_whole: bool) -> Iterator[tuple[str, WordCell]]:
    """What was answered; for what a plan needs, also that it wasn't answered."""

    def fact(name: str, text: str, *, is_needed: bool = False) -> Iterator[tuple[str, WordCell]]:
        if text or (is_needed and is_whole):
            yield name, text_cell(text or DASH)

    answer, measures = gap.answer, gap.recommendation.measures
    yield from fact(_("Spread of votes (n)"), spread or "")
    yield from fact(_("Evidence"), answer.evidence, is_needed=True)
    if answer.evidence_url:
        yield _("Source"), words_cell(link(answer.evidence_url, answer.evidence_url))
    yield from fact(_("Law or policy"), answer.law_reference)
    if measures:
        yield _("Measures not ticked"), list_cell(gap.not_ticked, _("Every measure is ticked."))
    yield from fact(_("Responsible body"), answer.responsible, is_needed=True)
    yield from fact(_("Action"), answer.action, is_needed=True)
    yield from fact(_("Target date"), date_text(answer.target_date) if answer.target_date else "", is_needed=True)
    yield from fact(_("Comment"), answer.comment)
    if is_whole and needs_explanation(gap.recommendation, answer):
        yield _("To explain"), text_cell(_("Rating and ticks disagree, and no comment says why"))
