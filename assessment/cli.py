"""`python -m assessment …`: a thin shell over the same functions that the pages call.

Modules are imported where a command needs them, so that `score` starts without a database, a workbook or a page.
Exit status: 0 done, 2 refused, with the problems on standard error; 141 if the reader of a pipe has left.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.catalogue import catalogue_paths, find_catalogue, load_catalogue
from assessment.config import settings
from assessment.errors import AssessmentError, FileRefused, Problem
from assessment.interchange.response_json import SIZE_LIMIT, read_response, write_response
from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.model import Catalogue, Response, Status

if TYPE_CHECKING:
    from assessment.access import Access
    from assessment.comparison import Compared, Comparison
    from assessment.gathering import Gathered

READER_LEFT = 141
"""The exit status that shells give to a program whose output nobody reads any more."""
ME = "command line"
"""The author of every change that a command makes."""


class CommandRefused(AssessmentError):
    """A command was asked for something that isn't there."""


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of all commands; that of a single one if `command` names it, since each takes its time to build."""
    parser = argparse.ArgumentParser(
        prog="python -m assessment",
        description=_("Rate a country or area against UN recommendations, and see where the gaps are."),
    )
    # Named, the program needs not be put together from a help text, which takes argparse some milliseconds.
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"), prog=parser.prog)
    described: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
        "catalogue": (_("list, show and check questionnaires"), _catalogue_arguments),
        "score": (_("scores and gaps of a response in a file"), _score_arguments),
        "compare": (_("responses side by side: themes, recommendations, voices, rounds"), _compare_arguments),
        "report": (_("write the gap report as an Excel file"), _report_arguments),
        "responses": (_("list the responses that are kept"), _responses_arguments),
        "import": (_("keep the response in a file"), _import_arguments),
        "export": (_("print a kept response as JSON"), _export_arguments),
        "backup": (_("copy everything that is kept into one file"), _backup_arguments),
        "restore": (_("put a backup in the place of everything that is kept"), _restore_arguments),
    }
    for name, (words, add_arguments) in described.items():
        if command == name or command not in described:
            add_arguments(commands.add_parser(name, help=words))
    return parser


def _catalogue_arguments(catalogue: argparse.ArgumentParser) -> None:
    commands = catalogue.add_subparsers(required=True, metavar=_("COMMAND"), prog=catalogue.prog)
    listing = commands.add_parser("list", help=_("list the catalogues in the folder"))
    listing.set_defaults(run=list_catalogues)
    show = commands.add_parser("show", help=_("show a catalogue's recommendations"))
    show.add_argument("id")
    _json_argument(show)
    show.set_defaults(run=show_catalogue)
    check = commands.add_parser("check", help=_("say every problem of catalogue files"))
    check.add_argument("files", metavar="FILE", nargs="+", type=Path)
    check.set_defaults(run=check_catalogues)


def _score_arguments(score: argparse.ArgumentParser) -> None:
    score.add_argument("file", metavar="FILE", type=Path)
    _json_argument(score)
    score.set_defaults(run=score_file)


def _compare_arguments(compare: argparse.ArgumentParser) -> None:
    compare.add_argument("sources", metavar="FILE|ID", nargs="+")
    compare.add_argument(
        "--by",
        choices=("theme", "recommendation", "voice", "round"),
        default="theme",
        help=_("what the tables are of; themes if nothing is said"),
    )
    instead = compare.add_mutually_exclusive_group()
    _json_argument(instead)
    instead.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        type=Path,
        help=_("write a workbook (.xlsx), or a row an observation (.csv) with its schema beside it"),
    )
    compare.add_argument(
        "--leave-out", action="store_true", help=_("compare the rest where responses have problems, and name these")
    )
    compare.set_defaults(run=compare_responses)


def _report_arguments(report: argparse.ArgumentParser) -> None:
    report.add_argument("source", metavar="FILE|ID")
    report.add_argument("-o", "--output", metavar="PATH", type=Path)
    report.add_argument(
        "--with",
        dest="others",
        metavar="FILE|ID",
        nargs="+",
        default=[],
        help=_("lay it beside these: the other voice, or the last round, of the same country or area"),
    )
    report.set_defaults(run=write_report)


def _responses_arguments(responses: argparse.ArgumentParser) -> None:
    _json_argument(responses)
    responses.set_defaults(run=list_responses)


def _import_arguments(importing: argparse.ArgumentParser) -> None:
    importing.add_argument("file", metavar="FILE", type=Path)
    importing.set_defaults(run=import_response)


def _export_arguments(export: argparse.ArgumentParser) -> None:
    export.add_argument("id", metavar="ID")
    export.set_defaults(run=export_response)


def _backup_arguments(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("path", metavar="PATH", type=Path)
    backup.set_defaults(run=back_up)


def _restore_arguments(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("path", metavar="PATH", type=Path)
    restore.set_defaults(run=restore_backup)


def _json_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument("--json", action="store_true", help=_("as JSON, unrounded"))


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names and quotations need all of Unicode, whatever the terminal's old code page.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    arguments = sys.argv[1:] if arguments is None else arguments
    options = build_parser(*arguments[:1]).parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output, `head` say, has enough. What is left goes nowhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT
    except AssessmentError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(_("{file}: {reason}").format(file=error.filename or "", reason=error.strerror), file=sys.stderr)
        return 2
    return 0


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
    catalogue = find_catalogue(settings().catalogue_folder, options.id)
    if options.json:
        from assessment.published import catalogue_data

        return _print_json(catalogue_data(catalogue))
    from assessment.figures import citation

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
                _("{file}: sound, {recommendations} recommendations in {themes} themes").format(
                    file=path.name, recommendations=len(found.recommendations), themes=len(found.themes)
                )
            )
    if problems:
        raise FileRefused(problems)


def score_file(options: argparse.Namespace) -> None:
    from assessment.published import score_data

    catalogue, response = _read_file(options.file)
    threshold = settings().coverage_threshold
    if options.json:
        return _print_json(score_data(catalogue, response, threshold))
    from assessment.figures import response_name, score_with_n
    from assessment.gaps import gaps
    from assessment.scoring import Grouping, tally_all, tally_by

    print(response_name(response))
    for theme, tally in tally_by(catalogue, response, Grouping.THEME).items():
        print(f"  {catalogue.theme_by_id[theme].name:<28}{score_with_n(tally, threshold)}")
    print(f"  {_('Overall'):<28}{score_with_n(tally_all(catalogue, response), threshold)}")
    print(_("Gaps, in order:"))
    for gap in gaps(catalogue, response):
        print(f"  {gap.recommendation.id}  {gap.answer.rating}  {gap.recommendation.title}")
    return None


def compare_responses(options: argparse.Namespace) -> None:
    from assessment.comparison import compare
    from assessment.gathering import without_obstacles

    write = None if options.output is None else _comparison_writer(options.output)
    gathered = without_obstacles(_gather(options.sources))
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
        from assessment.published_comparison import comparison_data

        return _print_json(comparison_data(comparison, threshold))
    from assessment.printed_comparison import comparison_lines

    for line in comparison_lines(comparison, options.by, threshold):
        print(line)
    return None


def _comparison_writer(path: Path) -> Callable[[Comparison, float], None]:
    """What writes a comparison to this path. Raises CommandRefused for a file of another kind."""
    writers = {".xlsx": _write_workbook, ".csv": _write_observations}
    if path.suffix.lower() not in writers:
        raise CommandRefused(
            _("{path} is neither a workbook nor a table: end its name in .xlsx or .csv.").format(path=path)
        )
    return lambda comparison, threshold: writers[path.suffix.lower()](path, comparison, threshold)


def _write_workbook(path: Path, comparison: Comparison, threshold: float) -> None:
    import datetime as dt

    from assessment.reports.comparison_report import comparison_report

    _write(path, comparison_report(comparison, threshold=threshold, written=dt.datetime.now(dt.UTC)))


def _write_observations(path: Path, comparison: Comparison, _threshold: float) -> None:
    from assessment.reports.tidy import tidy_csv, tidy_schema

    _write(path, tidy_csv(comparison).encode())
    _write(path.with_suffix(".schema.json"), json.dumps(tidy_schema(), ensure_ascii=False, indent=2).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(path)


def write_report(options: argparse.Namespace) -> None:
    import datetime as dt

    from assessment.reports.gap_report import gap_report, gap_report_name

    written = dt.datetime.now(dt.UTC)
    catalogue, response, status, others = _read_file_or_kept(options.source)
    if options.others:
        named = _gather(options.others)
        if named.problems:
            raise FileRefused(named.problems)
        others = [*others, *named.compared]
    content = gap_report(
        catalogue, response, threshold=settings().coverage_threshold, written=written, status=status, others=others
    )
    _write(options.output or _unused(settings().export_folder / gap_report_name(response, written)), content)


def _unused(path: Path) -> Path:
    """The path, or the next one with a number: somebody may have filled in the report that is there."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def list_responses(options: argparse.Namespace) -> None:
    from assessment.figures import moment_words, response_name

    summaries = _access().summaries()
    if options.json:
        return _print_json(
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
    for summary in summaries:
        print(
            f"{summary.id}  {summary.answered}/{summary.of}  {summary.status}  "
            f"{moment_words(summary.updated)}  {response_name(summary)}"
        )
    return None


def import_response(options: argparse.Namespace) -> None:
    catalogue, response = _read_file(options.file)
    print(_access().create(catalogue, response))


def export_response(options: argparse.Namespace) -> None:
    print(write_response(_access().assessment(options.id).response), end="")


def back_up(options: argparse.Namespace) -> None:
    _access().backup(options.path)
    print(options.path)


def restore_backup(options: argparse.Namespace) -> None:
    kept = _access().restore(options.path)
    print(_("Restored. What was there before is kept in {path}.").format(path=kept))


def _access() -> Access:
    from assessment.access import Access
    from assessment.storage import open_repository

    return Access(open_repository(settings().database_url), ME)


def _read_file(path: Path) -> tuple[Catalogue, Response]:
    with path.open("rb") as file:
        return read_response(file.read(SIZE_LIMIT + 1), path.name, _find_catalogue)


def _find_catalogue(catalogue_id: str, version: str) -> Catalogue:
    return find_catalogue(settings().catalogue_folder, catalogue_id, version)


def _gather(sources: Sequence[str]) -> Gathered:
    from assessment.gathering import gather

    return gather(sources, _find_catalogue, _access)


def _read_file_or_kept(source: str) -> tuple[Catalogue, Response, Status, list[Compared]]:
    """A path that is there is read; anything else is the id of a response that is kept, and comes with the others of
    its country or area."""
    path = Path(source)
    if path.is_file():
        return *_read_file(path), Status.DRAFT, []
    if path.suffix or len(path.parts) > 1:
        raise CommandRefused(_("There is no file {path}.").format(path=path))
    from assessment.comparison import Compared

    access = _access()
    assessment = access.assessment(source)
    others = [Compared(each.id, each.catalogue, each.response) for each in access.companions(source)]
    return assessment.catalogue, assessment.response, assessment.status, others


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
