"""The method and the sources of a Word report, in plain words, with the figures of this report as the example."""

from __future__ import annotations

from assessment.domain.model import Catalogue, Rating, Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_meaning
from assessment.labels.formatting import percent
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
from assessment.reports.word.tables import WordColumn, number_cell, rating_cell, text_cell, word_columns, words_cell
from assessment.reports.word.text import link, words
from assessment.views.results import (
    Results,
    publication_facts,
    quoted_documents,
    quoted_paragraphs,
    varied_columns,
    varied_scores,
)


def write_method(body: Body, results: Results) -> None:
    body.heading(_("Method and sources"), 1)
    _write_ratings(body)
    _write_formula(body, results)
    body.heading(_("How to read the lists"), 2)
    body.bullets([*about_the_lists(), *(about_figures(results.workshop) if results.workshop else [])])
    _write_robustness(body, results)
    body.heading(_("Texts as typed"), 2)
    body.bullets([about_texts(), *about_this_response(results)])
    body.heading(_("Do no harm"), 2)
    body.write(do_no_harm_notice())
    _write_publication(body, results.catalogue)
    _write_documents(body, results)


def _write_ratings(body: Body) -> None:
    body.heading(_("What the ratings mean"), 2)
    columns: list[WordColumn[Rating | None]] = [
        WordColumn(_("Rating"), 25, rating_cell),
        WordColumn(_("Counts as"), 14, lambda given: number_cell(worth_words(given)), is_number=True),
        WordColumn(_("Meaning"), 61, lambda given: text_cell(rating_meaning(given))),
    ]
    body.table(_("The answers and what they count"), columns, list(RATING_STYLES), together=True)


def _write_formula(body: Body, results: Results) -> None:
    body.heading(_("How the figures are calculated"), 2)
    body.write(_("The figures are the overall of this report."), keep_next=True)
    columns: list[WordColumn[Step]] = [
        WordColumn(_("Figure"), 17.5, lambda step: text_cell(step.name)),
        WordColumn(_("In this report"), 17.5, lambda step: number_cell(_figure(step, results)), is_number=True),
        WordColumn(_("Calculation"), 65, lambda step: text_cell(step.words)),
    ]
    body.table(_("From the answers to the score"), columns, formula(), together=True)
    body.bullets(about_the_figures(results.threshold))


def _figure(step: Step, results: Results) -> str:
    figure = step.figure(results.whole)
    if step.is_percent or figure is None:
        return percent(figure)
    return f"{figure:g}"


def _write_robustness(body: Body, results: Results) -> None:
    varied = varied_scores(results)
    body.heading(_("Robustness"), 2)
    body.write(about_robustness(), keep_next=varied is not None)
    if varied is None:
        body.write(_("Nothing is rated, so there is no score to vary."))
        return
    columns = word_columns(varied_columns(results.threshold), [37, 21, 21, 21])
    body.table(_("Range of the scores over all variants"), columns, *varied, together=True)
    body.bullets(robust_gaps_and_orders(results.robustness))


def _write_publication(body: Body, catalogue: Catalogue) -> None:
    title = _("Source of the recommendations")
    body.heading(title, 2)
    facts = publication_facts(catalogue)
    cells = [words_cell(link(fact.text, fact.url) if fact.url else words(fact.text)) for fact in facts]
    body.facts(title, [(fact.label, cell) for fact, cell in zip(facts, cells, strict=True)], names=29)


def _write_documents(body: Body, results: Results) -> None:
    """Which mandate says what in which document."""
    body.heading(_("Mandates and documents"), 2)
    columns: list[WordColumn[tuple[Recommendation, ...]]] = [
        WordColumn(_("Mandate"), 43.5, lambda items: text_cell(items[0].source.mandate.name)),
        WordColumn(_("Document"), 21.5, lambda items: words_cell(link(items[0].source.symbol, items[0].source.url))),
        WordColumn(_("Year"), 7.5, lambda items: number_cell(str(items[0].source.year)), is_number=True),
        WordColumn(_("Recommendations and paragraphs"), 27.5, lambda items: text_cell(quoted_paragraphs(items))),
    ]
    body.table(_("Documents quoted"), columns, quoted_documents(results))
