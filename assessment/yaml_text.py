"""YAML as plain data, more strictly than PyYAML's own safe loader reads it.

Only what a catalogue needs is understood: mappings, lists, texts, whole and decimal numbers, true, false and null.
A key that stands twice, an unquoted NO, an alias or a tag is a problem with its line, never a guess.
"""

from __future__ import annotations

from typing import Any

import yaml

from assessment.language import gettext as _
from assessment.strict import NESTING_LIMIT, UNREADABLE, Path, Reading

# The loader with libyaml is ten times faster; the other reads the same.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str, reading: Reading) -> object:
    """The plain data of a YAML text; its problems and the line of each place go into `reading`."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reading.refuse(
            _("line {line}").format(line=mark.line + 1) if mark else "",
            _("This is not YAML: {reason}.").format(reason=getattr(error, "problem", None) or str(error)),
            _("Mend it there; often a quote or a space at the line's start is missing."),
        )
        return UNREADABLE
    finally:
        loader.dispose()
    if root is None:
        reading.refuse("", _("The file is empty."), _("Write a catalogue into it."))
        return UNREADABLE
    return _plain(root, (), reading, set())


def _plain(node: yaml.Node, path: Path, reading: Reading, seen: set[int]) -> object:
    reading.lines[path] = node.start_mark.line + 1
    where = _dotted(path)
    if id(node) in seen:
        reading.refuse(where, _("This is an alias (*)."), _("Write the content out."), path)
        return UNREADABLE
    if len(path) > NESTING_LIMIT:
        reading.refuse(where, _("The file is nested too deeply."), _("Use fewer levels."), path)
        return UNREADABLE
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode) and node.tag == _TAG + "seq":
        return [_plain(item, (*path, index), reading, seen) for index, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and node.tag == _TAG + "map":
        entries: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = _key(key_node, path, reading)
            if key in entries:
                reading.lines[(*path, key)] = key_node.start_mark.line + 1
                reading.refuse(
                    _dotted((*path, key)),
                    _("The key “{key}” stands twice.").format(key=key),
                    _("Keep one of the two."),
                    (*path, key),
                )
            entries[key] = _plain(value_node, (*path, key), reading, seen)
        return entries
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, where, reading)
    reading.refuse(where, _("The tag {tag} is not used here.").format(tag=node.tag), _("Remove the tag."), path)
    return UNREADABLE


def _key(node: yaml.Node, path: Path, reading: Reading) -> str:
    if isinstance(node, yaml.ScalarNode) and node.tag == _TAG + "str":
        return str(node.value)
    shown = node.value if isinstance(node, yaml.ScalarNode) else "?"
    reading.lines[(*path, shown)] = node.start_mark.line + 1
    reading.refuse(
        _dotted(path),
        _("The key {key} is not read as text.").format(key=shown),
        _("Put it in quotes: \"{key}\".").format(key=shown),
        (*path, shown),
    )
    return str(shown)


def _scalar(node: yaml.ScalarNode, path: Path, where: str, reading: Reading) -> object:
    raw, tag = str(node.value), node.tag.removeprefix(_TAG)
    if tag in ("str", "timestamp"):
        return raw
    if tag == "null":
        return None
    if tag == "bool" and raw in ("true", "false"):
        return raw == "true"
    try:
        if tag == "int":
            return int(raw)
        if tag == "float":
            return float(raw)
    except ValueError:
        pass  # Sexagesimal, octal and other forms that a person means as text: told below.
    if tag in ("bool", "int", "float"):
        reading.refuse(
            where,
            _("YAML reads the unquoted {raw} as {kind}.").format(
                raw=raw, kind=_("true or false") if tag == "bool" else _("a number")
            ),
            _("Put it in quotes: \"{raw}\".").format(raw=raw),
            path,
        )
    else:
        reading.refuse(where, _("The tag {tag} is not used here.").format(tag=node.tag), _("Remove the tag."), path)
    return UNREADABLE


def _dotted(path: Path) -> str:
    words = ""
    for step in path:
        words += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if words else step
    return words
