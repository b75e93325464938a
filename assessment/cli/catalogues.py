"""The commands on catalogues: list, show, check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from assessment.catalogues import catalogue_paths, load_catalogue
from assessment.cli.commands import FILE, json_option, print_json, print_rows, quantity
from assessment.codec import attributes
from assessment.config import settings
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.errors import FileRefused, Problem
from assessment.labels.formatting import citation
from assessment.services.catalogue_folder import catalogue_for


@click.group()
def catalogue() -> None:
    """List, show and check catalogues."""


@catalogue.command("list")
def list_catalogues() -> None:
    """List the catalogues."""
    for path in catalogue_paths(settings().catalogue_folder):
        try:
            loaded = load_catalogue(path)
        except FileRefused as error:
            print(f"{path.name}: {quantity(len(error.problems), 'problem')}; see “catalogue check”")
        else:
            print_rows([(loaded.id, loaded.version, len(loaded.recommendations), loaded.title)])


@catalogue.command("show")
@click.argument("catalogue_id", metavar="ID")
@json_option
def show_catalogue(catalogue_id: str, as_json: bool) -> None:
    """Show a catalogue's recommendations."""
    chosen = catalogue_for(catalogue_id)
    if as_json:
        return print_json(catalogue_data(chosen))
    print(f"{chosen.title}\n{chosen.publication.title}, {chosen.publication.publisher}")
    for theme, items in chosen.by_theme.items():
        print(f"\n{chosen.theme_by_id[theme].name}")
        print_rows([row for item in items for row in ((item.id, item.title), ("", citation(item)))], "  ")
    return None


@catalogue.command("check")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
def check_catalogues(files: Sequence[Path]) -> None:
    """Report all problems in catalogue files."""
    problems: list[Problem] = []
    for path in files:
        try:
            loaded = load_catalogue(path)
        except FileRefused as error:
            problems += error.problems
        else:
            sizes = f"recommendations: {len(loaded.recommendations)}, themes: {len(loaded.themes)}"
            print(f"{path.name}: valid ({sizes})")
    if problems:
        raise FileRefused(problems)


def catalogue_data(chosen: Catalogue) -> dict[str, Any]:
    """A catalogue with derived data: links, and how many mandates recommend the same."""
    return {
        **attributes(chosen, "id", "version", "hash", "title", "mandates", "themes"),
        "recommendations": [_recommendation_data(item, chosen) for item in chosen.recommendations],
    }


def _recommendation_data(item: Recommendation, chosen: Catalogue) -> dict[str, Any]:
    return {
        **attributes(item, "id", "title", "question", "text", "theme", "also_themes", "populations", "pillar"),
        **attributes(item, "gcm_actions", "indicator", "addressee", "red_line", "asks", "counts_once_with", "measures"),
        **attributes(item.source, "year", "symbol", "paragraph", "url"),
        "document": item.source.document or None,
        "mandate": item.source.mandate.id,
        "mechanism": item.source.mandate.mechanism,
        "asked_by": chosen.asked_by[item.id],
    }
