"""The commands on catalogues: list, show, check.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from assessment.catalogues import catalogue_paths, load_catalogue
from assessment.config import settings
from assessment.errors import FileRefused, Problem
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.services.catalogue_folder import catalogue_for

if TYPE_CHECKING:
    pass
from assessment.cli.commands import print_json


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
        from assessment.cli.json.scores import catalogue_data

        return print_json(catalogue_data(catalogue))
    from assessment.labels.formatting import citation

    print(f"{catalogue.title}\n{catalogue.publication.title}, {catalogue.publication.publisher}")
    for theme, items in catalogue.by_theme.items():
        print(f"\n{catalogue.theme_by_id[theme].name}")
        for item in items:
            print(f"  {item.id}  {item.title}\n             {citation(item)}")
    return None


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
