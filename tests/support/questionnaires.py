"""Offline workbooks for tests: filled in, taken apart, changed and put together again."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook

from assessment.catalogues import find_catalogue
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.response import Response
from assessment.interchange.file_reader import read_file
from tests.support.cases import CATALOGUES, HARBOURS
from tests.support.workbooks import parts_of

NAME = "back.xlsx"
START, QUESTIONS, HIDDEN = "Start here", "Questionnaire", "About this file"
SHARED = "xl/sharedStrings.xml"


def read(content: bytes, catalogue: Catalogue = HARBOURS, name: str = NAME) -> ImportedResponse:
    """A workbook as it comes back, where only one catalogue is known."""

    def find(catalogue_id: str, version: str) -> Catalogue:
        is_known = (catalogue_id, version) == (catalogue.id, catalogue.version)
        return catalogue if is_known else find_catalogue(CATALOGUES, catalogue_id, version)

    (incoming,) = read_file(content, name, find)
    return incoming


def said(incoming: ImportedResponse) -> Response:
    """The response without the answers that say nothing, as it was before it went out."""
    answers = {key: answer for key, answer in incoming.response.answers.items() if not answer.is_empty}
    return dataclasses.replace(incoming.response, answers=answers)


def package(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """The file that has these parts."""
    content = io.BytesIO()
    with ZipFile(content, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def with_parts(content: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """The same file with some parts replaced or added; one that is None is taken out."""
    parts = {**parts_of(content), **changed}
    return package({name: part for name, part in parts.items() if part is not None})


def replaced(content: bytes, part: str, old: str, new: str, times: int = -1) -> bytes:
    """The same file with other words in the XML of a part."""
    before = parts_of(content)[part]
    assert old.encode() in before
    return with_parts(content, {part: before.replace(old.encode(), new.encode(), times)})


def with_texts_in_cells(content: bytes) -> bytes:
    """The same workbook with each text in its cell instead of among the shared ones, as many programs write it."""
    parts = parts_of(content)
    texts = re.findall(r"<si>(.*?)</si>", parts.pop(SHARED).decode(), re.DOTALL)

    def in_cell(found: re.Match[str]) -> str:
        return f'{found[1]} t="inlineStr"><is>{texts[int(found[2])]}</is></c>'

    for name in [name for name in parts if "worksheets/sheet" in name]:
        parts[name] = re.sub(r'(<c [^>]*) t="s"><v>([0-9]+)</v></c>', in_cell, parts[name].decode()).encode()
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        parts[name] = re.sub(rb"<[^<>]*sharedStrings[^<>]*/>", b"", parts[name])
    return package(parts)


def edited(content: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The same workbook, changed and saved by openpyxl, as any program might that a person uses."""
    workbook = load_workbook(io.BytesIO(content))
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def place_of(workbook: Workbook, item: str, field: str) -> str:
    """The cell of an answer: of a field, of a measure, or, for no item, of what is asked about the response."""
    sheet = workbook[QUESTIONS if item else START]
    codes = {cell.value: cell.column for row in sheet.iter_rows(max_row=3) for cell in row if cell.value}
    is_measure = field.startswith(f"{item}.") if item else False
    keys, values = ("#measure", "#tick") if is_measure else ("#field", "#answer")
    for row in range(1, sheet.max_row + 1):
        key = sheet.cell(row, codes[keys]).value
        if key == field and (not item or sheet.cell(row, codes["#id"]).value == item):
            return str(sheet.cell(row, codes[values]).coordinate)
    raise AssertionError(f"no cell of {item} {field}")


def with_values(content: bytes, values: Mapping[str, object]) -> bytes:
    """The same workbook with something else typed into cells, named like `HAR-01 rating` or `country`."""

    def change(workbook: Workbook) -> None:
        for cell, value in values.items():
            item, _space, field = cell.rpartition(" ")
            workbook[QUESTIONS if item else START][place_of(workbook, item, field)].value = value

    return edited(content, change)
