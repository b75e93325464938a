"""The sheet *Scores* against the figures that `score --json` publishes; `test_libreoffice` lets LibreOffice count it.

For that the answers are written into workbooks that were made without any, so that what stands beside the formulas is
never what is right: a program that only repeats it fails.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import pytest
from python_calamine import load_workbook

from assessment.cli.scores import score_data
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response
from assessment.domain.scoring import COVERAGE_THRESHOLD, tally_all, tally_by, theme_weighted_if_different
from assessment.domain.scoring import Grouping as By
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.formatting import score_text
from tests.support.cases import GCM10, rated_response
from tests.support.questionnaires import package, with_texts_in_cells
from tests.support.workbooks import parts_of

IN_ONE = 10
"""Responses in one workbook."""
THRESHOLDS = (COVERAGE_THRESHOLD, 0.5, 0.0)
QUESTIONS, SCORES = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
COUNTS = ("implemented", "partial", "absent", "dont_know", "unanswered", "not_applicable")
FIGURES = {"Rated": "rated", "Applicable": "applicable", "Band: low": "low", "Band: high": "high"}
Table = Sequence[Sequence[Any]]
# The cells of the keys, and of what is answered; the rest of the sheet is words to be read.
_COUNTED_CELL = re.compile(r'<c r="[ABDI][0-9]+"[^>]*?(?:/>|>.*?</c>)')
_RATING_ROW = re.compile(r'<row r="(?P<row>[0-9]+)"[^>]*><c r="A[0-9]+"[^>]*><is><t[^>]*>(?P<item>[^<]*)</t></is></c>'
                         r'<c r="B[0-9]+"[^>]*><is><t[^>]*>rating</t>')  # fmt: skip


def some_ratings(chance: random.Random) -> dict[str, Rating | None]:
    """Ratings with any share of unknowns: alike for all recommendations, or of one kind in each theme."""
    weights = [chance.random() ** 3 for _rating in RATING_STYLES]
    if chance.random() < 0.2:
        by_theme = {theme.id: chance.choice(list(RATING_STYLES)) for theme in GCM10.themes}
        return {item.id: by_theme[item.theme] for item in GCM10.recommendations}
    return {item.id: chance.choices(list(RATING_STYLES), weights)[0] for item in GCM10.recommendations}


def filled_in(sheet: str, ratings: Mapping[str, Rating | None], *, with_marks: bool) -> str:
    """The sheet *Questionnaire* with ratings typed in, as its list offers them or as bare words."""
    for found in list(_RATING_ROW.finditer(sheet)):
        rating = ratings[found["item"]]
        if rating is not None:
            words = rating_label(rating) if with_marks else rating_word(rating).upper()
            cell = f'<c r="I{found["row"]}" t="inlineStr"><is><t>{escape(words)}</t></is></c>'
            sheet, number = re.subn(rf'<c r="I{found["row"]}"[^>]*/>', cell, sheet)
            assert number == 1
    return sheet


def without_words(sheet: str) -> str:
    """The sheet with nothing but the rows of ratings, which LibreOffice opens in a tenth of the time."""
    rows = "".join(
        f'<row r="{found["row"]}">{"".join(_COUNTED_CELL.findall(found[0]))}</row>'
        for found in re.finditer(_RATING_ROW.pattern + ".*?</row>", sheet)
    )
    namespace = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return f"<worksheet {namespace}><sheetData>{rows}</sheetData></worksheet>"


def many_in_one(parts: Mapping[str, bytes], sheets: Mapping[str, str]) -> bytes:
    """A workbook of so many sheets, by their titles, with everything else as in another one."""
    paths = {title: f"worksheets/many{number}.xml" for number, title in enumerate(sheets)}
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    leads = "".join(
        f'<Relationship Id="m{number}" Type="{relations}/worksheet" Target="{path}"/>'
        for number, path in enumerate(paths.values())
    )
    listed = "".join(
        f'<sheet name="{title}" sheetId="{number + 1}" r:id="m{number}"/>' for number, title in enumerate(paths)
    )
    workbook = parts["xl/workbook.xml"].decode()
    workbook = re.sub(r"<sheets>.*</definedNames>", lambda _found: f"<sheets>{listed}</sheets>", workbook)
    leading = parts["xl/_rels/workbook.xml.rels"].decode()
    leading = re.sub(r"<Relationship [^>]*worksheet[^>]*/>", "", leading).replace("</Rel", f"{leads}</Rel")
    types = parts["[Content_Types].xml"].decode()
    kind = re.search(r'ContentType="([^"]*worksheet\+xml)"', types)
    assert kind
    types = re.sub(r"<Override [^>]*worksheet\+xml[^>]*/>", "", types).replace(
        "</Types>",
        "".join(f'<Override PartName="/xl/{path}" ContentType="{kind[1]}"/>' for path in paths.values()) + "</Types>",
    )
    kept = {name: part for name, part in parts.items() if "worksheets/" not in name}
    return package({
        **kept,
        "xl/workbook.xml": workbook.encode(),
        "xl/_rels/workbook.xml.rels": leading.encode(),
        "[Content_Types].xml": types.encode(),
        **{f"xl/{path}": sheets[title].encode() for title, path in paths.items()},
    })  # fmt: skip


def tables_of(content: bytes) -> dict[str, Table]:
    """The sheets of scores by their titles."""
    with load_workbook(io.BytesIO(content)) as workbook:
        return {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }


def beside(table: Table, label: str) -> Any:
    """What stands to the right of a label, where it stands first."""
    row = next(row for row in table if label in row)
    return row[row.index(label) + 1]


def assert_figures(table: Table, catalogue: Catalogue, response: Response, threshold: float) -> None:
    """Every figure of the sheet is that of `score --json`."""
    data = score_data(catalogue, response, threshold)
    names = {theme.id: theme.name for theme in catalogue.themes}
    head = next(row for row in table if "Theme" in row)
    rows = {row[head.index("Theme")]: dict(zip(head, row, strict=True)) for row in table[table.index(head) + 1 :]}
    for name, published in [
        *((names[theme], tally) for theme, tally in data["by"]["theme"].items()),
        ("All themes", data["overall"]),
    ]:
        row = rows[name]
        assert [row[rating_label(rating)] for rating in RATING_STYLES] == [published[count] for count in _in_order()]
        for header, key in FIGURES.items():
            assert row[header] == ("–" if published[key] is None else pytest.approx(published[key], abs=1e-9))
        coverage = published["coverage"]
        assert row["Coverage"] == ("–" if coverage is None else pytest.approx(100 * coverage, abs=1e-9))
        tallies = {**tally_by(catalogue, response, By.THEME), "": tally_all(catalogue, response)}
        tally = tallies[next((theme for theme, theme_name in names.items() if theme_name == name), "")]
        shown = published["score"] if published["sufficient"] else score_text(tally, threshold)
        assert row["Score"] == (shown if isinstance(shown, str) else pytest.approx(shown, abs=1e-9))
    assert_whole(table, catalogue, response, threshold, data["overall"])


def assert_whole(
    table: Table, catalogue: Catalogue, response: Response, threshold: float, data: Mapping[str, Any]
) -> None:
    """The distribution and the overall above the themes."""
    everything = len(catalogue.recommendations)
    for rating, count in zip(RATING_STYLES, _in_order(), strict=True):
        row = next(row for row in table if rating_label(rating) in row and rating_label(rating) == row[2])
        assert row[3:5] == [data[count], pytest.approx(100 * data[count] / everything, abs=1e-9)]
    assert beside(table, "All recommendations") == everything
    assert beside(table, "Rated") == data["rated"]
    assert beside(table, "Band, high: if every unknown is implemented") == (
        "–" if data["high"] is None else pytest.approx(data["high"], abs=1e-9)
    )
    weighted = theme_weighted_if_different(
        tally_all(catalogue, response), tally_by(catalogue, response, By.THEME), threshold
    )
    words = "Theme-weighted overall, if it differs by more than 5 points"
    assert beside(table, words) == ("–" if weighted is None else pytest.approx(weighted, abs=1e-9))
    assert beside(table, "Ratings not in the list, counted as not answered here") == 0


def _in_order() -> list[str]:
    return [COUNTS[-2] if rating is None else rating.value for rating in RATING_STYLES]


def in_one(drawn: Sequence[Mapping[str, Rating | None]]) -> bytes:
    """A workbook that has the sheets *Questionnaire* and *Scores* of each."""
    empty = {
        threshold: parts_of(with_texts_in_cells(questionnaire_workbook(GCM10, threshold=threshold)))
        for threshold in THRESHOLDS
    }
    bare = {threshold: without_words(parts[QUESTIONS].decode()) for threshold, parts in empty.items()}
    sheets = {}
    for number, ratings in enumerate(drawn):
        threshold = THRESHOLDS[number % len(THRESHOLDS)]
        sheets[f"Q{number}"] = filled_in(bare[threshold], ratings, with_marks=number % 4 != 0)
        scores = empty[threshold][SCORES].decode().replace("Questionnaire!", f"'Q{number}'!")
        sheets[f"S{number}"] = re.sub("<conditionalFormatting.*</conditionalFormatting>", "", scores)
    return many_in_one(empty[COVERAGE_THRESHOLD], sheets)


def draw_ratings(number: int) -> list[dict[str, Rating | None]]:
    chance = random.Random(2026)  # noqa: S311 - no secret
    return [some_ratings(chance) for _number in range(number)]


def workbooks_of(drawn: Sequence[Mapping[str, Rating | None]]) -> dict[str, bytes]:
    """Workbooks with the sheets of all, by the number of the first in each."""
    # LibreOffice takes four times as long for twice as many sheets.
    return {f"scores from {start}": in_one(drawn[start : start + IN_ONE]) for start in range(0, len(drawn), IN_ONE)}


def assert_counted(drawn: Sequence[Mapping[str, Rating | None]], saved: Mapping[str, bytes]) -> None:
    """The scores that LibreOffice counts in these workbooks are those that are published."""
    for name, content in workbooks_of(drawn).items():
        start = int(name.rpartition(" ")[2])
        before, after = tables_of(content), tables_of(saved[name])
        for place, ratings in enumerate(drawn[start : start + IN_ONE]):
            assert beside(before[f"S{place}"], "Rated") == 0
            response = rated_response(GCM10, ratings)
            assert_figures(after[f"S{place}"], GCM10, response, THRESHOLDS[place % len(THRESHOLDS)])


def filled_in_workbook(ratings: Mapping[str, Rating | None], *, typed: str = "", with_values: bool = True) -> bytes:
    """The workbook that is handed out, with ratings typed in; other words in the first three absent ones if `typed`.

    Some programs write no value beside a formula.
    """
    parts = parts_of(with_texts_in_cells(questionnaire_workbook(GCM10)))
    sheet = filled_in(parts[QUESTIONS].decode(), ratings, with_marks=True)
    if typed:
        sheet = sheet.replace(f"<t>{rating_label(Rating.ABSENT)}</t>", f"<t>{typed}</t>", 3)
    scores = parts[SCORES] if with_values else re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", parts[SCORES])
    return package({**parts, QUESTIONS: sheet.encode(), SCORES: scores})


def test_what_is_written_beside_the_formulas_is_what_they_come_to() -> None:
    chance = random.Random(7)  # noqa: S311 - no secret
    for threshold in THRESHOLDS:
        response = rated_response(GCM10, some_ratings(chance))
        content = questionnaire_workbook(GCM10, response=response, threshold=threshold)
        assert_figures(tables_of(content)["Scores"], GCM10, response, threshold)
