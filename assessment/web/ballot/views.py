"""What a page of the ballot shows, as values and sentences for its templates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.access.ballots import Room
from assessment.domain.answer import Rating
from assessment.domain.scoring import Tally
from assessment.domain.workshop.disclosure import Figures, Withheld
from assessment.domain.workshop.model import VOTES
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import PARKED, Stage, open_vote, unrevealed_vote
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label, rating_meaning
from assessment.labels.formatting import clock_text, rating_counts, timestamp_text
from assessment.labels.workshops import distributions, moved_text, vote_word, withheld_text
from assessment.records.workshops import BallotForm, Revealed
from assessment.web.ballot.booth import Ballots

REMARKS_LIMIT = 6_000
"""Characters of remarks that a page shows, which a thousand phones load at once."""
_WIDTH = 100
Bar = tuple[Rating | None, int, float, float]
"""A rating, how often it was given, and where its part of a bar of 100 starts and how wide it is."""


@dataclass(frozen=True, slots=True)
class RevealView:
    """What was shown of one vote."""

    title: str
    withheld: str = ""
    distributions: tuple[tuple[str, int, list[Bar]], ...] = ()
    """Of each part of the room its name, how many voted, and what."""
    moved: str = ""
    remarks: tuple[str, ...] = ()
    more: str = ""
    """How many more remarks there are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list of recommendations; `state` is what this participant has voted, or what became of it."""

    id: str
    title: str
    state: str
    is_voted: bool = False
    is_shown: bool = False
    vote: int | None = None
    """The vote that is open."""


def stage_sentence(stage: Stage) -> str:
    """Where a recommendation is, as its participants are told."""
    match stage:
        case Stage.NOT_OPENED:
            return _("Voting on this hasn’t begun.")
        case Stage.FIRST_OPEN:
            return _("The first vote is open. Nobody sees what you vote before it is revealed.")
        case Stage.SECOND_OPEN:
            return _("The second vote is open: vote again, after the talk.")
        case Stage.FIRST_CLOSED | Stage.SECOND_CLOSED:
            return _("The vote is closed, and not revealed yet.")
        case Stage.FIRST_REVEALED | Stage.SECOND_REVEALED:
            return _("The vote is revealed.")
        case Stage.PARKED_AFTER_FIRST | Stage.PARKED_AFTER_SECOND:
            return _("Parked: left for later.")
        case Stage.AGREED_AFTER_FIRST | Stage.AGREED_AFTER_SECOND:
            return _("Agreed.")


def ballot_meaning(rating: Rating) -> str:
    """What a rating means in a ballot, which one person gives and where “not applicable” needs no reason."""
    match rating:
        case Rating.NOT_APPLICABLE:
            return _("Does not apply to the situation of this country or area.")
        case Rating.DONT_KNOW:
            return _("I looked and can’t say.")
        case _:
            return rating_meaning(rating)


def ballot_label(form: BallotForm) -> str:
    """What somebody has sent."""
    return rating_label(form.rating) if form.rating else _("Withdraw my vote")


def saved_sentence(at: dt.datetime) -> str:
    """When a ballot was saved: “Saved 14:02”, with the day unless it was today."""
    is_today = at.astimezone().date() == dt.datetime.now().astimezone().date()
    return _("Saved {time}").format(time=clock_text(at) if is_today else timestamp_text(at))


def reveals(room: Room, item: str) -> list[RevealView]:
    """What was shown last of each vote on a recommendation, the second before the first; nothing of one that was opened
    again, in which nobody shall vote as others have."""
    hidden = unrevealed_vote(room.workshop.places[item].stage)
    last = {revealed.vote: revealed for revealed in room.reveals.get(item, ()) if revealed.vote != hidden}
    return [_reveal(last[vote], room.workshop.plan) for vote in sorted(last, reverse=True)]


def _reveal(revealed: Revealed, plan: WorkshopPlan) -> RevealView:
    title, shown = vote_word(revealed.vote), revealed.shown
    match shown:
        case Withheld():
            return RevealView(title, withheld=withheld_text(shown))
        case Figures():
            parts = tuple(
                (name, sum(rating_counts(tally).values()), _bars(tally)) for name, tally in distributions(plan, shown)
            )
            moved = _("Moved: {moved}").format(moved=moved_text(shown.moved)) if shown.moved else ""
            remarks = _fitting(shown.remarks)
            left = len(shown.remarks) - len(remarks)
            more = counted("{n} more in the minutes", "{n} more in the minutes", left) if left else ""
            return RevealView(title, "", parts, moved, remarks, more)


def _fitting(remarks: tuple[str, ...]) -> tuple[str, ...]:
    """The remarks, in their order, without those for which a page has no room."""
    fitting, left = [], REMARKS_LIMIT
    for remark in remarks:
        if len(remark) <= left:
            fitting.append(remark)
            left -= len(remark)
    return tuple(fitting)


def _bars(tally: Tally) -> list[Bar]:
    counts = {rating: count for rating, count in rating_counts(tally).items() if count}
    start, bars = 0.0, list[Bar]()
    for rating, count in counts.items():
        width = _WIDTH * count / sum(counts.values())
        bars.append((rating, count, round(start, 2), round(width, 2)))
        start += width
    return bars


def open_entries(room: Room, own: Ballots, shown: str | None) -> list[Entry]:
    """The recommendations whose vote is open, with what this participant has voted."""
    entries = []
    for item, place in room.workshop.places.items():
        vote = open_vote(place.stage)
        if vote is not None:
            ballot = own.get((item, vote))
            rating = None if ballot is None else ballot.rating
            state = rating_label(rating) if rating else _("not voted yet")
            entries.append(Entry(item, _title(room, item), state, rating is not None, item == shown, vote))
    return entries


def done_entries(room: Room, shown: str | None) -> list[Entry]:
    """The recommendations of which something was revealed, agreed or parked."""
    entries = []
    for item, place in room.workshop.places.items():
        if item in room.agreed:
            state = _("agreed: {rating}").format(rating=rating_label(room.agreed[item].rating))
        elif place.stage in PARKED:
            state = _("parked")
        elif reveals(room, item):
            state = _("revealed")
        else:
            continue
        entries.append(Entry(item, _title(room, item), state, is_shown=item == shown))
    return entries


def next_entry(entries: list[Entry], shown: str | None) -> Entry | None:
    """The open vote that comes after the one shown and still waits for this participant."""
    ids = [entry.id for entry in entries]
    start = ids.index(shown) + 1 if shown in ids else 0
    waiting = (entry for entry in [*entries[start:], *entries[:start]] if not entry.is_voted)
    return next((entry for entry in waiting if entry.id != shown), None)


def shown_item(room: Room, own: Ballots, asked: str | None) -> str | None:
    """The recommendation that a page shows: the one asked for, else where the room is, else the next to vote on."""
    if asked or room.workshop.current:
        return asked or room.workshop.current
    waiting = next_entry(open_entries(room, own, None), None)
    return None if waiting is None else waiting.id


def own_words(room: Room, own: Ballots, item: str) -> list[tuple[int, str]]:
    """What this participant has voted on a recommendation, as far as it is stored; not in the vote that is open."""
    return [
        (vote, sentence.format(rating=rating_label(own[item, vote].rating)))
        for vote, sentence in own_sentences(room, item)
        if (item, vote) in own and own[item, vote].rating is not None
    ]


def own_sentences(room: Room, item: str) -> list[tuple[int, str]]:
    """Of each vote on a recommendation that isn't open, the sentence that says what somebody has voted in it, with
    `{rating}` in its place."""
    place = room.workshop.places[item]
    is_open, hidden = open_vote(place.stage), unrevealed_vote(place.stage)
    return [
        (vote, _("{vote}, your vote: {rating}").format(vote=vote_word(vote), rating="{rating}"))
        for vote in VOTES
        if vote != is_open and (hidden is None or vote <= hidden)
    ]


def _title(room: Room, item: str) -> str:
    return room.workshop.catalogue.by_id[item].title
