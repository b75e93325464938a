"""The names and labels of a form's questions and choices: what a form is made of, and by what its submissions are
read again.

Names are made of ids alone, so that no translation and no correction of a word changes them. An id has capital
letters, digits and hyphens; with underscores for hyphens it is a name in XML, and no two ids have the same one.
"""

from __future__ import annotations

from assessment.figures import citation
from assessment.interchange.fields import ANSWER_FIELDS, field_question
from assessment.model import Catalogue, Measure, Recommendation, Theme

CATALOGUE_ID, CATALOGUE_VERSION, CATALOGUE_HASH = "catalogue_id", "catalogue_version", "catalogue_hash"
CALCULATED = (CATALOGUE_ID, CATALOGUE_VERSION, CATALOGUE_HASH)
"""Hidden in the form, so that every submission says which words it answers."""
WHOSE = "whose_answers"
"""The group of the questions about who answers."""
NOTES = ("about", "ratings_explained")
ASKED = tuple(field for field in ANSWER_FIELDS if field != "cause")
"""The fields that a form asks for: it knows of no round before, so it doesn't ask why a rating is another one."""


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
    """Of the note that has the recommendation word for word."""
    return f"{_name(item.id)}_quotation"


def quotation_label(item: Recommendation) -> str:
    return f"“{item.text}”\n{citation(item)}"


def item_label(item: Recommendation) -> str:
    """The title of its page, without its id, which its questions have."""
    return item.title


def question_label(item: Recommendation, field: str) -> str:
    """The label of a question, in the spoken language; it begins with the recommendation's id in all of them."""
    return f"{item.id} {item.question if field == 'rating' else field_question(field)}"


def choice_label(measure: Measure) -> str:
    return f"{measure.id} {measure.text}"


def _name(code: str) -> str:
    return code.replace("-", "_")
