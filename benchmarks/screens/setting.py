"""What is there before anybody comes: five saved assessments, one of them full, and a workshop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.access.assessments import read_assessment
from assessment.access.ballots import BallotBox
from assessment.access.workshops import create_workshop
from assessment.catalogues import load_catalogue
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.gaps import Gap, gaps, red_lines
from assessment.domain.response import Response, Round, Voice
from assessment.records.workshops import Newcomer
from assessment.storage.opening import Storage, open_storage
from benchmarks.serving.bare_page import CATALOGUE
from tests.browser.server import Server
from tests.support.gates import as_admin, store_response
from tests.support.room import Room, a_plan

RATINGS = (Rating.PARTIAL, Rating.ABSENT, Rating.IMPLEMENTED, Rating.PARTIAL, Rating.IMPLEMENTED, Rating.DONT_KNOW)
OTHERS = (("NPL", Voice.CIVIL_SOCIETY), ("KEN", Voice.STATE), ("GHA", Voice.STATE), ("FJI", Voice.STATE))
TARGET = dt.date(2027, 6, 30)


@dataclass(frozen=True, slots=True)
class Setting:
    """A server and what it keeps. `full` has all its recommendations answered."""

    server: Server
    repository: Storage
    catalogue: Catalogue
    full: str

    @property
    def gaps(self) -> list[Gap]:
        return gaps(self.catalogue, read_assessment(as_admin(self.repository), self.full).response)

    @property
    def red_lines(self) -> list[Gap]:
        return red_lines(self.gaps)

    def begin(self, country: str = "PER") -> str:
        """Begin an assessment; returns its id."""
        response = Response(self.catalogue.id, self.catalogue.version, country=country, voice=Voice.STATE)
        return store_response(as_admin(self.repository, "benchmark"), self.catalogue, response)

    def hold_workshop(self) -> Room:
        """A workshop in which seven have joined."""
        lead = as_admin(self.repository, "Asha")
        plan = replace(a_plan(self.catalogue), country="NPL", title="Two days in Nepal")
        room = Room(self.repository, lead, BallotBox(self.repository), create_workshop(lead, self.catalogue, plan))
        room.let_in([*[Newcomer(Voice.STATE)] * 4, *[Newcomer(Voice.CIVIL_SOCIETY)] * 3])
        return room


def said_of_gap(gap: Gap) -> list[str]:
    """What a reader wants to know of a gap: what, who, and by when."""
    return [gap.recommendation.title, gap.answer.responsible, str(TARGET.year)]


@contextmanager
def prepared_setting() -> Iterator[Setting]:
    """Serve the app on such a database."""
    catalogue = load_catalogue(CATALOGUE)
    with TemporaryDirectory() as folder:
        server = Server(Path(folder))
        with open_storage(f"sqlite:///{server.database}") as repository:
            for country, voice in OTHERS:
                response = _response(catalogue, country, voice)
                store_response(as_admin(repository, "benchmark"), catalogue, response)
            full = store_response(
                as_admin(repository, "benchmark"), catalogue, _response(catalogue, "NPL", Voice.STATE)
            )
            server.start()
            try:
                yield Setting(server, repository, catalogue, full)
            finally:
                server.stop()


def _response(catalogue: Catalogue, country: str, voice: Voice) -> Response:
    ratings = cycle(RATINGS if voice is Voice.STATE else RATINGS[1:])
    answers = {
        item.id: Answer(
            rating,
            measures=tuple(measure.id for measure in item.measures) if rating is Rating.IMPLEMENTED else (),
            evidence="The Act of 2019 and the annual report of the national rapporteur.",
            responsible=f"Directorate {item.id.rpartition('-')[2]}",
            action="Amend the Act, and publish how it is applied.",
            target_date=TARGET,
        )
        for item, rating in zip(catalogue.recommendations, ratings, strict=False)
    }
    return Response(
        catalogue.id,
        catalogue.version,
        country=country,
        voice=voice,
        round=Round("2026 baseline", dt.date(2026, 11, 2)),
        answers=answers,
    )
