"""YAML -> Catalogue, strictly: all problems of a file at once, and no catalogue unless there are none.

The format is described in docs/catalogue-format.md.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from assessment.atomic_files import no_folder
from assessment.domain.model import (
    Catalogue,
    Indicator,
    Mandate,
    Measure,
    Mechanism,
    Pillar,
    Publication,
    Recommendation,
    Source,
    Term,
    Theme,
)
from assessment.errors import AssessmentError, FileRefused, Problem
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.parsing.limits import ADDRESS_LIMIT, PASSAGE_LIMIT
from assessment.parsing.message_text import appears_again, missing, not_recognised, truncated, write_exactly
from assessment.parsing.validation import FileValidation, Node, decode_utf8, duplicates
from assessment.parsing.yaml_reader import read_yaml

FORMAT = "gap-assessment-catalogue/1"
SIZE_LIMIT = 10_000_000
"""Bytes. All 23 objectives of the reference tool together stay under 2 MB."""

_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_RECOMMENDATION_ID = r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+"
_SYMBOL = r"[A-Z][A-Za-z0-9.]*(/[A-Za-z0-9.\-]+)+"
_HTTPS = r"https://[^\s<>\"']+"

FindCatalogue = Callable[[str, str], Catalogue]
"""Finds the catalogue of an id and a version. May raise CatalogueUnknown or FileRefused."""

Named = TypeVar("Named", Term, Theme, Mandate, Recommendation)


class CatalogueUnknown(AssessmentError):
    """The folder has no catalogue of that id, or none of that version."""


def load_catalogue(path: Path) -> Catalogue:
    """Read one catalogue file, or find it in memory if it hasn't changed since it was read.

    Raises FileRefused with every problem it has, OSError if it can't be read at all.
    """
    there = path.stat()
    found = _loaded(path.absolute(), there.st_mtime_ns, there.st_size, current_language())
    if isinstance(found, Catalogue):
        return found
    raise FileRefused(found)


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
    return _catalogue(read_yaml(decode_utf8(content, reading), reading), reading)


def parse_content(content: str) -> Catalogue:
    """The catalogue whose `Catalogue.content` is `content`."""
    return _catalogue(json.loads(content), FileValidation("catalogue", is_kept=True))


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
    find: FindCatalogue, catalogue_id: str, version: str, reading: FileValidation, refuse: Callable[[str, str], None]
) -> Catalogue | None:
    """The catalogue that a file answers. None if it can't be found or read, which is reported."""
    try:
        return find(catalogue_id, version)
    except FileRefused as error:
        reading.problems.extend(error.problems)
    except CatalogueUnknown as error:
        refuse(str(error), _("Add that catalogue to the catalogue folder, or use a questionnaire made here."))
    return None


def _catalogue(data: object, reading: FileValidation) -> Catalogue:
    top = Node(reading, data).keys(
        required=(
            "format", "id", "version", "language", "title", "framework", "source", "document_url", "mandates",
            "themes", "actions", "populations", "addressees", "asks", "recommendations",
        )
    )  # fmt: skip
    if top.text("format") not in ("", FORMAT):
        top.refuse(not_recognised(top.text("format")), write_exactly(FORMAT), "format")
    document_url = top.pattern("document_url", _HTTPS, "https://undocs.org/{symbol}", ADDRESS_LIMIT)
    if document_url and "{symbol}" not in document_url:
        top.refuse(missing("{symbol}"), _("Add it."), "document_url")
    mandates = _unique([_mandate(part) for part in top.parts("mandates")], top, "mandates")
    themes = _unique([_theme(part) for part in top.parts("themes")], top, "themes")
    vocabularies = {
        key: _unique([_term(part, name) for part in top.parts(key, empty=True)], top, key)
        for key, name in (("actions", "text"), ("populations", "name"), ("addressees", "name"), ("asks", "name"))
    }
    reader = _RecommendationReader(
        {mandate.id: mandate for mandate in mandates},
        [theme.id for theme in themes],
        {key: [term.id for term in terms] for key, terms in vocabularies.items()},
        document_url,
    )
    recommendations = _unique([reader.read(part) for part in top.parts("recommendations")], top, "recommendations")
    _check_whole(top, themes, recommendations)
    catalogue_id = top.pattern("id", _ID, "gcm-10")
    version = top.text("version")
    language = top.pattern("language", r"[a-z]{2,3}(-[A-Za-z]+)?", "en")
    title = top.text("title")
    framework = top.text("framework")
    publication = _publication(top.part("source"))
    reading.close()
    content = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Catalogue(
        id=catalogue_id,
        version=version,
        language=language,
        title=title,
        framework=framework,
        publication=publication,
        document_url=document_url,
        mandates=mandates,
        themes=themes,
        actions=vocabularies["actions"],
        populations=vocabularies["populations"],
        addressees=vocabularies["addressees"],
        asks=vocabularies["asks"],
        recommendations=recommendations,
        content=content,
    )


def _publication(part: Node) -> Publication:
    part.keys(required=("title", "publisher", "date", "url", "note"))
    return Publication(
        title=part.text("title"),
        publisher=part.text("publisher"),
        date=part.pattern("date", r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", "2018-12"),
        url=part.pattern("url", _HTTPS, "https://quno.org/resource", ADDRESS_LIMIT),
        note=part.text("note", limit=PASSAGE_LIMIT),
    )


def _mandate(part: Node) -> Mandate:
    part.keys(required=("id", "name", "mechanism"))
    return Mandate(
        id=part.pattern("id", _ID, "sr-migrants"),
        name=part.text("name"),
        mechanism=part.choice("mechanism", Mechanism) or Mechanism.SPECIAL_PROCEDURE,
    )


def _theme(part: Node) -> Theme:
    part.keys(required=("id", "name", "sentence"))
    return Theme(
        part.pattern("id", _ID, "non-punishment"), part.text("name"), part.text("sentence", limit=PASSAGE_LIMIT)
    )


def _term(part: Node, name: str) -> Term:
    part.keys(required=("id", name))
    return Term(part.pattern("id", _ID, "children"), part.text(name, limit=PASSAGE_LIMIT))


class _RecommendationReader:
    """Reads recommendations, checking them against what the catalogue declares."""

    def __init__(
        self,
        mandates: dict[str, Mandate],
        themes: Sequence[str],
        vocabularies: dict[str, list[str]],
        document_url: str,
    ) -> None:
        self.mandates, self.themes, self.vocabularies = mandates, themes, vocabularies
        self.document_url = document_url

    def read(self, part: Node) -> Recommendation:
        part.keys(
            required=(
                "id", "title", "question", "text", "mandate", "year", "symbol", "paragraph", "theme", "also_themes",
                "populations", "pillar", "gcm_actions", "indicator", "addressee", "red_line", "asks", "measures",
            ),
            optional=("document", "counts_once_with"),
        )  # fmt: skip
        recommendation_id = part.pattern("id", _RECOMMENDATION_ID, "GCM10-01")
        theme = part.reference("theme", self.themes)
        also_themes = part.references("also_themes", self.themes)
        if theme and theme in also_themes:
            part.refuse(_("“{id}” is already the theme.").format(id=truncated(theme)), _("Remove it."), "also_themes")
        indicator = part.references("indicator", [code.value for code in Indicator], empty=False)
        return Recommendation(
            id=recommendation_id,
            title=part.text("title"),
            question=part.text("question", limit=PASSAGE_LIMIT),
            text=part.text("text", limit=PASSAGE_LIMIT),
            source=self._source(part),
            theme=theme,
            also_themes=also_themes,
            populations=part.references("populations", self.vocabularies["populations"]),
            pillar=part.choice("pillar", Pillar) or Pillar.PREVENTION,
            gcm_actions=part.references("gcm_actions", self.vocabularies["actions"]),
            indicator=tuple(Indicator(code) for code in indicator if code in list(Indicator)),
            addressee=part.reference("addressee", self.vocabularies["addressees"]),
            red_line=part.boolean("red_line"),
            asks=part.references("asks", self.vocabularies["asks"], empty=False),
            counts_once_with=part.pattern("counts_once_with", _ID, "trained-identification") or None,
            measures=self._measures(part, recommendation_id),
        )

    def _source(self, part: Node) -> Source:
        mandate = part.reference("mandate", self.mandates)
        symbol = part.pattern("symbol", _SYMBOL, "A/HRC/38/41")
        return Source(
            mandate=self.mandates.get(mandate) or Mandate(mandate, "", Mechanism.SPECIAL_PROCEDURE),
            year=part.integer("year", 1945, 2100),
            symbol=symbol,
            paragraph=part.text("paragraph"),
            url=self.document_url.replace("{symbol}", symbol),
            document=part.text("document", limit=PASSAGE_LIMIT),
        )

    def _measures(self, part: Node, recommendation_id: str) -> tuple[Measure, ...]:
        measures = []
        for number, item in enumerate(part.parts("measures"), start=1):
            item.keys(required=("id", "text"))
            measure = Measure(item.text("id"), item.text("text", limit=PASSAGE_LIMIT))
            expected = f"{recommendation_id}.{number}"
            if recommendation_id and measure.id and measure.id != expected:
                item.refuse(
                    _("“{id}” is not the next measure’s id.").format(id=truncated(measure.id)),
                    write_exactly(truncated(expected)),
                    "id",
                )
            measures.append(measure)
        return tuple(measures)


def _unique(entries: list[Named], top: Node, key: str) -> tuple[Named, ...]:
    for entry_id in filter(None, duplicates(entry.id for entry in entries)):
        top.refuse(appears_again(entry_id), _("Give each its own id."), key)
    return tuple(entries)


def _check_whole(top: Node, themes: Iterable[Theme], recommendations: Sequence[Recommendation]) -> None:
    """Check what no single recommendation shows: empty themes, and near-duplicates without a partner."""
    used = {item.theme for item in recommendations}
    for theme in themes:
        if theme.id and theme.id not in used:
            top.refuse(
                _("The theme “{id}” has no recommendation.").format(id=truncated(theme.id)),
                _("Remove it, or add a recommendation to it."),
                "themes",
            )
    groups = Counter(item.counts_once_with for item in recommendations if item.counts_once_with)
    for group, count in groups.items():
        if count == 1:
            top.refuse(
                _("Only one recommendation has “{group}”.").format(group=truncated(group)),
                _("Add it to the near-duplicate, or remove it."),
                "recommendations",
            )
