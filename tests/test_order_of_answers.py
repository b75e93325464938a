"""The five answers stand in one order wherever people choose, read or count them."""

from __future__ import annotations

import io
import re

from docx import Document
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from assessment.domain.answer import Rating
from assessment.domain.scoring import Tally
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.stages import Step
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.labels.codes import RATING_STYLES, rating_word
from assessment.services.workshop_files import WorkshopFiles
from assessment.ui.projector.screen import votes_screen
from assessment.ui.session import state
from assessment.web.ballot.routes import ballot_app
from tests.browser.server import ROOT
from tests.reports.word.test_document import rows_of
from tests.support.catalogues import a_catalogue, a_response
from tests.support.pages import OpenPage
from tests.support.phone import Phone
from tests.support.room import a_plan, hold_room

ITEM = "INV-01"
ORDER = ["implemented", "partial", "absent", "dont_know", "not_applicable"]
CODES = {rating_word(Rating(code)): code for code in ORDER} | {code: code for code in ORDER}
ANSWERS = re.compile("|".join(CODES))


def order(*texts: object) -> list[str]:
    """The codes of the answers that texts name, by word or code, each where it is named first."""
    found = [CODES[word] for text in texts for word in ANSWERS.findall(str(text).replace("\N{NO-BREAK SPACE}", " "))]
    return list(dict.fromkeys(found))


def offered(app: AppTest, key: str) -> list[str]:
    (group,) = [each for each in app.button_group if re.search(key, each.key or "")]
    return order(*group.options)


def test_pages_a_phone_and_a_wall_offer_the_five_answers_in_one_order(open_page: OpenPage) -> None:
    catalogue = a_catalogue()
    places = {}
    for page in ("rate", "room"):
        app = open_page(f"{page}/page.py", catalogue, a_response(catalogue, {}), item=ITEM)
        places[page] = offered(app, f":{ITEM}:rating:")
    room = hold_room(state.entrance()._storage, state=1)
    room.steps(ITEM, Step.OPEN)
    phone = Phone(ballot_app(state.entrance, b"PNG", delay=0), room.phones[0])
    places["phone"] = order(*re.findall('name="rating" value="([a-z_]+)"', phone.open(ITEM).text))
    room.steps(ITEM, Step.CLOSE, Step.REVEAL)
    app = open_page("workshops/page.py", workshop=room.id, **{"workshop-view": "lead"})
    places["agreement"] = offered(app, "^agree-rating-")
    votes = Figures(1, Tally(*[1] * 6), {}, None, (), None)
    places["wall"] = order(votes_screen(a_plan(), {1: votes}))
    assert places == dict.fromkeys(places, ORDER)


def test_paper_workbook_form_and_documents_have_the_five_answers_in_the_same_order(open_page: OpenPage) -> None:
    open_page("start/page.py")
    room = hold_room(state.entrance()._storage)
    ballot = Document(io.BytesIO(WorkshopFiles(room.lead, room.id, "en").paper_ballots())).tables[0]
    lists = load_workbook(io.BytesIO(questionnaire_workbook(a_catalogue())))["Lists"]
    choices = load_workbook(io.BytesIO(xlsform(a_catalogue())))["choices"].iter_rows(values_only=True)
    places = {
        "paper": order(*(row[0] for row in rows_of(ballot))),
        "workbook": order(*(cell.value for cell in lists["A"])),
        "form": order(*(row[1] for row in choices if row[0] == "rating")),
        "distributions": [rating.value for rating in RATING_STYLES if rating],
    }
    for path in (ROOT / "docs").glob("*.md"):
        for line in path.read_text().splitlines():
            if len(named := order(*re.findall("`([a-z_]+)`", line))) == len(ORDER):
                places[f"{path.name}: {line}"] = named
    method = (ROOT / "docs" / "method.md").read_text()
    places["method.md"] = order(*re.findall(r"^\| . \| .* \| `([a-z_]+)`", method, re.MULTILINE))
    assert places == dict.fromkeys(places, ORDER)
