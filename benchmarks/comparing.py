"""The theme matrix of 193 countries with three voices on 33 recommendations: what all of them share, and the tallies by
theme on that and on everything that each was asked. Beside it pandas, reading the same rows and grouping them once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from assessment.catalogues import load_catalogue
from assessment.storage.opening import open_storage
from benchmarks.gap_report import CATALOGUE
from benchmarks.measure import Figure, compare
from benchmarks.world.making import make_world
from benchmarks.world.matrix import count_matrix

ROWS = "SELECT assessment_id, recommendation_id, rating FROM answers"


def run() -> list[Figure]:
    catalogue = load_catalogue(CATALOGUE)
    themes = {item.id: item.theme for item in catalogue.recommendations}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "assessments.db"
        world = make_world(f"sqlite:///{file}", catalogue, rounds=1)
        with open_storage(f"sqlite:///{file}") as repository, closing(sqlite3.connect(file)) as connection:

            def group(_number: int) -> object:
                rows = pd.read_sql_query(ROWS, connection)
                rows["theme"] = rows["recommendation_id"].map(themes)
                return rows.groupby(["assessment_id", "theme", "rating"]).size()

            common, on_own = count_matrix(repository, world.ids)
            assert 0 < len(common.items) < len(themes)
            assert sum(t.implemented for row in on_own.values() for t in row.values()) > 0
            comparison = compare(lambda _number: count_matrix(repository, world.ids), group, rounds=40, warm_up=3)
    name = f"{len(world.ids)} responses, {world.answers} answers"
    return [
        Figure(f"theme matrix of {name}: p50", comparison.ours.p50, "ms", 200),
        Figure("against pandas with one group-by", comparison.ratio, "x", 2, detail=str(comparison)),
    ]
