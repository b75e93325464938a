"""The words of workshops and their figures, the same on pages, in documents and in commands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from assessment.domain.response import Voice
from assessment.domain.scoring import Tally
from assessment.domain.workshop.consensus import Moved, Spread, mode_share
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD, Figures, Shown, Withheld, unanimity_warning
from assessment.domain.workshop.model import FIRST_VOTE, Breakdown, RemarkRule, RemarkState, Wifi
from assessment.domain.workshop.outcome import Outcome
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import Stage
from assessment.i18n import gettext as _
from assessment.i18n import mark, ngettext
from assessment.labels.codes import rating_label, rating_word, voice_word
from assessment.labels.formatting import date_text, percent, rating_counts
from assessment.parsing.limits import COPIES_KEPT_DAYS

_STAGES = {
    Stage.NOT_OPENED: mark("Not opened yet"),
    Stage.FIRST_OPEN: mark("First vote: open"),
    Stage.FIRST_CLOSED: mark("First vote: closed, not revealed yet"),
    Stage.FIRST_REVEALED: mark("First vote: revealed"),
    Stage.SECOND_OPEN: mark("Second vote: open"),
    Stage.SECOND_CLOSED: mark("Second vote: closed, not revealed yet"),
    Stage.SECOND_REVEALED: mark("Second vote: revealed"),
    Stage.AGREED_AFTER_FIRST: mark("Agreed"),
    Stage.AGREED_AFTER_SECOND: mark("Agreed"),
    Stage.PARKED_AFTER_FIRST: mark("Parked"),
    Stage.PARKED_AFTER_SECOND: mark("Parked"),
}
_WITHHELD = {
    Withheld.TOO_FEW_BALLOTS: mark("Not shown: fewer than {least} people voted, and this workshop is anonymous."),
    Withheld.TOO_FEW_CHANGES: mark(
        "Not shown: compared with what was shown before, it would tell how fewer than {least} people voted."
    ),
}
_REMARK_RULES = {
    RemarkRule.MODERATED: mark("After the reveal, once a facilitator or the note taker lets them through"),
    RemarkRule.AT_REVEAL: mark("Shown at the reveal"),
    RemarkRule.NONE: mark("No remarks"),
}


def stage_word(stage: Stage) -> str:
    """Where a recommendation is on its way through the room."""
    return _(_STAGES[stage])


def clock_words(seconds: int) -> str:
    """Minutes and seconds, “2:05”."""
    return f"{seconds // 60}:{seconds % 60:02}"


def wifi_lines(wifi: Wifi) -> list[str]:
    """The Wi-Fi as people type it: its name, and its password if it has one."""
    lines = [_("Wi-Fi: {name}").format(name=wifi.name)]
    return [*lines, _("Password: {password}").format(password=wifi.password)] if wifi.password else lines


def vote_word(vote: int) -> str:
    return _("First vote") if vote == FIRST_VOTE else _("Second vote")


def part_word(breakdown: Breakdown, part: str) -> str:
    """The name of a voice, or of a table as a person typed it."""
    if not part:
        return _("Not stated")
    return voice_word(Voice(part)) if breakdown is Breakdown.VOICE else part


def sort_parts(plan: WorkshopPlan, parts: Iterable[str]) -> list[str]:
    """Voices or tables in the order in which participants are asked for them."""
    asked: list[str] = [*plan.voices, *plan.tables]
    return sorted(parts, key=lambda part: (asked.index(part) if part in asked else len(asked), part))


def distributions(plan: WorkshopPlan, figures: Figures) -> list[tuple[str, Tally]]:
    """What the room was shown of a vote: together, then by voice or table, then all whose part isn’t shown."""
    parts = [(part_word(plan.breakdown, part), figures.parts[part]) for part in sort_parts(plan, figures.parts)]
    others = [] if figures.others is None else [(_("All others"), figures.others)]
    return [(_("Together"), figures.together), *parts, *others]


def withheld_text(reason: Withheld) -> str:
    """Why a vote of an anonymous workshop isn’t shown."""
    return _(_WITHHELD[reason]).format(least=ANONYMITY_THRESHOLD)


def spread_text(spread: Spread | None) -> str:
    """“0.50 (n = 6)”; a dash where there is none."""
    if spread is None or spread.value is None:
        return "–"
    return _("{figure} (n = {n})").format(figure=f"{float(spread.value):.2f}", n=spread.n)


def agreed_spread_text(outcome: Outcome) -> str | None:
    """The spread of the last vote before a rating was agreed, and whether the answer was changed since; None if nothing
    is agreed, or there is no spread."""
    if not outcome.is_agreed or outcome.spread is None or outcome.spread.value is None:
        return None
    spread = spread_text(outcome.spread)
    return _("{spread}, changed after").format(spread=spread) if outcome.is_changed else spread


def room_lines(outcome: Outcome, reason: str) -> list[tuple[str, str]]:
    """What stands beside a rating that a workshop agreed on, by name: what it agreed, why, who dissents, and the votes
    with their n; nothing where nothing is agreed. `reason` is that of the agreed response, as it is shared."""
    if not outcome.is_agreed:
        return []
    agreed = outcome.agreed
    rating = "" if agreed is None else rating_label(agreed.rating)
    if outcome.is_changed and rating:
        rating = _("{rating}, changed after").format(rating=rating)
    lines = [
        (_("Agreed in the workshop"), rating),
        (_("Reason"), reason),
        (_("Dissent"), "" if agreed is None else agreed.dissent),
        *((vote_word(vote), shown_text(reveal)) for vote, reveal in sorted(outcome.votes.items())),
        (_("Spread of votes (n)"), agreed_spread_text(outcome) or ""),
    ]
    return [(name, text) for name, text in lines if text]


def comment_beside(outcome: Outcome, comment: str) -> str:
    """The comment of an answer, without the dissent that became a part of it and is told by `room_lines`."""
    if not outcome.is_agreed or outcome.agreed is None:
        return comment
    return comment.removesuffix(outcome.agreed.dissent).rstrip()


def shown_text(reveal: Shown) -> str:
    """“2 implemented, 1 don’t know (n = 2)”: what a reveal showed, or why it showed nothing."""
    if isinstance(reveal, Withheld):
        return withheld_text(reveal)
    counts = rating_counts(reveal.together).items()
    votes = ", ".join(f"{count} {rating_word(rating).lower()}" for rating, count in counts if count)
    return _("{counts} (n = {n})").format(counts=votes or _("nobody voted"), n=reveal.together.rated)


def mode_text(votes: Tally) -> str:
    """“Partial: 50 % (3 of 6 who rated)”; a tie names each, and a dash says that nobody rated."""
    mode = mode_share(votes)
    if mode is None:
        return "–"
    sentence = _("{ratings}: {share} ({count} of {n} who rated)")
    if len(mode.ratings) > 1:
        sentence = _("{ratings}: {share} each ({count} of {n} who rated)")
    names, share = ", ".join(map(rating_word, mode.ratings)), percent(float(100 * mode.share))
    return sentence.format(ratings=names, share=share, count=mode.share * mode.n, n=mode.n)


def moved_text(moved: Moved) -> str:
    """“3 of 5 who rated in both votes: 1 up, 2 down”."""
    sentence = _("{changed} of {n} who rated in both votes: {raised} up, {lowered} down")
    return sentence.format(changed=moved.changed, n=moved.n, raised=moved.raised, lowered=moved.lowered)


def disclosure_title(plan: WorkshopPlan) -> str:
    """What the sentences below are headed with, after people have joined."""
    return _("Anonymous workshop: who can see what") if plan.anonymous else _("Named workshop: who can see what")


def remark_rule_word(rule: RemarkRule) -> str:
    """What becomes of remarks, to choose from."""
    return _(_REMARK_RULES[rule])


def remark_label(plan: WorkshopPlan) -> str:
    """What is written above the field of a remark."""
    if plan.remarks is RemarkRule.MODERATED:
        return _("Remark (the room sees it without your name, once it is let through)")
    return _("Remark (the room sees it without your name)")


def _about_remarks(plan: WorkshopPlan) -> list[str]:
    match plan.remarks:
        case RemarkRule.MODERATED:
            return [_("A facilitator or the note taker reads remarks first, and the room sees those let through.")]
        case RemarkRule.AT_REVEAL:
            return [_("The room sees remarks too, without names.")]
        case RemarkRule.NONE:
            return []


def kept_back_text(outcome: Outcome, vote: int) -> list[str]:
    """“Hidden by Asha: 1 remark”, for each person and what they did."""
    counts = Counter((remark.state, remark.by) for remark in outcome.kept_back if remark.vote == vote)
    return [
        ngettext("{n} remark hidden by {name}", "{n} remarks hidden by {name}", n).format(n=n, name=by)
        if state is RemarkState.HIDDEN
        else ngettext("{n} remark redacted by {name}", "{n} remarks redacted by {name}", n).format(n=n, name=by)
        for (state, by), n in sorted(counts.items())
    ]


def consent_sentences(plan: WorkshopPlan, backup_days: int | None) -> list[str]:
    """What people are told before they take part; `backup_days` is how long nightly backups are kept, if any are."""
    before = _("Until a vote is revealed, nobody is shown what you vote, not even the facilitator.")
    copies = _(
        "Copies made for safety can still have it for {days} days, and backups or a database server’s log until they "
        "are deleted. The facilitator can tell you more."
    ).format(days=COPIES_KEPT_DAYS)
    if backup_days is not None:
        copies = ngettext(
            "Nightly backups can still have it for {n} day, copies made for safety for {days} days, and other backups "
            "or a database server’s log until they are deleted. The facilitator can tell you more.",
            "Nightly backups can still have it for {n} days, copies made for safety for {days} days, and other backups "
            "or a database server’s log until they are deleted. The facilitator can tell you more.",
            backup_days,
        ).format(n=backup_days, days=COPIES_KEPT_DAYS)
    if plan.anonymous:
        first = [_("This workshop is anonymous: nobody is ever shown who voted what."), before]
        then = _("Then the room sees figures, if there are {least} votes or more.").format(least=ANONYMITY_THRESHOLD)
        last = [unanimity_warning()]
        how_long = _("When the workshop is finished, who voted what is erased for good, at the latest after {day}.")
    else:
        first, then = [before], _("Then the room sees figures. The facilitator can see who voted what.")
        by_part = _(
            "Figures are shown by voice or table too: anyone who is the only person in a group can be identified from "
            "them."
        )
        last = [] if plan.breakdown is Breakdown.NONE else [by_part]
        how_long = _("Names, and who voted what, are kept until {day}, and then erased for good.")
    cases = _("Write nothing by which a person could be recognised: do not describe individual cases.")
    how_long = how_long.format(day=date_text(plan.kept_until))
    return [*first, then, *_about_remarks(plan), *last, cases, how_long, copies]
