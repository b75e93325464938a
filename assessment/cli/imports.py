"""The commands that import files, all of them or nothing, after a preview as text or JSON; and undo."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assessment.cli.commands import CommandRefused, open_access, print_json
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.answer_merge import KEEP_STORED, AnyConflict, AnyMerge, FileAnswer
from assessment.domain.merging.merge import FilePreview, MergePreview
from assessment.domain.model import Answer, MergeOutcome
from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.interchange.fields import field_label
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.response_json import answer_data, follow_up_data
from assessment.labels.codes import cause_word, follow_up_word, none_of_these, outcome_word, rating_label
from assessment.labels.formatting import response_name
from assessment.parsing.message_text import appears_again, keep_one, printable
from assessment.records.assessments import ImportRecord
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.importing import ConflictDecisions, PreparedImport, RowOptions, prepare_import, save_import

KEEP_STORED_WORD = "stored"
"""Stands for the stored answer, where otherwise a file is named."""


def import_files(options: argparse.Namespace) -> None:
    """Import files; nothing is imported if one of them is refused or a conflict isn't resolved."""
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
    for path in dict.fromkeys(paths):
        with path.open("rb") as file:
            yield file.read(SIZE_LIMIT + 1), str(path)


def _decisions(prepared: PreparedImport, options: argparse.Namespace) -> ConflictDecisions:
    """The decisions in the options. Raises CommandRefused for a decision without a conflict."""
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


def import_lines(prepared: PreparedImport) -> Iterator[str]:
    """For each response what each file changes, then the conflicts in the order of the agenda."""
    for previewed in prepared.previews:
        yield from _response(previewed)
    for incoming in prepared.matched.already_imported:
        yield _("{file}: submission {key} was imported before; nothing is new.").format(
            file=incoming.source, key=printable(str(incoming.key))
        )
    yield from map(str, (*prepared.matched.notes, *prepared.rejected))


def _response(previewed: MergePreview) -> Iterator[str]:
    name = printable(response_name(previewed.response))
    place = previewed.stored.assessment.id if previewed.stored else _("new")
    yield f"{name}  [{place}]"
    for file in previewed.files:
        yield f"  {file.incoming.source}: {outcome_text(file)}"
        yield from (f"    {note}" for note in file.notes)
    for item in previewed.conflicts:
        if item.conflict:
            yield f"  {item.key}  {item.recommendation.title}"
            yield from _conflict(item.conflict)


def outcome_text(file: FilePreview) -> str:
    """The outcomes of a file's answers and follow-ups: “3 new, 30 unchanged; follow-up plan: 2 changed”."""
    answers, plan = _counts_text(file.outcomes), _counts_text(file.follow_ups)
    of_plan = _("follow-up plan: {counts}").format(counts=plan) if plan else ""
    return "; ".join(filter(None, (answers, of_plan))) or _("no answers")


def _counts_text(outcomes: Mapping[str, MergeOutcome]) -> str:
    counts = Counter(outcomes.values())
    return ", ".join(f"{counts[each]} {outcome_word(each).lower()}" for each in MergeOutcome if counts[each])


def _conflict(conflict: AnyConflict) -> Iterator[str]:
    if conflict.base is not None:
        before = _("before")
        yield f"    {before}: {_answer(conflict.base, conflict)}"
    for side in conflict.sides:
        who = ", ".join(
            [*([_("stored")] if side.is_stored else []), *(file_answer.where for file_answer in side.file_answers)]
        )
        yield f"    {printable(who)}: {_answer(side.result, conflict)}"


def _answer(answer: Answer | FollowUp, conflict: AnyConflict) -> str:
    return "; ".join(f"{field_label(field)}: {_value(answer, field)}" for field in conflict.fields)


def _value(answer: Answer | FollowUp, field: str) -> str:
    value: Any = getattr(answer, field)
    match field:
        case "rating":
            return rating_label(value)
        case "cause":
            return cause_word(value)
        case "status":
            return follow_up_word(value)
        case "measures":
            return none_of_these() if value == () else ", ".join(value or ()) or "–"
    return printable(str(value)) if value else "–"


def import_data(prepared: PreparedImport) -> dict[str, Any]:
    """Files by response, each with the outcome of every recommendation; conflicts; and problems to resolve first."""
    return {
        "responses": [_response_data(previewed) for previewed in prepared.previews],
        "taken_before": [
            {"file": incoming.source, "key": incoming.key} for incoming in prepared.matched.already_imported
        ],
        "notes": _problem_data(prepared.matched.notes),
        "rejected": _problem_data(prepared.rejected),
        "refused": _problem_data([problem for error in prepared.refused for problem in error.problems]),
        "problems": _problem_data(prepared.problems),
    }


def _response_data(previewed: MergePreview) -> dict[str, Any]:
    return {
        "response": response_name(previewed.response),
        "id": previewed.stored.assessment.id if previewed.stored else None,
        "counts": {outcome.value: previewed.counts[outcome] for outcome in MergeOutcome},
        "follow_up_counts": {outcome.value: previewed.follow_up_counts[outcome] for outcome in MergeOutcome},
        "files": [_file_data(file) for file in previewed.files],
        "conflicts": [_conflict_data(item, item.conflict) for item in previewed.conflicts if item.conflict],
    }


def _file_data(file: FilePreview) -> dict[str, Any]:
    return {
        "number": file.number,
        "file": file.incoming.source,
        "outcomes": {key: outcome.value for key, outcome in file.outcomes.items()},
        "follow_up": {key: outcome.value for key, outcome in file.follow_ups.items()},
        "notes": _problem_data(file.notes),
    }


def _conflict_data(item: AnyMerge, conflict: AnyConflict) -> dict[str, Any]:
    return {
        "recommendation": item.recommendation.id,
        "about": "follow_up" if isinstance(item.stored, FollowUp) else "answer",
        "key": item.key,
        "fields": list(conflict.fields),
        "before": None if conflict.base is None else _record_data(conflict.base),
        "sides": [
            {
                "decision": side.decision,
                "said": [_file_answer_data(file_answer) for file_answer in side.file_answers],
                "answer": _record_data(side.result),
            }
            for side in conflict.sides
        ],
    }


def _record_data(record: Answer | FollowUp) -> dict[str, Any]:
    return follow_up_data(record) if isinstance(record, FollowUp) else answer_data(record)


def _file_answer_data(file_answer: FileAnswer) -> dict[str, Any]:
    return {
        "number": file_answer.file,
        "file": file_answer.source,
        "place": file_answer.location,
        "fields": list(file_answer.fields),
    }


def _problem_data(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [
        # The key of the correction is older than the field's name.
        {"where": problem.where, "what": problem.what, "mend": problem.fix, "file": problem.file}
        for problem in problems
    ]
