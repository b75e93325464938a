"""Ballots on paper: for each recommendation a slip with its question, the five answers and what they mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from docx.shared import Emu

from assessment.domain.model import Catalogue, Rating, Recommendation
from assessment.domain.workshop.model import VOTES
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_meaning, voice_word
from assessment.labels.workshops import vote_word
from assessment.reports.word.file import word_file
from assessment.reports.word.styles import WordStyle
from assessment.reports.word.tables import CellParagraph, Tables, WordCell, WordColumn, text_cell
from assessment.reports.word.template import open_plain
from assessment.reports.word.text import Words, Writer, rating_words, words

_BOX, _ROOM = "☐\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}" + "_" * 12
_OFFERED = 8
"""Up to this many voices or tables can be ticked; where there are more, they are written."""

_Answer = tuple[WordCell, WordCell]


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
