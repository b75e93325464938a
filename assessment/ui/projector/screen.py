"""What is on a screen that a room reads, as HTML: the projector's of a workshop, and the room view of an assessment."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.scoring import Tally
from assessment.domain.workshop.disclosure import Figures, Shown
from assessment.domain.workshop.model import Breakdown, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.html.escaping import escape_html
from assessment.html.render import html
from assessment.i18n import counted, ngettext
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, RatingStyle, rating_word
from assessment.labels.formatting import citation, rated_count_text, rating_counts
from assessment.labels.workshops import distributions, part_word, sort_parts, vote_word, wifi_lines, withheld_text
from assessment.parsing.message_text import truncated
from assessment.records.workshops import Turnout

LARGEST, LEAST = 4.6, 2.14
"""The sizes of type, in hundredths of the screen's width; projector.css says why. wall.js shrinks what doesn't fit."""
_QUESTION_AREA, _QUESTION_AREA_WITH_VOTES = 3000, 1500
"""How large the size's square times the number of characters may be, so that the rest has room without scrolling."""
PARTS_SHOWN = 12
"""Voices or tables that fit on a screen. There may be a hundred tables."""
NAME_SHOWN = 40
"""Characters of a table's name that a room reads."""


def notice_screen(title: str, *sentences: str) -> Markup:
    """A title with sentences, where nothing is voted on."""
    return html("projector_notice", title=escape_html(title), sentences=sentences)


def join_screen(title: str, code: str, address: str | None, wifi: Wifi | None) -> Markup:
    """How to join, or that nobody can by phone, if there is no address."""
    lines = [] if wifi is None else wifi_lines(wifi)
    return html("projector_join", title=escape_html(title), address=address, code=code, wifi=lines)


def question_screen(item: Recommendation, state: str, *, has_votes: bool) -> Markup:
    """The question, as large as it fits, and its `state`: which vote it is at."""
    area = _QUESTION_AREA_WITH_VOTES if has_votes else _QUESTION_AREA
    size = min(LARGEST, max(LEAST, math.sqrt(area / len(item.question))))
    return html("projector_question", item=item, state=state, size=f"{size:.2f}")


def turnout_screen(turnout: Turnout, plan: WorkshopPlan) -> Markup:
    """How many have voted, together and by voice or table."""
    present, voted = sum(turnout.present.values()), sum(turnout.voted.values())
    parts = [] if plan.breakdown is Breakdown.NONE else sort_parts(plan, turnout.present)
    return html(
        "projector_turnout",
        voted=_count_words(voted, present),
        parts=[
            (
                truncated(part_word(plan.breakdown, part), NAME_SHOWN),
                _count_words(turnout.voted.get(part, 0), turnout.present[part]),
            )
            for part in parts[:PARTS_SHOWN]
        ],
        left_out=_left_out(len(parts) - PARTS_SHOWN),
        words=ngettext("has voted", "have voted", voted),
    )


def _count_words(voted: int, present: int) -> str:
    return _("{n} of {total}").format(n=voted, total=present)


def agreed_screen(rating: Rating) -> Markup:
    """The agreed rating in words."""
    return html("projector_agreed", look=RATING_STYLES[rating], rating=rating_word(rating))


def votes_screen(plan: WorkshopPlan, votes: Mapping[int, Shown]) -> Markup:
    """How the room has voted, the second vote beside the first: together and by voice or table, as bars with marks and
    numbers under their words."""
    legend = [(RATING_STYLES[rating], rating_word(rating)) for rating in Rating]
    both = len(votes) > 1
    tallies = {vote: dict(distributions(plan, reveal)) for vote, reveal in votes.items() if isinstance(reveal, Figures)}
    names = list(dict.fromkeys(name for by_part in tallies.values() for name in by_part))
    rows = [
        (
            escape_html(truncated(name, NAME_SHOWN)),
            [
                _bar(f"{name}, {vote_word(vote)}" if both else name, by_part.get(name))
                for vote, by_part in tallies.items()
            ],
        )
        for name in names[: PARTS_SHOWN + 1]
    ]
    withheld = [
        f"{vote_word(vote)}: {withheld_text(reveal)}" if both else withheld_text(reveal)
        for vote, reveal in votes.items()
        if not isinstance(reveal, Figures)
    ]
    return html(
        "projector_votes",
        legend=legend,
        heads=[vote_word(vote) for vote in tallies] if both else [],
        rows=rows,
        sentences=[*withheld, *_left_out(len(names) - len(rows))],
    )


def _left_out(count: int) -> list[str]:
    """How many parts have no room on the screen, if any."""
    words = counted("{n} more is on the facilitator’s page.", "{n} more are on the facilitator’s page.", count)
    return [words] if count > 0 else []


def counts_screen(tally: Tally) -> Markup:
    """How many recommendations are rated how, where the words of the ratings are on the screen already."""
    name = _("Rated, of {total}").format(total=tally.applicable)
    bar = _bar(rated_count_text(tally), replace(tally, unanswered=0))
    row = escape_html(name), [bar and (tally.rated, *bar[1:])]
    return html("projector_votes", legend=(), heads=(), rows=[row], sentences=())


def _bar(name: str, tally: Tally | None) -> tuple[int, str, list[tuple[int, RatingStyle]]] | None:
    """How many voted, in words how, and each part of the bar; None where nobody of this part voted."""
    if tally is None:
        return None
    counts = {rating: count for rating, count in rating_counts(tally).items() if count}
    words = ", ".join(f"{rating_word(rating)}: {count}" for rating, count in counts.items())
    parts = [(count, RATING_STYLES[rating]) for rating, count in counts.items()]
    return sum(counts.values()), f"{name}. {words}", parts


def quotation_screen(item: Recommendation) -> Markup:
    """The recommendation word for word, which the key Q shows."""
    return html("projector_quotation", text=item.text, citation=citation(item))
