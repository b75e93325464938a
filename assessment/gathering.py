"""Responses from files and from storage, gathered for a comparison, with all their problems at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assessment.catalogue import FindCatalogue, found_once
from assessment.comparison import Compared, Obstacle, comparable, obstacles
from assessment.errors import FileRefused, Problem
from assessment.interchange.arrivals import read_one
from assessment.interchange.file_kinds import SIZE_LIMIT
from assessment.language import gettext as _
from assessment.model import Assessment
from assessment.strict import appears_again, keep_one, listed, printable

if TYPE_CHECKING:
    from assessment.storage import AssessmentDamaged


class Identified(Protocol):
    @property
    def id(self) -> str: ...


class Keeper(Protocol):
    """What is needed of the storage of responses."""

    def listed(self) -> Sequence[Identified]: ...
    def damaged(self) -> Sequence[AssessmentDamaged]: ...
    def sound_assessments(self, ids: Sequence[str]) -> tuple[list[Assessment], list[AssessmentDamaged]]: ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """The responses that could be read, in the order and under the names given; and all problems."""

    compared: tuple[Compared, ...]
    problems: tuple[Problem, ...]


def gather(sources: Sequence[str], find_catalogue: FindCatalogue, open_kept: Callable[[], Keeper]) -> Gathered:
    """Read responses: an existing path is a file, anything else is the id of a stored response.

    `open_kept` is called only if there are ids.
    """
    named = Counter(sources)
    ids = [source for source in named if not _is_path(source)]
    kept, problems = _read_kept(ids, open_kept) if ids else ({}, {})
    find_once = found_once(find_catalogue)
    found: list[Compared] = []
    told: list[Problem] = []
    for source, times in named.items():
        if times > 1:
            told.append(_problem(source, appears_again(source), keep_one()))
        if source in problems:
            told.append(problems[source])
        elif source in kept:
            found.append(Compared.kept(kept[source]))
        else:
            try:
                found.append(_read(source, find_once))
            except FileRefused as error:
                told += error.problems
    return Gathered(tuple(found), tuple(told))


def without_obstacles(gathered: Gathered) -> Gathered:
    """The same without the responses that prevent a comparison, and with the problems of these.

    That only one response is left is reported only if there is no other problem: correcting those may leave several.
    """
    found = obstacles(gathered.compared)
    problems = [*gathered.problems, *(_told(obstacle) for obstacle in found if obstacle.names)]
    if not problems:
        problems = [obstacle.problem for obstacle in found]
    return Gathered(comparable(gathered.compared), tuple(problems))


def _told(obstacle: Obstacle) -> Problem:
    """An obstacle as a problem with full names, since a path is recognised by its end."""
    return obstacle.problem._replace(where="", file=printable(listed(obstacle.names)))


def _is_path(source: str) -> bool:
    path = Path(source)
    try:
        return path.exists() or bool(path.suffix) or len(path.parts) != 1
    except OSError:
        # Too long for a file name, or in a folder without access.
        return True


def _read(source: str, find_catalogue: FindCatalogue) -> Compared:
    """The response in a file. Raises FileRefused with all its problems."""
    path = Path(source)
    try:
        if path.is_dir():
            raise FileRefused([_problem(source, _("This is a folder."), _("Use the files in it."))])
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise FileRefused([_problem(source, _("There is no such file."), _("Check its name."))]) from None
    except OSError as error:
        what = _("The file can’t be read: {reason}.").format(reason=error.strerror)
        raise FileRefused([_problem(source, what, _("Check its name and your permissions."))]) from error
    incoming = read_one(content, source, find_catalogue)
    return Compared(source, incoming.catalogue, incoming.response)


def _read_kept(
    ids: Collection[str], open_kept: Callable[[], Keeper]
) -> tuple[Mapping[str, Assessment], Mapping[str, Problem]]:
    """The stored responses among some ids, and the problem of each other id."""
    kept = open_kept()
    there = {each.id for each in kept.listed()}
    found, damaged = kept.sound_assessments([each for each in ids if each in there])
    if not there.issuperset(ids):
        damaged = [*damaged, *(each for each in kept.damaged() if each.assessment_id not in there)]
    missing = {
        each: _problem(
            each,
            _("There is no such file or stored response."),
            _("List the stored responses with “responses”."),
        )
        for each in ids
        if each not in there
    }
    missing |= {each.assessment_id: _problem(each.assessment_id, str(each), "") for each in damaged}
    return {each.id: each for each in found}, missing


def _problem(source: str, what: str, mend: str) -> Problem:
    return Problem("", what, mend, printable(source))
