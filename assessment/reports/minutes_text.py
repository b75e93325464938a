"""What minutes say of a workshop, worded once for a document and a workbook."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.domain.countries import country_name
from assessment.domain.model import Rating, Recommendation
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Alpha
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD, Figures, Withheld
from assessment.domain.workshop.model import FIRST_VOTE, SECOND_VOTE, Breakdown
from assessment.domain.workshop.outcome import Happening, Outcome, WorkshopOutcome
from assessment.domain.workshop.stages import Stage, Step
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import rating_word, voice_word
from assessment.labels.formatting import date_text, timestamp_text
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

_OPEN = {Stage.FIRST_OPEN, Stage.FIRST_CLOSED, Stage.SECOND_OPEN, Stage.SECOND_CLOSED}


@dataclass(frozen=True, slots=True)
class VoteLine:
    """The distribution of one vote, together or of one voice or table; `whose` says which."""

    outcome: Outcome
    vote: int
    whose: str
    tally: Tally
    is_together: bool

    def count(self, rating: Rating) -> int:
        """How many ballots give this rating."""
        count: int = getattr(self.tally, rating.value)
        return count


@dataclass(frozen=True, slots=True)
class AlphaLine:
    """How far participants agree, together or those of one voice or table."""

    whose: str
    alpha: Alpha


def workshop_name(outcome: WorkshopOutcome) -> str:
    """“Boruna 2026 · Nepal · 2026 baseline”."""
    plan = outcome.plan
    parts = (plan.title, country_name(plan.country), plan.round.label)
    return " · ".join(part for part in parts if part)


def status_text(outcome: WorkshopOutcome) -> str:
    if outcome.finished is None:
        return _("Draft: the workshop isn’t finished")
    return _("Finished on {day}").format(day=date_text(outcome.finished.astimezone()))


def workshop_facts(outcome: WorkshopOutcome) -> list[Fact]:
    """What the workshop was, when it was, and who took part."""
    plan, catalogue = outcome.plan, outcome.catalogue
    return [
        Fact(_("Workshop"), plan.title, is_typed=True),
        Fact(_("Country or area"), country_name(plan.country)),
        Fact(_("Round"), plan.round.label or NOT_GIVEN, is_typed=True),
        Fact(_("Organisation"), plan.organisation or NOT_GIVEN, is_typed=True),
        Fact(_("The agreed response speaks for"), voice_word(plan.voice)),
        Fact(_("Prepared on"), date_text(outcome.created.astimezone())),
        Fact(_("Status"), status_text(outcome)),
        Fact(_("Days"), days_text(outcome) or NOT_GIVEN),
        Fact(_("Place"), plan.place or NOT_GIVEN, is_typed=True),
        Fact(_("Facilitators"), ", ".join(outcome.facilitators) or NOT_GIVEN, is_typed=True),
        Fact(_("Joined"), _participants_text(outcome)),
        Fact(_("In the room"), _heads_text(outcome)),
        Fact(_("Ballots"), _("Anonymous") if plan.anonymous else _("Named")),
        Fact(_("Catalogue and version"), f"{catalogue.title} ({catalogue.id}, {catalogue.version})"),
        Fact(_("Recommendations"), len(outcome.outcomes)),
        Fact(_("Result"), _result_text(outcome)),
    ]


def days_text(outcome: WorkshopOutcome) -> str:
    """The days on which the room met as planned, and others on which it did something; where none is planned, these
    alone: “24 November 2026, 25 November 2026”."""
    planned, done = outcome.plan.days, {moment.astimezone().date() for moment in outcome.times}
    others = ", ".join(map(date_text, sorted(done.difference(planned))))
    if not planned or not others:
        return ", ".join(map(date_text, planned)) or others
    return _("{days}; something was recorded on {others} too").format(
        days=", ".join(map(date_text, planned)), others=others
    )


def summary_sentences(outcome: WorkshopOutcome) -> list[str]:
    """What came of the workshop, in words."""
    agreed = Counter(each.agreed.rating for each in outcome.outcomes if each.is_agreed and each.agreed)
    total = len(outcome.outcomes)
    on_agenda = ngettext("{n} recommendation was on the agenda.", "{n} recommendations were on the agenda.", total)
    parked = [each for each in outcome.outcomes if each.is_parked]
    done = sum(each.is_agreed for each in outcome.outcomes)
    sentences = [
        on_agenda.format(n=total),
        _("The room agreed on {agreed}, parked {parked}, and left {rest} without a result.").format(
            agreed=done, parked=len(parked), rest=total - done - len(parked)
        ),
    ]
    if agreed:
        ratings = ", ".join(f"{agreed[each]} {rating_word(each).lower()}" for each in Rating if agreed[each])
        sentences.append(_("Agreed: {ratings}.").format(ratings=ratings))
    for words, named in (
        (_("With dissent: {ids}."), [each for each in outcome.outcomes if each.is_agreed and _dissent(each)]),
        (_("Parked: {ids}."), parked),
        (_("Changed after it was agreed: {ids}."), [each for each in outcome.outcomes if each.is_changed]),
    ):
        if named:
            sentences.append(words.format(ids=_ids(named)))
    return sentences


def _dissent(outcome: Outcome) -> str:
    return "" if outcome.agreed is None else outcome.agreed.dissent


def _ids(outcomes: Iterable[Outcome]) -> str:
    return ", ".join(each.recommendation.id for each in outcomes)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """What happened to a recommendation, and what came of it."""

    outcome: Outcome
    at: dt.datetime
    what: str
    result: str

    @property
    def recommendation(self) -> Recommendation:
        return self.outcome.recommendation

    @property
    def text(self) -> str:
        """“24 November 2026, 14:02 First vote revealed: 3 partial, 2 absent (n = 5)”."""
        said = f"{timestamp_text(self.at)} {self.what}"
        return f"{said}: {self.result}" if self.result else said


def history_lines(outcome: Outcome) -> Iterator[HistoryLine]:
    """Each reveal, each reopening with what changed by it, and what was agreed or parked, in their order."""
    before: dict[int, str] = {}
    for each in outcome.history:
        result = ""
        if each.shown is not None:
            result = now = shown_text(each.shown)
            if each.vote in before:
                same = _("as before")
                result = (
                    same
                    if now == before[each.vote]
                    else _("{now}; before: {before}").format(now=now, before=before[each.vote])
                )
            what, before[each.vote] = _revealed(each.vote, again=each.vote in before), now
        else:
            what = _step_text(each)
            result = "" if each.rating is None else rating_word(each.rating)
        yield HistoryLine(outcome, each.at, what, result)


def _revealed(vote: int, *, again: bool) -> str:
    sentence = _("{vote} revealed again") if again else _("{vote} revealed")
    return sentence.format(vote=vote_word(vote))


def _step_text(happening: Happening) -> str:
    match happening.step:
        case Step.REOPEN:
            return _("{vote} opened again").format(vote=vote_word(happening.vote))
        case Step.SECOND:
            return _("Second vote opened")
        case Step.AGREE:
            return _("Agreed")
        case Step.PARK:
            return _("Parked")
        case _:
            return _("Reopened")


def _participants_text(outcome: WorkshopOutcome) -> str:
    count = sum(outcome.participants.values())
    total = ngettext("{n} participant", "{n} participants", count).format(n=count)
    if outcome.plan.breakdown is Breakdown.NONE or not count:
        return total
    plan, counts = outcome.plan, outcome.participants
    parts = (f"{part_word(plan.breakdown, part)} {counts[part]}" for part in sort_parts(plan, counts))
    return f"{total}: {', '.join(parts)}"


def _heads_text(outcome: WorkshopOutcome) -> str:
    if outcome.heads is None:
        return _("Not counted")
    count = sum(outcome.participants.values())
    return _("{n} of {present} present had joined").format(n=count, present=outcome.heads)


def _result_text(outcome: WorkshopOutcome) -> str:
    agreed = sum(each.is_agreed for each in outcome.outcomes)
    parked = sum(each.is_parked for each in outcome.outcomes)
    rest = len(outcome.outcomes) - agreed - parked
    sentence = _("{agreed} agreed, {parked} parked, {rest} without a result")
    return sentence.format(agreed=agreed, parked=parked, rest=rest)


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


def vote_lines(whole: WorkshopOutcome, outcome: Outcome) -> Iterator[VoteLine]:
    """The votes on a recommendation that are shown, each together and then by voice or table."""
    for vote in (FIRST_VOTE, SECOND_VOTE):
        figures = outcome.votes.get(vote)
        if not isinstance(figures, Figures):
            continue
        for place, (whose, tally) in enumerate(distributions(whole.plan, figures)):
            yield VoteLine(outcome, vote, whose, tally, is_together=place == 0)


def withheld_lines(outcome: Outcome) -> Iterator[str]:
    """A sentence for each vote that isn’t shown."""
    for vote, shown in sorted(outcome.votes.items()):
        if isinstance(shown, Withheld):
            yield f"{vote_word(vote)}: {withheld_text(shown)}"


def second_moved_text(second: Figures, *, is_anonymous: bool) -> str:
    """How many moved, or why it isn’t shown."""
    if second.moved is None:
        return _("Not shown: the workshop is anonymous") if is_anonymous else NOT_GIVEN
    return moved_text(second.moved)


def alpha_lines(outcome: WorkshopOutcome) -> list[AlphaLine]:
    plan, by_part = outcome.plan, outcome.alpha_by_part
    parts = [AlphaLine(part_word(plan.breakdown, part), by_part[part]) for part in sort_parts(plan, by_part)]
    return [AlphaLine(_("Together"), outcome.alpha), *parts]


def alpha_figure(alpha: Alpha) -> str:
    return NOT_GIVEN if alpha.value is None else f"{alpha.value:.2f}"


def about_figures(outcome: WorkshopOutcome) -> list[str]:
    """What the figures of minutes mean."""
    blind = _("Each vote was blind until all its ballots were shown at once.")
    if again := [each for each in outcome.outcomes if each.was_seen_before]:
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
    ]


def about_anonymity() -> str:
    sentence = _(
        "The workshop was anonymous: nothing is shown from which it would follow how fewer than {least} voted."
    )
    return sentence.format(least=ANONYMITY_THRESHOLD)
