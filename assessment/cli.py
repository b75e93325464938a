"""`python -m assessment …`: what can be asked of it, and how it ends. What each command does is in `commands`, and in
`handing_commands` and `importing_commands`, which are imported where one of theirs is asked for.

Exit status: 0 done, 2 refused, with the problems on standard error; 141 if the reader of a pipe has left.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import BinaryIO, TextIO

from assessment import commands
from assessment.errors import AssessmentError
from assessment.language import gettext as _
from assessment.strict import printable

READER_LEFT = 141
"""The exit status that shells give to a program whose output nobody reads any more."""


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of all commands; that of a single one if `command` names it, since each takes its time to build."""
    parser = argparse.ArgumentParser(
        prog="python -m assessment",
        description=_("Rate a country or area against UN recommendations, and see where the gaps are."),
    )
    # Named, the program needs not be put together from a help text, which takes argparse some milliseconds.
    subparsers = parser.add_subparsers(required=True, metavar=_("COMMAND"), prog=parser.prog)
    described: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
        "catalogue": (_("list, show and check catalogues"), _catalogue_arguments),
        "score": (_("scores and gaps of a response in a file"), _score_arguments),
        "compare": (_("responses side by side: themes, recommendations, voices, rounds"), _compare_arguments),
        "data": (_("write answers or figures as a table for statistics programs"), _data_arguments),
        "report": (_("write the gap report as an Excel or a Word file"), _report_arguments),
        "questionnaire": (_("write the questionnaire as a workbook to fill in offline"), _questionnaire_arguments),
        "xlsform": (_("write the questionnaire as a form for phones"), _xlsform_arguments),
        "responses": (_("list the responses that are kept"), _responses_arguments),
        "import": (_("import files that come back, after a look at what they would do"), _import_arguments),
        "undo": (_("undo an import as one step"), _undo_arguments),
        "export": (_("hand over a kept response as JSON or CSV"), _export_arguments),
        "check": (_("say whether all that is kept is whole"), _check_arguments),
        "backup": (_("copy everything that is kept into one file"), _backup_arguments),
        "restore": (_("put a backup in the place of everything that is kept"), _restore_arguments),
    }
    for name, (words, add_arguments) in described.items():
        if command == name or command not in described:
            add_arguments(subparsers.add_parser(name, help=words))
    return parser


def _catalogue_arguments(catalogue: argparse.ArgumentParser) -> None:
    subparsers = catalogue.add_subparsers(required=True, metavar=_("COMMAND"), prog=catalogue.prog)
    listing = subparsers.add_parser("list", help=_("list the catalogues in the folder"))
    listing.set_defaults(run=commands.list_catalogues)
    show = subparsers.add_parser("show", help=_("show a catalogue's recommendations"))
    show.add_argument("id")
    _json_argument(show)
    show.set_defaults(run=commands.show_catalogue)
    check = subparsers.add_parser("check", help=_("say every problem of catalogue files"))
    check.add_argument("files", metavar="FILE", nargs="+", type=Path)
    check.set_defaults(run=commands.check_catalogues)


def _score_arguments(score: argparse.ArgumentParser) -> None:
    score.add_argument("file", metavar="FILE", type=Path)
    _json_argument(score)
    score.set_defaults(run=commands.score_file)


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
    compare.set_defaults(run=commands.compare_responses)


def _data_arguments(data: argparse.ArgumentParser) -> None:
    from assessment import handing_commands

    data.add_argument("sources", metavar="FILE|ID", nargs="*", help=_("every stored response if none is given"))
    _output_argument(data, _("where to; it ends in .csv or .parquet"), required=True)
    data.add_argument("--figures", action="store_true", help=_("scores, bands and counts instead of answers"))
    _share_argument(data)
    data.set_defaults(run=handing_commands.write_data)


def _report_arguments(report: argparse.ArgumentParser) -> None:
    from assessment import handing_commands

    report.add_argument("source", metavar="FILE|ID")
    _output_argument(report, _("where to; a name that ends in .docx makes it a Word file"))
    report.add_argument(
        "--format", choices=("xlsx", "docx"), help=_("Excel or Word; Excel if neither this nor PATH says it")
    )
    _share_argument(report)
    report.add_argument(
        "--with",
        dest="others",
        metavar="FILE|ID",
        nargs="+",
        default=[],
        help=_("lay it beside these: the other voice, or the last round, of the same country or area"),
    )
    report.set_defaults(run=handing_commands.write_report)


def _questionnaire_arguments(questionnaire: argparse.ArgumentParser) -> None:
    from assessment import handing_commands

    of = questionnaire.add_mutually_exclusive_group()
    _catalogue_argument(of)
    of.add_argument(
        "--for", dest="source", metavar="FILE|ID", help=_("with what this response has answered so far already in it")
    )
    _output_argument(questionnaire, _("where to; it ends in .xlsx, and no file is overwritten"), required=True)
    questionnaire.set_defaults(run=handing_commands.write_questionnaire)


def _xlsform_arguments(xlsform: argparse.ArgumentParser) -> None:
    from assessment import handing_commands

    _catalogue_argument(xlsform)
    _output_argument(xlsform, _("where to; it ends in .xlsx"), required=True)
    xlsform.set_defaults(run=handing_commands.write_xlsform)


def _responses_arguments(responses: argparse.ArgumentParser) -> None:
    _json_argument(responses)
    responses.set_defaults(run=commands.list_responses)


def _import_arguments(importing: argparse.ArgumentParser) -> None:
    from assessment import importing_commands

    importing.add_argument("files", metavar="FILE", nargs="+", type=Path)
    importing.add_argument("--dry-run", action="store_true", help=_("say what would happen, and change nothing"))
    for_all = importing.add_mutually_exclusive_group()
    for_all.add_argument("--keep-stored", action="store_true", help=_("in every conflict, keep what is stored here"))
    for_all.add_argument(
        "--take", metavar="FILE", help=_("in every conflict in which this file has a side, take what it says")
    )
    importing.add_argument(
        "--decide",
        metavar="ID=FILE",
        action="append",
        default=[],
        help=_("decide a single recommendation: a file, or “stored”; goes before what is said for all"),
    )
    importing.add_argument(
        "--leave-out",
        action="store_true",
        help=_("import the rest where files are refused, or rows answer a catalogue that isn’t here; name these"),
    )
    importing.add_argument(
        "--rejected", action="store_true", help=_("also import submissions that were rejected on their server")
    )
    _json_argument(importing)
    importing.set_defaults(run=importing_commands.import_files)


def _undo_arguments(undo: argparse.ArgumentParser) -> None:
    from assessment import importing_commands

    undo.add_argument("id", metavar="IMPORT")
    undo.set_defaults(run=importing_commands.undo_import)


def _export_arguments(export: argparse.ArgumentParser) -> None:
    from assessment import handing_commands

    export.add_argument("id", metavar="ID")
    _output_argument(export, _("where to, instead of printing it; .json or .csv says what"))
    export.add_argument("--format", choices=("json", "csv"), help=_("JSON if neither this nor PATH says it"))
    export.add_argument("--hxl", action="store_true", help=_("with a row of HXL hashtags, which only CSV has"))
    _share_argument(export)
    export.set_defaults(run=handing_commands.export_response)


def _check_arguments(check: argparse.ArgumentParser) -> None:
    _json_argument(check)
    check.set_defaults(run=commands.check_database)


def _backup_arguments(backup: argparse.ArgumentParser) -> None:
    backup.add_argument("path", metavar="PATH", type=Path)
    backup.set_defaults(run=commands.back_up)


def _restore_arguments(restore: argparse.ArgumentParser) -> None:
    restore.add_argument("path", metavar="PATH", type=Path)
    restore.set_defaults(run=commands.restore_backup)


def _catalogue_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument("--catalogue", metavar="ID", help=_("which catalogue; needed only if there are several"))


def _share_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--share",
        choices=("public", "partners", "full"),
        default="full",
        help=_("for whom it is: names, evidence or comments are left out; without this, nothing is"),
    )


def _output_argument(command: argparse.ArgumentParser, words: str, *, required: bool = False) -> None:
    command.add_argument("-o", "--output", metavar="PATH", type=Path, required=required, help=words)


def _json_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument("--json", action="store_true", help=_("as JSON, unrounded"))


class _Printable(io.TextIOBase):
    """A stream on which no text steers a terminal, wherever it is from: a file, an argument, an exception.

    What isn't for people, such as an exported file, goes past it by `buffer`.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def buffer(self) -> BinaryIO:
        return self._stream.buffer

    def write(self, text: str) -> int:
        return self._stream.write("\n".join(map(printable, text.split("\n"))))

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names and quotations need all of Unicode, whatever the terminal's old code page.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with redirect_stdout(_Printable(sys.stdout)), redirect_stderr(_Printable(sys.stderr)):
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(arguments: Sequence[str]) -> int:
    options = build_parser(*arguments[:1]).parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads the output, `head` say, has enough.
        _forget_output()
        return READER_LEFT
    except AssessmentError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        if error.filename is None:
            _forget_output()
        # Whatever has no name is what the command prints, which a shell may write into a file.
        file = _("What is printed") if error.filename is None else error.filename
        print(_("{file}: {reason}").format(file=file, reason=error.strerror), file=sys.stderr)
        return 2
    return 0


def _forget_output() -> None:
    """What is left of the output goes nowhere, or Python complains at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
