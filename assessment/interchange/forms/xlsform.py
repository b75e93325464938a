"""The questionnaire as an XLSForm, for KoboToolbox and ODK on phones without a network; `submissions` reads what
comes back.

The format is that of https://xlsform.org: three sheets, of which `survey` has a row a question, `choices` a row a
choice, and `settings` one row. Each recommendation is a page of its own inside the group of its theme.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from babel import Locale

from assessment import i18n
from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.countries import country_codes, country_name
from assessment.domain.fields import IDENTITY_FIELDS, NO_MEASURES, Field, Kind
from assessment.domain.response import Voice
from assessment.i18n import gettext as _
from assessment.i18n import mark, using_language
from assessment.interchange.forms.question_names import (
    ASKED,
    CALCULATED,
    NOTES,
    WHOSE,
    choice_label,
    choice_name,
    form_id,
    item_name,
    question_label,
    question_name,
    quotation_label,
    quotation_name,
    theme_name,
)
from assessment.labels.codes import none_of_these, rating_label, rating_meaning, voice_word, yes_or_no
from assessment.parsing.limits import ADDRESS_LIMIT, FIRST_DAY, LAST_DAY, NAME_LIMIT
from assessment.spreadsheet.sheet import Sheet
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.workbook import Workbook

Translated = Callable[[], str]
"""Gives a text in the language that is spoken when it is called."""
Line = dict[str, str]

_MADE = 2
"""Counts how this form is made: a server takes a form anew only if its version is another."""
_WEB_ADDRESS = r"regex(., '^[Hh][Tt][Tt][Pp][Ss]?://[^ ]+$')"


def xlsform(catalogue: Catalogue, languages: Sequence[str] = i18n.LANGUAGES) -> bytes:
    """The form for a catalogue in so many languages, the first of which it opens in, as a workbook.

    What is quoted stands in the catalogue's own language in all of them.
    """
    form = _Form(languages)
    book = Workbook(title=catalogue.title, created=dt.datetime.now(dt.UTC))
    _write(
        book,
        "survey",
        form.columns(_SURVEY, ("label", "required_message", "constraint_message")),
        form.survey(catalogue),
    )
    _write(book, "choices", form.columns(("list_name", "name"), ("label",)), form.choices(catalogue))
    settings = {
        "form_title": catalogue.title,
        "form_id": form_id(catalogue),
        "version": f"{catalogue.version} {catalogue.hash[:12]} {_MADE}",
        "default_language": next(iter(form.languages.values())),
        "style": "pages",
        # Else every double space and line break of a label is taken out.
        "clean_text_values": "no",
    }
    _write(book, "settings", list(settings), [settings])
    return book.content()


def language_name(code: str) -> str:
    """A language as forms name it, in its own words and with its code: “Français (fr)”."""
    name = str(Locale.parse(code).get_display_name(code))
    return f"{name[:1].upper()}{name[1:]} ({code})"


_STYLE = CellStyle(wraps=False)
_SURVEY = ("type", "name", "required", "relevant", "constraint", "calculation", "appearance")


class _Form:
    """Makes the rows of the sheets, with a column a language for whatever a person reads."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = {code: language_name(code) for code in languages}

    def columns(self, plain: Iterable[str], translated: Iterable[str]) -> list[str]:
        return [*plain, *(f"{column}::{name}" for column in translated for name in self.languages.values())]

    def survey(self, catalogue: Catalogue) -> Iterator[Line]:
        values = (catalogue.id, catalogue.version, catalogue.hash)
        for name, value in zip(CALCULATED, values, strict=True):
            yield {"type": "calculate", "name": name, "calculation": _literal(value)}
        notes = [
            self._line("note", name, words) for name, words in zip(NOTES, (_about, _ratings_explained), strict=True)
        ]
        yield from self._group(NOTES[0] + "_page", partial(str, catalogue.title), notes, "field-list")
        whose = map(self._identity, IDENTITY_FIELDS)
        yield from self._group(WHOSE, lambda: _("Whose answers these are"), whose, "field-list")
        for theme in catalogue.themes:
            items = [line for item in catalogue.by_theme[theme.id] for line in self._item(item)]
            yield from self._group(theme_name(theme), partial(str, theme.name), items)

    def choices(self, catalogue: Catalogue) -> Iterator[Line]:
        for code in country_codes():
            yield self._choice("country", code, partial(country_name, code))
        for voice in Voice:
            yield self._choice("voice", voice.value, partial(voice_word, voice))
        for name, is_so in (("yes", True), ("no", False)):
            yield self._choice("yes_no", name, partial(yes_or_no, is_so))
        for rating in Rating:
            yield self._choice("rating", rating.value, partial(rating_label, rating))
        for item in catalogue.recommendations:
            measures = question_name(item, "measures")
            for measure in item.measures:
                yield self._choice(measures, choice_name(measure), partial(choice_label, measure))
            if item.measures:
                yield self._choice(measures, NO_MEASURES, none_of_these)

    def _identity(self, field: Field) -> Line:
        line = self._line(_type(field), field.name, partial(getattr, field, "question"))
        if field.name in ("country", "voice"):
            line |= self._required(field.name)
        if field.name == "country":
            line["appearance"] = "minimal autocomplete"
        if field.kind is Kind.NAME:
            line |= self._constraint(f"string-length(.) <= {NAME_LIMIT}", _name_too_long)
        return line

    def _item(self, item: Recommendation) -> Iterator[Line]:
        """A recommendation's page: its rating first, and the rest once it is rated."""
        rating = f"${{{question_name(item, 'rating')}}}"
        lines = {field.name: self._question(item, field) for field in ASKED}
        for name, line in lines.items():
            if name not in ("rating", "measures"):
                line["relevant"] = f"{rating} != ''"
        lines["reason"] |= self._required("reason") | {"relevant": f"{rating} = '{Rating.NOT_APPLICABLE.value}'"}
        quotation = self._line("note", quotation_name(item), partial(quotation_label, item))
        first = [lines.pop(name) for name in ("rating", "reason", "measures")]
        return self._group(
            item_name(item), partial(str, item.title), [quotation, *first, *lines.values()], "field-list"
        )

    def _question(self, item: Recommendation, field: Field) -> Line:
        name = question_name(item, field.name)
        kind = f"select_multiple {name}" if field.kind is Kind.MEASURES else _type(field)
        line = self._line(kind, name, partial(question_label, item, field))
        match field.kind:
            case Kind.MEASURES:
                line |= self._constraint(f"not(selected(., '{NO_MEASURES}')) or count-selected(.) = 1", _none_alone)
            case Kind.ADDRESS:
                condition = f"{_WEB_ADDRESS} and string-length(.) <= {ADDRESS_LIMIT}"
                words = partial(_, mark("A link starts with https:// or http:// and has no spaces."))
                line |= self._constraint(condition, words)
            case Kind.DAY:
                line |= self._constraint(f". >= date('{FIRST_DAY}') and . <= date('{LAST_DAY}')", _day_out_of_range)
        if field.kind is Kind.PASSAGE or field.name == "reason":
            line["appearance"] = "multiline"
        return line

    def _required(self, field: str) -> Line:
        return {"required": "yes"} | self._translated("required_message", partial(_required_words, field))

    def _constraint(self, condition: str, message: Translated) -> Line:
        return {"constraint": condition} | self._translated("constraint_message", message)

    def _group(self, name: str, label: Translated, lines: Iterable[Line], appearance: str = "") -> Iterator[Line]:
        yield self._line("begin_group", name, label) | {"appearance": appearance}
        yield from lines
        yield {"type": "end_group", "name": name}

    def _choice(self, list_name: str, name: str, label: Translated) -> Line:
        return {"list_name": list_name, "name": name} | self._translated("label", label)

    def _line(self, kind: str, name: str, label: Translated) -> Line:
        return {"type": kind, "name": name} | self._translated("label", label)

    def _translated(self, column: str, text: Translated) -> Line:
        texts = {}
        for code, name in self.languages.items():
            with using_language(code):
                # What looks like a reference to a question would be taken for one.
                texts[f"{column}::{name}"] = text().replace("${", "$ {")
        return texts


def _type(field: Field) -> str:
    """The type of a question, for all but measures."""
    match field.kind:
        case Kind.CODE:
            return f"select_one {field.name}"
        case Kind.FLAG:
            return "select_one yes_no"
        case Kind.DAY:
            return "date"
        case _:
            return "text"


def _name_too_long() -> str:
    return _("A name has at most {limit} characters.").format(limit=NAME_LIMIT)


def _day_out_of_range() -> str:
    return _("Write a day from {first} to {last}.").format(first=FIRST_DAY, last=LAST_DAY)


def _none_alone() -> str:
    return _("“{none}” excludes the measures.").format(none=none_of_these())


def _about() -> str:
    return _(
        "Rate each recommendation as far as you can; what you leave empty counts as not answered. Write no names, no "
        "cases, and nothing by which a victim could be recognised."
    )


def _ratings_explained() -> str:
    return "\n".join(f"{rating_label(rating)}: {rating_meaning(rating)}" for rating in Rating)


def _required_words(field: str) -> str:
    words = {
        "country": _("Choose the country or area."),
        "voice": _("Choose who answers."),
        "reason": _("Say why the recommendation doesn’t apply, or choose another rating."),
    }
    return words[field]


def _literal(text: str) -> str:
    """A text as a constant of XPath, which has no way to write both kinds of quotation mark in one."""
    if '"' not in text:
        return f'"{text}"'
    return "concat({})".format(", '\"', ".join(f'"{piece}"' for piece in text.split('"')))


def _write(book: Workbook, title: str, columns: Sequence[str], lines: Iterable[Mapping[str, str]]) -> None:
    sheet = Sheet(book, title)
    names = {column: column for column in columns}
    for row, line in enumerate((names, *lines), start=1):
        for place, column in enumerate(columns, start=1):
            if text := line.get(column):
                sheet.write(row, place, text, _STYLE)
