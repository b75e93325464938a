"""The analyst's door: answers, figures and comparisons as DataFrames, for a notebook or a script of your own.

    from assessment.analysis import answers
    answers("state.json", "table-1.xlsx").groupby(["voice", "theme"])["value"].mean()

Every function takes paths of files, in any format that the software reads, and ids of stored responses. The columns
and their meanings are in docs/analysts.md. What people typed is `str`, every other text is a category, a count `Int64`,
a share or a score `float64`, a date `datetime64[ms]`; missing values are NA.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from assessment.access.entrance import open_entrance
from assessment.access.gate import Gate
from assessment.config import settings
from assessment.domain.comparison.compare import compare
from assessment.domain.fields import SharingLevel
from assessment.domain.sharing import share_all
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused
from assessment.parsing.csv_escaping import Datum
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.loading import load_responses, without_obstacles
from assessment.tidy.answers import answer_rows, answer_table, follow_up_rows, follow_up_table
from assessment.tidy.figures import figure_rows, figure_table
from assessment.tidy.observations import observation_table, observations
from assessment.tidy.table import Row, Table, Variable

Source = str | Path
"""The path of a file, or the id of a stored response."""


class LeftOut(UserWarning):
    """A DataFrame lacks something: a stored response that is damaged, or submissions that were rejected."""


def answers(*sources: Source, share: str = "full") -> pd.DataFrame:
    """One row for each response and recommendation; of every stored response if no source is given.

    `share` is `public`, `partners` or `full` (docs/sharing.md). Warns with LeftOut of each stored response that can't
    be read, and of submissions that were rejected. Raises FileRefused with all problems of all sources.
    """
    return frame(answer_table(), answer_rows(_responses(sources, share)))


def follow_ups(*sources: Source, share: str = "full") -> pd.DataFrame:
    """One row for each response and gap, with its follow-up. Warns and raises as `answers`."""
    return frame(follow_up_table(), follow_up_rows(_responses(sources, share)))


def figures(*sources: Source, share: str = "full") -> pd.DataFrame:
    """One row for each response and group: overall, by theme and so on, unrounded. Warns and raises as `answers`."""
    return frame(figure_table(settings().coverage_threshold), figure_rows(_responses(sources, share)))


def comparison(*sources: Source) -> pd.DataFrame:
    """One row for each rating and score in a comparison (docs/comparing.md, *CSV*).

    Warns with LeftOut of each response without ratings, copy and undated twin. Raises FileRefused with everything that
    prevents the comparison.
    """
    loaded = without_obstacles(load_responses(_named(sources), catalogue_for, _open_gate))
    if loaded.problems:
        raise FileRefused([*loaded.problems, *loaded.left_out])
    for problem in loaded.left_out:
        warnings.warn(str(problem), LeftOut, stacklevel=2)
    return frame(observation_table(), observations(compare(loaded.responses)))


def _responses(sources: Sequence[Source], share: str) -> Sequence[SourcedResponse]:
    loaded = load_responses(_named(sources), catalogue_for, _open_gate, several=True)
    if sources and loaded.problems:
        raise FileRefused(loaded.problems)
    for problem in (*loaded.problems, *loaded.left_out):
        warnings.warn(str(problem), LeftOut, stacklevel=3)
    return share_all(loaded.responses, SharingLevel(share))


def _named(sources: Sequence[Source]) -> list[str]:
    return [str(source) for source in sources]


def _open_gate() -> Gate:
    return open_entrance(settings().database_url, audit_days=settings().audit_days).personal_gate("analysis")


def frame(table: Table[Row], rows: Iterable[Row]) -> pd.DataFrame:
    """The rows of a table as a DataFrame, with the type of each column."""
    every = list(rows)
    return pd.DataFrame(
        {column.name: _column(column, [column.value(row) for row in every]) for column in table.variables}
    )


def parquet(table: Table[Row], rows: Iterable[Row]) -> bytes:
    """The same as the content of a Parquet file."""
    return frame(table, rows).to_parquet(index=False)


_TYPES = {"integer": "Int64", "number": "float64", "boolean": "bool", "date": "datetime64[ms]"}


def _column(column: Variable[Row], values: Sequence[Datum]) -> pd.Series[Any]:
    if column.type != "string":
        return pd.Series(values, dtype=_TYPES[column.type])
    texts = pd.Series([value or None for value in values], dtype="str")
    return texts if column.typed else texts.astype(_codes(column, texts))


def _codes(column: Variable[Row], texts: pd.Series[str]) -> pd.CategoricalDtype:
    """The codes that there can be; where these aren't listed, those that there are, in the order of the rows."""
    listed = column.constraints.get("enum")
    return pd.CategoricalDtype(pd.Index(listed or texts.dropna().unique(), dtype="str"))
