"""The type of a file, recognised by its content and not by its name, and what to do with one that can't be read."""

from __future__ import annotations

from collections.abc import Collection

from assessment.i18n import gettext as _

SIZE_LIMIT = 20_000_000
"""Bytes of a file of any type: a workbook of 800 recommendations with a page of evidence each has 2 MB, and 3,000
submissions of a form of 33 have 10 MB."""
ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = b"\xef\xbb\xbf \t\r\n"
"""What may come before the beginning of a text: the byte order mark of UTF-8, and spaces."""


def explain_old_office(content: bytes) -> tuple[str, str] | None:
    """What an Office file of the old kind is that a person can save as another, and how; None for any other file."""

    def has_stream(name: str) -> bool:
        # The directory of such a file lists it with a zero after it.
        return f"{name}\0".encode("utf-16-le") in content

    if content.startswith(_OLE) and has_stream("EncryptedPackage"):
        return _("The file is protected by a password."), _("Remove the password, and save it again.")
    # A text document may contain a table.
    if content.startswith(_OLE) and not has_stream("WordDocument") and (has_stream("Workbook") or has_stream("Book")):
        return _other_format(".xls")
    return None


def explain_other_zip(paths: Collection[str], mimetype: bytes) -> tuple[str, str]:
    """What a zip is that isn't an Excel workbook, by the paths in it in lower case, and what to do."""
    if "xl/workbook.bin" in paths:
        return _other_format(".xlsb")
    if b"opendocument.spreadsheet" in mimetype:
        return _other_format(".ods")
    if any(path.endswith(".iwa") for path in paths):
        return _other_format(".numbers")
    if mimetype or not {"word/document.xml", "ppt/presentation.xml"}.isdisjoint(paths):
        return explain_unknown()
    return _("This is a zip archive."), unpack()


def explain_unknown() -> tuple[str, str]:
    return _("This type of file is not recognised."), use_one_of_ours()


def _other_format(extension: str) -> tuple[str, str]:
    return (
        _("This is a workbook in another format ({extension}).").format(extension=extension),
        _("Open it in your spreadsheet program, and save it as an Excel workbook (.xlsx)."),
    )


def use_one_of_ours() -> str:
    return _(
        "Use a completed questionnaire or gap report (.xlsx), a response (JSON), or form submissions (CSV or XLSX)."
    )


def unpack() -> str:
    """What to do with an archive."""
    return _("Unpack it, and import the files in it.")
