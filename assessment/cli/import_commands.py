"""The commands that import files, all of them or nothing, after a preview; and undo.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessment.cli.commands import CommandRefused, open_access, print_json
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.parsing.message_text import appears_again, keep_one, printable
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    from assessment.services.importing import ConflictDecisions, PreparedImport
    from assessment.storage import ImportRecord

KEEP_STORED_WORD = "stored"
"""Stands for the stored answer, where otherwise a file is named."""


def import_files(options: argparse.Namespace) -> None:
    """Import files; nothing is imported if one of them is refused or a conflict isn't resolved."""
    from assessment.cli.json.imports import import_data
    from assessment.services.importing import RowOptions, prepare_import, save_import

    access = open_access()
    wishes = RowOptions(take_rejected=options.rejected, leave_out_rows=options.leave_out)
    prepared = prepare_import(_contents(options.files), access, catalogue_for, wishes)
    refused = FileRefused(problem for error in prepared.refused for problem in error.problems)
    if options.dry_run:
        if options.json:
            return print_json(import_data(prepared))
        return _print_preview(prepared, refused)
    if refused.problems and not (options.leave_out and prepared.previews):
        raise refused
    if refused.problems:
        print(refused, file=sys.stderr)
    decisions = _decisions(prepared, options)
    imported = None if prepared.changes_nothing else save_import(prepared, decisions, access)
    if options.json:
        return print_json(import_data(prepared) | {"import": _imported_data(prepared, imported)})
    _print_preview(prepared, None)
    print(*_imported_lines(prepared, imported), sep="\n")
    return None


def undo_import(options: argparse.Namespace) -> None:
    open_access().undo_import(options.id)
    print(_("Undone: {id}.").format(id=options.id))


def _contents(paths: Iterable[Path]) -> Iterable[tuple[bytes, str]]:
    """Each file once, however often it is named, and read only when it is needed."""
    from assessment.interchange.file_types import SIZE_LIMIT

    for path in dict.fromkeys(paths):
        with path.open("rb") as file:
            yield file.read(SIZE_LIMIT + 1), str(path)


def _decisions(prepared: PreparedImport, options: argparse.Namespace) -> ConflictDecisions:
    """The decisions in the options. Raises CommandRefused for a decision without a conflict."""
    from assessment.domain.merging.answer_merge import KEEP_STORED
    from assessment.services.importing import ConflictDecisions

    single: dict[tuple[int, str], int] = {}
    for word in options.decide:
        item, _equals, name = word.partition("=")
        name = _as_named(name)
        found = {
            (place, item): decision
            for place, previewed in enumerate(prepared.previews)
            for each in previewed.conflicts
            if each.conflict
            and each.key == item
            and (decision := KEEP_STORED if name == KEEP_STORED_WORD else each.conflict.decision_of(name)) is not None
        }
        if not found:
            raise CommandRefused(
                _("“{words}” resolves no conflict. Write ID=FILE or ID=stored, as shown by --dry-run.").format(
                    words=word
                )
            )
        if not found.keys().isdisjoint(single):
            raise CommandRefused(f"{appears_again(item)} {keep_one()}")
        single |= found
    taken = None if options.take is None else _as_named(options.take)
    sources = {file.incoming.source for previewed in prepared.previews for file in previewed.files}
    if taken is not None and prepared.previews and taken not in sources:
        raise CommandRefused(_("“{name}” is not one of the files. Write it as shown by --dry-run.").format(name=taken))
    return ConflictDecisions(single, KEEP_STORED if options.keep_stored else taken)


def _as_named(path: str) -> str:
    """A file’s name as it appears in a preview: `table.csv` for `./table.csv`."""
    return printable(str(Path(path)))


def _print_preview(prepared: PreparedImport, refused: FileRefused | None) -> None:
    from assessment.cli.text.imports import import_lines

    for line in import_lines(prepared):
        print(line)
    if refused and refused.problems:
        print(_("Refused:"), refused, sep="\n")
    if prepared.problems:
        print(_("To resolve first:"), FileRefused(prepared.problems), sep="\n")


def _imported_data(prepared: PreparedImport, imported: ImportRecord | None) -> dict[str, Any]:
    return {
        "id": imported and imported.id,
        "answers": imported.answers if imported else 0,
        "follow_ups": imported.follow_ups if imported else 0,
        "responses": _ids(prepared, imported),
    }


def _imported_lines(prepared: PreparedImport, imported: ImportRecord | None) -> Sequence[str]:
    if imported is None:
        return [_("Nothing to import: everything is already stored.")]
    return [
        ngettext("{n} answer was imported.", "{n} answers were imported.", imported.answers).format(n=imported.answers),
        *_plan_lines(imported),
        *_ids(prepared, imported),
        _("To undo it: {command}").format(command=f"python -m assessment undo {imported.id}"),
    ]


def _plan_lines(imported: ImportRecord) -> list[str]:
    n = imported.follow_ups
    return [ngettext("{n} follow-up was imported.", "{n} follow-ups were imported.", n).format(n=n)] if n else []


def _ids(prepared: PreparedImport, imported: ImportRecord | None) -> list[str]:
    """The ids of the responses that the files belong to."""
    if imported:
        return list(imported.assessment_ids)
    return [previewed.stored.assessment.id for previewed in prepared.previews if previewed.stored]
