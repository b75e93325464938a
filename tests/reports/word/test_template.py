"""A ministry's own template of the Word report."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.shared import Cm, Pt

from assessment import config
from assessment.config import read_settings
from assessment.domain.response import Round
from assessment.reports.word.document import word_report
from assessment.reports.word.template import TEMPLATE, TemplateRefused, open_template
from assessment.reports.word.text import WordStyle
from assessment.web import request_check
from tests.browser.server import ROOT
from tests.reports.excel.test_gap_report import WHO, WRITTEN
from tests.reports.word.test_document import all_paragraphs, all_text, captioned, styled, text_of
from tests.support.cases import CASES, HARBOURS
from tests.support.catalogues import a_response
from tests.support.commands import refused, said, use_own_settings
from tests.support.documents import SAMPLES, document
from tests.support.reports import results_of

WHO_ANSWERED: dict[str, Any] = {"country": "NPL", "organisation": "Ministry of Labour", "round": Round("2026 baseline")}
OVERALL = "The answers and what they count"


def restyled(folder: Path, change: Callable[[Any], object]) -> Path:
    """The template that comes with the software, as somebody changed it."""
    template = Document(str(TEMPLATE))
    change(template)
    template.save(str(folder / "ministry.docx"))
    return folder / "ministry.docx"


def written(template: Path, **asked: Any) -> Any:
    return Document(io.BytesIO(report(template, **asked)))


def report(template: Path, **asked: Any) -> bytes:
    return word_report(
        results_of(HARBOURS, a_response(HARBOURS, **(WHO_ANSWERED | asked)), written=WRITTEN),
        charts=False,
        template=template,
    )


def remove(paragraph: Any) -> None:
    paragraph._p.getparent().remove(paragraph._p)


def test_styles_page_set_up_header_and_title_page_are_those_of_the_template(tmp_path: Path) -> None:
    def change(template: Any) -> None:
        template.styles["Heading 1"].font.size = Pt(31)
        for section in template.sections:
            section.left_margin = section.right_margin = Cm(4)
        template.sections[0].header.paragraphs[0].insert_paragraph_before("Ministry of Harbours")
        template.paragraphs[0].insert_paragraph_before("Our reference: 12/2026")
        # A section more than a report has is left out.
        template.add_section()

    report = written(restyled(tmp_path, change))
    assert report.styles["Heading 1"].font.size == Pt(31)
    assert [round(section.left_margin.cm, 1) for section in report.sections] == [4, 4, 4]
    assert sum(column.width.cm for column in captioned(report, OVERALL).columns) == pytest.approx(13, abs=0.1)
    assert [text_of(paragraph) for paragraph in report.sections[0].header.paragraphs] == [
        "Ministry of Harbours",
        WHO,
    ]
    assert report.paragraphs[0].text == "Our reference: 12/2026"


def test_placeholders_are_filled_though_word_has_split_them_and_all_else_of_the_template_stays(tmp_path: Path) -> None:
    def change(template: Any) -> None:
        (subtitle,) = [paragraph for paragraph in template.paragraphs if paragraph.text == "{name}"]
        subtitle.runs[0].text = "Of {na"
        subtitle.add_run("me").bold = True
        subtitle.add_run("} alone")
        # A picture stays beside a placeholder that is left empty.
        (marker,) = [paragraph for paragraph in template.paragraphs if paragraph.text == "{invented}"]
        marker.add_run().add_picture(str(ROOT / "assessment" / "ui" / "icon.png"), width=Cm(2))
        template.paragraphs[0].insert_paragraph_before("{our} {reference")
        (contents,) = template.element.body.xpath("./w:sdt")
        contents.getparent().remove(contents)

    report = written(restyled(tmp_path, change), organisation="{left_out} {facts}")
    assert styled(report, "Subtitle") == ["Of Nepal · State · {left_out} {facts} · 2026 baseline alone"]
    assert len(report.inline_shapes) == 1
    assert report.paragraphs[0].text == "{our} {reference"
    # It may do without contents.
    assert "Contents" not in all_text(report)
    assert styled(report, "Heading 1")[1] == "Gaps"


def test_a_name_from_right_to_left_is_marked_as_such_on_the_title_page() -> None:
    report = written(TEMPLATE, organisation="وزارة العمل")
    (subtitle,) = [paragraph for paragraph in report.paragraphs if paragraph.style.name == "Subtitle"]
    assert [run.text for run in subtitle.runs if run.font.rtl] == ["وزارة العمل"]


def test_a_template_that_libreoffice_saved_gives_the_same_report() -> None:
    saved = CASES / "word" / "template-saved-by-libreoffice.docx"
    ours, theirs = written(TEMPLATE), written(saved)
    names = ZipFile(io.BytesIO(report(saved))).namelist()
    assert len(names) == len(set(names))
    assert all_text(theirs) == all_text(ours)
    assert [(text_of(each), each.style.name) for each in all_paragraphs(theirs)] == [
        (text_of(each), each.style.name) for each in all_paragraphs(ours)
    ]
    sizes = [[round(section.page_width.mm) for section in report.sections] for report in (ours, theirs)]
    assert sizes == [[210, 297, 210]] * 2


def without_style(template: Any) -> None:
    template.styles["Report Citation"].delete()
    template.styles["Quote"].delete()


def without_notice(template: Any) -> None:
    for paragraph in list(template.paragraphs):
        if paragraph.text == "{left_out}":
            remove(paragraph)


def without_sections(template: Any) -> None:
    for paragraph in list(template.paragraphs):
        if paragraph._p.pPr.sectPr is not None:
            remove(paragraph)


def test_a_template_that_lacks_something_is_refused_with_its_name(tmp_path: Path) -> None:
    changes: tuple[tuple[Callable[[Any], object], str], ...] = (
        (without_style, "the style “Quote”, the style “Report Citation”"),
        (without_notice, "the placeholder {left_out}"),
        (without_sections, "its three sections, of which the second is landscape"),
    )
    for change, lacking in changes:
        path = restyled(tmp_path, change)
        with pytest.raises(TemplateRefused) as caught:
            open_template(path)
        assert str(caught.value) == (f"The Word template {path} lacks {lacking}. Copy it from the default template.")


def test_what_is_no_word_document_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ministry.docx"
    workbook = (ROOT / "exports/sample-gap-report.xlsx").read_bytes()
    for content in (None, b"", b"no zip", TEMPLATE.read_bytes()[:5000], workbook):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(TemplateRefused) as caught:
            open_template(path)
        assert str(caught.value) == f"The Word template {path} can’t be opened. Save it as a Word document (.docx)."


def test_the_command_uses_the_template_of_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = restyled(tmp_path, lambda template: template.paragraphs[0].insert_paragraph_before("Our reference"))
    use_own_settings(monkeypatch, tmp_path, WORD_TEMPLATE=str(path))
    report = tmp_path / "report.docx"
    said(capsys, "report", str(SAMPLES[0]), "-o", str(report))
    assert Document(str(report)).paragraphs[0].text == "Our reference"
    path.write_bytes(b"")
    assert f"The Word template {path} can’t be opened." in refused(
        capsys, "report", str(SAMPLES[0]), "-o", str(tmp_path / "other.docx")
    )


def test_the_app_says_at_its_start_what_its_template_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = restyled(tmp_path, without_style)

    def settings() -> config.Settings:
        return read_settings({"ASSESSMENT_WORD_TEMPLATE": str(path)})

    monkeypatch.setattr(request_check, "settings", settings)
    assert str(request_check.find_startup_problem(lambda _name: None)).startswith(
        f"The Word template {path} lacks the style"
    )


def test_without_arial_another_font_without_serifs_takes_its_place() -> None:
    (part,) = [part for part in Document(str(TEMPLATE)).part.package.iter_parts() if "fontTable" in part.partname]
    families = dict(re.findall(r'w:name="([^"]+)".*?w:family w:val="(\w+)"', part.blob.decode()))
    assert families == {"Arial": "swiss", "Segoe UI Symbol": "swiss"}


def test_the_guide_names_every_style_and_placeholder_that_must_stay() -> None:
    guide = document("word-report.md")
    assert [style.value for style in WordStyle if f"*{style.value}*" not in guide] == []
    assert [name for name in ("{name}", "{invented}", "{left_out}", "{facts}") if f"`{name}`" not in guide] == []
    assert str(TEMPLATE.relative_to(ROOT)) in guide
