"""The commands that import files, all of them or nothing, after a preview as text or JSON; and undo."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from assessment.access import assessments
from assessment.cli.commands import (
    FILE,
    CommandRefused,
    json_option,
    open_gate,
    print_json,
    print_rows,
    quantity,
    require_one_at_most,
)
from assessment.codec import attributes, plain
from assessment.domain.answer import Answer, MergeOutcome
from assessment.domain.follow_up import FIELDS, FollowUp
from assessment.domain.merging.answer_merge import KEEP_STORED, AnyConflict, AnyMerge, Decision
from assessment.domain.merging.merge import FilePreview, MergePreview
from assessment.errors import FileRefused, Problem
from assessment.installation import COMMAND
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.labels.codes import outcome_word
from assessment.labels.formatting import response_name, value_text
from assessment.parsing.message_text import appears_again, keep_one, printable
from assessment.records.assessments import ImportRecord
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.importing import ConflictDecisions, PreparedImport, RowOptions, prepare_import, save_import

NOTHING_IMPORTED = {"id": None, "answers": 0, "follow_ups": 0}
KEEP_STORED_WORD = "stored"
"""Stands for the stored answer, where otherwise a file is named."""


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--dry-run", is_flag=True, help="Show what would change, without changing it.")
@click.option("--keep-stored", is_flag=True, help="Resolve conflicts with the stored answer.")
@click.option("--take", metavar="FILE", help="Resolve conflicts with the answer in this file.")
@click.option(
    "--decide",
    metavar="ID=FILE",
    multiple=True,
    help="Resolve one conflict with a file or “stored”; overrides the general decision.",
)
@click.option(
    "--leave-out",
    is_flag=True,
    help="Leave out refused files and rows without an available catalogue, and list them.",
)
@click.option("--rejected", is_flag=True, help="Also import submissions rejected on the server.")
@json_option
def import_files(
    files: Sequence[Path],
    dry_run: bool,
    keep_stored: bool,
    take: str | None,
    decide: Sequence[str],
    leave_out: bool,
    rejected: bool,
    as_json: bool,
) -> None:
    """Import completed files: nothing, if one of them is refused or a conflict isn't resolved."""
    require_one_at_most(keep_stored=keep_stored, take=take)
    gate = open_gate()
    wishes = RowOptions(take_rejected=rejected, leave_out_rows=leave_out)
    prepared = prepare_import(_contents(files), gate, catalogue_for, wishes)
    refused = FileRefused(problem for error in prepared.refused for problem in error.problems)
    if dry_run:
        return print_json(import_data(prepared)) if as_json else _print_preview(prepared, refused.problems)
    if refused.problems and not (leave_out and prepared.previews):
        raise refused
    if refused.problems:
        print(refused, file=sys.stderr)
    for_all = _decision_for_all(prepared, keep_stored, take)
    decisions = ConflictDecisions(_single_decisions(prepared, decide), for_all)
    imported = None if prepared.changes_nothing else save_import(prepared, decisions, gate)
    if as_json:
        return print_json(import_data(prepared) | {"import": _imported_data(prepared, imported)})
    _print_preview(prepared, ())
    return _print_import(imported)


@click.command("undo")
@click.argument("import_id", metavar="IMPORT")
def undo_import(import_id: str) -> None:
    """Undo an import."""
    assessments.undo_import(open_gate(), import_id)
    print(f"Undone: {import_id}.")


def _contents(paths: Iterable[Path]) -> Iterable[tuple[bytes, str]]:
    """Each file once, however often it is named, and read only when it is needed."""
    for path in dict.fromkeys(paths):
        with path.open("rb") as file:
            yield file.read(SIZE_LIMIT + 1), str(path)


def _single_decisions(prepared: PreparedImport, words: Sequence[str]) -> dict[tuple[int, str], Decision]:
    """The decisions about single conflicts, each written ID=FILE. Raises CommandRefused for one without a conflict."""
    single: dict[tuple[int, str], Decision] = {}
    for word in words:
        key, _equals, name = word.partition("=")
        decided = {
            dispute.about: decision
            for dispute in prepared.disputes
            if dispute.item.key == key and (decision := _decision(dispute.conflict, name)) is not None
        }
        if not decided:
            raise CommandRefused(f"“{word}” resolves no conflict. Write ID=FILE or ID=stored, as shown by --dry-run.")
        if not decided.keys().isdisjoint(single):
            raise CommandRefused(f"{appears_again(key)} {keep_one()}")
        single |= decided
    return single


def _decision(conflict: AnyConflict, name: str) -> int | None:
    return KEEP_STORED if name == KEEP_STORED_WORD else conflict.decision_of(_as_named(name))


def _decision_for_all(prepared: PreparedImport, keep_stored: bool, take: str | None) -> str | int | None:
    """The decision about all other conflicts. Raises CommandRefused if `take` isn't one of the files."""
    if take is None:
        return KEEP_STORED if keep_stored else None
    name = _as_named(take)
    sources = {source for previewed in prepared.previews for source in previewed.sources}
    if prepared.previews and name not in sources:
        raise CommandRefused(f"“{name}” is not one of the files. Write it as shown by --dry-run.")
    return name


def _as_named(path: str) -> str:
    """A file’s name as it appears in a preview: `table.csv` for `./table.csv`."""
    return printable(str(Path(path)))


def _imported_data(prepared: PreparedImport, imported: ImportRecord | None) -> dict[str, Any]:
    unchanged = [previewed.stored.name for previewed in prepared.previews if previewed.stored]
    return {
        **(attributes(imported, "id", "answers", "follow_ups") if imported else NOTHING_IMPORTED),
        "responses": imported.assessment_ids if imported else unchanged,
    }


def _print_import(imported: ImportRecord | None) -> None:
    if imported is None:
        print("Nothing to import: everything is already stored.")
        return
    for number, noun in ((imported.answers, "answer"), (imported.follow_ups, "follow-up")):
        if number or noun == "answer":
            print(f"{quantity(number, noun)} {'was' if number == 1 else 'were'} imported.")
    print(*imported.assessment_ids, sep="\n")
    print(f"To undo it: {COMMAND} undo {imported.id}")


# A preview as text


def _print_preview(prepared: PreparedImport, refused: Sequence[Problem]) -> None:
    """For each response what each file changes, then the conflicts in the order of the agenda."""
    for previewed in prepared.previews:
        place = previewed.stored.name if previewed.stored else "new"
        print_rows([(f"{response_name(previewed.response)}  [{place}]",)])
        for file in previewed.files:
            print(f"  {file.incoming.source}: {outcome_text(file)}")
            print_rows([(note,) for note in file.notes], "    ")
        for item in previewed.conflicts:
            if item.conflict:
                print_rows([(item.key, item.recommendation.title)], "  ")
                print_rows(_sides(item.conflict), "    ")
    for incoming in prepared.matched.already_imported:
        print_rows([(f"{incoming.source}: submission {incoming.key} was imported before; nothing is new.",)])
    for problem in (*prepared.matched.notes, *prepared.rejected):
        print(problem)
    for heading, problems in (("Refused:", refused), ("To resolve first:", prepared.problems)):
        if problems:
            print(heading, *problems, sep="\n")


def outcome_text(file: FilePreview) -> str:
    """The outcomes of a file's answers and follow-ups: “3 new, 30 unchanged; follow-up plan: 2 changed”."""
    answers, plan = _counts_text(file.outcomes), _counts_text(file.follow_ups)
    of_plan = f"follow-up plan: {plan}" if plan else ""
    return "; ".join(filter(None, (answers, of_plan))) or "no answers"


def _counts_text(outcomes: Mapping[str, MergeOutcome]) -> str:
    counts = Counter(outcomes.values())
    return ", ".join(
        f"{counts[outcome]} {outcome_word(outcome).lower()}" for outcome in MergeOutcome if counts[outcome]
    )


def _sides(conflict: AnyConflict) -> Iterator[tuple[str]]:
    """Each side of a conflict with what it says, after their last common state."""
    if conflict.base is not None:
        yield (f"before: {_record_text(conflict.base, conflict)}",)
    for side in conflict.sides:
        who = ["stored"] * side.is_stored + [file_answer.where for file_answer in side.file_answers]
        yield (f"{', '.join(who)}: {_record_text(side.result, conflict)}",)


def _record_text(record: Answer | FollowUp, conflict: AnyConflict) -> str:
    return "; ".join(f"{FIELDS[name].label}: {value_text(getattr(record, name)) or '–'}" for name in conflict.fields)


# A preview as JSON


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
        "id": previewed.stored.name if previewed.stored else None,
        "counts": {outcome: previewed.counts[outcome] for outcome in MergeOutcome},
        "follow_up_counts": {outcome: previewed.follow_up_counts[outcome] for outcome in MergeOutcome},
        "files": [_file_data(file) for file in previewed.files],
        "conflicts": [_conflict_data(item, item.conflict) for item in previewed.conflicts if item.conflict],
    }


def _file_data(file: FilePreview) -> dict[str, Any]:
    return {
        "number": file.number,
        "file": file.incoming.source,
        "outcomes": dict(file.outcomes),
        "follow_up": dict(file.follow_ups),
        "notes": _problem_data(file.notes),
    }


def _conflict_data(item: AnyMerge, conflict: AnyConflict) -> dict[str, Any]:
    return {
        "recommendation": item.recommendation.id,
        "about": "follow_up" if isinstance(item.stored, FollowUp) else "answer",
        "key": item.key,
        "fields": conflict.fields,
        "before": plain(conflict.base),
        "sides": [
            {
                "decision": side.decision,
                "said": [
                    {"number": answer.file, "file": answer.source, "place": answer.location, "fields": answer.fields}
                    for answer in side.file_answers
                ],
                "answer": plain(side.result),
            }
            for side in conflict.sides
        ],
    }


def _problem_data(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [
        # The key of the correction is older than the field's name.
        {"where": problem.where, "what": problem.what, "mend": problem.fix, "file": problem.file}
        for problem in problems
    ]
