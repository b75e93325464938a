"""A third way out of a conflict, where neither version alone is right: nothing that anybody wrote is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic, TypeVar

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.fields import Field, Kind
from assessment.domain.follow_up import FOLLOW_UP_FIELDS, FollowUp, FollowUpStatus
from assessment.domain.sharing import is_handed_on
from assessment.i18n import gettext as _

Record = TypeVar("Record", Answer, FollowUp)


@dataclass(frozen=True, slots=True)
class Version(Generic[Record]):
    """One version of an answer or a follow-up, and whose it is."""

    name: str
    record: Record


@dataclass(frozen=True, slots=True)
class Settlement:
    """What people decide about a conflict: the rating, and a comment in place of those of the versions, if any."""

    rating: Rating | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanSettlement:
    """The same about a conflict of follow-ups: the status with its day, and the target date."""

    status: FollowUpStatus
    status_date: dt.date | None
    target_date: dt.date | None


def settle(versions: Sequence[Version[Answer]], settlement: Settlement) -> Answer:
    """The answer with the texts of all versions, and the rating that was decided.

    Comments are marked by whose they are. What others than those who answered may read isn't, because whose it is says
    the name of a person or of a file.
    What isn't a text is taken from the first version with that rating, and from the others where it says nothing. An
    answer has one link: those of the other versions are kept in the evidence. Raises AnswerRefused where *not
    applicable* has no reason in any version and no note, and where a text becomes too long.
    """
    ordered = sorted(versions, key=lambda version: version.record.rating is not settlement.rating)
    answers = [version.record for version in ordered]
    texts = _joined_texts(versions, ANSWER_FIELDS)
    rest: dict[str, Any] = {
        field.name: next(
            (value for answer in answers if (value := getattr(answer, field.name)) not in (None, "")), None
        )
        for field in ANSWER_FIELDS
        if field.kind in (Kind.CODE, Kind.DAY, Kind.MEASURES)
    }
    url = next((answer.evidence_url for answer in answers if answer.evidence_url), "")
    links = [
        version.record.evidence_url
        for version in versions
        if version.record.evidence_url not in ("", url, texts["evidence"])
    ]
    texts["evidence"] = "\n\n".join(text for text in (texts["evidence"], *dict.fromkeys(links)) if text)
    if settlement.note:
        texts["comment"] = settlement.note
        if settlement.rating is Rating.NOT_APPLICABLE:
            texts["reason"] = settlement.note
    return Answer(**{**rest, **texts, "rating": settlement.rating, "evidence_url": url})


def settle_follow_up(versions: Sequence[Version[FollowUp]], settlement: PlanSettlement) -> FollowUp:
    """The follow-up with the texts of all versions, and what was decided of the rest.

    Notes are marked by whose they are, as comments are. Raises FollowUpRefused where a text becomes too long.
    """
    return replace(versions[0].record, **_joined_texts(versions, FOLLOW_UP_FIELDS), **asdict(settlement))


def has_texts_apart(records: Sequence[FollowUp]) -> bool:
    """Whether follow-ups differ in a text, so that there is more than one to keep."""
    return any(
        len({getattr(record, field.name) for record in records}) > 1 for field in FOLLOW_UP_FIELDS if field.is_text
    )


def _joined_texts(versions: Sequence[Version[Record]], fields: Iterable[Field]) -> dict[str, Any]:
    """The texts of all versions, by field."""
    between = {Kind.PASSAGE: "\n\n", Kind.LINE: " · "}
    return {field.name: _joined(versions, field.name, between[field.kind]) for field in fields if field.is_text}


def _joined(versions: Sequence[Version[Record]], name: str, between: str) -> str:
    """One text of all versions: as it is where every other is a part of it, else one after another."""
    authors: dict[str, list[str]] = {}
    for version in versions:
        authors.setdefault(getattr(version.record, name), []).append(version.name)
    apart = [text for text in authors if not any(text in other and text != other for other in authors)]
    if len(apart) == 1:
        return apart[0]
    return between.join(_marked(name, ", ".join(authors[text]), text) for text in apart)


def _marked(name: str, whose: str, text: str) -> str:
    """A text of this field, marked by whose it is where that may be said."""
    if is_handed_on(name):
        return text
    return _("{name}: {text}").format(name=whose, text=text)
