"""Answers and follow-ups: read with their history, and saved."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.access.gate import Gate
from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Answer
from assessment.domain.permissions import Action
from assessment.records.assessments import AnswerChange, SavedAnswer, StoredAnswer, StoredFollowUp
from assessment.storage import answers, follow_ups, imports


def read_current_answers(gate: Gate, assessment_id: str, known: Mapping[str, StoredAnswer]) -> dict[str, StoredAnswer]:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return answers.read_current_answers(transaction, assessment_id, known)


def read_history(gate: Gate, assessment_id: str, recommendation_id: str | None = None) -> list[AnswerChange]:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return answers.read_history(transaction, assessment_id, recommendation_id)


def read_answer_versions(gate: Gate, assessment_id: str) -> dict[tuple[str, int], Answer]:
    """Every version of every answer from which a file may have been made, by recommendation and revision."""
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return answers.read_answer_versions(transaction, assessment_id)


def read_answer_sources(gate: Gate, assessment_id: str) -> dict[str, tuple[str, ...]]:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return imports.read_answer_sources(transaction, assessment_id)


def save_answer(
    gate: Gate,
    assessment_id: str,
    recommendation_id: str,
    answer: Answer,
    *,
    expected_revision: int,
    seen: Answer | None = None,
) -> SavedAnswer:
    with gate.writing(Action.ANSWER, [assessment_id]) as transaction:
        return answers.save_answer(
            transaction, assessment_id, recommendation_id, answer, expected_revision=expected_revision, seen=seen
        )


def read_follow_ups(gate: Gate, assessment_id: str) -> dict[str, StoredFollowUp]:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return follow_ups.read_follow_ups(transaction, assessment_id)


def read_saved_follow_ups(gate: Gate, assessment_id: str) -> dict[str, FollowUp]:
    """The same without their revisions and authors."""
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        stored = follow_ups.read_follow_ups(transaction, assessment_id)
    return {key: each.follow_up for key, each in stored.items()}


def read_follow_up_history(gate: Gate, assessment_id: str, recommendation_id: str) -> list[StoredFollowUp]:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return follow_ups.read_follow_up_history(transaction, assessment_id, recommendation_id)


def save_follow_ups(
    gate: Gate,
    assessment_id: str,
    changes: Mapping[str, FollowUp],
    *,
    expected_revisions: Mapping[str, int],
    seen: Mapping[str, FollowUp] | None = None,
) -> dict[str, StoredFollowUp]:
    with gate.writing(Action.ANSWER, [assessment_id]) as transaction:
        return follow_ups.save_follow_ups(
            transaction, assessment_id, changes, expected_revisions=expected_revisions, seen=seen
        )
