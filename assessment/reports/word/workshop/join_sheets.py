"""Sheets by which people join a workshop: one for the wall, and a page of small ones to cut."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Length, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assessment.i18n import gettext as _
from assessment.reports.word import markup
from assessment.reports.word.file import word_file
from assessment.reports.word.styles import WordStyle
from assessment.reports.word.template import open_plain
from assessment.reports.word.text import Writer, words

_ROWS, _COLUMNS = 3, 2
"""Of the page of small sheets."""
_WALL_QR, _SMALL_QR = Cm(11), Cm(3.8)


@dataclass(frozen=True, slots=True)
class JoinAddress:
    """Where a workshop is joined: what people type, the code, and the QR code (PNG) of both."""

    title: str
    address: str
    code: str
    qr: bytes


def join_sheets(joining: JoinAddress, *, written: dt.datetime, template: Path | None = None) -> bytes:
    """The sheets as the content of a .docx file. Raises TemplateRefused if the ministry’s template can’t be used."""
    document = open_plain(template)
    sheets = _Sheets(document, joining)
    sheets.write_wall()
    sheets.write_small()
    title = _("Join: {title}").format(title=joining.title)
    return word_file(document, title=title, subject="", author="", written=written)


class _Sheets:
    def __init__(self, document: Document, joining: JoinAddress) -> None:
        self._document, self._joining, self._writer = document, joining, Writer(document)

    def write_wall(self) -> None:
        joining = self._joining
        self._line(self._document.add_paragraph(), joining.title, 30, bold=True)
        self._line(self._document.add_paragraph(), _("Take part with your phone"), 24)
        self._picture(self._document.add_paragraph(), _WALL_QR)
        self._line(self._document.add_paragraph(), _("or open"), 20)
        self._line(self._document.add_paragraph(), joining.address, 24, bold=True)
        self._line(self._document.add_paragraph(), _("and type the code"), 20)
        self._line(self._document.add_paragraph(), joining.code, 80, bold=True)

    def write_small(self) -> None:
        heading = self._document.add_paragraph()
        self._line(heading, _("To cut"), 10)
        heading.paragraph_format.page_break_before = True
        table = self._document.add_table(_ROWS, _COLUMNS)
        for row in table.rows:
            for cell in row.cells:
                self._write_small_sheet(cell)
            markup.set_row(row.cells[0].paragraphs[0], is_header=False, is_whole=True)
        markup.set_cut_lines(table.rows[0].cells[0].paragraphs[0], _("Join the workshop"))

    def _write_small_sheet(self, cell: _Cell) -> None:
        joining = self._joining
        self._line(cell.paragraphs[0], joining.title, 11, bold=True)
        cell.paragraphs[0].paragraph_format.space_before = Pt(8)
        self._picture(cell.add_paragraph(), _SMALL_QR)
        self._line(cell.add_paragraph(), joining.address, 10)
        self._line(cell.add_paragraph(), joining.code, 20, bold=True)

    def _line(self, paragraph: Paragraph, text: str, points: float, *, bold: bool = False) -> None:
        self._writer.write(paragraph, words(text, WordStyle.STRONG if bold else ""), WordStyle.TEXT)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.size = Pt(points)

    def _picture(self, paragraph: Paragraph, width: Length) -> None:
        self._line(paragraph, "", 10)
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(self._joining.qr), width=width)
        words_for_it = _("QR code of {address}").format(address=self._joining.address)
        markup.describe_picture(run, self._joining.title, words_for_it)
