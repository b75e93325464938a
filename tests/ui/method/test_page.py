"""The page “Method” explains the figures with the numbers of the open assessment, or with invented ones."""

from __future__ import annotations

from assessment.domain.answer import Rating
from assessment.domain.scoring import Grouping, tally_all, tally_by, theme_weighted
from assessment.labels.formatting import percent, score_with_n
from assessment.ui.method.worked_example import EXAMPLE, number
from tests.support.cases import GCM10
from tests.support.catalogues import a_response
from tests.support.pages import OpenPage, Tables, words

STEPS = "From the answers to the score"
RATINGS = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.PARTIAL, Rating.DONT_KNOW)
RATED = a_response(GCM10, {item: RATINGS[place % 5] for place, item in enumerate(GCM10.by_id)})


def row(tables: Tables, start: str) -> list[str]:
    return next(cells for cells in tables.rows[STEPS] if cells[0].startswith(start))


def test_the_steps_have_the_numbers_of_the_open_assessment(open_page: OpenPage) -> None:
    app = open_page("method/page.py", GCM10, RATED)
    tables = Tables(app)
    theme, whole = tally_by(GCM10, RATED, Grouping.THEME)["prevention"], tally_all(GCM10, RATED)
    assert tables.rows[STEPS][0] == ["Step", "Prevention", "All themes"]
    for place, tally in ((1, theme), (2, whole)):
        assert tally.score is not None
        assert tally.low is not None
        assert tally.high is not None
        points, unknown = number(tally.points), tally.dont_know + tally.unanswered
        assert row(tables, "Applicable")[place].endswith(f"= {tally.applicable}")
        assert row(tables, "Rated")[place].endswith(f"= {tally.rated}")
        assert row(tables, "Points")[place] == f"{tally.implemented} + {tally.partial} ÷ 2 = {points}"
        assert row(tables, "Score")[place] == f"100 × {points} ÷ {tally.rated} = {number(tally.score)}"
        assert row(tables, "Band, low")[place] == f"100 × {points} ÷ {tally.applicable} = {number(tally.low)}"
        assert row(tables, "Band, high")[place] == (
            f"100 × ({points} + {unknown}) ÷ {tally.applicable} = {number(tally.high)}"
        )
        assert row(tables, "Shown as")[place] == score_with_n(tally)
    said, weighted = words(app), theme_weighted(tally_by(GCM10, RATED, Grouping.THEME))
    assert f"“{score_with_n(whole)}” means" in said
    assert f"the overall is {percent(whole.score)}, and the theme-weighted overall is {percent(weighted)}" in said
    app.selectbox(key="method-gcm-10-theme").select("Children").run()
    tally = tally_by(GCM10, RATED, Grouping.THEME)["children"]
    assert row(Tables(app), "Rated")[1].endswith(f"= {tally.rated}")


def test_without_a_rating_the_example_says_that_it_is_invented_and_nobody_is_ranked(open_page: OpenPage) -> None:
    assert "these figures are invented" in words(open_page("method/page.py", GCM10, a_response(GCM10)))
    app = open_page("method/page.py")
    said = words(app).lower()
    assert "these figures are invented" in said
    assert row(Tables(app), "Shown as")[2] == score_with_n(EXAMPLE[1].tally)
    assert len(app.title) == 1
    assert [header.value.split(".")[0] for header in app.header] == [str(n) for n in range(1, 12)]
    assert "complian" not in said
    assert "no ranking" in said
