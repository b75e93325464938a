"""The worked example of docs/comparing.md: every figure in it is the one that the software computes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

import pytest

from assessment.domain.answer import Cause, Rating, RatingChange
from assessment.domain.catalogue import Recommendation
from assessment.domain.comparison.agreement import ordinal_alpha
from assessment.domain.comparison.compare import (
    LeftOutReason,
    ScoreDifference,
    compare,
    score_differences,
    total_tallies,
)
from assessment.domain.comparison.rounds import pair_rounds, round_pairs
from assessment.domain.comparison.voices import voice_pairs
from assessment.domain.robustness import VARIANTS, Variant, VariantScores, variant_scores
from assessment.domain.scoring import RATING_VALUES, Tally, points_per_answer, tally
from assessment.domain.sourced import SourcedResponse
from assessment.labels.codes import cause_word, rating_change_word, rating_label
from tests.browser.server import ROOT
from tests.support.documents import DOCS, document, in_one_line, read, section, table

COMPARING = document("comparing.md")
EXAMPLE = section(COMPARING, "A worked example")
THEMES = {"non-punishment": "Non-punishment", "governance": "Governance"}
FILES = ("state-2024.json", "state-2026.json", "civil-society-2026.json")
"""In the order of the columns."""
OF_THE_SAMPLES = dict(
    zip(FILES, ("alvenia-state_2024.json", "alvenia-state.json", "alvenia-voice-of-civil-society.json"), strict=True)
)
WORDS = {0.0: "0", 0.5: "½", 1.0: "1"}


def compared(name: str) -> SourcedResponse:
    return SourcedResponse(name, *read(DOCS / "examples" / name))


EARLIER, STATE, CIVIL = ALL = tuple(compared(name) for name in FILES)
FOUND = compare(ALL)
(VOICES,) = voice_pairs(FOUND.responses)
(ROUNDS,) = round_pairs(FOUND.responses)
DIFFERENCES = {row.recommendation.id: row.difference or 0 for row in VOICES.common}
VOICES_APART, ROUNDS_APART = score_differences(CIVIL, STATE), score_differences(EARLIER, STATE)
ITEMS = FOUND.common.items
PLACED = {theme: [item for item in ITEMS if item.theme == theme] for theme in THEMES}


def rows(heading: str) -> list[list[str]]:
    return table(section(EXAMPLE, heading))


def head(heading: str) -> list[str]:
    """The head of the table under a heading of the example."""
    (first, *_rest) = re.findall(r"^\|(.*)\|$", section(EXAMPLE, heading), re.MULTILINE)
    return [cell.strip() for cell in first.split("|")]


def said(heading: str) -> str:
    return in_one_line(section(EXAMPLE, heading))


def exact(points: float) -> Fraction:
    """A value of which the half is exact, so that a score that is made from it is too."""
    return Fraction(points)


def one_decimal(number: Fraction) -> str:
    """As the page writes it: halves up, and a minus as long as a plus."""
    tenths = floor(10 * number + Fraction(1, 2))
    return f"{tenths / 10:.1f}".replace("-", "−")


def signed(number: Fraction) -> str:
    return "+" * (number > 0) + one_decimal(number)


def signed_value(difference: float) -> str:
    return ("+" if difference > 0 else "−" if difference < 0 else "") + WORDS[abs(difference)]


def asked(theme: str) -> list[Recommendation]:
    return list(STATE.catalogue.by_theme[theme])


# The responses


def test_the_example_is_cut_out_of_the_sample_data() -> None:
    themes = {item.id for theme in THEMES for item in asked(theme)}
    for one in ALL:
        _catalogue, sample = read(ROOT / "data" / "samples" / OF_THE_SAMPLES[one.name])
        answers = {key: sample.answer(key) for key in sample.answers if key in themes}
        assert one.response == replace(sample, answers=answers), one.name
        assert len(sample.answers) > len(answers)
    assert len(themes) == 9
    assert len(STATE.catalogue.recommendations) == 33
    assert [item.id for item in STATE.catalogue.recommendations if item.id in themes] == [
        row[0] for row in rows("The ratings")
    ]


# Ratings and common recommendations


def test_the_ratings_are_those_of_the_files_and_common_is_what_all_rate() -> None:
    common = {item.id for item in ITEMS}
    catalogue = STATE.catalogue
    assert rows("The ratings") == [
        [
            row[0],
            THEMES[catalogue.by_id[row[0]].theme],
            *(rating_label(one.rating(row[0])) for one in ALL),
            "yes" if row[0] in common else "no",
        ]
        for row in rows("The ratings")
    ]
    text = said("The ratings")
    assert len(common) == 7
    assert "Seven are common to all three." in text
    out = {entry.recommendation_id: entry for entry in FOUND.common.left_out}
    assert out["GCM10-14"].names == (STATE.name,)
    assert set(out["GCM10-24"].names) == {EARLIER.name, CIVIL.name}
    assert "GCM10-14 isn’t: in 2026 the State doesn’t know. GCM10-24 isn’t: only the State of 2026 rates it." in text
    assert STATE.rating("GCM10-14") is Rating.DONT_KNOW
    assert {out[key].reason for key in ("GCM10-14", "GCM10-24")} == {LeftOutReason.NOT_RATED_BY_ALL}
    # “The same seven”: of the two voices and of the two rounds.
    assert tuple(row.recommendation for row in VOICES.common) == VOICES_APART.common.items == ITEMS
    assert ROUNDS_APART.common.items == ITEMS


# Voices


def test_the_differences_between_the_voices_are_those_of_the_software() -> None:
    strong = {entry.recommendation.id for entry in VOICES.strongly_contested}
    contested = {entry.recommendation.id for entry in VOICES.contested}
    assert rows("State and civil society") == [
        [
            item.id,
            WORDS[RATING_VALUES[rating_of(STATE, item.id)]],
            WORDS[RATING_VALUES[rating_of(CIVIL, item.id)]],
            signed_value(DIFFERENCES[item.id]),
            "strongly contested" if item.id in strong else "contested" if item.id in contested else "alike",
        ]
        for item in ITEMS
    ]
    text = said("State and civil society")
    lower = [key for key, difference in DIFFERENCES.items() if difference < 0]
    assert f"On {', '.join(lower)} civil society sees more" in text
    (first_only,), (second_only,) = (
        [row.recommendation.id for row in part] for part in (VOICES.first_only, VOICES.second_only)
    )
    assert f"Only the State rates {first_only}, and only civil society {second_only}." in text


def rating_of(one: SourcedResponse, recommendation_id: str) -> Rating:
    rating = one.rating(recommendation_id)
    assert rating is not None
    return rating


def test_the_agreement_is_that_of_the_software() -> None:
    alike = sum(row[-1] == "alike" for row in rows("State and civil society"))
    assert VOICES.agreement == alike / len(ITEMS)
    assert f"agreement = {alike} / {len(ITEMS)} = {100 * VOICES.agreement:.1f} %" in said("State and civil society")


def test_the_agenda_is_in_the_order_of_the_software() -> None:
    assert rows("The agenda") == [
        [
            str(place),
            entry.recommendation.id,
            signed_value(entry.difference or 0),
            "yes" if entry.recommendation.red_line else "no",
            str(entry.asked_by),
            THEMES[entry.recommendation.theme],
        ]
        for place, entry in enumerate(VOICES.agenda, start=1)
    ]
    (strong,) = VOICES.strongly_contested
    level = VOICES.agenda[-2:]
    assert len({(entry.asked_by, entry.recommendation.theme, entry.is_strong) for entry in level}) == 1
    ids = " and ".join(entry.recommendation.id for entry in level)
    assert f"{ids} have equal mandates and the same theme" in said("The agenda")
    assert [entry.recommendation.red_line for entry in VOICES.contested].count(True) == 2
    assert "the two red lines come first" in said("The agenda")
    assert f"Only {strong.recommendation.id} is strongly contested" in said("The agenda")


# Alpha, from the table of differences down to the figure


def test_the_alpha_of_the_example_follows_from_its_tables_and_is_that_of_the_software() -> None:
    value = {word: number for number, word in WORDS.items()}
    pairs = [(value[row[1]], value[row[2]]) for row in rows("State and civil society")]

    # What was seen: each pair read both ways.
    seen = Counter(pair for a, b in pairs for pair in ((a, b), (b, a)))
    given = Counter(number for pair in pairs for number in pair)
    total = sum(given.values())
    text = said("Alpha: what was seen")
    assert head("Alpha: what was seen") == ["", *WORDS.values(), "Ratings"]
    for key, first, second in (("GCM10-03", 1, 0.5), ("GCM10-15", 0.5, 0.5)):
        assert (RATING_VALUES[rating_of(STATE, key)], RATING_VALUES[rating_of(CIVIL, key)]) == (first, second)
    assert (
        "GCM10-03, with 1 and ½, adds one to the row 1 in the column ½, and one to the row ½ in the column 1. "
        "GCM10-15, with ½ and ½, adds two to the row ½ in the column ½."
    ) in text
    often = {2: "twice", 6: "six times"}
    assert f"two ratings, which makes {total}." in text
    assert given[0.5] == given[1]
    assert f"*absent* {often[given[0]]}, *partial* and *implemented* {often[given[1]]} each" in text
    assert rows("Alpha: what was seen") == [
        *(
            [WORDS[row], *(str(seen[row, column]) for column in WORDS), str(given[row])]
            for row in WORDS
        ),
        ["Ratings", *(str(given[column]) for column in WORDS), str(total)],
    ]  # fmt: skip

    # How far apart: what lies between, the ends by half.
    couples = [(0.0, 0.5), (0.0, 1.0), (0.5, 1.0)]
    apart = {(a, b): sum(given[v] for v in WORDS if a <= v <= b) - Fraction(given[a] + given[b], 2) for a, b in couples}
    assert rows("Alpha: how far apart two ratings are") == [
        [
            f"{WORDS[a]} and {WORDS[b]}",
            " + ".join(f"{given[v]} / 2" if v in (a, b) else str(given[v]) for v in WORDS if a <= v <= b)
            + f" = {apart[a, b]}",
            str(apart[a, b] ** 2),
        ]
        for a, b in couples
    ]

    # Seen and expected.
    lines = [(a, b, apart[a, b] ** 2, seen[a, b], given[a] * given[b]) for a, b in couples]
    observed = sum(square * count for _a, _b, square, count, _possible in lines)
    expected = sum(square * possible for _a, _b, square, _count, possible in lines)
    assert rows("Alpha: seen and expected") == [
        *(
            [f"{WORDS[a]} and {WORDS[b]}", *map(str, (square, count, square * count, possible, square * possible))]
            for a, b, square, count, possible in lines
        ),
        ["All", "", str(sum(line[3] for line in lines)), str(observed), "", str(expected)],
    ]
    text = said("Alpha: seen and expected")
    assert f"two of *absent* and six of *partial* make 2 × 6 = {given[0] * given[0.5]}" in text
    disagreement = Fraction(2 * observed, total)
    by_chance = Fraction(2 * expected, total * (total - 1))
    assert f"observed disagreement = 2 × {observed} / {total} = {float(disagreement):.2f}" in text
    assert f"expected disagreement = 2 × {expected} / ({total} × {total - 1}) = {float(by_chance):.2f}" in text
    alpha = 1 - disagreement / by_chance
    words = f"{float(alpha):.3f}".replace("-", "−")
    assert f"alpha = 1 − {float(disagreement):.2f} / {float(by_chance):.2f} = {words}" in text
    assert f"1 − {total - 1} × {observed} / {expected} = {str(alpha).replace('-', '−')}." in text

    assert VOICES.alpha == float(alpha) == ordinal_alpha(pairs)


# Scores and differences


def test_the_scores_are_those_of_the_common_recommendations() -> None:
    placed = {**{THEMES[theme]: items for theme, items in PLACED.items()}, "All": list(ITEMS)}
    assert rows("Scores") == [
        [name, *(_score(tally(one.rating(item.id) for item in items)) for one in ALL)] for name, items in placed.items()
    ]
    for theme in THEMES:
        assert FOUND.tallies[theme] == {one.name: tally(one.rating(i.id) for i in PLACED[theme]) for one in ALL}
    assert total_tallies(FOUND.tallies) == {one.name: tally(one.rating(item.id) for item in ITEMS) for one in ALL}


def _score(counted: Tally) -> str:
    score = 100 * exact(counted.points) / counted.rated
    assert counted.score == pytest.approx(float(score))
    return f"{counted.points:g} / {counted.rated} = {one_decimal(score)}"


BETWEEN = {"State less civil society, 2026": VOICES_APART, "State, 2026 less 2024": ROUNDS_APART}


def test_the_differences_are_those_of_the_software() -> None:
    assert rows("Differences") == [
        [between, *_difference(name, each)]
        for between, apart in BETWEEN.items()
        for name, each in [*((THEMES[theme], apart.by_theme[theme]) for theme in THEMES), ("All", apart.overall)]
    ]
    assert [row[-1] for row in rows("Differences")].count("no") == 2
    assert "two differences don’t hold" in said("Differences")
    for apart in BETWEEN.values():
        assert all(each is None for theme, each in apart.by_theme.items() if theme not in THEMES)


def _difference(name: str, each: ScoreDifference | None) -> list[str]:
    assert each is not None
    points = 100 * (exact(each.second.points) - exact(each.first.points)) / each.first.rated
    assert each.points == pytest.approx(float(points))
    return [
        name,
        signed(points),
        one_decimal(Fraction(points_per_answer(each.second) or 0)),
        "yes" if each.within_one_answer else "no",
        "yes" if each.is_robust else "no",
    ]


# Variants

STANDARD = VARIANTS.index(Variant(Fraction(1, 2), by_theme=False, duplicates_once=False))
SCORES: tuple[VariantScores, ...] = tuple(variant_scores(PLACED, one.response) for one in ALL)


def _variants(scores: Sequence[Sequence[Fraction]]) -> list[list[str]]:
    """In each variant the three scores, the State less civil society, and the later round less the earlier."""
    return [
        [*map(one_decimal, (before, now, civil)), signed(now - civil), signed(now - before)]
        for before, now, civil in zip(*scores, strict=True)
    ]


def test_non_punishment_is_scored_in_every_variant() -> None:
    scored = _variants([scores.by_theme["non-punishment"] for scores in SCORES])
    expected = {
        (str(variant.partial_weight), "once" if variant.duplicates_once else "each"): cells
        for variant, cells in zip(VARIANTS, scored, strict=True)
        if not variant.by_theme
    }
    assert {(row[0], row[1]): row[2:] for row in rows("Non-punishment in every variant")} == expected
    # How themes are weighed makes no difference inside one.
    assert scored == [expected[str(v.partial_weight), "once" if v.duplicates_once else "each"] for v in VARIANTS]
    together = {STATE.catalogue.by_id[key].counts_once_with for key in ("GCM10-09", "GCM10-10")}
    assert len(together) == 1
    assert None not in together
    assert [RATING_VALUES[rating_of(CIVIL, key)] for key in ("GCM10-09", "GCM10-10")] == [0, 0.5]
    by_hand = 100 * (Fraction(1, 2) + Fraction(1, 4) + Fraction(1, 2)) / 3
    assert expected["1/2", "once"][2] == one_decimal(by_hand)
    assert "Civil society rates them 0 and ½, which is ¼ together, so with a partial worth 1/2" in said(
        "Non-punishment in every variant"
    )
    assert "GCM10-09 and GCM10-10 are near-duplicates" in said("Non-punishment in every variant")
    assert f"100 × (½ + ¼ + ½) / 3 = {one_decimal(by_hand)}" in said("Non-punishment in every variant")


def test_governance_is_scored_in_every_variant() -> None:
    assert not [item for item in PLACED["governance"] if item.counts_once_with]
    scored = _variants([scores.by_theme["governance"] for scores in SCORES])
    found = rows("Governance in every variant")
    expected = {str(variant.partial_weight): cells for variant, cells in zip(VARIANTS, scored, strict=True)}
    assert {row[0]: row[1:] for row in found} == expected
    assert scored == [expected[str(variant.partial_weight)] for variant in VARIANTS]
    gained = signed(SCORES[1].by_theme["governance"][STANDARD] - SCORES[0].by_theme["governance"][STANDARD])
    assert expected["2/3"][-1] == "0.0"
    assert (
        f"the {gained[1:]} points that the State gained are gone where a partial is worth 2/3: three partial have "
        "become two implemented and one absent."
    ) in said("Governance in every variant")


def test_all_is_scored_in_every_variant() -> None:
    scored = _variants([scores.overall for scores in SCORES])
    assert rows("All in every variant") == [
        [
            str(variant.partial_weight),
            "themes" if variant.by_theme else "recommendations",
            "once" if variant.duplicates_once else "each",
            *cells,
        ]
        for variant, cells in zip(VARIANTS, scored, strict=True)
    ]
    units = {len({item.counts_once_with or item.id for item in items}) for items in PLACED.values()}
    assert units == {3}
    assert "With near-duplicates counted once each theme has three units" in said("All in every variant")


# Rounds


def test_the_movements_and_their_causes_are_those_of_the_software() -> None:
    assert rows("Two rounds") == [
        [
            key,
            rating_label(EARLIER.rating(key)),
            rating_label(STATE.rating(key)),
            rating_change_word(moved),
            cause_word(ROUNDS.causes[key]),
        ]
        for key, moved in ROUNDS.movements.items()
    ]
    counted = Counter(ROUNDS.movements.values())
    sentence = ", ".join(f"{rating_change_word(moved).lower()} {counted[moved]}" for moved in RatingChange)
    assert f"{sentence.capitalize()}." in said("Two rounds")
    improved = [key for key, moved in ROUNDS.movements.items() if moved is RatingChange.IMPROVED]
    in_the_country = [key for key in improved if ROUNDS.causes[key] is Cause.COUNTRY_CHANGED]
    assert (
        f"Of the {len(improved)} that improved, {len(in_the_country)} did so because something changed in the country: "
        f"{' and '.join(in_the_country)}."
    ) in said("Two rounds")
    assert pair_rounds(EARLIER, STATE) == ROUNDS
    by_cause = {cause: key for key, cause in ROUNDS.causes.items() if key in improved}
    known, judged = by_cause[Cause.NEW_EVIDENCE], by_cause[Cause.JUDGEMENT_CHANGED]
    assert f"{known} was already so, but is only known now; {judged} is judged differently" in said("Two rounds")


# What the page says of codes


def test_the_codes_of_the_page_are_those_of_the_software() -> None:
    left_out = table(section(COMPARING, "Common recommendations"))
    assert [row[0].strip("`") for row in left_out] == [reason.value for reason in LeftOutReason]
    movements, causes = section(COMPARING, "Rounds").split("**Why it moved**")
    assert [(row[0], row[1].strip("`")) for row in table(movements)] == [
        (rating_change_word(moved), moved.value) for moved in RatingChange
    ]
    assert [(row[0], row[1].strip("`")) for row in table(causes)] == [
        *((cause_word(cause), cause.value) for cause in Cause),
        (cause_word(None), "(left out)"),
    ]
