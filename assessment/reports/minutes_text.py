"""What minutes say of a workshop, worded once for a document and a workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.countries import country_name
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Alpha
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD, Figures, Withheld
from assessment.domain.workshop.model import VOTES, Breakdown
from assessment.domain.workshop.outcome import Happening, Outcome, WorkshopOutcome
from assessment.domain.workshop.stages import Stage, Step
from assessment.i18n import counted, ngettext
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_word, voice_word
from assessment.labels.formatting import date_text, rating_counts, timestamp_text
from assessment.labels.workshops import (
    distributions,
    moved_text,
    part_word,
    shown_text,
    sort_parts,
    vote_word,
    withheld_text,
)
from assessment.views.results import NOT_GIVEN, Fact
from assessment.views.table import Column, Kind

_OPEN = {Stage.FIRST_OPEN, Stage.FIRST_CLOSED, Stage.SECOND_OPEN, Stage.SECOND_CLOSED}


def workshop_name(workshop: WorkshopOutcome) -> str:
    """“Boruna 2026 · Nepal · 2026 baseline”."""
    plan = workshop.plan
    parts = (plan.title, country_name(plan.country), plan.round.label)
    return " · ".join(part for part in parts if part)


# The workshop as a whole


def workshop_facts(workshop: WorkshopOutcome) -> list[Fact]:
    """What the workshop was, when it was, and who took part."""
    plan, catalogue = workshop.plan, workshop.catalogue
    return [
        Fact(_("Workshop"), plan.title, is_typed=True),
        Fact(_("Country or area"), country_name(plan.country)),
        Fact(_("Round"), plan.round.label or NOT_GIVEN, is_typed=True),
        Fact(_("Organisation"), plan.organisation or NOT_GIVEN, is_typed=True),
        Fact(_("The agreed response speaks for"), voice_word(plan.voice)),
        Fact(_("Prepared on"), date_text(workshop.created.astimezone())),
        Fact(_("Status"), _status(workshop)),
        Fact(_("Days"), _days(workshop) or NOT_GIVEN),
        Fact(_("Place"), plan.place or NOT_GIVEN, is_typed=True),
        Fact(_("Facilitators"), ", ".join(workshop.facilitators) or NOT_GIVEN, is_typed=True),
        Fact(_("Joined"), _participants(workshop)),
        Fact(_("In the room"), _heads(workshop)),
        Fact(_("Ballots"), _("Anonymous") if plan.anonymous else _("Named")),
        Fact(_("Catalogue and version"), f"{catalogue.title} ({catalogue.id}, {catalogue.version})"),
        Fact(_("Recommendations"), len(workshop.outcomes)),
        Fact(_("Result"), _("{agreed} agreed, {parked} parked, {rest} without a result").format(**_counts(workshop))),
    ]


def _status(workshop: WorkshopOutcome) -> str:
    if workshop.finished is None:
        return _("Draft: the workshop isn’t finished")
    return _("Finished on {day}").format(day=date_text(workshop.finished.astimezone()))


def _days(workshop: WorkshopOutcome) -> str:
    """The days on which the room met as planned, and others on which it did something; where none is planned, these
    alone: “24 November 2026, 25 November 2026”."""
    planned, done = workshop.plan.days, {moment.astimezone().date() for moment in workshop.times}
    days, others = (", ".join(map(date_text, days)) for days in (planned, sorted(done.difference(planned))))
    if not days or not others:
        return days or others
    return _("{days}; something was recorded on {others} too").format(days=days, others=others)


def _participants(workshop: WorkshopOutcome) -> str:
    plan, counts = workshop.plan, workshop.participants
    count = sum(counts.values())
    total = counted("{n} participant", "{n} participants", count)
    if plan.breakdown is Breakdown.NONE or not count:
        return total
    parts = (f"{part_word(plan.breakdown, part)} {counts[part]}" for part in sort_parts(plan, counts))
    return f"{total}: {', '.join(parts)}"


def _heads(workshop: WorkshopOutcome) -> str:
    if workshop.heads is None:
        return _("Not counted")
    joined = sum(workshop.participants.values())
    return _("{n} of {present} present had joined").format(n=joined, present=workshop.heads)


def _counts(workshop: WorkshopOutcome) -> dict[str, int]:
    agreed = sum(outcome.is_agreed for outcome in workshop.outcomes)
    parked = sum(outcome.is_parked for outcome in workshop.outcomes)
    return {"agreed": agreed, "parked": parked, "rest": len(workshop.outcomes) - agreed - parked}


def summary_sentences(workshop: WorkshopOutcome) -> list[str]:
    """What came of the workshop, in words."""
    total = len(workshop.outcomes)
    on_agenda = ngettext("{n} recommendation was on the agenda.", "{n} recommendations were on the agenda.", total)
    result = _("The room agreed on {agreed}, parked {parked}, and left {rest} without a result.")
    sentences = [on_agenda.format(n=total), result.format(**_counts(workshop))]
    agreed = [(outcome, outcome.agreed) for outcome in workshop.outcomes if outcome.is_agreed and outcome.agreed]
    ratings = Counter(rating.rating for _outcome, rating in agreed)
    if ratings:
        counted = ", ".join(f"{ratings[rating]} {rating_word(rating).lower()}" for rating in Rating if ratings[rating])
        sentences.append(_("Agreed: {ratings}.").format(ratings=counted))
    for sentence, named in (
        (_("With dissent: {ids}."), [outcome for outcome, rating in agreed if rating.dissent]),
        (_("Parked: {ids}."), [outcome for outcome in workshop.outcomes if outcome.is_parked]),
        (_("Changed after it was agreed: {ids}."), [outcome for outcome in workshop.outcomes if outcome.is_changed]),
    ):
        if named:
            sentences.append(sentence.format(ids=_ids(named)))
    return sentences


def _ids(outcomes: Iterable[Outcome]) -> str:
    return ", ".join(outcome.recommendation.id for outcome in outcomes)


# What happened to a recommendation


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened to a recommendation, and what came of it."""

    recommendation: Recommendation
    at: dt.datetime
    what: str
    result: str

    @property
    def text(self) -> str:
        """“24 November 2026, 14:02 First vote revealed: 3 partial, 2 absent (n = 5)”."""
        happened = f"{timestamp_text(self.at)} {self.what}"
        return f"{happened}: {self.result}" if self.result else happened


def history_lines(outcome: Outcome) -> Iterator[HistoryLine]:
    """Each reveal, each reopening with what changed by it, and what was agreed or parked, in their order."""
    before: dict[int, str] = {}
    for happening in outcome.history:
        if happening.shown is not None:
            what, result = _reveal(happening.vote, shown_text(happening.shown), before.get(happening.vote))
            before[happening.vote] = shown_text(happening.shown)
        else:
            what, result = _step_text(happening), "" if happening.rating is None else rating_word(happening.rating)
        yield HistoryLine(outcome.recommendation, happening.at, what, result)


def _reveal(vote: int, now: str, before: str | None) -> tuple[str, str]:
    if before is None:
        return _("{vote} revealed").format(vote=vote_word(vote)), now
    again = _("{vote} revealed again").format(vote=vote_word(vote))
    if now == before:
        return again, _("as before")
    return again, _("{now}; before: {before}").format(now=now, before=before)


def _step_text(happening: Happening) -> str:
    if happening.step is Step.REOPEN:
        return _("{vote} opened again").format(vote=vote_word(happening.vote))
    words = {Step.SECOND: _("Second vote opened"), Step.AGREE: _("Agreed"), Step.PARK: _("Parked")}
    return words.get(happening.step, _("Reopened"))


def stage_text(outcome: Outcome) -> str:
    """Where the room has left a recommendation."""
    if outcome.is_agreed:
        return _("Agreed")
    if outcome.is_parked:
        return _("Parked: left for later, without an agreed rating")
    if outcome.stage is Stage.NOT_OPENED:
        return _("Not voted on")
    if outcome.stage in _OPEN:
        return _("The vote isn’t revealed yet")
    return _("Voted on, without an agreed rating")


# The votes


@dataclass(frozen=True, slots=True)
class VoteLine:
    """The distribution of one vote, together or of one voice or table; `whose` says which."""

    vote: int
    whose: str
    tally: Tally
    is_together: bool


def vote_lines(workshop: WorkshopOutcome, outcome: Outcome) -> Iterator[VoteLine]:
    """The votes on a recommendation that are shown, each together and then by voice or table."""
    for vote in VOTES:
        figures = outcome.votes.get(vote)
        if isinstance(figures, Figures):
            for place, (whose, tally) in enumerate(distributions(workshop.plan, figures)):
                yield VoteLine(vote, whose, tally, is_together=place == 0)


def count_columns() -> list[Column[VoteLine]]:
    """How many ballots give each rating."""

    def count(rating: Rating) -> Callable[[VoteLine], int]:
        return lambda line: rating_counts(line.tally)[rating]

    return [Column(rating_word(rating), count(rating), Kind.NUMBER) for rating in Rating]


def withheld_votes(outcome: Outcome) -> list[tuple[int, str]]:
    """The votes that aren’t shown, and why."""
    return [
        (vote, withheld_text(reveal)) for vote, reveal in sorted(outcome.votes.items()) if isinstance(reveal, Withheld)
    ]


def second_moved_text(second: Figures, *, is_anonymous: bool) -> str:
    """How many moved, or why it isn’t shown."""
    if second.moved is None:
        return _("Not shown: the workshop is anonymous") if is_anonymous else NOT_GIVEN
    return moved_text(second.moved)


AlphaLine = tuple[str, Alpha]
"""How far participants agree, together or those of one voice or table; and whose alpha it is."""


def alpha_lines(workshop: WorkshopOutcome) -> list[AlphaLine]:
    plan, by_part = workshop.plan, workshop.alpha_by_part
    parts = [(part_word(plan.breakdown, part), by_part[part]) for part in sort_parts(plan, by_part)]
    return [(_("Together"), workshop.alpha), *parts]


def alpha_columns() -> list[Column[AlphaLine]]:
    """How far they agree in first votes."""
    return [
        Column(_("Whose first votes"), lambda line: line[0]),
        Column(_("Alpha"), lambda line: "–" if line[1].value is None else line[1].value, Kind.COEFFICIENT),
        Column(_("Recommendations"), lambda line: line[1].recommendations, Kind.NUMBER),
        Column(_("Ratings"), lambda line: line[1].ballots, Kind.NUMBER),
    ]


def about_figures(workshop: WorkshopOutcome) -> list[str]:
    """What the figures of minutes mean."""
    blind = _("Each vote was blind until all its ballots were shown at once.")
    if again := [outcome for outcome in workshop.outcomes if outcome.was_seen_before]:
        blind = _("These were voted on again after the room had seen their result, so not blind: {ids}.").format(
            ids=_ids(again)
        )
    return [
        blind + " " + _("Votes are never averaged into a rating."),
        _("A person recorded each agreed rating for the room, with its reason and any dissent."),
        _("n is how many people rated implemented, partial or absent in a vote; every figure counts these alone."),
        _("Spread is how far two of them differ on average: 0 if alike, 1/2 if one step apart, 1 if two steps apart."),
        _("There is no spread if they are all alike and others said “not applicable” or “don’t know”."),
        _("Moved is how many changed their rating between the first and the second vote."),
        _("Alpha (Krippendorff) is 1 if all agree on everything, and 0 if they agree no more than by chance."),
        *([_anonymity()] if workshop.plan.anonymous else []),
    ]


def _anonymity() -> str:
    sentence = _(
        "The workshop was anonymous: nothing is shown from which it would follow how fewer than {least} voted."
    )
    return sentence.format(least=ANONYMITY_THRESHOLD)
