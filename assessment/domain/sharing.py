"""A response made safe to hand on: what each level keeps of it.

Ratings, ticks and dates describe the situation. What people typed can identify them, so each text is kept only
where its field says so. What the software stores with a response (ids, authors, times) is left out at every level.

    =================== ================= ======================= ===========
    of a response       public            partners                full
    =================== ================= ======================= ===========
    catalogue, version  kept              kept                    kept
    country, voice      kept              kept                    kept
    round: label, date  kept              kept                    kept
    what was asked      kept              kept                    kept
    organisation        left out          left out if anonymous   kept
    anonymous           set               kept                    kept
    answers             those that still say something            all
    =================== ================= ======================= ===========

Of an answer and of a follow-up each field says who may read it (`Field.readers`).

“Not applicable” has no meaning without a reason, so words say in its place that it was left out.

A public response counts as anonymous, so that every report says that the organisation was left out rather than that
there was none. The label of the round and references to law stay as typed: docs/sharing.md asks people to read them
first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from assessment import i18n
from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FIELDS, FOLLOW_UP_FIELDS, FollowUp
from assessment.domain.response import Response
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _

Record = TypeVar("Record", Answer, FollowUp)

SENSITIVE = tuple(name for name, field in FIELDS.items() if not field.is_read_at(SharingLevel.PUBLIC))
"""The names of all fields that some level leaves out, in the order in which they are named."""


def is_handed_on(name: str) -> bool:
    """Whether others than those who answered may read what was typed in this field of an answer or a follow-up."""
    return FIELDS[name].is_read_at(SharingLevel.PARTNERS)


def share(source: SourcedResponse, level: SharingLevel) -> SourcedResponse:
    """A response and its follow-ups by the tables above; it lacks what it lacked already."""
    if level is SharingLevel.FULL:
        return source
    response = source.response
    hidden = [field.name for field in ANSWER_FIELDS if not field.is_read_at(level)]
    hidden_of_plan = [field.name for field in FOLLOW_UP_FIELDS if not field.is_read_at(level)]
    nameless = level is SharingLevel.PUBLIC or response.anonymous
    missing = {*source.left_out, *(["organisation"] if nameless and response.organisation else [])}
    missing.update(_filled(response.answers.values(), hidden), _filled(source.follow_ups.values(), hidden_of_plan))
    shared = replace(
        response,
        organisation="" if nameless else response.organisation,
        anonymous=response.anonymous or level is SharingLevel.PUBLIC,
    )
    answers = {key: _without(answer, hidden) for key, answer in response.answers.items()}
    return SourcedResponse(
        source.name,
        source.catalogue,
        shared.with_answers(answers),
        {key: _without(plan, hidden_of_plan) for key, plan in source.follow_ups.items()},
        source.status,
        tuple(name for name in SENSITIVE if name in missing),
    )


def share_all(responses: Sequence[SourcedResponse], level: SharingLevel) -> Sequence[SourcedResponse]:
    """The responses as those of a level may have them.

    Unless it is full, a number replaces the file's name or the id, which can tell who answered.
    """
    if level is SharingLevel.FULL:
        return responses
    return [replace(share(source, level), name=str(number)) for number, source in enumerate(responses, start=1)]


def _filled(records: Iterable[Answer | FollowUp], fields: Sequence[str]) -> set[str]:
    """The fields that one of the records has filled in."""
    return {name for record in records for name in fields if getattr(record, name)}


def shared_file_name(kind: str, response: Response, written: dt.datetime, level: SharingLevel, suffix: str) -> str:
    """A file name made of codes, valid on any system: `gap-report-NPL-state-2026-11-24.xlsx`.

    It includes the level unless that is full, so that nobody shares the wrong file.
    """
    country = "".join(letter for letter in response.country if letter.isascii() and letter.isalnum())
    voice = response.voice.value.replace("_", "-")
    shared = "" if level is SharingLevel.FULL else f"-{level.value}"
    return f"{kind}-{country}-{voice}{shared}-{written.astimezone():%Y-%m-%d}{suffix}"


def _without(record: Record, hidden: Sequence[str]) -> Record:
    """The answer or follow-up without its texts in these fields."""
    changes = dict.fromkeys(hidden, "")
    if "reason" in changes and isinstance(record, Answer) and record.rating is Rating.NOT_APPLICABLE:
        changes["reason"] = _words_for_a_reason()
    return replace(record, **changes)  # type: ignore[arg-type] # every hidden field is a text


def _words_for_a_reason() -> str:
    return _("(The reason was left out of this version.)")


def is_reason_placeholder(text: str) -> bool:
    """Whether this is the text, in any shipped language, that replaces a reason that was left out."""
    for code in i18n.LANGUAGES:
        with i18n.using_language(code):
            if text.strip() == _words_for_a_reason():
                return True
    return False


def omission_notice(left_out: Sequence[str]) -> str:
    """The sentence that says which fields were left out of a file; empty where none were."""
    if not left_out:
        return ""
    labels = ", ".join(FIELDS[name].label for name in left_out)
    return _("Answered, but left out of this version: {fields}.").format(fields=labels)
