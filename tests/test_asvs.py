"""docs/asvs.md answers every requirement of levels 1 and 2 of ASVS 5.0, and each test that it names is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

from tests.browser.server import ROOT
from tests.support.documents import document, table

LEVELS = """
1.1 22 · 1.2 1111122223 · 1.3 112222222223 · 1.4 222 · 1.5 123
2.1 122 · 2.2 112 · 2.3 12223 · 2.4 23
3.1 3 · 3.2 113 · 3.3 12223 · 3.4 11222233 · 3.5 11122333 · 3.6 3 · 3.7 22333
4.1 12233 · 4.2 23333 · 4.3 22 · 4.4 1222
5.1 2 · 5.2 112333 · 5.3 113 · 5.4 222
6.1 122 · 6.2 111111112222 · 6.3 11223333 · 6.4 112233 · 6.5 22222333 · 6.6 2223 · 6.7 33 · 6.8 2222
7.1 222 · 7.2 1111 · 7.3 22 · 7.4 11222 · 7.5 223 · 7.6 22
8.1 1233 · 8.2 1123 · 8.3 133 · 8.4 23
9.1 111 · 9.2 1222
10.1 22 · 10.2 223 · 10.3 22223 · 10.4 1111122222233333 · 10.5 22222 · 10.6 22 · 10.7 222
11.1 2233 · 11.2 22233 · 11.3 11233 · 11.4 1222 · 11.5 23 · 11.6 23 · 11.7 33
12.1 12233 · 12.2 11 · 12.3 22223
13.1 2333 · 13.2 222223 · 13.3 2233 · 13.4 1222233
14.1 22 · 14.2 12223333 · 14.3 122
15.1 12233 · 15.2 12233 · 15.3 1222222 · 15.4 3333
16.1 2 · 16.2 22222 · 16.3 2222 · 16.4 222 · 16.5 2223
17.1 23 · 17.2 22223333 · 17.3 22
"""
"""Each section of the standard (5.0.0) with the level of each of its requirements in their order."""
ANSWERS = ("Met", "Not met", "Not applicable")
EVIDENCE = re.compile(r"(\w[\w/]*\.py)::(test_\w+)")


def required() -> list[tuple[str, str]]:
    """The requirements of levels 1 and 2, each with its level."""
    sections = re.findall(r"(\d+\.\d+) ([123]+)", LEVELS)
    return [
        (f"v5.0.0-{number}.{place}", level)
        for number, levels in sections
        for place, level in enumerate(levels, 1)
        if level != "3"
    ]


def answered() -> list[list[str]]:
    return [row for part in document("asvs.md").split("\n## ")[1:] for row in table(part)]


@cache
def functions_of(file: str) -> frozenset[str]:
    if not (ROOT / "tests" / file).is_file():
        return frozenset()
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_requirement_of_levels_one_and_two_is_answered_once_and_in_order() -> None:
    levels = Counter(level for _number, level in required())
    # As many as the standard counts.
    assert levels == {"1": 70, "2": 183}
    assert [(row[0], row[1]) for row in answered()] == required()


def test_every_answer_has_its_test_its_document_or_its_reason() -> None:
    for number, _level, asked, answer in answered():
        word, colon, why = answer.partition(": ")
        assert (word in ANSWERS, colon) == (True, ": "), number
        assert asked, number
        if word == "Met":
            assert EVIDENCE.search(why) or "](" in why or "`make lint`" in why, number
        else:
            assert len(why.split()) >= 3, number


def test_every_test_that_is_named_is_there() -> None:
    for page, at_least in (("asvs.md", 150), ("threat-model.md", 35)):
        named = EVIDENCE.findall(document(page))
        assert len(named) > at_least
        assert [f"{file}::{name}" for file, name in named if name not in functions_of(file)] == []
        # Nothing that looks like a test is passed over.
        assert len(named) == document(page).count("::")


def test_the_answers_are_counted() -> None:
    counted = Counter((row[3].partition(":")[0], row[1]) for row in answered())
    (summary, *_rest) = document("asvs.md").split("\n## ")
    assert table(summary) == [[word, *(str(counted[word, level]) for level in "12")] for word in ANSWERS]
