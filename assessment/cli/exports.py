"""The commands that write files: the gap report, the questionnaire and form, the answers.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import codecs
import datetime as dt
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.atomic_files import already_exists, no_file
from assessment.cli.commands import (
    AUTHOR,
    CommandRefused,
    catalogue_option,
    choose_catalogue,
    load_sources,
    open_access,
    output_option,
    read_incoming,
    require_extension,
    require_one_at_most,
    share_option,
    write_file,
    write_table,
)
from assessment.config import settings
from assessment.domain.model import Status
from assessment.domain.sharing import SharingLevel, shared_file_name
from assessment.errors import FileRefused
from assessment.i18n import DEFAULT
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.domain.comparison.compare import ComparedResponse
    from assessment.domain.workshop.outcome import WorkshopOutcome
    from assessment.reports.shared import ReportSource
    from assessment.tidy.table import Row, Table


class _ReportCommand(click.Command):
    """A command whose option `--with` takes all words up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words: list[str] = []
        is_open = False
        for word in args:
            if is_open and words[-1] != "--with" and not word.startswith("-"):
                words.append("--with")
            elif word.startswith("-"):
                is_open = word == "--with"
            words.append(word)
        return super().parse_args(ctx, words)


@click.command("report", cls=_ReportCommand)
@click.argument("source", metavar="FILE|ID")
@output_option(".xlsx", ".docx", required=False)
@click.option("--format", "kind", type=click.Choice(["xlsx", "docx"]), help="Default: from PATH, or xlsx.")
@share_option
@click.option(
    "--with",
    "others",
    metavar="FILE|ID...",
    multiple=True,
    help="Compare with another voice or the previous round of the same country or area.",
)
def write_report(source: str, output: Path | None, kind: str | None, level: str, others: Sequence[str]) -> None:
    """Write the gap report for Excel or Word."""
    from assessment.reports.shared import share_excel, share_word

    kind = _kind(output, kind, ("xlsx", "docx"))
    if kind == "docx" and others:
        raise click.UsageError("“--with” needs “--format xlsx”.")
    shared, written, threshold = SharingLevel(level), dt.datetime.now(dt.UTC), settings().coverage_threshold
    reported, _revisions = _read_file_or_stored(source)
    if kind == "docx":
        template = settings().word_template
        content = share_word(reported, shared, threshold=threshold, written=written, template=template)
    else:
        related = _others(reported, others)
        content = share_excel(reported, shared, others=related, threshold=threshold, written=written)
    if output is None:
        folder = settings().export_folder
        folder.mkdir(parents=True, exist_ok=True)
        name = shared_file_name("gap-report", reported.response, written, shared, f".{kind}")
        output = _unused(folder / name)
    write_file(output, content)


def _kind(path: Path | None, asked: str | None, kinds: Sequence[str]) -> str:
    """The file type wanted; the first of `kinds` if neither the path's extension nor the option says it."""
    named = "" if path is None else path.suffix.lower().removeprefix(".")
    if asked and named in kinds and named != asked:
        raise click.UsageError(f"{path} does not match “--format {asked}”.")
    return asked or (named if named in kinds else kinds[0])


def _others(reported: ReportSource, named: Sequence[str]) -> list[ComparedResponse]:
    """What a response is compared with: what was named, and for a stored one the others of its country or area."""
    from assessment.domain.comparison.compare import ComparedResponse

    gathered = load_sources(named)
    if gathered.problems:
        raise FileRefused(gathered.problems)
    if not reported.assessment_id:
        return [*gathered.compared]
    access = open_access()
    companions = access.related_assessments(reported.assessment_id)
    stored = [ComparedResponse.from_assessment(each, access.saved_follow_ups(each.id)) for each in companions]
    return [*stored, *gathered.compared]


def _unused(path: Path) -> Path:
    """The path, or the next free one with a number, since somebody may have edited the existing report."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _read_file_or_stored(source: str) -> tuple[ReportSource, Mapping[str, int]]:
    """The response in an existing file, or else the stored response of this id with the revisions of its answers."""
    from assessment.reports.shared import ReportSource

    path = Path(source)
    if path.is_file():
        incoming = read_incoming(path)
        plan = {key: each.follow_up for key, each in incoming.follow_ups.items()}
        draft = ReportSource(
            incoming.catalogue, incoming.response, Status.DRAFT, left_out=incoming.left_out, follow_ups=plan
        )
        return draft, {}
    if path.suffix or len(path.parts) > 1:
        raise CommandRefused(no_file(path))
    access = open_access()
    assessment, follow_ups = access.assessment(source), access.follow_ups(source)
    stored = ReportSource(
        assessment.catalogue,
        assessment.response,
        assessment.status,
        workshop=_workshop(source),
        follow_ups={key: each.follow_up for key, each in follow_ups.items()},
        revisions={key: each.revision for key, each in follow_ups.items()},
        assessment_id=source,
    )
    return stored, assessment.revisions


def _workshop(assessment_id: str) -> WorkshopOutcome | None:
    """The outcome of the workshop whose agreed response this is; None if it is none's."""
    from assessment.services.access import Access
    from assessment.services.workshops.facilitation import Facilitation
    from assessment.storage.opening import open_repository

    repository = open_repository(settings().database_url)
    return Facilitation(Access.personal(repository, AUTHOR), repository).outcome_of(assessment_id)


@click.command("data")
@click.argument("sources", metavar="[FILE|ID]...", nargs=-1)
@output_option(".csv", ".parquet")
@click.option("--figures", is_flag=True, help="Scores, bands and counts instead of answers.")
@click.option("--plan", is_flag=True, help="The follow-up plans instead of answers.")
@share_option
def write_data(sources: Sequence[str], output: Path, figures: bool, plan: bool, level: str) -> None:
    """Write answers, figures or follow-up plans as a table: of every stored response, if none is given."""
    from assessment.services.loading import load_for_analysis
    from assessment.tidy.answers import answer_rows, answer_table
    from assessment.tidy.figures import figure_rows, figure_table
    from assessment.tidy.follow_ups import follow_up_rows, follow_up_table
    from assessment.tidy.table import share_all

    require_one_at_most(figures=figures, plan=plan)
    require_extension(output, ".csv", ".parquet")
    loaded = load_for_analysis(sources, catalogue_for, open_access)
    responses = share_all(loaded.responses, SharingLevel(level))
    if plan:
        _write_rows(output, follow_up_table(), follow_up_rows(responses))
    elif figures:
        _write_rows(output, figure_table(settings().coverage_threshold), figure_rows(responses))
    else:
        _write_rows(output, answer_table(), answer_rows(responses))
    for problem in loaded.rejected:
        print(problem, file=sys.stderr)
    if loaded.damaged:
        raise FileRefused(loaded.damaged)


def _write_rows(path: Path, table: Table[Row], rows: Iterable[Row]) -> None:
    if path.suffix.lower() == ".csv":
        from assessment.reports.table_csv import table_csv, table_schema

        write_table(path, table_csv(table, rows), table_schema(table))
    else:
        from assessment.analysis import parquet

        write_file(path, parquet(table, rows))


@click.command("questionnaire")
@catalogue_option
@click.option("--for", "source", metavar="FILE|ID", help="Fill in the answers of this response.")
@output_option(".xlsx")
def write_questionnaire(catalogue_id: str | None, source: str | None, output: Path) -> None:
    """Write the questionnaire as an Excel workbook."""
    from assessment.interchange.questionnaire.workbook import questionnaire_workbook

    require_one_at_most(catalogue=catalogue_id, **{"for": source})
    require_extension(output, ".xlsx")
    if output.exists():
        raise CommandRefused(already_exists(output))
    threshold = settings().coverage_threshold
    if source is None:
        return write_file(output, questionnaire_workbook(choose_catalogue(catalogue_id), threshold=threshold))
    begun, revisions = _read_file_or_stored(source)
    if begun.left_out:
        raise CommandRefused(f"Answers were left out of {source}. Use the full response.")
    content = questionnaire_workbook(
        begun.catalogue,
        response=begun.response,
        assessment_id=begun.assessment_id,
        revisions=revisions,
        threshold=threshold,
    )
    return write_file(output, content)


@click.command("xlsform")
@catalogue_option
@output_option(".xlsx")
def write_xlsform(catalogue_id: str | None, output: Path) -> None:
    """Write the questionnaire as a form for phones."""
    from assessment.interchange.forms.xlsform import xlsform

    require_extension(output, ".xlsx")
    write_file(output, xlsform(choose_catalogue(catalogue_id)))


@click.command("export")
@click.argument("assessment_id", metavar="ID")
@output_option(".json", ".csv", required=False)
@click.option("--format", "kind", type=click.Choice(["json", "csv"]), help="Default: from PATH, or json.")
@click.option("--hxl", is_flag=True, help="Add a row of HXL hashtags (CSV only).")
@share_option
def export_response(assessment_id: str, output: Path | None, kind: str | None, hxl: bool, level: str) -> None:
    """Export a stored response as JSON or CSV."""
    from assessment.services.exports import Export

    kind = _kind(output, kind, ("json", "csv"))
    if hxl and kind != "csv":
        raise click.UsageError("“--hxl” needs “--format csv”.")
    files = Export(open_access(), assessment_id, SharingLevel(level), settings().coverage_threshold, DEFAULT)
    content = files.json().encode() if kind == "json" else files.csv(hxl)
    if output:
        write_file(output, content)
    else:
        # As bytes, so that no system changes the line ends of a CSV. A pipe needs no byte order mark.
        sys.stdout.flush()
        sys.stdout.buffer.write(content.removeprefix(codecs.BOM_UTF8))
