"""The commands that move recommendations on their way through the room."""

from __future__ import annotations

import argparse

from assessment.cli.commands import CommandRefused, print_json
from assessment.cli.json.workshops import place_data
from assessment.cli.text.workshops import place_line
from assessment.cli.workshop.opening import open_lead, open_stored, where
from assessment.domain.model import Rating
from assessment.domain.workshop.model import AgreedRating
from assessment.domain.workshop.outcome import AGREED, PARKED
from assessment.domain.workshop.stages import MOVES, Step
from assessment.i18n import gettext as _
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Workshop


def open_vote(options: argparse.Namespace) -> None:
    if not options.recommendation and not options.all:
        raise CommandRefused(_("Name a recommendation, or use “--all” for every one that hasn’t been opened yet."))
    _step(options, Step.OPEN)


def close_vote(options: argparse.Namespace) -> None:
    _step(options, Step.CLOSE)


def reveal_vote(options: argparse.Namespace) -> None:
    _step(options, Step.REVEAL)


def open_second_vote(options: argparse.Namespace) -> None:
    _step(options, Step.SECOND)


def park(options: argparse.Namespace) -> None:
    _step(options, Step.PARK)


def reopen(options: argparse.Namespace) -> None:
    """Open a vote again; take up what is agreed or parked, which is then where it was before."""
    lead = open_lead(open_stored())
    workshop = lead.workshop(options.id)
    item = where(workshop, options.recommendation)
    stage = workshop.places[item].stage
    _move(lead, workshop, item, Step.TAKE_UP if stage in AGREED | PARKED else Step.REOPEN)
    _tell(options, lead, [item])


def agree(options: argparse.Namespace) -> None:
    """Record an agreed rating. What isn't said of it stays as it is, as in the form of the page."""
    lead = open_lead(open_stored())
    workshop = lead.workshop(options.id)
    item = where(workshop, options.recommendation)
    here = next(each for each in lead.outcome(workshop.id).outcomes if each.recommendation.id == item)
    texts = {
        "reason": here.answer.reason,
        "dissent": here.agreed.dissent if here.agreed else "",
        "evidence": here.answer.evidence,
        "next_step": here.answer.action,
    }
    said = {name: text for name in texts if (text := getattr(options, name)) is not None}
    agreed = AgreedRating(Rating(options.rating), **texts | said)
    lead.agree(workshop.id, item, agreed, expected_revision=workshop.places[item].revision)
    _tell(options, lead, [item])


def _step(options: argparse.Namespace, step: Step) -> None:
    """Do a step with one recommendation, or with every one with which it can be done."""
    lead = open_lead(open_stored())
    workshop = lead.workshop(options.id)
    if not getattr(options, "all", False):
        item = where(workshop, options.recommendation)
        _move(lead, workshop, item, step)
        return _tell(options, lead, [item])
    items = [item for item, place in workshop.places.items() if step in MOVES[place.stage]]
    if not items:
        raise CommandRefused(_("There is no recommendation with which this can be done now."))
    try:
        for item in items:
            _move(lead, workshop, item, step)
    finally:
        # Each step takes the room along; it stays where it was. But where the room is a vote may be revealed by itself:
        # by the first who votes at home, if it were at one that is opened here.
        is_opened_here = step is Step.OPEN and workshop.current in items
        lead.go_to(workshop.id, None if is_opened_here else workshop.current)
    return _tell(options, lead, items)


def _move(lead: Facilitation, workshop: Workshop, item: str, step: Step) -> None:
    lead.step(workshop.id, item, step, expected_revision=workshop.places[item].revision)


def _tell(options: argparse.Namespace, lead: Facilitation, items: list[str]) -> None:
    workshop = lead.workshop(options.id)
    if options.json:
        print_json([place_data(workshop, item) for item in items])
        return
    for item in items:
        print(place_line(workshop, item))
