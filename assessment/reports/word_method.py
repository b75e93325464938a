"""The method and the sources of a Word report, in plain words, with the figures of this report as the example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assessment.countries import INVENTED
from assessment.figures import percent, score_words
from assessment.groups import Group
from assessment.language import gettext as _
from assessment.legend import LOOKS, grouping_word, rating_meaning
from assessment.model import Catalogue, Rating, Recommendation
from assessment.reports.explanations import Step, about_steps, about_the_lists, do_no_harm, formula, share_words
from assessment.reports.findings import Findings
from assessment.reports.method_sheet import value_of
from assessment.reports.word_body import Body
from assessment.reports.word_styles import CENTIMETRE, PORTRAIT_TEXT
from assessment.reports.word_tables import (
    DASH,
    Cell,
    Column,
    number_cell,
    rating_cell,
    text_cell,
    words_cell,
)
from assessment.robustness import LEADING, VARIANTS, Range
from assessment.scoring import Grouping
from assessment.sharing import left_out_words


def write_method(body: Body, findings: Findings) -> None:
    body.heading(_("Method and sources"), 1)
    _write_ratings(body)
    _write_formula(body, findings)
    body.heading(_("How to read the lists"), 2)
    body.bullets(about_the_lists(_("the report")))
    _write_robustness(body, findings)
    body.heading(_("Texts that people typed"), 2)
    body.bullets(_about_the_texts(findings))
    body.heading(_("Do no harm"), 2)
    body.write(do_no_harm())
    _write_publication(body, findings.catalogue)
    _write_documents(body, findings.catalogue)


def _write_ratings(body: Body) -> None:
    body.heading(_("What the ratings mean"), 2)
    rating, worth = round(4.0 * CENTIMETRE), round(2.2 * CENTIMETRE)
    columns: list[Column[Rating | None]] = [
        Column(_("Rating"), rating, rating_cell),
        Column(_("Counts as"), worth, lambda given: number_cell(_worth(given)), is_number=True),
        Column(_("Meaning"), PORTRAIT_TEXT - rating - worth, lambda given: text_cell(rating_meaning(given))),
    ]
    body.table(_("Ratings, what they count and what they mean"), columns, list(LOOKS), together=True)


def _worth(rating: Rating | None) -> str:
    value = value_of(rating)
    return DASH if value is None else share_words(value) if 0 < value < 1 else str(round(value))


def _write_formula(body: Body, findings: Findings) -> None:
    body.heading(_("How the figures come about"), 2)
    body.write(_("The example is the overall of this report."), keep_next=True)
    name, figure = round(2.8 * CENTIMETRE), round(2.8 * CENTIMETRE)
    columns: list[Column[Step]] = [
        Column(_("Figure"), name, lambda step: text_cell(step.name)),
        Column(_("In this report"), figure, lambda step: number_cell(_figure(step, findings)), is_number=True),
        Column(_("How it comes about"), PORTRAIT_TEXT - name - figure, lambda step: text_cell(step.words)),
    ]
    body.table(_("The formula, step by step"), columns, formula(), together=True)
    body.bullets(_about_the_figures(findings.threshold))


def _figure(step: Step, findings: Findings) -> str:
    figure = step.figure(findings.whole)
    if step.is_percent or figure is None:
        return percent(figure)
    return f"{figure:g}"


def _about_the_figures(threshold: float) -> list[str]:
    return [
        _(
            "Under a coverage of {threshold} ({percent}) the words “insufficient data” stand where the percentage "
            "would, with the band beside them. This threshold is a setting of the tool."
        ).format(threshold=share_words(threshold), percent=percent(100 * threshold)),
        _(
            "The overall counts each recommendation the same. Where each theme weighing the same would move it by "
            "more than 5 points, the summary shows both."
        ),
        about_steps(),
        _("Figures are whole percentages, halves rounded up; the Excel report has them unrounded."),
    ]


def _about_the_texts(findings: Findings) -> list[str]:
    said = [
        _(
            "What people typed is shown to the character. Only control characters, which a document can’t hold, are "
            "shown by their pictures, such as ␇, and what is no character at all by �."
        )
    ]
    if findings.left_out:
        said.append(left_out_words(findings.left_out))
    if findings.response.anonymous:
        said.append(_("This response is anonymous: the organisation that answered is left out of this report."))
    if findings.response.country in INVENTED:
        said.append(
            _("The place of this report and everything said of it are invented, to show what a report looks like.")
        )
    return said


def _write_robustness(body: Body, findings: Findings) -> None:
    found = findings.robustness
    body.heading(_("What hangs on the method’s choices"), 2)
    body.write(
        _(
            "A method makes choices. Here the scores are computed {n} times: with a partial worth 1/3, 1/2 and 2/3; "
            "with each recommendation or each theme weighing the same; and with near-duplicates counted once or each. "
            "What stays the same in all of them doesn’t hang on the method."
        ).format(n=len(VARIANTS)),
        keep_next=found.overall is not None,
    )
    if found.overall is None:
        body.write(_("Nothing is rated, so there is no score to vary."))
        return
    _write_ranges(body, findings, found.overall)
    body.bullets(
        [
            _("Leading gaps (the first {most} at most): {kept} of {all} are among them in every variant.").format(
                most=LEADING, kept=len(found.gaps_kept), all=len(found.gaps_kept) + len(found.gaps_lost)
            ),
            _("Pairs of themes: {kept} of {all} stand in the same order in every variant.").format(
                kept=len(found.orders_kept), all=len(found.orders_kept) + len(found.orders_lost)
            ),
        ]
    )


class _Varied(NamedTuple):
    """A group, and how far its score moves over all variants."""

    group: Group
    span: Range


def _write_ranges(body: Body, findings: Findings, overall: Range) -> None:
    catalogue, tallies, threshold = findings.catalogue, findings.by[Grouping.THEME], findings.threshold
    rows = [
        _Varied(Group(catalogue.theme_by_id[theme].name, tallies[theme]), span)
        for theme, span in findings.robustness.by_theme.items()
    ]

    def shown(row: _Varied, figure: float) -> Cell:
        return number_cell(percent(figure) if row.group.tally.is_sufficient(threshold) else DASH)

    width = round(3.3 * CENTIMETRE)
    columns: list[Column[_Varied]] = [
        Column(grouping_word(Grouping.THEME), PORTRAIT_TEXT - 3 * width, lambda row: text_cell(row.group.name)),
        Column(_("Score"), width, lambda row: number_cell(score_words(row.group.tally, threshold)), is_number=True),
        Column(_("Lowest of all variants"), width, lambda row: shown(row, row.span.low), is_number=True),
        Column(_("Highest of all variants"), width, lambda row: shown(row, row.span.high), is_number=True),
    ]
    total = _Varied(Group(_("Overall"), findings.whole), overall)
    body.table(_("The scores in all variants"), columns, rows, total, together=True)


def _write_publication(body: Body, catalogue: Catalogue) -> None:
    publication = catalogue.publication
    body.heading(_("Source of the recommendations"), 2)
    body.facts(
        _("Source of the recommendations"),
        [
            (_("Publication"), text_cell(publication.title)),
            (_("Publisher"), text_cell(publication.publisher)),
            (_("Date"), text_cell(publication.date)),
            (_("Address"), words_cell(body.link(publication.url, publication.url))),
            (_("Note"), text_cell(publication.note)),
            (_("Catalogue"), text_cell(f"{catalogue.title} ({catalogue.id}, {catalogue.version})")),
            (_("Fingerprint of the catalogue (SHA-256)"), text_cell(catalogue.hash)),
        ],
        names=round(4.5 * CENTIMETRE),
    )


def _write_documents(body: Body, catalogue: Catalogue) -> None:
    """Which mandate says what in which document."""
    body.heading(_("Mandates and documents"), 2)
    mandate, document, year = (round(width * CENTIMETRE) for width in (7.0, 3.4, 1.2))
    columns: list[Column[Sequence[Recommendation]]] = [
        Column(
            _("Mandate"),
            mandate,
            lambda items: text_cell(items[0].source.mandate.name),
        ),
        Column(
            _("Document"), document, lambda items: words_cell(body.link(items[0].source.symbol, items[0].source.url))
        ),
        Column(_("Year"), year, lambda items: number_cell(str(items[0].source.year)), is_number=True),
        Column(
            _("Recommendations and paragraphs"),
            PORTRAIT_TEXT - mandate - document - year,
            lambda items: text_cell(", ".join(f"{item.id} (para. {item.source.paragraph})" for item in items)),
        ),
    ]
    body.table(_("The documents that are quoted"), columns, _documents(catalogue))


def _documents(catalogue: Catalogue) -> list[list[Recommendation]]:
    """The recommendations of each document, documents by mandate in the catalogue's order and the newest first."""
    found: dict[tuple[str, str], list[Recommendation]] = {}
    for item in catalogue.recommendations:
        found.setdefault((item.source.mandate.id, item.source.symbol), []).append(item)
    order = [mandate.id for mandate in catalogue.mandates]
    return [found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), -found[key][0].source.year))]
