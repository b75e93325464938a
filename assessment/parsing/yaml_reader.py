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
    """The plain data of a YAML text; its problems and the line of each place go into `reading`.

    Raises FileRefused for a text that isn't one document of YAML, or has more entries or levels than any file needs.
    """
    if sum(map(text.count, _MARKS)) > MARK_LIMIT:
        raise reading.refused("", too_many_entries(MARK_LIMIT), _("Split it into smaller files."))
    try:
        _refuse_aliases(text, reading)
        root, second = _documents(text)
    except yaml.reader.ReaderError as error:
        place = text.find(chr(error.character))
        line = _line(text.count("\n", 0, place) + 1)
        wrong = wrong_with_character(text[place], place - text.rfind("\n", 0, place))
        raise reading.refused(line, *wrong) from None
    except yaml.MarkedYAMLError as error:
        fix = _(
            "Look there and just before: put text that contains “: ” or “ #”, or starts with a symbol, in quotes; "
            "close every quote; indent with spaces, not tabs, and all entries of a level alike."
        )
        where = _line(error.problem_mark.line + 1) if error.problem_mark else ""
        raise reading.refused(where, _("This is not YAML: {reason}.").format(reason=_reason(error)), fix) from None
    except RecursionError:
        raise reading.refused("", *_nested_too_deeply()) from None
    if root is None:
        raise reading.refused("", _("The file is empty."), _("Fill it in."))
    if second is not None:
        where = _line(second.start_mark.line + 1)
        raise reading.refused(where, _("A second document starts here."), _("Keep one document per file."))
    return _plain(root, (), reading)


def _refuse_aliases(text: str, reading: FileValidation) -> None:
    """Raise FileRefused for what stands for something else: a few lines of it could stand for more than any computer
    holds."""
    for event in yaml.parse(text, _Loader) if "*" in text else ():
        if isinstance(event, yaml.AliasEvent):
            mark: Any = event.start_mark
            what = _("Aliases (*) are not supported.")
            reading.refuse(_line(mark.line + 1), what, _("Write the content itself."))
    reading.close()


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


def _plain(node: yaml.Node, path: Place, reading: FileValidation) -> object:
    reading.lines[path] = node.start_mark.line + 1
    if len(path) > NESTING_LIMIT:
        reading.refuse(_dotted(path), *_nested_too_deeply(), path)
        return INVALID
    if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
        return [_plain(item, (*path, index), reading) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
        entries: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = _key(key_node, path, reading)
            if key in entries:
                reading.lines[(*path, key)] = key_node.start_mark.line + 1
                reading.refuse(_dotted((*path, key)), appears_again(key), keep_one(), (*path, key))
            entries[key] = _plain(value_node, (*path, key), reading)
        return entries
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, reading)
    _refuse_tag(node, path, reading)
    return INVALID


def _key(node: yaml.Node, path: Place, reading: FileValidation) -> str:
    key = str(node.value) if isinstance(node, yaml.ScalarNode) else "?"
    if node.tag != _TAG + "str":
        reading.lines[(*path, key)] = node.start_mark.line + 1
        what = _("The key {key} is not read as text.").format(key=truncated(key))
        reading.refuse(_dotted(path), what, put_in_quotes(key), (*path, key))
    return key


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
        what = _("YAML reads the unquoted {raw} as true or false.").format(raw=raw)
        fix = _('Put it in quotes: "{raw}", or write true or false.').format(raw=raw)
        reading.refuse(_dotted(path), what, fix, path)
    elif tag in ("int", "float"):
        what = _("YAML reads the unquoted {raw} as a number.").format(raw=truncated(raw))
        reading.refuse(_dotted(path), what, put_in_quotes(raw), path)
    else:
        _refuse_tag(node, path, reading)
    return INVALID


def _refuse_tag(node: yaml.Node, path: Place, reading: FileValidation) -> None:
    # As a person writes it: !!python/object.
    tag = f"!!{node.tag.removeprefix(_TAG)}" if node.tag.startswith(_TAG) else node.tag
    reading.refuse(_dotted(path), not_recognised(truncated(tag)), _("Remove it."), path)


def _line(number: int) -> str:
    return _("line {line}").format(line=number)


def _nested_too_deeply() -> tuple[str, str]:
    return _("The file is nested too deeply."), _("Use fewer levels.")


def _dotted(path: Place) -> str:
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{truncated(step)}" if words else truncated(step)
    return words
