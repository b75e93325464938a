"""The template of Word files: opened, found complete, and its placeholders filled (docs/word-report.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.domain.catalogue import Catalogue
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.i18n import reads_right_to_left
from assessment.labels.formatting import invented_mark
from assessment.parsing.message_text import abbreviated_list, truncated
from assessment.reports.word import markup
from assessment.reports.word.text import WordStyle, directed, first_direction, shown

TEMPLATE = Path(__file__).with_name("template.docx")
SECTIONS = 3
"""Portrait with the title page, landscape for the follow-up plan, portrait."""
PLACEHOLDERS = ("name", "invented", "left_out", "facts")
"""What a template may not leave out: whose answers these are, and what has to be known of them."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BEGUN = re.compile(r"\{\w*$")
_LONGEST_NAME, _LONGEST_HEADER = 150, 105
"""Characters of a name as a title, and of everything in the header of a page."""


class TemplateRefused(AssessmentError):
    """No report can be written with this template."""


def open_template(path: Path | None) -> Document:
    """The template at a path, or the one that comes with the tool, in the language that is spoken.

    Raises TemplateRefused if it can’t be opened or lacks something that a report needs.
    """
    path = path or TEMPLATE
    try:
        document = docx.Document(str(path))
    except (OSError, OpcError, BadZipFile, SyntaxError, KeyError, ValueError) as error:
        raise TemplateRefused(
            _("The Word template {path} can’t be opened. Save it as a Word document (.docx).").format(path=path)
        ) from error
    missing = list(_missing(document))
    if missing:
        sentence = _("The Word template {path} lacks {missing}. Copy it from the default template.")
        raise TemplateRefused(sentence.format(path=path, missing=abbreviated_list(missing)))
    markup.drop_foreign_properties(document)
    markup.set_language(document)
    return document


def _missing(document: Document) -> Iterator[str]:
    there = {style.name for style in document.styles}
    yield from (_("the style “{name}”").format(name=style.value) for style in WordStyle if style.value not in there)
    text = "\n".join(paragraph.text for paragraph in markup.paragraphs(document))
    placeholders = [f"{{{name}}}" for name in PLACEHOLDERS]
    yield from (_("the placeholder {name}").format(name=name) for name in placeholders if name not in text)
    if len(document.sections) < SECTIONS:
        yield _("its three sections, of which the second is landscape")


def fill_template(
    document: Document, *, title: str, kind: str, name: str, country: str, catalogue: Catalogue, left_out: str = ""
) -> Paragraph:
    """Fill the title page and what stands on every page: what `kind` of file it is, and of what.

    Returns the place of the facts, the only placeholder that isn’t filled: filled-in text may look like one.
    """
    place = next(paragraph for paragraph in markup.paragraphs(document) if "{facts}" in paragraph.text)
    mark = invented_mark(country)
    before, between, after = _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
    values = {
        "title": title,
        "name": truncated(name, _LONGEST_NAME),
        "short_name": truncated(name, _LONGEST_HEADER - len(mark)),
        "mark": mark,
        "invented": mark,
        "catalogue": _("On “{catalogue}”").format(catalogue=catalogue.title),
        "left_out": left_out,
        "contents": _("Contents"),
        "report": f"{kind} · {catalogue.id}, {catalogue.version}",
        "before_page": before,
        "before_pages": between,
        "after_pages": after,
        **dict.fromkeys(("summary", "plan", "method"), ""),
    }
    values = {name: shown(value) for name, value in values.items()}
    for paragraph in list(markup.paragraphs(document)):
        if _PLACEHOLDER.search(paragraph.text):
            _fill_paragraph(paragraph, values)
    return place


def _fill_paragraph(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Put values in the place of `{name}`. What is left empty goes away."""
    for run in _joined(paragraph.runs):
        text = run.text
        filled = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
        if filled == text:
            continue
        if filled.strip():
            for part, rtl in directed(filled):
                copied = markup.insert_copy(run)
                copied.text = part
                copied.font.rtl = rtl or None
        markup.remove(run)
    direction = first_direction(paragraph.text)
    if direction is not None and direction != reads_right_to_left():
        markup.set_direction(paragraph, rtl=direction)
    if markup.is_blank(paragraph):
        markup.remove(paragraph)


def _joined(runs: list[Run]) -> list[Run]:
    """The runs of a paragraph, with every placeholder in one of them: Word splits texts as they are edited."""
    joined = runs[:1]
    for run in runs[1:]:
        if _BEGUN.search(joined[-1].text):
            joined[-1].text += run.text
            run.text = ""
        else:
            joined.append(run)
    return joined
