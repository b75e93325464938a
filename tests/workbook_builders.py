"""Offline workbooks as people and programs bring them back: changed in a cell, a row, a sheet, or in the zip itself."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.incoming import Incoming
from assessment.interchange.questionnaire_reading import read_questionnaire
from assessment.model import Catalogue, Response
from tests.core_builders import HARBOURS

NAME = "questionnaire.xlsx"
QUESTIONNAIRE, START, SCORES, HIDDEN = "Questionnaire", "Start here", "Scores", "About this file"
_PATHS = {START: 1, QUESTIONNAIRE: 2, SCORES: 3, "Lists": 4, HIDDEN: 5}


def read(content: bytes, catalogue: Catalogue = HARBOURS) -> Incoming:
    return read_questionnaire(content, NAME, lambda _catalogue_id, _version: catalogue)


def response_in(content: bytes, catalogue: Catalogue = HARBOURS) -> Response:
    """The response in a workbook, without its empty answers."""
    response = read(content, catalogue).response
    return dataclasses.replace(
        response, answers={item: answer for item, answer in response.answers.items() if not answer.is_empty}
    )


# The zip and its parts


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def path_of(title: str) -> str:
    return f"xl/worksheets/sheet{_PATHS[title]}.xml"


def with_part(content: bytes, path: str, change: Callable[[str], str]) -> bytes:
    """The workbook with a part that was changed; a part that isn't there yet is empty before."""
    parts = parts_of(content)
    before = parts.get(path, b"").decode()
    after = change(before)
    assert after != before, f"nothing was changed in {path}"
    return zipped({**parts, path: after.encode()})


# Cells


def place_of(content: bytes, item: str, key: str, title: str = QUESTIONNAIRE) -> str:
    """The cell of an answer by its recommendation and field, or of a tick by its measure: `I7`."""
    sheet = load_workbook(io.BytesIO(content))[title]
    codes = {cell.value: cell.column_letter for row in sheet.iter_rows(max_row=5) for cell in row}
    for row in range(1, sheet.max_row + 1):
        known = sheet[f"{codes['#id']}{row}"].value if "#id" in codes else ""
        if (known or "") == item and sheet[f"{codes['#field']}{row}"].value == key:
            return f"{codes['#answer']}{row}"
        if "#measure" in codes and sheet[f"{codes['#measure']}{row}"].value == key:
            return f"{codes['#tick']}{row}"
    raise KeyError((item, key))


def with_cell(content: bytes, title: str, place: str, inside: str, kind: str = "") -> bytes:
    """The workbook with another content in a cell, as it stands in the XML; `kind` is the cell's type."""
    cell = re.compile(rf'<c r="{place}"( s="\d+")[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
    kind = f' t="{kind}"' if kind else ""
    return with_part(
        content, path_of(title), lambda xml: cell.sub(rf'<c r="{place}"\1{kind}>{inside}</c>', xml, count=1)
    )


def with_text(content: bytes, title: str, place: str, text: str) -> bytes:
    """The workbook with a text in a cell, as somebody typed it."""
    inside = f'<is><t xml:space="preserve">{escape(text)}</t></is>'.replace("\\", r"\\")
    return with_cell(content, title, place, inside, "inlineStr")


def answering(content: bytes, key: str, text: str, item: str = "HAR-01") -> bytes:
    return with_text(content, QUESTIONNAIRE, place_of(content, item, key), text)


def saying(content: bytes, key: str, text: str) -> bytes:
    """The workbook with another text in a field of the first sheet."""
    return with_text(content, START, place_of(content, "", key, START), text)


# What a program that is no spreadsheet makes of it


def resaved(content: bytes, change: Callable[[Workbook], None] = lambda _workbook: None) -> bytes:
    """The workbook as openpyxl writes it again: with shared texts, and without what formulas came to."""
    workbook = load_workbook(io.BytesIO(content))
    change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def on_questionnaire(change: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    return lambda workbook: change(workbook[QUESTIONNAIRE])
