"""YAML as plain data, more strictly than PyYAML's own safe loader reads it.

Only what a catalogue needs is understood: mappings, lists, texts, whole numbers, true, false and null. A key that
stands twice, an unquoted NO or 1.10, an alias or a tag is a problem with its line, never a guess.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from assessment.language import gettext as _
from assessment.strict import NESTING_LIMIT, UNREADABLE, Path, Reading, shortened

# The loader with libyaml is ten times faster; the other reads the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
MARK_LIMIT = 100_000
"""Lines and signs between entries of a YAML text. A catalogue of 800 recommendations has 50,000; every entry takes as
much memory as a page of text."""
_MARKS = ("\n", "\r", "\x85", "\u2028", "\u2029", ",", "[", "{", "- ", "-\t", "? ", "?\t")
"""Behind which an entry can begin."""


def read_yaml(text: str, reading: Reading) -> object:
    """The plain data of a YAML text; its problems and the line of each place go into `reading`."""
    if sum(map(text.count, _MARKS)) > MARK_LIMIT:
        reading.refuse(
            "",
            _("The file has more than {limit} lines, dashes, commas and brackets.").format(limit=MARK_LIMIT),
            _("Split it into several catalogues."),
        )
        return UNREADABLE
    try:
        root, second = _documents(text)
    except yaml.reader.ReaderError as error:
        reading.refuse(
            _("line {line}").format(line=text.count("\n", 0, text.find(chr(error.character))) + 1),
            _("The file has a control character (U+{code:04X}).").format(code=error.character),
            _("Remove that character."),
        )
        return UNREADABLE
    except yaml.MarkedYAMLError as error:
        reading.refuse(
            _("line {line}").format(line=error.problem_mark.line + 1) if error.problem_mark else "",
            _("This is not YAML: {reason}.").format(reason=_reason(error)),
            _(
                "Mend it there or a little before: a text with “: ” or “ #” in it, or one that starts with a sign, "
                "stands in quotes; a quote that opens also closes; entries of one level start in the same column, "
                "after spaces and not tabs."
            ),
        )
        return UNREADABLE
    except RecursionError:
        reading.refuse("", _("The file is nested too deeply."), _("Use fewer levels."))
        return UNREADABLE
    if root is None:
        reading.refuse("", _("The file is empty."), _("Write a catalogue into it."))
        return UNREADABLE
    if second is not None:
        reading.refuse(
            _("line {line}").format(line=second.start_mark.line + 1),
            _("A second document starts here, after “---”."),
            _("Keep one document in a file."),
        )
        return UNREADABLE
    return _plain(root, (), reading, set(), 1)


def _documents(text: str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The first two documents of a YAML text; there should be one."""
    loader = _Loader(text)
    try:
        first = loader.get_node() if loader.check_node() else None
        return first, loader.get_node() if loader.check_node() else None
    finally:
        loader.dispose()


def _reason(error: yaml.MarkedYAMLError) -> str:
    """The parser's reason; where it was in the midst of something, with the line at which that starts."""
    reason = error.problem or str(error)
    if error.context and error.context_mark and error.context_mark.line != getattr(error.problem_mark, "line", None):
        return _("{reason}, {context} that starts on line {line}").format(
            reason=reason, context=error.context, line=error.context_mark.line + 1
        )
    return reason


def _plain(node: yaml.Node, path: Path, reading: Reading, seen: set[int], near: int) -> object:
    """A node as plain data. `near` is the line of its key or of what it is in: an alias has no line of its own."""
    is_alias = id(node) in seen
    line = near if is_alias else node.start_mark.line + 1
    reading.lines[path] = line
    if is_alias:
        reading.refuse(_dotted(path), _("This is an alias (*)."), _("Write the content out."), path)
        return UNREADABLE
    if len(path) > NESTING_LIMIT:
        reading.refuse(_dotted(path), _("The file is nested too deeply."), _("Use fewer levels."), path)
        return UNREADABLE
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
        return [_plain(item, (*path, index), reading, seen, line) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
        entries: dict[str, object] = {}
        for key_node, value_node in node.value:
            key_line = line if id(key_node) in seen else key_node.start_mark.line + 1
            key = _key(key_node, path, reading, seen, key_line)
            if key in entries:
                reading.lines[(*path, key)] = key_line
                reading.refuse(
                    _dotted((*path, key)),
                    _("The key “{key}” stands twice.").format(key=shortened(key)),
                    _("Keep one of the two."),
                    (*path, key),
                )
            entries[key] = _plain(value_node, (*path, key), reading, seen, key_line)
        return entries
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, reading)
    reading.refuse(
        _dotted(path), _("The tag {tag} is not used here.").format(tag=_shorthand(node.tag)), _("Remove the tag."), path
    )
    return UNREADABLE


def _key(node: yaml.Node, path: Path, reading: Reading, seen: set[int], line: int) -> str:
    if isinstance(node, yaml.ScalarNode) and node.tag == _TAG + "str" and id(node) not in seen:
        seen.add(id(node))
        return str(node.value)
    shown = str(node.value) if isinstance(node, yaml.ScalarNode) else "?"
    reading.lines[(*path, shown)] = line
    reading.refuse(
        _dotted(path),
        _("The key {key} is not read as text.").format(key=shortened(shown)),
        _('Put it in quotes: "{key}".').format(key=shortened(shown)),
        (*path, shown),
    )
    return shown


def _scalar(node: yaml.ScalarNode, path: Path, reading: Reading) -> object:
    raw, tag = str(node.value), node.tag.removeprefix(_TAG)
    if tag in ("str", "timestamp"):
        return raw
    if tag == "null" and raw in ("", "~", "null", "Null", "NULL"):
        return None
    if tag == "bool" and raw in ("true", "false"):
        return raw == "true"
    if tag == "int" and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", raw):
        return int(raw)
    # Whatever else YAML takes for a number was meant as text: 1.10 isn't 1.1, 007 isn't 7, and 12:30 isn't 750.
    if tag == "bool":
        reading.refuse(
            _dotted(path),
            _("YAML reads the unquoted {raw} as true or false.").format(raw=raw),
            _('If it is text, put it in quotes: "{raw}"; if not, write true or false.').format(raw=raw),
            path,
        )
    elif tag in ("int", "float"):
        reading.refuse(
            _dotted(path),
            _("YAML reads the unquoted {raw} as a number.").format(raw=shortened(raw)),
            _('Put it in quotes: "{raw}".').format(raw=shortened(raw)),
            path,
        )
    else:
        reading.refuse(
            _dotted(path),
            _("The tag {tag} is not used here.").format(tag=_shorthand(node.tag)),
            _("Remove the tag."),
            path,
        )
    return UNREADABLE


def _shorthand(tag: str) -> str:
    """A tag as a person writes it: !!python/object."""
    return shortened(f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else tag)


def _dotted(path: Path) -> str:
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{shortened(step)}" if words else shortened(step)
    return words
