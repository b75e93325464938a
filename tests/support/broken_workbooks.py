"""Workbooks that were damaged, mistaken for another file, altered by hand, or made to do harm: each by its name.

What each is told stands under the same name in `tests/cases/workbooks/broken.yaml`.
"""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_BZIP2, ZIP_STORED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.worksheet.worksheet import Worksheet

from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Round
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.interchange.questionnaire.layout import ASKED_FIELDS
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from tests.support.cases import HARBOURS
from tests.support.catalogues import a_response
from tests.support.questionnaires import (
    HIDDEN,
    QUESTIONS,
    SHARED,
    START,
    edited,
    package,
    place_of,
    replaced,
    with_parts,
    with_texts_in_cells,
)
from tests.support.workbooks import parts_of

FIRST = a_response(
    HARBOURS,
    {"HAR-01": Answer(Rating.PARTIAL, ("HAR-01.1",), evidence="Fifty lights."), "HAR-02": Answer(Rating.ABSENT)},
    country="NPL",
    organisation="Harbour office",
    round=Round("2026 baseline", dt.date(2026, 11, 2)),
)
SOUND = with_texts_in_cells(questionnaire_workbook(HARBOURS, response=FIRST))
SHEET, BOOK = "xl/worksheets/sheet2.xml", "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
CODES = 2
"""The hidden row of codes on the sheet of answers."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FORMULAS = [f'<row r="{n}"><c r="B{n}"><f>1</f></c></row>' for n in range(1_000, 101_001)]
TEXT = "\N{DROPLET}" + "x" * 32_000
MARKS = "\u0300\u0301\u0302\u0303\u0316\u0317\u0323\u0324\u0327\u0328\u0334\u0345"
Build = Callable[[], bytes]


# Files of another kind


def old_document(*streams: str) -> bytes:
    """What stands in the directory of an old Office document."""
    return OLE + bytes(504) + b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in streams)


# Zips that aren't what they say


def zipped(*entries: tuple[str, bytes], method: int = ZIP_STORED) -> bytes:
    """A workbook with some entries more, even of names that are there."""
    content = io.BytesIO(SOUND)
    with ZipFile(content, "a", method) as archive:
        for name, part in entries:
            info = ZipInfo("x")
            info.filename, info.compress_type = name, method
            archive.writestr(info, part)
    return content.getvalue()


def in_directory(content: bytes, name: str, offset: int, number: int, size: int) -> bytes:
    """The file with another number in what its directory says of an entry."""
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return content[: directory + offset] + number.to_bytes(size, "little") + content[directory + offset + size :]


def with_a_bomb() -> bytes:
    return with_parts(
        SOUND, {SHEET: parts_of(SOUND)[SHEET].replace(b"<sheetData>", b"<sheetData>" + b" " * 50_000_000)}
    )


def that_expands() -> bytes:
    """Sheets of 34 MB each that no ratio gives away."""
    return with_many_sheets(3, uneven(" {}", 17_000_000))


def uneven(form: str, number: int, letters: str = "abdeghijklmnopq") -> str:
    """So many repetitions of a text with another letter in it, which can't be packed to nothing."""
    chance = random.Random(3)  # noqa: S311 - no secret
    some = "".join(form.format(letter) for letter in chance.choices(letters, k=10_000))
    return some * (number // 10_000)


# Sheets that would take the machine's memory


def beside_the_sheets(sheet: str) -> bytes:
    """The workbook with one sheet more, written as XML."""
    before = parts_of(SOUND)
    link = '<Relationship Id="rIdX" Type="x/worksheet" Target="worksheets/other.xml"/></Relationships>'
    return with_parts(SOUND, {
        BOOK: before[BOOK].replace(b"</sheets>", b'<sheet name="Other" sheetId="99" r:id="rIdX"/></sheets>'),
        LINKS: before[LINKS].replace(b"</Relationships>", link.encode()),
        "xl/worksheets/other.xml": f"<worksheet {MAIN}>{sheet}</worksheet>".encode(),
    })  # fmt: skip


def rows(*rows: str) -> str:
    return f"<sheetData>{''.join(rows)}</sheetData>"


def with_sst(xml: str, cells: int = 1) -> bytes:
    sheet = rows("".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1)))
    return with_parts(beside_the_sheets(sheet), {SHARED: xml.encode()})


def with_many_sheets(number: int, inside: str = "") -> bytes:
    """Two cells that lie far from each other on each of many sheets."""
    before = parts_of(SOUND)
    sheet = f"<worksheet {MAIN}>{rows(r_('A1'), inside, r_('AZ9999'))}</worksheet>".encode()
    listed = "".join(f'<sheet name="N{n}" sheetId="{100 + n}" r:id="rIdN{n}"/>' for n in range(number))
    links = "".join(
        f'<Relationship Id="rIdN{n}" Type="x/worksheet" Target="worksheets/n{n}.xml"/>' for n in range(number)
    )
    return with_parts(SOUND, {
        BOOK: before[BOOK].replace(b"</sheets>", f"{listed}</sheets>".encode()),
        LINKS: before[LINKS].replace(b"</Relationships>", f"{links}</Relationships>".encode()),
        **{f"xl/worksheets/n{n}.xml": sheet for n in range(number)},
    })  # fmt: skip


def with_names(number: int, *, links: bool = False) -> bytes:
    """One sheet under many names, each of which may have a link of its own."""
    before = parts_of(SOUND)
    listed = "".join(f'<sheet name="N{n}" sheetId="{100 + n}" r:id="rIdN{n if links else 0}"/>' for n in range(number))
    # The same part, as readers understand it.
    places = ("worksheets/n.xml", "/xl/worksheets/n.xml", "worksheets/N.xml")
    linked = "".join(f'<Relationship Id="rIdN{n}" Type="x/worksheet" Target="{places[n % 3]}"/>' for n in range(number))
    return with_parts(SOUND, {
        BOOK: before[BOOK].replace(b"</sheets>", f"{listed}</sheets>".encode()),
        LINKS: before[LINKS].replace(b"</Relationships>", f"{linked}</Relationships>".encode()),
        "xl/worksheets/n.xml": f"<worksheet {MAIN}>{rows(r_('A1'), r_('CU9998'))}</worksheet>".encode(),
    })  # fmt: skip


def in_many_cells(form: str, number: int, cells: int, letters: str = "abdeghijklmnopq") -> bytes:
    """The same text, which can't be packed to nothing, in so many cells of answers."""
    sheet = parts_of(SOUND)[SHEET].decode()
    written = uneven(form, number, letters)
    return with_parts(SOUND, {
        SHEET: re.sub(
            r'<c r="(I(?:[6-9]|[1-9][0-9]))"( s="[0-9]+")[^>]*?(?:/>|>.*?</c>)',
            lambda found: f'<c r="{found[1]}"{found[2]} t="inlineStr"><is><t>{written}</t></is></c>',
            sheet,
            count=cells,
        ).encode()
    })  # fmt: skip


def r_(place: str, cell: str = "<v>1</v>", attributes: str = "") -> str:
    """A row with one cell."""
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{number}"><c r="{place}"{attributes}>{cell}</c></row>'


def text_row(number: int, text: str) -> str:
    return r_(f"A{number}", f"<is><t>{text}</t></is>", ' t="inlineStr"')


# What a person may do to a workbook


def on_questions(change: Callable[[Worksheet, Workbook], object]) -> bytes:
    return edited(SOUND, lambda workbook: change(workbook[QUESTIONS], workbook))


def row_of(workbook: Workbook, item: str, field: str) -> int:
    return int(re.sub("[A-Z]", "", place_of(workbook, item, field)))


def written(place: str, value: str) -> bytes:
    """Something else in any cell of the questionnaire."""
    return on_questions(lambda sheet, _workbook: sheet.__setitem__(place, value))


def with_cell(column: str, item: str, field: str, value: str) -> bytes:
    """Another value in a column of the row of an answer."""
    return on_questions(lambda sheet, workbook: sheet.__setitem__(f"{column}{row_of(workbook, item, field)}", value))


def answer_in_xml(cell: str) -> bytes:
    """The cell of the rating of HAR-01, written as XML."""
    sheet = parts_of(SOUND)[SHEET].decode()
    found = re.search(r'<c r="I6"( s="[0-9]+")[^>]*>.*?</c>', sheet)
    assert found
    return with_parts(SOUND, {SHEET: sheet.replace(found[0], cell.replace("<c", f'<c r="I6"{found[1]}', 1)).encode()})


def twice(cell: str) -> bytes:
    """The workbook with a cell more behind the one of the rating of HAR-01."""
    return answer_in_xml(f'<c t="inlineStr"><is><t>Partial</t></is></c>{cell}')


def again(rows: str) -> bytes:
    """The questionnaire with rows more at its end."""
    sheet = parts_of(SOUND)[SHEET].decode()
    return with_parts(SOUND, {SHEET: sheet.replace("</sheetData>", f"{rows}</sheetData>").encode()})


def evidence_in_xml(cell: str, part: str = "I7") -> bytes:
    sheet = parts_of(SOUND)[SHEET].decode()
    found = re.search(rf'<c r="{part}"( s="[0-9]+")[^>]*?(?:/>|>.*?</c>)', sheet)
    assert found
    return with_parts(SOUND, {SHEET: sheet.replace(found[0], cell.replace("<c", f'<c r="{part}"', 1)).encode()})


def hidden_row(first: str, column: int, value: object) -> bytes:
    """Another value in the row of the hidden sheet that begins so."""

    def change(workbook: Workbook) -> None:
        sheet = workbook[HIDDEN]
        row = next(row for row in sheet.iter_rows() if row[0].value == first)
        row[column].value = value  # type: ignore[assignment]

    return edited(SOUND, change)


def hidden_rows(*rows: list[str]) -> bytes:
    """The workbook with rows more on the hidden sheet."""

    def change(workbook: Workbook) -> None:
        for row in rows:
            workbook[HIDDEN].append(row)

    return edited(SOUND, change)


def without(*titles: str) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        for title in titles:
            workbook.remove(workbook[title])

    return change


def nothing_of_ours(workbook: Workbook) -> None:
    workbook.create_sheet("Budget")["A1"] = "Harbour office"
    without(START, QUESTIONS, "Scores", "Lists", HIDDEN)(workbook)


def copy_of(title: str) -> Callable[[Workbook], object]:
    return lambda workbook: workbook.copy_worksheet(workbook[title])


def without_rows(item: str, *fields: str) -> bytes:
    def change(sheet: Worksheet, workbook: Workbook) -> None:
        for number in sorted((row_of(workbook, item, field) for field in fields), reverse=True):
            sheet.delete_rows(number)

    return on_questions(change)


def without_the_recommendation(item: str) -> bytes:
    def change(sheet: Worksheet, _workbook: Workbook) -> None:
        for number in range(sheet.max_row, 0, -1):
            if sheet.cell(number, 1).value == item:
                sheet.delete_rows(number)

    return on_questions(change)


def row_twice(sheet: Worksheet, workbook: Workbook) -> None:
    number = row_of(workbook, "HAR-01", "rating")
    sheet.append([cell.value for cell in sheet[number]])


def swapped(columns: str, *pairs: tuple[str, str]) -> bytes:
    """The workbook with what stands in some columns of the rows of two fields or measures each the other way round."""

    def change(sheet: Worksheet, workbook: Workbook) -> None:
        for one, other in pairs:
            first, second = (row_of(workbook, key.partition(" ")[0], key.partition(" ")[2]) for key in (one, other))
            for column in columns:
                here, there = sheet[f"{column}{first}"], sheet[f"{column}{second}"]
                here.value, there.value = there.value, here.value

    return on_questions(change)


def about_swapped(one: str, other: str) -> bytes:
    """The same where it is said who answers."""

    def change(workbook: Workbook) -> None:
        first, second = (place_of(workbook, "", field)[1:] for field in (one, other))
        for column in "BC":
            here, there = workbook[START][f"{column}{first}"], workbook[START][f"{column}{second}"]
            here.value, there.value = there.value, here.value

    return edited(SOUND, change)


def headers_swapped(sheet: Worksheet, _workbook: Workbook) -> None:
    """The contents of the two last columns the other way round, without their codes."""
    for row in range(1, sheet.max_row + 1):
        if row != CODES:
            here, there = sheet.cell(row, 6), sheet.cell(row, 9)
            here.value, there.value = there.value, here.value


def moved_away(sheet: Worksheet, workbook: Workbook) -> None:
    number = row_of(workbook, "HAR-01", "evidence")
    for column in "HI":
        sheet[f"{column}60"], sheet[f"{column}{number}"] = sheet[f"{column}{number}"].value, None


def visible_words_edited(sheet: Worksheet, workbook: Workbook) -> None:
    """As people translate, shorten, wrap and empty what they don't need."""
    number = row_of(workbook, "HAR-01", "rating")
    sheet[f"E{number}"], sheet[f"F{number}"], sheet[f"H{number}"] = None, "Y a-t-il un phare ?", "Note (1)"
    wrapped = str(sheet[f"F{number + 1}"].value).replace(" ", "\n ")
    sheet[f"F{number + 1}"], sheet[f"H{number + 1}"], sheet["I1"] = wrapped, " Evidence ", "Nos réponses"
    sheet.merge_cells("F12:F13")
    workbook.create_chartsheet("My chart").add_chart(BarChart())


def merge(*ranges: str) -> bytes:
    def change(sheet: Worksheet, _workbook: Workbook) -> None:
        for cells in ranges:
            sheet.merge_cells(cells)

    return on_questions(change)


def in_long_rows(delete: bool) -> bytes:
    """A text that stands in several rows, one of which is gone."""
    response = a_response(HARBOURS, {"HAR-01": Answer(evidence="Sentence with words. " * 200)})

    def change(workbook: Workbook) -> None:
        sheet = workbook[QUESTIONS]
        fields = [str(row[1].value) for row in sheet.iter_rows()]
        number = next(place for place, field in enumerate(fields, start=1) if field.startswith("evidence 2/"))
        if delete:
            sheet.delete_rows(number)
        else:
            first = fields[number - 1].replace(" 2/", " 1/")
            sheet.cell(number, 2).value, sheet.cell(number, 8).value = first, "Evidence"

    return edited(questionnaire_workbook(HARBOURS, response=response), change)


def with_notes(workbook: Workbook) -> None:
    workbook.create_sheet("My notes")["A1"] = "Ask the ministry."
    workbook[QUESTIONS]["M6"] = "Who knows?"
    workbook[QUESTIONS]["I4"] = "A stray answer"


def changed_words() -> bytes:
    """What the file would be, had the catalogue asked HAR-01 in other words when it was made."""

    def change(workbook: Workbook) -> None:
        for row in workbook[HIDDEN].iter_rows():
            if row[0].value == "hash":
                row[1].value = "0" * 64
            if row[0].value == "revision" and row[1].value == "HAR-01":
                row[3].value = "0" * 16

    return edited(SOUND, change)


def damaged_checksum() -> bytes:
    checksum = zlib.crc32(parts_of(SOUND)[SHEET])
    return SOUND.replace(struct.pack("<L", checksum), struct.pack("<L", checksum ^ 1))


KINDS: dict[str, Build] = {
    "an old workbook": lambda: old_document("Root Entry", "Workbook"),
    "an older workbook": lambda: old_document("Root Entry", "Book"),
    "a workbook with a password": lambda: old_document("Root Entry", "EncryptionInfo", "EncryptedPackage"),
    "an OpenDocument spreadsheet": lambda: package({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
    "an OpenDocument text": lambda: package({"mimetype": b"application/vnd.oasis.opendocument.text"}),
    "a binary workbook": lambda: package({"xl/workbook.bin": b"x"}),
    "a Word document": lambda: package({"word/document.xml": b"<x/>"}),
    "a Numbers document": lambda: package({"Index/Document.iwa": b"x"}),
    "an archive of answers": lambda: package({"answers/back.xlsx": SOUND}),
    "a program": lambda: package({"META-INF/MANIFEST.MF": b"x", "Main.class": b"\xca\xfe\xba\xbe"}),
    "a workbook of something else": lambda: edited(SOUND, nothing_of_ours),
    "a workbook with macros": lambda: with_parts(SOUND, {"xl/vbaProject.bin": b"x"}),
    "a workbook that says it has macros": lambda: replaced(
        SOUND, "[Content_Types].xml", "spreadsheetml.sheet.main+xml", "x.macroEnabled.main+xml"
    ),
}  # fmt: skip
ZIPS: dict[str, Build] = {
    "larger than 20 MB": lambda: SOUND + bytes(SIZE_LIMIT),
    "cut in the middle": lambda: SOUND[: len(SOUND) // 2],
    "with bytes in front": lambda: b"PK\x03\x04" + SOUND,
    "with a wrong checksum": damaged_checksum,
    "with a part that is shorter than it says": lambda: in_directory(SOUND, SHEET, 24, 900_000, 4),
    "with a part that is longer than it says": lambda: in_directory(SOUND, SHEET, 24, 100, 4),
    "with a part that stands elsewhere": lambda: in_directory(SOUND, SHEET, 42, 7, 4),
    "with an encrypted part": lambda: in_directory(SOUND, SHEET, 8, 1, 2),
    "packed in another way": lambda: zipped((SHEET, parts_of(SOUND)[SHEET]), method=ZIP_BZIP2),
    "with 1,001 parts": lambda: zipped(*((f"xl/media/{n}.png", b"") for n in range(1001))),
    "with a part twice": lambda: zipped((SHEET, parts_of(SOUND)[SHEET])),
    "a zip bomb": with_a_bomb,
    "with sheets of 100 MB": that_expands,
}  # fmt: skip
XML: dict[str, Build] = {
    "nested entities in a sheet": lambda: replaced(SOUND, SHEET, "<worksheet", f"{BOMB}<worksheet", 1),
    "nested entities in the texts": lambda: with_sst(f"{BOMB}<sst {MAIN}><si><t>&b;</t></si></sst>"),
    "nested entities in the list of sheets": lambda: replaced(SOUND, BOOK, "<workbook ", f"{BOMB}<workbook ", 1),
    "an outer entity": lambda: replaced(
        SOUND, SHEET, "<worksheet", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet', 1
    ),
    "an undeclared entity": lambda: replaced(SOUND, SHEET, "Fifty lights.", "&foo;"),
    "a comment among the cells": lambda: replaced(SOUND, SHEET, "<sheetData>", "<sheetData><!-- x -->"),
    "an instruction among the cells": lambda: replaced(SOUND, SHEET, "<sheetData>", "<sheetData><?x y?>"),
    "a comment before everything": lambda: replaced(SOUND, SHEET, "<worksheet", "<!-- x --><worksheet", 1),
    "unparsed text in a cell": lambda: replaced(SOUND, SHEET, "Fifty lights.", "<![CDATA[Fifty]]>"),
    "a comment without end": lambda: replaced(SOUND, SHEET, "<sheetData>", "<sheetData><!-- x --"),
    "a declaration around a comment": lambda: replaced(
        SOUND, SHEET, "<worksheet", f"{BOMB.replace('<!', '<<!-- x -->!', 1)}<worksheet", 1
    ),
    "a sheet in UTF-16": lambda: with_parts(SOUND, {SHEET: parts_of(SOUND)[SHEET].decode().encode("utf-16")}),
    "a sheet that says Latin-1": lambda: replaced(SOUND, SHEET, 'encoding="UTF-8"', 'encoding="ISO-8859-1"'),
    "a sheet that is cut": lambda: with_parts(SOUND, {SHEET: parts_of(SOUND)[SHEET].partition(b'<row r="20"')[0]}),
    "a sheet of rubbish": lambda: with_parts(SOUND, {SHEET: b"\x00\xff" * 500}),
    "a sheet that isn't there": lambda: with_parts(SOUND, {SHEET: None}),
    "no list of sheets": lambda: with_parts(SOUND, {LINKS: None}),
    "two sheets of one title": lambda: replaced(SOUND, BOOK, 'name="Scores"', 'name="Questionnaire"'),
    "a cell of an unknown kind": lambda: answer_in_xml('<c t="zz"><v>1</v></c>'),
    "a number that is none": lambda: answer_in_xml('<c t="n"><v>one</v></c>'),
    "a text that isn't there": lambda: answer_in_xml('<c t="s"><v>7</v></c>'),
    "a formula in a damaged sheet": lambda: replaced(
        answer_in_xml("<c><f>1</f><v>1</v></c>"), SHEET, "</worksheet>", "<a></b></worksheet>"
    ),
}  # fmt: skip
BOUNDS: dict[str, Build] = {
    "a cell in the last row and column": lambda: beside_the_sheets(rows(r_("A1"), r_("XFD1048576"))),
    "an empty text in the last row and column": lambda: beside_the_sheets(
        rows(r_("A1"), r_("XFD1048576", "<v></v>", ' t="str"'))
    ),
    "a cell behind the last column": lambda: beside_the_sheets(rows(r_("ZZZZZZZ1"))),
    "a cell without a place in a far row": lambda: beside_the_sheets(
        rows(r_("A1"), '<row r="1048576"><c><v>1</v></c></row>')
    ),
    "a size of the sheet that isn't true": lambda: beside_the_sheets(
        '<dimension ref="A1:XFD1048576"/>' + rows(r_("A1"))
    ),
    "rows with empty cells far down": lambda: beside_the_sheets(
        rows(*(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(900_000, 950_001)))
    ),
    "a million rows of numbers": lambda: beside_the_sheets(rows(*(r_(f"A{n}") for n in range(1, 1_000_001)))),
    "two million elements": lambda: beside_the_sheets(uneven("<{}/>", 2_000_000) + rows(r_("A1048576"))),
    "one sheet under a thousand names": lambda: with_names(1_000),
    "one sheet under sixty names by sixty links": lambda: with_names(60, links=True),
    "a million letters that grow, as a rating": lambda: in_many_cells("\ufdfa{}", 500_000, 1),
    "a million marks on a letter, as a rating": lambda: in_many_cells("{}", 1_000_000, 1, MARKS),
    "twelve cells of letters that grow": lambda: in_many_cells("\ufdfa{}", 75_000, 12),
    "far cells on many sheets": lambda: with_many_sheets(90),
    "more texts than any workbook has": lambda: with_sst(
        f'<sst {MAIN} count="1" uniqueCount="99999999999"><si><t>x</t></si></sst>'
    ),
    "more texts, said twice": lambda: with_sst(
        f'<sst {MAIN}><sst uniqueCount="99999999999"/><si><t>x</t></si></sst>'
    ),
    "a long text in many cells": lambda: with_sst(
        f"<sst {MAIN}><si><t>{'x' * 500_000}</t></si></sst>", cells=9_000
    ),
    "a text of many pieces in many cells": lambda: with_sst(
        f"<sst {MAIN}><si>{uneven('<r><t>{}</t></r>', 100_000)}</si></sst>", cells=9_000
    ),
    "a text in a text": lambda: with_sst(
        f"<sst {MAIN}><si><si><t>{'x' * 50_000}</t></si></si></sst>", cells=9_000
    ),
    "megabytes without a tag": lambda: beside_the_sheets(rows(r_("A1", f"<v>{uneven('{}', 4_000_000)}</v>"))),
    "a tag of megabytes": lambda: beside_the_sheets(
        rows("<row " + " ".join(f'a{n}="x"' for n in range(300_000)) + "/>")
    ),
    "empty cells without end": lambda: beside_the_sheets(
        rows(*(f'<row r="{n}">{"<c/>" * 4_000}</row>' for n in range(1, 1_201)))
    ),
    "unparsed texts that grow": lambda: beside_the_sheets(
        rows(r_("A1", f"<v><![CDATA[{uneven('&&&&&&&{}', 20_000)}]]></v>" * 160))
    ),
    "too many merged cells": lambda: beside_the_sheets(
        rows(r_("A1")) + "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 100_001 + "</mergeCells>"
    ),
    "merged cells without end": lambda: replaced(
        SOUND, SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "too many formulas": lambda: replaced(
        SOUND, SHEET, "</sheetData>", "".join(FORMULAS) + "</sheetData>"
    ),
}  # fmt: skip
ALLOWED: dict[str, Build] = {
    "as many cells as there may be": lambda: beside_the_sheets(rows(r_("A1"), r_("CU19000"))),
    "as many cells of submissions as there may be": lambda: beside_the_sheets(
        rows(text_row(1, "catalogue_id"), *(text_row(n, TEXT[:20]) for n in range(2, 19_001)), r_("CU19001"))
    ),
    "as much text as there may be": lambda: with_sst(
        f"<sst {MAIN}><si><t>{TEXT}</t></si></sst>", cells=1_200
    ),
    "as many texts as there may be": lambda: with_sst(
        f"<sst {MAIN}><si><t>x</t></si>{uneven('<si><t>{}</t></si>', 600_000)}</sst>"
    ),
    "a million empty rows": lambda: beside_the_sheets(
        rows(*(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(1, 1_000_001)))
    ),
}  # fmt: skip
ALTERED: dict[str, Build] = {
    "another catalogue": lambda: hidden_row("catalogue", 1, "bridges"),
    "no catalogue": lambda: hidden_row("catalogue", 1, None),
    "a format of the future": lambda: hidden_row("format", 1, "gap-assessment-questionnaire/9"),
    "a revision that is no number": lambda: hidden_row("revision", 2, "many"),
    "a revision as a number": lambda: hidden_row("revision", 2, 0),
    "other words were asked": changed_words,
    "two hidden sheets": lambda: edited(SOUND, copy_of(HIDDEN)),
    "no hidden sheet": lambda: edited(SOUND, without(HIDDEN)),
    "no sheet of answers": lambda: edited(SOUND, without(QUESTIONS)),
    "no sheet Start here": lambda: edited(SOUND, without(START)),
    "the sheet of answers twice": lambda: edited(SOUND, copy_of(QUESTIONS)),
    "an unknown recommendation": lambda: with_cell("A", "HAR-02", "rating", "HAR-99"),
    "an unknown measure": lambda: with_cell("C", "HAR-02", "HAR-02.1", "HAR-02.7"),
    "an unknown field": lambda: with_cell("B", "HAR-02", "comment", "gossip"),
    "a key that is none": lambda: with_cell("B", "HAR-02", "comment", "? 1/x"),
    "a row twice": lambda: on_questions(row_twice),
    "rows that are missing": lambda: without_rows("HAR-01", "evidence", "HAR-01.2"),
    "a recommendation that is missing": lambda: without_the_recommendation("HAR-03"),
    "a row about who answers that is missing": lambda: edited(
        SOUND, lambda workbook: workbook[START].delete_rows(int(place_of(workbook, "", "voice")[1:]))
    ),
    "a column of answers that is missing": lambda: on_questions(lambda sheet, _workbook: sheet.delete_cols(9)),
    "a column of ids that is missing": lambda: on_questions(lambda sheet, _workbook: sheet.delete_cols(1)),
    "a block that was moved without its keys": lambda: swapped(
        "EFGHI", *((f"HAR-01 {field.name}", f"HAR-02 {field.name}") for field in ASKED_FIELDS)
    ),
    "measures that were moved without their keys": lambda: swapped("EF", ("HAR-01 HAR-01.1", "HAR-01 HAR-01.2")),
    "answers that were moved without their keys": lambda: swapped("HI", ("HAR-01 evidence", "HAR-01 comment")),
    "an answer that was moved to where nothing is asked": lambda: on_questions(moved_away),
    "who answers, moved without its keys": lambda: about_swapped("organisation", "round_label"),
    "columns that were moved without their codes": lambda: on_questions(headers_swapped),
    "words that were edited and merged, and more sheets": lambda: on_questions(visible_words_edited),
    "a column that was copied": lambda: written("K2", "#answer"),
    "a hidden header that was renamed": lambda: written("I2", "Answers"),
    "a hidden row that is missing": lambda: on_questions(lambda sheet, _workbook: sheet.delete_rows(2)),
    "answers and ticks that are merged": lambda: merge("I6:I7", "E9:F10", "H12:I13"),
    "a formula in an answer": lambda: answer_in_xml('<c t="str"><f>A1</f><v>Absent</v></c>'),
    "a formula that came to a number": lambda: evidence_in_xml("<c><f>6*7</f><v>42</v></c>"),
    "a formula without a value": lambda: answer_in_xml("<c><f>A1</f></c>"),
    "a cell with two values": lambda: answer_in_xml(
        '<c t="inlineStr"><v>Absent</v><is><t>◐ Partial</t></is></c>'
    ),
    "a cell with a value twice, differently": lambda: answer_in_xml('<c t="str"><v>Absent</v><v>Partial</v></c>'),
    "a cell with the same value twice": lambda: answer_in_xml(
        '<c t="inlineStr"><v>Partial</v><is><t>Partial</t></is></c>'
    ),
    "an error in an answer": lambda: answer_in_xml('<c t="e"><v>#REF!</v></c>'),
    "a cell that is there twice": lambda: twice('<c r="I6" t="inlineStr"><is><t>Absent</t></is></c>'),
    "a cell that is there twice in two forms": lambda: twice('<c r="I06" t="inlineStr"><is><t>Absent</t></is></c>'),
    "a row that is there twice": lambda: again(r_("I6", "<is><t>Absent</t></is>", ' t="inlineStr"')),
    "a fact that is there twice": lambda: hidden_rows(["catalogue", "other"]),
    "a date as a bare number": lambda: evidence_in_xml("<c><v>46350</v></c>", "I12"),
    "a date as SheetJS writes it": lambda: evidence_in_xml(
        '<c t="d"><v>2030-12-31T00:00:00.000Z</v></c>', "I12"
    ),
    "a number that is no date": lambda: evidence_in_xml("<c><v>9000000</v></c>", "I12"),
    "half a character": lambda: evidence_in_xml('<c t="inlineStr"><is><t>_xD83D_</t></is></c>'),
    "a text that is too long": lambda: evidence_in_xml(
        f'<c t="inlineStr"><is><t>{"x" * 200_001}</t></is></c>'
    ),
    "a part of a long text that is missing": lambda: in_long_rows(delete=True),
    "a part of a long text that is there twice": lambda: in_long_rows(delete=False),
    "links to other files": lambda: with_parts(SOUND, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
    "notes of one's own": lambda: edited(SOUND, with_notes),
}  # fmt: skip
BROKEN: dict[str, Build] = {**KINDS, **ZIPS, **XML, **BOUNDS, **ALLOWED, **ALTERED}
ENDURED = (
    "a million rows of numbers",
    "two million elements",
    "empty cells without end",
    "unparsed texts that grow",
    "as many texts as there may be",
    "a million empty rows",
)
"""Those that take seconds, so that only `make endurance` tries them."""
