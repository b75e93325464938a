"""What each command of `python -m assessment` does: a thin layer over the functions that the pages call.

Modules are imported where a command needs them, so that `score` starts without the database, workbooks or pages.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.atomic_files import no_folder, write_atomically
from assessment.catalogues.reader import catalogue_paths, load_catalogue
from assessment.config import settings
from assessment.domain.model import Catalogue, Response
from assessment.errors import AssessmentError, FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.parsing.validation import UNPRINTABLE, printable
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.domain.comparison.compare import Comparison
    from assessment.domain.merging.imported_response import ImportedResponse
    from assessment.services.access import Access
    from assessment.services.loading import LoadedResponses

AUTHOR = "command line"
"""The author of every change made by a command."""


class CommandRefused(AssessmentError):
    """A command can't do what its arguments ask for."""


def list_catalogues(_options: argparse.Namespace) -> None:
    for path in catalogue_paths(settings().catalogue_folder):
        try:
            found = load_catalogue(path)
        except FileRefused as error:
            print(
                ngettext(
                    "{file}: {n} problem; see “catalogue check”",
                    "{file}: {n} problems; see “catalogue check”",
                    len(error.problems),
                ).format(file=path.name, n=len(error.problems))
            )
        else:
            print(f"{found.id}  {found.version}  {len(found.recommendations)}  {found.title}")


def show_catalogue(options: argparse.Namespace) -> None:
    catalogue = catalogue_for(options.id)
    if options.json:
        from assessment.cli.json.scores import catalogue_data

        return print_json(catalogue_data(catalogue))
    from assessment.labels.formatting import citation

    print(f"{catalogue.title}\n{catalogue.publication.title}, {catalogue.publication.publisher}")
    for theme, items in catalogue.by_theme.items():
        print(f"\n{catalogue.theme_by_id[theme].name}")
        for item in items:
            print(f"  {item.id}  {item.title}\n             {citation(item)}")
    return None


def check_catalogues(options: argparse.Namespace) -> None:
    problems: list[Problem] = []
    for path in options.files:
        try:
            found = load_catalogue(path)
        except FileRefused as error:
            problems += error.problems
        else:
            print(
                _("{file}: valid (recommendations: {recommendations}, themes: {themes})").format(
                    file=path.name, recommendations=len(found.recommendations), themes=len(found.themes)
                )
            )
    if problems:
        raise FileRefused(problems)


def score_file(options: argparse.Namespace) -> None:
    from assessment.cli.json.scores import score_data

    catalogue, response = _read_file(options.file)
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
    if gathered.problems and not options.leave_out:
        raise FileRefused(gathered.problems)
    comparison = compare(gathered.compared)
    if gathered.problems:
        print(FileRefused(gathered.problems), file=sys.stderr)
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


def wrong_extension(path: Path, extensions: str) -> str:
    return _("{path} has the wrong extension. Use {extensions}.").format(path=path, extensions=extensions)


def _write_workbook(path: Path, comparison: Comparison, threshold: float) -> None:
    import datetime as dt

    from assessment.reports.comparison.workbook import comparison_report

    write_file(path, comparison_report(comparison, threshold=threshold, written=dt.datetime.now(dt.UTC)))


def _write_observations(path: Path, comparison: Comparison, _threshold: float) -> None:
    from assessment.reports.comparison.tidy_csv import tidy_csv, tidy_schema

    write_table(path, tidy_csv(comparison), tidy_schema())


def write_table(path: Path, csv: str, schema: Mapping[str, Any]) -> None:
    """Write a CSV, and beside it what its columns mean. Raises as `write_file` does."""
    write_file(path, csv.encode())
    write_file(path.with_suffix(".schema.json"), json.dumps(schema, ensure_ascii=False, indent=2).encode())


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and print its path.

    Raises CommandRefused if its folder doesn't exist, since it may be misspelt; FileNotWritten.
    """
    if not path.parent.is_dir():
        raise CommandRefused(no_folder(path.parent))
    write_atomically(path, content)
    print(path)


def list_responses(options: argparse.Namespace) -> None:
    from assessment.labels.formatting import response_name, timestamp_text

    access = open_access()
    summaries = access.summaries()
    if options.json:
        print_json(
            [
                {
                    "id": summary.id,
                    "country": summary.country,
                    "voice": summary.voice.value,
                    "organisation": summary.organisation,
                    "round": {
                        "label": summary.round.label,
                        "date": summary.round.date and summary.round.date.isoformat(),
                    },
                    "status": summary.status.value,
                    "answered": summary.answered,
                    "updated": summary.updated.isoformat(),
                }
                for summary in summaries
            ]
        )
        return _refuse_damaged_responses(access)
    for summary in summaries:
        print(
            f"{summary.id}  {summary.answered}/{summary.of}  {summary.status}  "
            f"{timestamp_text(summary.updated)}  {printable(response_name(summary))}"
        )
    return _refuse_damaged_responses(access)


def _refuse_damaged_responses(access: Access) -> None:
    """Raises CommandRefused with the responses that aren't listed because they can't be read."""
    if damaged := access.damaged_assessments():
        raise CommandRefused("\n".join(map(str, damaged)))


def check_database(options: argparse.Namespace) -> None:
    """Check all stored data. Raises DatabaseDamaged with all damage."""
    checked = open_access().check()
    if options.json:
        print_json(
            {
                "sound": not checked.problems,
                "responses": checked.responses,
                "answers": checked.answers,
                "problems": [{"where": each.where, "what": each.what} for each in checked.problems],
            }
        )
    elif not checked.problems:
        responses = ngettext("{n} response", "{n} responses", checked.responses).format(n=checked.responses)
        answers = ngettext("{n} answer", "{n} answers", checked.answers).format(n=checked.answers)
        print(_("No damage found: {responses}, {answers}.").format(responses=responses, answers=answers))
    _refuse_damaged(checked.problems, _("Restore a backup from before the damage. Everything else is intact."))


def back_up(options: argparse.Namespace) -> None:
    """Write a backup. Raises DatabaseDamaged after writing it if it contains damaged data."""
    problems = open_access().backup(options.path)
    print(options.path)
    _refuse_damaged(problems, _("The backup contains this damage. Keep older backups too."))


def _refuse_damaged(problems: Sequence[Problem], words: str) -> None:
    from assessment.storage import DatabaseDamaged

    if problems:
        raise DatabaseDamaged(problems, words)


def restore_backup(options: argparse.Namespace) -> None:
    kept = open_access().restore(options.path)
    print(_("Restored. The previous data is in {path}.").format(path=kept))


def open_access() -> Access:
    from assessment.services.access import Access
    from assessment.storage import open_repository

    return Access(open_repository(settings().database_url), AUTHOR)


def _read_file(path: Path) -> tuple[Catalogue, Response]:
    incoming = read_incoming(path)
    return incoming.catalogue, incoming.response


def read_incoming(path: Path) -> ImportedResponse:
    """The single response in a file. Raises FileRefused."""
    with path.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    if is_response_json(content):
        return read_json_file(content, path.name, catalogue_for)
    from assessment.interchange.file_reader import read_single_response

    return read_single_response(content, path.name, catalogue_for)


def load_sources(sources: Sequence[str]) -> LoadedResponses:
    from assessment.services.loading import load_responses

    return load_responses(sources, catalogue_for, open_access)


def print_json(data: Any) -> None:
    """Print data as JSON, with escapes for characters that could control a terminal; the data is the same."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    print("\n".join(re.sub(UNPRINTABLE, _escape, line) for line in text.split("\n")))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
