"""One web page in one file: without script, and with nothing in it that is loaded from elsewhere (decision 0067).

It is for an organisation's own site, a mail, an archive; the figures are in it as files, which links save.
"""

from __future__ import annotations

from base64 import b64encode
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from assessment.html.pictures import STYLE
from assessment.html.render import html
from assessment.i18n import current_language, reads_right_to_left
from assessment.spreadsheet.text import visible

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_LOOK = Path(__file__).with_name("page.css")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in the page."""

    label: str
    name: str
    content: str

    @property
    def address(self) -> str:
        """The whole file as an address; a CSV with the mark by which Excel knows UTF-8."""
        is_csv = self.name.endswith(".csv")
        content = (BOM_UTF8 if is_csv else b"") + self.content.encode()
        return f"data:{'text/csv' if is_csv else 'application/json'};base64,{b64encode(content).decode()}"


def web_page(template: str, **values: object) -> bytes:
    """The page that a template makes of these values; characters that nobody could see are shown as symbols."""
    # Ours, and no text in a style sheet is escaped.
    style = Markup("\n".join(path.read_text(encoding="utf-8") for path in (STYLE, _LOOK)))  # noqa: S704
    page = html(
        template,
        language=current_language(),
        direction="rtl" if reads_right_to_left() else "ltr",
        policy=_POLICY,
        style=style,
        **values,
    )
    return visible(page).encode()
