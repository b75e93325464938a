"""The type of a file, recognised by its content and not by its name, and what to do with one that can't be read."""

from __future__ import annotations

from collections.abc import Collection

from assessment.i18n import gettext as _

SIZE_LIMIT = 20_000_000
"""Bytes of a file of any type: a workbook of 800 recommendations with a page of evidence each has 2 MB, and 3,000
submissions of a form of 33 have 10 MB."""
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = b"{\\rtf"
"""A text document, which begins with a brace as JSON does."""
MARKS = b"\xef\xbb\xbf \t\r\n"
"""What may come before the beginning of a text: the byte order mark of UTF-8, and spaces."""
_BEGINNING = 1000


def explain_other_type(content: bytes) -> tuple[str, str] | None:
    """What a file is that is certainly of no type that can be imported, and what to do; otherwise None."""
    if content.startswith(OLE):
        return _explain_old_office(content)
    start = content[:_BEGINNING].lstrip(MARKS)
    kinds = {
        b"%PDF": _("This is a PDF file."),
        b"\x89PNG": _("This is a picture."),
        b"\xff\xd8\xff": _("This is a picture."),
        b"<": _("This is a web page."),
        RTF: _document(),
    }
    what = next((words for beginning, words in kinds.items() if start.startswith(beginning)), None)
    return (what, use_one_of_ours()) if what else None


def _explain_old_office(content: bytes) -> tuple[str, str]:
    def has_stream(name: str) -> bool:
        # The directory of such a file lists it with a zero after it.
        return f"{name}\0".encode("utf-16-le") in content

    if has_stream("EncryptedPackage"):
        return _("The file is protected by a password."), _("Remove the password, and save it again.")
    # A text document may contain a table.
    if not has_stream("WordDocument") and (has_stream("Workbook") or has_stream("Book")):
        return _other_format(".xls")
    return _document(), use_one_of_ours()


def explain_other_zip(paths: Collection[str], mimetype: bytes) -> tuple[str, str]:
    """What a zip is that isn't an Excel workbook, by the paths in it in lower case, and what to do."""
    if "xl/workbook.bin" in paths:
        return _other_format(".xlsb")
    if b"opendocument.spreadsheet" in mimetype:
        return _other_format(".ods")
    if b"opendocument" in mimetype or not {"word/document.xml", "ppt/presentation.xml"}.isdisjoint(paths):
        return _document(), use_one_of_ours()
    if any(path.endswith(".iwa") for path in paths):
        return _document(), _save_as_xlsx()
    return _("This is a zip archive."), unpack()


def _document() -> str:
    return _("This is a document, not a workbook.")


def _other_format(extension: str) -> tuple[str, str]:
    return _("This is a workbook in another format ({extension}).").format(extension=extension), _save_as_xlsx()


def _save_as_xlsx() -> str:
    return _("Open it in your spreadsheet program, and save it as an Excel workbook (.xlsx).")


def use_one_of_ours() -> str:
    return _(
        "Use a completed questionnaire or gap report (.xlsx), a response (JSON), or form submissions (CSV or XLSX)."
    )


def unpack() -> str:
    """What to do with an archive."""
    return _("Unpack it, and import the files in it.")
