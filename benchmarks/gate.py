"""What the gate adds to a saved answer: the same save by a visit that is asked for anew, and on a personal machine."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.catalogues import load_catalogue
from assessment.domain.model import Answer, Response, Voice
from assessment.services.access import Access
from assessment.services.links import Entrance
from assessment.storage import open_repository
from benchmarks.measure import Figure, compare, time_rounds
from benchmarks.save_answer import CATALOGUE, RATINGS
from benchmarks.serving.visits import begin_visit

ROUNDS = 1500


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    items = [recommendation.id for recommendation in catalogue.recommendations]
    with (
        TemporaryDirectory(dir=CATALOGUE.parent.parent) as folder,
        open_repository(f"sqlite:///{Path(folder) / 'assessments.db'}") as repository,
    ):
        response = Response(catalogue.id, catalogue.version, country="NPL", voice=Voice.STATE)
        personal = Access.personal(repository, "benchmark")
        of_visit, of_machine = (personal.create(catalogue, response) for _response in range(2))
        token = begin_visit(repository, of_visit, "benchmark")
        visiting = Access(repository, partial(Entrance(repository).grant, token))

        def save(access: Access, assessment_id: str, number: int) -> None:
            revision, item = divmod(number, len(items))
            answer = Answer(rating=RATINGS[revision % len(RATINGS)], evidence=f"Evidence of round {number}")
            access.save_answer(assessment_id, items[item], answer, expected_revision=revision)

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
