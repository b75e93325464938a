"""What is on a screen that a room reads, as HTML: the projector's of a workshop, and the room view of an assessment."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from assessment.domain.model import Rating, Recommendation
from assessment.domain.scoring import Tally
from assessment.domain.workshop.disclosure import Figures, Shown
from assessment.domain.workshop.model import Breakdown
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import RATING_STYLES, rating_word
from assessment.labels.formatting import citation, rating_counts
from assessment.labels.workshops import distributions, part_word, sort_parts, withheld_text
from assessment.storage import Turnout
from assessment.ui.text.escaping import escape_html
from assessment.ui.text.html import html

LARGEST, LEAST = 4.6, 2.14
"""The sizes of type, in hundredths of the screen's width; style.css says why none is smaller."""
_QUESTION_AREA, _QUESTION_AREA_WITH_VOTES = 3000, 1500
"""How large the size's square times the number of characters may be, so that the rest has room without scrolling."""


@dataclass(frozen=True, slots=True)
class _Bar:
    name: Markup
    n: int
    label: str
    parts: Sequence[tuple[int, object]]


def notice_screen(title: str, *sentences: str) -> Markup:
    """What there is to say where nothing is voted on."""
    return html("projector_notice", title=escape_html(title), sentences=sentences)


def join_screen(title: str, code: str, address: str | None) -> Markup:
    """How to join; without an address only paper is left."""
    return html(
        "projector_join",
        title=escape_html(title),
        steps=_("Open this address, and type the code:"),
        address=address,
        code=code,
        spelled=" ".join(code),
        alone=_("Phones can’t reach this computer: it isn’t shared."),
    )


def question_screen(item: Recommendation, state: str, *, has_votes: bool) -> Markup:
    """The question, as large as it fits, and at which vote the room is."""
    area = _QUESTION_AREA_WITH_VOTES if has_votes else _QUESTION_AREA
    size = min(LARGEST, max(LEAST, math.sqrt(area / len(item.question))))
    red_line = _("Red line") if item.red_line else ""
    return html(
        "projector_question", id=item.id, state=state, red_line=red_line, question=item.question, size=f"{size:.2f}"
    )


def turnout_screen(turnout: Turnout, plan: WorkshopPlan) -> Markup:
    """How many have voted, together and by voice or table."""
    present, voted = sum(turnout.present.values()), sum(turnout.voted.values())
    parts = [] if plan.breakdown is Breakdown.NONE else sort_parts(plan, turnout.present)
    return html(
        "projector_turnout",
        voted=_count_words(voted, present),
        parts=[
            (part_word(plan.breakdown, part), _count_words(turnout.voted.get(part, 0), turnout.present[part]))
            for part in parts
        ],
        words=ngettext("has voted", "have voted", voted),
    )


def _count_words(voted: int, present: int) -> str:
    return _("{n} of {total}").format(n=voted, total=present)


def agreed_screen(rating: Rating) -> Markup:
    """The agreed rating in words."""
    return html("projector_agreed", words=_("Agreed:"), look=RATING_STYLES[rating], rating=rating_word(rating))


def votes_screen(plan: WorkshopPlan, shown: Shown) -> Markup:
    """How the room has voted: together and by voice or table, as bars with marks and numbers under their words."""
    legend = [(RATING_STYLES[rating], rating_word(rating)) for rating in RATING_STYLES if rating is not None]
    if isinstance(shown, Figures):
        bars = [_bar(name, tally) for name, tally in distributions(plan, shown)]
        return html("projector_votes", legend=legend, bars=bars, withheld="")
    return html("projector_votes", legend=legend, bars=(), withheld=withheld_text(shown))


def counts_screen(tally: Tally) -> Markup:
    """How many recommendations are rated how, where the words of the ratings are on the screen already."""
    bar = _bar(_("Rated, of {total}").format(total=sum(rating_counts(tally).values())), replace(tally, unanswered=0))
    return html("projector_votes", legend=(), bars=[bar], withheld="")


def _bar(name: str, tally: Tally) -> _Bar:
    counts = {rating: count for rating, count in rating_counts(tally).items() if count}
    words = ", ".join(f"{rating_word(rating)}: {count}" for rating, count in counts.items())
    parts = [(count, RATING_STYLES[rating]) for rating, count in counts.items()]
    return _Bar(escape_html(name), sum(counts.values()), f"{name}. {words}", parts)


def quotation_screen(item: Recommendation) -> Markup:
    """The recommendation word for word, which the key Q shows."""
    return html(
        "projector_quotation",
        summary=_("The recommendation in its own words (key Q)"),
        text=item.text,
        citation=citation(item),
    )
