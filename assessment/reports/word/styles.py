"""The styles of the Word template that a report uses, by the names under which Word lists them."""

from __future__ import annotations

from enum import StrEnum


class WordStyle(StrEnum):
    """Of paragraphs, of characters (from ALERT on) and of tables (the last two); a template must have them all."""

    TEXT = "Normal"
    TITLE = "Title"
    SUBTITLE = "Subtitle"
    HEADING_1 = "Heading 1"
    HEADING_2 = "Heading 2"
    HEADING_3 = "Heading 3"
    CONTENTS_1 = "toc 1"
    CONTENTS_2 = "toc 2"
    MARKER = "Report Marker"
    QUOTE = "Quote"
    CITATION = "Report Citation"
    CAPTION = "Caption"
    FIGURE = "Report Figure"
    LEADING = "Report Leading Figure"
    LABEL = "Report Label"
    BULLET = "List Bullet"
    TABLE_TEXT = "Table Text"
    TABLE_HEAD = "Table Head"
    TABLE_NUMBER = "Table Number"
    TABLE_NUMBER_HEAD = "Table Number Head"
    TABLE_TOTAL = "Table Sum"
    TABLE_NUMBER_TOTAL = "Table Number Sum"
    TABLE_BULLET = "Table Bullet"
    TABLE_CITATION = "Table Citation"
    TABLE_GAP = "Table Gap"
    ALERT = "Report Alert"
    MARK = "Report Mark"
    STRONG = "Strong"
    LINK = "Hyperlink"
    TABLE = "Report Table"
    FACTS = "Report Facts"


def heading(level: int) -> WordStyle:
    return WordStyle(f"Heading {level}")


def contents(level: int) -> WordStyle:
    return WordStyle(f"toc {level}")
