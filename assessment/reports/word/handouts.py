"""What a workshop hands out on paper: sheets by which people join, for the wall and to cut, and ballots."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu, Length, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from assessment.domain.model import Catalogue, Rating, Recommendation
from assessment.domain.workshop.model import VOTES, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_meaning, voice_word
from assessment.labels.formatting import date_text
from assessment.labels.workshops import vote_word, wifi_lines
from assessment.reports.word import markup
from assessment.reports.word.tables import CellParagraph, Tables, WordCell, WordColumn, text_cell
from assessment.reports.word.template import open_plain, word_file
from assessment.reports.word.text import Words, WordStyle, Writer, rating_words, words

_ROWS, _COLUMNS = 3, 2
"""Of the page of small sheets."""
_WALL_QR, _QR_AFTER_WIFI, _SMALL_QR = Cm(11), Cm(6.5), Cm(3.8)
_BOX, _ROOM = "☐\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}" + "_" * 12
_OFFERED = 8
"""Up to this many voices or tables can be ticked; where there are more, they are written."""

_Answer = tuple[WordCell, WordCell]


@dataclass(frozen=True, slots=True)
class JoinAddress:
    """Where a workshop is joined: what people type, the code, and the QR code (PNG) of both; the Wi-Fi and its own."""

    title: str
    address: str
    code: str
    qr: bytes
    wifi: tuple[Wifi, bytes] | None = None
    days: tuple[dt.date, ...] = ()

    @property
    def when(self) -> str:
        """“24 November 2026, 25 November 2026”; empty where no day is planned."""
        return ", ".join(map(date_text, self.days))


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
        if joining.when:
            self._line(self._document.add_paragraph(), joining.when, 18)
        self._line(self._document.add_paragraph(), _("Take part with your phone"), 24)
        if joining.wifi is not None:
            wifi, qr = joining.wifi
            self._picture(self._document.add_paragraph(), qr, _SMALL_QR, _("QR code of the Wi-Fi"))
            for line in wifi_lines(wifi):
                self._line(self._document.add_paragraph(), line, 18)
        self._way_in(self._document.add_paragraph(), _WALL_QR if joining.wifi is None else _QR_AFTER_WIFI)
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
        if joining.when:
            self._line(cell.add_paragraph(), joining.when, 9)
        self._way_in(cell.add_paragraph(), _SMALL_QR)
        self._line(cell.add_paragraph(), joining.address, 10)
        self._line(cell.add_paragraph(), joining.code, 20, bold=True)
        if joining.wifi is not None:
            self._line(cell.add_paragraph(), " · ".join(wifi_lines(joining.wifi[0])), 9)

    def _line(self, paragraph: Paragraph, text: str, points: float, *, bold: bool = False) -> None:
        self._writer.write(paragraph, words(text, WordStyle.STRONG if bold else ""), WordStyle.TEXT)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.size = Pt(points)

    def _way_in(self, paragraph: Paragraph, width: Length) -> None:
        address = _("QR code of {address}").format(address=self._joining.address)
        self._picture(paragraph, self._joining.qr, width, address)

    def _picture(self, paragraph: Paragraph, qr: bytes, width: Length, meaning: str) -> None:
        self._line(paragraph, "", 10)
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(qr), width=width)
        markup.describe_picture(run, self._joining.title, meaning)


# Ballots


def paper_ballots(
    plan: WorkshopPlan, catalogue: Catalogue, *, written: dt.datetime, template: Path | None = None
) -> bytes:
    """One set of slips as the content of a .docx file, to be copied and cut.

    Raises TemplateRefused if the ministry’s template can’t be used.
    """
    document = open_plain(template)
    writer = Writer(document)
    tables, section = Tables(document, writer), document.sections[0]
    width = Emu((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
    columns: list[WordColumn[_Answer]] = [
        WordColumn(_("Tick one"), 27, lambda answer: answer[0]),
        WordColumn(_("What it means"), 73, lambda answer: answer[1]),
    ]

    def write(content: Words, style: WordStyle) -> None:
        writer.write(document.add_paragraph(), content, style, keep_next=True)

    for recommendation_id in plan.recommendations:
        item = catalogue.by_id[recommendation_id]
        write(words(f"{item.id} {item.title}"), WordStyle.HEADING_3)
        write(words(item.question), WordStyle.TEXT)
        write(words(_whose(plan)), WordStyle.TEXT)
        tables.add(_ballot_title(item), columns, _answers(), None, width, together=True)
    title = _("Paper ballots: {title}").format(title=plan.title)
    return word_file(document, title=title, subject=catalogue.title, author="", written=written)


def _ballot_title(item: Recommendation) -> str:
    return _("Ballot on {id}").format(id=item.id)


def _whose(plan: WorkshopPlan) -> str:
    """What tells whose ballot it is and of which vote: the number, and what else the workshop asks for."""
    parts = [" ".join(_BOX + vote_word(vote) for vote in VOTES), _("Number") + _ROOM]
    if plan.voices:
        parts.append(_choice(_("Voice"), list(map(voice_word, plan.voices))))
    if plan.tables:
        parts.append(_choice(_("Table"), list(plan.tables)))
    return "   ".join(parts)


def _choice(name: str, offered: list[str]) -> str:
    if len(offered) > _OFFERED:
        return name + _ROOM
    return f"{name}: " + " ".join(_BOX + each for each in offered)


def _answers() -> list[_Answer]:
    ratings = [rating for rating in RATING_STYLES if rating is not None]
    remark = text_cell(_("Remark (no names, no cases)"))
    return [*((_tick(rating), text_cell(_meaning(rating))) for rating in ratings), (remark, text_cell("\n\n"))]


def _meaning(rating: Rating) -> str:
    # In a ballot “not applicable” needs no reason.
    if rating is Rating.NOT_APPLICABLE:
        return _("Does not apply to the situation of this country or area.")
    return rating_meaning(rating)


def _tick(rating: Rating) -> WordCell:
    return WordCell((CellParagraph(words(_BOX) + rating_words(rating)),))
