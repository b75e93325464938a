"""The template of Word files: opened, found complete, its placeholders filled, and saved (docs/word-report.md)."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.domain.model import Catalogue
from assessment.errors import AssessmentError
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import invented_mark
from assessment.parsing.message_text import abbreviated_list, truncated
from assessment.reports.word import markup
from assessment.reports.word.text import WordStyle, directed, first_direction, language_tag, reads_right_to_left, shown

TEMPLATE = Path(__file__).with_name("template.docx")
SECTIONS = 3
"""Portrait with the title page, landscape for the follow-up plan, portrait."""
PLACEHOLDERS = ("name", "invented", "left_out", "facts")
"""What a template may not leave out: whose answers these are, and what has to be known of them."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BEGUN = re.compile(r"\{\w*$")
_LONGEST_NAME, _LONGEST_HEADER = 150, 105
"""Characters of a name as a title, and of everything in the header of a page."""
_LONGEST_PROPERTY = 255
_COMPRESSION = 3
"""Half the time of the usual 6, and a file that is a tenth larger."""


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
    markup.set_language(document, language_tag(current_language()), rtl=reads_right_to_left())
    return document


def open_plain(path: Path | None) -> Document:
    """The same without its content, header and footer: its styles, and its first page to write on.

    Raises TemplateRefused.
    """
    document = open_template(path)
    markup.empty(document)
    return document


def _missing(document: Document) -> Iterator[str]:
    there = {style.name for style in document.styles}
    yield from (_("the style “{name}”").format(name=style.value) for style in WordStyle if style.value not in there)
    text = "\n".join(paragraph.text for paragraph in markup.paragraphs(document))
    placeholders = [f"{{{name}}}" for name in PLACEHOLDERS]
    yield from (_("the placeholder {name}").format(name=name) for name in placeholders if name not in text)
    if len(document.sections) < SECTIONS:
        yield _("its three sections, of which the second is landscape")


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What the title page says before its facts, and every page in its header and footer."""

    title: str
    name: str
    country: str
    catalogue: Catalogue
    report: str
    """The footer of each page."""
    left_out: str = ""
    contents: str = ""
    """The heading of the contents; empty where there are none."""


def fill_template(document: Document, page: TitlePage) -> Paragraph:
    """Fill the template’s placeholders but that of the facts, which is returned: filled-in text may look like one."""
    place = _find_placeholder(document, "facts")
    mark = invented_mark(page.country)
    before, between, after = _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
    values = {
        "title": page.title,
        "name": truncated(page.name, _LONGEST_NAME),
        "short_name": truncated(page.name, _LONGEST_HEADER - len(mark)),
        "mark": mark,
        "invented": mark,
        "catalogue": _("On “{catalogue}”").format(catalogue=page.catalogue.title),
        "left_out": page.left_out,
        "contents": page.contents,
        "report": page.report,
        "before_page": before,
        "before_pages": between,
        "after_pages": after,
        **dict.fromkeys(("summary", "plan", "method"), ""),
    }
    _fill(document, {name: shown(value) for name, value in values.items()})
    return place


def _fill(document: Document, values: Mapping[str, str]) -> None:
    """Put values in the place of `{name}` in the body, in headers and in footers. What is left empty goes away."""
    for paragraph in list(markup.paragraphs(document)):
        if _PLACEHOLDER.search(paragraph.text):
            _fill_paragraph(paragraph, values)


def _fill_paragraph(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    for run in _joined(paragraph.runs):
        text = run.text
        filled = _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
        if filled == text:
            continue
        if filled.strip():
            for part, goes_left in directed(filled, bool(first_direction(filled))):
                copied = markup.insert_copy(run)
                copied.text = part
                copied.font.rtl = goes_left or None
        markup.remove(run)
    rtl = first_direction(paragraph.text)
    if rtl is not None and rtl != reads_right_to_left():
        markup.set_direction(paragraph, rtl=rtl)
    if markup.is_blank(paragraph):
        markup.remove(paragraph)


def _joined(runs: list[Run]) -> list[Run]:
    """The runs of a paragraph, with every placeholder in one of them: Word splits texts as they are edited."""
    kept = runs[:1]
    for run in runs[1:]:
        if _BEGUN.search(kept[-1].text):
            kept[-1].text += run.text
            run.text = ""
        else:
            kept.append(run)
    return kept


def _find_placeholder(document: Document, name: str) -> Paragraph:
    return next(paragraph for paragraph in markup.paragraphs(document) if f"{{{name}}}" in paragraph.text)


def word_file(document: Document, *, title: str, subject: str, author: str, written: dt.datetime) -> bytes:
    """The document as the content of a .docx file, in which every part bears the time `written`, so that the same
    report is the same file."""
    core = document.core_properties
    core.title, core.subject, core.author = (shown(text)[:_LONGEST_PROPERTY] for text in (title, subject, author))
    core.last_modified_by = core.comments = core.keywords = ""
    core.language = language_tag(current_language())
    core.created = core.modified = written.astimezone(dt.UTC).replace(tzinfo=None)
    core.revision = 1
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as given, ZipFile(packed, "w") as archive:
        for name in given.namelist():
            part = ZipInfo(name, written.astimezone(dt.UTC).timetuple()[:6])
            archive.writestr(part, given.read(name), ZIP_DEFLATED, _COMPRESSION)
    return packed.getvalue()
