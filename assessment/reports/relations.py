"""What a part of a workbook's file leads to: other parts of it, and addresses outside."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from openpyxl.xml.constants import PKG_REL_NS, REL_NS


class Relations:
    """The relations of one part, each under an id; what leads to the same place is one relation."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str, str], str] = {}

    def __bool__(self) -> bool:
        return bool(self._ids)

    def to_part(self, kind: str, path: str) -> str:
        """The id under which the part leads to another one, such as a `table`."""
        return self._id(kind, path, "Internal")

    def to_address(self, address: str) -> str:
        """The id under which the part leads to a web address."""
        return self._id("hyperlink", address, "External")

    def _id(self, kind: str, target: str, mode: str) -> str:
        return self._ids.setdefault((kind, target, mode), f"rId{len(self._ids) + 1}")

    def xml(self) -> str:
        relations = "".join(
            f'<Relationship Id="{relation}" Type="{REL_NS}/{kind}" Target={quoteattr(target)} TargetMode="{mode}"/>'
            for (kind, target, mode), relation in self._ids.items()
        )
        return f'<Relationships xmlns="{PKG_REL_NS}">{relations}</Relationships>'
