"""The nouns of the field, as frozen values. Nothing here knows where they come from or where they go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

from assessment.bounds import TEXT_LIMIT, WEB_ADDRESS, is_blank, wrong_with_address, wrong_with_target
from assessment.errors import AnswerRefused
from assessment.language import gettext as _


class Rating(StrEnum):
    """What a person answered; no rating at all (`None`) means: not looked at yet."""

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
    """Why a respondent rates otherwise than in the round before, as they state it (docs/method.md, *Comparing*)."""

    COUNTRY_CHANGED = "country_changed"
    JUDGEMENT_CHANGED = "judgement_changed"
    NEW_EVIDENCE = "new_evidence"


class Movement(StrEnum):
    """What became of a recommendation's rating between two rounds (docs/method.md, *Comparing*)."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    UNCHANGED = "unchanged"
    NEWLY_RATED = "newly_rated"
    NO_LONGER_RATED = "no_longer_rated"


class Outcome(StrEnum):
    """What becomes of an answer when files are imported (docs/offline.md, *Importing files*)."""

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
    """An entry of one of a catalogue's vocabularies (population, ask, action, addressee): an id and its words."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Mandate:
    id: str
    name: str
    mechanism: Mechanism


@dataclass(frozen=True, slots=True)
class Theme:
    id: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A separable thing that a recommendation asks for, `GCM10-01.1`."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a recommendation stands: the mandate that made it, and the UN document with its paragraph."""

    mandate: Mandate
    year: int
    symbol: str
    paragraph: str
    url: str
    document: str = ""

    @property
    def decade(self) -> str:
        return f"{self.year // 10 * 10}s"


@dataclass(frozen=True, slots=True)
class Recommendation:
    id: str
    title: str
    question: str
    text: str
    source: Source
    theme: str
    also_themes: tuple[str, ...]
    populations: tuple[str, ...]
    pillar: Pillar
    gcm_actions: tuple[str, ...]
    indicator: tuple[Indicator, ...]
    addressee: str
    red_line: bool
    asks: tuple[str, ...]
    counts_once_with: str | None
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """The publication that a catalogue quotes."""

    title: str
    publisher: str
    date: str
    url: str
    note: str


@dataclass(frozen=True)
class Catalogue:
    """A questionnaire: themes, vocabularies and recommendations, in the order in which they are shown."""

    id: str
    version: str
    language: str
    title: str
    framework: str
    publication: Publication
    document_url: str
    mandates: tuple[Mandate, ...]
    themes: tuple[Theme, ...]
    actions: tuple[Term, ...]
    populations: tuple[Term, ...]
    addressees: tuple[Term, ...]
    asks: tuple[Term, ...]
    recommendations: tuple[Recommendation, ...]
    content: str
    """The whole catalogue as canonical JSON, to be kept and read again by `catalogue_from_content`."""

    def __hash__(self) -> int:
        return hash(self.content)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of `content`: the same words in another layout have the same hash."""
        import hashlib  # noqa: PLC0415 - it brings OpenSSL with it, and most commands need no hash

        return hashlib.sha256(self.content.encode()).hexdigest()

    @cached_property
    def by_id(self) -> Mapping[str, Recommendation]:
        return MappingProxyType({item.id: item for item in self.recommendations})

    @cached_property
    def theme_by_id(self) -> Mapping[str, Theme]:
        return MappingProxyType({theme.id: theme for theme in self.themes})

    @cached_property
    def by_theme(self) -> Mapping[str, tuple[Recommendation, ...]]:
        """Recommendations in document order under each theme, themes in theirs."""
        return MappingProxyType(
            {theme.id: tuple(r for r in self.recommendations if r.theme == theme.id) for theme in self.themes}
        )

    @cached_property
    def asked_by(self) -> Mapping[str, int]:
        """How many mandates share what a recommendation asks.

        For each of its asks the number of distinct mandates among all recommendations with that ask; the largest
        of these (method.md, *Gaps*).
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
    """What a respondent says to one recommendation. An empty answer says nothing and counts as unanswered.

    Raises AnswerRefused for *not applicable* without a reason (docs/method.md, *Ratings*) and for an `evidence_url`
    that isn't a web address: such answers don't exist, so that every answer can be exported and read again.
    """

    rating: Rating | None = None
    measures: tuple[str, ...] = ()
    evidence: str = ""
    evidence_url: str = ""
    law_reference: str = ""
    responsible: str = ""
    action: str = ""
    target_date: dt.date | None = None
    comment: str = ""
    reason: str = ""
    cause: Cause | None = None

    def __post_init__(self) -> None:
        # Not `is_blank`: a reason that an earlier version kept is read again, whatever it is made of.
        if self.rating is Rating.NOT_APPLICABLE and not self.reason.strip():
            raise AnswerRefused(_needs_reason())
        if any(len(text) > TEXT_LIMIT for text in (*self.texts, self.evidence_url)):
            raise AnswerRefused(_("A text has more than {limit} characters.").format(limit=TEXT_LIMIT))
        if self.evidence_url and not WEB_ADDRESS.fullmatch(self.evidence_url):
            raise AnswerRefused(_("A link starts with https:// or http:// and has no spaces."))

    def check_bounds(self, before: Answer | None = None) -> None:
        """Hold what is new in this answer, compared with the one before, to what answers may say (`bounds`).

        Raises AnswerRefused. What was kept beyond that stays, and keeps nobody from changing the rest.
        """
        before = before or EMPTY_ANSWER
        if self.lacks_reason and (self.rating, self.reason) != (before.rating, before.reason):
            raise AnswerRefused(_needs_reason())
        if self.evidence_url not in ("", before.evidence_url) and (wrong := wrong_with_address(self.evidence_url)):
            raise AnswerRefused(" ".join(wrong))
        if self.target_date not in (None, before.target_date) and (wrong := wrong_with_target(self.target_date)):
            raise AnswerRefused(" ".join(wrong))

    @property
    def lacks_reason(self) -> bool:
        """Whether it says *not applicable*, and no reason can be seen."""
        return self.rating is Rating.NOT_APPLICABLE and is_blank(self.reason)

    @property
    def texts(self) -> tuple[str, ...]:
        """What a person wrote freely."""
        return (self.evidence, self.law_reference, self.responsible, self.action, self.comment, self.reason)

    @property
    def is_empty(self) -> bool:
        return self == EMPTY_ANSWER


def _needs_reason() -> str:
    return _("“Not applicable” needs a reason.")


EMPTY_ANSWER = Answer()


@dataclass(frozen=True, slots=True)
class Round:
    """One time of asking: “2026 baseline”, with its date."""

    label: str = ""
    date: dt.date | None = None


class Identity(Protocol):
    """Whose answers they are: a response, or a line in a list of those that are kept."""

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

    `answers` holds what was said, by recommendation id; what isn't there is unanswered.
    """

    catalogue_id: str
    catalogue_version: str
    country: str
    voice: Voice
    organisation: str = ""
    round: Round = field(default_factory=Round)
    anonymous: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def answer(self, recommendation_id: str) -> Answer:
        return self.answers.get(recommendation_id, EMPTY_ANSWER)

    def rating(self, recommendation_id: str) -> Rating | None:
        return self.answer(recommendation_id).rating

    def with_answers(self, answers: Mapping[str, Answer]) -> Response:
        """The same response with these answers, of which those that are empty say nothing."""
        return replace(self, answers={key: answer for key, answer in answers.items() if not answer.is_empty})


class Status(StrEnum):
    """A submitted assessment is locked until it is reopened."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A response as the software keeps it: with the very catalogue it was asked on, and its state.

    Times are in UTC. `revisions` holds, by recommendation id, how often its answer has changed.
    """

    id: str
    catalogue: Catalogue
    response: Response
    status: Status
    created: dt.datetime
    updated: dt.datetime
    revisions: Mapping[str, int] = field(default_factory=dict)
