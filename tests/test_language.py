"""Every word that a person reads can be translated."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from assessment import language

PACKAGE = Path(language.__file__).parent
TEMPLATE = language.LOCALE_FOLDER / "messages.pot"


def extracted() -> Catalog:
    found = Catalog()
    keywords = {"_": None, "ngettext": (1, 2)}
    for _file, _line, message, _comments, context in extract_from_dir(PACKAGE, keywords=keywords):
        found.add(message, context=context)
    return found


def test_the_template_for_translators_has_every_message_of_the_source() -> None:
    template = read_po(BytesIO(TEMPLATE.read_bytes()))
    ids = {message.id for message in template if message.id}
    assert ids == {message.id for message in extracted() if message.id}, "run: make translations"


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    """A translation is found by its whole text, so `_` takes a plain text and never a formatted one."""
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                texts = node.args[: 1 if node.func.id == "_" else 2]
                if not all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts):
                    wrong.append(f"{path.name}:{node.lineno}")
    assert wrong == []


def test_one_language_can_be_spoken_for_somebody_while_another_is_chosen() -> None:
    with language.speaking("fr"):
        assert language.spoken() == "fr"
    assert language.spoken() == language.DEFAULT
