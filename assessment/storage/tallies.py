"""Counts the ratings of many assessments in one pass, for comparisons, without loading anything else.

The rules are those of `domain.comparison.compare`, whose pure functions give the same for loaded responses
(docs/method.md, *Comparing*); the formula is in `Tally`, which gets the counts.

The ratings of an assessment become a row of letters, one for each recommendation, which are counted by functions in C
(docs/decisions/0016-rows-of-letters.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import itemgetter

from sqlalchemy import func, select

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.compare import (
    LeftOutReason,
    ThemeTallies,
    all_recommendations,
    all_themes,
    catalogues_of,
    common_recommendations,
)
from assessment.domain.response import Response, Voice
from assessment.domain.scoring import RATING_VALUES, Tally
from assessment.domain.sourced import SourcedResponse
from assessment.parsing.message_text import LIST_LIMIT
from assessment.records.assessments import CommonItems, ExcludedItem
from assessment.records.errors import AssessmentDamaged, RecommendationUnknown, unreadable
from assessment.storage.assessments import batched_ids, find_rows
from assessment.storage.tables import answers, assessments
from assessment.storage.transaction import Transaction

_SOUGHT = 100
"""Up to this number recommendations are selected by id; for more it is faster to read all ratings."""
_MEANT: Mapping[str, Rating] = {rating.value[0]: rating for rating in Rating}
"""The meaning of a letter, which is the first of a rating's code."""
_UNANSWERED, _NOT_ASKED = ".", "-"
"""The letters where there is no rating; what wasn't asked is in no tally."""
_RATED = "".join(rating.value[0] for rating in RATING_VALUES)
_COUNTED = tuple(_UNANSWERED if field.name == "unanswered" else field.name[0] for field in fields(Tally))
"""The letters that a tally counts, in the order of its fields."""


def count_themes(transaction: Transaction, ids: Sequence[str], items: Collection[str] | None = None) -> ThemeTallies:
    """The tallies of each theme by assessment: on everything that it was asked, like
    `Comparison.own_tallies`, or on `items`, like `tally_themes`.

    Raises AssessmentUnknown, and RecommendationUnknown for an item that is in none of their catalogues.
    """
    asked = _find_asked(transaction, ids)
    if items is None:
        rows = _read_rows(transaction, asked.agendas, asked.items)
        return _tally_themes(
            asked, rows, {version.name: version.catalogue.recommendations for version in asked.versions}
        )
    for item in items:
        if item not in asked.items:
            raise RecommendationUnknown(item)
    # Whether they are in an assessment's own version or not.
    wanted = [asked.items[item] for item in dict.fromkeys(items)]
    rows = _read_rows(transaction, asked.agendas, [item.id for item in wanted])
    return _tally_themes(asked, rows, dict.fromkeys((version.name for version in asked.versions), wanted))


def find_common_items(transaction: Transaction, ids: Sequence[str]) -> CommonItems:
    """The recommendations on which these assessments can be compared, like `Comparison.common`. Raises
    AssessmentUnknown."""
    asked = _find_asked(transaction, ids)
    rows = _read_rows(transaction, asked.agendas, asked.items)
    columns = rows.columns()
    items, left_out = [], []
    # If nobody rates anything, nothing is common: what isn't left out for another reason is left out for this.
    for entry in common_recommendations(asked.versions).left_out:
        item = entry.recommendation_id
        if entry.reason is LeftOutReason.NOT_RATED_BY_ALL:
            because = [key for key, letter in zip(rows.letters, columns[item], strict=True) if letter not in _RATED]
        else:
            because = [key for key in rows.letters if asked.version_of[key] in entry.names]
        if because:
            named = tuple(because) if len(because) <= LIST_LIMIT else ()
            left_out.append(ExcludedItem(item, entry.reason, len(because), named))
        else:
            items.append(item)
    return CommonItems(tuple(items), tuple(left_out))


def read_ratings(
    transaction: Transaction, ids: Sequence[str], recommendation_ids: Collection[str]
) -> dict[str, dict[str, Rating | None]]:
    """The rating of each assessment for each of some recommendations, in the order given; None if it is unanswered or
    not in the catalogue. Raises AssessmentUnknown."""
    rows = _read_rows(transaction, dict.fromkeys(find_rows(transaction, ids, assessments.c.id)), recommendation_ids)
    return {
        item: dict(zip(rows.letters, map(_MEANT.get, column), strict=True)) for item, column in rows.columns().items()
    }


@dataclass(frozen=True, slots=True)
class _Rows:
    """The ratings of assessments: a letter for each of some recommendations."""

    items: tuple[str, ...]
    letters: Mapping[str, str]
    """By assessment, in the order requested: letters of `_MEANT`, `_UNANSWERED` or `_NOT_ASKED`."""

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The letters of all assessments for each recommendation."""
        if not self.letters:
            return dict.fromkeys(self.items, ())
        return dict(zip(self.items, zip(*self.letters.values(), strict=True), strict=True))

    def picker(self, items: Iterable[str]) -> Callable[[str], str]:
        """A function that picks the letters of these recommendations from a row."""
        places = {item: place for place, item in enumerate(self.items)}
        wanted = [places[item] for item in items]
        if not wanted:
            return lambda _row: ""
        pick = itemgetter(*wanted)
        return lambda row: "".join(pick(row))


@dataclass(frozen=True, slots=True)
class _Asked:
    """The recommendations of some assessments, each in its own catalogue version."""

    agendas: Mapping[str, frozenset[str] | None]
    """As `Response.asked`, by the assessments' ids, in their order."""
    version_of: Mapping[str, str]
    """The hash of its catalogue by an assessment's id."""
    versions: Sequence[SourcedResponse]
    """Empty responses by the hash of their catalogue, in the form that `comparison` needs."""
    items: Mapping[str, Recommendation]
    """All recommendations in their newest version."""


def _find_asked(transaction: Transaction, ids: Sequence[str]) -> _Asked:
    rows = find_rows(transaction, ids, assessments.c.catalogue_hash, assessments.c.asked)
    if damaged := [key for key, row in rows.items() if not isinstance(row.asked, tuple | None)]:
        raise AssessmentDamaged(damaged[0], unreadable("asked"))
    catalogues = {row.catalogue_hash: transaction.catalogue(row.catalogue_hash, key) for key, row in rows.items()}
    versions = [
        SourcedResponse(content_hash, catalogue, Response(catalogue.id, catalogue.version, "", Voice.OTHER))
        for content_hash, catalogue in catalogues.items()
    ]
    return _Asked(
        {key: None if row.asked is None else frozenset(row.asked) for key, row in rows.items()},
        {key: row.catalogue_hash for key, row in rows.items()},
        versions,
        {item.id: item for item in all_recommendations(catalogues_of(versions))},
    )


def _tally_themes(asked: _Asked, rows: _Rows, items: Mapping[str, Collection[Recommendation]]) -> ThemeTallies:
    """The tallies of each theme on the given recommendations of each version."""
    tallies: dict[str, dict[str, Tally]] = {}
    for theme in all_themes(catalogues_of(asked.versions)):
        pickers = {
            version: rows.picker(item.id for item in wanted if item.theme == theme.id)
            for version, wanted in items.items()
        }
        tallies[theme.id] = {key: _tally(pickers[asked.version_of[key]](row)) for key, row in rows.letters.items()}
    return tallies


@lru_cache(maxsize=10_000)
def _tally(letters: str) -> Tally:
    """The tally of some letters. With few recommendations the same letters occur again and again."""
    return Tally(*map(letters.count, _COUNTED))


def _read_rows(
    transaction: Transaction, agendas: Mapping[str, frozenset[str] | None], recommendation_ids: Collection[str]
) -> _Rows:
    """The ratings of existing assessments for some recommendations; `agendas` says what each was asked."""
    items = tuple(dict.fromkeys(recommendation_ids))
    # Both texts are aggregated from the same rows in the same order.
    rated_ids = func.aggregate_strings(answers.c.recommendation_id, ",")
    how = func.aggregate_strings(func.substr(answers.c.rating, 1, 1), "")
    conditions = [answers.c.rating.is_not(None)]
    if len(items) <= _SOUGHT:
        conditions.append(answers.c.recommendation_id.in_(items))
    letters = {key: _without_ratings(items, asked) for key, asked in agendas.items()}
    for part in batched_ids(agendas):
        statement = (
            select(answers.c.assessment_id, rated_ids, how)
            .where(answers.c.assessment_id.in_(part), *conditions)
            .group_by(answers.c.assessment_id)
        )
        for key, asked, ratings in transaction.execute(statement):
            # An invalid rating has another letter, or more or fewer than one.
            if not (isinstance(asked, str) and _MEANT.keys() >= set(ratings) and asked.count(",") + 1 == len(ratings)):
                raise AssessmentDamaged(key, unreadable("rating"))
            letter_of = dict(zip(asked.split(","), ratings, strict=True))
            letters[key] = "".join(map(letter_of.get, items, letters[key]))
    return _Rows(items, letters)


def _without_ratings(items: Sequence[str], asked: frozenset[str] | None) -> str:
    if asked is None:
        return _UNANSWERED * len(items)
    return "".join(_UNANSWERED if item in asked else _NOT_ASKED for item in items)
