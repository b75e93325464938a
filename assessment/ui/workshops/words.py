"""What pages say of a workshop: where a recommendation is, what can be done with it, and what its votes came to."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from assessment.domain.model import Voice
from assessment.domain.workshop.consensus import ModeShare, Moved, Spread
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD, Withheld
from assessment.domain.workshop.model import FIRST_VOTE, Breakdown
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Step
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import rating_word, voice_word
from assessment.ui.text.escaping import plain_text


def step_word(step: Step) -> str:
    match step:
        case Step.OPEN:
            return _("Open the first vote")
        case Step.CLOSE:
            return _("Close the vote")
        case Step.REVEAL:
            return _("Reveal the votes")
        case Step.SECOND:
            return _("Open the second vote")
        case Step.REOPEN:
            return _("Open this vote again")
        case Step.AGREE:
            return _("Record the agreed rating")
        case Step.PARK:
            return _("Park")
        case Step.TAKE_UP:
            return _("Take up again")


def vote_word(vote: int) -> str:
    return _("First vote") if vote == FIRST_VOTE else _("Second vote")


def breakdown_word(breakdown: Breakdown) -> str:
    match breakdown:
        case Breakdown.NONE:
            return _("Together only")
        case Breakdown.VOICE:
            return _("By voice, and together")
        case Breakdown.TABLE:
            return _("By table, and together")


def part_word(breakdown: Breakdown, part: str) -> str:
    """The name of a voice or table, for a place that interprets nothing."""
    if not part:
        return _("Everybody")
    return voice_word(Voice(part)) if breakdown is Breakdown.VOICE else plain_text(part)


def in_order(plan: WorkshopPlan, parts: Iterable[str]) -> list[str]:
    """Voices or tables in the order in which participants are asked for them."""
    asked = [*plan.voices, *plan.tables]
    return sorted(parts, key=lambda part: (asked.index(part) if part in asked else len(asked), part))


def withheld_words(why: Withheld) -> str:
    match why:
        case Withheld.TOO_FEW_BALLOTS:
            words = _("Not shown: fewer than {least} have voted, and this workshop is anonymous.")
        case Withheld.TOO_FEW_CHANGES:
            words = _(
                "Not shown: what changed since the votes were last shown would tell how fewer than {least} have voted."
            )
    return words.format(least=ANONYMITY_THRESHOLD)


def spread_words(found: Spread) -> str:
    """“Spread 0.5 (n = 5)”."""
    if found.value is None:
        return _("No spread: fewer than two rate")
    return _("Spread {value} (n = {n})").format(value=_decimal(found.value), n=found.n)


def mode_words(found: ModeShare | None) -> str:
    """“Most frequent: Implemented (3 of 5)”."""
    if found is None:
        return _("Nobody rates")
    words = _("Most frequent: {ratings} ({count} of {n})")
    if len(found.ratings) > 1:
        words = _("Most frequent: {ratings} ({count} of {n} each)")
    ratings = ", ".join(map(rating_word, found.ratings))
    return words.format(ratings=ratings, count=int(found.share * found.n), n=found.n)


def moved_words(found: Moved) -> str:
    """“Moved: 3 of 5, 1 up and 2 down”."""
    return _("Moved since the first vote: {changed} of {n}, {raised} up and {lowered} down").format(
        changed=found.changed, n=found.n, raised=found.raised, lowered=found.lowered
    )


def late_words(late: int) -> str:
    """What became of ballots that came too late; empty if there are none."""
    if not late:
        return ""
    return ngettext(
        "{n} ballot came after closing and isn’t counted. Open the vote again to let it in.",
        "{n} ballots came after closing and aren’t counted. Open the vote again to let them in.",
        late,
    ).format(n=late)


def _decimal(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
