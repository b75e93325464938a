"""Use cases as tests call them: as methods of the gate of somebody with a role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Self

from assessment.access import answers, assessments, database, imports, links, workshops
from assessment.access.gate import Gate
from assessment.domain.permissions import EVERYTHING, Grant, Role, Scope
from assessment.storage.opening import Storage

UseCases = Mapping[str, Callable[..., Any]]
RESPONSES: UseCases = {
    "create_once": assessments.create_assessment,
    "summaries": assessments.list_summaries,
    "deleted": assessments.list_deleted,
    "damaged_assessments": assessments.list_damaged,
    "listings": assessments.list_listings,
    "assessment": assessments.read_assessment,
    "assessments": assessments.read_assessments,
    "readable_assessments": assessments.read_undamaged,
    "theme_tallies": assessments.count_themes,
    "common_items": assessments.find_common_items,
    "ratings": assessments.read_ratings,
    "answers_to": assessments.read_answers_to,
    "look": assessments.look_at,
    "state": assessments.read_state,
    "events": assessments.read_events,
    "catalogue_of": assessments.read_catalogue_of,
    "catalogue": assessments.find_catalogue,
    "update_identity": assessments.update_identity,
    "submit": assessments.submit_assessment,
    "reopen": assessments.reopen_assessment,
    "delete": assessments.delete_assessment,
    "undelete": assessments.undelete_assessment,
    "hand_over": assessments.hand_over,
    "current_answers": answers.read_current_answers,
    "history": answers.read_history,
    "answer_versions": answers.read_answer_versions,
    "answer_sources": answers.read_answer_sources,
    "save_answer": answers.save_answer,
    "follow_ups": answers.read_follow_ups,
    "saved_follow_ups": answers.read_saved_follow_ups,
    "follow_up_history": answers.read_follow_up_history,
    "save_follow_ups": answers.save_follow_ups,
    "imports": imports.list_imports,
    "imported_submissions": imports.read_imported_submissions,
    "save_import": imports.store_import,
    "undo_import": imports.undo_import,
    "create_link": links.create_link,
    "links": links.list_links,
    "revoke_link": links.revoke_link,
    "renew_link": links.renew_link,
    "check": database.check_stored_data,
    "backup": database.write_backup,
    "restore": database.restore_stored_data,
}
WORKSHOPS: UseCases = {
    "create": workshops.create_workshop,
    "listings": workshops.list_workshops,
    "workshop": workshops.read_workshop,
    "pulse": workshops.read_pulse,
    "turnout": workshops.read_turnout,
    "reveals": workshops.read_reveals,
    "agreements": workshops.read_agreements,
    "room_of": workshops.find_room_of,
    "remarks": workshops.list_remarks,
    "moderate": workshops.moderate_remarks,
    "seats": workshops.list_seats,
    "change_plan": workshops.change_plan,
    "set_days": workshops.set_days,
    "change_agenda": workshops.change_agenda,
    "set_door": workshops.set_door,
    "renew_code": workshops.renew_code,
    "set_heads": workshops.set_heads,
    "set_wifi": workshops.set_wifi,
    "set_clock": workshops.set_clock,
    "go_to": workshops.go_to,
    "step": workshops.take_step,
    "agree": workshops.record_agreement,
    "count_missing": workshops.count_missing,
    "not_voted": workshops.list_not_voted,
    "typed_in": workshops.list_typed_in,
    "add_on_paper": workshops.add_on_paper,
    "cast_for": workshops.cast_for,
    "remove": workshops.remove_participant,
    "remove_since": workshops.remove_since,
    "merge": workshops.merge_participants,
    "slowing": workshops.find_slowing,
    "let_more_in": workshops.let_more_in,
    "finish": workshops.finish_workshop,
    "delete": workshops.delete_workshop,
    "revealed_ballots": workshops.list_revealed_ballots,
    "outcome": workshops.read_outcome,
    "outcome_of": workshops.read_outcome_of,
}


class Access(Gate):
    """A gate with the use cases on responses."""

    use_cases = RESPONSES

    @classmethod
    def personal(cls, storage: Storage, person: str) -> Self:
        """The gate of the person at the machine, who may do everything."""
        return cls(storage, Grant(person, Role.ADMINISTRATOR))

    @classmethod
    def of(cls, gate: Gate) -> Self:
        """The same gate with these use cases."""
        found = cls.__new__(cls)
        found.__dict__ = gate.__dict__
        return found

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self.use_cases:
            raise AttributeError(name)
        return partial(self.use_cases[name], self)


class Facilitation(Access):
    """A gate with the use cases on workshops."""

    use_cases = WORKSHOPS


def as_role(storage: Storage, role: Role, scope: Scope = EVERYTHING, person: str = "Bela") -> Access:
    """The gate of a role in a part of the server."""
    return Access(storage, Grant(person, role, scope))
