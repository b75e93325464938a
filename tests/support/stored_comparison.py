"""Responses that are kept, for tests of the page “Compare”: of as many countries as are asked for."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace

from assessment.domain.answer import Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.countries import country_codes
from assessment.domain.response import Response, Round, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.storage.opening import Storage
from tests.support.gates import as_admin, store_response

RATED = (Rating.IMPLEMENTED, Rating.PARTIAL, Rating.ABSENT)
UNKNOWN = (Rating.DONT_KNOW, None)
BEFORE = Round("2024 baseline", dt.date(2024, 11, 4))
NOW = Round("2026 review <b>bold</b>", dt.date(2026, 11, 2))
EVIDENCE = "Act 12 of 2014 <script>alert(1)</script> **not bold** [nor a link](https://example.org)"


def responses(catalogue: Catalogue, countries: int, *, seed: int = 193) -> Iterator[Response]:
    """Of each country what its State says now; of every third one also what a coalition says, and what the State said
    two years ago. Of every fifth recommendation some don't know."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    for number, country in enumerate(country_codes()[:countries]):
        state = Response(catalogue.id, catalogue.version, country, Voice.STATE, "Ministry of the Interior", NOW)
        yield state.with_answers(_answers(catalogue, chance))
        if number % 3 == 0:
            coalition = replace(state, voice=Voice.CIVIL_SOCIETY, organisation="A coalition", anonymous=number % 2 == 1)
            yield coalition.with_answers(_answers(catalogue, chance))
            yield replace(state, round=BEFORE).with_answers(_answers(catalogue, chance))


def _answers(catalogue: Catalogue, chance: random.Random) -> dict[str, Answer]:
    found = {}
    for number, item in enumerate(catalogue.by_id):
        rating = chance.choice(UNKNOWN if number % 5 == 0 and chance.random() < 0.3 else RATED)
        if rating is not None:
            cause = chance.choice((None, *Cause))
            evidence = EVIDENCE if rating is Rating.IMPLEMENTED else ""
            found[item] = Answer(rating, evidence=evidence, law_reference="Act 12, section 3", cause=cause)
    return found


def keep(repository: Storage, catalogue: Catalogue, countries: int) -> list[SourcedResponse]:
    """Keep them; gives them as they are compared, by their ids."""
    return [
        SourcedResponse(store_response(as_admin(repository, "a test"), catalogue, response), catalogue, response)
        for response in responses(catalogue, countries)
    ]
