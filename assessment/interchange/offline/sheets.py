"""A sheet of the offline workbook as XML, filled row by row.

openpyxl's worksheet takes several times as long to be filled and written, and it can't write what a formula came to; so
a viewer that computes nothing would show empty scores.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from babel import Locale

from assessment.interchange.offline.parts import MAIN, RELATIONS, counted
from assessment.interchange.offline.styles import NUMBERS, Style
from assessment.interchange.offline.texts import escaped
from assessment.language import gettext as _
from assessment.language import spoken
from assessment.strict import printable

FIRST_DATE = dt.date(1900, 3, 1)
"""Programs disagree about the days before, so these are written as text."""
_DAY_ZERO = dt.date(1899, 12, 30)
_LAST_COLUMN = 16_383
_NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_TITLE_LIMIT = 31
_HEADING_LIMIT, _MESSAGE_LIMIT = 32, 225
_FOOT_LIMIT = 120
"""What Office takes of the title of a sheet, of the heading and the words of a message, and of the foot of a page."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and what it comes to while nobody has changed anything."""

    formula: str
    value: str | float


Value = str | int | float | dt.date | Formula | None


@dataclass(slots=True)
class Sheet:
    """A sheet; columns are counted from 1, `hidden_columns` of them from the left are hidden."""

    title: str
    widths: Sequence[float]
    hidden_columns: int = 0
    frozen_rows: int = 0
    is_wide: bool = False
    """Whether it is printed across, on one page."""
    foot: str = ""
    """What stands at the foot of each printed page, beside the page number."""
    row: int = 1
    """The row that is filled next."""
    conditions: list[str] = field(default_factory=list)
    validations: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    """The rows behind which a printed page ends. LibreOffice heeds them; Excel breaks a fitted sheet by itself."""
    _rows: list[str] = field(default_factory=list)
    _addresses: dict[str, int] = field(default_factory=dict)
    _links: list[str] = field(default_factory=list)

    def add(self, cells: dict[int, tuple[Value, Style]], *, height: float = 0, is_hidden: bool = False) -> int:
        """Write the next row, and give its number.

        Without a `height` in points it is as high as its text needs, now and when a person changes it.
        """
        row = self.row
        attributes = f' ht="{height}" customHeight="1"' if height else ""
        if is_hidden:
            attributes += ' hidden="1"'
        content = "".join(_cell(f"{letter(place)}{row}", *cells[place]) for place in sorted(cells))
        self._rows.append(f'<row r="{row}"{attributes}>{content}</row>')
        self.row += 1
        return row

    def skip(self, height: float) -> None:
        self.add({}, height=height)

    def link(self, place: str, address: str) -> None:
        """Let a cell lead to a web address."""
        number = self._addresses.setdefault(address, len(self._addresses) + 1)
        self._links.append(f'<hyperlink ref="{place}" r:id="rId{number}"/>')

    def colour(self, cells: str, formula: str, fill: int) -> None:
        """Let cells have a fill while a formula about the first of them is true. Earlier rules come first."""
        self.conditions.append(
            f'<conditionalFormatting sqref="{cells}">'
            f'<cfRule type="expression" dxfId="{fill}" priority="{len(self.conditions) + 1}" stopIfTrue="1">'
            f"<formula>{escape(formula)}</formula></cfRule></conditionalFormatting>"
        )

    def offer(self, cells: str, reference: str, *, prompt: str = "") -> None:
        """Let cells be filled from the list at `reference`, and with nothing else."""
        words = _("Choose one of the words in the list, or leave the cell empty.")
        self._validate(cells, 'type="list"', reference, _("Not in the list"), words, prompt)

    def expect(self, cells: str, formula: str, title: str, words: str) -> None:
        """Question what is typed unless a formula about the first of the cells is true; it may stay."""
        self._validate(cells, 'type="custom" errorStyle="warning"', formula, title, words)

    def _validate(self, cells: str, kind: str, formula: str, title: str, words: str, prompt: str = "") -> None:
        prompts = f' showInputMessage="1" prompt={quoteattr(prompt[:_MESSAGE_LIMIT])}' if prompt else ""
        self.validations.append(
            f'<dataValidation sqref="{cells}" {kind} allowBlank="1" showErrorMessage="1"{prompts}'
            f" errorTitle={quoteattr(title[:_HEADING_LIMIT])} error={quoteattr(words[:_MESSAGE_LIMIT])}>"
            f"<formula1>{escape(formula)}</formula1></dataValidation>"
        )

    @property
    def addresses(self) -> list[str]:
        """What links lead to: `rId1` to the first."""
        return list(self._addresses)

    @property
    def cells(self) -> str:
        """From the first cell to the last: `A1:I40`."""
        return f"A1:{letter(len(self.widths))}{max(self.row - 1, 1)}"

    def xml(self) -> str:
        """The sheet's part of the file."""
        first = f"{letter(1)}{self.frozen_rows + 1}"
        pane = (
            f'<pane ySplit="{self.frozen_rows}" topLeftCell="{first}" activePane="bottomLeft"'
            f' state="frozen"/><selection pane="bottomLeft"/>'
        )
        return "".join((
            f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">',
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>',
            f'<dimension ref="{self.cells}"/>',
            f'<sheetViews><sheetView showGridLines="0" rightToLeft="{_is_right_to_left(spoken()):d}"',
            f' workbookViewId="0">{pane if self.frozen_rows else ""}</sheetView></sheetViews>',
            '<sheetFormatPr defaultRowHeight="14"/>',
            f"<cols>{''.join(self._column(place) for place in range(1, len(self.widths) + 1))}</cols>",
            f"<sheetData>{''.join(self._rows)}</sheetData>",
            # Beside filling in, rows and columns may be made larger, and a screen reader finds its way. Programs sort
            # no locked cells, whatever is permitted here: who wants to takes the protection off, which has no password.
            '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>',
            *self.conditions,
            counted("dataValidations", self.validations),
            f"<hyperlinks>{''.join(self._links)}</hyperlinks>" if self._links else "",
            self._page_setup(),
            self._row_breaks(),
            "</worksheet>",
        ))  # fmt: skip

    def _column(self, place: int) -> str:
        hidden = ' hidden="1"' if place <= self.hidden_columns else ""
        return f'<col min="{place}" max="{place}" width="{self.widths[place - 1]}" customWidth="1"{hidden}/>'

    def _page_setup(self) -> str:
        # In a foot “&” begins a code.
        foot = printable(" ".join(self.foot.split())[:_FOOT_LIMIT]).replace("&", "&&")
        page = _("{sheet} · Page {page} of {pages}").replace("&", "&&").format(sheet="&A", page="&P", pages="&N")
        return (
            '<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.55" header="0.25" footer="0.25"/>'
            f'<pageSetup paperSize="9" orientation="{"landscape" if self.is_wide else "portrait"}" fitToWidth="1"'
            f' fitToHeight="{self.is_wide:d}"/>'
            f"<headerFooter><oddFooter>{escape(f'&L&8 {foot}&R&8 {page}')}</oddFooter></headerFooter>"
        )

    def _row_breaks(self) -> str:
        if not self.breaks:
            return ""
        breaks = "".join(f'<brk id="{row}" max="{_LAST_COLUMN}" man="1"/>' for row in self.breaks)
        number = len(self.breaks)
        return f'<rowBreaks count="{number}" manualBreakCount="{number}">{breaks}</rowBreaks>'


def _cell(place: str, value: Value, style: Style) -> str:
    start = f'<c r="{place}" s="{NUMBERS[style]}"'
    match value:
        case None | "":
            return start + "/>"
        case str():
            return f'{start} t="inlineStr"><is><t xml:space="preserve">{escape(escaped(value))}</t></is></c>'
        case dt.date():
            return f"{start}><v>{(value - _DAY_ZERO).days}</v></c>"
        case Formula(formula, str(words)):
            return f'{start} t="str"><f>{escape(formula)}</f><v>{escape(words)}</v></c>'
        case Formula(formula, number):
            return f"{start}><f>{escape(formula)}</f><v>{number!r}</v></c>"
        case _:
            return f"{start}><v>{value!r}</v></c>"


@cache
def letter(column: int) -> str:
    """The letters of a column, counted from 1: 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def sheet_title(words: str) -> str:
    """Words as Office takes them for the title of a sheet."""
    return words.translate(_NOT_IN_A_TITLE).strip(" '")[:_TITLE_LIMIT]


@cache
def _is_right_to_left(language: str) -> bool:
    return bool(Locale.parse(language).text_direction == "rtl")
