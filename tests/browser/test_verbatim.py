"""Other people's text on every page: to the character, as text alone, and moving nothing beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from assessment.access.assessments import read_assessment
from assessment.catalogues import parse_content
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.response import Round, Voice
from assessment.labels.codes import none_of_these
from assessment.parsing.message_text import printable
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage
from tests.browser.conftest import BROKEN_CATALOGUE, Visitor
from tests.browser.test_import import drop
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, store_response
from tests.support.returned_files import as_json

NASTY = (
    "a -> b", "--", "x >= y", "<=", "...", "(c)", ":material/home:", ":material_home:", ":red[x]", ":smile:",
    ":streamlit:", "$x^2$", "[a](https://x.example)", "![i](https://x.example/i)", "https://x.example/_a_",
    "www.x.example", "a@b.example", "**b**", "_i_", "`c`", "<b>t</b>", "&amp;", "1. x", "# x", "- x", "> x",
    "| a | b |\n|---|---|\n| c | d |", "~~s~~", "back\\slash\\", "\u202eoverride", "\u2066isolate", "مرحبا",
    "trailing  ",
)  # fmt: skip
IN_ONE_LINE = [text for text in NASTY if "\n" not in text]
FOREIGN = {"title", "question", "text", "name", "sentence", "framework", "publisher", "note", "document", "paragraph"}
"""What of a catalogue's content is words, and not a code or an address."""
INTERPRETED = (
    ':is([data-testid="stMarkdownContainer"], .stHtml) '
    ':is(em, del, code, pre, img, svg:not([aria-hidden]), [role="img"]:not(.distribution, .range),'
    ".katex, hr, h4:not([dir]), input:not(.keys-switch), b, "
    'a[href*="x.example"], a[href^="mailto"], [class*="stMarkdownColored"]), '
    '[data-testid="stMarkdownContainer"] :is(table, blockquote)'
)
"""What text would have become if it were read as Markdown or HTML; the pages' own words have none of it."""
STATE, SOCIETY = " ".join(IN_ONE_LINE[:8]), " ".join(IN_ONE_LINE[20:])
LABEL = "-> \u202eround **2026**"


def nasty(numbers: Iterator[int]) -> str:
    """All of NASTY, a line each, beginning with another one each time."""
    number = next(numbers)
    turned = (*NASTY[number % len(NASTY) :], *NASTY[: number % len(NASTY)])
    return "\n".join((*turned, str(number)))


def hostile(content: object, numbers: Iterator[int]) -> object:
    if isinstance(content, dict):
        return {
            key: nasty(numbers) if key in FOREIGN and isinstance(value, str) else hostile(value, numbers)
            for key, value in content.items()
        }
    return [hostile(each, numbers) for each in content] if isinstance(content, list) else content


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    content = json.loads(a_catalogue(themes={"harbour": 1, "market": 1}).content)
    return parse_content(json.dumps(hostile(content, count())))


def keep_voices(repository: Storage, catalogue: Catalogue) -> Sequence[str]:
    """Two voices on one place, who say everything in NASTY; their ids."""
    numbers, round_ = count(100), Round(LABEL)
    said = {Voice.STATE: STATE, Voice.CIVIL_SOCIETY: SOCIETY}
    responses = [
        a_response(
            catalogue,
            {
                item.id: Answer(
                    rating,
                    evidence=nasty(numbers),
                    evidence_url="https://evidence.example/_a_?b=**c**",
                    responsible=nasty(numbers),
                    comment=nasty(numbers),
                )
                for item in catalogue.recommendations
            },
            country="GHA",
            voice=voice,
            organisation=organisation,
            round=round_,
        )
        for (voice, organisation), rating in zip(said.items(), (Rating.ABSENT, Rating.PARTIAL), strict=True)
    ]
    return [store_response(as_admin(repository, "a test"), catalogue, response) for response in responses]


def read(page: Page) -> str:
    """All text of a page, without the signs between which the direction of a text is closed."""
    return str(page.evaluate("document.body.textContent")).replace("\u2068", "").replace("\u2069", "")


def names(page: Page) -> dict[str, list[str]]:
    """What a screen reader calls everything, by its role."""
    found = defaultdict[str, list[str]](list)
    for node in page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]:
        if "role" in node and "name" in node:
            found[node["role"]["value"]].append(node["name"]["value"])
    return found


def spaced(text: str) -> str:
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def assert_shown(page: Page, *texts: str) -> None:
    # What isn't there yet is given a moment to be drawn.
    lacking = list(texts)
    for _moment in range(200):
        said = read(page)
        if not (lacking := [text for text in lacking if text not in said]):
            break
        page.wait_for_timeout(100)
    assert lacking == []
    became = page.locator(INTERPRETED).evaluate_all("all => all.map(each => each.outerHTML.slice(0, 300))")
    assert became == []


def runs_on(page: Page, words: str) -> bool:
    """Whether the last place where these words stand is laid out from left to right."""
    return bool(
        page.evaluate(
            """words => {
                const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
                const place = (node, at) => {
                    const range = document.createRange();
                    range.setStart(node, at);
                    range.setEnd(node, at + 1);
                    return range.getBoundingClientRect().left;
                };
                let runs = false;
                while (walker.nextNode()) {
                    const node = walker.currentNode, at = node.data.lastIndexOf(words);
                    const isDrawn = node.parentElement.getClientRects().length;
                    if (at >= 0 && isDrawn) runs = place(node, at) < place(node, at + words.length - 1);
                }
                return runs;
            }""",
            words,
        )
    )


def ticked(items: Sequence[Recommendation]) -> list[str]:
    """What there is to tick on cards: the measures of each, and last the page's own words."""
    return [text for item in items for text in (*(measure.text for measure in item.measures), none_of_these())]


def check_rate(visitor: Visitor, catalogue: Catalogue, assessment_id: str) -> None:
    visitor.open(f"/rate?assessment={assessment_id}")
    page, theme = visitor.page, catalogue.themes[0]
    items = catalogue.by_theme[theme.id]
    texts = [text for item in items for text in (item.title, item.question, item.text, item.source.mandate.name)]
    assert_shown(page, STATE, LABEL, theme.name, theme.sentence, *texts, *ticked(items))
    said = names(page)
    assert said["checkbox"] == [*map(spaced, ticked(items))]
    assert {spaced(f"✓ {theme.name} (1/1)") for theme in catalogue.themes} <= {*map(spaced, said["button"])}
    assert {spaced(item.title) for item in items} <= {*map(spaced, said["heading"])}
    assert runs_on(page, "(1/1)")
    visitor.view("One at a time")
    assert_shown(page, items[0].title, items[0].question, items[0].text)
    visitor.view("Review")
    assert_shown(page, STATE)


def unfold(visitor: Visitor, *parts: str) -> None:
    for part in parts:
        visitor.page.locator("summary").filter(has_text=part).click()
        visitor.settle()


def check_results(visitor: Visitor, catalogue: Catalogue, repository: Storage, assessment_id: str) -> None:
    page, items = visitor.page, catalogue.recommendations
    visitor.go_to("Results")
    unfold(visitor, *(f". {item.id} " for item in items))
    answers = read_assessment(as_admin(repository), assessment_id).response.answers.values()
    bodies = page.get_by_label("Responsible body", exact=True)
    in_one_line = {one.responsible.replace("\n", "") for one in answers}  # As any field of one line shows it.
    assert {field.input_value() for field in bodies.all()} == in_one_line
    assert_shown(
        page,
        *(measure.text for item in items for measure in item.measures),
        *(theme.name for theme in catalogue.themes),
        *(text for item in items for text in (item.title, item.question)),
    )
    visitor.view("All gaps")
    unfold(visitor, *(f"{item.id}: " for item in items))
    assert_shown(
        page,
        *(measure.text for item in items for measure in item.measures),
        *(text for answer in answers for text in (answer.evidence, answer.responsible)),
        *(item.text for item in items),
    )
    link = page.get_by_role("link", name="https://evidence.example/_a_?b=**c**").first
    assert link.get_attribute("href") == "https://evidence.example/_a_?b=**c**"
    visitor.view("Figures")
    visitor.pick("Group the recommendations by", "Mandate")
    unfold(visitor, "As tables")
    assert_shown(page, *(mandate.name for mandate in catalogue.mandates))


def check_compare(visitor: Visitor, catalogue: Catalogue) -> None:
    first, themes = catalogue.recommendations[0], [theme.name for theme in catalogue.themes]
    titles = [item.title for item in catalogue.recommendations]
    # There may be more responses to another catalogue.
    asked = {"compared-catalogue": catalogue.id, "rounds": "all", "pair-item": first.id, "figures": "table"}
    visitor.open(f"/compare?{urlencode(asked)}")
    assert_shown(visitor.page, *themes)
    for side, texts in (
        ("By recommendation", titles),
        ("Voices", [first.text]),
    ):
        visitor.view(side)
        assert_shown(visitor.page, *texts)
    visitor.view("How this was compared")
    for fold, texts in (("Common recommendations", titles), ("Robustness", themes)):
        visitor.page.locator("summary").filter(has_text=fold).click()
        assert_shown(visitor.page, *texts)
    visitor.open(f"/compare?{urlencode({**asked, 'side': 'recommendations', 'recommendation': first.id})}")
    assert_shown(visitor.page, first.title, first.text, STATE, SOCIETY, LABEL)


def check_catalogue(visitor: Visitor, catalogue: Catalogue) -> None:
    items, source = catalogue.recommendations, catalogue.publication
    visitor.go_to("Recommendations")
    assert_shown(
        visitor.page,
        *(catalogue.title, catalogue.framework, source.title, source.publisher, source.note),
        *(text for item in items for text in (item.title, item.question, item.text, item.source.document)),
        *(measure.text for item in items for measure in item.measures),
    )
    visitor.go_to("Method")
    assert_shown(visitor.page, STATE, catalogue.themes[0].name)


def test_the_text_of_other_people_is_on_every_page_to_the_character_and_as_text_alone(
    visitor: Visitor, repository: Storage, catalogue: Catalogue
) -> None:
    state, _society = keep_voices(repository, catalogue)
    check_rate(visitor, catalogue, state)
    check_results(visitor, catalogue, repository, state)
    check_catalogue(visitor, catalogue)
    visitor.go_to("Start")
    assert_shown(visitor.page, STATE, SOCIETY, LABEL, BROKEN_CATALOGUE)
    check_compare(visitor, catalogue)
    asked = {"assessment": "[a](https://x.example) :red[x] -> :material/home:", "item": "<b>t</b> \u202e www.x.example"}
    visitor.open(f"/recommendations?{urlencode(asked)}")
    assert_shown(visitor.page, *asked.values())


def test_files_that_come_back_are_named_and_quoted_to_the_character(
    visitor: Visitor, repository: Storage, catalogue: Catalogue
) -> None:
    asked = Round("-> import", None)
    response = a_response(catalogue, {"INV-01": Rating.PARTIAL}, country="FJI", organisation=SOCIETY, round=asked)
    before = read_assessment(as_admin(repository), store_response(as_admin(repository, "a test"), catalogue, response))
    numbers = count(300)
    files = {
        "-> [a](www.x.example) :smile: \u202e.json": as_json(
            before, {"INV-02": Answer(Rating.ABSENT, comment=nasty(numbers))}
        ),
        "**b** >= `c`.json": as_json(before, {"INV-02": Answer(Rating.PARTIAL, comment=nasty(numbers))}),
        "_i_ :red[x] -- $y$ $z$.txt": b"nothing that is read",
    }
    visitor.open("/")
    drop(visitor, files)
    item = catalogue.by_id["INV-02"]
    named = [printable(name) for name in files]
    assert_shown(visitor.page, *named, item.title, item.question, nasty(count(300)), nasty(count(301)))
    taken = {spaced(f"Use the answer in {name}") for name in named[:2]}
    assert taken <= {*map(spaced, names(visitor.page)["radio"])}
    assert runs_on(visitor.page, "Use the answer in")


def test_every_word_of_objective_10_is_shown_and_copied_as_it_is_published(visitor: Visitor) -> None:
    items = catalogue_for("gcm-10").recommendations
    visitor.open_new(query="only=unanswered")
    page, asked = visitor.page, ticked(items)
    page.get_by_test_id("stCheckbox").nth(len(asked) - 1).wait_for()
    assert names(page)["checkbox"] == asked
    cards = page.locator('[class*="st-key-card-"]')
    assert cards.locator("h3").all_text_contents() == [item.title for item in items]
    assert cards.locator("p.question").all_text_contents() == [item.question for item in items]
    quoted = cards.locator("blockquote p:first-child")
    assert quoted.all_text_contents() == [item.text for item in items]
    copied = quoted.evaluate_all(
        "all => all.map(each => (getSelection().selectAllChildren(each), getSelection().toString()))"
    )
    assert copied == [item.text for item in items]
    links = cards.locator("blockquote a")
    assert links.evaluate_all("all => all.map(each => [each.textContent, each.href, each.target])") == [
        [item.source.symbol, item.source.url, "_blank"] for item in items
    ]
