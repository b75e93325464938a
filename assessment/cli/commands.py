"""What the commands share: their options, what they read, and the one way to print text and JSON.

Modules are imported where a command needs them, so that `score` starts without the database, workbooks or pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from assessment.atomic_files import no_folder, write_atomically
from assessment.catalogues import catalogue_paths, load_catalogue
from assessment.codec import plain
from assessment.config import settings
from assessment.errors import AssessmentError
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.parsing.message_text import UNPRINTABLE, abbreviated_list, printable
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.access.entrance import Entrance
    from assessment.access.gate import Gate
    from assessment.domain.catalogue import Catalogue
    from assessment.domain.merging.imported_response import ImportedResponse
    from assessment.services.loading import LoadedResponses
    from assessment.views.table import Row, Table

AUTHOR = "command line"
"""The author of every change made by a command."""


class CommandRefused(AssessmentError):
    """A command can't do what its arguments ask for."""


# Arguments and options

FILE = click.Path(path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, unrounded.")
catalogue_option = click.option(
    "--catalogue", "catalogue_id", metavar="ID", help="The catalogue, if there are several."
)
share_option = click.option(
    "--share",
    "level",
    type=click.Choice(["public", "partners", "full"]),
    default="full",
    show_default=True,
    help="Who will get it: names, evidence or comments are left out.",
)
_Function = TypeVar("_Function", bound=Callable[..., Any])


def output_option(*extensions: str, required: bool = True) -> Callable[[_Function], _Function]:
    """The file to write. Another extension is refused, so that no file has the name of another kind."""

    def check(_context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
        if path is None or path.suffix.lower() in extensions:
            return path
        raise click.BadParameter(f"{path} has the wrong extension. Use {', '.join(extensions)}.")

    words = f"Where to write it; the name ends in {' or '.join(extensions)}."
    return click.option("-o", "--output", metavar="PATH", type=FILE, required=required, callback=check, help=words)


def require_one_at_most(**options: object) -> None:
    """Raise UsageError if more than one of these options was given."""
    flags = [f"--{name.replace('_', '-')}" for name, value in options.items() if value not in (None, False)]
    if len(flags) > 1:
        raise click.UsageError(f"Only one of {', '.join(flags)} can be given.")


# What is read


def open_gate() -> Gate:
    return open_entrance().personal_gate(AUTHOR)


def open_entrance() -> Entrance:
    from assessment.access.entrance import open_entrance

    return open_entrance(settings().database_url, audit_days=settings().audit_days)


def load_sources(sources: Sequence[str]) -> LoadedResponses:
    from assessment.services.loading import load_responses

    return load_responses(sources, catalogue_for, open_gate)


def read_incoming(path: Path) -> ImportedResponse:
    """The single response in a file. Raises FileRefused."""
    with path.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    if is_response_json(content):
        return read_json_file(content, path.name, catalogue_for)
    from assessment.interchange.file_reader import read_single_response

    return read_single_response(content, path.name, catalogue_for)


def choose_catalogue(catalogue_id: str | None) -> Catalogue:
    """The catalogue of this id, or the only one. Raises CommandRefused if there are several, CatalogueUnknown."""
    folder = settings().catalogue_folder
    ids = [catalogue_id] if catalogue_id else sorted({load_catalogue(path).id for path in catalogue_paths(folder)})
    match ids:
        case [only]:
            return catalogue_for(only)
        case []:
            raise CommandRefused(f"There is no catalogue in {folder}.")
        case _several:
            raise CommandRefused(
                f"There are several catalogues: {abbreviated_list(ids)}. Choose one with “--catalogue”."
            )


# What is printed and written


def quantity(number: int, noun: str) -> str:
    """“1 answer”, “2 answers”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def print_rows(rows: Iterable[Sequence[object]], indent: str = "") -> None:
    """Print a row a line, its cells in columns. The last cell may be long, and of any script."""
    texts = [[printable(str(cell)) for cell in row] for row in rows]
    columns = max(map(len, texts), default=0)
    widths = [max((len(row[column]) for row in texts if column < len(row) - 1), default=0) for column in range(columns)]
    for row in texts:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        print(f"{indent}{'  '.join([*cells, *row[-1:]])}".rstrip())


def print_table(table: Table[Row], indent: str = "") -> None:
    """Print a table under its title. Its first column comes last, because it may be long."""
    lines = [table.title, *([table.about] if table.about else []), *([] if table.rows else [table.nothing])]
    print("\n".join(f"{indent}{line}" for line in lines))
    if table.rows:
        first, *others = table.columns
        heads = [column.header for column in (*others, first)]
        print_rows([heads, *([column.text(row) for column in (*others, first)] for row in table.rows)], f"{indent}  ")


def print_facts(table: Table[Row], indent: str = "") -> None:
    """Print a table of one row: a line for each column."""
    print_rows([(column.header, column.text(row)) for row in table.rows for column in table.columns], indent)


def json_text(data: Any) -> str:
    """Data as JSON: a record as its fields, a day or moment in ISO 8601.

    Characters that could control a terminal are escaped; the data is the same.
    """
    text = json.dumps(plain(data), ensure_ascii=False, indent=2)
    return "\n".join(re.sub(UNPRINTABLE, _escape, line) for line in text.split("\n"))


def _escape(unprintable: re.Match[str]) -> str:
    return f"\\u{ord(unprintable.group()):04x}"


def print_json(data: Any) -> None:
    print(json_text(data))


def write_table(path: Path, csv: str, schema: Mapping[str, Any]) -> None:
    """Write a CSV, and a second file with what its columns mean. Raises as `write_file` does."""
    write_file(path, csv.encode())
    write_file(path.with_suffix(".schema.json"), json.dumps(schema, ensure_ascii=False, indent=2).encode())


def write_file(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Write a file whole or not at all, and print its path; with `is_private`, no other user can read it.

    Raises CommandRefused if its folder doesn't exist, since it may be misspelt; FileNotWritten.
    """
    if not path.parent.is_dir():
        raise CommandRefused(no_folder(path.parent))
    write_atomically(path, content, is_private=is_private)
    print(path)
