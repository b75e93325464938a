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
from assessment.domain.comparison.rounds import pairs_with_earlier
from assessment.domain.merging.imported_response import ImportedResponse
from assessment.domain.model import Response, Status, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.interchange.file_reader import read_file, read_single_response
from assessment.interchange.file_types import SIZE_LIMIT
from assessment.parsing.message_text import abbreviated_list, appears_again, keep_one, printable

if TYPE_CHECKING:
    from assessment.access.gate import Gate
    from assessment.records.assessments import AssessmentListing


@dataclass(frozen=True, slots=True)
class LoadedResponses:
    """The responses that could be read, in the order and under the names given; and all problems."""

    compared: tuple[SourcedResponse, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[Problem, ...] = ()
    """Why some are left out though nobody needs to decide anything, such as empty drafts."""


def load_responses(
    sources: Sequence[str], find_catalogue: FindCatalogue, open_gate: Callable[[], Gate]
) -> LoadedResponses:
    """Read responses: an existing path is a file, anything else is the id of a stored response.

    `open_gate` is called only if there are ids.
    """
    named = Counter(sources)
    ids = [source for source in named if not _is_path(source)]
    kept, problems = _read_kept(ids, open_gate) if ids else ({}, {})
    found: list[SourcedResponse] = []
    reported = _named_twice(named)
    for source in named:
        if source in problems:
            reported.append(problems[source])
        elif source in kept:
            found.append(kept[source])
        else:
            try:
                found.append(file_response(source, read_single_response(_content(source), source, find_catalogue)))
            except FileRefused as error:
                reported += error.problems
    return LoadedResponses(tuple(found), tuple(reported))


def _named_twice(named: Counter[str]) -> list[Problem]:
    return [_problem(source, appears_again(source), keep_one()) for source, times in named.items() if times > 1]


@dataclass(frozen=True, slots=True)
class LoadedForAnalysis:
    """Responses for analysis, and what isn't among them."""

    responses: tuple[SourcedResponse, ...]
    damaged: tuple[Problem, ...]
    """Stored responses that can't be read."""
    rejected: tuple[Problem, ...]
    """Submissions that were rejected on their server."""


def load_for_analysis(
    sources: Sequence[str], find_catalogue: FindCatalogue, open_gate: Callable[[], Gate]
) -> LoadedForAnalysis:
    """All responses in files and all of these ids; every stored response if no source is given.

    Files may hold any number of responses. Raises FileRefused with all problems of all sources.
    """
    if not sources:
        return _everything(open_gate())
    named = Counter(sources)
    ids = [source for source in named if not _is_path(source)]
    kept, problems = _read_kept(ids, open_gate) if ids else ({}, {})
    responses: list[SourcedResponse] = []
    refused, rejected = _named_twice(named), list[Problem]()
    for source in named:
        if source in problems:
            refused.append(problems[source])
        elif source in kept:
            responses.append(kept[source])
        else:
            try:
                incoming = read_file(_content(source), source, find_catalogue)
            except FileRefused as error:
                refused += error.problems
            else:
                responses += _of_file(source, incoming)
                rejected += _rejected(source, incoming)
    if refused:
        raise FileRefused(refused)
    return LoadedForAnalysis(tuple(responses), (), tuple(rejected))


def _everything(gate: Gate) -> LoadedForAnalysis:
    """In the order of the countries' codes and the dates of the rounds, which is the same each time."""
    from assessment.access.assessments import gather_sources  # noqa: PLC0415 - files need no database

    found, damaged = gather_sources(gate)
    reported = [_problem(each.assessment_id, str(each), "") for each in damaged]
    return LoadedForAnalysis(tuple(sorted(found, key=_by_country_and_round)), tuple(reported), ())


def _by_country_and_round(each: SourcedResponse) -> tuple[str, dt.date, str]:
    return each.response.country, each.response.round.date or dt.date.min, each.name


def file_response(name: str, incoming: ImportedResponse) -> SourcedResponse:
    """A response in a file, under a name."""
    follow_ups = {key: each.follow_up for key, each in incoming.follow_ups.items()}
    return SourcedResponse(name, incoming.catalogue, incoming.response, follow_ups, left_out=incoming.left_out)


def _of_file(source: str, incoming: Sequence[ImportedResponse]) -> Iterator[SourcedResponse]:
    for each in incoming:
        if not each.is_rejected:
            name = source if len(incoming) == 1 else f"{source} ({each.row})"
            yield file_response(name, each)


def _rejected(source: str, incoming: Sequence[ImportedResponse]) -> Iterator[Problem]:
    if count := sum(each.is_rejected for each in incoming):
        what = ngettext(
            "{n} submission was rejected on its server.", "{n} submissions were rejected on their server.", count
        )
        yield _problem(source, what.format(n=count), _("Left out."))


def without_obstacles(gathered: LoadedResponses) -> LoadedResponses:
    """The same without the responses that can’t be compared with the others, and with the problems of these.

    That only one response is left is reported only if there is no other problem: correcting those may leave several.
    """
    found = obstacles(gathered.compared)
    problems = [*gathered.problems, *(_problems_of(one) for one in found if one.names and one.needs_decision)]
    left_out = tuple(_problems_of(one) for one in found if not one.needs_decision)
    if not problems:
        problems = [one.problem for one in found if not one.names]
    return LoadedResponses(comparable(gathered.compared), tuple(problems), left_out)


def earlier_rounds(compared: Sequence[SourcedResponse], open_gate: Callable[[], Gate]) -> list[SourcedResponse]:
    """The stored rounds before those of the compared responses that are stored, too.

    Whatever can't be read or compared is left out, as on the page. `open_gate` is called only if there are ids.
    """
    asked = {(one.catalogue.id, _respondent(one.response)) for one in compared if not _is_path(one.name)}
    if not asked:
        return []
    from assessment.access.assessments import list_listings, read_undamaged  # noqa: PLC0415 - files need no database

    gate, names = open_gate(), [one.name for one in compared]
    there = [each for each in list_listings(gate) if (each.catalogue_id, _respondent(each)) in asked]
    found, _damaged = read_undamaged(gate, [each.id for each in there if each.id not in names])
    others = [SourcedResponse.from_assessment(each) for each in found]
    # Of twins the same one is compared as on the page: one that was chosen, has a date, was submitted.
    by_preference = sorted(found, key=lambda one: (one.response.round.date is None, one.status is not Status.SUBMITTED))
    obstacles_found = obstacles([*compared, *others], [*names, *(each.id for each in by_preference)])
    out = {name for each in obstacles_found for name in each.names}
    pairs = pairs_with_earlier(compared, [one for one in others if one.name not in out])
    return [earlier for earlier, _later in pairs if earlier.name not in names]


def _respondent(response: Response | AssessmentListing) -> tuple[str, Voice, str]:
    return response.country, response.voice, response.organisation.strip()


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


def _read_kept(
    ids: Collection[str], open_gate: Callable[[], Gate]
) -> tuple[Mapping[str, SourcedResponse], Mapping[str, Problem]]:
    """The stored responses among some ids, and the problem of each other id."""
    from assessment.access.assessments import gather_sources  # noqa: PLC0415 - files need no database

    found, damaged = gather_sources(open_gate(), ids)
    kept = {each.name: each for each in found}
    what, fix = _("There is no such file or stored response."), _("List the stored responses with “responses”.")
    missing = {each: _problem(each, what, fix) for each in ids if each not in kept}
    return kept, missing | {each.assessment_id: _problem(each.assessment_id, str(each), "") for each in damaged}


def _problem(source: str, what: str, fix: str) -> Problem:
    return Problem("", what, fix, printable(source))
