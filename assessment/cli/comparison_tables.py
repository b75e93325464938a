"""A comparison as tables for a terminal. In each row figures come first, and what may be long last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from assessment.cli.commands import print_rows, quantity
from assessment.domain.comparison.compare import (
    Comparison,
    ScoreDifference,
    ScoreDifferences,
    score_differences,
)
from assessment.domain.comparison.rounds import RoundPair, round_pairs
from assessment.domain.comparison.voices import Disagreement, VoicePair, voice_pairs
from assessment.domain.countries import country_name
from assessment.domain.model import RatingChange
from assessment.domain.sourced import SourcedResponse
from assessment.labels.codes import cause_word, left_out_word, rating_change_word, rating_label, voice_word
from assessment.labels.formatting import (
    mandate_count_text,
    percent,
    response_name,
    round_half_up,
    score_text,
    score_with_n,
)

MINUS = "\N{MINUS SIGN}"


def print_comparison(comparison: Comparison, by: str, threshold: float) -> None:
    """Print the responses, each with its number in the tables, and one of `TABLES`."""
    responses, common = comparison.responses, len(comparison.common.items)
    print(quantity(len(responses), "response"))
    print_rows(
        [(number, f"{response_name(one.response)}  [{one.name}]") for number, one in _numbered(comparison)], "  "
    )
    print(f"{common} of {len(comparison.recommendations)} recommendations {'is' if common == 1 else 'are'} common")
    reasons = Counter(entry.reason for entry in comparison.common.left_out)
    print_rows([(f"left out: {left_out_word(reason)}: {count}",) for reason, count in reasons.items()], "  ")
    TABLES[by](comparison, threshold)


def _numbered(comparison: Comparison) -> list[tuple[int, SourcedResponse]]:
    return list(enumerate(comparison.responses, start=1))


def _print_themes(comparison: Comparison, threshold: float) -> None:
    """Each theme's scores on the common recommendations by response, and each response's own score."""
    counts = Counter(item.theme for item in comparison.common.items)
    tallied = [(theme.name, counts[theme.id], comparison.tallies[theme.id]) for theme in comparison.themes]
    tallied.append(("Overall", len(comparison.common.items), comparison.overall))
    names = [one.name for one in comparison.responses]
    print("\nScores on the common recommendations")
    print_rows(
        [
            [str(number) for number, _one in _numbered(comparison)] + [""],
            *(
                [
                    *(score_text(tallies[name], threshold) if common else "–" for name in names),
                    f"{title} ({common} common)",
                ]
                for title, common, tallies in tallied
            ),
        ],
        "  ",
    )
    print("\nOn everything that each was asked (not comparable)")
    own = comparison.own_overall
    print_rows(
        [(score_with_n(own[one.name], threshold), _label(comparison, one)) for one in comparison.responses], "  "
    )


def _print_recommendations(comparison: Comparison, _threshold: float) -> None:
    """The ratings of each recommendation."""
    reasons = {entry.recommendation_id: left_out_word(entry.reason) for entry in comparison.common.left_out}
    rows = [[str(number) for number, _one in _numbered(comparison)] + [""]]
    for item in comparison.recommendations:
        ratings = [
            rating_label(one.rating(item.id)) if one.is_asked(item.id) else "not asked" for one in comparison.responses
        ]
        rows.append([*ratings, f"{item.id}  {item.title} ({reasons.get(item.id, 'common')})"])
    print()
    print_rows(rows, "  ")


def _print_voices(comparison: Comparison, _threshold: float) -> None:
    """State and civil society compared: how far they agree, and what to discuss."""
    pairs = voice_pairs(comparison.responses)
    if not pairs:
        print("\nNo responses of State and civil society for the same country or area and round.")
    for pair in pairs:
        print()
        print_rows([(f"{_label(comparison, pair.first)} | {_label(comparison, pair.second)}",)])
        print_rows(_agreement(pair), "  ")
        _print_differences(score_differences(pair.second, pair.first))
        if pair.agenda:
            print("  agenda:")
            print_rows([(f"{place}.", *_agenda_row(entry)) for place, entry in enumerate(pair.agenda, start=1)], "    ")


def _agreement(pair: VoicePair) -> list[tuple[str, str]]:
    lists = {
        "strongly contested": [entry.recommendation for entry in pair.strongly_contested],
        "contested": [entry.recommendation for entry in pair.contested],
        f"rated by {voice_word(pair.first.response.voice)} only": pair.first_only,
        f"rated by {voice_word(pair.second.response.voice)} only": pair.second_only,
    }
    return [
        ("common", str(len(pair.common.items))),
        ("agreement", "–" if pair.agreement is None else percent(100 * pair.agreement)),
        ("Krippendorff’s alpha", "–" if pair.alpha is None else f"{pair.alpha:.2f}".replace("-", MINUS)),
        *((what, ", ".join(item.id for item in items) or "–") for what, items in lists.items()),
    ]


def _agenda_row(entry: Disagreement) -> tuple[str, ...]:
    item = entry.recommendation
    facts = ("red line", mandate_count_text(entry.asked_by)) if item.red_line else (mandate_count_text(entry.asked_by),)
    return item.id, rating_label(entry.first), rating_label(entry.second), f"{item.title} ({', '.join(facts)})"


def _print_rounds(comparison: Comparison, _threshold: float) -> None:
    """Each round compared with the next of the same respondent: what changed, and why."""
    pairs = round_pairs(comparison.responses)
    if not pairs:
        print("\nNo respondent answered in two rounds.")
    for pair in pairs:
        print()
        print_rows([(f"{_label(comparison, pair.earlier)} → {_label(comparison, pair.later)}",)])
        for change in RatingChange:
            changed = [key for key, became in pair.movements.items() if became is change]
            print(f"  {rating_change_word(change)}: {len(changed)}")
            if change is not RatingChange.UNCHANGED:
                print_rows([(key, _title_and_cause(pair, key)) for key in changed], "    ")
        if pair.left_out:
            ids = ", ".join(entry.recommendation_id for entry in pair.left_out)
            print(f"  worded differently in the two rounds: {ids}")
        _print_differences(score_differences(pair.earlier, pair.later))


def _title_and_cause(pair: RoundPair, recommendation_id: str) -> str:
    title, cause = pair.later.catalogue.by_id[recommendation_id].title, pair.causes[recommendation_id]
    return title if cause is None else f"{title} ({cause_word(cause)})"


def _print_differences(differences: ScoreDifferences) -> None:
    """The differences between two scores, second minus first, overall and for each theme with common
    recommendations."""
    if differences.overall is None:
        return
    pair = (differences.first, differences.second)
    themes = {theme.id: theme.name for one in pair for theme in one.catalogue.themes}
    named = [("Overall", differences.overall), *((themes[key], each) for key, each in differences.by_theme.items())]
    print("  difference in points:")
    print_rows([_difference_row(name, difference) for name, difference in named if difference], "    ")


def _difference_row(name: str, difference: ScoreDifference) -> tuple[str, str]:
    sign = "+" if difference.points > 0 else MINUS if difference.points < 0 else ""
    marks = ["within one answer"] * difference.within_one_answer
    marks += ["does not hold under every variant"] * (not difference.is_robust)
    return f"{sign}{round_half_up(abs(difference.points))}", f"{name} ({'; '.join(marks)})" if marks else name


def _label(comparison: Comparison, one: SourcedResponse) -> str:
    """A response in short, with its number: “2  Nepal · State · 2026 baseline”."""
    response = one.response
    parts = (country_name(response.country), voice_word(response.voice), response.round.label)
    return f"{comparison.responses.index(one) + 1}  {' · '.join(part for part in parts if part)}"


TABLES: Mapping[str, Callable[[Comparison, float], None]] = {
    "theme": _print_themes,
    "recommendation": _print_recommendations,
    "voice": _print_voices,
    "round": _print_rounds,
}
"""What prints the tables of a comparison, by the option `--by`."""
