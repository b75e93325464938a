"""Searching recommendations: by words in any order, their own words first (title, question, text, measures), then their
source's, then what the respondent wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from assessment.domain.answer import EMPTY_ANSWER, Answer, Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.countries import sort_key
from assessment.domain.scoring import Grouping, groups_of

_APOSTROPHES = {ord(mark): "'" for mark in "’‘ʼʻ`´′ʹ＇"}


class Place(IntEnum):
    """Where a word was found; the first places are those that a search is most likely about."""

    TITLE = 0
    QUESTION = 1
    TEXT = 2
    MEASURES = 3
    SOURCE = 4
    ANSWER = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A recommendation that was found: each word at its first place, so these may be several."""

    item: Recommendation
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions for showing a recommendation: each must hold, and each word must be found."""

    groups: tuple[tuple[Grouping, str], ...] = ()
    red_lines_only: bool = False
    ratings: tuple[Rating | None, ...] = ()
    words: str = ""

    @property
    def count(self) -> int:
        """How many conditions are set."""
        return len(self.groups) + self.red_lines_only + len(self.ratings) + bool(self.words)

    def apply(
        self, items: Iterable[Recommendation], answer: Callable[[str], Answer] = lambda _id: EMPTY_ANSWER
    ) -> list[Hit]:
        """The recommendations that match: in the given order, or as a search ranks them."""
        matching = [item for item in items if self._matches(item, answer(item.id).rating)]
        return search(matching, self.words, lambda recommendation_id: answer(recommendation_id).texts)

    def _matches(self, item: Recommendation, rating: Rating | None) -> bool:
        return (
            (item.red_line or not self.red_lines_only)
            and all(wanted is rating for wanted in self.ratings)
            and all(
                group in groups_of(item, grouping) or (grouping is Grouping.THEME and group in item.also_themes)
                for grouping, group in self.groups
            )
        )


def search(
    items: Iterable[Recommendation], words: str, answered: Callable[[str], Sequence[str]] = lambda _id: ()
) -> list[Hit]:
    """The recommendations that have every word somewhere, ordered by the last place needed to find them all.

    `answered` gives the respondent's own texts by recommendation. Recommendations that rank the same keep their order.
    Capitals, accents, kinds of apostrophe and the order of the words don't matter.
    """
    wanted = fold(words).split()
    hits = [hit for item in items if (hit := _find(item, wanted, answered(item.id))) is not None]
    return sorted(hits, key=lambda hit: hit.places[-1:])


def fold(text: str) -> str:
    """A text as it is compared: without capitals and accents, and with one kind of apostrophe."""
    return sort_key(text.translate(_APOSTROPHES))


def _find(item: Recommendation, wanted: Sequence[str], answered: Sequence[str]) -> Hit | None:
    texts = _texts(item, answered)
    first_places = [next((place for place, text in texts.items() if word in text), None) for word in wanted]
    places = {place for place in first_places if place is not None}
    return None if None in first_places else Hit(item, tuple(sorted(places)))


def _texts(item: Recommendation, answered: Sequence[str]) -> Mapping[Place, str]:
    source = item.source
    texts = {
        Place.TITLE: (item.id, item.title),
        Place.QUESTION: (item.question,),
        Place.TEXT: (item.text,),
        Place.MEASURES: tuple(measure.text for measure in item.measures),
        Place.SOURCE: (source.mandate.name, source.document, source.symbol, str(source.year)),
        Place.ANSWER: answered,
    }
    return {place: fold("\n".join(parts)) for place, parts in texts.items()}
