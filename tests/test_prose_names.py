"""A name in a docstring or comment is one of the code or of a file: prose follows when something is renamed."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterator
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
HOST = re.compile(r"www\..*|.*\.example")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in the code of a module."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def is_prose(node: ast.AST) -> bool:
    """Whether it is a docstring, of an attribute too."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The docstrings and comments of a module, each with its line."""
    for node in nodes(path):
        if is_prose(node):
            assert isinstance(node, ast.Expr)
            yield node.lineno, ast.literal_eval(node.value)
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if comment := COMMENT.search(text):
            yield line, comment.group()


def names_of(node: ast.AST) -> Iterator[str]:
    """The names that a part of the code has itself, without those of its parts."""
    for field in ("id", "attr", "name", "asname", "arg", "module"):
        if isinstance(name := getattr(node, field, None), str):
            yield from name.split(".")


@cache
def names_in_code() -> frozenset[str]:
    """Every name in the code, of modules, and of what Python has built in."""
    names = {*dir(builtins), *keyword.kwlist}
    for path in MODULES:
        names |= {*path.relative_to(ROOT).with_suffix("").parts}
        names.update(name for node in nodes(path) for name in names_of(node))
    return frozenset(names)


@cache
def words_in_code() -> frozenset[str]:
    """The same, and the words of texts, such as keys of files."""
    words = set(names_in_code())
    for path in MODULES:
        docstrings = {id(node.value) for node in nodes(path) if isinstance(node, ast.Expr)}
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                words |= {*re.findall(r"\w+", node.value)}
    return frozenset(words)


@cache
def names_by_class() -> dict[str, set[str]]:
    """What occurs in each class that inherits from none."""
    found: dict[str, set[str]] = {}
    for node in (node for path in MODULES for node in nodes(path)):
        if isinstance(node, ast.ClassDef) and not node.bases:
            found.setdefault(node.name, set()).update(name for part in ast.walk(node) for name in names_of(part))
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
        for path in MODULES
        for line, text in prose(path)
        for name in sorted(lost_names(text))
    ]
    assert lost == []


def test_a_name_that_was_renamed_is_found() -> None:
    text = "Raises Spoilt, GivenTwiceAgain; `Problem.text` has more. Like services.gone_too, and gone.js."
    assert lost_names(text) == {"Spoilt", "GivenTwiceAgain", "Problem.text", "services.gone_too", "gone.js"}
