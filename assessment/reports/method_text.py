"""The method in plain words (docs/method.md), worded once for workbooks, documents and pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.model import Rating
from assessment.domain.robustness import LEADING, VARIANTS, Robustness
from assessment.domain.scoring import PARTIAL_WEIGHT, WEIGHTED_DIFFERS, Tally, tally
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_word
from assessment.labels.formatting import percent
from assessment.labels.groups import Group, rating_counts
from assessment.reports.findings import Findings

_EXACT = 1e-9
_LARGEST_DENOMINATOR = 12


def share_text(share: float) -> str:
    """“2/3” where the share is a simple fraction, otherwise “83.5 %”."""
    fraction = Fraction(share).limit_denominator(_LARGEST_DENOMINATOR)
    if fraction.denominator > 1 and abs(fraction - share) < _EXACT:
        return str(fraction)
    return f"{100 * share:.4g}\N{NO-BREAK SPACE}%"


def method_summary(threshold: float) -> tuple[str, str, str]:
    return (
        _(
            "1. Each recommendation is rated implemented (1), partial ({partial}) or absent (0). The score is the sum "
            "of these values in percent of the recommendations that are rated, and each recommendation weighs the "
            "same."
        ).format(partial=share_text(PARTIAL_WEIGHT)),
        _(
            "2. “Don’t know”, “not answered” and “not applicable” are three different things, and none of them is "
            "counted as absent. The band runs from the score if every unknown turned out absent to the score if every "
            "unknown turned out implemented. Where less than {threshold} of what applies is rated, no percentage is "
            "shown."
        ).format(threshold=share_text(threshold)),
        _(
            "3. The report shows what this one voice answered, with its evidence; nobody else has checked it. It "
            "ranks no country, and it says where to look next."
        ),
    )


def comparison_summary(threshold: float) -> tuple[str, ...]:
    """How responses are compared."""
    return (
        _(
            "1. Responses are compared on the common recommendations alone: those that each of them rates, in the same "
            "words. A score is the sum of the ratings, implemented 1, partial {partial}, absent 0, in percent of what "
            "is rated. Where a response stands for itself, less than {threshold} of what applies may be rated; then no "
            "percentage is shown."
        ).format(partial=share_text(PARTIAL_WEIGHT), threshold=share_text(threshold)),
        _(
            "2. Nothing is ranked. Countries and areas stand in alphabetical order, and inside one the voices, rounds "
            "and organisations; the numbers (No.) follow that order."
        ),
        _(
            "3. The State and civil society are separate voices. They are laid side by side and never averaged. "
            "Anonymous responses stand without their organisation."
        ),
        variants_words(),
    )


def variants_words() -> str:
    """What makes a difference a finding."""
    return _(
        "4. A difference that is smaller than one answer’s step is within one answer, and no finding. Every difference "
        "is computed {n} times: {how}. What changes its sign or vanishes in one of them is written in pale italics: it "
        "doesn’t survive every variant of the method."
    ).format(n=len(VARIANTS), how=how_it_varies())


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the formula: its name, how it comes about, and its figure in a tally, 0 to 100 for percentages."""

    name: str
    words: str
    figure: Callable[[Tally], float | None]
    is_percent: bool = False


def formula() -> list[Step]:
    """The whole formula, step by step."""
    return [
        Step(
            _("Applicable"),
            _("implemented + partial + absent + don’t know + not answered; that is all but “not applicable”"),
            lambda tally: tally.applicable,
        ),
        Step(_("Rated"), _("implemented + partial + absent"), lambda tally: tally.rated),
        Step(
            _("Points"),
            _("implemented × 1 + partial × {partial}").format(partial=share_text(PARTIAL_WEIGHT)),
            lambda tally: tally.points,
        ),
        Step(_("Score"), _("100 × points ÷ rated"), lambda tally: tally.score, is_percent=True),
        Step(_("Coverage"), _("100 × rated ÷ applicable"), _coverage, is_percent=True),
        Step(
            _("Band: low"),
            _("100 × points ÷ applicable; every unknown turns out absent"),
            lambda tally: tally.low,
            is_percent=True,
        ),
        Step(
            _("Band: high"),
            _("100 × (points + don’t know + not answered) ÷ applicable; every unknown turns out implemented"),
            lambda tally: tally.high,
            is_percent=True,
        ),
    ]


def _coverage(tally: Tally) -> float | None:
    return None if tally.coverage is None else 100 * tally.coverage


def worth(rating: Rating | None) -> float | None:
    """What a rating counts, from 0 to 1; none where it isn’t counted."""
    score = tally([rating]).score
    return None if score is None else score / 100


def worth_words(rating: Rating | None) -> str:
    """“1”, “1/2”, “0”, and “–” where a rating isn’t counted."""
    value = worth(rating)
    return "–" if value is None else share_text(value) if 0 < value < 1 else str(round(value))


def about_the_figures(threshold: float) -> list[str]:
    """What a reader should know before they rely on a figure."""
    return [about_threshold(threshold), about_overalls(), about_steps(), about_rounding()]


def about_threshold(threshold: float) -> str:
    return _(
        "Under a coverage of {threshold} ({percent}) the words “insufficient data” stand where the percentage would, "
        "with the band beside them. This threshold is a setting of the tool."
    ).format(threshold=share_text(threshold), percent=percent(100 * threshold))


def about_overalls() -> str:
    return _(
        "In the overall score each recommendation weighs the same. The theme-weighted overall is the mean of the "
        "themes’ scores, so that each theme weighs the same. Both are shown where they differ by more than {points} "
        "points."
    ).format(points=WEIGHTED_DIFFERS)


def about_weighted_overall(weighted: str) -> str:
    """What is said where the theme-weighted overall differs; `weighted` is its percentage."""
    return _(
        "With each theme weighing the same, instead of each recommendation, the overall is {weighted}. Both are shown "
        "because they differ by more than {points} points."
    ).format(weighted=weighted, points=WEIGHTED_DIFFERS)


def about_steps() -> str:
    return _(
        "Small themes move in large steps: in a theme of three recommendations one step is 16.7 points. A "
        "difference between two themes that is smaller than a step of the smaller one is within one answer, and "
        "no finding."
    )


def about_rounding() -> str:
    return _("Figures are shown as whole percentages, halves rounded up; the Excel report holds them unrounded.")


def about_gaps() -> list[str]:
    """How gaps, red lines and information gaps come about, and in which order gaps are listed."""
    return [
        _(
            "A gap is a recommendation rated absent or partial. The order: absent red lines, partial red lines, "
            "absent, partial; within each, what most UN mandates ask for first, then by theme, then as in the "
            "catalogue."
        ),
        _(
            "“Asked by” is the number of UN mandates, special procedures and treaty bodies, among whose "
            "recommendations in this catalogue the same thing is asked for."
        ),
        about_red_lines(),
        _(
            "An information gap is a recommendation that isn’t answered, or answered “don’t know”. It is never "
            "counted as absent."
        ),
    ]


def about_red_lines() -> str:
    return _(
        "A red line is a duty whose absence harms a person directly: by being punished, detained, or sent into danger. "
        "It is shown whatever the scores say."
    )


def about_the_lists(told: str) -> list[str]:
    """How the lists of a report come about.

    `told` says where a rating that its ticks contradict is told of: “the report”.
    """
    measures = _(
        "What is missing are the measures that aren’t ticked. Ticks suggest a rating, but never set it; where the "
        "two differ and no comment explains it, {told} says so."
    )
    return [*about_gaps(), measures.format(told=told)]


def about_what_is_not_covered() -> str:
    return _(
        "Actions of the Compact that no recommendation of the catalogue serves first are “not covered by this "
        "tool”; that is no gap of the country."
    )


def about_texts() -> str:
    """How what people typed is shown."""
    return _(
        "What people typed is shown as text, to the character. Only control characters, which a file like this can’t "
        "hold, are shown by their pictures, such as ␇, and what is no character at all by �."
    )


def about_this_response(findings: Findings) -> list[str]:
    """What has to be known of the answers before anything is concluded from them."""
    said = [omission_notice(findings.left_out)] if findings.left_out else []
    if findings.response.anonymous:
        said.append(_("This response is anonymous: the organisation that answered is left out of this report."))
    if findings.response.country in INVENTED_PLACES:
        said.append(
            _("The place of this report and everything said of it are invented, to show what a report looks like.")
        )
    return said


def unrated_red_lines(findings: Findings) -> list[str]:
    """A sentence that names the red lines without a rating; none if all are rated."""
    unrated = [item.id for item in findings.information_gaps if item.red_line]
    return [_("Red lines that aren’t rated yet: {ids}.").format(ids=", ".join(unrated))] if unrated else []


def about_one_step() -> str:
    return _(
        "One step is how far one answer moves the score by one level. A difference between two themes that is "
        "smaller than a step of the smaller one is no finding."
    )


def counted_words(group: Group) -> str:
    """“Prevention: 2 implemented, 1 absent”: what a chart shows of a group, for those who can’t see it."""
    given = (f"{count} {rating_word(rating).lower()}" for rating, count in rating_counts(group.tally).items() if count)
    return f"{group.name}: {', '.join(given)}"


def how_it_varies() -> str:
    """The variants of the method, behind “computed 12 times:”."""
    return _(
        "with a partial worth 1/3, 1/2 and 2/3; with each recommendation or each theme weighing the same; and with "
        "near-duplicates counted once or each"
    )


def about_robustness() -> str:
    """What makes a figure robust."""
    return _(
        "A method makes choices. Here the scores are computed {n} times: {how}. What stays the same in all of them "
        "does not depend on the method."
    ).format(n=len(VARIANTS), how=how_it_varies())


def robust_gaps_and_orders(found: Robustness) -> list[str]:
    """How many leading gaps, and orders of two themes, are the same in every variant."""
    return [
        _("Leading gaps (the first {most} at most): {kept} of {all} are among them in every variant.").format(
            most=LEADING, kept=len(found.gaps_kept), all=len(found.gaps_kept) + len(found.gaps_lost)
        ),
        _("Pairs of themes: {kept} of {all} stand in the same order in every variant.").format(
            kept=len(found.orders_kept), all=len(found.orders_kept) + len(found.orders_lost)
        ),
    ]


def follow_up_words() -> list[str]:
    """The words for how far an action has come."""
    return [_("Not started"), _("Planned"), _("Started"), _("Done"), _("Put off"), _("Not pursued")]


def do_no_harm_notice() -> str:
    return _(
        "This report should hold no information about individual victims or cases. If you find any, take it out "
        "before you pass the report on; and think of those who answered: what they say can put them in danger."
    )
