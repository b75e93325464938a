"""The gate: the only way from pages, routes and commands to storage. It knows who asks, and what they may do.

What a role may do is said in `domain/permissions`, and enforced here and nowhere else. Everything outside a person's
scope is as unknown as if it didn't exist.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Self

from assessment.domain.comparison.compare import ThemeTallies
from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.imported_response import ImportedSubmission
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import Answer, Assessment, Catalogue, Rating, Response, Round, Voice
from assessment.domain.permissions import Action, Grant, Role, Scope
from assessment.errors import AssessmentError, Problem
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.records.assessments import (
    AnswerChange,
    AssessmentListing,
    AssessmentState,
    AssessmentSummary,
    CheckResult,
    CommonItems,
    Event,
    ImportRecord,
    SavedAnswer,
    StoredAnswer,
    StoredFollowUp,
)
from assessment.records.errors import AssessmentDamaged, AssessmentUnknown
from assessment.records.links import Link
from assessment.records.workshop_errors import WorkshopUnknown
from assessment.services.links import NewLink, require_bounded
from assessment.services.presence import PRESENCE
from assessment.storage.repository import Repository


class NotAllowed(AssessmentError):
    """This person may not do that."""

    def __init__(self, action: Action) -> None:
        self.action = action
        super().__init__(_("You are not allowed to do this. Ask the person who runs this server."))


class VisitEnded(AssessmentError):
    """The link by which a person came has ended or was revoked, or they have signed out."""

    def __init__(self) -> None:
        super().__init__(_("Your link no longer works here. Open it again, or ask for a new one."))


class ScopeRefused(AssessmentError):
    """A link's role doesn't go with what it is for."""

    def __init__(self, role: Role) -> None:
        self.role = role
        words = {
            Role.ADMINISTRATOR: _("An administrator’s link is for the whole server."),
            Role.FACILITATOR: _("A facilitator’s link needs an organisation."),
            Role.COEDITOR: _("A co-editor’s link needs a response."),
            Role.READER: _("A reader’s link needs a response or an organisation."),
            Role.PROJECTOR: _("A projector’s link needs a response or a workshop."),
            Role.PARTICIPANT: _("A participant’s link needs a workshop."),
        }
        super().__init__(words[role])


class NameMismatch(AssessmentError):
    """The name typed to delete a response is not its name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Nothing was deleted. To delete this response, type its name: {name}").format(name=name))


class Access:
    """One person's access to storage. Each method checks anew whether this person may do that, and signs changes.

    Every method raises VisitEnded, NotAllowed, and what the repository's method of the same name raises.
    """

    def __init__(self, repository: Repository, find_grant: Callable[[], Grant | None]) -> None:
        self._repository = repository
        self._find_grant = find_grant

    @classmethod
    def personal(cls, repository: Repository, person: str) -> Self:
        """The access of the person at the machine, who may do everything."""
        grant = Grant(person, Role.ADMINISTRATOR)
        return cls(repository, lambda: grant)

    def grant(self) -> Grant:
        """Who this is, and what they may do."""
        grant = self._find_grant()
        if grant is None:
            raise VisitEnded
        return grant

    def require(self, action: Action, ids: Collection[str] = ()) -> Grant:
        """Raises NotAllowed unless this person may do that, and AssessmentUnknown if one of these is out of scope."""
        grant = self.grant()
        if action not in grant.actions:
            raise NotAllowed(action)
        self._require_scope(grant.scope, ids)
        return grant

    def _require_scope(self, scope: Scope, ids: Collection[str]) -> None:
        if scope.is_server or not ids:
            return
        known = {scope.assessment_id}
        if scope.organisation is not None:
            owners = self._repository.owners(ids)
            known |= {assessment_id for assessment_id, owner in owners.items() if owner == scope.organisation}
        for assessment_id in ids:
            if assessment_id not in known:
                raise AssessmentUnknown(assessment_id)

    def require_workshop(self, action: Action, workshop_id: str) -> Grant:
        """Raises NotAllowed unless this person may do that, and WorkshopUnknown if the workshop is out of scope."""
        grant = self.require(action)
        # A link to a response opens no workshop; but a co-editor of the agreed response is the note taker.
        may_be = grant.scope.assessment_id is None or action is Action.MODERATE
        if not (may_be and self._repository.workshops.is_within(workshop_id, grant.scope)):
            raise WorkshopUnknown(workshop_id)
        return grant

    def create_once(
        self, catalogue: Catalogue, response: Response, *, sample: bool = False, language: str = "en"
    ) -> str:
        grant = self.require(Action.CREATE)
        return self._repository.create_once(
            catalogue,
            response,
            author=grant.person,
            sample=sample,
            language=language,
            owner=grant.scope.organisation or "",
        )

    def summaries(self) -> list[AssessmentSummary]:
        return self._repository.summaries(self.require(Action.READ).scope)

    def damaged_assessments(self) -> list[AssessmentDamaged]:
        return self._repository.damaged_assessments(self.require(Action.READ).scope)

    def deleted(self) -> list[AssessmentSummary]:
        return self._repository.deleted(self.require(Action.DELETE).scope)

    def assessment(self, assessment_id: str) -> Assessment:
        self.require(Action.READ, [assessment_id])
        return self._repository.assessment(assessment_id)

    def listings(self) -> list[AssessmentListing]:
        return self._repository.listings(self.require(Action.READ).scope)

    def assessments(self, ids: Sequence[str]) -> list[Assessment]:
        self.require(Action.READ, ids)
        return self._repository.assessments(ids)

    def readable_assessments(self, ids: Sequence[str]) -> tuple[list[Assessment], list[AssessmentDamaged]]:
        self.require(Action.READ, ids)
        return self._repository.readable_assessments(ids)

    def related_assessments(self, assessment_id: str) -> list[Assessment]:
        grant = self.require(Action.READ, [assessment_id])
        return self._repository.related_assessments(assessment_id, grant.scope)

    def theme_tallies(self, ids: Sequence[str], items: Collection[str] | None = None) -> ThemeTallies:
        self.require(Action.READ, ids)
        return self._repository.theme_tallies(ids, items)

    def common_items(self, ids: Sequence[str]) -> CommonItems:
        self.require(Action.READ, ids)
        return self._repository.common_items(ids)

    def ratings(self, ids: Sequence[str], recommendation_ids: Collection[str]) -> dict[str, dict[str, Rating | None]]:
        self.require(Action.READ, ids)
        return self._repository.ratings(ids, recommendation_ids)

    def answers_to(self, ids: Sequence[str], recommendation_id: str) -> dict[str, Answer]:
        self.require(Action.READ, ids)
        return self._repository.answers_to(ids, recommendation_id)

    def state(self, assessment_id: str) -> AssessmentState:
        self.require(Action.READ, [assessment_id])
        return self._repository.state(assessment_id)

    def history(self, assessment_id: str, recommendation_id: str | None = None) -> list[AnswerChange]:
        self.require(Action.READ, [assessment_id])
        return self._repository.history(assessment_id, recommendation_id)

    def events(self, assessment_id: str) -> list[Event]:
        self.require(Action.READ, [assessment_id])
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
        grant = self.require(Action.ANSWER, [assessment_id])
        return self._repository.save_answer(
            assessment_id,
            recommendation_id,
            answer,
            expected_revision=expected_revision,
            author=grant.person,
            seen=seen,
        )

    def follow_ups(self, assessment_id: str) -> dict[str, StoredFollowUp]:
        """The follow-ups as they are now, by recommendation; not those that nobody has saved yet."""
        self.require(Action.READ, [assessment_id])
        return self._repository.follow_ups.current(assessment_id)

    def saved_follow_ups(self, assessment_id: str) -> dict[str, FollowUp]:
        """The same without their revisions and authors."""
        return {key: each.follow_up for key, each in self.follow_ups(assessment_id).items()}

    def follow_up_history(self, assessment_id: str, recommendation_id: str) -> list[StoredFollowUp]:
        """Every version of a follow-up, oldest first."""
        self.require(Action.READ, [assessment_id])
        return self._repository.follow_ups.history(assessment_id, recommendation_id)

    def save_follow_ups(
        self,
        assessment_id: str,
        changes: Mapping[str, FollowUp],
        *,
        expected_revisions: Mapping[str, int],
        seen: Mapping[str, FollowUp] | None = None,
    ) -> dict[str, StoredFollowUp]:
        """Save follow-ups by recommendation, all or none, also after submission; returns those that are new versions.

        `seen` is what the person saw, whose revision a restore may have given to something else.

        Raises FollowUpChangedMeanwhile, RecommendationUnknown, FollowUpRefused.
        """
        grant = self.require(Action.ANSWER, [assessment_id])
        return self._repository.follow_ups.save(
            assessment_id, changes, expected_revisions=expected_revisions, seen=seen, author=grant.person
        )

    def answer_versions(self, assessment_id: str) -> dict[tuple[str, int], Answer]:
        self.require(Action.READ, [assessment_id])
        return self._repository.answer_versions(assessment_id)

    def answer_sources(self, assessment_id: str) -> dict[str, tuple[str, ...]]:
        self.require(Action.READ, [assessment_id])
        return self._repository.answer_sources(assessment_id)

    def catalogue_of(self, assessment_id: str) -> Catalogue:
        self.require(Action.READ, [assessment_id])
        return self._repository.catalogue_of(assessment_id)

    def catalogue(self, catalogue_id: str, version: str) -> Catalogue | None:
        self.require(Action.CREATE)
        return self._repository.catalogue(catalogue_id, version)

    def imports(self) -> list[ImportRecord]:
        return self._repository.imports(scope=self.require(Action.CREATE).scope)

    def imported_submissions(self, keys: Collection[str]) -> list[ImportedSubmission]:
        return self._repository.imported_submissions(keys, self.require(Action.CREATE).scope)

    def save_import(self, intakes: Sequence[ImportPlan], *, language: str = "en") -> ImportRecord:
        changed = [intake.assessment_id for intake in intakes if intake.assessment_id is not None]
        grant = self.require(Action.CREATE, changed)
        return self._repository.save_import(intakes, author=grant.person, language=language, scope=grant.scope)

    def undo_import(self, import_id: str) -> None:
        grant = self.require(Action.DELETE)
        self._repository.undo_import(import_id, author=grant.person, scope=grant.scope)

    def update_identity(
        self, assessment_id: str, *, voice: Voice, organisation: str, in_round: Round, anonymous: bool
    ) -> None:
        grant = self.require(Action.DESCRIBE, [assessment_id])
        self._repository.update_identity(
            assessment_id,
            voice=voice,
            organisation=organisation,
            in_round=in_round,
            anonymous=anonymous,
            author=grant.person,
        )

    def submit(self, assessment_id: str) -> None:
        grant = self.require(Action.SUBMIT, [assessment_id])
        self._repository.submit(assessment_id, author=grant.person)

    def reopen(self, assessment_id: str, note: str = "") -> None:
        grant = self.require(Action.REOPEN, [assessment_id])
        self._repository.reopen(assessment_id, author=grant.person, note=note)

    def delete(self, assessment_id: str, name: str) -> None:
        """Delete a response whose name the person has typed. Raises NameMismatch if that isn't its name."""
        grant = self.require(Action.DELETE, [assessment_id])
        expected = response_name(self._repository.assessment(assessment_id).response)
        if not is_typed(name, expected):
            raise NameMismatch(expected)
        self._repository.delete(assessment_id, author=grant.person)

    def undelete(self, assessment_id: str) -> None:
        grant = self.require(Action.DELETE, [assessment_id])
        self._repository.undelete(assessment_id, author=grant.person)

    def hand_over(self, assessment_id: str, owner: str) -> None:
        grant = self.require(Action.ADMINISTER, [assessment_id])
        self._repository.hand_over(assessment_id, owner, author=grant.person)

    def create_link(self, role: Role, scope: Scope, name: str, ends: dt.datetime) -> NewLink:
        """Make a link for others; its key is told this once.

        Raises NotAllowed for a role that this person can't give, ScopeRefused if the role can't have that scope,
        EndRefused for an end that is too far away.
        """
        grant = self.require(Action.SHARE, [] if scope.assessment_id is None else [scope.assessment_id])
        if role not in grant.grantable or not grant.scope.may_hold(scope):
            raise NotAllowed(Action.SHARE)
        if scope.workshop_id is not None:
            self.require_workshop(Action.SHARE, scope.workshop_id)
        if not scope.fits(role):
            raise ScopeRefused(role)
        require_bounded(ends)
        if scope.assessment_id is not None:
            self._repository.state(scope.assessment_id)
        made = NewLink.of(role, scope, name.strip(), author=grant.person, ends=ends)
        self._repository.links.create(made.link, made.key_hash)
        return made

    def links(self) -> list[Link]:
        """The links that this person may revoke, newest first."""
        grant = self.require(Action.SHARE)
        return self._repository.links.links(grant.scope, grant.grantable)

    def revoke_link(self, link_id: str) -> None:
        grant = self.require(Action.SHARE)
        self._repository.links.revoke(link_id, dt.datetime.now(dt.UTC), grant.scope, grant.grantable)

    def renew_link(self, link_id: str, ends: dt.datetime) -> None:
        """Give a link another end. Raises EndRefused for one that is too far away."""
        grant = self.require(Action.SHARE)
        require_bounded(ends)
        self._repository.links.renew(link_id, ends, grant.scope, grant.grantable)

    def current_answers(self, assessment_id: str, known: Mapping[str, StoredAnswer]) -> dict[str, StoredAnswer]:
        self.require(Action.READ, [assessment_id])
        return self._repository.current_answers(assessment_id, known)

    def look(self, assessment_id: str, session: str) -> tuple[AssessmentState, tuple[str, ...]]:
        """The state of an assessment, and the names of the others who have it open; marks that this session has."""
        grant = self.require(Action.READ, [assessment_id])
        return self._repository.state(assessment_id), PRESENCE.mark(assessment_id, session, grant.person)

    def check(self) -> CheckResult:
        self.require(Action.ADMINISTER)
        return self._repository.check()

    def backup(self, path: Path) -> tuple[Problem, ...]:
        self.require(Action.ADMINISTER)
        return self._repository.backup(path)

    def restore(self, path: Path) -> Path:
        self.require(Action.ADMINISTER)
        return self._repository.restore(path)


def is_typed(text: str, name: str) -> bool:
    """Whether a text is this name as people can type it: not every keyboard has what may stand between its words."""
    typed, expected = (re.findall(r"\w+", each.casefold()) for each in (text, name))
    return typed == expected
