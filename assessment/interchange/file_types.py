"""The type of a file, recognised by its content and not by its name, and what to do with one that can't be read."""

from __future__ import annotations

from collections.abc import Collection

from assessment.i18n import gettext as _

SIZE_LIMIT = 20_000_000
"""Bytes of a file of any type: a workbook of 800 recommendations with a page of evidence each has 2 MB, and 3,000
submissions of a form of 33 have 10 MB."""
ZIP, OLE, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
RTF = b"{\\rtf"
"""A text document, which begins with a brace as JSON does."""
MARKS = b"\xef\xbb\xbf \t\r\n"
"""What may come before the beginning of a text: the byte order mark of UTF-8, and spaces."""


def recognise_unsupported(content: bytes) -> str | None:
    """What a file is, in a sentence, if it is certainly of no type that can be imported; otherwise None."""
    start = content.lstrip(MARKS)
    kinds = {
        PDF: _("This is a PDF file."),
        OLE[:4]: _document(),
        b"\x89PNG": _("This is a picture."),
        b"\xff\xd8\xff": _("This is a picture."),
        b"<": _("This is a web page."),
        RTF: _document(),
    }
    return next((words for beginning, words in kinds.items() if start.startswith(beginning)), None)


def is_office_workbook(content: bytes) -> bool:
    """Whether a file is a workbook in the old Office format, or one with a password."""
    if not content.startswith(OLE):
        return False
    streams = ("EncryptedPackage", "Workbook", "Book")
    # A text document may contain a table.
    return not _has_stream(content, "WordDocument") and any(_has_stream(content, name) for name in streams)


def _has_stream(content: bytes, name: str) -> bool:
    """Whether an old Office document has a stream of that name, which its directory lists with a zero after it."""
    return f"{name}\0".encode("utf-16-le") in content


def explain_other_type(content: bytes) -> tuple[str, str]:
    """What a file is that doesn't begin like a workbook, and what to do."""
    start = content[:1000].lstrip(MARKS)
    if not content:
        return _("The file is empty."), _("Export it again.")
    if content.startswith(OLE):
        if _has_stream(content, "EncryptedPackage"):
            return has_password()
        if is_office_workbook(content):
            return _other_format(".xls")
        return _document(), completed()
    if content.startswith(PDF):
        return _("This is a PDF file."), completed()
    if start[:1] == b"<":
        return _("This is a web page."), save_as_xlsx_advice()
    return _("This is not a workbook."), completed()


def explain_other_zip(parts: Collection[str], mimetype: bytes) -> tuple[str, str]:
    """What a zip is that isn't an Excel workbook, by its parts' paths in lower case, and what to do."""
    if "xl/workbook.bin" in parts:
        return _other_format(".xlsb")
    if b"opendocument.spreadsheet" in mimetype:
        return _other_format(".ods")
    if b"opendocument" in mimetype or not {"word/document.xml", "ppt/presentation.xml"}.isdisjoint(parts):
        return _document(), completed()
    if any(path.endswith(".iwa") for path in parts):
        return _document(), save_as_xlsx_advice()
    return _("This is a zip archive."), unpack()


def _document() -> str:
    return _("This is a document, not a workbook.")


def _other_format(extension: str) -> tuple[str, str]:
    return _("This is a workbook in another format ({extension}).").format(extension=extension), save_as_xlsx_advice()


def has_password() -> tuple[str, str]:
    return _("The file is protected by a password."), _("Remove the password, and save it again.")


def completed() -> str:
    """What to use instead of another file."""
    return _("Use a completed questionnaire (.xlsx).")


def unpack() -> str:
    """What to do with an archive."""
    return _("Unpack it, and import the files in it.")


def save_as_xlsx_advice() -> str:
    """What to do with a workbook in another format."""
    return _("Open it in your spreadsheet program, and save it as an Excel workbook (.xlsx).")
