"""The hidden sheets of the offline workbook: the words of its dropdowns, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from assessment.countries import INVENTED, country_codes, country_name
from assessment.interchange.offline.layout import FORMAT, Code, Fact, words_digest
from assessment.interchange.offline.parts import sheet_reference
from assessment.interchange.offline.sheets import Sheet, letter, sheet_title
from assessment.interchange.offline.styles import Style
from assessment.interchange.offline.texts import is_altered, json_pieces
from assessment.language import gettext as _
from assessment.language import spoken
from assessment.legend import LOOKS, cause_word, rating_label, voice_word
from assessment.model import Catalogue, Cause, Voice

TICK = "x"


class Choices(NamedTuple):
    """Where the words of each dropdown stand."""

    ratings: str
    ticks: str
    yes_or_no: str
    countries: str
    voices: str
    causes: str


def lists_sheet(country: str | None) -> tuple[Sheet, Choices]:
    """The sheet with the words of the dropdowns; `country` is offered among the countries even if it is invented."""
    invented = [country] if country in INVENTED else []
    columns = Choices(*map(list, (  # type: ignore[arg-type] # lists first, then where they stand
        [rating_label(rating) for rating in LOOKS if rating is not None],
        [TICK, _("Yes"), _("No")],
        [_("Yes"), _("No")],
        [country_name(code) for code in (*invented, *country_codes())],
        [voice_word(voice) for voice in Voice],
        [cause_word(cause) for cause in Cause],
    )))  # fmt: skip
    sheet = Sheet(sheet_title(_("Lists")), [30.0] * len(columns))
    for words in zip_longest(*columns):
        sheet.add({place: (word, Style.FACT) for place, word in enumerate(words, start=1) if word})
    return sheet, Choices(*(
        sheet_reference(sheet.title, f"{letter(place)}1:{letter(place)}{len(words)}")
        for place, words in enumerate(columns, start=1)
    ))  # fmt: skip


def file_sheet(
    catalogue: Catalogue,
    assessment_id: str | None,
    revisions: Mapping[str, int],
    columns: Mapping[str, Sequence[Code]],
    texts: Mapping[tuple[str, str], str],
    titles: Iterable[str],
) -> Sheet:
    """The sheet that says what the workbook was made from.

    `columns` are those of each sheet with answers, `texts` what stands in the workbook by recommendation and field.
    """
    sheet = Sheet(sheet_title(_("About this file")), [16.0, 18.0, 18.0, 18.0, 60.0])
    rows: list[tuple[str | int, ...]] = [
        (Fact.FORMAT.value, FORMAT),
        (Fact.CATALOGUE.value, catalogue.id),
        (Fact.VERSION.value, catalogue.version),
        (Fact.HASH.value, catalogue.hash),
        (Fact.LANGUAGE.value, spoken()),
        *([(Fact.ASSESSMENT.value, assessment_id)] if assessment_id else []),
        *((Fact.SHEET.value, title) for title in (*titles, sheet.title)),
        *(
            (Fact.COLUMN.value, title, code.value, letter(place))
            for title, codes in columns.items()
            for place, code in enumerate(codes, start=1)
        ),
        *(
            (Fact.REVISION.value, item.id, str(revisions.get(item.id, 0)), words_digest(item))
            for item in catalogue.recommendations
        ),
        *(
            (Fact.TEXT.value, recommendation_id, field, str(number), piece)
            for (recommendation_id, field), text in texts.items()
            if is_altered(text)
            for number, piece in enumerate(json_pieces(text), start=1)
        ),
    ]
    for row in rows:
        sheet.add({place: (value, Style.ANSWER) for place, value in enumerate(row, start=1)})
    return sheet
