"""The commands that write files: the gap report, the questionnaire and form, the answers.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import codecs
import datetime as dt
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assessment.atomic_files import already_exists, no_file
from assessment.cli.commands import (
    CommandRefused,
    catalogue_option,
    choose_catalogue,
    load_sources,
    open_gate,
    output_option,
    read_incoming,
    require_one_at_most,
    share_option,
    write_file,
    write_table,
)
from assessment.config import settings
from assessment.domain.fields import SharingLevel
from assessment.domain.sharing import share_all, shared_file_name
from assessment.errors import FileRefused
from assessment.i18n import DEFAULT
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.services.exports import Export
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
@output_option(".xlsx", ".docx", ".html", required=False)
@click.option("--format", "kind", type=click.Choice(["xlsx", "docx", "html"]), help="Default: from PATH, or xlsx.")
@share_option
@click.option(
    "--with",
    "others",
    metavar="FILE|ID...",
    multiple=True,
    help="Compare with another voice or the previous round of the same country or area.",
)
def write_report(source: str, output: Path | None, kind: str | None, level: str, others: Sequence[str]) -> None:
    """Write the gap report: an Excel workbook, a Word document, or one web page."""
    kind = _kind(output, kind, "xlsx")
    if kind == "html" and others:
        raise click.UsageError("“--with” needs “--format xlsx” or “--format docx”.")
    export = _export(source, SharingLevel(level))
    if others:
        gathered = load_sources(others)
        if gathered.problems:
            raise FileRefused(gathered.problems)
        export = replace(export, others=[*export.others, *gathered.responses])
    content = {"xlsx": export.excel, "docx": export.word, "html": export.web}[kind]()
    if output is None:
        folder = settings().export_folder
        folder.mkdir(parents=True, exist_ok=True)
        written = dt.datetime.now(dt.UTC)
        output = _unused(
            folder / shared_file_name("gap-report", export.source.response, written, export.level, f".{kind}")
        )
    write_file(output, content)


def _kind(path: Path | None, asked: str | None, usual: str) -> str:
    """The file type wanted: as the path ends, or else the option says, or else the usual one."""
    named = "" if path is None else path.suffix.lower().removeprefix(".")
    if asked and named and named != asked:
        raise click.UsageError(f"{path} does not match “--format {asked}”.")
    return named or asked or usual


def _unused(path: Path) -> Path:
    """The path, or the next free one with a number, since somebody may have edited the existing report."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _export(source: str, level: SharingLevel) -> Export:
    """What is written of the response in an existing file, or else of the stored response of this id."""
    from assessment.services.exports import Export
    from assessment.services.loading import file_response

    path = Path(source)
    if path.is_file():
        return Export(file_response(source, read_incoming(path)), level, settings().coverage_threshold, DEFAULT)
    if path.suffix or len(path.parts) > 1:
        raise CommandRefused(no_file(path))
    return _stored_export(source, level)


def _stored_export(assessment_id: str, level: SharingLevel) -> Export:
    from assessment.services.exports import stored_export

    return stored_export(open_gate(), assessment_id, level, settings().coverage_threshold, DEFAULT)


@click.command("data")
@click.argument("sources", metavar="[FILE|ID]...", nargs=-1)
@output_option(".csv", ".parquet")
@click.option("--figures", is_flag=True, help="Scores, bands and counts instead of answers.")
@click.option("--plan", is_flag=True, help="The follow-up plans instead of answers.")
@share_option
def write_data(sources: Sequence[str], output: Path, figures: bool, plan: bool, level: str) -> None:
    """Write answers, figures or follow-up plans as a table: of every stored response, if none is given."""
    from assessment.services.loading import load_responses
    from assessment.tidy.answers import answer_rows, answer_table, follow_up_rows, follow_up_table
    from assessment.tidy.figures import figure_rows, figure_table

    require_one_at_most(figures=figures, plan=plan)
    loaded = load_responses(sources, catalogue_for, open_gate, several=True)
    if sources and loaded.problems:
        raise FileRefused(loaded.problems)
    responses = share_all(loaded.responses, SharingLevel(level))
    if plan:
        _write_rows(output, follow_up_table(), follow_up_rows(responses))
    elif figures:
        _write_rows(output, figure_table(settings().coverage_threshold), figure_rows(responses))
    else:
        _write_rows(output, answer_table(), answer_rows(responses))
    for problem in loaded.left_out:
        print(problem, file=sys.stderr)
    if loaded.problems:
        raise FileRefused(loaded.problems)


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
@output_option(".xlsx", ".docx")
def write_questionnaire(catalogue_id: str | None, source: str | None, output: Path) -> None:
    """Write the questionnaire as an Excel workbook, or to print as a Word document."""
    from assessment.interchange.questionnaire.workbook import questionnaire_workbook

    require_one_at_most(catalogue=catalogue_id, **{"for": source})
    if output.exists():
        raise CommandRefused(already_exists(output))
    threshold = settings().coverage_threshold
    if output.suffix.lower() == ".docx":
        from assessment.services.exports import blank_paper

        if source is not None:
            raise click.UsageError("“--for” needs a workbook (.xlsx).")
        return write_file(output, blank_paper(choose_catalogue(catalogue_id), DEFAULT))
    if source is None:
        return write_file(output, questionnaire_workbook(choose_catalogue(catalogue_id), threshold=threshold))
    export = _export(source, SharingLevel.FULL)
    if export.source.left_out:
        raise CommandRefused(f"Answers were left out of {source}. Use the full response.")
    return write_file(output, export.workbook())


@click.command("xlsform")
@catalogue_option
@output_option(".xlsx")
def write_xlsform(catalogue_id: str | None, output: Path) -> None:
    """Write the questionnaire as a form for phones."""
    from assessment.interchange.forms.xlsform import xlsform

    write_file(output, xlsform(choose_catalogue(catalogue_id)))


@click.command("export")
@click.argument("assessment_id", metavar="ID")
@output_option(".json", ".csv", required=False)
@click.option("--format", "kind", type=click.Choice(["json", "csv"]), help="Default: from PATH, or json.")
@click.option("--hxl", is_flag=True, help="Add a row of HXL hashtags (CSV only).")
@share_option
def export_response(assessment_id: str, output: Path | None, kind: str | None, hxl: bool, level: str) -> None:
    """Export a stored response as JSON or CSV."""
    kind = _kind(output, kind, "json")
    if hxl and kind != "csv":
        raise click.UsageError("“--hxl” needs “--format csv”.")
    export = _stored_export(assessment_id, SharingLevel(level))
    content = export.json().encode() if kind == "json" else export.csv(hxl=hxl)
    if output:
        write_file(output, content)
    else:
        # As bytes, so that no system changes the line ends of a CSV. A pipe needs no byte order mark.
        sys.stdout.flush()
        sys.stdout.buffer.write(content.removeprefix(codecs.BOM_UTF8))
