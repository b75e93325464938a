"""What kind a file is, told by its content and not by its name; and what to do with one that can't be read."""

from __future__ import annotations

from collections.abc import Collection

from assessment.language import gettext as _

SIZE_LIMIT = 20_000_000
"""Bytes of a file, whatever kind it is: a workbook of 800 recommendations with a page of evidence each has 2 MB, and
3,000 submissions of a form of 33 have 10 MB."""
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
RTF = b"{\\rtf"
"""A text document, which begins with a bracket as JSON does."""
MARKS = b"\xef\xbb\xbf \t\r\n"
"""What may stand before the beginning of a text: the marks of UTF-8, and spaces."""


def kind_of(content: bytes) -> str | None:
    """What a file is, in a sentence, that certainly is of no kind that comes back; None if that can't be told."""
    start = content.lstrip(MARKS)
    kinds = {
        PDF: _("This is a PDF file."),
        OLE[:4]: _("This is a document of the old Office kind, or one with a password."),
        b"\x89PNG": _("This is a picture."),
        b"\xff\xd8\xff": _("This is a picture."),
        b"<": _("This is a web page or another text in XML."),
        RTF: _("This is a text document."),
    }
    return next((words for beginning, words in kinds.items() if start.startswith(beginning)), None)


def is_office_workbook(content: bytes) -> bool:
    """Whether a file is of the kind of old Office documents, and a workbook: an old one, or one with a password."""
    if not content.startswith(OLE):
        return False
    streams = ("EncryptedPackage", "Workbook", "Book")
    # A text document may hold a table.
    return not _has_stream(content, "WordDocument") and any(_has_stream(content, name) for name in streams)


def _has_stream(content: bytes, name: str) -> bool:
    """Whether an old Office document holds something of that name, which its directory has with a zero behind it."""
    return f"{name}\0".encode("utf-16-le") in content


def other_kind(content: bytes) -> tuple[str, str]:
    """What a file is that doesn't begin as a workbook does, and what to do."""
    start = content[:1000].lstrip(MARKS)
    filled_in = _("Open the workbook (.xlsx) that was filled in.")
    if not content:
        return _("The file is empty."), _("Copy or download it again.")
    if content.startswith(OLE):
        if _has_stream(content, "EncryptedPackage"):
            return _("The file is protected by a password."), _("Open it, remove the password, and save it again.")
        if is_office_workbook(content):
            return _("This is a workbook of the old kind (.xls)."), as_xlsx()
        return _("This is an old Office document, and no workbook."), filled_in
    if content.startswith(PDF):
        return _("This is a PDF file."), filled_in
    if start.startswith(b"{"):
        return _("This is JSON, and no workbook."), _("Open it as a response, or open the workbook that was filled in.")
    if start[:1] == b"<":
        return _("This is a web page or another text, and no workbook."), as_xlsx()
    if b"\x00" in start:
        return _("This is no workbook."), filled_in
    return _("This is text, such as CSV, and no workbook."), filled_in


def other_zip(parts: Collection[str], mimetype: bytes) -> tuple[str, str]:
    """What a zip is that isn't an Excel workbook, by its parts' paths in small letters, and what to do."""
    filled_in = _("Open the workbook (.xlsx) that was filled in.")
    if "xl/workbook.bin" in parts:
        return _("This is a workbook in Excel’s binary format (.xlsb)."), as_xlsx()
    if b"opendocument.spreadsheet" in mimetype:
        return _("This is an OpenDocument spreadsheet (.ods)."), as_xlsx()
    if b"opendocument" in mimetype:
        return _("This is an OpenDocument file, and no workbook."), filled_in
    if "word/document.xml" in parts:
        return _("This is a Word document."), filled_in
    if "ppt/presentation.xml" in parts:
        return _("This is a presentation."), filled_in
    if any(path.endswith(".iwa") for path in parts):
        return _("This is a Numbers or Pages document."), _("Export it as an Excel workbook (.xlsx).")
    return _("This is an archive (.zip), and no workbook."), _("Unpack it, and open the workbook (.xlsx) in it.")


def as_xlsx() -> str:
    """What to do with a workbook of another kind."""
    return _("Open it in your spreadsheet program, and save it as an Excel workbook (.xlsx).")
