"""Other people's text in places that read Markdown, and in places that read nothing; a browser shows it in
tests/browser/test_verbatim.py."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from assessment.catalogues import load_catalogue
from assessment.html.escaping import escape_html, escape_markdown, html_link, plain_text
from assessment.html.pictures import item_flags
from assessment.html.render import html
from tests.browser.server import ROOT
from tests.support.pages import GCM10, seen

FOREIGN_FIELDS = {
    "action", "author", "comment", "display_name", "dissent", "document", "evidence", "framework", "label", "name",
    "note", "organisation", "paragraph", "publisher", "question", "reason", "remark", "sentence", "source", "symbol",
    "text", "title", "where",
}  # fmt: skip
FOREIGN_CALLS = {"citation", "group_word", "response_name", "round_words", "str"}
READ_AS_MARKDOWN = {
    "button", "caption", "checkbox", "download_button", "error", "expander", "file_uploader", "header", "info",
    "markdown", "metric", "page_link", "pills", "popover", "progress", "radio", "segmented_control", "subheader",
    "success", "tabs", "title", "toast", "warning",
}  # fmt: skip
LABELLED = {"date_input", "multiselect", "number_input", "selectbox", "text_area", "text_input", "toggle"}
PLAIN_ARGUMENTS = {"args", "data", "file_name", "key", "mime", "on_change", "on_click", "query_params"}


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cc", "Cn", "Cs"], include_characters="\n\t")))
def test_what_markdown_is_given_says_every_sign(text: str) -> None:
    assert seen(escape_markdown(text)) == text


@pytest.mark.parametrize("text", ["1. x", "# x", "- x", "a  b", " a", "a ", "a_b", "www.x", "a@b", "x:y", "x\ny", "->"])
def test_signs_that_markdown_would_read_are_written_as_codes(text: str) -> None:
    written = escape_markdown(text).removeprefix(":color[").removesuffix("]").replace(":color[]", "")
    assert all(sign.isalnum() or sign in "&#;" for sign in written)


def test_every_measure_of_objective_10_is_its_own_label() -> None:
    measures = [measure.text for item in load_catalogue(GCM10).recommendations for measure in item.measures]
    assert len(measures) == 95
    assert [*map(escape_markdown, measures)] == measures


def test_html_and_links_hold_text_alone() -> None:
    assert escape_html("<b>&amp;") == "<bdi>&lt;b&gt;&amp;amp;</bdi>"
    assert 'href="https://x.example/&#34;?a&amp;b"' in html_link("<i>", 'https://x.example/"?a&b')


def test_a_template_reads_nothing_as_html_but_what_templates_made() -> None:
    drawn = item_flags("<i>", True, "5 & more")
    assert "<i>" not in drawn
    assert "&lt;i&gt;" in drawn
    assert "5 &amp; more" in drawn
    assert f"<span>Theme: {escape_html('<b>')}</span>" in html(
        "gap", chip=drawn, words="Theme: {theme}", theme=escape_html("<b>"), spread=""
    )


def test_a_template_that_lacks_a_value_says_so() -> None:
    with pytest.raises(UndefinedError, match="'gloss' is undefined"):
        html("flag", id="GCM10-01", red_line="")


@settings(max_examples=40)
@given(st.text("ab\n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u05d0\u0627"))
def test_a_line_that_turns_the_direction_ends_all_that_it_begins(text: str) -> None:
    for line, own in zip(plain_text(text).split("\n"), text.split("\n"), strict=True):
        assert line == own or ends(line) == [len(line) - 1]


def ends(line: str) -> list[int]:
    """Where everything that was isolated before is at its end."""
    depth, places = 0, []
    for place, sign in enumerate(line):
        depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
        if depth <= 0:
            places.append(place)
    return places


def test_text_from_left_to_right_is_left_as_it_is() -> None:
    assert plain_text("Ministère -> 2026\n“x”") == "Ministère -> 2026\n“x”"


def test_no_page_lets_markdown_read_what_is_not_ours() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno}: st.{name} reads Markdown: {ast.unparse(leak)} needs escape_markdown"
        for path, tree in pages().items()
        for part in functions(tree)
        for call in ast.walk(part)
        if isinstance(call, ast.Call) and (name := getattr(call.func, "attr", "")) in READ_AS_MARKDOWN | LABELLED
        for argument in read_as_markdown(call, name)
        for leak in leaks(argument, part)
    }
    assert found == set()


def test_html_is_written_in_templates_and_where_text_is_escaped() -> None:
    written = {
        path
        for path, tree in pages().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("</?[a-z]", node.value)
    }
    assert written == {Path(escape_html.__code__.co_filename)}


def test_every_page_is_looked_at() -> None:
    drawn = {path for path in pages() if "streamlit" in path.read_text(encoding="utf-8")}
    assert len(drawn) > len({path.parent for path in drawn}) > 8


@cache
def pages() -> dict[Path, ast.Module]:
    """What is drawn in a browser by Streamlit, in all folders, and the HTML in it."""
    paths = [path for folder in ("html", "ui") for path in (ROOT / "assessment" / folder).rglob("*.py")]
    paths.append(ROOT / "app.py")
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def functions(tree: ast.Module) -> list[ast.AST]:
    """The functions of a module; a script without any is one itself."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)] or [tree]


def read_as_markdown(call: ast.Call, name: str) -> list[ast.expr]:
    """The arguments that Streamlit reads as Markdown; of a field these are its label and its help."""
    if name in LABELLED:
        return [*call.args[:1], *(one.value for one in call.keywords if one.arg in ("label", "help"))]
    return [*call.args, *(one.value for one in call.keywords if one.arg not in PLAIN_ARGUMENTS)]


def leaks(node: ast.AST, part: ast.AST, followed: frozenset[str] = frozenset()) -> Iterator[ast.AST]:
    """What of an expression may be other people's text; a name stands for all that the function gives it."""
    if isinstance(node, ast.Call):
        words = [getattr(each, "id", "") for each in (node.func, *node.args)]
        if {"escape_markdown", "len"} & {*words}:
            return
        is_leak = words[0] in FOREIGN_CALLS
    else:
        is_leak = isinstance(node, ast.Attribute) and node.attr in FOREIGN_FIELDS and not is_our_field(node)
    if is_leak:
        yield node
    elif isinstance(node, ast.Name):
        for each in assignments(part) if node.id not in followed else ():
            if node.id in [getattr(target, "id", "") for target in each.targets]:
                yield from leaks(each.value, part, followed | {node.id})
    elif isinstance(node, ast.IfExp):
        yield from leaks(node.body, part, followed)
        yield from leaks(node.orelse, part, followed)
    elif not isinstance(node, ast.Compare):
        for child in ast.iter_child_nodes(node):
            yield from leaks(child, part, followed)


@cache
def assignments(part: ast.AST) -> list[ast.Assign]:
    return [node for node in ast.walk(part) if isinstance(node, ast.Assign)]


def is_our_field(node: ast.Attribute) -> bool:
    """Whether a word is that of a field of an answer or a follow-up (`domain/fields`), which is ours."""
    return node.attr in ("label", "question", "short") and ast.unparse(node.value) in ("field", "FIELDS[name]")


def test_a_leak_is_found() -> None:
    given_a_name, sound = 'words = f"x {theme.name}"; st.error(words)', "st.error(escape_markdown(theme.name))"
    for source, found in ((given_a_name, ["theme.name"]), (sound, [])):
        tree = ast.parse(source)
        (call,) = [node for node in ast.walk(tree) if getattr(getattr(node, "func", None), "attr", "") == "error"]
        assert isinstance(call, ast.Call)
        assert [*map(ast.unparse, leaks(call.args[0], tree))] == found
