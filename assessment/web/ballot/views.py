"""What a page of the ballot shows, as values for its templates."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.access.ballots import Room
from assessment.domain.model import Rating
from assessment.domain.scoring import Tally
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage, open_vote, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import RATING_STYLES, RatingStyle, rating_label, rating_word
from assessment.labels.formatting import rating_counts
from assessment.labels.workshops import distributions, moved_text, vote_word, withheld_text
from assessment.records.workshops import Revealed
from assessment.web.ballot.booth import Ballots
from assessment.web.ballot.words import ballot_meaning

CHOICES = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.NOT_APPLICABLE, Rating.DONT_KNOW)
REMARKS_LIMIT = 6_000
"""Characters of remarks that a page shows, which a thousand phones load at once."""
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the five answers."""

    value: str
    mark: str
    word: str
    meaning: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a distribution as a part of a bar, from `start` and `width` of 100."""

    code: str
    style: RatingStyle
    word: str
    count: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Distribution:
    """What one part of the room voted."""

    name: str
    total: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class RevealView:
    """What was shown of one vote."""

    title: str
    withheld: str = ""
    distributions: tuple[Distribution, ...] = ()
    moved: str = ""
    remarks: tuple[str, ...] = ()
    more: str = ""
    """How many more remarks there are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of recommendations; `own` is what this participant has voted, `state` what became of it."""

    id: str
    title: str
    state: str
    is_voted: bool = False
    is_shown: bool = False


def choices(chosen: Rating | None) -> list[Choice]:
    return [
        Choice(each.value, RATING_STYLES[each].mark, rating_word(each), ballot_meaning(each), each is chosen)
        for each in CHOICES
    ]


def reveals(room: Room, item: str) -> list[RevealView]:
    """What was shown last of each vote on a recommendation, the second before the first; nothing of one that was opened
    again, in which nobody shall vote as others have."""
    hidden = unrevealed_vote(room.workshop.places[item].stage)
    last: dict[int, Revealed] = {each.vote: each for each in room.reveals.get(item, ()) if each.vote != hidden}
    return [_reveal(last[vote], room.workshop.plan) for vote in sorted(last, reverse=True)]


def _reveal(revealed: Revealed, plan: WorkshopPlan) -> RevealView:
    title, shown = vote_word(revealed.vote), revealed.shown
    match shown:
        case Withheld():
            return RevealView(title, withheld=withheld_text(shown))
        case Figures():
            found = [_distribution(name, tally) for name, tally in distributions(plan, shown)]
            moved = _("Moved: {moved}").format(moved=moved_text(shown.moved)) if shown.moved else ""
            remarks = _fitting(shown.remarks)
            left = len(shown.remarks) - len(remarks)
            more = ngettext("{n} more in the minutes", "{n} more in the minutes", left).format(n=left) if left else ""
            return RevealView(title, "", tuple(found), moved, remarks, more)


def _fitting(remarks: tuple[str, ...]) -> tuple[str, ...]:
    """The remarks, in their order, without those for which a page has no room."""
    found, left = [], REMARKS_LIMIT
    for remark in remarks:
        if len(remark) <= left:
            found.append(remark)
            left -= len(remark)
    return tuple(found)


def _distribution(name: str, tally: Tally) -> Distribution:
    counts = {rating: count for rating, count in rating_counts(tally).items() if count}
    total, start, bars = sum(counts.values()), 0.0, []
    for rating, count in counts.items():
        width = _WIDTH * count / total
        bars.append(
            Bar(rating or "", RATING_STYLES[rating], rating_word(rating), count, round(start, 2), round(width, 2))
        )
        start += width
    return Distribution(name, total, tuple(bars))


def open_entries(room: Room, own: Ballots, shown: str | None) -> list[Entry]:
    """The recommendations whose vote is open, with what this participant has voted."""
    found = []
    for item, place in room.workshop.places.items():
        vote = open_vote(place.stage)
        if vote is not None:
            ballot = own.get((item, vote))
            rating = None if ballot is None else ballot.rating
            state = rating_label(rating) if rating else _("not voted yet")
            found.append(Entry(item, _title(room, item), state, rating is not None, item == shown))
    return found


def done_entries(room: Room, shown: str | None) -> list[Entry]:
    """The recommendations of which something was revealed, agreed or parked."""
    found = []
    for item, place in room.workshop.places.items():
        if item in room.agreed:
            state = _("agreed: {rating}").format(rating=rating_label(room.agreed[item].rating))
        elif place.stage in (Stage.PARKED_AFTER_FIRST, Stage.PARKED_AFTER_SECOND):
            state = _("parked")
        elif reveals(room, item):
            state = _("revealed")
        else:
            continue
        found.append(Entry(item, _title(room, item), state, is_shown=item == shown))
    return found


def next_entry(entries: list[Entry], shown: str | None) -> Entry | None:
    """The open vote that comes after the one shown and still waits for this participant."""
    ids = [entry.id for entry in entries]
    start = ids.index(shown) + 1 if shown in ids else 0
    waiting = (entry for entry in [*entries[start:], *entries[:start]] if not entry.is_voted)
    return next((entry for entry in waiting if entry.id != shown), None)


def shown_item(room: Room, own: Ballots, asked: str | None) -> str | None:
    """The recommendation that a page shows: the one asked for, else where the room is, else the next to vote on."""
    if asked is not None:
        return asked
    if room.workshop.current is not None:
        return room.workshop.current
    waiting = next_entry(open_entries(room, own, None), None)
    return None if waiting is None else waiting.id


def own_words(room: Room, own: Ballots, item: str) -> list[str]:
    """What this participant has voted on a recommendation, as far as it is stored; not in the vote that is open."""
    place = room.workshop.places[item]
    votes = [vote for (of, vote), ballot in own.items() if of == item and ballot.rating is not None]
    is_open, hidden = open_vote(place.stage), unrevealed_vote(place.stage)
    return [
        _("{vote}, your vote: {rating}").format(vote=vote_word(vote), rating=rating_label(own[item, vote].rating))
        for vote in sorted(votes)
        if vote != is_open and (hidden is None or vote <= hidden)
    ]


def _title(room: Room, item: str) -> str:
    return room.workshop.catalogue.by_id[item].title
