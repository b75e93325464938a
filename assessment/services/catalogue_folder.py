"""The catalogues of the folder that the settings name."""

from __future__ import annotations

from assessment.catalogues import catalogue_paths, find_catalogue, load_catalogue
from assessment.config import settings
from assessment.domain.catalogue import Catalogue
from assessment.errors import FileRefused


def load_catalogues() -> tuple[list[Catalogue], list[FileRefused]]:
    """Every catalogue of the folder, and why the others can't be offered. Raises CatalogueUnknown without a folder."""
    catalogues, refused = [], []
    for path in catalogue_paths(settings().catalogue_folder):
        try:
            catalogues.append(load_catalogue(path))
        except FileRefused as error:
            refused.append(error)
    return catalogues, refused


def catalogue_for(catalogue_id: str, version: str | None = None) -> Catalogue:
    """The catalogue with that id, in any version if none is named. Raises CatalogueUnknown, FileRefused."""
    return find_catalogue(settings().catalogue_folder, catalogue_id, version)
