"""The command that compares responses.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from assessment.cli.commands import (
    json_option,
    load_sources,
    open_gate,
    output_option,
    print_facts,
    print_json,
    print_rows,
    print_table,
    quantity,
    require_one_at_most,
    write_file,
    write_table,
)
from assessment.config import settings
from assessment.domain.comparison.compare import Comparison, catalogues_of, compare
from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.comparison.rounds import round_pairs
from assessment.domain.comparison.voices import voice_pairs
from assessment.domain.countries import country_name
from assessment.errors import FileRefused
from assessment.labels.codes import voice_word
from assessment.labels.formatting import response_name
from assessment.tidy.comparison import comparison_data
from assessment.views.comparison import (
    RecommendationRow,
    compared_column,
    rating_columns,
    recommendation_rows,
    round_tables,
    score_columns,
    theme_scores,
    theme_scores_table,
    voice_tables,
)
from assessment.views.table import Column, Kind, Noted, Table

BY = ("theme", "recommendation", "voice", "round")
"""What the printed tables can be about."""


@click.command("compare")
@click.argument("sources", metavar="FILE|ID...", nargs=-1, required=True)
@click.option("--by", type=click.Choice(BY), default="theme", show_default=True, help="What to compare by.")
@json_option
@output_option(".xlsx", ".html", ".csv", required=False)
@click.option("--leave-out", is_flag=True, help="Leave out responses with problems, and list them.")
def compare_responses(sources: Sequence[str], by: str, as_json: bool, output: Path | None, leave_out: bool) -> None:
    """Compare responses. A workbook (.xlsx) has it all, a web page (.html) what anyone may read, a CSV one row per
    observation, with a schema."""
    from assessment.services.loading import without_obstacles

    require_one_at_most(json=as_json, output=output)
    gathered = without_obstacles(load_sources(sources))
    left_out = [*gathered.problems, *gathered.left_out]
    if gathered.problems and not leave_out:
        raise FileRefused(left_out)
    comparison = compare(gathered.responses)
    if left_out:
        print(FileRefused(left_out), file=sys.stderr)
        print(f"Compared: {len(gathered.responses)} of {len(set(sources))}.", file=sys.stderr)
    threshold = settings().coverage_threshold
    if output:
        return _write_comparison(output, comparison, threshold)
    if as_json:
        return print_json(comparison_data(comparison, threshold))
    return print_comparison(comparison, by, threshold)


def _write_comparison(path: Path, comparison: Comparison, threshold: float) -> None:
    if path.suffix.lower() == ".csv":
        from assessment.reports.table_csv import tidy_csv, tidy_schema

        return write_table(path, tidy_csv(comparison), tidy_schema())
    written = dt.datetime.now(dt.UTC)
    if path.suffix.lower() == ".html":
        from assessment.reports.web.comparison import web_comparison

        return write_file(path, web_comparison(comparison, threshold=threshold, written=written))
    from assessment.reports.comparison.workbook import comparison_report
    from assessment.services.loading import earlier_rounds

    earlier = earlier_rounds(comparison.responses, open_gate)
    return write_file(path, comparison_report(comparison, earlier=earlier, threshold=threshold, written=written))


# Printed


def print_comparison(comparison: Comparison, by: str, threshold: float) -> None:
    """Print the responses, each with its number in the tables, and the tables of one of `BY`."""
    numbers = {source.name: number for number, source in enumerate(comparison.responses, start=1)}
    common = len(comparison.common.items)
    print(quantity(len(numbers), "response"))
    names = ((numbers[each.name], f"{response_name(each.response)}  [{each.name}]") for each in comparison.responses)
    print_rows(names, "  ")
    print(f"{common} of {comparison.common.asked} recommendations {'is' if common == 1 else 'are'} common\n")
    match by:
        case "theme":
            heads = (Noted(str(number)) for number in numbers.values())
            print_table(theme_scores_table(theme_scores(comparison), heads))
            named: Column[NamedResponse] = Column("Response", lambda source: _short_name(source, numbers))
            overall, *_themes = score_columns(catalogues_of(comparison.responses), comparison.own_tallies, threshold)
            own: Table[NamedResponse] = Table(
                "On everything that each was asked (not comparable)", [named, overall], comparison.responses
            )
            print()
            print_table(own)
        case "recommendation":
            print_table(_ratings_table(comparison, numbers))
        case "voice":
            _print_voices(comparison, numbers)
        case _:
            _print_rounds(comparison, numbers)


def _ratings_table(comparison: Comparison, numbers: Mapping[str, int]) -> Table[RecommendationRow]:
    rated = RatedResponses.of(comparison.responses)
    heads = rating_columns(rated, comparison.responses, lambda response: Noted(str(numbers[response.name])))
    title: Column[RecommendationRow] = Column("Recommendation", lambda row: row.recommendation, Kind.RECOMMENDATION)
    rows = recommendation_rows(comparison, rated)
    return Table("Ratings by recommendation", [title, *heads, compared_column()], rows)


def _print_voices(comparison: Comparison, numbers: Mapping[str, int]) -> None:
    """State and civil society compared: how far they agree, and what to discuss."""
    pairs = voice_pairs(comparison.responses)
    if not pairs:
        print("No responses of State and civil society for the same country or area and round.")
    for pair in pairs:
        print_rows([(" | ".join(_short_name(source, numbers) for source in (pair.first, pair.second)),)])
        tables = voice_tables(pair)
        print_facts(tables.agreement, "  ")
        print_table(tables.differences, "  ")
        print_table(tables.agenda, "  ")
        print_table(tables.one_sided, "  ")


def _print_rounds(comparison: Comparison, numbers: Mapping[str, int]) -> None:
    """Each round compared with the next of the same respondent: what changed, and why."""
    pairs = round_pairs(comparison.responses)
    if not pairs:
        print("No respondent answered in two rounds.")
    for pair in pairs:
        print_rows([(" → ".join(_short_name(source, numbers) for source in (pair.earlier, pair.later)),)])
        tables = round_tables(pair, "Earlier round", "Later round")
        print_facts(tables.counts, "  ")
        print_table(tables.differences, "  ")
        print_table(tables.changed, "  ")


def _short_name(source: NamedResponse, numbers: Mapping[str, int]) -> str:
    """A response in short, with its number: “1  Nepal · State · 2026 baseline”."""
    response = source.response
    parts = (country_name(response.country), voice_word(response.voice), response.round.label)
    return f"{numbers[source.name]}  {' · '.join(filter(None, parts))}"
