"""Other people's text, shown exactly and as text only: a catalogue's, a file's, an address's, a person's.

Nothing in it is interpreted wherever it is shown, and text that runs from right to left, or changes the direction
without restoring it, moves none of the words next to it.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional

from markupsafe import Markup

_PLAIN = re.compile(
    r"[“‘(]? [^\W\d_] (?: [^\W_] | [,;?()“”‘’–—/] | (?<=[^\W_])[-'](?=[^\W_]) | (?<!www)\. | :(?=\ ) | \ (?=\S) )*",
    re.VERBOSE | re.IGNORECASE,
)
"""Text without Markdown's special characters, as nearly all of what catalogues and people write."""
_JOINT = re.compile(r"(?<=[-<>=~])(?=[-<>=~])|(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=\n)|(?=\n)", re.IGNORECASE)
"""Where two characters would be read together even if escaped: arrows, icons, addresses, the end of a line."""

_TURNING = {"R", "AL", "LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI", "PDF", "PDI"}
"""Unicode's classes of characters that run from right to left or change the direction."""
_ISOLATES, _FIRST_STRONG_ISOLATE, _POP = "\u2066\u2067\u2068", "\u2068", "\u2069"


def escape_markdown(text: str) -> str:
    """The text for a place that reads Markdown: a label, a heading, one of our sentences."""
    if _PLAIN.fullmatch(text) and not _turns(text):
        return text
    # A span without a style of its own, which shell.css isolates from its neighbours; empty ones split the joints.
    return f":color[{':color[]'.join(map(_escaped, _JOINT.split(text)))}]"


def _escaped(text: str) -> str:
    return "".join(sign if sign.isalnum() else f"&#{ord(sign)};" for sign in text)


def escape_html(text: str) -> Markup:
    """The text as HTML."""
    return Markup("<bdi>{}</bdi>").format(text)


def html_link(text: str, address: str) -> Markup:
    """The text as HTML of a link to an address, which opens in a new tab."""
    return Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(address, escape_html(text))


def plain_text(text: str) -> str:
    """The text for a place that interprets nothing, such as `st.text` or an option of a list, next to other words."""
    if not _turns(text):
        return text
    lines = zip(text.splitlines(), text.splitlines(keepends=True), strict=True)
    return "".join(_closed(words) + line[len(words) :] for words, line in lines)


def _turns(text: str) -> bool:
    return not text.isascii() and any(bidirectional(sign) in _TURNING for sign in text)


def _closed(line: str) -> str:
    """A line between invisible isolating characters; those that would end what it didn’t begin are left out."""
    depth, signs = 0, []
    for sign in line:
        depth += (sign in _ISOLATES) - (sign == _POP)
        if depth < 0:
            depth = 0
        else:
            signs.append(sign)
    return f"{_FIRST_STRONG_ISOLATE}{''.join(signs)}{_POP * (depth + 1)}"
