"""The ballots of a workshop as JSON and CSV, for analysts (docs/workshop-files.md).

Of a named workshop there is a row for each ballot that was in force at a reveal. Of an anonymous one there are only the
counts that the room was shown, since nothing may link the ballots of one participant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from assessment.codec import json_text, plain
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.parsing.csv_escaping import csv_text

FORMAT = "gap-assessment-ballots/1"
SCHEMA = Path(__file__).with_name("ballots.schema.json")
TOGETHER, OTHERS = "together", "others"
"""Of a distribution: all ballots, and those whose voice or table isn't shown."""

_COUNTED = ("recommendation_id", "vote", "whose", "part", *(rating.value for rating in Rating), "withheld")


@dataclass(frozen=True, slots=True)
class NamedBallot:
    """A ballot that was revealed, with who gave it: their number in the workshop, and what they said of themselves."""

    recommendation_id: str
    vote: int
    reveal: int
    """Which reveal of this recommendation, counted from 1."""
    number: int
    voice: Voice | None
    table: str | None
    name: str | None
    rating: Rating
    remark: str
    on_paper: bool


def write_ballots_csv(ballots: Iterable[NamedBallot]) -> str:
    """The ballots of a named workshop as CSV."""
    columns = [field.name for field in fields(NamedBallot)]
    return csv_text(columns, (plain(ballot).values() for ballot in ballots))


def write_counts_csv(outcome: WorkshopOutcome) -> str:
    """What was shown of the votes of an anonymous workshop as CSV."""
    return csv_text(_COUNTED, (row.values() for row in _count_rows(outcome)))


def write_ballots_json(outcome: WorkshopOutcome, ballots: Iterable[NamedBallot]) -> str:
    """The ballots of a named workshop as JSON."""
    return _json(outcome, "ballots", list(ballots))


def write_counts_json(outcome: WorkshopOutcome) -> str:
    """What was shown of the votes of an anonymous workshop as JSON."""
    return _json(outcome, "counts", list(_count_rows(outcome)))


def _count_rows(outcome: WorkshopOutcome) -> Iterable[dict[str, Any]]:
    for item_outcome in outcome.outcomes:
        for vote, shown in sorted(item_outcome.votes.items()):
            place = {"recommendation_id": item_outcome.recommendation.id, "vote": vote}
            if isinstance(shown, Withheld):
                nothing = dict.fromkeys(rating.value for rating in Rating)
                yield {**place, "whose": TOGETHER, "part": None, **nothing, "withheld": shown.value}
            else:
                for whose, part, tally in _distributions(shown):
                    yield {**place, "whose": whose, "part": part, **_counts(tally), "withheld": None}


def _distributions(figures: Figures) -> Iterable[tuple[str, str | None, Tally]]:
    yield TOGETHER, None, figures.together
    yield from (("part", part, tally) for part, tally in figures.parts.items())
    if figures.others is not None:
        yield OTHERS, None, figures.others


def _counts(tally: Tally) -> dict[str, int]:
    return {rating.value: getattr(tally, rating.value) for rating in Rating}


def _json(outcome: WorkshopOutcome, kind: str, rows: Sequence[object]) -> str:
    plan, catalogue = outcome.plan, outcome.catalogue
    data = {
        "format": FORMAT,
        "workshop": {"id": outcome.id, "title": plan.title},
        "catalogue": {"id": catalogue.id, "version": catalogue.version, "hash": catalogue.hash},
        "country": plan.country,
        "round": plan.round,
        "anonymous": plan.anonymous,
        "breakdown": plan.breakdown,
        kind: rows,
    }
    return json_text(data)
