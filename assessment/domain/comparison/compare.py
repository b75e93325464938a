"""Several responses side by side (docs/method.md, *Comparing*).

Nothing here is ordered by score: countries are in alphabetical order, and within a country responses are ordered by
voice, round and organisation, whatever the order in which they are given.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from types import MappingProxyType
from typing import Protocol, Self, TypeVar

from assessment.domain.countries import country_name, sort_key
from assessment.domain.model import Assessment, Catalogue, Identity, Rating, Recommendation, Response, Theme, Voice
from assessment.domain.scoring import Grouping, Tally, tally, tally_all, tally_by
from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.parsing.validation import abbreviated_list, duplicates, printable, truncated

RATING_VALUES: Mapping[Rating, float] = MappingProxyType(
    {rating: alone.points for rating in Rating if (alone := tally([rating])).rated}
)
"""What each rating is worth in the formula; ratings not listed are unknown or not applicable."""

ThemeTallies = Mapping[str, Mapping[str, Tally]]
"""By theme id, then by the name of the response."""


class NamedResponse(Protocol):
    """A respondent under a unique name: a response, or a line in a list of many."""

    @property
    def name(self) -> str: ...
    @property
    def response(self) -> Identity: ...


class Candidate(NamedResponse, Protocol):
    """What decides whether a response can be compared; a line in a list needs no answers for it."""

    @property
    def display_name(self) -> str:
        """Its name for people."""

    @property
    def catalogue_id(self) -> str: ...
    @property
    def is_rated(self) -> bool:
        """Whether it rates anything that its catalogue asks."""

    def full_response(self) -> Response:
        """The response with its answers; called only for those that look alike."""


AnyNamedResponse = TypeVar("AnyNamedResponse", bound=NamedResponse)
AnyCandidate = TypeVar("AnyCandidate", bound=Candidate)


@dataclass(frozen=True, slots=True)
class ComparedResponse:
    """One of the compared responses, with its catalogue; its `name`, a file's or an id, is unique among them."""

    name: str
    catalogue: Catalogue
    response: Response

    @classmethod
    def from_assessment(cls, assessment: Assessment) -> Self:
        """A stored response, under its id."""
        return cls(assessment.id, assessment.catalogue, assessment.response)

    @property
    def display_name(self) -> str:
        return self.name

    @property
    def catalogue_id(self) -> str:
        return self.catalogue.id

    @property
    def is_rated(self) -> bool:
        return any(self.rates(item) for item in self.catalogue.by_id)

    def full_response(self) -> Response:
        return self.response

    def rating(self, recommendation_id: str) -> Rating | None:
        """The rating; None also where this version of the catalogue doesn't ask."""
        return self.response.rating(recommendation_id) if recommendation_id in self.catalogue.by_id else None

    def rates(self, recommendation_id: str) -> bool:
        return self.rating(recommendation_id) in RATING_VALUES


# What stops a comparison


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What prevents a comparison, and the names of the responses to leave out."""

    problem: Problem
    names: tuple[str, ...]


def obstacles(candidates: Sequence[Candidate]) -> tuple[Obstacle, ...]:
    """Everything that prevents a comparison, at once.

    A catalogue other than most have (ties: the first given), nothing rated, the same country, voice, organisation and
    round twice; and fewer than two responses, of those given or of those left.

    Raises ValueError where two have the same name.
    """
    if named_twice := duplicates(one.name for one in candidates):
        raise ValueError(f"Several of the responses have the same name: {abbreviated_list(named_twice)}")
    found = [*_other_catalogues(candidates), *_without_ratings(candidates)]
    # Of two identical responses, one that is out already doesn't exclude the other.
    found += _duplicates(_without(candidates, found))
    if len(_without(candidates, found)) < 2:  # noqa: PLR2004 - a comparison is of two at least
        what = _("A comparison needs two responses that can be compared.")
        found.append(Obstacle(Problem("", what, _("Add another response.")), ()))
    return tuple(found)


def comparable(candidates: Sequence[AnyCandidate]) -> tuple[AnyCandidate, ...]:
    """The responses without those that prevent the comparison: to be compared only if the person agrees."""
    return tuple(_without(candidates, obstacles(candidates)))


def _without(candidates: Sequence[AnyCandidate], found: Iterable[Obstacle]) -> list[AnyCandidate]:
    out = {name for obstacle in found for name in obstacle.names}
    return [one for one in candidates if one.name not in out]


def _other_catalogues(candidates: Sequence[Candidate]) -> Iterator[Obstacle]:
    counted = Counter(one.catalogue_id for one in candidates)
    stays = max(counted, key=counted.__getitem__, default="")
    for one in candidates:
        if one.catalogue_id != stays:
            yield _obstacle(
                [one],
                _("It uses the catalogue “{other}”, the others “{catalogue}”.").format(
                    other=truncated(one.catalogue_id), catalogue=truncated(stays)
                ),
                _("Compare it with responses to the same catalogue, or leave it out."),
            )


def _without_ratings(candidates: Sequence[Candidate]) -> Iterator[Obstacle]:
    for one in candidates:
        if not one.is_rated:
            yield _obstacle([one], _("It has no ratings."), _("Rate something in it, or leave it out."))


def _duplicates(candidates: Sequence[Candidate]) -> Iterator[Obstacle]:
    for alike in _alike(candidates):
        first, *others = alike
        if all(other.full_response() == first.full_response() for other in others):
            for other in others:
                what = _("It is the same response as “{name}”.").format(name=truncated(first.display_name))
                yield _obstacle([other], what, _("Leave one of them out."))
        else:
            yield _obstacle(
                alike,
                _("They have the same country or area, voice, organisation and round, but different answers."),
                _("Leave out all but one, or correct the organisation or round."),
            )


def _alike(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Groups of responses with the same country, voice, organisation and round."""
    by_identity: dict[Hashable, list[Candidate]] = {}
    for one in candidates:
        who = one.response
        by_identity.setdefault((who.country, who.voice, who.round, who.organisation.strip()), []).append(one)
    for group in by_identity.values():
        if len(group) < 2:  # noqa: PLR2004 - nobody is like it
            continue
        by_respondent: dict[Hashable, list[Candidate]] = {}
        for one in group:
            by_respondent.setdefault(_respondent(one), []).append(one)
        yield from (alike for alike in by_respondent.values() if len(alike) > 1)


def _respondent(one: Candidate) -> Hashable:
    # Two anonymous respondents may be different ones: only identical answers show that they are one.
    if one.response.anonymous and not one.response.organisation.strip():
        return frozenset(one.full_response().answers.items())
    return ""


def _obstacle(candidates: Sequence[Candidate], what: str, mend: str) -> Obstacle:
    where = abbreviated_list([truncated(one.display_name) for one in candidates])
    return Obstacle(Problem(printable(where), printable(what), mend), tuple(one.name for one in candidates))


# Orders


def sort_responses(compared: Iterable[AnyNamedResponse]) -> tuple[AnyNamedResponse, ...]:
    """By country name in alphabetical order, then voice, round and organisation."""
    voices = list(Voice)

    def country_and_voice(one: NamedResponse) -> tuple[str, str, int]:
        country = one.response.country
        return sort_key(country_name(country)), country, voices.index(one.response.voice)

    ordered = sorted(compared, key=country_and_voice)
    return tuple(one for _key, group in groupby(ordered, country_and_voice) for one in sort_rounds(group))


def sort_rounds(compared: Iterable[AnyNamedResponse]) -> list[AnyNamedResponse]:
    """By date of the round where all have one, otherwise by its label, with numbers by value; then by organisation."""
    ordered = sorted(sorted(compared, key=_organisation), key=lambda one: _by_number(one.response.round.label))
    dates = {one.name: date for one in ordered if (date := one.response.round.date)}
    return sorted(ordered, key=lambda one: dates[one.name]) if len(dates) == len(ordered) else ordered


def _organisation(one: NamedResponse) -> tuple[str, str]:
    # An anonymous response must not be recognisable by its position.
    return "" if one.response.anonymous else sort_key(one.response.organisation), one.name


def _by_number(text: str) -> tuple[list[tuple[str, int, str]], str]:
    """Puts “Round 2” before “Round 10” and version 1.9 before 1.10, in every script's digits."""
    digits = "".join(str(unicodedata.decimal(character, character)) for character in sort_key(text))
    parts = re.findall(r"([^0-9]*)0*([0-9]*)", digits)
    # Of two numbers without leading zeros the longer is the larger, however long they are.
    return [(words, len(number), number) for words, number in parts], text


def catalogue_versions(compared: Iterable[ComparedResponse]) -> tuple[Catalogue, ...]:
    """Their versions of the catalogue, the newest first: by number, 1.10 after 1.9."""
    distinct = {one.catalogue.content: one.catalogue for one in compared}
    return tuple(sorted(distinct.values(), key=lambda each: (_by_number(each.version), each.content), reverse=True))


def all_recommendations(compared: Iterable[ComparedResponse]) -> tuple[Recommendation, ...]:
    """Every recommendation that any of them is asked, as in the newest version: in its document order, followed by
    those of older versions only, in theirs."""
    found: dict[str, Recommendation] = {}
    for catalogue in catalogue_versions(compared):
        for item in catalogue.recommendations:
            found.setdefault(item.id, item)
    return tuple(found.values())


def all_themes(compared: Iterable[ComparedResponse]) -> tuple[Theme, ...]:
    """Every theme of their versions, in the order of the newest, followed by those of older ones only."""
    found: dict[str, Theme] = {}
    for catalogue in catalogue_versions(compared):
        for theme in catalogue.themes:
            found.setdefault(theme.id, theme)
    return tuple(found.values())


def mandate_count(compared: Iterable[ComparedResponse]) -> dict[str, int]:
    """How many mandates recommend the same, by the newest version that has the recommendation."""
    found: dict[str, int] = {}
    for catalogue in reversed(catalogue_versions(compared)):
        found |= catalogue.asked_by
    return found


# What is compared


class LeftOutReason(StrEnum):
    """Why responses can't be compared on a recommendation."""

    NOT_IN_EVERY_VERSION = "not_in_every_version"
    TEXT_DIFFERS = "text_differs"
    NOT_RATED_BY_ALL = "not_rated_by_all"


@dataclass(frozen=True, slots=True)
class LeftOutRecommendation:
    """A recommendation that is not compared, the first reason for that, and the responses concerned."""

    recommendation_id: str
    title: str
    reason: LeftOutReason
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommonRecommendations:
    """The recommendations that each response rates in the same words, and the others; both in document order."""

    items: tuple[Recommendation, ...]
    left_out: tuple[LeftOutRecommendation, ...]


def common_recommendations(compared: Sequence[ComparedResponse]) -> CommonRecommendations:
    """What the responses can be compared on: recommendations with the same text in every catalogue, rated by all."""
    items, left_out = [], []
    for item in all_recommendations(compared):
        for reason, stands_out in _REASONS:
            if names := tuple(one.name for one in compared if stands_out(one, item)):
                left_out.append(LeftOutRecommendation(item.id, item.title, reason, names))
                break
        else:
            items.append(item)
    return CommonRecommendations(tuple(items), tuple(left_out))


_REASONS: tuple[tuple[LeftOutReason, Callable[[ComparedResponse, Recommendation], bool]], ...] = (
    (LeftOutReason.NOT_IN_EVERY_VERSION, lambda one, item: item.id not in one.catalogue.by_id),
    (LeftOutReason.TEXT_DIFFERS, lambda one, item: one.catalogue.by_id[item.id].text != item.text),
    (LeftOutReason.NOT_RATED_BY_ALL, lambda one, item: not one.rates(item.id)),
)


def tally_themes(compared: Sequence[ComparedResponse], items: Iterable[Recommendation]) -> ThemeTallies:
    """The tallies of each theme on some of their `recommendations`; every theme is included, even if empty."""
    placed: dict[str, list[str]] = {theme.id: [] for theme in all_themes(compared)}
    for item in items:
        placed[item.theme].append(item.id)
    return {
        theme: {one.name: tally(one.rating(item) for item in ids) for one in compared} for theme, ids in placed.items()
    }


def tally_own_themes(compared: Sequence[ComparedResponse]) -> ThemeTallies:
    """The tallies of each theme on everything that each response's own version asks, for coverage and band."""
    own = {one.name: tally_by(one.catalogue, one.response, Grouping.THEME) for one in compared}
    return {
        theme.id: {name: tallies.get(theme.id, Tally()) for name, tallies in own.items()}
        for theme in all_themes(compared)
    }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Responses side by side, in the same order everywhere."""

    responses: tuple[ComparedResponse, ...]
    common: CommonRecommendations
    themes: tuple[Theme, ...]
    recommendations: tuple[Recommendation, ...]
    tallies: ThemeTallies
    """On the common recommendations: what may be compared."""
    own_tallies: ThemeTallies
    """On everything that each was asked: not comparable with each other."""

    @property
    def countries(self) -> dict[str, tuple[ComparedResponse, ...]]:
        """The responses by country or area, in alphabetical order of the names."""
        by_country = groupby(self.responses, lambda one: one.response.country)
        return {country: tuple(group) for country, group in by_country}

    @property
    def overall(self) -> dict[str, Tally]:
        """Each response's tally of all common recommendations, by name."""
        return {one.name: tally(one.rating(item.id) for item in self.common.items) for one in self.responses}

    @property
    def own_overall(self) -> dict[str, Tally]:
        """Each response's tally of everything that it was asked, by name."""
        return {one.name: tally_all(one.catalogue, one.response) for one in self.responses}

    def ratings(self, recommendation_id: str) -> dict[str, Rating | None]:
        """Each response's rating of a recommendation, by name, even if it was asked in other words."""
        return {one.name: one.rating(recommendation_id) for one in self.responses}

    def distribution(self, item: Recommendation) -> Tally:
        """The ratings of a recommendation by those who were asked in exactly these words."""
        asked = [one for one in self.responses if (own := one.catalogue.by_id.get(item.id)) and own.text == item.text]
        return tally(one.rating(item.id) for one in asked)


def compare(compared: Sequence[ComparedResponse]) -> Comparison:
    """Compare responses. Raises FileRefused with every problem that prevents the comparison."""
    if found := obstacles(compared):
        raise FileRefused(obstacle.problem for obstacle in found)
    responses = sort_responses(compared)
    shared = common_recommendations(responses)
    return Comparison(
        responses=responses,
        common=shared,
        themes=all_themes(responses),
        recommendations=all_recommendations(responses),
        tallies=tally_themes(responses, shared.items),
        own_tallies=tally_own_themes(responses),
    )
