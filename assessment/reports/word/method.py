"""The method and the sources of a Word report, in plain words, with the figures of this report as the example."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.domain.model import Catalogue, Rating, Recommendation
from assessment.domain.robustness import Range
from assessment.domain.scoring import Grouping
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_meaning
from assessment.labels.formatting import Group, percent, score_text
from assessment.reports.findings import Findings, publication_facts, quoted_documents, quoted_paragraphs
from assessment.reports.method_text import (
    Step,
    about_robustness,
    about_texts,
    about_the_figures,
    about_the_lists,
    about_this_response,
    do_no_harm_notice,
    formula,
    robust_gaps_and_orders,
    worth_words,
)
from assessment.reports.minutes_text import about_figures
from assessment.reports.word.body import Body
from assessment.reports.word.tables import DASH, WordCell, WordColumn, number_cell, rating_cell, text_cell, words_cell
from assessment.reports.word.text import link, words


def write_method(body: Body, findings: Findings) -> None:
    body.heading(_("Method and sources"), 1)
    _write_ratings(body)
    _write_formula(body, findings)
    body.heading(_("How to read the lists"), 2)
    body.bullets([*about_the_lists(), *(about_figures(findings.workshop) if findings.workshop else [])])
    _write_robustness(body, findings)
    body.heading(_("Texts as typed"), 2)
    body.bullets([about_texts(), *about_this_response(findings)])
    body.heading(_("Do no harm"), 2)
    body.write(do_no_harm_notice())
    _write_publication(body, findings.catalogue)
    _write_documents(body, findings)


def _write_ratings(body: Body) -> None:
    body.heading(_("What the ratings mean"), 2)
    columns: list[WordColumn[Rating | None]] = [
        WordColumn(_("Rating"), 25, rating_cell),
        WordColumn(_("Counts as"), 14, lambda given: number_cell(worth_words(given)), is_number=True),
        WordColumn(_("Meaning"), 61, lambda given: text_cell(rating_meaning(given))),
    ]
    body.table(_("The answers and what they count"), columns, list(RATING_STYLES), together=True)


def _write_formula(body: Body, findings: Findings) -> None:
    body.heading(_("How the figures are calculated"), 2)
    body.write(_("The figures are the overall of this report."), keep_next=True)
    columns: list[WordColumn[Step]] = [
        WordColumn(_("Figure"), 17.5, lambda step: text_cell(step.name)),
        WordColumn(_("In this report"), 17.5, lambda step: number_cell(_figure(step, findings)), is_number=True),
        WordColumn(_("Calculation"), 65, lambda step: text_cell(step.words)),
    ]
    body.table(_("From the answers to the score"), columns, formula(), together=True)
    body.bullets(about_the_figures(findings.threshold))


def _figure(step: Step, findings: Findings) -> str:
    figure = step.figure(findings.whole)
    if step.is_percent or figure is None:
        return percent(figure)
    return f"{figure:g}"


def _write_robustness(body: Body, findings: Findings) -> None:
    found = findings.robustness
    body.heading(_("Robustness"), 2)
    body.write(about_robustness(), keep_next=found.overall is not None)
    if found.overall is None:
        body.write(_("Nothing is rated, so there is no score to vary."))
        return
    _write_ranges(body, findings, found.overall)
    body.bullets(robust_gaps_and_orders(found))


@dataclass(frozen=True, slots=True)
class _Varied:
    """A group, and how far its score moves over all variants."""

    group: Group
    span: Range


def _write_ranges(body: Body, findings: Findings, overall: Range) -> None:
    catalogue, tallies, threshold = findings.catalogue, findings.by[Grouping.THEME], findings.threshold
    rows = [
        _Varied(Group(catalogue.theme_by_id[theme].name, tallies[theme]), span)
        for theme, span in findings.robustness.by_theme.items()
    ]

    def shown(row: _Varied, figure: float) -> WordCell:
        return number_cell(percent(figure) if row.group.tally.is_sufficient(threshold) else DASH)

    columns: list[WordColumn[_Varied]] = [
        WordColumn(grouping_word(Grouping.THEME), 37, lambda row: text_cell(row.group.name)),
        WordColumn(_("Score"), 21, lambda row: number_cell(score_text(row.group.tally, threshold)), is_number=True),
        WordColumn(_("Lowest under all variants"), 21, lambda row: shown(row, row.span.low), is_number=True),
        WordColumn(_("Highest under all variants"), 21, lambda row: shown(row, row.span.high), is_number=True),
    ]
    total = _Varied(Group(_("Overall"), findings.whole), overall)
    body.table(_("Range of the scores over all variants"), columns, rows, total, together=True)


def _write_publication(body: Body, catalogue: Catalogue) -> None:
    title = _("Source of the recommendations")
    body.heading(title, 2)
    facts = publication_facts(catalogue)
    cells = [words_cell(link(fact.text, fact.url) if fact.url else words(fact.text)) for fact in facts]
    body.facts(title, [(fact.label, cell) for fact, cell in zip(facts, cells, strict=True)], names=29)


def _write_documents(body: Body, findings: Findings) -> None:
    """Which mandate says what in which document."""
    body.heading(_("Mandates and documents"), 2)
    columns: list[WordColumn[tuple[Recommendation, ...]]] = [
        WordColumn(_("Mandate"), 43.5, lambda items: text_cell(items[0].source.mandate.name)),
        WordColumn(_("Document"), 21.5, lambda items: words_cell(link(items[0].source.symbol, items[0].source.url))),
        WordColumn(_("Year"), 7.5, lambda items: number_cell(str(items[0].source.year)), is_number=True),
        WordColumn(_("Recommendations and paragraphs"), 27.5, lambda items: text_cell(quoted_paragraphs(items))),
    ]
    body.table(_("Documents quoted"), columns, quoted_documents(findings))
