"""Scores and gaps of one response, in a process that runs already."""

from __future__ import annotations

import random

from assessment.catalogues import load_catalogue
from assessment.domain.answer import Answer, Rating
from assessment.domain.gaps import gaps, information_gaps
from assessment.domain.response import Response, Voice
from assessment.domain.scoring import Grouping, tally_all, tally_by
from benchmarks.measure import Figure, time_rounds
from benchmarks.serving.bare_page import CATALOGUE


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    chance = random.Random(10)
    ratings = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT, Rating.DONT_KNOW)
    answers = {item.id: Answer(chance.choice(ratings)) for item in catalogue.recommendations}
    response = Response(catalogue.id, catalogue.version, "NPL", Voice.STATE, answers=answers)

    def figures(_number: int) -> None:
        tally_all(catalogue, response)
        for grouping in Grouping:
            tally_by(catalogue, response, grouping)
        gaps(catalogue, response)
        information_gaps(catalogue, response)

    timing = time_rounds(figures, rounds=500, warm_up=50)
    return [Figure("scores in every grouping, and gaps: p95", timing.p95, "ms", 2, detail=str(timing))]
