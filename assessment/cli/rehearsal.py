"""The command that rehearses: invented participants vote, phones beside them if wanted, and a script may lead."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from itertools import repeat

from assessment.cli.commands import CommandRefused, choose_catalogue
from assessment.cli.workshops import open_lead, open_stored
from assessment.domain.countries import is_country
from assessment.domain.model import Rating
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.outcome import AGREED, PARKED
from assessment.domain.workshop.stages import MOVES, Step, open_vote
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.workshops import stage_word
from assessment.parsing.message_text import no_country, write_country
from assessment.records.workshop_errors import WorkshopFinished, WorkshopUnknown
from assessment.records.workshops import Workshop
from assessment.services.workshops.facilitation import Facilitation
from assessment.services.workshops.rehearsal import Rehearsal, check_number, new_rehearsal, prepare_rehearsal
from assessment.storage.repository import Repository

_TURN = 1.0
"""Seconds from one turn of voting to the next."""
VOTING_TURNS, TALKING_TURNS = 20, 5
"""For how many turns the script leaves a vote open, and what was revealed on the wall."""
QUIET_TURNS = 10
"""After how many turns in which nobody joins the script takes all phones to be there."""


def rehearse(options: argparse.Namespace) -> None:
    """Let invented participants vote wherever a vote is open, until the rehearsal is over, the script is through, time
    is up or somebody presses Ctrl+C; then say how many ballots are stored."""
    _check(options)
    repository = open_stored()
    lead, rehearsal_id = _prepare(repository, options)
    rehearsal = Rehearsal(repository, rehearsal_id, participants=options.participants, seed=options.seed)
    if options.phones:
        lead.set_door(rehearsal_id, is_open=True)
    _print_start(lead.workshop(rehearsal_id), is_led=options.lead)
    script = _lead(lead, rehearsal_id, rehearsal, with_phones=options.phones) if options.lead else repeat(None)
    _run(rehearsal, script, options.minutes)
    if options.lead:
        _close_all(lead, rehearsal_id, with_door=options.phones)
    _print_ballots(lead, rehearsal_id, rehearsal)


def _check(options: argparse.Namespace) -> None:
    """Raises CommandRefused for arguments that contradict each other or mean nothing, PlanRefused."""
    if options.new != (options.country is not None):
        raise CommandRefused(_("“--new” and “--country CODE” belong together: of which country or area it is."))
    if options.new and not is_country(options.country.upper()):
        raise CommandRefused(f"{no_country(options.country)} {write_country()}")
    if options.catalogue and not options.new:
        raise CommandRefused(_("“--catalogue” needs “--new”."))
    if options.minutes is not None and not options.minutes >= 0:
        raise CommandRefused(_("Give the number of minutes, such as “--minutes 10”."))
    check_number(options.participants)


def _prepare(repository: Repository, options: argparse.Namespace) -> tuple[Facilitation, str]:
    if options.new:
        lead = open_lead(repository)
        return lead, new_rehearsal(lead, choose_catalogue(options.catalogue), options.country.upper())
    workshop = open_lead(repository).workshop(options.id)
    lead = open_lead(repository, workshop.owner)
    return lead, prepare_rehearsal(lead, workshop)


def _print_start(workshop: Workshop, *, is_led: bool) -> None:
    print(workshop.id)
    print(workshop.plan.title)
    door = _("door open") if workshop.door_open else _("door closed")
    print(_("code {code}, {door}").format(code=workshop.code, door=door))
    if is_led:
        print(_("It is led by a script. Ctrl+C ends the rehearsal."), flush=True)
    else:
        words = _("Lead it from its page. Ctrl+C ends the rehearsal; the same command goes on with it.")
        print(words, flush=True)


def _run(rehearsal: Rehearsal, script: Iterator[None], minutes: float | None) -> None:
    """Let invented participants vote in each turn, until the end."""
    end = None if minutes is None else time.monotonic() + 60 * minutes
    try:
        for _turn in script:
            rehearsal.act()
            if end is not None and time.monotonic() + _TURN > end:
                break
            time.sleep(_TURN)
    except (KeyboardInterrupt, WorkshopFinished, WorkshopUnknown):
        pass


def _lead(lead: Facilitation, workshop_id: str, rehearsal: Rehearsal, *, with_phones: bool) -> Iterator[None]:
    """Do what a facilitator does, recommendation after recommendation; a turn passes at each `yield`."""
    if with_phones:
        yield from _wait_for_phones(lead, workshop_id, rehearsal)
    for item in lead.workshop(workshop_id).places:
        yield from _take_through(lead, workshop_id, item)


def _wait_for_phones(lead: Facilitation, workshop_id: str, rehearsal: Rehearsal) -> Iterator[None]:
    """Wait until phones have joined, and no other has for a while."""
    joined, quiet = 0, 0
    while quiet < QUIET_TURNS:
        yield
        now = len(_phones(lead, workshop_id, rehearsal))
        quiet = quiet + 1 if now == joined > 0 else 0
        joined = now
    print(_phones_word(joined), flush=True)


def _take_through(lead: Facilitation, workshop_id: str, item: str) -> Iterator[None]:
    """From wherever a recommendation is until it is agreed. Somebody may lead on the page meanwhile."""
    while (workshop := lead.workshop(workshop_id)).places[item].stage not in AGREED | PARKED:
        stage = workshop.places[item].stage
        if open_vote(stage) is not None:
            yield from repeat(None, VOTING_TURNS)
            _step_if_possible(lead, workshop_id, item, Step.CLOSE)
        elif Step.AGREE in MOVES[stage]:
            yield from repeat(None, TALKING_TURNS)
            _agree_if_possible(lead, workshop_id, item)
        else:
            _step_if_possible(lead, workshop_id, item, Step.REVEAL if Step.REVEAL in MOVES[stage] else Step.OPEN)
    title = workshop.catalogue.by_id[item].title
    print(f"{item}  {stage_word(workshop.places[item].stage)}  {title}", flush=True)


def _step_if_possible(lead: Facilitation, workshop_id: str, item: str, step: Step) -> None:
    if step in MOVES[lead.workshop(workshop_id).places[item].stage]:
        lead.step(workshop_id, item, step)


def _agree_if_possible(lead: Facilitation, workshop_id: str, item: str) -> None:
    """Agree on what most have said."""
    if Step.AGREE not in MOVES[lead.workshop(workshop_id).places[item].stage]:
        return
    shown = lead.reveals(workshop_id)[item][-1].shown
    rating = Rating.DONT_KNOW
    if isinstance(shown, Figures):
        together = shown.together
        rating = max(Rating, key=lambda each: int(getattr(together, each.value)))
    lead.agree(workshop_id, item, AgreedRating(rating, reason=_("Most have said so in the rehearsal.")))


def _close_all(lead: Facilitation, workshop_id: str, *, with_door: bool) -> None:
    """Close and reveal what is open, and the door, so that nothing comes after the ballots are counted."""
    try:
        if with_door:
            lead.set_door(workshop_id, is_open=False)
        for item in lead.workshop(workshop_id).places:
            _step_if_possible(lead, workshop_id, item, Step.CLOSE)
            _step_if_possible(lead, workshop_id, item, Step.REVEAL)
    except (WorkshopFinished, WorkshopUnknown):
        # Somebody has finished or deleted it, so nothing is open.
        return


def _phones(lead: Facilitation, workshop_id: str, rehearsal: Rehearsal) -> list[str]:
    """The ids of those who take part and aren't invented."""
    seats = lead.seats(workshop_id)
    return [
        seat.participant.id for seat in seats if seat.left is None and seat.participant.id not in rehearsal.invented
    ]


def _print_ballots(lead: Facilitation, workshop_id: str, rehearsal: Rehearsal) -> None:
    """Say how many ballots are stored, unless somebody has deleted the rehearsal meanwhile."""
    try:
        phones = _phones(lead, workshop_id, rehearsal)
    except WorkshopUnknown:
        return
    print(_phones_word(len(phones)))
    print(_("Ballots stored of invented people: {count}").format(count=rehearsal.count_ballots(rehearsal.invented)))
    print(_("Ballots stored from phones: {count}").format(count=rehearsal.count_ballots(phones)))


def _phones_word(count: int) -> str:
    return ngettext("{n} phone has joined.", "{n} phones have joined.", count).format(n=count)
