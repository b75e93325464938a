"""YAML as plain data, read more strictly than by PyYAML's own safe loader.

Only what a catalogue needs is accepted: mappings, lists, texts, whole numbers, true, false and null. A repeated key, an
unquoted NO or 1.10, an alias or a tag is a problem reported with its line; nothing is guessed.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from assessment.i18n import gettext as _
from assessment.parsing.limits import wrong_with_character
from assessment.parsing.message_text import (
    appears_again,
    keep_one,
    not_recognised,
    put_in_quotes,
    too_many_entries,
    truncated,
)
from assessment.parsing.validation import INVALID, NESTING_LIMIT, FileValidation, Place

# The loader with libyaml is ten times faster; the other reads the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
MARK_LIMIT = 100_000
"""Lines and signs between the entries of a YAML text. A catalogue of 800 recommendations has 50,000; every entry takes
as much memory as a page of text."""
_MARKS = ("\n", "\r", "\x85", "\u2028", "\u2029", ",", "[", "{", "- ", "-\t", "? ", "?\t")
"""After each of these an entry can begin."""


def read_yaml(text: str, reading: FileValidation) -> object:
    """The plain data of a YAML text; its problems and the line of each place go into `reading`."""
    if sum(map(text.count, _MARKS)) > MARK_LIMIT:
        reading.refuse("", too_many_entries(MARK_LIMIT), _("Split it into smaller files."))
        return INVALID
    try:
        root, second = _documents(text)
    except yaml.reader.ReaderError as error:
        place = text.find(chr(error.character))
        reading.refuse(
            _("line {line}").format(line=text.count("\n", 0, place) + 1),
            *wrong_with_character(text[place], place - text.rfind("\n", 0, place)),
        )
        return INVALID
    except yaml.MarkedYAMLError as error:
        reading.refuse(
            _("line {line}").format(line=error.problem_mark.line + 1) if error.problem_mark else "",
            _("This is not YAML: {reason}.").format(reason=_reason(error)),
            _(
                "Look there and just before: put text that contains “: ” or “ #”, or starts with a symbol, in quotes; "
                "close every quote; indent with spaces, not tabs, and all entries of a level alike."
            ),
        )
        return INVALID
    except RecursionError:
        reading.refuse("", _("The file is nested too deeply."), _("Use fewer levels."))
        return INVALID
    if root is None:
        reading.refuse("", _("The file is empty."), _("Write a catalogue in it."))
        return INVALID
    if second is not None:
        reading.refuse(
            _("line {line}").format(line=second.start_mark.line + 1),
            _("A second document starts here."),
            _("Keep one document per file."),
        )
        return INVALID
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
    """The parser's reason, with the line where the unfinished part starts, if there is one."""
    reason = error.problem or str(error)
    if error.context and error.context_mark and error.context_mark.line != getattr(error.problem_mark, "line", None):
        return _("{reason}, {context} (from line {line})").format(
            reason=reason, context=error.context, line=error.context_mark.line + 1
        )
    return reason


def _plain(node: yaml.Node, path: Place, reading: FileValidation, seen: set[int], near: int) -> object:
    """A node as plain data. `near` is the line of its key or container, since an alias has no line of its own."""
    is_alias = id(node) in seen
    line = near if is_alias else node.start_mark.line + 1
    reading.lines[path] = line
    if is_alias:
        reading.refuse(_dotted(path), _("Aliases (*) are not supported."), _("Write the content itself."), path)
        return INVALID
    if len(path) > NESTING_LIMIT:
        reading.refuse(_dotted(path), _("The file is nested too deeply."), _("Use fewer levels."), path)
        return INVALID
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
                reading.refuse(_dotted((*path, key)), appears_again(key), keep_one(), (*path, key))
            entries[key] = _plain(value_node, (*path, key), reading, seen, key_line)
        return entries
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, reading)
    _refuse_tag(node, path, reading)
    return INVALID


def _key(node: yaml.Node, path: Place, reading: FileValidation, seen: set[int], line: int) -> str:
    if isinstance(node, yaml.ScalarNode) and node.tag == _TAG + "str" and id(node) not in seen:
        seen.add(id(node))
        return str(node.value)
    shown = str(node.value) if isinstance(node, yaml.ScalarNode) else "?"
    reading.lines[(*path, shown)] = line
    reading.refuse(
        _dotted(path),
        _("The key {key} is not read as text.").format(key=truncated(shown)),
        put_in_quotes(shown),
        (*path, shown),
    )
    return shown


def _scalar(node: yaml.ScalarNode, path: Place, reading: FileValidation) -> object:
    raw, tag = str(node.value), node.tag.removeprefix(_TAG)
    if tag in ("str", "timestamp"):
        return raw
    if tag == "null" and raw in ("", "~", "null", "Null", "NULL"):
        return None
    if tag == "bool" and raw in ("true", "false"):
        return raw == "true"
    if tag == "int" and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", raw):
        return int(raw)
    # Anything else that YAML takes for a number was meant as text: 1.10 isn't 1.1, 007 isn't 7, and 12:30 isn't 750.
    if tag == "bool":
        reading.refuse(
            _dotted(path),
            _("YAML reads the unquoted {raw} as true or false.").format(raw=raw),
            _('Put it in quotes: "{raw}", or write true or false.').format(raw=raw),
            path,
        )
    elif tag in ("int", "float"):
        reading.refuse(
            _dotted(path),
            _("YAML reads the unquoted {raw} as a number.").format(raw=truncated(raw)),
            put_in_quotes(raw),
            path,
        )
    else:
        _refuse_tag(node, path, reading)
    return INVALID


def _refuse_tag(node: yaml.Node, path: Place, reading: FileValidation) -> None:
    reading.refuse(_dotted(path), not_recognised(_shorthand(node.tag)), _("Remove it."), path)


def _shorthand(tag: str) -> str:
    """A tag as a person writes it: !!python/object."""
    return truncated(f"!!{tag.removeprefix(_TAG)}" if tag.startswith(_TAG) else tag)


def _dotted(path: Place) -> str:
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{truncated(step)}" if words else truncated(step)
    return words
