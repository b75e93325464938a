"""Every word that a person reads can be translated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import Enum
from gettext import NullTranslations
from io import BytesIO

import pytest
from babel.dates import get_month_names
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract
from streamlit.testing.v1 import AppTest

from assessment import i18n
from assessment.catalogues import load_catalogue
from assessment.domain.countries import country_codes, country_name
from assessment.interchange.response_json import read_response, write_response
from tests.browser.server import ROOT
from tests.support.pages import GCM10, MAIN, OpenPage

FOLDERS = (ROOT / "assessment", ROOT / "deploy")
"""Where messages are collected, as in the Makefile."""
TEMPLATE = i18n.LOCALE_FOLDER / "messages.pot"


def test_the_template_for_translators_has_every_message_of_the_source_each_in_one_piece() -> None:
    """A translation is found by its whole text, so `_` takes a plain text and never a formatted one."""
    found: set[tuple[str, ...]] = set()
    for path in (path for folder in FOLDERS for path in folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "mark", "ngettext", "counted")
                and path.stem != "i18n"
                and not _is_of_a_marked_table(node, tree)
            ):
                texts = tuple(map(ast.literal_eval, node.args[: 1 if node.func.id in ("_", "mark") else 2]))
                assert all(isinstance(text, str) for text in texts), f"{path.name}:{node.lineno}"
                found.add(texts)
    for path in (path for folder in FOLDERS for path in folder.rglob("templates/*.html")):
        with path.open("rb") as page:
            found.update(
                (str(text),) for _line, _name, text, _comments in babel_extract(page, ["_"], [], {"silent": "no"})
            )
    template = read_po(BytesIO(TEMPLATE.read_bytes()))
    ids = {message.id if message.pluralizable else (message.id,) for message in template if message.id}
    # What is said of one and of several is looked up by what is said of one.
    plural = {texts[0] for texts in found if len(texts) > 1}
    assert ids == {texts for texts in found if len(texts) > 1 or texts[0] not in plural}, "run: make translations"


def _is_of_a_marked_table(look_up: ast.Call, module: ast.Module) -> bool:
    """Whether it looks up what stands in a table of its module each of whose entries is marked."""
    entry = look_up.args[0]
    while isinstance(entry, ast.Subscript):
        entry = entry.value
    if entry is look_up.args[0] or not isinstance(entry, ast.Name):
        return False
    (table,) = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and entry.id
        in {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
    ]
    assert isinstance(table, ast.Dict)
    return all("mark(" in ast.unparse(words) for words in table.values)


def test_one_language_can_be_spoken_for_somebody_while_another_is_chosen() -> None:
    with i18n.using_language("fr"):
        assert i18n.current_language() == "fr"
    assert i18n.current_language() == i18n.DEFAULT


MARK = re.compile(r"⟦[^⟦⟧]*⟧")


class Pseudo(NullTranslations):
    """A language in which every message stands in brackets, so that words without them were never looked up."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


PAGES = sorted({path.parent.name for path in MAIN.parent.glob("*/page.py")} - {"links"})
"""Every page of a computer for one person, which has no links."""


@pytest.mark.parametrize("page", PAGES)
def test_every_word_on_a_page_is_looked_up_or_comes_from_a_catalogue_or_a_person(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    catalogue = load_catalogue(GCM10)
    content = (ROOT / "data" / "samples" / "boruna-civil-society.json").read_bytes()
    _catalogue, response = read_response(content, "boruna.json", lambda *_wanted: catalogue)
    real = i18n.translations
    monkeypatch.setattr(i18n, "translations", lambda code: Pseudo() if code == "en_GB" else real(code))
    monkeypatch.setattr(i18n, "DEFAULT", "en_GB")
    app = open_page(f"{page}/page.py", catalogue, response)
    assert not app.exception

    countries = map(country_name, country_codes())
    months = get_month_names(locale="en_GB").values()
    known = "\n".join((catalogue.content, write_response(response), *countries, *months))
    for text in shown(app):
        rest = text
        while MARK.search(rest):  # A message can stand inside another one.
            rest = MARK.sub(" ", rest)
        unknown = [word for word in re.findall(r"[A-Za-z]{3,}", rest) if word not in known]
        assert unknown == [], text


def shown(app: AppTest) -> Iterator[str]:
    """Every text on a page: labels, helps, options, paragraphs, and what stands in tables between the tags."""
    for block in (app.main, app.sidebar):
        for element in block:
            for name in ("label", "value", "help", "placeholder", "caption", "options"):
                value = getattr(element, name, None)
                for text in value if isinstance(value, list) else [value]:
                    # What is chosen among codes is a code, and its words are among the options.
                    if isinstance(text, str) and not isinstance(text, Enum) and not text.startswith(("GCM10", "http")):
                        yield re.sub(r"<[^>]*>|https?://\S+|&\w+;|:small(?=\[)", " ", text)
