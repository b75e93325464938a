"""A response as an Excel workbook: the summary, the gaps with their follow-up plan, and everything behind them."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.domain.comparison.compare import all_themes, catalogues_of
from assessment.domain.comparison.rounds import RoundPair
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.labels.formatting import invented_mark, response_name
from assessment.reports.excel.figure_sheets import write_groups, write_summary
from assessment.reports.excel.method_sheet import write_for_the_screen, write_method
from assessment.reports.excel.recommendation_sheets import (
    write_all_answers,
    write_gap_texts,
    write_gaps,
    write_information_gaps,
    write_plan_origin,
)
from assessment.reports.minutes_workbook import write_votes
from assessment.reports.related import RelatedResponses, find_related
from assessment.reports.sheets.book import Book, write_long_texts
from assessment.reports.sheets.data_sheet import write_answers
from assessment.reports.sheets.pair_sheets import PairNames, round_summary, write_round_pairs, write_voice_pairs
from assessment.reports.sheets.respondents import short_respondent
from assessment.views.results import Results


def gap_report(results: Results, others: Sequence[SourcedResponse] = ()) -> bytes:
    """The gap report of a response as the content of an .xlsx file.

    If `others`, more responses for the same country or area, include the other voice in the same round or the same
    respondent's previous round, the response is compared with them; they must be shared as the response is
    (`share_related_responses`). A workshop adds the spread next to each agreed rating, and the votes.
    """
    response = results.response
    book = Book(
        title=_("Gap report"),
        name=response_name(response),
        mark=invented_mark(response.country),
        subject=results.catalogue.title,
        created=results.written,
    )
    write_summary(book, results)
    sheet_of_plan = write_gaps(book, results)
    write_gap_texts(book, results)
    write_information_gaps(book, results)
    _write_related_responses(book, results.source, others)
    write_all_answers(book, results)
    if results.workshop is not None:
        write_votes(book, results.workshop, _("Minutes"))
    write_groups(book, results)
    write_method(book, results)
    write_for_the_screen(write_answers(book, results), results)
    write_long_texts(book)
    write_plan_origin(book, results, sheet_of_plan)
    return book.content()


# Beside other responses: the State and civil society, and the round before


def _write_related_responses(book: Book, source: SourcedResponse, others: Sequence[SourcedResponse]) -> None:
    """Write the sheets for which there is another response, for the same country and catalogue."""
    related = find_related(source, others)
    if related.voices:
        _write_voices(book, related)
    for pair in related.last_rounds:
        _write_last_round(book, pair)


def _write_voices(book: Book, related: RelatedResponses) -> None:
    others = related.other_voices
    names = PairNames(_("Compared with"), [short_respondent(other.response) for other in others])
    themes = all_themes(catalogues_of([related.own, *others]))
    write_voice_pairs(book, _("State and civil society"), related.voices, names, themes)


def _write_last_round(book: Book, pair: RoundPair) -> None:
    names = PairNames(_("Rounds"), [round_summary(pair)])
    themes = all_themes(catalogues_of([pair.earlier, pair.later]))
    write_round_pairs(book, _("Since last round"), [pair], names, themes)
