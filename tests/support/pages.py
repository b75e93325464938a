"""A page of the web application with an assessment open, for tests without a browser."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.testing.v1.element_tree import Selectbox
from streamlit.util import calc_hash

from assessment.access.gate import Gate
from assessment.config import settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response
from assessment.ui.session import looking, state
from tests.browser.server import ROOT
from tests.support.gates import as_admin, store_response

MAIN = ROOT / "assessment" / "ui" / "main.py"
GCM10 = ROOT / "data" / "catalogues" / "gcm-10.yaml"

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def prepare_pages_once() -> Iterator[None]:
    """Each AppTest would read about every package that is installed, and take longer for it than for most pages; and
    each of its runs would compile the pages anew."""
    scripts = ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        patch.setattr(app_test, "ScriptCache", lambda: scripts)
        patch.setattr(local_script_runner, "ScriptCache", lambda: scripts)
        yield


@pytest.fixture
def catalogue_folder(tmp_path: Path) -> Path:
    """The folder that the pages offer catalogues from; Objective 10 is in it."""
    folder = tmp_path / "catalogues"
    folder.mkdir()
    shutil.copy(GCM10, folder)
    return folder


@pytest.fixture
def open_page(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Opens a page by its file's name, with a new response or the one with an id as the open assessment, if any. It
    offers the catalogue that ships, which is read once, unless the test asks for a folder of its own."""
    has_folder = "catalogue_folder" in request.fixturenames
    folder: Path = request.getfixturevalue("catalogue_folder") if has_folder else GCM10.parent
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path / 'assessments.db'}")
    monkeypatch.setenv("ASSESSMENT_CATALOGUE_FOLDER", str(folder))
    settings.cache_clear()
    # What a test has just stored is looked for at once.
    monkeypatch.setattr(looking, "FRESH_FOR", -1)

    def open_page(
        page: str,
        catalogue: Catalogue | None = None,
        response: Response | None = None,
        *,
        assessment_id: str | None = None,
        **query: str,
    ) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=30)
        if catalogue is not None and response is not None:
            app.session_state["assessment"] = store_response(page_gate(), catalogue, response)
        if assessment_id is not None:
            app.session_state["assessment"] = assessment_id
        # `switch_page` knows a page only once the start page has been drawn, which takes as long as the page itself.
        app._page_hash = "" if page == "start/page.py" else calc_hash(page.partition("/")[0])
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return open_page


def page_gate(person: str = "a test") -> Gate:
    """The gate of somebody who may do everything, to the database of the pages."""
    return as_admin(state.entrance()._storage, person)


def session_of(app: AppTest) -> str:
    """The key under which what a page shows is looked at."""
    (key,) = [str(button.key) for button in app.button if str(button.key).startswith("show-news-")]
    return key.removeprefix("show-news-")


def type_option(box: Selectbox[str], text: str) -> None:
    """Type what isn't among a list's options, which AppTest by itself doesn't know of."""
    box.options.append(text)
    box.set_value(text)


class Tables(HTMLParser):
    """The tables of a page as rows of cells, by their captions."""

    def __init__(self, app: AppTest) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self._caption: str | None = None
        self._open = ""
        for html in app.html:
            self.feed(html.value)

    def cells(self, caption: str, row: str) -> dict[str, str]:
        """The cells of the row with that header, by the heads of their columns."""
        head, *rows = self.rows[caption]
        return next(dict(zip(head, cells, strict=True)) for cells in rows if cells[0] == row)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "caption":
            self._caption = ""
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td"):
            self._rows[-1].append("")
        if dict(attrs).get("aria-hidden") != "true":
            self._open = tag

    def handle_endtag(self, tag: str) -> None:
        self._open = ""
        if tag == "table":
            self._caption = None

    def handle_data(self, data: str) -> None:
        if self._open == "caption":
            self.rows[data] = []
            self._caption = data
        elif self._open in ("th", "td", "span") and self._caption is not None and self._rows:
            self._rows[-1][-1] += data

    @property
    def _rows(self) -> list[list[str]]:
        return self.rows[self._caption or ""]


def words(app: AppTest) -> str:
    """Everything that a page says in words, one after the other."""
    said = (
        *app.title,
        *app.header,
        *app.subheader,
        *app.markdown,
        *app.caption,
        *app.text,
        *app.info,
        *app.warning,
        *app.error,
        *app.html,
    )
    return "\n".join(seen(str(element.value)) for element in said)


def seen(source: str) -> str:
    """A label, a sentence or HTML as its words are seen, other people's among them."""
    without_joints = source.replace(":color[]", "")
    return unescape(re.sub(r":color\[([^\]]*)\]|</?bdi>", r"\1", without_joints))
