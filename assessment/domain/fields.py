"""What is known of a field, beside its type: of an answer, of a follow-up, and of whose answers they are.

`Answer` (`domain/answer`), `FollowUp` (`domain/follow_up`) and `AgreedRating` (`domain/workshop/model`) are the tables:
each field is declared there in one place by `described`, and pages, forms, files and reports go through
`ANSWER_FIELDS`, `FOLLOW_UP_FIELDS` and `AGREED_FIELDS`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from assessment.i18n import gettext, mark
from assessment.parsing.limits import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    TEXT_LIMIT,
    WhatAndFix,
    address_problem,
    day_problem,
    length_problem,
)

NO_MEASURES = "none"
"""Stands among the measures in files and forms where none of them is in place; where nothing stands, nothing is said
of them."""


class Kind(StrEnum):
    """What may stand in a field."""

    CODE = "code"
    """One of some codes, or none."""
    MEASURES = "measures"
    """The ids of the measures in place; none of them where none is, None where nothing is said."""
    LINE = "line"
    """A text that usually has one line."""
    PASSAGE = "passage"
    """A text that may have several paragraphs."""
    ADDRESS = "address"
    """A web address."""
    DAY = "day"
    NAME = "name"
    """One line by which something is called."""
    FLAG = "flag"
    """Yes or no."""


class SharingLevel(StrEnum):
    """With whom a response is shared, from those who may read least to those who may read all."""

    PUBLIC = "public"
    PARTNERS = "partners"
    FULL = "full"

    @property
    def rank(self) -> int:
        """Its place in that order."""
        return list(SharingLevel).index(self)


class Part(StrEnum):
    """Which part of an answer a field belongs to: the judgement, what supports it, or what is to be done."""

    JUDGEMENT = "judgement"
    SUPPORT = "support"
    PLAN = "plan"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `label` names it above a column, `question` asks for it, `short` stands beside its cell; all three are
    in the current language.

    `readers` are those who may read it when a response is shared: at any level before, it is left out. `width` is that
    of its column in a dense list, in characters. `tag` is its hashtag of the Humanitarian Exchange Language. `codes`
    are those of a code.
    """

    kind: Kind
    label_message: str
    question_message: str = ""
    short_message: str = ""
    name: str = ""
    readers: SharingLevel = SharingLevel.PUBLIC
    part: Part = Part.JUDGEMENT
    width: float = 9.0
    tag: str = ""
    codes: type[StrEnum] | None = None
    is_optional: bool = True
    """Whether nothing may stand in it."""

    @property
    def label(self) -> str:
        return gettext(self.label_message)

    @property
    def question(self) -> str:
        return gettext(self.question_message or self.label_message)

    @property
    def short(self) -> str:
        return gettext(self.short_message or self.label_message)

    @property
    def limit(self) -> int:
        """How many characters it holds."""
        return {Kind.ADDRESS: ADDRESS_LIMIT, Kind.NAME: NAME_LIMIT}.get(self.kind, TEXT_LIMIT)

    @property
    def is_text(self) -> bool:
        """Whether it is free text."""
        return self.kind in (Kind.LINE, Kind.PASSAGE)

    @property
    def is_typed(self) -> bool:
        """Whether a person types it, rather than choosing."""
        return self.is_text or self.kind in (Kind.ADDRESS, Kind.NAME)

    def is_read_at(self, level: SharingLevel) -> bool:
        """Whether those of a level may read it."""
        return level.rank >= self.readers.rank

    def problem(self, value: Any) -> WhatAndFix:
        """What is wrong with a new value and how to correct it; None if nothing is."""
        match self.kind:
            case Kind.DAY if value is not None:
                return day_problem(value, self.label)
            case Kind.ADDRESS if value:
                return address_problem(value)
            case Kind.LINE | Kind.PASSAGE:
                return length_problem(value, TEXT_LIMIT)
        return None


def described(
    kind: Kind,
    label: str,
    *,
    default: object = None,
    question: str = "",
    short: str = "",
    readers: SharingLevel | None = None,
    part: Part = Part.PLAN,
    width: float = 9.0,
    tag: str = "",
    codes: type[StrEnum] | None = None,
) -> Any:
    """A field of a dataclass with what is known of it; empty by default.

    What people type can identify them: unless its `readers` are named, only those who answered may read it.
    """
    about = Field(kind, label, question, short, part=part, width=width, tag=tag, codes=codes)
    readers = readers or (SharingLevel.FULL if about.is_typed else SharingLevel.PUBLIC)
    about = replace(about, readers=readers, is_optional=default is None)
    return dataclasses.field(default="" if about.is_typed else default, metadata={Field.__name__: about})


def fields_of(record: type[Any]) -> tuple[Field, ...]:
    """The fields that a dataclass declares by `described`, in their order."""
    declared = (field for field in dataclasses.fields(record) if Field.__name__ in field.metadata)
    return tuple(replace(field.metadata[Field.__name__], name=field.name) for field in declared)


def first_problem(fields: Iterable[Field], record: object, before: object) -> WhatAndFix:
    """What is wrong with a value that is new in a record; None if nothing is."""
    for field in fields:
        value = getattr(record, field.name)
        if value != getattr(before, field.name) and (wrong := field.problem(value)):
            return wrong
    return None


IDENTITY_FIELDS = (
    Field(Kind.CODE, mark("Country or area"), name="country", tag="#country+code+v_iso3"),
    Field(Kind.CODE, mark("Voice"), mark("Who answers?"), name="voice", tag="#org+type+code"),
    Field(
        Kind.NAME,
        mark("Organisation"),
        mark("Organisation (optional)"),
        name="organisation",
        readers=SharingLevel.PARTNERS,
        tag="#org+name",
    ),
    Field(Kind.NAME, mark("Round"), mark("Round (optional)"), name="round_label", tag="#meta+round"),
    Field(Kind.DAY, mark("Date"), short_message=mark("Date of the round"), name="round_date", tag="#date+round"),
    Field(
        Kind.FLAG,
        mark("Anonymous"),
        mark("Leave the organisation’s name out of reports"),
        name="anonymous",
        tag="#meta+anonymous",
    ),
)
"""What is asked of a response as a whole, in the order in which it is asked."""
