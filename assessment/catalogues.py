"""YAML -> Catalogue, strictly: all problems of a file at once, and no catalogue unless there are none.

The format is described in docs/catalogue-format.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Annotated, Any

from assessment.atomic_files import no_folder
from assessment.codec import Wrong, entries, read_record, report, restore, texts, wrong_names
from assessment.domain.catalogue import (
    HTTPS,
    Catalogue,
    CatalogueFields,
    Identifier,
    Name,
    Passage,
    Publication,
    Recommendation,
    RecommendationFields,
    Source,
    Term,
)
from assessment.errors import AssessmentError, FileRefused, Problem
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.parsing.limits import ADDRESS_LIMIT, WhatAndFix, between, exactly, like, not_empty
from assessment.parsing.message_text import (
    appears_again,
    missing,
    truncated,
    write_exactly,
)
from assessment.parsing.validation import FileValidation, Place, decode_utf8, duplicates
from assessment.parsing.yaml_reader import read_yaml

FORMAT = "gap-assessment-catalogue/1"
SIZE_LIMIT = 10_000_000
"""Bytes. All 23 objectives of the reference tool together stay under 2 MB."""

_DECLARED_IN = {
    "mandate": "mandates",
    "theme": "themes",
    "also_themes": "themes",
    "populations": "populations",
    "gcm_actions": "actions",
    "addressee": "addressees",
    "asks": "asks",
}
"""The fields of a recommendation that name something, and the part of the file that declares it."""

FindCatalogue = Callable[[str, str], Catalogue]
"""Finds the catalogue of an id and a version. May raise CatalogueUnknown or FileRefused."""


class CatalogueUnknown(AssessmentError):
    """The folder has no catalogue of that id, or none of that version."""


def load_catalogue(path: Path) -> Catalogue:
    """Read one catalogue file, or find it in memory if it hasn't changed since it was read.

    Raises FileRefused with every problem it has, OSError if it can't be read at all.
    """
    there = path.stat()
    read = _loaded(path.absolute(), there.st_mtime_ns, there.st_size, current_language())
    if isinstance(read, Catalogue):
        return read
    raise FileRefused(read)


@lru_cache(maxsize=50)
def _loaded(path: Path, _modified: int, _size: int, _language: str) -> Catalogue | tuple[Problem, ...]:
    """The catalogue in a file, or everything that is wrong with it: hundreds of files that come back name the same."""
    with path.open("rb") as file:
        content = file.read(SIZE_LIMIT + 1)
    try:
        return read_catalogue(content, path.name)
    except FileRefused as error:
        return error.problems


def read_catalogue(content: bytes, file: str) -> Catalogue:
    """The catalogue in a file's bytes. Raises FileRefused with all problems."""
    reading = FileValidation(file)
    reading.check_size(content, SIZE_LIMIT, _("Split it into smaller files."))
    data = read_yaml(decode_utf8(content, reading), reading)
    read = read_record(CatalogueFile, data, reading)
    report(reading, data, _contradictions(data))
    reading.close()
    assert read is not None  # noqa: S101 - else there was a problem
    return _catalogue(read, data)


def parse_content(content: str) -> Catalogue:
    """The catalogue whose `Catalogue.content` is `content`. Raises ValueError for other texts."""
    data = json.loads(content)
    return _catalogue(restore(CatalogueFile, data), data)


def catalogue_paths(folder: Path) -> list[Path]:
    """The catalogue files of a folder, sorted by name. Raises CatalogueUnknown if the folder doesn't exist."""
    if not folder.is_dir():
        raise CatalogueUnknown(no_folder(folder))
    return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml") and path.is_file())


def find_catalogue(folder: Path, catalogue_id: str, version: str | None = None) -> Catalogue:
    """The catalogue of that id. Raises CatalogueUnknown, or FileRefused if its file has problems."""
    # Most files are named after their catalogue's id; looking there first saves reading the others.
    paths = sorted(catalogue_paths(folder), key=lambda path: path.stem != catalogue_id)
    there: list[str] = []
    for path in paths:
        try:
            catalogue = load_catalogue(path)
        except FileRefused:
            if path.stem == catalogue_id:
                raise
            there.append(_("{file} (has problems)").format(file=path.name))
            continue
        if catalogue.id == catalogue_id and version in (None, catalogue.version):
            return catalogue
        there.append(truncated(f"{catalogue.id} {catalogue.version}"))
    wanted = catalogue_id if version is None else f"{catalogue_id} {version}"
    raise CatalogueUnknown(
        _("There is no catalogue “{wanted}”. Available: {ids}.").format(
            wanted=truncated(wanted), ids="; ".join(there) or _("none")
        )
    )


def look_up(
    find: FindCatalogue, catalogue_id: str, version: str, reading: FileValidation, where: str = ""
) -> Catalogue | None:
    """The catalogue that a file answers. None if it can't be found or read, which is reported."""
    try:
        return find(catalogue_id, version)
    except FileRefused as error:
        reading.problems.extend(error.problems)
    except CatalogueUnknown as error:
        fix = _("Add that catalogue to the catalogue folder, or use a questionnaire made here.")
        reading.refuse(where, str(error), fix)
    return None


def _document_url_problem(text: str) -> WhatAndFix:
    return None if "{symbol}" in text else (missing("{symbol}"), _("Add it."))


@dataclass(frozen=True, slots=True)
class _Action:
    """An action of the framework, whose words are long."""

    id: Identifier
    text: Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class _RecommendationEntry(RecommendationFields):
    """A recommendation as a file has it."""

    mandate: Name
    year: Annotated[int, between(1945, 2100)]
    symbol: Annotated[str, like(r"[A-Z][A-Za-z0-9.]*(/[A-Za-z0-9.\-]+)+", "A/HRC/38/41")]
    paragraph: Name
    document: Passage = ""


@dataclass(frozen=True, kw_only=True)
class CatalogueFile(CatalogueFields):
    """The keys of a file."""

    format: Annotated[str, exactly(FORMAT)]
    source: Publication
    document_url: Annotated[str, like(HTTPS, "https://undocs.org/{symbol}", ADDRESS_LIMIT), _document_url_problem]
    actions: tuple[_Action, ...]
    recommendations: Annotated[tuple[_RecommendationEntry, ...], not_empty]


def _catalogue(read: CatalogueFile, data: object) -> Catalogue:
    mandates = {mandate.id: mandate for mandate in read.mandates}
    return Catalogue(
        **_shared(CatalogueFields, read),
        publication=read.source,
        document_url=read.document_url,
        actions=tuple(Term(action.id, action.text) for action in read.actions),
        recommendations=tuple(
            Recommendation(
                **_shared(RecommendationFields, item),
                source=Source(
                    mandates[item.mandate],
                    item.year,
                    item.symbol,
                    item.paragraph,
                    url=read.document_url.replace("{symbol}", item.symbol),
                    document=item.document,
                ),
            )
            for item in read.recommendations
        ),
        content=json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    )


def _shared(kind: type[CatalogueFields | RecommendationFields], read: object) -> dict[str, Any]:
    """What a record says in the fields of a class from which it inherits."""
    return {field.name: getattr(read, field.name) for field in fields(kind)}


def _contradictions(data: object) -> Iterator[Wrong]:
    """What no single value shows: names of what isn't declared, ids given twice, and what is alone or out of step."""
    parts = ("mandates", "themes", "actions", "populations", "addressees", "asks", "recommendations")
    ids = {part: [name for _path, entry in entries(data, part) for name in texts(entry, "id")] for part in parts}
    for part, names in ids.items():
        for name in duplicates(names):
            yield (part,), appears_again(name), _("Give each its own id.")
    for path, entry in entries(data, "recommendations"):
        yield from _wrong_names(path, entry, ids)
        yield from _wrong_measures(path, entry)
    yield from _lonely(data, ids["themes"])


def _wrong_names(path: Place, entry: Mapping[str, Any], ids: Mapping[str, Sequence[str]]) -> Iterator[Wrong]:
    for key, part in _DECLARED_IN.items():
        yield from wrong_names((*path, key), texts(entry, key), ids[part])
    for name in {*texts(entry, "theme")} & {*texts(entry, "also_themes")}:
        what = _("“{id}” is already the theme.").format(id=truncated(name))
        yield (*path, "also_themes"), what, _("Remove it.")


def _wrong_measures(path: Place, entry: Mapping[str, Any]) -> Iterator[Wrong]:
    for (_key, number), measure in entries(entry, "measures"):
        for name, expected in product(
            texts(measure, "id"), [f"{item_id}.{number + 1}" for item_id in texts(entry, "id")]
        ):
            if name != expected:
                what = _("“{id}” is not the next measure’s id.").format(id=truncated(name))
                yield (*path, "measures", number, "id"), what, write_exactly(truncated(expected))


def _lonely(data: object, themes: Sequence[str]) -> Iterator[Wrong]:
    """Themes without a recommendation, and near-duplicates without a partner."""
    recommendations = [entry for _path, entry in entries(data, "recommendations")]
    used = {name for entry in recommendations for name in texts(entry, "theme")}
    for name in dict.fromkeys(themes):
        if name not in used:
            what = _("The theme “{id}” has no recommendation.").format(id=truncated(name))
            yield ("themes",), what, _("Remove it, or add a recommendation to it.")
    groups = Counter(name for entry in recommendations for name in texts(entry, "counts_once_with"))
    for name, count in groups.items():
        if count == 1:
            what = _("Only one recommendation has “{group}”.").format(group=truncated(name))
            yield ("recommendations",), what, _("Add it to the near-duplicate, or remove it.")
