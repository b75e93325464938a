"""Responses from files and from storage, gathered for a comparison, with all their problems at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.catalogues import FindCatalogue
from assessment.domain.comparison.obstacles import Obstacle, comparable, obstacles
from assessment.domain.comparison.ordering import respondent
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.permissions import Action
from assessment.domain.response import Status
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused, Problem
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.interchange.file_reader import read_file, read_single_response
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.parsing.message_text import abbreviated_list, appears_again, keep_one, printable

if TYPE_CHECKING:
    from assessment.access.gate import Gate


@dataclass(frozen=True, slots=True)
class LoadedResponses:
    """The responses that could be read, in the order and under the names given; and all problems."""

    responses: tuple[SourcedResponse, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...] = ()
    """Why some are left out though nobody needs to decide anything, such as empty drafts and rejected submissions."""


def load_responses(
    sources: Sequence[str], find_catalogue: FindCatalogue, open_gate: Callable[[], Gate], *, several: bool = False
) -> LoadedResponses:
    """Read responses: an existing path is a file, anything else is the id of a stored response.

    With `several`, a file may hold any number of responses, and no source stands for every stored response. `open_gate`
    is called only where a stored response is read.
    """
    named = Counter(sources)
    ids = [source for source in named if not _is_path(source)]
    stored, missing = _read_stored(open_gate(), ids) if ids else ({}, {})
    if several and not sources:
        stored, missing = _read_stored(open_gate(), None)
        return LoadedResponses(tuple(sorted(stored.values(), key=_by_country_and_round)), tuple(missing.values()))
    responses: list[SourcedResponse] = []
    problems = [_problem(source, appears_again(source), keep_one()) for source, times in named.items() if times > 1]
    left_out: list[Problem] = []
    for source in named:
        if source in missing:
            problems.append(missing[source])
        elif source in stored:
            responses.append(stored[source])
        else:
            try:
                content = _content(source)
                if several:
                    incoming = read_file(content, source, find_catalogue)
                    left_out += _rejected(source, incoming)
                else:
                    incoming = (read_single_response(content, source, find_catalogue),)
            except FileRefused as error:
                problems += error.problems
            else:
                responses += _of_file(source, incoming, several=several)
    return LoadedResponses(tuple(responses), tuple(problems), tuple(left_out))


def _read_stored(
    gate: Gate, ids: Collection[str] | None
) -> tuple[Mapping[str, SourcedResponse], Mapping[str, Problem]]:
    """The stored responses among some ids, or all, and the problem of each other one."""
    from assessment.access.assessments import gather_sources  # noqa: PLC0415 - files need no database

    # A command prints or writes what it reads.
    read, damaged = gather_sources(gate, ids, Action.EXPORT)
    stored = {source.name: source for source in read}
    what, fix = _("There is no such file or stored response."), _("List the stored responses with “responses”.")
    missing = {name: _problem(name, what, fix) for name in ids or () if name not in stored}
    return stored, missing | {error.assessment_id: _problem(error.assessment_id, str(error), "") for error in damaged}


def _by_country_and_round(source: SourcedResponse) -> tuple[str, dt.date, str]:
    return source.response.country, source.response.round.date or dt.date.min, source.name


def file_response(name: str, incoming: ImportedResponse) -> SourcedResponse:
    """A response in a file, under a name."""
    follow_ups = {key: file_follow_up.follow_up for key, file_follow_up in incoming.follow_ups.items()}
    return SourcedResponse(name, incoming.catalogue, incoming.response, follow_ups, left_out=incoming.left_out)


def _of_file(source: str, incoming: Sequence[ImportedResponse], *, several: bool) -> Iterator[SourcedResponse]:
    for imported in incoming:
        if not (several and imported.is_rejected):
            yield file_response(source if len(incoming) == 1 else f"{source} ({imported.row})", imported)


def _rejected(source: str, incoming: Sequence[ImportedResponse]) -> Iterator[Problem]:
    if count := sum(imported.is_rejected for imported in incoming):
        what = counted(
            "{n} submission was rejected on its server.", "{n} submissions were rejected on their server.", count
        )
        yield _problem(source, what, _("Left out."))


def without_obstacles(gathered: LoadedResponses) -> LoadedResponses:
    """The same without the responses that can’t be compared with the others, and with the problems of these.

    That only one response is left is reported only if there is no other problem: correcting those may leave several.
    """
    found_obstacles = obstacles(gathered.responses)
    problems = [
        *gathered.problems,
        *(_problems_of(obstacle) for obstacle in found_obstacles if obstacle.names and obstacle.needs_decision),
    ]
    left_out = tuple(_problems_of(obstacle) for obstacle in found_obstacles if not obstacle.needs_decision)
    if not problems:
        problems = [obstacle.problem for obstacle in found_obstacles if not obstacle.names]
    return LoadedResponses(comparable(gathered.responses), tuple(problems), left_out)


def earlier_rounds(compared: Sequence[SourcedResponse], open_gate: Callable[[], Gate]) -> list[SourcedResponse]:
    """The stored rounds before those of the compared responses that are stored, too.

    Whatever can't be read or compared is left out, as on the page. `open_gate` is called only if there are ids.
    """
    asked = {(source.catalogue.id, respondent(source.response)) for source in compared if not _is_path(source.name)}
    if not asked:
        return []
    from assessment.access.assessments import list_listings, read_undamaged  # noqa: PLC0415 - files need no database

    gate, names = open_gate(), [source.name for source in compared]
    there = [listing for listing in list_listings(gate) if (listing.catalogue_id, respondent(listing)) in asked]
    sound, _damaged = read_undamaged(gate, [listing.id for listing in there if listing.id not in names])
    others = [SourcedResponse.from_assessment(assessment) for assessment in sound]
    # Of twins the same one is compared as on the page: one that was chosen, has a date, was submitted.
    by_preference = sorted(
        sound,
        key=lambda assessment: (assessment.response.round.date is None, assessment.status is not Status.SUBMITTED),
    )
    obstacles_found = obstacles([*compared, *others], [*names, *(assessment.id for assessment in by_preference)])
    out = {name for obstacle in obstacles_found for name in obstacle.names}
    pairs = pairs_with_earlier(compared, [other for other in others if other.name not in out])
    return [earlier for earlier, _later in pairs if earlier.name not in names]


def _problems_of(obstacle: Obstacle) -> Problem:
    """An obstacle as a problem with full names, since a path is recognised by its end."""
    return replace(obstacle.problem, where="", file=printable(abbreviated_list(obstacle.names)))


def _is_path(source: str) -> bool:
    path = Path(source)
    try:
        return path.exists() or bool(path.suffix) or len(path.parts) != 1
    except OSError:
        # Too long for a file name, or in a folder without access.
        return True


def _content(source: str) -> bytes:
    """The content of a file, or as much as any file may have and a byte more. Raises FileRefused."""
    path = Path(source)
    try:
        if path.is_dir():
            raise FileRefused([_problem(source, _("This is a folder."), _("Use the files in it."))])
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        raise FileRefused([_problem(source, _("There is no such file."), _("Check its name."))]) from None
    except OSError as error:
        what = _("The file can’t be read: {reason}.").format(reason=error.strerror)
        raise FileRefused([_problem(source, what, _("Check its name and your permissions."))]) from error


def _problem(source: str, what: str, fix: str) -> Problem:
    return Problem("", what, fix, printable(source))
