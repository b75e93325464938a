"""The method in plain words (docs/method.md), worded once for workbooks, documents and pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assessment.domain.answer import Answer, Rating
from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.robustness import LEADING, VARIANTS
from assessment.domain.scoring import PARTIAL_WEIGHT, WEIGHTED_DIFFERS, Tally, tally
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.codes import follow_up_word, rating_word
from assessment.labels.formatting import Group, percent, rating_counts
from assessment.views.results import Results

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
            "1. Each recommendation is rated implemented (1), partial ({partial}) or absent (0). The score is the "
            "sum of these values as a percentage of the recommendations rated; each weighs the same."
        ).format(partial=share_text(PARTIAL_WEIGHT)),
        _(
            "2. “Don’t know”, “not answered” and “not applicable” are never counted as absent. The band is the "
            "range of possible scores: from every unknown turning out absent to every unknown turning out "
            "implemented. Where less than {threshold} of the applicable recommendations are rated, no score is "
            "shown."
        ).format(threshold=share_text(threshold)),
        f"3. {about_voice()}",
    )


def about_voice() -> str:
    return _(
        "The report shows what one voice answered, with its evidence. Nobody else has checked it, and nobody is ranked."
    )


def comparison_summary(threshold: float) -> tuple[str, ...]:
    """How responses are compared."""
    return (
        _(
            "1. Responses are compared only on the common recommendations: those that all of them rate, in the "
            "same words. The score is the sum of the ratings (implemented 1, partial {partial}, absent 0) as a "
            "percentage of the recommendations rated. Where a response is scored on everything it was asked and "
            "less than {threshold} of that is rated, no score is shown."
        ).format(partial=share_text(PARTIAL_WEIGHT), threshold=share_text(threshold)),
        _(
            "2. Nobody is ranked. Countries and areas are in alphabetical order, then voices, rounds and "
            "organisations; the numbers (No.) follow that order."
        ),
        _(
            "3. The State and civil society are separate voices, shown side by side and never averaged. Anonymous "
            "responses are shown without their organisation."
        ),
        _(
            "4. A difference smaller than one step of one answer is within one answer: too small to interpret. "
            "Every difference is calculated {n} times: {how}. If it changes sign or vanishes in any of them, it "
            "isn’t robust, and in pale italics."
        ).format(n=len(VARIANTS), how=how_it_varies()),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the formula: its name, its calculation, and its figure in a tally, 0 to 100 for percentages."""

    name: str
    words: str
    figure: Callable[[Tally], float | None]
    is_percent: bool = False

    def figure_text(self, tally: Tally) -> str:
        """Its figure as people read it."""
        figure = self.figure(tally)
        return percent(figure) if self.is_percent or figure is None else f"{figure:g}"


def formula() -> list[Step]:
    """The whole formula, step by step."""
    return [
        Step(
            _("Applicable"),
            _("implemented + partial + absent + don’t know + not answered"),
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
            _("100 × points ÷ applicable, as if every unknown were absent"),
            lambda tally: tally.low,
            is_percent=True,
        ),
        Step(
            _("Band: high"),
            _("100 × (points + don’t know + not answered) ÷ applicable, as if every unknown were implemented"),
            lambda tally: tally.high,
            is_percent=True,
        ),
    ]


def _coverage(tally: Tally) -> float | None:
    return None if tally.coverage is None else 100 * tally.coverage


def worth(rating: Rating | None) -> float | None:
    """What a rating counts as, from 0 to 1; None if it isn’t counted."""
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
        "Where less than {threshold} ({percent}) of the applicable recommendations are rated, “insufficient "
        "data” replaces the score; the band is still shown. The threshold is a setting."
    ).format(threshold=share_text(threshold), percent=percent(100 * threshold))


def about_overalls() -> str:
    return _(
        "In the overall score each recommendation weighs the same. The theme-weighted overall is the mean of "
        "the themes’ scores: each theme weighs the same. Both are shown where they differ by more than "
        "{points} points."
    ).format(points=WEIGHTED_DIFFERS)


def about_weighted_overall(weighted: str) -> str:
    """The theme-weighted overall, where it differs; `weighted` is its percentage."""
    return _(
        "The theme-weighted overall, in which each theme weighs the same, is {weighted}. It is shown because "
        "it differs by more than {points} points."
    ).format(weighted=weighted, points=WEIGHTED_DIFFERS)


def about_steps() -> str:
    return _(
        "In a theme with three rated recommendations, one step of one answer, such as from absent to partial, "
        "moves the score by 17 points. A difference smaller than one step of the smaller theme is “within "
        "one answer”: too small to interpret."
    )


def about_rounding() -> str:
    return _(
        "Percentages are shown as whole numbers, halves rounded up; the Excel report and data files have all digits."
    )


def about_gaps() -> list[str]:
    """What gaps, red lines and information gaps are, and in which order gaps are listed."""
    return [
        " ".join([_("A gap is a recommendation rated absent or partial."), about_gap_order()]),
        about_mandates(),
        about_red_lines(),
        about_information_gaps(),
    ]


def about_mandates() -> str:
    return _(
        "“UN mandates” is how many special procedures and treaty bodies recommend the same thing in this catalogue."
    )


def about_measures(answer: Answer) -> str:
    """What it says of measures that they aren't ticked: nothing, where nobody was asked about them."""
    if answer.measures is None:
        return _("Measures (not recorded which of them are in place)")
    return _("Measures not ticked") if answer.measures else _("Measures, none of which is in place")


def about_gap_order() -> str:
    return _(
        "Listed in this order: absent red lines, partial red lines, other absent, other partial; within each, those "
        "recommended by most UN mandates first."
    )


def about_spread() -> str:
    """What the spread next to an agreed rating is."""
    return _(
        "The spread is how far two people who rated in the last vote differ on average: 0 if all rated alike, 1 at "
        "most; n is how many rated. It is no part of any score."
    )


def about_information_gaps() -> str:
    return _(
        "An information gap is a recommendation not answered or answered “don’t know”. It is never counted as absent."
    )


def about_red_lines() -> str:
    return _(
        "A red line is a duty whose absence harms a person directly: somebody is punished, detained or sent "
        "back into danger. It is flagged whatever the score."
    )


def about_the_lists() -> list[str]:
    """What the lists of a report contain, and in which order."""
    return [*about_gaps(), about_ticks()]


def about_ticks() -> str:
    return _(
        "A measure that is not ticked may be in place. Ticks suggest a rating but never set it; where they "
        "disagree and no comment says why, the report says so."
    )


def about_what_is_not_covered() -> str:
    return _(
        "“Not covered by this tool” means that no recommendation of this questionnaire serves it first; that is no gap."
    )


def about_texts() -> str:
    """How typed text is shown."""
    return _(
        "What people typed is shown character for character. Only control characters, which this file can’t "
        "hold, appear as symbols such as ␇, and invalid characters as �."
    )


def about_this_response(results: Results) -> list[str]:
    """What a reader should know about the answers before drawing conclusions."""
    notes = [omission_notice(results.left_out)] if results.left_out else []
    if results.response.anonymous:
        notes.append(_("This response is anonymous: the organisation is left out."))
    if results.response.country in INVENTED_PLACES:
        notes.append(_("Sample data: everything here is invented."))
    return notes


def unrated_red_lines(results: Results) -> list[str]:
    """A sentence that names the red lines without a rating; none if all are rated."""
    unrated = [item.id for item in results.information_gaps if item.red_line]
    return [_("Red lines not rated yet: {ids}.").format(ids=", ".join(unrated))] if unrated else []


def counted_words(group: Group) -> str:
    """“Prevention: 2 implemented, 1 absent”: what a chart shows of a group, for those who can’t see it."""
    counts = (f"{count} {rating_word(rating).lower()}" for rating, count in rating_counts(group.tally).items() if count)
    return f"{group.name}: {', '.join(counts)}"


def how_it_varies() -> str:
    """The variants of the method, after “calculated 12 times:”."""
    return _(
        "with a partial worth 1/3, 1/2 and 2/3; with each recommendation or each theme weighing the same; and with "
        "near-duplicates counted once or each"
    )


def about_robustness() -> str:
    """Which results are robust."""
    return _(
        "The method involves choices. Scores are therefore calculated {n} times: {how}. What stays the same "
        "in all of them does not depend on the method."
    ).format(n=len(VARIANTS), how=how_it_varies())


def robust_gaps_and_orders(results: Results) -> list[str]:
    """How many leading gaps, and orders of two themes, are the same in every variant."""
    counts = _robust_counts(results)
    return [
        _("Gaps that stay among the first {leading} under every variant: {gaps_kept} of {gaps}.").format(
            leading=LEADING, **counts
        ),
        _("Pairs of themes in the same order under every variant: {orders_kept} of {orders}.").format(**counts),
    ]


def robustness_sentence(results: Results) -> str:
    """The same with how it varies, in a sentence."""
    return _(
        "Calculated {n} times, {how}: {gaps_kept} of the first {gaps} gaps stay among them, and {orders_kept} of "
        "{orders} pairs of themes keep their order."
    ).format(n=len(VARIANTS), how=how_it_varies(), **_robust_counts(results))


def _robust_counts(results: Results) -> dict[str, int]:
    found, orders = results.robustness, results.theme_orders
    return {
        "gaps_kept": len(found.gaps_kept),
        "gaps": len(found.gaps_kept) + len(found.gaps_lost),
        "orders_kept": sum(order.is_kept for order in orders),
        "orders": len(orders),
    }


def follow_up_words() -> list[str]:
    """The words for how far an action has come."""
    return [follow_up_word(status) for status in FollowUpStatus]


def do_no_harm_notice() -> str:
    return _(
        "This report should contain nothing about individual victims or cases. If you find anything, remove "
        "it before you share the report. Think of those who answered: what they say can put them in danger."
    )
