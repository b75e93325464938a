"""JSON output of an import's preview (docs/commands.md, *import*)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.answer_merge import AnyConflict, AnyMerge, FileAnswer
from assessment.domain.merging.merge import FilePreview, MergePreview
from assessment.domain.model import Answer, MergeOutcome
from assessment.errors import Problem
from assessment.interchange.response_json import answer_data, follow_up_data
from assessment.labels.formatting import response_name
from assessment.services.importing import PreparedImport


def import_data(prepared: PreparedImport) -> dict[str, Any]:
    """Files by response, each with the outcome of every recommendation; conflicts; and problems to resolve first."""
    return {
        "responses": [_response(previewed) for previewed in prepared.previews],
        "taken_before": [
            {"file": incoming.source, "key": incoming.key} for incoming in prepared.matched.already_imported
        ],
        "notes": _problems(prepared.matched.notes),
        "rejected": _problems(prepared.rejected),
        "refused": _problems([problem for error in prepared.refused for problem in error.problems]),
        "problems": _problems(prepared.problems),
    }


def _response(previewed: MergePreview) -> dict[str, Any]:
    return {
        "response": response_name(previewed.response),
        "id": previewed.stored.assessment.id if previewed.stored else None,
        "counts": {outcome.value: previewed.counts[outcome] for outcome in MergeOutcome},
        "follow_up_counts": {outcome.value: previewed.follow_up_counts[outcome] for outcome in MergeOutcome},
        "files": [_file(file) for file in previewed.files],
        "conflicts": [_item(item, item.conflict) for item in previewed.conflicts if item.conflict],
    }


def _file(file: FilePreview) -> dict[str, Any]:
    return {
        "number": file.number,
        "file": file.incoming.source,
        "outcomes": {key: outcome.value for key, outcome in file.outcomes.items()},
        "follow_up": {key: outcome.value for key, outcome in file.follow_ups.items()},
        "notes": _problems(file.notes),
    }


def _item(item: AnyMerge, conflict: AnyConflict) -> dict[str, Any]:
    return {
        "recommendation": item.recommendation.id,
        "about": "follow_up" if isinstance(item.stored, FollowUp) else "answer",
        "key": item.key,
        "fields": list(conflict.fields),
        "before": None if conflict.base is None else _record(conflict.base),
        "sides": [
            {
                "decision": side.decision,
                "said": [_file_answer_data(file_answer) for file_answer in side.file_answers],
                "answer": _record(side.result),
            }
            for side in conflict.sides
        ],
    }


def _record(record: Answer | FollowUp) -> dict[str, Any]:
    return follow_up_data(record) if isinstance(record, FollowUp) else answer_data(record)


def _file_answer_data(file_answer: FileAnswer) -> dict[str, Any]:
    return {
        "number": file_answer.file,
        "file": file_answer.source,
        "place": file_answer.location,
        "fields": list(file_answer.fields),
    }


def _problems(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [
        # The key of the correction is older than the field's name.
        {"where": problem.where, "what": problem.what, "mend": problem.fix, "file": problem.file}
        for problem in problems
    ]
