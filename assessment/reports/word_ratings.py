"""A rating in a Word report: its mark, its word and its colour together."""

from __future__ import annotations

from dataclasses import replace

from assessment.legend import LOOKS, rating_word
from assessment.model import Rating
from assessment.reports.word_styles import MARK
from assessment.reports.word_text import PLAIN, Letters, Words, words

_SPACE = "\N{NO-BREAK SPACE}"


def rating_words(rating: Rating | None, letters: Letters = PLAIN, between: str = _SPACE) -> Words:
    """Mark and word; the end of a line doesn't part them, unless something else stands `between` them."""
    mark = words(LOOKS[rating].mark, replace(letters, style=MARK))
    return mark + words(between + rating_word(rating), letters)


def rating_label(rating: Rating | None) -> Words:
    """The mark, and the word on its colour, in a line of text.

    The mark is of another font, and not every program paints the ground of two fonts equally high; so it has none.
    """
    look = LOOKS[rating]
    word = words(f"{_SPACE}{rating_word(rating)}{_SPACE}", Letters(bold=True, ink=look.ink, fill=look.fill))
    return words(look.mark, Letters(style=MARK)) + words(_SPACE) + word
