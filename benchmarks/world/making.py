"""An invented world: so many countries, voices and rounds, each with answers to a whole catalogue.

Its rows are made inside the database, from a few thousand random numbers, which are always the same.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from dataclasses import dataclass

import sqlalchemy as sa

from assessment.codec import plain
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.countries import country_codes
from assessment.domain.response import Status, Voice
from assessment.storage.opening import open_storage
from assessment.storage.tables import assessments, catalogues

COUNTRIES = 193
VOICES = (Voice.STATE, Voice.CIVIL_SOCIETY, Voice.NATIONAL_HUMAN_RIGHTS_INSTITUTION)
RATED = 0.6
"""The share of recommendations that everybody rates; to the others some say that they don't know, or say nothing."""
AT = dt.datetime(2026, 11, 24, 14, 2, 11, tzinfo=dt.UTC)
EVIDENCE = (
    "The Act of 2019 sets up a compensation fund; since 2021 it has paid 41 people, most of them after two years."
)

_SAID: tuple[Rating | None, ...] = (
    *(Rating.IMPLEMENTED, Rating.PARTIAL, Rating.PARTIAL, Rating.ABSENT),
    *(Rating.DONT_KNOW, Rating.NOT_APPLICABLE, None),
)
_RATED = 4
"""How many of these, from the first, are ratings with a value."""

_EACH = """
FROM world_assessments
CROSS JOIN world_items
JOIN assessments ON assessments.id = world_assessments.id
JOIN world_said ON world_said.number = (world_assessments.number * world_items.number) % 10007 % world_items.choices
"""
_CHANGES = f"""
INSERT INTO changes (assessment_id, recommendation_id, revision, at, author, answer)
SELECT world_assessments.id, world_items.id, 1, assessments.created, '"benchmark"', world_said.answer
{_EACH}
ORDER BY world_assessments.id, world_items.id
"""
# Everybody goes through the recommendations at the same time, so that nobody's answers lie beside each other.
_ANSWERS = f"""
INSERT INTO answers (assessment_id, recommendation_id, revision, rating, at)
SELECT world_assessments.id, world_items.id, 1, world_said.rating, assessments.created
{_EACH}
ORDER BY world_items.id, world_assessments.id
"""


@dataclass(frozen=True)
class World:
    """What was made: the ids of its assessments, and how many answers they have."""

    ids: list[str]
    answers: int


def make_world(url: str, catalogue: Catalogue, *, rounds: int, countries: int = COUNTRIES) -> World:
    """Fill an empty database."""
    with open_storage(url):
        """Only the tables are wanted."""
    chance = random.Random(193)
    rows = [
        {
            "id": f"a{chance.getrandbits(128):032x}",
            "catalogue_hash": catalogue.hash,
            "country": country,
            "voice": voice.value,
            "organisation": "",
            "round_label": f"Round {number}",
            "round_date": dt.date(2020 + number, 11, 2),
            "anonymous": False,
            "language": "en",
            "sample": True,
            "status": Status.SUBMITTED.value,
            "created": AT,
            "changed": AT,
        }
        for country in country_codes()[:countries]
        for voice in VOICES
        for number in range(1, rounds + 1)
    ]
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg") if "postgres" in url else url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # The rows are sound; to look up each one's assessment takes longer than to write it.
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(sa.text("PRAGMA cache_size = -400000"))
        connection.execute(
            sa.insert(catalogues),
            {
                "hash": catalogue.hash,
                "id": catalogue.id,
                "version": catalogue.version,
                "title": catalogue.title,
                "size": len(catalogue.recommendations),
                "content": catalogue.content,
            },
        )
        connection.execute(sa.insert(assessments), rows)
        _make_answers(connection, catalogue, [str(row["id"]) for row in rows], chance)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What the server does by itself a minute later.
            connection.execute(sa.text("VACUUM ANALYZE"))
    engine.dispose()
    return World([str(row["id"]) for row in rows], len(rows) * len(catalogue.recommendations))


def _make_answers(connection: sa.Connection, catalogue: Catalogue, ids: list[str], chance: random.Random) -> None:
    said = sa.table("world_said", *map(sa.column, ("number", "rating", "answer")))
    items = sa.table("world_items", *map(sa.column, ("number", "id", "choices")))
    numbered = sa.table("world_assessments", *map(sa.column, ("number", "id")))
    for statement in (
        "CREATE TEMPORARY TABLE world_said (number INTEGER, rating TEXT, answer TEXT)",
        "CREATE TEMPORARY TABLE world_items (number INTEGER, id TEXT, choices INTEGER)",
        "CREATE TEMPORARY TABLE world_assessments (number INTEGER, id TEXT)",
    ):
        connection.execute(sa.text(statement))
    connection.execute(
        sa.insert(said),
        [
            {
                "number": number,
                "rating": rating and rating.value,
                "answer": json.dumps(plain(Answer(rating, evidence=EVIDENCE, reason="None such."))),
            }
            for number, rating in enumerate(_SAID)
        ],
    )
    rated = round(RATED * len(catalogue.recommendations))
    choices = [_RATED] * rated + [len(_SAID)] * (len(catalogue.recommendations) - rated)
    chance.shuffle(choices)
    connection.execute(
        sa.insert(items),
        [
            {"number": chance.randrange(1, 10_000), "id": item.id, "choices": few}
            for item, few in zip(catalogue.recommendations, choices, strict=True)
        ],
    )
    connection.execute(sa.insert(numbered), [{"number": chance.randrange(1, 10_000), "id": key} for key in ids])
    connection.execute(sa.text(_CHANGES))
    connection.execute(sa.text(_ANSWERS))
