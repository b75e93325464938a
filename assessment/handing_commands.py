"""The commands by which files go out: the gap report, the blank questionnaire and form, the answers.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from assessment.catalogue import catalogue_paths, find_catalogue, load_catalogue
from assessment.commands import CommandRefused, gather_sources, open_access, read_incoming, write_file
from assessment.config import settings
from assessment.errors import FileRefused
from assessment.interchange.response_json import write_response
from assessment.language import gettext as _
from assessment.model import Catalogue, Response, Status
from assessment.strict import listed

if TYPE_CHECKING:
    from assessment.comparison import Compared


def write_report(options: argparse.Namespace) -> None:
    import datetime as dt

    from assessment.reports.gap_report import gap_report_name
    from assessment.reports.shared_reports import Reported, share_excel, share_word
    from assessment.sharing import Level

    kind = _kind(options.output, options.format, ("xlsx", "docx"))
    if kind == "docx" and options.others:
        raise CommandRefused(_("A Word report lays nothing beside: leave out “--with”, or write a workbook."))
    level, written, threshold = Level(options.share), dt.datetime.now(dt.UTC), settings().coverage_threshold
    source = _read_file_or_kept(options.source)
    reported = Reported(source.catalogue, source.response, source.status, source.left_out)
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
    return write_file(_unused(folder / gap_report_name(source.response, written, level, f".{kind}")), content)


def _others(source: _Source, named: Sequence[str]) -> list[Compared]:
    """What a response may be laid beside: what was named, and for a kept one what is kept of its country or area."""
    from assessment.comparison import Compared

    gathered = gather_sources(named)
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
        if source.left_out:
            raise CommandRefused(
                _("{file} doesn’t hold all that was answered: take the questionnaire from the full response.").format(
                    file=options.source
                )
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
    from assessment.interchange.xlsform import xlsform

    write_file(_workbook_path(options.output), xlsform(_catalogue(options.catalogue)))


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


def export_response(options: argparse.Namespace) -> None:
    from assessment.sharing import Level, share

    kind = _kind(options.output, options.format, ("json", "csv"))
    if options.hxl and kind != "csv":
        raise CommandRefused(_("Only CSV has a row of hashtags: leave out “--hxl”, or say “--format csv”."))
    assessment, level = open_access().assessment(options.id), Level(options.share)
    if kind == "json":
        shared = share(assessment.response, level)
        content = write_response(shared.response, shared.left_out).encode()
    else:
        from assessment.interchange.response_csv import share_csv

        # Excel needs the mark to know UTF-8, and a pipe needs none.
        content = share_csv(assessment, level, hxl=options.hxl).encode("utf-8-sig" if options.output else "utf-8")
    if options.output:
        write_file(options.output, content)
    else:
        # As bytes, since no system may turn the line ends of a CSV into others.
        sys.stdout.flush()
        sys.stdout.buffer.write(content)


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
        incoming = read_incoming(path)
        return _Source(incoming.catalogue, incoming.response, Status.DRAFT, incoming.left_out, None, {})
    if path.suffix or len(path.parts) > 1:
        raise CommandRefused(_("There is no file {path}.").format(path=path))
    kept = open_access().assessment(source)
    return _Source(kept.catalogue, kept.response, kept.status, (), kept.id, kept.revisions)
