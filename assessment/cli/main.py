"""`policy-gap-assessment …` and `python -m assessment …`: runs a command, prints only what is harmless for a terminal,
and gives the exit status.

Exit status: 0 done, 2 refused, with the problems on standard error; 130 after Ctrl+C, 141 if the reader of a pipe has
stopped.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from typing import BinaryIO, TextIO

import click

from assessment import __version__
from assessment.errors import AssessmentError
from assessment.installation import COMMAND
from assessment.parsing.message_text import printable

INTERRUPTED, READER_LEFT = 130, 141
"""The exit statuses that shells give to a program that Ctrl+C has ended, and to one whose output is no longer read."""
PLACES = {
    "catalogue": "catalogues.catalogue",
    "score": "scores.score",
    "compare": "comparison.compare_responses",
    "data": "exports.write_data",
    "report": "exports.write_report",
    "questionnaire": "exports.write_questionnaire",
    "xlsform": "exports.write_xlsform",
    "responses": "database.list_responses",
    "plan": "database.show_plan",
    "import": "imports.import_files",
    "undo": "imports.undo_import",
    "export": "exports.export_response",
    "check": "database.check_database",
    "backup": "database.back_up",
    "restore": "database.restore_backup",
    "audit": "audit.audit",
    "serve": "serving.serve",
    "links": "links.links",
    "workshop": "workshops.workshop",
    "doctor": "serving.diagnose_installation",
}
"""Each command's module and function in this package."""


class Commands(click.Group):
    """All commands. The module of one is imported when it is called, so that a short command starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click gives it
        if cmd_name not in PLACES:
            return None
        module, function = PLACES[cmd_name].split(".")
        command: click.Command = getattr(import_module(f"assessment.cli.{module}"), function)
        return command


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="policy-gap-assessment")
@click.pass_context
def commands(context: click.Context) -> None:
    """Assess how far a country or area implements UN recommendations.

    Without a command, start the app for one person, and open the browser.
    """
    if context.invoked_subcommand is None:
        from assessment.cli.start import start_app

        start_app()


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Names and quotations need all of Unicode, whatever the terminal's code page.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    with redirect_stdout(PrintableStream(sys.stdout)), redirect_stderr(PrintableStream(sys.stderr)):
        return _run(sys.argv[1:] if arguments is None else arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        with commands.make_context(COMMAND, list(arguments)) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the output, such as `head`, has enough.
        _forget_output()
        return READER_LEFT
    except AssessmentError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        if error.filename is None:
            _forget_output()
        # Without a name it is the command's output, which a shell may write to a file.
        print(f"{error.filename or 'Output'}: {error.strerror}", file=sys.stderr)
        return 2
    return 0


def _forget_output() -> None:
    """Discard the rest of the output, or Python would complain when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class PrintableStream(io.TextIOBase):
    """A stream on which no text can control the terminal, whether from a file, an argument or an exception.

    Output that isn't for people, such as an exported file, bypasses it through `buffer`.
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

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()
