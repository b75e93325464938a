"""The commands that score a response and compare several.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.config import settings
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.parsing.message_text import printable

if TYPE_CHECKING:
    from assessment.domain.comparison.compare import Comparison
from assessment.cli.commands import (
    CommandRefused,
    load_sources,
    open_access,
    print_json,
    read_incoming,
    write_file,
    write_table,
    wrong_extension,
)


def score_file(options: argparse.Namespace) -> None:
    from assessment.cli.json.scores import score_data

    incoming = read_incoming(options.file)
    catalogue, response = incoming.catalogue, incoming.response
    threshold = settings().coverage_threshold
    if options.json:
        return print_json(score_data(catalogue, response, threshold))
    from assessment.domain.gaps import gaps
    from assessment.domain.scoring import Grouping, tally_all, tally_by
    from assessment.labels.formatting import response_name, score_with_n

    print(printable(response_name(response)))
    for theme, tally in tally_by(catalogue, response, Grouping.THEME).items():
        print(f"  {catalogue.theme_by_id[theme].name:<28}{score_with_n(tally, threshold)}")
    print(f"  {_('Overall'):<28}{score_with_n(tally_all(catalogue, response), threshold)}")
    print(_("Gaps, in order:"))
    for gap in gaps(catalogue, response):
        print(f"  {gap.recommendation.id}  {gap.answer.rating}  {gap.recommendation.title}")
    return None


def compare_responses(options: argparse.Namespace) -> None:
    from assessment.domain.comparison.compare import compare
    from assessment.services.loading import without_obstacles

    write = None if options.output is None else _comparison_writer(options.output)
    gathered = without_obstacles(load_sources(options.sources))
    left_out = [*gathered.problems, *gathered.left_out]
    if gathered.problems and not options.leave_out:
        raise FileRefused(left_out)
    comparison = compare(gathered.compared)
    if left_out:
        print(FileRefused(left_out), file=sys.stderr)
        print(
            _("Compared: {n} of {total}.").format(n=len(gathered.compared), total=len(set(options.sources))),
            file=sys.stderr,
        )
    threshold = settings().coverage_threshold
    if write:
        return write(comparison, threshold)
    if options.json:
        from assessment.cli.json.comparison import comparison_data

        return print_json(comparison_data(comparison, threshold))
    from assessment.cli.text.comparison import comparison_lines

    for line in comparison_lines(comparison, options.by, threshold):
        print(line)
    return None


def _comparison_writer(path: Path) -> Callable[[Comparison, float], None]:
    """A function that writes a comparison to this path. Raises CommandRefused for other file types."""
    writers = {".xlsx": _write_workbook, ".csv": _write_observations}
    if path.suffix.lower() not in writers:
        raise CommandRefused(wrong_extension(path, ".xlsx, .csv"))
    return lambda comparison, threshold: writers[path.suffix.lower()](path, comparison, threshold)


def _write_workbook(path: Path, comparison: Comparison, threshold: float) -> None:
    import datetime as dt

    from assessment.reports.comparison.workbook import comparison_report
    from assessment.services.loading import earlier_rounds

    earlier = earlier_rounds(comparison.responses, open_access)
    written = dt.datetime.now(dt.UTC)
    write_file(path, comparison_report(comparison, earlier=earlier, threshold=threshold, written=written))


def _write_observations(path: Path, comparison: Comparison, _threshold: float) -> None:
    from assessment.reports.table_csv import tidy_csv, tidy_schema

    write_table(path, tidy_csv(comparison), tidy_schema())
