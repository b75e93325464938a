"""A catalogue and its recommendations, as frozen values: what is asked, in whose words, from which source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Annotated

from assessment.parsing.limits import ADDRESS_LIMIT, NAME_LIMIT, PASSAGE_LIMIT, like, not_empty, written

# What a catalogue's file is held to (assessment/codec.py).
Name = Annotated[str, written(NAME_LIMIT)]
Passage = Annotated[str, written(PASSAGE_LIMIT)]
Identifier = Annotated[str, like(r"[a-z0-9]+(-[a-z0-9]+)*", "gcm-10")]
HTTPS = r"https://[^\s<>\"']+"


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
