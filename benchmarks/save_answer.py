"""Saving one answer: the repository on SQLite, against a bare upsert with the same durability; and what the gate adds,
by the same save of a visit that is asked for anew and on a personal machine."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.access.assessments import save_answer
from assessment.access.entrance import Entrance
from assessment.access.gate import Gate
from assessment.catalogues import load_catalogue
from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Response, Voice
from assessment.storage.opening import open_storage
from benchmarks.measure import Figure, compare, time_rounds
from benchmarks.serving.visits import begin_visit
from tests.support.gates import as_admin, store_response

CATALOGUE = Path(__file__).parent.parent / "data" / "catalogues" / "gcm-10.yaml"
ROUNDS = 1500
RATINGS = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)


def run() -> list[Figure]:
    return [*_storing(), *_asking_the_gate()]


def _storing() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    ids = [recommendation.id for recommendation in catalogue.recommendations]
    with (
        # Not in the system's folder, which may lie in memory, where flushing to the disk costs nothing.
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        open_storage(f"sqlite:///{folder}/assessments.db") as repository,
        closing(_bare_database(Path(folder) / "floor.db")) as bare,
    ):
        response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
        assessment_id = store_response(as_admin(repository, "benchmark"), catalogue, response)

        # Every round says something new: neither SQLite nor the repository writes what stands there already.
        def save(number: int) -> None:
            revision, item = divmod(number, len(ids))
            answer = Answer(rating=RATINGS[revision % len(RATINGS)], evidence=f"Evidence of round {number}")
            save_answer(as_admin(repository, "benchmark"), assessment_id, ids[item], answer, expected_revision=revision)

        def upsert(number: int) -> None:
            revision, item = divmod(number, len(ids))
            rating = RATINGS[revision % len(RATINGS)].value
            bare.execute(
                "INSERT INTO answers VALUES (?, ?, ?, ?) ON CONFLICT (assessment_id, recommendation_id) "
                "DO UPDATE SET rating = excluded.rating, evidence = excluded.evidence",
                (assessment_id, ids[item], rating, f"Evidence of round {number}"),
            )

        comparison = compare(save, upsert, rounds=ROUNDS, warm_up=100)
    return [
        Figure("p95", comparison.ours.p95, "ms", 10),
        Figure("p50 against a bare upsert", comparison.ratio, "x", 3, detail=str(comparison)),
    ]


def _asking_the_gate() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    items = [recommendation.id for recommendation in catalogue.recommendations]
    with (
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        open_storage(f"sqlite:///{Path(folder) / 'assessments.db'}") as repository,
    ):
        response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
        personal = as_admin(repository, "benchmark")
        of_visit, of_machine = (
            store_response(as_admin(repository, "benchmark"), catalogue, response) for _response in range(2)
        )
        token = begin_visit(repository, of_visit, "benchmark")
        visiting = Entrance(repository).visit_gate(token)

        def save(access: Gate, assessment_id: str, number: int) -> None:
            revision, item = divmod(number, len(items))
            answer = Answer(rating=RATINGS[revision % len(RATINGS)], evidence=f"Evidence of round {number}")
            save_answer(access, assessment_id, items[item], answer, expected_revision=revision)

        comparison = compare(
            partial(save, visiting, of_visit), partial(save, personal, of_machine), rounds=ROUNDS, warm_up=100
        )
        # A save waits for the disk, which differs by more from one save to the next: so the gate is asked alone too.
        alone = time_rounds(lambda _number: visiting.grant(), rounds=ROUNDS, warm_up=100)
    return [
        Figure("added to a saved answer: p50", comparison.ours.p50 - comparison.floor.p50, "ms", 1, str(comparison)),
        Figure("added to a saved answer: p95", comparison.ours.p95 - comparison.floor.p95, "ms", 1, str(comparison)),
        Figure("the gate asked alone: p95", alone.p95, "ms", 1, str(alone)),
    ]


def _bare_database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE answers (assessment_id TEXT, recommendation_id TEXT, rating TEXT, evidence TEXT, "
        "PRIMARY KEY (assessment_id, recommendation_id))"
    )
    return connection
