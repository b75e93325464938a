"""What each command of `python -m assessment` does: thin, over the same functions that the pages call.

Modules are imported where a command needs them, so that `score` starts without a database, a workbook or a page.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assessment.catalogue import catalogue_paths, find_catalogue, load_catalogue
from assessment.config import settings
from assessment.errors import AssessmentError, FileRefused, Problem
from assessment.interchange.response_json import SIZE_LIMIT, read_json_file, write_response
from assessment.language import gettext as _
from assessment.language import ngettext
from assessment.model import Catalogue, Response, Status
from assessment.strict import listed, printable

if TYPE_CHECKING:
    from assessment.access import Access
    from assessment.comparison import Compared, Comparison
    from assessment.gathering import Gathered
    from assessment.incoming import Incoming

ME = "command line"
"""The author of every change that a command makes."""


class CommandRefused(AssessmentError):
    """A command was asked for something that isn't there."""


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

        return print_json(catalogue_data(catalogue))
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
        return print_json(score_data(catalogue, response, threshold))
    from assessment.figures import response_name, score_with_n
    from assessment.gaps import gaps
    from assessment.scoring import Grouping, tally_all, tally_by

    print(printable(response_name(response)))
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

        return print_json(comparison_data(comparison, threshold))
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

    from assessment.reports.gap_report import gap_report_name
    from assessment.sharing import Level, share

    kind = _kind(options.output, options.format, ("xlsx", "docx"))
    if kind == "docx" and options.others:
        raise CommandRefused(_("A Word report lays nothing beside: leave out “--with”, or write a workbook."))
    written = dt.datetime.now(dt.UTC)
    level = Level(options.share)
    source = _read_file_or_kept(options.source)
    shared = share(source.response, level, source.left_out)
    threshold = settings().coverage_threshold
    if kind == "docx":
        from assessment.reports.word_report import word_report

        content = word_report(
            source.catalogue,
            shared.response,
            threshold=threshold,
            written=written,
            status=source.status,
            left_out=shared.left_out,
        )
    else:
        from assessment.reports.beside_others import share_others
        from assessment.reports.gap_report import gap_report

        content = gap_report(
            source.catalogue,
            shared.response,
            threshold=threshold,
            written=written,
            status=source.status,
            others=share_others(source.catalogue, source.response, _others(source, options.others), level),
            left_out=shared.left_out,
        )
    default = settings().export_folder / gap_report_name(shared.response, written, level, f".{kind}")
    _write(options.output or _unused(default), content)


def _others(source: _Source, named: Sequence[str]) -> list[Compared]:
    """What a response may be laid beside: what was named, and for a kept one what is kept of its country or area."""
    from assessment.comparison import Compared

    gathered = _gather(named)
    if gathered.problems:
        raise FileRefused(gathered.problems)
    companions = open_access().companions(source.assessment_id) if source.assessment_id else []
    return [*map(Compared.kept, companions), *gathered.compared]


def _kind(path: Path | None, asked: str | None, kinds: Sequence[str]) -> str:
    """Which of these kinds of file is wanted; the first one if neither the path's end nor the option says it."""
    named = "" if path is None else path.suffix.lower().removeprefix(".")
    if asked and named in kinds and named != asked:
        raise CommandRefused(
            _("{path} ends in .{named}, and “--format” says {asked}: change one of the two.").format(
                path=path, named=named, asked=asked
            )
        )
    return asked or (named if named in kinds else kinds[0])


def _unused(path: Path) -> Path:
    """The path, or the next one with a number: somebody may have filled in the report that is there."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def write_questionnaire(options: argparse.Namespace) -> None:
    from assessment.interchange.questionnaire_workbook import questionnaire_workbook

    path = _workbook_path(options.output)
    if path.exists():
        raise CommandRefused(
            _("{path} is there already, and somebody may have filled it in: choose another name.").format(path=path)
        )
    threshold = settings().coverage_threshold
    if options.source is None:
        content = questionnaire_workbook(_catalogue(options.catalogue), threshold=threshold)
    else:
        source = _read_file_or_kept(options.source)
        content = questionnaire_workbook(
            source.catalogue,
            response=source.response,
            assessment_id=source.assessment_id,
            revisions=source.revisions,
            threshold=threshold,
        )
    _write(path, content)


def write_xlsform(options: argparse.Namespace) -> None:
    from assessment.interchange.xlsform import xlsform

    _write(_workbook_path(options.output), xlsform(_catalogue(options.catalogue)))


def _workbook_path(path: Path) -> Path:
    """The path, if a spreadsheet program would open a workbook under this name."""
    if path.suffix.lower() != ".xlsx":
        raise CommandRefused(_("{path} is no name of a workbook: end it in .xlsx.").format(path=path))
    return path


def _catalogue(named: str | None) -> Catalogue:
    """The catalogue of this id, or the only one that there is."""
    folder = settings().catalogue_folder
    ids = [named] if named else sorted({load_catalogue(path).id for path in catalogue_paths(folder)})
    match ids:
        case [only]:
            return find_catalogue(folder, only)
        case []:
            raise CommandRefused(_("There is no catalogue in {folder}.").format(folder=folder))
        case _several:
            raise CommandRefused(
                _("There are several catalogues, {ids}: say which one with “--catalogue”.").format(ids=listed(ids))
            )


def list_responses(options: argparse.Namespace) -> None:
    from assessment.figures import moment_words, response_name

    summaries = open_access().summaries()
    if options.json:
        return print_json(
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
            f"{moment_words(summary.updated)}  {printable(response_name(summary))}"
        )
    return None


def export_response(options: argparse.Namespace) -> None:
    from assessment.sharing import Level, share

    kind = _kind(options.output, options.format, ("json", "csv"))
    if options.hxl and kind != "csv":
        raise CommandRefused(_("Only CSV has a row of hashtags: leave out “--hxl”, or say “--format csv”."))
    assessment, level = open_access().assessment(options.id), Level(options.share)
    shared = share(assessment.response, level)
    if kind == "json":
        content = write_response(shared.response, shared.left_out).encode()
    else:
        from assessment.interchange.response_csv import write_csv

        # What others get isn't to come back into the same assessment, where what was left out would look emptied.
        own = level is Level.FULL
        text = write_csv(
            assessment.catalogue,
            shared.response,
            hxl=options.hxl,
            assessment_id=assessment.id if own else None,
            revisions=assessment.revisions if own else None,
            left_out=shared.left_out,
        )
        # Excel needs the mark to know UTF-8, and a pipe needs none.
        content = text.encode("utf-8-sig" if options.output else "utf-8")
    if options.output:
        _write(options.output, content)
    else:
        # As bytes, since no system may turn the line ends of a CSV into others.
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


def back_up(options: argparse.Namespace) -> None:
    open_access().backup(options.path)
    print(options.path)


def restore_backup(options: argparse.Namespace) -> None:
    kept = open_access().restore(options.path)
    print(_("Restored. What was there before is kept in {path}.").format(path=kept))


def open_access() -> Access:
    from assessment.access import Access
    from assessment.storage import open_repository

    return Access(open_repository(settings().database_url), ME)


def _read_file(path: Path) -> tuple[Catalogue, Response]:
    incoming = _read_incoming(path)
    return incoming.catalogue, incoming.response


def _read_incoming(path: Path) -> Incoming:
    with path.open("rb") as file:
        return read_json_file(file.read(SIZE_LIMIT + 1), path.name, catalogue_for)


def catalogue_for(catalogue_id: str, version: str) -> Catalogue:
    return find_catalogue(settings().catalogue_folder, catalogue_id, version)


def _gather(sources: Sequence[str]) -> Gathered:
    from assessment.gathering import gather

    return gather(sources, catalogue_for, open_access)


class _Source(NamedTuple):
    """A response from a file or from what is kept; only of a kept one there are an id and revisions."""

    catalogue: Catalogue
    response: Response
    status: Status
    left_out: tuple[str, ...]
    assessment_id: str | None
    revisions: Mapping[str, int]


def _read_file_or_kept(source: str) -> _Source:
    """A path that is there is read; anything else is the id of a response that is kept."""
    path = Path(source)
    if path.is_file():
        incoming = _read_incoming(path)
        return _Source(incoming.catalogue, incoming.response, Status.DRAFT, incoming.left_out, None, {})
    if path.suffix or len(path.parts) > 1:
        raise CommandRefused(_("There is no file {path}.").format(path=path))
    kept = open_access().assessment(source)
    return _Source(kept.catalogue, kept.response, kept.status, (), kept.id, kept.revisions)


def print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
