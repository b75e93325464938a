"""An answer to a recommendation, as a frozen value: its rating and what supports it; and the rules it must meet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from assessment.domain.fields import Field, Kind, Part, SharingLevel, described, fields_of, first_problem
from assessment.errors import AnswerRefused
from assessment.i18n import gettext as _
from assessment.i18n import mark
from assessment.parsing.limits import WEB_ADDRESS, is_blank, length_problem


class Rating(StrEnum):
    """How far a recommendation has been implemented; no rating (`None`) means: not answered yet.

    In the order in which they are asked and listed everywhere.
    """

    IMPLEMENTED = "implemented"
    PARTIAL = "partial"
    ABSENT = "absent"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"


class Cause(StrEnum):
    """Why a respondent changed a rating since the previous round, as they state it (docs/method.md, *Comparing*)."""

    COUNTRY_CHANGED = "country_changed"
    JUDGEMENT_CHANGED = "judgement_changed"
    NEW_EVIDENCE = "new_evidence"


class RatingChange(StrEnum):
    """How a recommendation's rating changed between two rounds (docs/method.md, *Comparing*)."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    UNCHANGED = "unchanged"
    NEWLY_RATED = "newly_rated"
    NO_LONGER_RATED = "no_longer_rated"


class MergeOutcome(StrEnum):
    """What an import does to an answer (docs/offline.md, *Coming back*)."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CLEARED = "cleared"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Answer:
    """A respondent's answer to one recommendation. An empty answer counts as unanswered.

    This is the table of its fields, in the order in which they are asked. `measures` are the ids of those in place:
    none if the respondent says that none of them is, None if nothing is said.

    Raises AnswerRefused for *not applicable* without a reason (docs/method.md, *Ratings*) and for an `evidence_url`
    that isn't a web address: such answers can't exist, so every answer can be exported and read again.
    """

    rating: Rating | None = described(
        Kind.CODE, mark("Rating"), part=Part.JUDGEMENT, codes=Rating, tag="#indicator+value+code"
    )
    measures: tuple[str, ...] | None = described(
        Kind.MEASURES,
        mark("Measures in place"),
        question=mark("What of it is in place?"),
        part=Part.JUDGEMENT,
        tag="#indicator+measures+list",
    )
    evidence: str = described(
        Kind.PASSAGE,
        mark("Evidence"),
        question=mark("Evidence: what shows it?"),
        readers=SharingLevel.PARTNERS,
        part=Part.SUPPORT,
        width=20,
        tag="#description+evidence",
    )
    evidence_url: str = described(
        Kind.ADDRESS,
        mark("Source"),
        question=mark("Link to the evidence (https://…)"),
        short=mark("Link (https://…)"),
        readers=SharingLevel.PARTNERS,
        part=Part.SUPPORT,
        width=18.5,
        tag="#meta+url+evidence",
    )
    law_reference: str = described(
        Kind.LINE,
        mark("Law or policy"),
        question=mark("Law or policy, with its article"),
        readers=SharingLevel.PUBLIC,
        part=Part.SUPPORT,
        width=8.5,
        tag="#description+law",
    )
    responsible: str = described(
        Kind.LINE, mark("Responsible body"), readers=SharingLevel.PARTNERS, width=10, tag="#org+name+responsible"
    )
    action: str = described(
        Kind.PASSAGE,
        mark("Action"),
        question=mark("Next action"),
        short=mark("Next action"),
        readers=SharingLevel.PARTNERS,
        width=10,
        tag="#activity+name",
    )
    target_date: dt.date | None = described(Kind.DAY, mark("Target date"), width=8.5, tag="#date+target")
    comment: str = described(
        Kind.PASSAGE, mark("Comment"), readers=SharingLevel.FULL, part=Part.REMARK, width=9, tag="#description+comment"
    )
    reason: str = described(
        Kind.LINE,
        mark("Reason"),
        question=mark("Why doesn’t it apply? (required)"),
        short=mark("Why not applicable?"),
        readers=SharingLevel.PARTNERS,
        part=Part.JUDGEMENT,
        width=7.5,
        tag="#description+reason",
    )
    cause: Cause | None = described(
        Kind.CODE,
        mark("Cause of change"),
        question=mark("Why has it changed?"),
        part=Part.JUDGEMENT,
        codes=Cause,
        tag="#cause+change+code",
    )

    def __post_init__(self) -> None:
        # Not `is_blank`: a reason stored by an earlier version is read again, whatever characters it has.
        if self.rating is Rating.NOT_APPLICABLE and not self.reason.strip():
            raise AnswerRefused(_needs_reason())
        if wrong := length_problem(max(*self.texts, self.evidence_url, key=len)):
            raise AnswerRefused(" ".join(wrong))
        if self.evidence_url and not WEB_ADDRESS.fullmatch(self.evidence_url):
            raise AnswerRefused(_("A link starts with https:// or http:// and has no spaces."))

    def check_bounds(self, before: Answer | None = None) -> None:
        """Check what is new in this answer, compared with the previous one, against `parsing/limits`.

        Raises AnswerRefused. Values stored beyond these limits before are kept, and don't stop other changes.
        """
        before = before or EMPTY_ANSWER
        if self.lacks_reason and (self.rating, self.reason) != (before.rating, before.reason):
            raise AnswerRefused(_needs_reason())
        if wrong := first_problem(ANSWER_FIELDS, self, before):
            raise AnswerRefused(" ".join(wrong))

    @property
    def lacks_reason(self) -> bool:
        """Whether it says *not applicable* without a visible reason."""
        return self.rating is Rating.NOT_APPLICABLE and is_blank(self.reason)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ids of the measures that are said to be in place."""
        return self.measures or ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The free-text fields."""
        texts: tuple[str, ...] = _texts_of(self)
        return texts

    @property
    def is_empty(self) -> bool:
        return self == EMPTY_ANSWER


def _needs_reason() -> str:
    return _("“Not applicable” needs a reason.")


ANSWER_FIELDS: tuple[Field, ...] = fields_of(Answer)


SUPPORT_FIELDS = tuple(field for field in ANSWER_FIELDS if field.part is Part.SUPPORT)
"""What a respondent gives in support of a rating."""
_texts_of = attrgetter(*(field.name for field in ANSWER_FIELDS if field.is_text))
EMPTY_ANSWER = Answer()
