"""A workbook's list of sheets: their titles in order, and the part of the file that contains each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat


@dataclass(frozen=True, slots=True)
class WorkbookContents:
    paths: Mapping[str, str]
    """The path of each sheet's part, in lower case, by title."""
    from_1904: bool
    """Whether dates are counted from 1904, as by old programs on the Mac."""


def contents_of(book: bytes, links: bytes) -> WorkbookContents:
    """The contents according to the list of sheets and the list of their paths. Raises ValueError if these disagree,
    and expat.ExpatError."""
    targets = {
        attributes.get("Id"): attributes.get("Target", "") for _name, attributes in _elements(links, "Relationship")
    }
    paths: dict[str, str] = {}
    from_1904 = False
    for name, attributes in _elements(book, "sheet", "workbookPr"):
        if name == "workbookPr":
            from_1904 = attributes.get("date1904") in ("1", "true")
            continue
        title = attributes.get("name", "")
        relations = [value for key, value in attributes.items() if key.endswith(":id")]
        if title in paths or len(relations) != 1:
            raise ValueError
        paths[title] = _path(targets.get(relations[0], "")).lower()
    return WorkbookContents(paths, from_1904)


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith(("/xl/", "xl/")) else f"xl/{target}"


def _elements(xml: bytes, *names: str) -> list[tuple[str, dict[str, str]]]:
    """The elements with these names in a small part, with their attributes. Raises expat.ExpatError."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in names:
            found.append((local, attributes))

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return found
