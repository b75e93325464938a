"""The answers of a Word report that aren't gaps: information gaps, implemented and not applicable."""

from __future__ import annotations

from assessment.domain.model import Rating, Recommendation
from assessment.i18n import gettext as _
from assessment.reports.findings import Findings
from assessment.reports.method_text import about_information_gaps
from assessment.reports.word.body import INFORMATION_GAPS, NOT_APPLICABLE, Body
from assessment.reports.word.gaps import cited, quoted
from assessment.reports.word.tables import DASH, WordCell, WordColumn, quotation_cell, text_cell, words_cell
from assessment.reports.word.text import NOTHING, filled, link, rating_label, words


def write_information_gaps(body: Body, findings: Findings) -> None:
    """What is unanswered or answered “don't know”, in catalogue order, verbatim."""
    body.heading(_("Information gaps"), 1, bookmark=INFORMATION_GAPS)
    if not findings.information_gaps:
        body.write(_("Every recommendation is rated or not applicable."))
        return
    body.write(about_information_gaps(), keep_next=True)
    columns: list[WordColumn[Recommendation]] = [
        WordColumn(_("Id"), 15, lambda item: text_cell(item.id)),
        WordColumn(_("Recommendation (verbatim)"), 66, lambda item: _quotation_cell(findings, item)),
        WordColumn(_("Rating"), 19, lambda item: words_cell(rating_label(findings.response.rating(item.id)))),
    ]
    body.table(_("Information gaps"), columns, findings.information_gaps)


def _quotation_cell(findings: Findings, item: Recommendation) -> WordCell:
    comment = findings.response.answer(item.id).comment
    notes = [filled(_("Comment: {comment}"), comment=words(comment))] if comment else []
    return quotation_cell(item.title, quoted(findings, item), cited(item), *notes)


def write_other_answers(body: Body, findings: Findings) -> None:
    """What is rated implemented, with the evidence, and what doesn't apply, with the reason."""
    body.heading(_("Implemented and not applicable"), 1)
    _write_implemented(body, findings)
    _write_not_applicable(body, findings)


def _write_implemented(body: Body, findings: Findings) -> None:
    body.heading(_("Implemented"), 2)
    items = _rated(findings, Rating.IMPLEMENTED)
    if not items:
        body.write(_("No recommendation is rated implemented."))
        return
    spread = _spread_columns(findings)
    columns: list[WordColumn[Recommendation]] = [
        WordColumn(_("Id"), 15, lambda item: text_cell(item.id)),
        WordColumn(_("Recommendation"), 39 - sum(column.width for column in spread), _title_cell),
        *spread,
        WordColumn(_("Evidence, source, law or policy"), 46, lambda item: _evidence_cell(findings, item)),
    ]
    body.table(_("Implemented"), columns, items)


def _title_cell(item: Recommendation) -> WordCell:
    return text_cell(item.title)


def _spread_columns(findings: Findings) -> list[WordColumn[Recommendation]]:
    """The spread of votes, where the response is one that a workshop agreed on."""
    if findings.workshop is None:
        return []
    return [WordColumn(_("Spread of votes (n)"), 15, lambda item: text_cell(findings.spread(item) or DASH))]


def _evidence_cell(findings: Findings, item: Recommendation) -> WordCell:
    answer = findings.response.answer(item.id)
    source = link(answer.evidence_url, answer.evidence_url) if answer.evidence_url else NOTHING
    given = [part for part in (words(answer.evidence), source, words(answer.law_reference)) if part != NOTHING]
    return words_cell(*(given or [words(DASH)]))


def _write_not_applicable(body: Body, findings: Findings) -> None:
    body.heading(_("Not applicable"), 2, bookmark=NOT_APPLICABLE)
    items = _rated(findings, Rating.NOT_APPLICABLE)
    if not items:
        body.write(_("No recommendation is rated not applicable."))
        return
    spread = _spread_columns(findings)
    columns: list[WordColumn[Recommendation]] = [
        WordColumn(_("Id"), 15, lambda item: text_cell(item.id)),
        WordColumn(_("Recommendation"), 39 - sum(column.width for column in spread), _title_cell),
        *spread,
        WordColumn(_("Reason"), 46, lambda item: text_cell(findings.response.answer(item.id).reason)),
    ]
    body.table(_("Not applicable, with the reason"), columns, items)


def _rated(findings: Findings, rating: Rating) -> list[Recommendation]:
    return [item for item in findings.catalogue.recommendations if findings.response.rating(item.id) is rating]
