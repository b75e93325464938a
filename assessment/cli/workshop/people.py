"""The commands on participants: votes from paper, and who takes part. Participants are named by their number."""

from __future__ import annotations

import argparse

from assessment.cli.commands import CommandRefused, print_json
from assessment.cli.json.workshops import seat_data
from assessment.cli.text.workshops import seat_line
from assessment.cli.workshop.opening import open_lead, open_stored, seat_numbered, where
from assessment.domain.model import Rating, Voice
from assessment.domain.workshop.stages import open_vote
from assessment.i18n import gettext as _
from assessment.labels.formatting import time_text
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import Newcomer, Seat, VoteNotOpen


def vote_for(options: argparse.Namespace) -> None:
    """Type in a vote from paper, in place of the participant's last. What was voted isn't printed."""
    if not options.new and (options.voice or options.table or options.name):
        raise CommandRefused(_("“--voice”, “--table” and “--name” are for a new participant: use them with “--new”."))
    lead = open_lead(open_stored())
    workshop = lead.workshop(options.id)
    item = where(workshop, options.recommendation)
    vote = open_vote(workshop.places[item].stage)
    if vote is None:
        # Before a new participant is added for it.
        raise VoteNotOpen
    seat = _seat(lead, options)
    rating = None if options.withdraw else Rating(options.rating)
    ballot = lead.cast_for(options.id, seat.participant.id, item, vote, rating, options.remark)
    if options.json:
        print_json(
            {
                "participant": seat.number,
                "recommendation": item,
                "vote": vote,
                "revision": ballot.revision,
                "at": ballot.at.isoformat(),
            }
        )
        return
    saved, withdrawn = _("Saved {time}: participant {number}, {id}"), _("Withdrawn {time}: participant {number}, {id}")
    words = withdrawn if options.withdraw else saved
    print(words.format(time=time_text(ballot.at), number=seat.number, id=item))


def _seat(lead: Facilitation, options: argparse.Namespace) -> Seat:
    """The seat of the participant who is named, or of a new one."""
    if not options.new:
        return seat_numbered(lead.seats(options.id), options.participant)
    voice = None if options.voice is None else Voice(options.voice)
    added = lead.add_on_paper(options.id, Newcomer(voice, options.table, options.name))
    return next(seat for seat in lead.seats(options.id) if seat.participant.id == added.id)


def remove_participant(options: argparse.Namespace) -> None:
    lead = open_lead(open_stored())
    seat = seat_numbered(lead.seats(options.id), options.participant)
    lead.remove(options.id, seat.participant.id)
    _tell(options, lead, seat)


def merge_participants(options: argparse.Namespace) -> None:
    if options.participant == options.into:
        raise CommandRefused(_("These are the same number. Name two participants."))
    lead = open_lead(open_stored())
    seats = lead.seats(options.id)
    seat, into = (seat_numbered(seats, number) for number in (options.participant, options.into))
    lead.merge(options.id, seat.participant.id, into.participant.id)
    _tell(options, lead, seat)


def _tell(options: argparse.Namespace, lead: Facilitation, seat: Seat) -> None:
    seats = lead.seats(options.id)
    now = next(each for each in seats if each.participant.id == seat.participant.id)
    if options.json:
        print_json(seat_data(now, seats))
    else:
        print(seat_line(now, seats))
