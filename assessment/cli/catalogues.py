"""The commands on catalogues: list, show, check."""

from __future__ import annotations

import argparse
from typing import Any

from assessment.catalogues import catalogue_paths, load_catalogue
from assessment.cli.commands import print_json
from assessment.config import settings
from assessment.domain.model import Catalogue, Recommendation
from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import citation
from assessment.services.catalogue_folder import catalogue_for


def list_catalogues(_options: argparse.Namespace) -> None:
    for path in catalogue_paths(settings().catalogue_folder):
        try:
            found = load_catalogue(path)
        except FileRefused as error:
            print(
                ngettext(
                    "{file}: {n} problem; see “catalogue check”",
                    "{file}: {n} problems; see “catalogue check”",
                    len(error.problems),
                ).format(file=path.name, n=len(error.problems))
            )
        else:
            print(f"{found.id}  {found.version}  {len(found.recommendations)}  {found.title}")


def show_catalogue(options: argparse.Namespace) -> None:
    catalogue = catalogue_for(options.id)
    if options.json:
        return print_json(catalogue_data(catalogue))
    print(f"{catalogue.title}\n{catalogue.publication.title}, {catalogue.publication.publisher}")
    for theme, items in catalogue.by_theme.items():
        print(f"\n{catalogue.theme_by_id[theme].name}")
        for item in items:
            print(f"  {item.id}  {item.title}\n             {citation(item)}")
    return None


def catalogue_data(catalogue: Catalogue) -> dict[str, Any]:
    """A catalogue with derived data: links, and how many mandates recommend the same."""
    return {
        "id": catalogue.id,
        "version": catalogue.version,
        "hash": catalogue.hash,
        "title": catalogue.title,
        "mandates": [
            {"id": mandate.id, "name": mandate.name, "mechanism": mandate.mechanism.value}
            for mandate in catalogue.mandates
        ],
        "themes": [{"id": theme.id, "name": theme.name, "sentence": theme.sentence} for theme in catalogue.themes],
        "recommendations": [_recommendation_data(item, catalogue) for item in catalogue.recommendations],
    }


def _recommendation_data(item: Recommendation, catalogue: Catalogue) -> dict[str, Any]:
    source = item.source
    return {
        "id": item.id,
        "title": item.title,
        "question": item.question,
        "text": item.text,
        "theme": item.theme,
        "also_themes": list(item.also_themes),
        "populations": list(item.populations),
        "pillar": item.pillar.value,
        "gcm_actions": list(item.gcm_actions),
        "indicator": [indicator.value for indicator in item.indicator],
        "mechanism": source.mandate.mechanism.value,
        "mandate": source.mandate.id,
        "document": source.document or None,
        "year": source.year,
        "symbol": source.symbol,
        "paragraph": source.paragraph,
        "url": source.url,
        "addressee": item.addressee,
        "red_line": item.red_line,
        "asks": list(item.asks),
        "asked_by": catalogue.asked_by[item.id],
        "counts_once_with": item.counts_once_with,
        "measures": [{"id": measure.id, "text": measure.text} for measure in item.measures],
    }


def check_catalogues(options: argparse.Namespace) -> None:
    problems: list[Problem] = []
    for path in options.files:
        try:
            found = load_catalogue(path)
        except FileRefused as error:
            problems += error.problems
        else:
            print(
                _("{file}: valid (recommendations: {recommendations}, themes: {themes})").format(
                    file=path.name, recommendations=len(found.recommendations), themes=len(found.themes)
                )
            )
    if problems:
        raise FileRefused(problems)
