"""What a workshop hands out on paper: sheets by which people join, for the wall and to cut, and ballots."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Length, Pt
from docx.text.paragraph import Paragraph

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.workshop.model import VOTES, Wifi
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_meaning, voice_word
from assessment.labels.formatting import date_text
from assessment.labels.workshops import vote_word, wifi_lines
from assessment.reports.word import markup
from assessment.reports.word.body import Body, plain_body
from assessment.reports.word.tables import Content, WordColumn
from assessment.reports.word.text import WordStyle, rating_words, words

_ROWS, _COLUMNS = 3, 2
"""Of the page of small sheets."""
_WALL_QR, _QR_AFTER_WIFI, _SMALL_QR = Cm(11), Cm(6.5), Cm(3.8)
BOX, _ROOM = "☐\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}" + "_" * 12
_OFFERED = 8
"""Up to this many voices or tables can be ticked; where there are more, they are written."""


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
    body = plain_body(template)
    sheets = _Sheets(body, joining)
    body.add(*sheets.wall())
    cut = sheets.line(_("To cut"), 10)
    cut.paragraph_format.page_break_before = True
    body.add(cut)
    body.cut_table(_("Join the workshop"), [[sheets.small() for _column in range(_COLUMNS)] for _row in range(_ROWS)])
    return body.content(title=_("Join: {title}").format(title=joining.title), written=written)


class _Sheets:
    """The paragraphs of sheets, centred."""

    def __init__(self, body: Body, joining: JoinAddress) -> None:
        self._body, self._joining = body, joining
        self._pictures = 0

    def wall(self) -> Iterator[Paragraph]:
        joining, wifi = self._joining, self._joining.wifi
        yield self.line(joining.title, 30, bold=True)
        if joining.when:
            yield self.line(joining.when, 18)
        yield self.line(_("Take part with your phone"), 24)
        if wifi is not None:
            yield self._picture(wifi[1], _SMALL_QR, _("QR code of the Wi-Fi"))
            yield from (self.line(line, 18) for line in wifi_lines(wifi[0]))
        yield self._way_in(_WALL_QR if wifi is None else _QR_AFTER_WIFI)
        yield self.line(_("or open"), 20)
        yield self.line(joining.address, 24, bold=True)
        yield self.line(_("and type the code"), 20)
        yield self.line(joining.code, 80, bold=True)

    def small(self) -> list[Paragraph]:
        joining = self._joining
        title = self.line(joining.title, 11, bold=True)
        title.paragraph_format.space_before = Pt(8)
        return [
            title,
            *([self.line(joining.when, 9)] if joining.when else []),
            self._way_in(_SMALL_QR),
            self.line(joining.address, 10),
            self.line(joining.code, 20, bold=True),
            *([self.line(" · ".join(wifi_lines(joining.wifi[0])), 9)] if joining.wifi else []),
        ]

    def line(self, text: str, points: float, *, bold: bool = False) -> Paragraph:
        paragraph = self._body.paragraph(words(text, WordStyle.STRONG if bold else ""), WordStyle.TEXT)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for run in paragraph.runs:
            run.font.size = Pt(points)
        return paragraph

    def _way_in(self, width: Length) -> Paragraph:
        address = _("QR code of {address}").format(address=self._joining.address)
        return self._picture(self._joining.qr, width, address)

    def _picture(self, qr: bytes, width: Length, meaning: str) -> Paragraph:
        paragraph = self.line("", 10)
        run = paragraph.add_run()
        run.add_picture(io.BytesIO(qr), width=width)
        self._pictures += 1
        markup.describe_picture(run, self._joining.title, meaning, self._pictures)
        return paragraph


# Ballots

_Answer = tuple[Content, str]


def paper_ballots(
    plan: WorkshopPlan, catalogue: Catalogue, *, written: dt.datetime, template: Path | None = None
) -> bytes:
    """One set of slips as the content of a .docx file, to be copied and cut.

    Raises TemplateRefused if the ministry’s template can’t be used.
    """
    body = plain_body(template)
    columns: list[WordColumn[_Answer]] = [
        WordColumn(_("Tick one"), 27, lambda answer: answer[0]),
        WordColumn(_("What it means"), 73, lambda answer: answer[1]),
    ]
    for recommendation_id in plan.recommendations:
        item = catalogue.by_id[recommendation_id]
        body.write(f"{item.id} {item.title}", WordStyle.HEADING_3, keep_next=True)
        body.write(item.question, keep_next=True)
        body.write(_whose(plan), keep_next=True)
        title = _("Ballot on {id}").format(id=item.id)
        body.table(title, columns, _answers(), together=True, has_caption=False)
    title = _("Paper ballots: {title}").format(title=plan.title)
    return body.content(title=title, subject=catalogue.title, written=written)


def _whose(plan: WorkshopPlan) -> str:
    """What tells whose ballot it is and of which vote: the number, and what else the workshop asks for."""
    parts = [" ".join(BOX + vote_word(vote) for vote in VOTES), _("Number") + _ROOM]
    for name, offered in ((_("Voice"), list(map(voice_word, plan.voices))), (_("Table"), plan.tables)):
        if len(offered) > _OFFERED:
            parts.append(name + _ROOM)
        elif offered:
            parts.append(f"{name}: " + " ".join(BOX + word for word in offered))
    return "   ".join(parts)


def _answers() -> list[_Answer]:
    remark = _("Remark (no names, no cases)")
    return [*((words(BOX) + rating_words(rating), _meaning(rating)) for rating in Rating), (remark, "\n\n")]


def _meaning(rating: Rating) -> str:
    # In a ballot “not applicable” needs no reason.
    if rating is Rating.NOT_APPLICABLE:
        return _("Does not apply to the situation of this country or area.")
    return rating_meaning(rating)
