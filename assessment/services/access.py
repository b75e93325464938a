"""The only way from pages and commands to storage: who asks, and what they may do.

On a personal machine everybody may do everything. Roles are decided here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from assessment.domain.comparison.compare import ThemeTallies
from assessment.domain.merging.imported_response import ImportedSubmission
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import Answer, Assessment, Catalogue, Rating, Response, Round, Voice
from assessment.errors import AssessmentError, Problem
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.services.presence import PRESENCE
from assessment.storage import (
    AnswerChange,
    AssessmentDamaged,
    AssessmentListing,
    AssessmentState,
    AssessmentSummary,
    CheckResult,
    CommonItems,
    Event,
    ImportRecord,
    Repository,
    SavedAnswer,
    StoredAnswer,
    ThemeMatrix,
)


class Action(StrEnum):
    """A permission that a person can have."""

    READ = "read"
    CREATE = "create"
    ANSWER = "answer"
    SUBMIT = "submit"
    REOPEN = "reopen"
    DELETE = "delete"
    ADMINISTER = "administer"


class NotAllowed(AssessmentError):
    """This person may not do that."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(_("You are not allowed to do this. Ask the person who runs this server."))


class NameMismatch(AssessmentError):
    """The name typed to delete a response is not its name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Nothing was deleted. To delete this response, type its name: {name}").format(name=name))


class Access:
    """One person's access to storage. Each method checks whether this person may do that, and signs changes.

    Every method raises NotAllowed, and what the repository's method of the same name raises.
    """

    def __init__(self, repository: Repository, person: str, allowed: Collection[Action] = frozenset(Action)) -> None:
        self._repository = repository
        self._person = person
        self._allowed = allowed

    def create(self, catalogue: Catalogue, response: Response, *, sample: bool = False, language: str = "en") -> str:
        self._require(Action.CREATE)
        return self._repository.create(catalogue, response, author=self._person, sample=sample, language=language)

    def create_once(
        self, catalogue: Catalogue, response: Response, *, sample: bool = False, language: str = "en"
    ) -> str:
        self._require(Action.CREATE)
        return self._repository.create_once(catalogue, response, author=self._person, sample=sample, language=language)

    def summaries(self) -> list[AssessmentSummary]:
        self._require(Action.READ)
        return self._repository.summaries()

    def damaged_assessments(self) -> list[AssessmentDamaged]:
        self._require(Action.READ)
        return self._repository.damaged_assessments()

    def deleted(self) -> list[AssessmentSummary]:
        self._require(Action.READ)
        return self._repository.deleted()

    def assessment(self, assessment_id: str) -> Assessment:
        self._require(Action.READ)
        return self._repository.assessment(assessment_id)

    def listings(self) -> list[AssessmentListing]:
        self._require(Action.READ)
        return self._repository.listings()

    def assessments(self, ids: Sequence[str]) -> list[Assessment]:
        self._require(Action.READ)
        return self._repository.assessments(ids)

    def readable_assessments(self, ids: Sequence[str]) -> tuple[list[Assessment], list[AssessmentDamaged]]:
        self._require(Action.READ)
        return self._repository.readable_assessments(ids)

    def related_assessments(self, assessment_id: str) -> list[Assessment]:
        self._require(Action.READ)
        return self._repository.related_assessments(assessment_id)

    def theme_tallies(self, ids: Sequence[str], items: Collection[str] | None = None) -> ThemeTallies:
        self._require(Action.READ)
        return self._repository.theme_tallies(ids, items)

    def common_items(self, ids: Sequence[str]) -> CommonItems:
        self._require(Action.READ)
        return self._repository.common_items(ids)

    def theme_matrix(self, ids: Sequence[str]) -> ThemeMatrix:
        self._require(Action.READ)
        return self._repository.theme_matrix(ids)

    def ratings(self, ids: Sequence[str], recommendation_ids: Collection[str]) -> dict[str, dict[str, Rating | None]]:
        self._require(Action.READ)
        return self._repository.ratings(ids, recommendation_ids)

    def answers_to(self, ids: Sequence[str], recommendation_id: str) -> dict[str, Answer]:
        self._require(Action.READ)
        return self._repository.answers_to(ids, recommendation_id)

    def state(self, assessment_id: str) -> AssessmentState:
        self._require(Action.READ)
        return self._repository.state(assessment_id)

    def history(self, assessment_id: str, recommendation_id: str | None = None) -> list[AnswerChange]:
        self._require(Action.READ)
        return self._repository.history(assessment_id, recommendation_id)

    def events(self, assessment_id: str) -> list[Event]:
        self._require(Action.READ)
        return self._repository.events(assessment_id)

    def save_answer(
        self,
        assessment_id: str,
        recommendation_id: str,
        answer: Answer,
        *,
        expected_revision: int,
        seen: Answer | None = None,
    ) -> SavedAnswer:
        self._require(Action.ANSWER)
        return self._repository.save_answer(
            assessment_id,
            recommendation_id,
            answer,
            expected_revision=expected_revision,
            author=self._person,
            seen=seen,
        )

    def answer_versions(self, assessment_id: str) -> dict[tuple[str, int], Answer]:
        self._require(Action.READ)
        return self._repository.answer_versions(assessment_id)

    def answer_sources(self, assessment_id: str) -> dict[str, tuple[str, ...]]:
        self._require(Action.READ)
        return self._repository.answer_sources(assessment_id)

    def catalogue_of(self, assessment_id: str) -> Catalogue:
        self._require(Action.READ)
        return self._repository.catalogue_of(assessment_id)

    def catalogue(self, catalogue_id: str, version: str) -> Catalogue | None:
        self._require(Action.READ)
        return self._repository.catalogue(catalogue_id, version)

    def imports(self) -> list[ImportRecord]:
        self._require(Action.READ)
        return self._repository.imports()

    def imported_submissions(self, keys: Collection[str]) -> list[ImportedSubmission]:
        self._require(Action.READ)
        return self._repository.imported_submissions(keys)

    def save_import(self, intakes: Sequence[ImportPlan], *, language: str = "en") -> ImportRecord:
        for intake in intakes:
            self._require(Action.CREATE if intake.assessment_id is None else Action.ANSWER)
        return self._repository.save_import(intakes, author=self._person, language=language)

    def undo_import(self, import_id: str) -> None:
        self._require(Action.DELETE)
        self._repository.undo_import(import_id, author=self._person)

    def update_identity(
        self, assessment_id: str, *, voice: Voice, organisation: str, in_round: Round, anonymous: bool
    ) -> None:
        self._require(Action.ANSWER)
        self._repository.update_identity(
            assessment_id,
            voice=voice,
            organisation=organisation,
            in_round=in_round,
            anonymous=anonymous,
            author=self._person,
        )

    def submit(self, assessment_id: str) -> None:
        self._require(Action.SUBMIT)
        self._repository.submit(assessment_id, author=self._person)

    def reopen(self, assessment_id: str, note: str = "") -> None:
        self._require(Action.REOPEN)
        self._repository.reopen(assessment_id, author=self._person, note=note)

    def delete(self, assessment_id: str, name: str) -> None:
        """Delete a response whose name the person has typed. Raises NameMismatch if that isn't its name."""
        self._require(Action.DELETE)
        expected = response_name(self._repository.assessment(assessment_id).response)
        if _words(name) != _words(expected):
            raise NameMismatch(expected)
        self._repository.delete(assessment_id, author=self._person)

    def undelete(self, assessment_id: str) -> None:
        self._require(Action.DELETE)
        self._repository.undelete(assessment_id, author=self._person)

    def current_answers(self, assessment_id: str, known: Mapping[str, StoredAnswer]) -> dict[str, StoredAnswer]:
        self._require(Action.READ)
        return self._repository.current_answers(assessment_id, known)

    def be_present(self, assessment_id: str, session: str) -> tuple[str, ...]:
        """Mark that this person's session has an assessment open; returns the names of the others who have."""
        self._require(Action.READ)
        return PRESENCE.mark(assessment_id, session, self._person)

    def check(self) -> CheckResult:
        self._require(Action.ADMINISTER)
        return self._repository.check()

    def backup(self, path: Path) -> tuple[Problem, ...]:
        self._require(Action.ADMINISTER)
        return self._repository.backup(path)

    def restore(self, path: Path) -> Path:
        self._require(Action.ADMINISTER)
        return self._repository.restore(path)

    def _require(self, action: Action) -> None:
        if action not in self._allowed:
            raise NotAllowed(action)


def _words(name: str) -> list[str]:
    """A name reduced to what people can type: not every keyboard has all the separators between the words."""
    return re.findall(r"\w+", name.casefold())
