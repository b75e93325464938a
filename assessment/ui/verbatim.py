"""Other people's text, shown to the character and as text alone: a catalogue's, a file's, an address's, a person's.

Nothing in it is interpreted wherever it is shown, and what runs from right to left, or turns the direction without
turning it back, moves none of the words beside it.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional

from markupsafe import Markup

_PLAIN = re.compile(
    r"[“‘(]? [^\W\d_] (?: [^\W_] | [,;?()“”‘’–—/] | (?<=[^\W_])[-'](?=[^\W_]) | (?<!www)\. | :(?=\ ) | \ (?=\S) )*",
    re.VERBOSE | re.IGNORECASE,
)
"""Text without a sign that Markdown reads: all but a few of what catalogues and people write."""
_JOINT = re.compile(r"(?<=[-<>=~])(?=[-<>=~])|(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=\n)|(?=\n)", re.IGNORECASE)
"""Where two signs would be read together even after they are escaped: arrows, icons, addresses, the end of a line."""

_TURNING = {"R", "AL", "LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI", "PDF", "PDI"}
"""Unicode's classes of what runs from right to left or turns the direction."""
_ISOLATES, _FIRST_STRONG_ISOLATE, _POP = "\u2066\u2067\u2068", "\u2068", "\u2069"


def to_markdown(text: str) -> str:
    """The text for a place that reads Markdown: a label, a heading, a sentence of ours."""
    if _PLAIN.fullmatch(text) and not _turns(text):
        return text
    # A span without any look, which the page's styles close against its neighbours; empty ones part the joints.
    return f":color[{':color[]'.join(map(_escaped, _JOINT.split(text)))}]"


def _escaped(text: str) -> str:
    return "".join(sign if sign.isalnum() else f"&#{ord(sign)};" for sign in text)


def to_html(text: str) -> Markup:
    """The text as HTML."""
    return Markup("<bdi>{}</bdi>").format(text)


def to_link(text: str, address: str) -> Markup:
    """The text as HTML of a link to an address, which opens beside the page."""
    return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(address, to_html(text))


def to_plain(text: str) -> str:
    """The text for a place that interprets nothing, such as `st.text` or an option of a list, with words beside it."""
    if not _turns(text):
        return text
    lines = zip(text.splitlines(), text.splitlines(keepends=True), strict=True)
    return "".join(_closed(words) + line[len(words) :] for words, line in lines)


def _turns(text: str) -> bool:
    return not text.isascii() and any(bidirectional(sign) in _TURNING for sign in text)


def _closed(line: str) -> str:
    """A line between signs that nobody sees; one that would end what it didn’t begin is left out."""
    depth, kept = 0, []
    for sign in line:
        depth += (sign in _ISOLATES) - (sign == _POP)
        if depth < 0:
            depth = 0
        else:
            kept.append(sign)
    return f"{_FIRST_STRONG_ISOLATE}{''.join(kept)}{_POP * (depth + 1)}"
