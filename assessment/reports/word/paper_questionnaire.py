"""The questionnaire on paper: a box to tick for each answer and measure, and lines to write on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.fields import IDENTITY_FIELDS
from assessment.i18n import gettext as _
from assessment.labels.codes import none_of_these, rating_meaning
from assessment.labels.formatting import citation, red_line_mark
from assessment.reports.word.body import Body, plain_body
from assessment.reports.word.handouts import BOX
from assessment.reports.word.tables import Content, WordColumn, rating_cell
from assessment.reports.word.text import Words, WordStyle, rating_words, words

_BOX_WIDTH, _NAME_WIDTH = 5.0, 24.0
"""Percent of the text’s width."""
_ONE_LINE, _LINES = "\n", "\n\n"
"""Room to write."""


def paper_questionnaire(catalogue: Catalogue, *, written: dt.datetime, template: Path | None = None) -> bytes:
    """The questionnaire as the content of a .docx file. Raises TemplateRefused if the ministry’s template can’t be
    used."""
    body = plain_body(template)
    body.write(_("Questionnaire on paper"), WordStyle.TITLE)
    body.write(catalogue.title, WordStyle.SUBTITLE)
    body.write(_("Write no names, no cases, and nothing by which a victim could be recognised."))
    body.facts(_("Who answers"), [(field.short, "") for field in IDENTITY_FIELDS], names=_NAME_WIDTH)
    ratings: list[WordColumn[Rating]] = [
        WordColumn(_("Rating"), 0, rating_cell),
        WordColumn(_("What it means"), 1, rating_meaning),
    ]
    body.table(_("What the ratings mean"), ratings, list(Rating), together=True, has_caption=False)
    for theme in catalogue.themes:
        body.heading(theme.name, 1)
        for item in catalogue.by_theme[theme.id]:
            _write_item(body, item)
    title = _("Questionnaire on paper: {title}").format(title=catalogue.title)
    return body.content(title=title, subject=catalogue.title, written=written)


def _write_item(body: Body, item: Recommendation) -> None:
    body.heading(f"{item.id} {item.title}{red_line_mark(item)}", 3)
    body.write(words(item.question, WordStyle.STRONG), keep_next=True)
    body.write(words(item.text), WordStyle.QUOTE)
    body.write(citation(item), WordStyle.CITATION)
    body.write(_boxes(), WordStyle.LABEL, keep_next=True)
    if item.measures:
        measures = [*(measure.text for measure in item.measures), none_of_these()]
        body.facts(_("Measures in place"), [(BOX, text) for text in measures], names=_BOX_WIDTH)
    body.facts(item.title, _fields(), names=_NAME_WIDTH)


def _boxes() -> Words:
    """A box for each answer, in a line."""
    boxes: Words = ()
    for rating in Rating:
        boxes += words(BOX) + rating_words(rating) + words("   ")
    return boxes


def _fields() -> list[tuple[str, Content]]:
    return [
        (_("Evidence, source, law or policy"), _LINES),
        (_("Who does what by when"), _ONE_LINE),
        (_("Comment, or why it is not applicable"), _LINES),
    ]
