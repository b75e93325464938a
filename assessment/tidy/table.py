"""A table for programs: what its columns are called and mean, and how each follows from a row, said once.

The CSV and its schema, the *Data* sheet of a workbook and the DataFrame are all made from the same table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from assessment.domain.fields import Field, Kind
from assessment.domain.response import Status, Voice
from assessment.i18n import gettext as _
from assessment.parsing.csv_escaping import Datum

Row = TypeVar("Row")
Row_contra = TypeVar("Row_contra", contravariant=True)
Type = Literal["string", "integer", "number", "boolean", "date"]
"""Types of a Table Schema."""
SEPARATOR = "; "
"""Stands between several codes in one value."""


@dataclass(frozen=True, slots=True)
class Variable(Generic[Row_contra]):
    """A column: its name, the same in every language, its type, what it is called and means, and how its value follows
    from a row. An empty text is a missing value, as None is; a boolean is never missing.

    `typed` is what people typed; every other string is a code. `item` gives the id of the recommendation to which a
    long text belongs, and `width` is that of the column on a sheet, in characters.
    """

    name: str
    type: Type
    title: str
    meaning: str
    value: Callable[[Row_contra], Datum]
    constraints: Mapping[str, Any] = dataclass_field(default_factory=dict)
    typed: bool = False
    width: float = 13.0
    item: Callable[[Row_contra], str] = lambda _row: ""


def variable(
    name: str,
    type_: Type,
    title: str,
    meaning: str,
    value: str | Callable[[Any], Datum],
    *,
    typed: bool = False,
    width: float = 13.0,
    codes: type[StrEnum] | None = None,
    **constraints: Any,
) -> Variable[Any]:
    """A column whose value is an attribute of a row (`recommendation.source.year`), or follows from one.

    `constraints` are called as in a Table Schema; `codes` are all that a value can be.
    """
    if codes:
        constraints["enum"] = [code.value for code in codes]
    get = _attribute(value) if isinstance(value, str) else value
    return Variable(name, type_, title, meaning, get, constraints, typed, width)


def _attribute(path: str) -> Callable[[Any], Datum]:
    get = attrgetter(path)

    def value(row: Any) -> Any:
        datum = get(row)
        if isinstance(datum, tuple):
            return SEPARATOR.join(datum)
        return datum.value if isinstance(datum, StrEnum) else datum

    return value


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """What is true of all rows: the columns, what a row is, what has to be known to use it, and the names of the
    columns that together tell it from all others."""

    variables: Sequence[Variable[Row]]
    title: str
    description: str
    caution: str
    key: Sequence[str]


# What tables of responses share. A row has its `source`, the response, and mostly a `recommendation`.


def three_unknowns() -> str:
    """What everybody who works with answers or figures has to know."""
    unknowns = _("“Don’t know”, “not answered” and “not applicable” are never counted as absent.")
    return f"{_('Voices are never averaged.')} {unknowns}"


def recommendation_variables() -> tuple[Variable[Any], Variable[Any], Variable[Any]]:
    """The id of the recommendation, its theme, and whether it is a red line."""
    return (
        variable(
            "recommendation_id", "string", _("Recommendation"), _("Id of the recommendation in the catalogue"),
            "recommendation.id", required=True, width=21,
        ),
        variable(
            "theme", "string", _("Theme"), _("Id of the theme in which it is scored"),
            "recommendation.theme", required=True, width=15,
        ),
        variable(
            "red_line", "boolean", _("Red line"), _("TRUE if its absence harms a person directly"),
            "recommendation.red_line", required=True, width=9,
        ),
    )  # fmt: skip


def field_variable(field: Field, record: str, names: Mapping[str, str] = MappingProxyType({})) -> Variable[Any]:
    """The column of a field of an answer or a follow-up, which is the attribute `record` of a row.

    `names` are of columns that aren't called like their field.
    """
    name, value = names.get(field.name, field.name), _attribute(f"{record}.{field.name}")
    constraints: dict[str, Any] = {} if field.is_optional else {"required": True}
    if field.codes:
        codes = [code.value for code in field.codes]
        meaning = _("“{question}”: {codes}").format(question=field.question, codes=", ".join(codes))
        return Variable(name, "string", field.label, meaning, value, constraints | {"enum": codes}, width=18)
    if field.kind is Kind.DAY:
        meaning = _("“{question}”, as a day").format(question=field.question)
        return Variable(name, "date", field.label, meaning, value, width=11)
    meaning = _("“{question}”, as typed").format(question=field.question)
    item = attrgetter("recommendation.id")
    return Variable(name, "string", field.label, meaning, value, typed=True, width=18, item=item)


def source_variables() -> list[Variable[Any]]:
    """What tells the responses of a table from each other, and what isn't in them."""
    return [
        variable(
            "response", "string", _("Response"),
            _("Name of the response in this table: the path of its file as given, with the row if the file holds "
              "several, or its id; a number if the table is shared"),
            "source.name", required=True, typed=True, width=30,
        ),
        variable(
            "left_out", "string", _("Left out"),
            _("Fields that were answered but left out for sharing, separated by “; ”"),
            lambda row: SEPARATOR.join(row.source.left_out), width=20,
        ),
    ]  # fmt: skip


def catalogue_variables() -> list[Variable[Any]]:
    """The catalogue that is answered."""
    return [
        variable(
            "catalogue_id", "string", _("Catalogue"), _("Id of the catalogue"), "source.catalogue.id", required=True,
        ),
        variable(
            "catalogue_version", "string", _("Version of the catalogue"), _("Version of the catalogue"),
            "source.catalogue.version", required=True, width=19,
        ),
    ]  # fmt: skip


def identity_variables() -> list[Variable[Any]]:
    """Who answered, and when."""
    return [
        variable(
            "country", "string", _("Country or area"),
            _("Country or area: ISO 3166-1 alpha-3; XAA to XAC are invented"),
            "source.response.country", required=True, pattern="[A-Z]{3}", width=10,
        ),
        variable(
            "voice", "string", _("Voice"),
            _("state, civil_society, national_human_rights_institution, international_organisation or other"),
            "source.response.voice", required=True, codes=Voice,
        ),
        variable(
            "organisation", "string", _("Organisation"),
            _("As typed; empty if none is given or the response is anonymous"),
            lambda row: "" if row.source.response.anonymous else row.source.response.organisation,
            typed=True, width=20,
        ),
        variable(
            "anonymous", "boolean", _("Anonymous"), _("TRUE if the organisation is left out"),
            "source.response.anonymous", required=True, width=12,
        ),
        variable(
            "round_label", "string", _("Round"), _("Name of the round, as typed"),
            "source.response.round.label", typed=True, width=16,
        ),
        variable(
            "round_date", "date", _("Date of the round"), _("Date of the round"),
            "source.response.round.date", width=11,
        ),
        variable(
            "status", "string", _("Status"), _("draft or submitted; empty if unknown, as for a file"),
            "source.status", codes=Status, width=11,
        ),
    ]  # fmt: skip
