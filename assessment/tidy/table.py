"""A table for programs: what its columns are called and mean, and how each follows from a row, said once.

The CSV and its schema, the *Data* sheet of a workbook and the DataFrame are all made from the same table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, Literal, Protocol, TypeVar

from assessment.domain.fields import Field, Kind
from assessment.domain.model import Recommendation, Response, Status, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Datum = str | int | float | bool | dt.date | None
"""A value. None is a missing one, and so is an empty text; a boolean is never missing."""
SEPARATOR = "; "
"""Stands between several codes in one value."""


@dataclass(frozen=True, slots=True)
class Variable(Generic[Row_contra]):
    """A column: its name, the same in every language, its type in a Table Schema, what it is called and means, and how
    its value follows from a row.

    `typed` is what people typed; every other string is a code. `item` gives the id of the recommendation to which a
    long text belongs, and `width` is that of the column on a sheet, in characters.
    """

    name: str
    type: Literal["string", "integer", "number", "boolean", "date"]
    title: str
    meaning: str
    value: Callable[[Row_contra], Datum]
    constraints: Mapping[str, Any] = dataclass_field(default_factory=dict)
    typed: bool = False
    width: float = 13.0
    item: Callable[[Row_contra], str] = lambda _row: ""


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What is true of all rows: the columns, what a row is, what has to be known to use it, and the names of the
    columns that together tell it from all others."""

    variables: Sequence[Variable[Row]]
    title: str
    description: str
    caution: str
    key: Sequence[str]


# What tables of responses share: whose answers a row is about, and what has to be known of it


def three_unknowns() -> str:
    """What everybody who works with answers or figures has to know."""
    unknowns = _("“Don’t know”, “not answered” and “not applicable” are never counted as absent.")
    return f"{_('Voices are never averaged.')} {unknowns}"


class OfResponse(Protocol):
    """A row that is about a response."""

    @property
    def source(self) -> SourcedResponse: ...


class OfRecommendation(Protocol):
    """A row that is about a recommendation."""

    @property
    def recommendation(self) -> Recommendation: ...


RecommendationRow = TypeVar("RecommendationRow", bound=OfRecommendation)


def recommendation_variables() -> tuple[
    Variable[OfRecommendation], Variable[OfRecommendation], Variable[OfRecommendation]
]:
    """The id of the recommendation, its theme, and whether it is a red line."""
    return (
        Variable(
            "recommendation_id", "string", _("Recommendation"), _("Id of the recommendation in the catalogue"),
            lambda row: row.recommendation.id, {"required": True}, width=21,
        ),
        Variable(
            "theme", "string", _("Theme"), _("Id of the theme in which it is scored"),
            lambda row: row.recommendation.theme, {"required": True}, width=15,
        ),
        Variable(
            "red_line", "boolean", _("Red line"), _("TRUE if its absence harms a person directly"),
            lambda row: row.recommendation.red_line, {"required": True}, width=9,
        ),
    )  # fmt: skip


def field_variable(
    field: Field, record: Callable[[RecommendationRow], object], names: Mapping[str, str] = MappingProxyType({})
) -> Variable[RecommendationRow]:
    """The column of a field of an answer or a follow-up; `names` are of columns that aren't called like their field."""
    constraints: dict[str, Any] = {} if field.is_optional else {"required": True}
    name, asked = names.get(field.name, field.name), field.question

    def value(row: RecommendationRow) -> Datum:
        found: Datum = getattr(record(row), field.name)
        return found.value if isinstance(found, StrEnum) else found

    match field.kind:
        case Kind.CODE:
            codes = [code.value for code in field.codes or ()]
            meaning = _("“{question}”: {codes}").format(question=asked, codes=", ".join(codes))
            return Variable(name, "string", field.label, meaning, value, constraints | {"enum": codes}, width=18)
        case Kind.DAY:
            meaning = _("“{question}”, as a day").format(question=asked)
            return Variable(name, "date", field.label, meaning, value, width=11)
        case _:
            meaning = _("“{question}”, as typed").format(question=asked)
            return Variable(
                name,
                "string",
                field.label,
                meaning,
                value,
                typed=True,
                width=18,
                item=lambda row: row.recommendation.id,
            )


def source_variables() -> list[Variable[OfResponse]]:
    """What tells the responses of a table from each other, and what isn't in them."""
    return [
        Variable(
            "response", "string", _("Response"),
            _("Name of the response in this table: the path of its file as given, with the row if the file holds "
              "several, or its id; a number if the table is shared"),
            lambda row: row.source.name, {"required": True}, typed=True, width=30,
        ),
        Variable(
            "left_out", "string", _("Left out"),
            _("Fields that were answered but left out for sharing, separated by “; ”"),
            lambda row: SEPARATOR.join(row.source.left_out), width=20,
        ),
    ]  # fmt: skip


def catalogue_variables() -> list[Variable[OfResponse]]:
    """The catalogue that is answered."""
    return [
        Variable(
            "catalogue_id", "string", _("Catalogue"), _("Id of the catalogue"),
            lambda row: row.source.catalogue.id, {"required": True},
        ),
        Variable(
            "catalogue_version", "string", _("Version of the catalogue"), _("Version of the catalogue"),
            lambda row: row.source.catalogue.version, {"required": True}, width=19,
        ),
    ]  # fmt: skip


def identity_variables() -> list[Variable[OfResponse]]:
    """Who answered, and when."""

    def of_response(value: Callable[[Response], Datum]) -> Callable[[OfResponse], Datum]:
        return lambda row: value(row.source.response)

    return [
        Variable(
            "country", "string", _("Country or area"), _(
                "Country or area: ISO 3166-1 alpha-3; XAA to XAC are invented"
            ), of_response(lambda response: response.country), {"required": True, "pattern": "[A-Z]{3}"}, width=10,
        ),
        Variable(
            "voice", "string", _("Voice"),
            _("state, civil_society, national_human_rights_institution, international_organisation or other"),
            of_response(lambda response: response.voice.value),
            {"required": True, "enum": [voice.value for voice in Voice]},
        ),
        Variable(
            "organisation", "string", _("Organisation"),
            _("As typed; empty if none is given or the response is anonymous"),
            of_response(lambda response: "" if response.anonymous else response.organisation), typed=True, width=20,
        ),
        Variable(
            "anonymous", "boolean", _("Anonymous"), _("TRUE if the organisation is left out"),
            of_response(lambda response: response.anonymous), {"required": True}, width=12,
        ),
        Variable(
            "round_label", "string", _("Round"), _("Name of the round, as typed"),
            of_response(lambda response: response.round.label), typed=True, width=16,
        ),
        Variable(
            "round_date", "date", _("Date of the round"), _("Date of the round"),
            of_response(lambda response: response.round.date), width=11,
        ),
        Variable(
            "status", "string", _("Status"), _("draft or submitted; empty if unknown, as for a file"),
            lambda row: row.source.status and row.source.status.value,
            {"enum": [status.value for status in Status]}, width=11,
        ),
    ]  # fmt: skip
