"""A name in a docstring or comment is one of the code or of a file: prose follows when something is renamed."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.browser.server import ROOT

FOLDERS = ("assessment", "benchmarks", "deploy", "tests")
MODULES = sorted([ROOT / "app.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))])
PROGRAMS = {
    "CycloneDX", "DataFrames", "JavaScript", "KoboToolbox", "LibreOffice", "NaN", "NumPy", "OpenID", "OpenSSL",
    "PostgreSQL", "PyYAML", "SheetJS", "VmHWM", "XlsxWriter",
}  # fmt: skip
"""Names of programs and formats, written like names of classes."""
CAMEL_CASE = re.compile(r"\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+\b")
DOTTED = re.compile(r"(?<![\w/.@:-])[A-Za-z_]\w+(?:\.[A-Za-z_]\w*)+(?![\w/@-])")
IN_BACKTICKS = re.compile(r"`([A-Za-z_][\w.]*)`")
RAISED = re.compile(r"\bRaises? ((?:[A-Z]\w+(?:, | and | or )?)+)")
COMMENT = re.compile(r"(?:^|\s)# .*")
FILE = re.compile(r".*\.(py|js|css|txt|html)")
NAMING = frozenset({"id", "attr", "name", "asname", "arg", "module"})
"""The fields of a part of the code that name something."""
HOST = re.compile(r"www\..*|.*\.example")


@dataclass(frozen=True, slots=True)
class Module:
    """What stands in a module: its prose, each piece with its line; its names; the words of its other texts; and what
    occurs in each of its classes that inherit from none."""

    prose: list[tuple[int, str]]
    names: set[str]
    words: set[str]
    classes: list[tuple[str, set[str]]]


def read_module(path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    comments = ((line, COMMENT.search(text)) for line, text in enumerate(source.splitlines(), start=1))
    read = Module([(line, found.group()) for line, found in comments if found], set(), set(), [])
    docstrings: set[int] = set()
    # A statement comes before its parts, so that a docstring is known before its text comes.
    for node in ast.walk(ast.parse(source)):
        read.names.update(names_of(node))
        match node:
            case ast.Expr(value=ast.Constant(value=str(text)) as constant):
                docstrings.add(id(constant))
                read.prose.append((node.lineno, text))
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                read.words.update(re.findall(r"\w+", text))
            case ast.ClassDef(bases=[]):
                read.classes.append((node.name, {name for part in ast.walk(node) for name in names_of(part)}))
    return read


def names_of(node: ast.AST) -> Iterator[str]:
    """The names that a part of the code has itself, without those of its parts."""
    for field in NAMING.intersection(node._fields):
        if isinstance(name := getattr(node, field), str):
            yield from name.split(".")


@cache
def modules() -> dict[Path, Module]:
    """What stands in each module; of the trees nothing is kept, which would slow down all that comes after."""
    return {path: read_module(path) for path in MODULES}


@cache
def names_in_code() -> frozenset[str]:
    """Every name in the code, of modules, and of what Python has built in."""
    places = (path.relative_to(ROOT).with_suffix("").parts for path in MODULES)
    return frozenset({*dir(builtins), *keyword.kwlist}).union(*places, *(each.names for each in modules().values()))


@cache
def words_in_code() -> frozenset[str]:
    """The same, and the words of texts, such as keys of files."""
    return names_in_code().union(*(each.words for each in modules().values()))


@cache
def names_by_class() -> dict[str, set[str]]:
    """What occurs in each class that inherits from none."""
    found: dict[str, set[str]] = {}
    for name, names in (each for module in modules().values() for each in module.classes):
        found.setdefault(name, set()).update(names)
    return found


@cache
def file_names() -> frozenset[str]:
    folders = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.*"))
    return frozenset(path.name for path in (*ROOT.glob("*.*"), *folders))


def exists(name: str) -> bool:
    """Whether a dotted name is one of a file, or of a class and what it has, or at least each part is in the code."""
    if FILE.fullmatch(name):
        return name in file_names()
    first, second, *_rest = name.split(".")
    if first in names_by_class() and second not in names_by_class()[first]:
        return False
    return names_in_code().issuperset(name.split("."))


def lost_names(text: str) -> set[str]:
    lost = {name for name in CAMEL_CASE.findall(text) if name not in PROGRAMS and name not in names_in_code()}
    lost |= {name for name in DOTTED.findall(text) if not HOST.fullmatch(name) and not exists(name)}
    lost |= {name for name in IN_BACKTICKS.findall(text) if "." not in name and name not in words_in_code()}
    for raised in RAISED.findall(text):
        lost |= {name for name in re.findall(r"[A-Z]\w+", raised) if name not in names_in_code()}
    return lost


def test_every_name_in_prose_exists() -> None:
    lost = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path, module in modules().items()
        for line, text in module.prose
        for name in sorted(lost_names(text))
    ]
    assert lost == []


def test_a_name_that_was_renamed_is_found() -> None:
    text = "Raises Spoilt, GivenTwiceAgain; `Problem.text` has more. Like services.gone_too, and gone.js."
    assert lost_names(text) == {"Spoilt", "GivenTwiceAgain", "Problem.text", "services.gone_too", "gone.js"}
