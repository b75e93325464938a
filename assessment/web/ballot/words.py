"""The ballot's words: for where a recommendation is and what was saved, and those that its templates arrange."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

from assessment.domain.model import Rating
from assessment.domain.workshop.stages import Stage
from assessment.i18n import gettext as _
from assessment.i18n import using_language
from assessment.labels.codes import rating_meaning
from assessment.labels.formatting import clock_text, timestamp_text


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


def saved_sentence(at: dt.datetime) -> str:
    """When a ballot was saved: “Saved 14:02”, with the day unless it was today."""
    is_today = at.astimezone().date() == dt.datetime.now().astimezone().date()
    return _("Saved {time}").format(time=clock_text(at) if is_today else timestamp_text(at))


@cache
def template_words(language: str) -> Mapping[str, str]:
    """The words that stand in the templates themselves, by the names that they have there."""
    with using_language(language):
        return {
            "agreed": _("Agreed rating"),
            "away": _("No network. This page stays until there is one."),
            "ballot": _("Go to the ballot"),
            "come_back": _("Come back"),
            "consent": _("I have read this and take part."),
            "dissent": _("Dissent"),
            "for_whom": _("For whom do you speak?"),
            "has_code": _("I have a return code"),
            "is_in": _("I have joined already"),
            "join": _("Join"),
            "keep_code": _(
                "Write this code down. With it you come back after a lost phone, a cleared browser or a night. It is "
                "shown only now, and anyone who has it votes in your name."
            ),
            "kept_closed": _("This vote has been closed. What you wrote is still here."),
            "kept_writing": _("The room has moved on. What you wrote is still here."),
            "leave": _("Next person on this phone"),
            "leave_about": _("Your votes stay. You come back with your return code."),
            "left": _("{clock} left"),
            "name": _("Your name, if you like"),
            "next": _("Next open vote:"),
            "none_to_send": _("Choose a rating first."),
            "not_sent": _("Not sent yet: no network. Your vote is kept on this phone. It is sent by itself."),
            "not_left": _("Your vote isn’t sent yet. Wait until it is, then hand over the phone."),
            "not_voted": _("not voted yet"),
            "open_again": _("The vote is open again. Your vote isn’t sent yet. Press Vote to send it."),
            "open_votes": _("Open votes"),
            "proceed": _("Continue"),
            "read": _("Read the recommendation"),
            "reason": _("Reason"),
            "red_line": _("Red line"),
            "refused": _("Not counted: your vote was refused. Vote again if the vote is still open."),
            "remarks": _("Remarks"),
            "results": _("Revealed so far"),
            "return_code": _("Your return code"),
            "save": _("Vote"),
            "sending": _("Sending …"),
            "send_again": _("Send again"),
            "sent": _("What you sent:"),
            "show_current": _("Go to where the room is"),
            "stands": _("Not counted: you have voted again since, and that vote stands."),
            "table": _("Your table"),
            "the_room": _("The room is at another recommendation."),
            "what_for": _("Before you take part"),
            "withdraw": _("Withdraw my vote"),
            "your_remark": _("Your remark"),
            "your_vote": _("Your vote"),
        }
