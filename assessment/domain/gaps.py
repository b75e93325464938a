"""A response's gaps in their order, its information gaps, its red lines, and what would change its score
(docs/method.md, *Gaps* and *Measures*)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.response import Response
from assessment.domain.scoring import RATING_VALUES, Tally, assessed, tally_all

_UNKNOWN = (None, Rating.DONT_KNOW)


@dataclass(frozen=True, slots=True)
class Gap:
    """A recommendation that is rated absent or partial, and how many mandates recommend it."""

    recommendation: Recommendation
    answer: Answer
    asked_by: int

    @property
    def not_ticked(self) -> tuple[str, ...]:
        """The texts of the measures that are not ticked, which doesn't say that they are missing."""
        return tuple(measure.text for measure in self.recommendation.measures if measure.id not in self.answer.ticked)


def gaps(catalogue: Catalogue, response: Response) -> list[Gap]:
    """The gaps: absent red lines, partial red lines, absent, partial; in each by mandates, theme and document."""
    themes = {theme.id: place for place, theme in enumerate(catalogue.themes)}
    unordered = [
        Gap(item, response.answer(item.id), catalogue.asked_by[item.id])
        for item in catalogue.recommendations
        if response.rating(item.id) in (Rating.ABSENT, Rating.PARTIAL)
    ]
    # The sort is stable, so document order needs no key.
    return sorted(
        unordered,
        key=lambda gap: (
            not gap.recommendation.red_line,
            gap.answer.rating is Rating.PARTIAL,
            -gap.asked_by,
            themes[gap.recommendation.theme],
        ),
    )


def red_lines(gaps: Sequence[Gap]) -> list[Gap]:
    """The gaps that are red lines, in the order of the gaps."""
    return [gap for gap in gaps if gap.recommendation.red_line]


def information_gaps(catalogue: Catalogue, response: Response) -> list[Recommendation]:
    """What was asked and is unanswered, or answered “don't know”, in document order."""
    return [item for item in assessed(response, catalogue.recommendations) if response.rating(item.id) in _UNKNOWN]


def suggested_rating(recommendation: Recommendation, answer: Answer) -> Rating | None:
    """The rating that the ticked measures suggest, and “none of these”. Never saved automatically.

    None where there are no measures, or the answer says nothing about them.
    """
    if not recommendation.measures or answer.measures is None:
        return None
    ticked = sum(measure.id in answer.ticked for measure in recommendation.measures)
    if ticked == len(recommendation.measures):
        return Rating.IMPLEMENTED
    return Rating.PARTIAL if ticked else Rating.ABSENT


def needs_explanation(recommendation: Recommendation, answer: Answer) -> bool:
    """Whether rating and ticked measures disagree without a comment that explains it."""
    if answer.rating not in RATING_VALUES or answer.comment.strip():
        return False
    return suggested_rating(recommendation, answer) not in (None, answer.rating)


@dataclass(frozen=True, slots=True)
class Influence:
    """How far the overall score can move by one answer: its score if the recommendation were absent, and
    if it were implemented."""

    recommendation: Recommendation
    rating: Rating | None
    if_absent: float
    if_implemented: float

    def reach(self, score: float | None) -> float:
        """The greatest distance from the present score, in points."""
        ends = (self.if_absent, self.if_implemented)
        return max(ends) - min(ends) if score is None else max(abs(end - score) for end in ends)


def influences(catalogue: Catalogue, response: Response) -> list[Influence]:
    """Which answers move the overall score most, first; equals in the catalogue's order.

    Covers every applicable recommendation that isn't implemented: a gap may be closed, an unknown answered.
    """
    whole = tally_all(catalogue, response)
    unordered = [
        Influence(
            item,
            rating,
            if_absent=_score_with(whole, rating, Rating.ABSENT),
            if_implemented=_score_with(whole, rating, Rating.IMPLEMENTED),
        )
        for item in assessed(response, catalogue.recommendations)
        if (rating := response.rating(item.id)) not in (Rating.IMPLEMENTED, Rating.NOT_APPLICABLE)
    ]
    return sorted(unordered, key=lambda influence: -influence.reach(whole.score))


def _score_with(whole: Tally, rating: Rating | None, other: Rating) -> float:
    before = "unanswered" if rating is None else rating.value
    counts = {name: getattr(whole, name) for name in Tally.__slots__}
    counts[before] -= 1
    counts[other.value] += 1
    score = Tally(**counts).score
    assert score is not None  # noqa: S101 - one recommendation at least is rated now
    return score
