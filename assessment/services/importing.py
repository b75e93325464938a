"""Importing files: a preview first, compared with stored responses, and then the import, all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from assessment.access.assessments import find_catalogue as find_stored_catalogue
from assessment.access.assessments import (
    gather_sources,
    list_listings,
    read_answer_versions,
    read_imported_submissions,
    store_import,
)
from assessment.access.gate import Gate
from assessment.catalogues import CatalogueUnknown, FindCatalogue
from assessment.domain.answer import MergeOutcome
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.answer_merge import AnyConflict, AnyMerge, Decision
from assessment.domain.merging.imported_response import ImportedResponse, ImportedSubmission
from assessment.domain.merging.matching import MatchedFiles, has_same_identity, match_files
from assessment.domain.merging.merge import ConflictUndecided, ImportPlan, MergePreview, plan_import, preview
from assessment.domain.response import Status
from assessment.domain.sourced import SourcedResponse
from assessment.errors import FileRefused, Problem
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.interchange.reader_process import read_files
from assessment.labels.formatting import response_name
from assessment.parsing.message_text import abbreviated_list
from assessment.records.assessments import AssessmentListing, ImportRecord
from assessment.records.errors import AssessmentDamaged

_Damaged = tuple[AssessmentDamaged, AssessmentListing | None]
"""Why an assessment can't be read, and whose it is if its own row can be read."""


@dataclass(frozen=True, slots=True)
class RowOptions:
    """Choices about submissions that need one."""

    take_rejected: bool = False
    """Also import submissions that were rejected on the server."""
    leave_out_rows: bool = False
    """Leave out rows whose catalogue isn't available, instead of refusing their file."""


DEFAULT_ROW_OPTIONS = RowOptions()


@dataclass(frozen=True, slots=True)
class Dispute:
    """An answer of one of the responses, or a follow-up, whose versions differ."""

    place: int
    """The index of its response's preview."""
    previewed: MergePreview
    item: AnyMerge
    conflict: AnyConflict

    @property
    def about(self) -> tuple[int, str]:
        """What a decision is about: the index of the preview, and the key of the conflict."""
        return self.place, self.item.key


@dataclass(frozen=True, slots=True)
class PreparedImport:
    """A preview of an import. Nothing is stored yet."""

    matched: MatchedFiles
    previews: tuple[MergePreview, ...]
    """One for each response of which there are files."""
    refused: tuple[FileRefused, ...]
    """One for each file that can't be imported."""
    problems: tuple[Problem, ...]
    """Why nothing can be imported yet: a response that would change was submitted, for instance."""
    rejected: tuple[Problem, ...] = ()
    """Submissions left out because they were rejected on the server, by file."""

    @property
    def disputes(self) -> list[Dispute]:
        """The conflicts by response, the weightiest first."""
        return [
            Dispute(place, previewed, item, item.conflict)
            for place, previewed in enumerate(self.previews)
            for item in previewed.conflicts
            if item.conflict
        ]

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the files is already stored."""
        return not self.problems and all(
            previewed.stored
            and {*previewed.counts, *previewed.follow_up_counts} <= {MergeOutcome.UNCHANGED}
            and not previewed.submissions
            for previewed in self.previews
        )


@dataclass(slots=True)
class ConflictDecisions:
    """The decisions about conflicts: for single recommendations, and for all others."""

    single: dict[tuple[int, str], Decision] = field(default_factory=dict)
    """By what they are about; the number of a file is that in the preview."""
    for_all: str | int | None = None
    """KEEP_STORED, or the name of a file, which decides the conflicts in which it has exactly one side."""

    def decision_for(self, dispute: Dispute) -> Decision | None:
        """The decision about a conflict; None if there is none."""
        for_all = dispute.conflict.decision_of(self.for_all) if isinstance(self.for_all, str) else self.for_all
        return self.single.get(dispute.about, for_all)

    def leave_open(self, dispute: Dispute) -> bool:
        """Whether it is still undecided."""
        return dispute.conflict.chosen(self.decision_for(dispute)) is None


def prepare_import(
    files: Iterable[tuple[bytes, str]],
    gate: Gate,
    find_catalogue: FindCatalogue,
    wishes: RowOptions = DEFAULT_ROW_OPTIONS,
) -> PreparedImport:
    """Read files, each given by its bytes and name, and preview their import.

    A catalogue that is no longer in the folder is taken from the stored responses to it.
    """
    find = _here_or_stored(find_catalogue, gate)
    read, refused = read_files(files, find, leave_out_rows=wishes.leave_out_rows)
    rejected = [] if wishes.take_rejected else [imported for imported in read if imported.is_rejected]
    incoming = [imported for imported in read if wishes.take_rejected or not imported.is_rejected]
    taken = read_imported_submissions(gate, sorted({name for imported in read for name in imported.names}))
    responses, damaged = _kept_for(incoming, gate, taken)
    here = {*(source.name for source in responses), *(error.assessment_id for error, _whose in damaged)}
    refused += [
        _stranger(imported) for imported in incoming if imported.is_gap_report and imported.assessment_id not in here
    ]
    there = {source.name for source in responses}
    incoming = [imported for imported in incoming if not imported.is_gap_report or imported.assessment_id in there]
    with _uncollected():
        arrangement = match_files(incoming, responses, taken, [error.assessment_id for error, _whose in damaged])
        previews = tuple(preview(match.files, match.kept) for match in arrangement.matches)
    of_damaged = _damaged_words(damaged, [*read, *arrangement.held_back])
    return PreparedImport(
        arrangement,
        previews,
        tuple(refused),
        (*of_damaged, *_obstacles(previews)),
        tuple(_rejected_words(rejected, {state.key for state in taken})),
    )


def plan_imports(prepared: PreparedImport, decisions: ConflictDecisions) -> list[ImportPlan]:
    """What to store. Raises ConflictUndecided with all unresolved conflicts of all responses."""
    plans: list[ImportPlan] = []
    undecided: list[str] = []
    decided: dict[int, dict[str, Decision]] = {}
    for dispute in prepared.disputes:
        if (decision := decisions.decision_for(dispute)) is not None:
            decided.setdefault(dispute.place, {})[dispute.item.key] = decision
    for place, previewed in enumerate(prepared.previews):
        try:
            plans.append(plan_import(previewed, decided.get(place)))
        except ConflictUndecided as error:
            undecided += error.recommendations
    if undecided:
        raise ConflictUndecided(list(dict.fromkeys(undecided)))
    return plans


def save_import(
    prepared: PreparedImport, decisions: ConflictDecisions, gate: Gate, *, language: str = "en"
) -> ImportRecord:
    """Import the files, all or nothing; returns the import, by which it can be undone.

    Raises FileRefused with the problems to resolve first, ConflictUndecided, and what `store_import` raises.
    """
    if prepared.problems:
        raise FileRefused(prepared.problems)
    return store_import(gate, plan_imports(prepared, decisions), language=language)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Pause garbage collection: among a million new objects there is no garbage, and checking all of them again and
    again takes long."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _here_or_stored(find: FindCatalogue, gate: Gate) -> FindCatalogue:
    """A catalogue of the folder, or if it is no longer there, of the stored responses."""

    def find_either(catalogue_id: str, version: str) -> Catalogue:
        try:
            return find(catalogue_id, version)
        except CatalogueUnknown:
            stored = find_stored_catalogue(gate, catalogue_id, version)
            if stored is None:
                raise
            return stored

    return find_either


def _kept_for(
    incoming: Sequence[ImportedResponse], gate: Gate, taken: Sequence[ImportedSubmission]
) -> tuple[list[SourcedResponse], list[_Damaged]]:
    """The assessments to which files may belong, and those that can't be read. Only those that a file was made from
    need their whole history."""
    holding = {state.assessment_id for state in taken}
    named = {imported.assessment_id for imported in incoming if imported.assessment_id}
    wanted = {(imported.response.country, imported.response.voice, imported.catalogue.hash) for imported in incoming}
    there = {listing.id: listing for listing in list_listings(gate)}
    ids = [
        listing.id
        for listing in there.values()
        if listing.id in named
        or listing.id in holding
        or (listing.country, listing.voice, listing.catalogue_hash) in wanted
    ]
    sound, damaged = gather_sources(gate, dict.fromkeys([*ids, *named, *holding]))
    responses = [
        replace(source, versions=read_answer_versions(gate, source.name) if source.name in named else {})
        for source in sound
    ]
    return responses, [(error, there.get(error.assessment_id)) for error in damaged]


def _stranger(report: ImportedResponse) -> FileRefused:
    what = _("The response that this gap report was made from is not here.")
    return FileRefused([Problem("", what, _("Import it where it was made."), report.source)])


def _damaged_words(damaged: Iterable[_Damaged], incoming: Sequence[ImportedResponse]) -> Iterable[Problem]:
    for error, whose in damaged:
        files = dict.fromkeys(
            imported.source
            for imported in incoming
            if imported.assessment_id == error.assessment_id
            or (whose and has_same_identity(imported, whose, whose.catalogue_hash))
        )
        if files:
            yield Problem("", str(error), _("Remove these files: {files}.").format(files=abbreviated_list(files)))


def _rejected_words(rejected: Iterable[ImportedResponse], taken: Collection[str]) -> Iterable[Problem]:
    rows: dict[tuple[str, bool], list[str]] = {}
    for imported in rejected:
        rows.setdefault((imported.source, not set(imported.names).isdisjoint(taken)), []).append(imported.row)
    for (source, was_taken), places in rows.items():
        what = counted(
            "{n} submission was rejected on the server.", "{n} submissions were rejected on the server.", len(places)
        )
        fix = _("Left out, unless you choose to import rejected submissions.")
        if was_taken:
            fix = _("What was imported before stays: delete it, or undo that import.")
        yield Problem(abbreviated_list(places), what, fix, source)


def _obstacles(previews: Iterable[MergePreview]) -> Iterable[Problem]:
    for previewed in previews:
        if (
            previewed.stored
            and previewed.stored.status is Status.SUBMITTED
            and set(previewed.counts) - {MergeOutcome.UNCHANGED}
        ):
            yield Problem(
                response_name(previewed.response),
                _("This response was submitted, so it can’t be changed."),
                _("Reopen it, or remove these files: {files}.").format(files=abbreviated_list(previewed.sources)),
            )
