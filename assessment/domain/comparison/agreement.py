"""How far raters of the same units agree: Krippendorff's alpha for ordered values (docs/method.md, *Comparing*).

Alpha is 1 where all agree, about 0 where they agree as if by chance, and below 0 where they differ more than that.
Source: K. Krippendorff, *Computing Krippendorff's Alpha-Reliability* (2011), with the ordinal difference. It is
implemented here because the package that has it is under the GPL and needs NumPy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import permutations, product


def ordinal_alpha(units: Iterable[Sequence[float]]) -> float | None:
    """Krippendorff's alpha of ordered values; each unit is the values it was given, without missing ones.

    None where no unit has two values or all values are equal: agreement and chance can't then be told apart.
    """
    # Exact fractions, so that agreement by chance is exactly 0 rather than a rounding error.
    coincidences: dict[tuple[float, float], Fraction] = defaultdict(Fraction)
    for values in units:
        # Counted by value and not pair by pair: a thousand raters make a million pairs.
        counts = Counter(values)
        for (value, raters), (other, others) in product(counts.items(), repeat=2):
            if pairs := raters * (others - (value == other)):
                coincidences[value, other] += Fraction(pairs, len(values) - 1)
    sizes: dict[float, Fraction] = defaultdict(Fraction)
    for (value, _other), weight in coincidences.items():
        sizes[value] += weight
    differences = _ordinal_differences(sizes)
    observed = sum((coincidences[pair] * difference for pair, difference in differences.items()), Fraction())
    expected = sum((sizes[a] * sizes[b] * difference for (a, b), difference in differences.items()), Fraction())
    return float(1 - (sum(sizes.values()) - 1) * observed / expected) if expected else None


def _ordinal_differences(sizes: dict[float, Fraction]) -> dict[tuple[float, float], Fraction]:
    """The squared ordinal difference of each two values: how many values lie between them, the ends counted half."""
    ordered = sorted(sizes)
    return {
        (a, b): (sum(sizes[value] for value in ordered if min(a, b) <= value <= max(a, b)) - (sizes[a] + sizes[b]) / 2)
        ** 2
        for a, b in permutations(ordered, 2)
    }
