"""What the commands of `python -m assessment` share: a thin layer over the functions that the pages call.

Modules are imported where a command needs them, so that `score` starts without the database, workbooks or pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.atomic_files import no_folder, write_atomically
from assessment.catalogues import catalogue_paths, load_catalogue
from assessment.config import settings
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.response_json import is_response_json, read_json_file
from assessment.parsing.message_text import UNPRINTABLE, abbreviated_list
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.domain.merging.imported_response import ImportedResponse
    from assessment.domain.model import Catalogue
    from assessment.services.access import Access
    from assessment.services.loading import LoadedResponses

AUTHOR = "command line"
"""The author of every change made by a command."""


class CommandRefused(AssessmentError):
    """A command can't do what its arguments ask for."""


def open_access() -> Access:
    from assessment.services.access import Access
    from assessment.storage.opening import open_repository

    return Access.personal(open_repository(settings().database_url), AUTHOR)


def load_sources(sources: Sequence[str]) -> LoadedResponses:
    from assessment.services.loading import load_responses

    return load_responses(sources, catalogue_for, open_access)


def read_incoming(path: Path) -> ImportedResponse:
    """The single response in a file. Raises FileRefused."""
    with path.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    if is_response_json(content):
        return read_json_file(content, path.name, catalogue_for)
    from assessment.interchange.file_reader import read_single_response

    return read_single_response(content, path.name, catalogue_for)


def choose_catalogue(named: str | None) -> Catalogue:
    """The catalogue of this id, or the only one. Raises CommandRefused if there are several, CatalogueUnknown."""
    folder = settings().catalogue_folder
    ids = [named] if named else sorted({load_catalogue(path).id for path in catalogue_paths(folder)})
    match ids:
        case [only]:
            return catalogue_for(only)
        case []:
            raise CommandRefused(_("There is no catalogue in {folder}.").format(folder=folder))
        case _several:
            raise CommandRefused(
                _("There are several catalogues: {ids}. Choose one with “--catalogue”.").format(
                    ids=abbreviated_list(ids)
                )
            )


def wrong_extension(path: Path, extensions: str) -> str:
    return _("{path} has the wrong extension. Use {extensions}.").format(path=path, extensions=extensions)


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


def print_json(data: Any) -> None:
    """Print data as JSON, with escapes for characters that could control a terminal; the data is the same."""
    text = json.dumps(data, ensure_ascii=False, indent=2)
    print("\n".join(re.sub(UNPRINTABLE, _escape, line) for line in text.split("\n")))


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
