"""The words that stand in the templates themselves, by the names that they have there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assessment.i18n import gettext as _
from assessment.i18n import using_language


@cache
def template_words(language: str) -> Mapping[str, str]:
    with using_language(language):
        return {
            "agreed": _("Agreed rating"),
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
                "shown only now, and whoever has it votes in your name."
            ),
            "kept_writing": _("The room has moved on. What you wrote is still here."),
            "leave": _("Next person on this phone"),
            "leave_about": _("Your votes stay. You come back with your return code."),
            "name": _("Your name, if you like"),
            "next": _("Next open vote:"),
            "none_to_send": _("Choose a rating first."),
            "not_sent": _("Not sent yet: no network. Your vote is kept on this phone."),
            "not_left": _("Your vote isn’t sent yet. Wait until it is, then hand over the phone."),
            "not_voted": _("not voted yet"),
            "open_again": _("The vote is open again. Your vote isn’t sent yet."),
            "open_votes": _("Open votes"),
            "proceed": _("Continue"),
            "read": _("Read the recommendation"),
            "reason": _("Reason"),
            "red_line": _("Red line"),
            "refused": _("Not counted: your vote was refused. Vote again if the vote is still open."),
            "remark": _("Remark (the room sees it without your name)"),
            "remarks": _("Remarks"),
            "results": _("Revealed so far"),
            "return_code": _("Your return code"),
            "save": _("Vote"),
            "sending": _("Sending …"),
            "send_again": _("Send again"),
            "sent": _("What you sent:"),
            "show_current": _("Show current"),
            "stands": _("Not counted: you have voted again since, and that vote stands."),
            "table": _("Your table"),
            "the_room": _("The room is at another recommendation."),
            "what_for": _("Before you take part"),
            "withdraw": _("Withdraw my vote"),
            "your_remark": _("Your remark"),
            "your_vote": _("Your vote"),
        }
