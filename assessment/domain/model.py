"""The nouns of the field, as frozen values. Nothing here knows where they come from or where they go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Protocol

from assessment.domain.fields import Field, Kind, Part, SharingLevel, described, fields_of, first_problem
from assessment.errors import AnswerRefused
from assessment.i18n import gettext as _
from assessment.i18n import mark
from assessment.parsing.limits import (
    ADDRESS_LIMIT,
    NAME_LIMIT,
    PASSAGE_LIMIT,
    WEB_ADDRESS,
    is_blank,
    length_problem,
    like,
    name_problem,
    not_empty,
    written,
)

# What a catalogue's file is held to (assessment/codec.py).
Name = Annotated[str, written(NAME_LIMIT)]
Passage = Annotated[str, written(PASSAGE_LIMIT)]
Identifier = Annotated[str, like(r"[a-z0-9]+(-[a-z0-9]+)*", "gcm-10")]
HTTPS = r"https://[^\s<>\"']+"


class Rating(StrEnum):
    """How far a recommendation has been implemented; no rating (`None`) means: not answered yet."""

    IMPLEMENTED = "implemented"
    PARTIAL = "partial"
    ABSENT = "absent"
    NOT_APPLICABLE = "not_applicable"
    DONT_KNOW = "dont_know"


class Voice(StrEnum):
    """Who speaks in a response. Voices are never averaged."""

    STATE = "state"
    CIVIL_SOCIETY = "civil_society"
    NATIONAL_HUMAN_RIGHTS_INSTITUTION = "national_human_rights_institution"
    INTERNATIONAL_ORGANISATION = "international_organisation"
    OTHER = "other"


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


class Mechanism(StrEnum):
    """The kind of UN human rights body that made a recommendation."""

    SPECIAL_PROCEDURE = "special-procedure"
    TREATY_BODY = "treaty-body"


class Pillar(StrEnum):
    """The four Ps of anti-trafficking work."""

    PREVENTION = "prevention"
    PROTECTION = "protection"
    PROSECUTION = "prosecution"
    PARTNERSHIP = "partnership"


class Indicator(StrEnum):
    """OHCHR's kinds of human rights indicator."""

    STRUCTURE = "structure"
    PROCESS = "process"
    OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of one of a catalogue's vocabularies (population, ask, action, addressee): an id and its name."""

    id: Identifier
    name: Passage


@dataclass(frozen=True, slots=True)
class Mandate:
    id: Identifier
    name: Name
    mechanism: Mechanism


@dataclass(frozen=True, slots=True)
class Theme:
    id: Identifier
    name: Name
    sentence: Passage


@dataclass(frozen=True, slots=True)
class Measure:
    """A separable thing that a recommendation asks for, `GCM10-01.1`."""

    id: Name
    text: Passage


@dataclass(frozen=True, slots=True)
class Source:
    """Where a recommendation comes from: the mandate that made it, and the UN document with its paragraph."""

    mandate: Mandate
    year: int
    symbol: str
    paragraph: str
    url: str
    document: str = ""

    @property
    def decade(self) -> str:
        return f"{self.year // 10 * 10}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationFields:
    """What a recommendation says in a catalogue's file as here."""

    id: Annotated[str, like(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+", "GCM10-01")]
    title: Name
    question: Passage
    text: Passage
    theme: Name
    also_themes: tuple[str, ...]
    populations: tuple[str, ...]
    pillar: Pillar
    gcm_actions: tuple[str, ...]
    indicator: Annotated[tuple[Indicator, ...], not_empty]
    addressee: Name
    red_line: bool
    asks: Annotated[tuple[str, ...], not_empty]
    measures: Annotated[tuple[Measure, ...], not_empty]
    counts_once_with: Identifier | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(RecommendationFields):
    source: Source


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication that a catalogue quotes."""

    title: Name
    publisher: Name
    date: Annotated[str, like(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "2018-12")]
    url: Annotated[str, like(HTTPS, "https://quno.org/resource", ADDRESS_LIMIT)]
    note: Passage


@dataclass(frozen=True, kw_only=True)
class CatalogueFields:
    """What a catalogue says in its file as here."""

    id: Identifier
    version: Name
    language: Annotated[str, like(r"[a-z]{2,3}(-[A-Za-z]+)?", "en")]
    title: Name
    framework: Name
    mandates: Annotated[tuple[Mandate, ...], not_empty]
    themes: Annotated[tuple[Theme, ...], not_empty]
    populations: tuple[Term, ...]
    addressees: tuple[Term, ...]
    asks: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class Catalogue(CatalogueFields):
    """A questionnaire: themes, vocabularies and recommendations, in the order in which they are shown."""

    publication: Publication
    document_url: str
    actions: tuple[Term, ...]
    recommendations: tuple[Recommendation, ...]
    content: str
    """The whole catalogue as canonical JSON, to be stored and read again by `parse_content`."""

    def __hash__(self) -> int:
        return hash(self.content)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `content`: the same text in another layout has the same hash."""
        import hashlib  # noqa: PLC0415 - it loads OpenSSL, and most commands need no hash

        return hashlib.sha256(self.content.encode()).hexdigest()

    @cached_property
    def by_id(self) -> Mapping[str, Recommendation]:
        return MappingProxyType({item.id: item for item in self.recommendations})

    @cached_property
    def theme_by_id(self) -> Mapping[str, Theme]:
        return MappingProxyType({theme.id: theme for theme in self.themes})

    @cached_property
    def by_theme(self) -> Mapping[str, tuple[Recommendation, ...]]:
        """Recommendations in document order by theme, themes in catalogue order."""
        return MappingProxyType(
            {theme.id: tuple(r for r in self.recommendations if r.theme == theme.id) for theme in self.themes}
        )

    @cached_property
    def asked_by(self) -> Mapping[str, int]:
        """How many mandates recommend the same as each recommendation.

        For each of its asks, the number of distinct mandates among all recommendations with that ask; the largest of
        these numbers (docs/method.md, *Gaps*).
        """
        mandates: dict[str, set[str]] = {}
        for item in self.recommendations:
            for ask in item.asks:
                mandates.setdefault(ask, set()).add(item.source.mandate.id)
        return MappingProxyType(
            {item.id: max(len(mandates[ask]) for ask in item.asks) for item in self.recommendations}
        )


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


@dataclass(frozen=True, slots=True)
class Round:
    """A round of assessment, such as “2026 baseline”, with its date."""

    label: Annotated[str, name_problem] = ""
    date: dt.date | None = None


class Identity(Protocol):
    """Whose answers they are: of a response, or of an entry in the list of stored responses."""

    @property
    def country(self) -> str: ...
    @property
    def voice(self) -> Voice: ...
    @property
    def organisation(self) -> str: ...
    @property
    def round(self) -> Round: ...
    @property
    def anonymous(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Response:
    """One voice's answers for one country or area in one round; `country` is an ISO 3166-1 alpha-3 code.

    `answers` is by recommendation id; a recommendation that isn't in it is unanswered, or wasn't asked (`assesses`).
    """

    catalogue_id: str
    catalogue_version: str
    country: str
    voice: Voice
    organisation: str = ""
    round: Round = field(default_factory=Round)
    anonymous: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)
    asked: frozenset[str] | None = None
    """The ids of what a workshop had on its agenda; None where everything was asked."""

    def assesses(self, recommendation_id: str) -> bool:
        """Whether a recommendation counts: it was asked, or it was rated all the same (docs/method.md, *What was
        asked*)."""
        return self.asked is None or recommendation_id in self.asked or self.rating(recommendation_id) is not None

    def answer(self, recommendation_id: str) -> Answer:
        return self.answers.get(recommendation_id, EMPTY_ANSWER)

    def rating(self, recommendation_id: str) -> Rating | None:
        return self.answer(recommendation_id).rating

    def with_answers(self, answers: Mapping[str, Answer]) -> Response:
        """The same response with these answers, without the empty ones."""
        return replace(self, answers={key: answer for key, answer in answers.items() if not answer.is_empty})


class Status(StrEnum):
    """A submitted assessment is locked until it is reopened."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A response as it is stored: with the exact catalogue that it answers, and its status.

    Times are in UTC. `revisions` holds, by recommendation id, how often the answer has changed.
    """

    id: str
    catalogue: Catalogue
    response: Response
    status: Status
    created: dt.datetime
    updated: dt.datetime
    revisions: Mapping[str, int] = field(default_factory=dict)
