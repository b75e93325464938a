"""The command that rehearses: invented participants vote, phones beside them if wanted, and a script may lead."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, repeat

import click

from assessment.access.gate import Gate
from assessment.access.workshops import list_seats, read_reveals, read_workshop, record_agreement, set_door, take_step
from assessment.cli.commands import AUTHOR, CommandRefused, catalogue_option, choose_catalogue, open_entrance, quantity
from assessment.domain.answer import Rating
from assessment.domain.countries import is_country
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.invention import PARTICIPANTS, PARTICIPANTS_LIMIT
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.stages import AGREED, MOVES, PARKED, MoveRefused, Stage, Step, open_vote
from assessment.labels.workshops import stage_word
from assessment.parsing.message_text import no_country, write_country
from assessment.records.errors import WorkshopFinished, WorkshopUnknown
from assessment.services.rehearsal import Rehearsal, new_rehearsal, prepare_rehearsal

_TURN = 1.0
"""Seconds from one turn of voting to the next."""
VOTING_TURNS, TALKING_TURNS = 20, 5
"""For how many turns the script leaves a vote open, and what was revealed on the wall."""
QUIET_TURNS = 10
"""After how many turns in which nobody joins the script takes all phones to be there."""


@click.command("rehearse")
@click.argument("workshop_id", metavar="[ID]", required=False)
@click.option("--new", "is_new", is_flag=True, help="Make a rehearsal from nothing.")
@click.option("--country", metavar="CODE", help="Of which country or area a new one is, such as NPL.")
@catalogue_option
@click.option("--lead", "is_led", is_flag=True, help="Lead it by a script.")
@click.option("--phones", "with_phones", is_flag=True, help="Open the door, so that phones vote too.")
@click.option(
    "--participants",
    metavar="N",
    type=click.IntRange(1, PARTICIPANTS_LIMIT),
    default=PARTICIPANTS,
    show_default=True,
    help="How many to invent.",
)
@click.option("--minutes", metavar="N", type=click.FloatRange(min=0), help="End after so long (default: when stopped).")
@click.option("--seed", metavar="N", type=int, default=0, help="Another number, other votes.")
def rehearse(
    workshop_id: str | None,
    is_new: bool,
    country: str | None,
    catalogue_id: str | None,
    is_led: bool,
    with_phones: bool,
    participants: int,
    minutes: float | None,
    seed: int,
) -> None:
    """Practise with invented participants, in a copy of the workshop ID or in a new one.

    They vote wherever a vote is open, until the rehearsal is over, the script is through, time is up or you press
    Ctrl+C. Then it says how many ballots are stored.
    """
    if is_new == (workshop_id is not None):
        raise click.UsageError("Give the ID of a workshop, or “--new”.")
    if is_new != (country is not None):
        raise click.UsageError("“--new” and “--country CODE” belong together: of which country or area it is.")
    if catalogue_id and not is_new:
        raise click.UsageError("“--catalogue” needs “--new”.")
    entrance = open_entrance()
    lead = entrance.personal_gate(AUTHOR)
    if country is None:
        rehearsed = read_workshop(lead, str(workshop_id))
        # The copy is its organisation's.
        lead = entrance.personal_gate(AUTHOR, organisation=rehearsed.owner)
        rehearsal_id = prepare_rehearsal(lead, rehearsed)
    elif is_country(country.upper()):
        rehearsal_id = new_rehearsal(lead, choose_catalogue(catalogue_id), country.upper())
    else:
        raise CommandRefused(f"{no_country(country)} {write_country()}")
    box = entrance.ballot_box()
    rehearsal = Rehearsal(box, rehearsal_id, participants=participants, seed=seed)
    if with_phones:
        set_door(lead, rehearsal_id, is_open=True)
    _print_start(lead, rehearsal_id, is_led=is_led)
    script: Iterator[None] = repeat(None)
    if is_led:
        waiting = _wait_for_phones(lead, rehearsal_id, rehearsal) if with_phones else ()
        script = chain(waiting, _lead(lead, rehearsal_id))
    _run(rehearsal, script, minutes)
    # If somebody has finished or deleted it meanwhile, nothing is open, or nothing is stored.
    if is_led:
        with suppress(WorkshopFinished, WorkshopUnknown):
            _close_all(lead, rehearsal_id, with_door=with_phones)
    with suppress(WorkshopUnknown):
        phones = _phones(lead, rehearsal_id, rehearsal)
        _print_joined(phones)
        print(f"Ballots stored of invented people: {box.count_ballots(rehearsal_id, rehearsal.invented)}")
        print(f"Ballots stored from phones: {box.count_ballots(rehearsal_id, phones)}")


def _print_start(lead: Gate, workshop_id: str, *, is_led: bool) -> None:
    workshop = read_workshop(lead, workshop_id)
    print(workshop.id)
    print(workshop.plan.title)
    print(f"code {workshop.code}, {'door open' if workshop.door_open else 'door closed'}")
    if is_led:
        print("It is led by a script. Ctrl+C ends the rehearsal.", flush=True)
    else:
        print("Lead it from its page. Ctrl+C ends the rehearsal; the same command goes on with it.", flush=True)


def _run(rehearsal: Rehearsal, script: Iterator[None], minutes: float | None) -> None:
    """Let invented participants vote in each turn, until the end."""
    end = None if minutes is None else time.monotonic() + 60 * minutes
    with suppress(KeyboardInterrupt, WorkshopFinished, WorkshopUnknown):
        for _turn in script:
            rehearsal.act()
            if end is not None and time.monotonic() + _TURN > end:
                break
            time.sleep(_TURN)


def _wait_for_phones(lead: Gate, workshop_id: str, rehearsal: Rehearsal) -> Iterator[None]:
    """Wait until phones have joined, and no other has for a while."""
    phones, quiet = list[str](), 0
    while quiet < QUIET_TURNS:
        yield
        before, phones = phones, _phones(lead, workshop_id, rehearsal)
        quiet = quiet + 1 if phones and len(phones) == len(before) else 0
    _print_joined(phones)


def _phones(lead: Gate, workshop_id: str, rehearsal: Rehearsal) -> list[str]:
    """The ids of those who take part and aren't invented."""
    people = [seat.participant.id for seat in list_seats(lead, workshop_id) if seat.left is None]
    return [person for person in people if person not in rehearsal.invented]


def _print_joined(phones: list[str]) -> None:
    print(f"{quantity(len(phones), 'phone')} {'has' if len(phones) == 1 else 'have'} joined.", flush=True)


def _lead(lead: Gate, workshop_id: str) -> Iterator[None]:
    """Do what a facilitator does: take one recommendation after the other from where it is until it is agreed.

    A turn passes at each `yield`.
    """
    workshop = read_workshop(lead, workshop_id)
    for item in workshop.places:
        while (stage := read_workshop(lead, workshop_id).places[item].stage) not in AGREED | PARKED:
            yield from repeat(None, _turns(stage))
            with suppress(MoveRefused):  # Somebody may have led on the page meanwhile.
                _advance(lead, workshop_id, item, stage)
        print(f"{item}  {stage_word(stage)}  {workshop.catalogue.by_id[item].title}", flush=True)


def _turns(stage: Stage) -> int:
    """How long a recommendation stays at a stage."""
    if open_vote(stage) is not None:
        return VOTING_TURNS
    return TALKING_TURNS if Step.AGREE in MOVES[stage] else 0


def _advance(lead: Gate, workshop_id: str, item: str, stage: Stage) -> None:
    """Do what comes next at a stage; what is revealed is agreed on as most have said."""
    if Step.AGREE not in MOVES[stage]:
        step = next(step for step in (Step.OPEN, Step.CLOSE, Step.REVEAL) if step in MOVES[stage])
        take_step(lead, workshop_id, item, step)
        return
    shown, rating = read_reveals(lead, workshop_id)[item][-1].shown, Rating.DONT_KNOW
    if isinstance(shown, Figures):
        counts = {rating: int(getattr(shown.together, rating.value)) for rating in Rating}
        rating = max(Rating, key=counts.__getitem__)
    record_agreement(lead, workshop_id, item, AgreedRating(rating, reason="Most have said so in the rehearsal."))


def _close_all(lead: Gate, workshop_id: str, *, with_door: bool) -> None:
    """Close and reveal what is open, and the door, so that nothing comes after the ballots are counted."""
    if with_door:
        set_door(lead, workshop_id, is_open=False)
    for item in read_workshop(lead, workshop_id).places:
        for step in (Step.CLOSE, Step.REVEAL):
            with suppress(MoveRefused):
                take_step(lead, workshop_id, item, step)
