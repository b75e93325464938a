"""What prevents a comparison of responses (docs/method.md, *Comparing*)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.model import Response
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.parsing.message_text import abbreviated_list, printable, truncated
from assessment.parsing.validation import duplicates


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


AnyCandidate = TypeVar("AnyCandidate", bound=Candidate)


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


def _obstacle(candidates: Sequence[Candidate], what: str, fix: str) -> Obstacle:
    where = abbreviated_list([truncated(one.display_name) for one in candidates])
    return Obstacle(Problem(printable(where), printable(what), fix), tuple(one.name for one in candidates))
