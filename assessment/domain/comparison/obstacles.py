"""Which responses can't be compared with the others, and whether a person must decide first (docs/comparing.md)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from assessment.domain.comparison.ordering import NamedResponse, respondent
from assessment.domain.response import Response
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
    """Why some responses are left out of a comparison, and their names."""

    problem: Problem
    names: tuple[str, ...]
    needs_decision: bool = True
    """Whether a person must correct it or leave these out. If not, the others are compared, and these are named."""
    choices: tuple[str, ...] = ()
    """Of twins with different answers, which can take each other's place: the names of all, the compared one first."""


def obstacles(candidates: Sequence[Candidate], preferred: Sequence[str] = ()) -> tuple[Obstacle, ...]:
    """Every reason to leave responses out, at once.

    A catalogue other than most have (ties: the first given), nothing rated, and twins: the same country, voice,
    organisation and round, where a round without a date is that with the same label. Of twins the first of `preferred`
    is compared, otherwise the only one with a date; else a person must decide. Finally, fewer than two responses, of
    those given or of those left.

    Raises ValueError where two have the same name.
    """
    if named_twice := duplicates(candidate.name for candidate in candidates):
        raise ValueError(f"Several of the responses have the same name: {abbreviated_list(named_twice)}")
    reasons = [*_other_catalogues(candidates), *_without_ratings(candidates)]
    # Of two twins, one that is out already doesn't exclude the other.
    reasons += _twins(_without(candidates, reasons), preferred)
    if len(_without(candidates, reasons)) < 2:  # noqa: PLR2004 - a comparison is of two at least
        what = _("A comparison needs two responses that can be compared.")
        reasons.append(Obstacle(Problem("", what, _("Add another response.")), ()))
    return tuple(reasons)


def comparable(candidates: Sequence[AnyCandidate]) -> tuple[AnyCandidate, ...]:
    """The responses without those that are left out, whether a person must decide so or not."""
    return tuple(_without(candidates, obstacles(candidates)))


def _without(candidates: Sequence[AnyCandidate], reasons: Iterable[Obstacle]) -> list[AnyCandidate]:
    out = {name for obstacle in reasons for name in obstacle.names}
    return [candidate for candidate in candidates if candidate.name not in out]


def _other_catalogues(candidates: Sequence[Candidate]) -> Iterator[Obstacle]:
    counted = Counter(candidate.catalogue_id for candidate in candidates)
    stays = max(counted, key=counted.__getitem__, default="")
    for candidate in candidates:
        if candidate.catalogue_id != stays:
            yield _obstacle(
                [candidate],
                _("It uses the catalogue “{other}”, the others “{catalogue}”.").format(
                    other=truncated(candidate.catalogue_id), catalogue=truncated(stays)
                ),
                _("Compare it with responses to the same catalogue, or leave it out."),
            )


def _without_ratings(candidates: Sequence[Candidate]) -> Iterator[Obstacle]:
    for candidate in candidates:
        if not candidate.is_rated:
            yield _obstacle(
                [candidate], _("It has no ratings."), _("Rate something in it first."), needs_decision=False
            )


def _twins(candidates: Sequence[Candidate], preferred: Sequence[str]) -> Iterator[Obstacle]:
    for alike in _alike(candidates):
        first, *others = alike
        if all(other.full_response() == first.full_response() for other in others):
            for other in others:
                what = _("It is the same response as “{name}”.").format(name=truncated(first.display_name))
                yield _obstacle([other], what, _("Leave one of them out."), needs_decision=False)
        elif compared := _kept(alike, preferred):
            yield _left_for(compared, [candidate for candidate in alike if candidate is not compared])
        else:
            yield _obstacle(
                alike,
                _("They have the same country or area, voice, organisation and round, but different answers."),
                _("Leave out all but one, or correct the organisation or round."),
            )


def _kept(alike: Sequence[Candidate], preferred: Sequence[str]) -> Candidate | None:
    """Which of the twins is compared: the one preferred most, else the only one with a date."""
    by_name = {candidate.name: candidate for candidate in alike}
    if chosen := next((name for name in preferred if name in by_name), None):
        return by_name[chosen]
    dated = [candidate for candidate in alike if candidate.response.round.date]
    return dated[0] if len(dated) == 1 else None


def _left_for(compared: Candidate, others: Sequence[Candidate]) -> Obstacle:
    """Twins that are left out because another one is compared."""
    what = _("“{name}” is of the same respondent and round, and is compared instead.")
    return _obstacle(
        others,
        what.format(name=truncated(compared.display_name)),
        _("If they are two, correct the organisation, round or date."),
        needs_decision=False,
        choices=[compared, *others],
    )


def _alike(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Groups of responses with the same country, voice, organisation and round."""
    by_identity: dict[Hashable, list[Candidate]] = {}
    for candidate in candidates:
        by_identity.setdefault((respondent(candidate.response), candidate.response.round.label), []).append(candidate)
    for group in by_identity.values():
        for of_round in _of_one_round(group):
            by_respondent: dict[Hashable, list[Candidate]] = {}
            for candidate in of_round:
                by_respondent.setdefault(_unnamed(candidate), []).append(candidate)
            yield from (alike for alike in by_respondent.values() if len(alike) > 1)


def _of_one_round(group: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    """The twins among responses with one label: those of one date, and those without one if the label has one date.

    Where several rounds have the label, or it is empty, an undated one may be of another round.
    """
    by_date: dict[dt.date | None, list[Candidate]] = {}
    for candidate in group:
        by_date.setdefault(candidate.response.round.date, []).append(candidate)
    if group[0].response.round.label and None in by_date and len(by_date) == 2:  # noqa: PLR2004 - one date and none
        yield group
    else:
        yield from (of_date for of_date in by_date.values() if len(of_date) > 1)


def _unnamed(candidate: Candidate) -> Hashable:
    # Two anonymous respondents may be different ones: only identical answers show that they are one.
    if candidate.response.anonymous and not candidate.response.organisation.strip():
        return frozenset(candidate.full_response().answers.items())
    return ""


def _obstacle(
    candidates: Sequence[Candidate],
    what: str,
    fix: str,
    *,
    needs_decision: bool = True,
    choices: Sequence[Candidate] = (),
) -> Obstacle:
    where = abbreviated_list([truncated(candidate.display_name) for candidate in candidates])
    names, others = (tuple(candidate.name for candidate in some) for some in (candidates, choices))
    return Obstacle(Problem(printable(where), printable(what), fix), names, needs_decision, others)
