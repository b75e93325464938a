"""A running app, and a browser that notes whatever it should not have to."""

from __future__ import annotations

import copy
import re
import shutil
import time
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    WebSocket,
    expect,
    sync_playwright,
)

from assessment.catalogues import load_catalogue
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Voice
from assessment.interchange.response_json import read_response
from assessment.services.catalogue_folder import catalogue_for
from assessment.storage.opening import Storage, open_storage
from tests.browser.chromium import launch
from tests.browser.server import PATIENCE, ROOT, Server, SharedServer
from tests.browser.waiting import resize, wait_until_drawn
from tests.support.catalogues import a_response
from tests.support.gates import as_admin, store_response
from tests.support.pages import GCM10

SAMPLES = ROOT / "data" / "samples"
HALL = "hall.test"
"""The name by which browsers reach the shared server of this machine."""
BROKEN_CATALOGUE = "-> www.x.example *b*.yaml"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Pages of one server share a process, and with it what is compiled: that is a third of what a page costs.
        expect.set_options(timeout=1000 * PATIENCE / 3)  # A busy machine draws slowly.
        browser = launch(playwright, "--process-per-site", f"--host-resolver-rules=MAP {HALL} 127.0.0.1")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all tests that don’t ask for more, each of which takes an assessment of its own."""
    catalogues = tmp_path_factory.mktemp("catalogues")
    shutil.copy(GCM10, catalogues)
    (catalogues / BROKEN_CATALOGUE).write_text("{}")
    environment = {"ASSESSMENT_CATALOGUE_FOLDER": str(catalogues)}
    server = Server(tmp_path_factory.mktemp("server"), environment=environment)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    """The same in shared mode: each test brings people of its own."""
    server = SharedServer(tmp_path_factory.mktemp("server"), environment={"ASSESSMENT_HOST_NAMES": HALL})
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def hall_server(shared_server: SharedServer) -> SharedServer:
    """The shared server as a hall knows it: by a name, and so without a secure context."""
    server = copy.copy(shared_server)
    server.url = f"http://{HALL}:{server.port}"
    return server


@pytest.fixture
def repository(server: Server) -> Iterator[Storage]:
    """What is stored on the server that a test uses."""
    with open_storage(f"sqlite:///{server.database}") as opened:
        yield opened


class Visitor:
    """A person at a browser. `faults` collects what went wrong unseen: console errors, and requests to elsewhere."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.faults: list[str] = []
        self._last_sent = self._last_received = 0.0
        page.set_default_timeout(60_000)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda request: self._note_request(request.url))
        page.on("websocket", self._note_socket)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"{message.text} ({message.location['url']})")

    def _note_request(self, url: str) -> None:
        if not url.startswith((self.server.url + "/", "data:", "blob:")):
            self.faults.append(f"left this machine: {url}")

    def _note_socket(self, socket: WebSocket) -> None:
        self._note_request(socket.url.replace("ws://", "http://"))
        socket.on("framesent", lambda _frame: self._note_time("_last_sent"))
        socket.on("framereceived", lambda _frame: self._note_time("_last_received"))

    def _note_time(self, of: str) -> None:
        setattr(self, of, time.monotonic())

    def open(self, path: str = "/") -> None:
        self.page.goto(self.server.url + path)
        self.settle()

    def open_new(
        self,
        answers: Mapping[str, Answer | Rating] = {},
        *,
        country: str = "GHA",
        voice: Voice = Voice.STATE,
        query: str = "",
    ) -> str:
        """Open the page “Rate” on another assessment, which is begun without a click; returns its id."""
        catalogue = load_catalogue(GCM10)
        with open_storage(f"sqlite:///{self.server.database}") as repository:
            assessment_id = store_response(
                as_admin(repository, "a test"), catalogue, a_response(catalogue, answers, country=country, voice=voice)
            )
        self.open(f"/rate?assessment={assessment_id}&{query}")
        return assessment_id

    def resize(self, width: int, height: int = 900) -> None:
        """Give the page another width, and wait until it has taken its shape."""
        resize(self.page, width, height)

    def settle(self) -> None:
        """Wait until what was done is sent and answered, the page is drawn, and no script runs."""
        wait_until_drawn(self.page, PATIENCE)
        end = time.monotonic() + PATIENCE
        while self._last_sent > self._last_received and time.monotonic() < end:
            self.page.wait_for_timeout(20)
        wait_until_drawn(self.page, PATIENCE)

    def go_to(self, page: str) -> None:
        """Choose a page in the navigation at the side."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=page, exact=True).click()
        title = "Policy gap assessment" if page == "Start" else page
        self.page.get_by_role("heading", name=title, level=1, exact=True).wait_for()
        self.settle()

    def pick(self, label: str, option: str) -> None:
        """Choose an option of a list by typing its beginning."""
        box = self.page.get_by_role("combobox", name=label)
        box.click()
        box.press_sequentially(option)
        self.page.get_by_role("option", name=option, exact=True).click()
        self.settle()

    def pick_country(self, name: str) -> None:
        """Name a country or area of which there is only one."""
        self.page.get_by_role("textbox", name="Country or area").press_sequentially(name)
        self.page.get_by_text(f"✓ {name}").wait_for()
        self.settle()

    def open_samples(self) -> None:
        """Open the sample data on the page “Start”, which shows results of it."""
        self.page.get_by_role("button", name="Try the sample data").click()
        self.page.get_by_role("heading", name="Results", level=1).wait_for()
        self.settle()

    def go_to_theme(self, name: str) -> None:
        """Choose a theme beside the cards of the page “Rate”."""
        self.page.get_by_test_id("stSidebar").get_by_role("button", name=name).click()
        self.page.get_by_role("heading", name=name, level=2).wait_for()
        self.settle()

    def card(self, recommendation_id: str) -> Locator:
        return self.page.locator(f".st-key-card-{recommendation_id}")

    def rating(self, recommendation_id: str, word: str) -> Locator:
        return self.card(recommendation_id).get_by_role("radio", name=word)

    def rate(self, recommendation_id: str, word: str) -> None:
        self.rating(recommendation_id, word).click()
        self.settle()

    def unfold_details(self, recommendation_id: str) -> None:
        self.card(recommendation_id).get_by_text("Evidence, responsible body, next steps").click()
        self.settle()

    def write(self, recommendation_id: str, label: str, text: str) -> Locator:
        """Write into a field of a card, and leave it."""
        field = self.card(recommendation_id).get_by_label(label)
        field.fill(text)
        field.blur()
        self.settle()
        return field

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.settle()

    def reload(self) -> None:
        self.page.reload()
        self.settle()

    @property
    def assessment_id(self) -> str:
        """The assessment whose page is open."""
        found = re.search("assessment=([^&]+)", self.page.url)
        assert found is not None
        return found[1]

    def view(self, name: str) -> None:
        """Choose a view of a page."""
        self.page.get_by_role("radio", name=name).click()
        self.settle()

    def enter(self, name: str) -> None:
        """Choose what to do on the page “Start”."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.get_by_role("button", name="← Start").wait_for()
        self.settle()

    def begin(self, country: str, voice: str) -> None:
        """Begin an assessment on the page “Start”."""
        self.enter("Begin an assessment")
        self.pick_country(country)
        self.pick("Who answers?", voice)
        self.page.get_by_role("button", name="Begin", exact=True).click()
        self.page.get_by_role("heading", name="Rate", level=1).wait_for()
        self.settle()


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """Where visitors come one after the other, and find nothing of each other but files and compiled scripts."""
    # What moves while somebody waits costs another third, and nobody waits for it here.
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, accept_downloads=True, reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def visitor(desk: BrowserContext, server: Server) -> Iterator[Visitor]:
    if not desk.pages:  # One that stays keeps the process, and in it what is compiled.
        desk.new_page().goto(server.url + "/_stcore/health")
    yield Visitor(desk.new_page(), server)
    staying, *opened = desk.pages
    forgetful = desk.new_cdp_session(staying)
    forgetful.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": "cookies,local_storage"})
    forgetful.detach()
    for page in opened:
        page.close()
    desk.clear_cookies()


@pytest.fixture(scope="session")
def sample_id(server: Server) -> str:
    """The id of one of the sample assessments, all of which are there."""
    with open_storage(f"sqlite:///{server.database}") as repository:
        samples = [read_response(path.read_bytes(), path.name, catalogue_for) for path in sorted(SAMPLES.glob("*"))]
        first, *_others = [store_response(as_admin(repository, "a test"), *sample, sample=True) for sample in samples]
    return first
