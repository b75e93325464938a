"""The commands that write files: the gap report, the questionnaire and form, the answers.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.atomic_files import already_exists, no_file
from assessment.cli.commands import (
    AUTHOR,
    CommandRefused,
    choose_catalogue,
    load_sources,
    open_access,
    read_incoming,
    write_file,
    write_table,
    wrong_extension,
)
from assessment.config import settings
from assessment.domain.model import Catalogue, Response, Status
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.interchange.response_json import write_shared_response
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.domain.comparison.compare import ComparedResponse
    from assessment.domain.follow_up import FollowUp
    from assessment.domain.workshop.outcome import WorkshopOutcome
    from assessment.tidy.table import Row, Table


def write_report(options: argparse.Namespace) -> None:
    import datetime as dt

    from assessment.domain.sharing import SharingLevel, shared_file_name
    from assessment.reports.shared import ReportSource, share_excel, share_word

    kind = _kind(options.output, options.format, ("xlsx", "docx"))
    if kind == "docx" and options.others:
        raise CommandRefused(_("“--with” needs “--format xlsx”."))
    level, written, threshold = SharingLevel(options.share), dt.datetime.now(dt.UTC), settings().coverage_threshold
    source = _read_file_or_stored(options.source)
    workshop = _workshop(source)
    reported = ReportSource(
        source.catalogue,
        source.response,
        source.status,
        source.left_out,
        workshop,
        source.follow_ups,
        source.follow_up_revisions,
        source.assessment_id,
    )
    if kind == "docx":
        template = settings().word_template
        content = share_word(reported, level, threshold=threshold, written=written, template=template)
    else:
        others = _others(source, options.others)
        content = share_excel(reported, level, others=others, threshold=threshold, written=written)
    if options.output:
        return write_file(options.output, content)
    folder = settings().export_folder
    folder.mkdir(parents=True, exist_ok=True)
    name = shared_file_name("gap-report", source.response, written, level, f".{kind}")
    return write_file(_unused(folder / name), content)


def _workshop(source: _Source) -> WorkshopOutcome | None:
    """What the workshop came to whose agreed response this is; None for a file, or if it is none's."""
    from assessment.services.access import Access
    from assessment.services.workshops.facilitation import Facilitation
    from assessment.storage.opening import open_repository

    if source.assessment_id is None:
        return None
    repository = open_repository(settings().database_url)
    return Facilitation(Access.personal(repository, AUTHOR), repository).outcome_of(source.assessment_id)


def write_data(options: argparse.Namespace) -> None:
    """Write a table of answers, of figures, or of follow-up plans.

    Raises FileRefused, after it is written, with every stored response that can't be read.
    """
    from assessment.domain.sharing import SharingLevel
    from assessment.services.loading import load_for_analysis
    from assessment.tidy.answers import answer_rows, answer_table
    from assessment.tidy.figures import figure_rows, figure_table
    from assessment.tidy.follow_ups import follow_up_rows, follow_up_table
    from assessment.tidy.table import share_all

    if options.output.suffix.lower() not in (".csv", ".parquet"):
        raise CommandRefused(wrong_extension(options.output, ".csv, .parquet"))
    found = load_for_analysis(options.sources, catalogue_for, open_access)
    responses = share_all(found.responses, SharingLevel(options.share))
    if options.plan:
        _write_rows(options.output, follow_up_table(), follow_up_rows(responses))
    elif options.figures:
        _write_rows(options.output, figure_table(settings().coverage_threshold), figure_rows(responses))
    else:
        _write_rows(options.output, answer_table(), answer_rows(responses))
    for problem in found.rejected:
        print(problem, file=sys.stderr)
    if found.damaged:
        raise FileRefused(found.damaged)


def _write_rows(path: Path, table: Table[Row], rows: Iterable[Row]) -> None:
    if path.suffix.lower() == ".csv":
        from assessment.reports.table_csv import table_csv, table_schema

        write_table(path, table_csv(table, rows), table_schema(table))
    else:
        from assessment.analysis import parquet

        write_file(path, parquet(table, rows))


def _others(source: _Source, named: Sequence[str]) -> list[ComparedResponse]:
    """What a response is compared with: what was named, and for a stored one the others of its country or area."""
    from assessment.domain.comparison.compare import ComparedResponse

    gathered = load_sources(named)
    if gathered.problems:
        raise FileRefused(gathered.problems)
    if not source.assessment_id:
        return [*gathered.compared]
    access = open_access()
    companions = access.related_assessments(source.assessment_id)
    kept = [ComparedResponse.from_assessment(each, access.saved_follow_ups(each.id)) for each in companions]
    return [*kept, *gathered.compared]


def _kind(path: Path | None, asked: str | None, kinds: Sequence[str]) -> str:
    """The file type wanted; the first of `kinds` if neither the path's extension nor the option says it."""
    named = "" if path is None else path.suffix.lower().removeprefix(".")
    if asked and named in kinds and named != asked:
        raise CommandRefused(_("{path} does not match “--format {asked}”.").format(path=path, asked=asked))
    return asked or (named if named in kinds else kinds[0])


def _unused(path: Path) -> Path:
    """The path, or the next free one with a number, since somebody may have edited the existing report."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def write_questionnaire(options: argparse.Namespace) -> None:
    from assessment.interchange.questionnaire.workbook import questionnaire_workbook

    path = _workbook_path(options.output)
    if path.exists():
        raise CommandRefused(already_exists(path))
    threshold = settings().coverage_threshold
    if options.source is None:
        content = questionnaire_workbook(choose_catalogue(options.catalogue), threshold=threshold)
    else:
        source = _read_file_or_stored(options.source)
        if source.left_out:
            raise CommandRefused(
                _("Answers were left out of {file}. Use the full response.").format(file=options.source)
            )
        content = questionnaire_workbook(
            source.catalogue,
            response=source.response,
            assessment_id=source.assessment_id,
            revisions=source.revisions,
            threshold=threshold,
        )
    write_file(path, content)


def write_xlsform(options: argparse.Namespace) -> None:
    from assessment.interchange.forms.xlsform import xlsform

    write_file(_workbook_path(options.output), xlsform(choose_catalogue(options.catalogue)))


def _workbook_path(path: Path) -> Path:
    """The path. Raises CommandRefused if it isn't a workbook's file name."""
    if path.suffix.lower() != ".xlsx":
        raise CommandRefused(wrong_extension(path, ".xlsx"))
    return path


def export_response(options: argparse.Namespace) -> None:
    from assessment.domain.sharing import SharingLevel, share

    kind = _kind(options.output, options.format, ("json", "csv"))
    if options.hxl and kind != "csv":
        raise CommandRefused(_("“--hxl” needs “--format csv”."))
    access, level = open_access(), SharingLevel(options.share)
    assessment = access.assessment(options.id)
    if kind == "json":
        shared = share(assessment.response, level, follow_ups=access.saved_follow_ups(options.id))
        content = write_shared_response(shared).encode()
    else:
        from assessment.interchange.response_csv import share_csv

        # Excel needs a byte order mark to recognise UTF-8; a pipe needs none.
        content = share_csv(assessment, level, hxl=options.hxl).encode("utf-8-sig" if options.output else "utf-8")
    if options.output:
        write_file(options.output, content)
    else:
        # As bytes, so that no system changes the line ends of a CSV.
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


@dataclass(frozen=True, slots=True)
class _Source:
    """A response from a file or from storage; only a stored one has an id and revisions."""

    catalogue: Catalogue
    response: Response
    status: Status
    left_out: tuple[str, ...]
    assessment_id: str | None
    revisions: Mapping[str, int]
    follow_ups: Mapping[str, FollowUp]
    """Those that somebody has saved, by recommendation."""
    follow_up_revisions: Mapping[str, int]


def _read_file_or_stored(source: str) -> _Source:
    """Read an existing file; anything else is the id of a stored response."""
    path = Path(source)
    if path.is_file():
        incoming = read_incoming(path)
        plan = {key: each.follow_up for key, each in incoming.follow_ups.items()}
        return _Source(incoming.catalogue, incoming.response, Status.DRAFT, incoming.left_out, None, {}, plan, {})
    if path.suffix or len(path.parts) > 1:
        raise CommandRefused(no_file(path))
    access = open_access()
    kept, stored = access.assessment(source), access.follow_ups(source)
    return _Source(
        kept.catalogue,
        kept.response,
        kept.status,
        (),
        kept.id,
        kept.revisions,
        {key: each.follow_up for key, each in stored.items()},
        {key: each.revision for key, each in stored.items()},
    )
