"""A comparison as plain text for a terminal: figures come first in each line, so that names don't misalign them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from assessment.domain.comparison.compare import (
    ComparedResponse,
    Comparison,
    ScoreDifference,
    ScoreDifferences,
    score_differences,
)
from assessment.domain.comparison.rounds import RoundPair, round_pairs
from assessment.domain.comparison.voices import Disagreement, VoicePair, voice_pairs
from assessment.domain.countries import country_name
from assessment.domain.model import RatingChange, Recommendation
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import cause_word, left_out_word, rating_change_word, rating_label, voice_word
from assessment.labels.formatting import (
    mandate_count_text,
    percent,
    response_name,
    round_half_up,
    score_text,
    score_with_n,
)
from assessment.parsing.message_text import printable

SCORE_WIDTH = 6
"""Wide enough for “100 %”."""


def comparison_lines(comparison: Comparison, by: str, threshold: float) -> Iterator[str]:
    """What is compared, then one of `TABLES`."""
    return chain(_header(comparison), TABLE_LINES[by](comparison, threshold))


def _header(comparison: Comparison) -> Iterator[str]:
    """The responses, each with its number in the tables, and how many recommendations are common."""
    responses, common = comparison.responses, len(comparison.common.items)
    yield ngettext("{n} response", "{n} responses", len(responses)).format(n=len(responses))
    for number, one in enumerate(responses, start=1):
        yield f"  {number}  {printable(response_name(one.response))}  [{printable(one.name)}]"
    yield ngettext(
        "{n} of {total} recommendations is common", "{n} of {total} recommendations are common", common
    ).format(n=common, total=len(comparison.recommendations))
    for reason, count in Counter(entry.reason for entry in comparison.common.left_out).items():
        yield "  " + _("left out: {reason}: {n}").format(reason=left_out_word(reason), n=count)


def theme_lines(comparison: Comparison, threshold: float) -> Iterator[str]:
    """Each theme's scores on the common recommendations by response, and each response's own score."""
    names = _names(comparison)
    for theme in comparison.themes:
        tallies = comparison.tallies[theme.id]
        common = sum(item.theme == theme.id for item in comparison.common.items)
        yield from ("", f"{theme.name} ({_common_words(common)})")
        if common:
            for name in names:
                yield f"  {score_text(tallies[name], threshold):>{SCORE_WIDTH}}  {names[name]}"
    overall, own = comparison.overall, comparison.own_overall
    yield from ("", f"{_('Overall')} ({_common_words(len(comparison.common.items))})")
    if comparison.common.items:
        for name in names:
            yield f"  {score_text(overall[name], threshold):>{SCORE_WIDTH}}  {names[name]}"
    yield from ("", _("On everything that each was asked (not comparable)"))
    for name in names:
        yield f"  {score_with_n(own[name], threshold)}  {names[name]}"


def _common_words(count: int) -> str:
    return ngettext("{n} common", "{n} common", count).format(n=count)


def recommendation_lines(comparison: Comparison, _threshold: float) -> Iterator[str]:
    """The ratings of each recommendation."""
    names = _names(comparison)
    reasons = {entry.recommendation_id: entry.reason for entry in comparison.common.left_out}
    for item in comparison.recommendations:
        reason = reasons.get(item.id)
        why = left_out_word(reason) if reason else _("common")
        yield from ("", f"{item.id}  {item.title} ({why})")
        ratings = {
            one.name: rating_label(one.rating(item.id)) if one.is_asked(item.id) else _("not asked")
            for one in comparison.responses
        }
        width = max(map(len, ratings.values()))
        yield from (f"  {rating:<{width}}  {names[name]}" for name, rating in ratings.items())


def voice_lines(comparison: Comparison, _threshold: float) -> Iterator[str]:
    """State and civil society compared: how far they agree, and what to discuss."""
    names = _names(comparison)
    pairs = voice_pairs(comparison.responses)
    if not pairs:
        yield from ("", _("No responses of State and civil society for the same country or area and round."))
    for pair in pairs:
        yield from ("", f"{names[pair.first.name]} | {names[pair.second.name]}")
        yield from _indented(_pair_lines(pair))


def _pair_lines(pair: VoicePair) -> Iterator[str]:
    agreement = "–" if pair.agreement is None else percent(100 * pair.agreement)
    alpha = "–" if pair.alpha is None else f"{pair.alpha:.2f}".replace("-", "\N{MINUS SIGN}")
    yield _common_words(len(pair.common.items))
    yield _("agreement: {agreement}; Krippendorff’s alpha: {alpha}").format(agreement=agreement, alpha=alpha)
    yield _id_list(_("strongly contested"), [entry.recommendation for entry in pair.strongly_contested])
    yield _id_list(_("contested"), [entry.recommendation for entry in pair.contested])
    for one, items in ((pair.first, pair.first_only), (pair.second, pair.second_only)):
        yield _id_list(_("rated by {voice} only").format(voice=voice_word(one.response.voice)), items)
    yield from _difference_lines(score_differences(pair.second, pair.first))
    if pair.agenda:
        yield _("agenda:")
        yield from _indented(_agenda_line(place, entry) for place, entry in enumerate(pair.agenda, start=1))


def _agenda_line(place: int, entry: Disagreement) -> str:
    item = entry.recommendation
    red_line = (_("red line"),) if item.red_line else ()
    facts = (
        f"{rating_label(entry.first)} | {rating_label(entry.second)}",
        *red_line,
        mandate_count_text(entry.asked_by),
    )
    return f"{place}. {item.id}  {', '.join(facts)}  {item.title}"


def round_lines(comparison: Comparison, _threshold: float) -> Iterator[str]:
    """Each round compared with the next of the same respondent: what changed, and why."""
    names = _names(comparison)
    pairs = round_pairs(comparison.responses)
    if not pairs:
        yield from ("", _("No respondent answered in two rounds."))
    for pair in pairs:
        yield from ("", f"{names[pair.earlier.name]} → {names[pair.later.name]}")
        yield from _indented(_movement_lines(pair))
        yield from _indented(_difference_lines(score_differences(pair.earlier, pair.later)))


def _movement_lines(pair: RoundPair) -> Iterator[str]:
    for movement in RatingChange:
        moved = [key for key, became in pair.movements.items() if became is movement]
        yield _("{what}: {value}").format(what=rating_change_word(movement), value=len(moved))
        if movement is not RatingChange.UNCHANGED:
            yield from _indented(_with_cause(pair, key) for key in moved)
    if pair.left_out:
        ids = ", ".join(entry.recommendation_id for entry in pair.left_out)
        yield _("worded differently in the two rounds: {ids}").format(ids=ids)


def _with_cause(pair: RoundPair, key: str) -> str:
    cause = pair.causes[key]
    title = pair.later.catalogue.by_id[key].title
    return f"{key}  {title}" if cause is None else f"{key}  {title} ({cause_word(cause)})"


def _difference_lines(found: ScoreDifferences) -> Iterator[str]:
    """The differences between two scores, second minus first, overall and for each theme with common
    recommendations."""
    if found.overall is None:
        return
    themes = {theme.id: theme.name for one in (found.first, found.second) for theme in one.catalogue.themes}
    yield _("difference in points:")
    yield _difference_line(_("Overall"), found.overall)
    yield from (_difference_line(themes[theme], found) for theme, found in found.by_theme.items() if found)


def _difference_line(what: str, found: ScoreDifference) -> str:
    sign = "+" if found.points > 0 else "\N{MINUS SIGN}" if found.points < 0 else ""
    marks = [
        *([_("within one answer")] if found.within_one_answer else []),
        *([] if found.is_robust else [_("does not hold under every variant")]),
    ]
    note = f" ({'; '.join(marks)})" if marks else ""
    return f"  {sign + str(round_half_up(abs(found.points))):>{SCORE_WIDTH}}  {what}{note}"


def _id_list(what: str, items: Sequence[Recommendation]) -> str:
    return _("{what}: {value}").format(what=what, value=", ".join(item.id for item in items) or "–")


def _names(comparison: Comparison) -> dict[str, str]:
    """Each response's label in the tables, by its name: “2  Nepal · State · 2026 baseline”."""
    return {one.name: f"{number}  {_in_short(one)}" for number, one in enumerate(comparison.responses, start=1)}


def _in_short(one: ComparedResponse) -> str:
    response = one.response
    parts = (country_name(response.country), voice_word(response.voice), response.round.label)
    return printable(" · ".join(part for part in parts if part))


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


TABLE_LINES: Mapping[str, Callable[[Comparison, float], Iterator[str]]] = {
    "theme": theme_lines,
    "recommendation": recommendation_lines,
    "voice": voice_lines,
    "round": round_lines,
}
"""The tables of a comparison, by the option `--by`."""
