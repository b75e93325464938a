"""Fields: what a document works out by itself, such as the number of a page."""

from __future__ import annotations

from assessment.reports.word_text import Words, words


def field(instruction: str, shown: str = "") -> Words:
    """A field, and what it shows until it is worked out."""
    return Words(f"{field_begin(instruction)}{words(shown).xml}{FIELD_END}", size=len(shown))


def field_begin(instruction: str) -> str:
    """The beginning of a field, to be followed by what it shows and by `FIELD_END`."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def counted(kind: str, number: int) -> Words:
    """The number of a table or a figure, which goes on to count when others are added."""
    return field(f"SEQ {kind} \\* ARABIC", str(number))
