"""The names and labels of a form's questions and choices, used to make the form and to read its submissions.

Names are made of ids only, so that translations and corrections don't change them. An id has capital letters, digits
and hyphens; with underscores for hyphens it is a valid name in XML, and no two ids have the same name.
"""

from __future__ import annotations

from assessment.domain.answer import ANSWER_FIELDS
from assessment.domain.catalogue import Catalogue, Measure, Recommendation, Theme
from assessment.domain.fields import Field
from assessment.labels.formatting import citation

CATALOGUE_ID, CATALOGUE_VERSION, CATALOGUE_HASH = "catalogue_id", "catalogue_version", "catalogue_hash"
CALCULATED = (CATALOGUE_ID, CATALOGUE_VERSION, CATALOGUE_HASH)
"""Hidden questions in the form, so that every submission says which catalogue it answers."""
WHOSE = "whose_answers"
"""The group of the questions about who answers."""
NOTES = ("about", "ratings_explained")
ASKED = tuple(field for field in ANSWER_FIELDS if field.name != "cause")
"""The fields that a form asks for: it doesn't know the previous round, so it doesn't ask why a rating has changed."""


def form_id(catalogue: Catalogue) -> str:
    return f"gap_assessment_{_name(catalogue.id)}"


def theme_name(theme: Theme) -> str:
    return f"theme_{_name(theme.id)}"


def item_name(item: Recommendation) -> str:
    return _name(item.id)


def question_name(item: Recommendation, field: str) -> str:
    return f"{_name(item.id)}_{field}"


def choice_name(measure: Measure) -> str:
    return _name(measure.id.replace(".", "-"))


def quotation_name(item: Recommendation) -> str:
    """The name of the note that quotes the recommendation."""
    return f"{_name(item.id)}_quotation"


def quotation_label(item: Recommendation) -> str:
    return f"“{item.text}”\n{citation(item)}"


def question_label(item: Recommendation, field: Field) -> str:
    """The label of a question in the current language; it begins with the recommendation's id in every language."""
    return f"{item.id} {item.question if field.name == 'rating' else field.question}"


def choice_label(measure: Measure) -> str:
    return f"{measure.id} {measure.text}"


def _name(code: str) -> str:
    return code.replace("-", "_")
