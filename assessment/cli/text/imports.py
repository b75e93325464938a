"""A preview of an import as plain text for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from assessment.domain.follow_up import FollowUp
from assessment.domain.merging.answer_merge import AnyConflict
from assessment.domain.merging.merge import FilePreview, MergePreview
from assessment.domain.model import Answer, MergeOutcome
from assessment.i18n import gettext as _
from assessment.interchange.fields import field_label
from assessment.labels.codes import cause_word, follow_up_word, none_of_these, outcome_word, rating_label
from assessment.labels.formatting import response_name
from assessment.parsing.message_text import printable
from assessment.services.importing import PreparedImport


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
    yield f"{name}  [{previewed.stored.assessment.id if previewed.stored else _('new')}]"
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
        yield f"    {_('before')}: {_answer(conflict.base, conflict)}"
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
