"""Figures as people read them: whole percentages with halves rounded up, bands, counts, dates (docs/method.md)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from babel.dates import format_date, format_time

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.countries import INVENTED_PLACES, country_name
from assessment.domain.follow_up import FollowUp
from assessment.domain.response import Identity, Response
from assessment.domain.scoring import COVERAGE_THRESHOLD, Grouping, Tally, tally_by
from assessment.domain.search import Hit, Place
from assessment.i18n import DEFAULT, counted, current_language, mark
from assessment.i18n import gettext as _
from assessment.labels.codes import (
    RATING_STYLES,
    SCORE_STEP,
    SCORE_STYLES,
    RatingStyle,
    code_word,
    group_word,
    none_of_these,
    voice_word,
)
from assessment.parsing.limits import NAME_LIMIT
from assessment.parsing.message_text import truncated


def round_half_up(number: float) -> int:
    """The nearest whole number, halves up."""
    return math.floor(number + 0.5)


def percent(score: float | None) -> str:
    """“63 %”; a dash where there is no score."""
    return "–" if score is None else f"{round_half_up(score)}\N{NO-BREAK SPACE}%"


def band(tally: Tally) -> str:
    """“40–80 %”: the score if every unknown turned out absent, and if every unknown turned out implemented."""
    if tally.low is None or tally.high is None:
        return "–"
    return f"{round_half_up(tally.low)}–{round_half_up(tally.high)}\N{NO-BREAK SPACE}%"


def score_style(score: float) -> RatingStyle:
    """The colours of a score from 0 to 100, by the percentage that people see."""
    return SCORE_STYLES[min(round_half_up(score) // SCORE_STEP, len(SCORE_STYLES) - 1)]


def score_text(tally: Tally, threshold: float = COVERAGE_THRESHOLD) -> str:
    """The score, or the words that replace it where too little is rated."""
    if tally.score is None or not tally.is_sufficient(threshold):
        return _("insufficient data") if tally.applicable else _("not applicable")
    return percent(tally.score)


def rated_count_text(tally: Tally) -> str:
    """The n of a score: “5 of 6 rated”."""
    return _("{rated} of {applicable} rated").format(rated=tally.rated, applicable=tally.applicable)


def score_with_n(tally: Tally, threshold: float = COVERAGE_THRESHOLD) -> str:
    """A score as it is always shown: with its n and its band."""
    return _("{score} ({rated}, band {band})").format(
        score=score_text(tally, threshold), rated=rated_count_text(tally), band=band(tally)
    )


def coverage_words(tally: Tally) -> str:
    """“82 %”; a dash where nothing is applicable."""
    return percent(None if tally.coverage is None else 100 * tally.coverage)


def signed_points(points: float) -> str:
    """“+17 points”, “−17 points”, “level”; the sign is that of the difference, however small."""
    if points == 0:
        return _("level")
    sign = "+" if points > 0 else "\N{MINUS SIGN}"
    return _("{sign}{points}").format(sign=sign, points=points_words(abs(points)))


def points_figure(size: float) -> str:
    """“17”; what rounds to 0 isn't 0."""
    return _("under 1") if size > 0 and round_half_up(size) == 0 else str(round_half_up(size))


def points_words(size: float) -> str:
    """“17 points”; what rounds to 0 isn't 0."""
    if size > 0 and round_half_up(size) == 0:
        return _("under 1 point")
    return counted("{n} point", "{n} points", round_half_up(size))


def coefficient(figure: float | None) -> str:
    """“−0.42”; a dash where there is none."""
    return "–" if figure is None else f"{figure:.2f}".replace("-", "\N{MINUS SIGN}")


def signed_value(difference: float) -> str:
    """“+½”: implemented counts 1, partial ½, absent 0."""
    return {1: "+1", 0.5: "+½", 0: "0", -0.5: "\N{MINUS SIGN}½", -1: "\N{MINUS SIGN}1"}[difference]


def date_text(date: dt.date) -> str:
    """“24 November 2026”."""
    return str(format_date(date, format="long", locale=_locale()))


def target_date_text(follow_up: FollowUp, today: dt.date) -> str:
    """“30 June 2027”, and whether it has passed with the action still open; empty where there is none."""
    if follow_up.target_date is None:
        return ""
    day = date_text(follow_up.target_date)
    return _("{date}, overdue").format(date=day) if follow_up.is_overdue(today) else day


def value_text(value: object) -> str:
    """The value of a field of an answer or a follow-up, in words; empty where there is nothing."""
    match value:
        case StrEnum():
            return code_word(value)
        case dt.date():
            return date_text(value)
        case tuple():
            return "; ".join(map(str, value)) or none_of_these()
        case None:
            return ""
        case _:
            return str(value)


def time_text(moment: dt.datetime) -> str:
    """“14:02:11” on this machine's clock."""
    return str(format_time(moment.astimezone(), format="HH:mm:ss", locale=_locale()))


def clock_text(moment: dt.datetime) -> str:
    """“14:02” on this machine's clock."""
    return _clock_text(moment.astimezone().replace(second=0, microsecond=0), _locale())


@lru_cache(maxsize=1_000)
def _clock_text(minute: dt.datetime, locale: str) -> str:
    # A room of a thousand phones is told the same minute a thousand times.
    return str(format_time(minute, format="HH:mm", locale=locale))


def saved_text(moment: dt.datetime) -> str:
    """“Saved 14:02:11”, or the date where that wasn't today."""
    day = moment.astimezone().date()
    is_today = day == dt.datetime.now().astimezone().date()
    return _("Saved {time}").format(time=time_text(moment) if is_today else date_text(day))


def timestamp_text(moment: dt.datetime) -> str:
    """“24 November 2026, 14:02” on this machine's clock."""
    return f"{date_text(moment.astimezone())}, {clock_text(moment)}"


def _locale() -> str:
    """The locale for dates in the current language. In English the day comes first, as in UN documents."""
    return "en_GB" if current_language() == DEFAULT else current_language()


def citation(item: Recommendation) -> str:
    """The citation: mandate, document, year, symbol and paragraph."""
    source = item.source
    return _("{mandate} ({year}), {symbol} (para.{paragraph})").format(
        mandate=f"{source.mandate.name}, {source.document}" if source.document else source.mandate.name,
        year=source.year,
        symbol=source.symbol,
        paragraph=source.paragraph,
    )


def mandate_count_text(mandates: int) -> str:
    return counted("recommended by {n} UN mandate", "recommended by {n} UN mandates", mandates)


def item_words(item: Recommendation) -> str:
    """“GCM10-03 Laws that protect trafficked persons from punishment ▲ Red line”."""
    return f"{item.id} {item.title}{red_line_mark(item)}"


def red_line_mark(item: Recommendation) -> str:
    """“ ▲ Red line”, which no line break separates; empty where it is none."""
    return f" ▲ {_('Red line')}".replace(" ", "\N{NO-BREAK SPACE}") if item.red_line else ""


_PLACES = {
    Place.TITLE: mark("title"),
    Place.QUESTION: mark("question"),
    Place.TEXT: mark("recommendation"),
    Place.MEASURES: mark("measures"),
    Place.SOURCE: mark("source"),
    Place.ANSWER: mark("your own texts"),
}


def found_in_text(hit: Hit) -> str:
    """Where the words of a search were found: “Found in: title, source”."""
    return _("Found in: {places}").format(places=", ".join(_(_PLACES[place]) for place in hit.places))


def invented_mark(country: str) -> str:
    """What marks the sample data of an invented place; empty for a real one."""
    return _("Sample data (invented)") if country in INVENTED_PLACES else ""


def response_name(response: Identity, shown: Callable[[str], str] = str, *, is_short: bool = False) -> str:
    """The name of a response: “Nepal · State · 2026 baseline”; `shown` escapes what a person typed.

    A name saved before names had a limit is shortened; a short one is without the organisation.
    """
    parts = (
        country_name(response.country),
        voice_word(response.voice),
        "" if is_short else shown(shown_organisation(response)),
        shown(truncated(response.round.label, NAME_LIMIT)),
    )
    return " · ".join(part for part in parts if part.strip())


def shown_organisation(response: Identity) -> str:
    """The organisation, unless it is left out of reports; a name saved before names had a limit is shortened."""
    return "" if response.anonymous else truncated(response.organisation, NAME_LIMIT)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of recommendations by its name, with the tally of their answers."""

    name: str
    tally: Tally

    @property
    def total(self) -> int:
        """The number of recommendations; 0 where the catalogue covers none."""
        return self.tally.applicable + self.tally.not_applicable


def groups(catalogue: Catalogue, response: Response, grouping: Grouping) -> tuple[Group, ...]:
    """The groups of a grouping in the catalogue's order."""
    return name_groups(catalogue, grouping, tally_by(catalogue, response, grouping))


def name_groups(catalogue: Catalogue, grouping: Grouping, tallies: Mapping[str, Tally]) -> tuple[Group, ...]:
    """The groups with these tallies, in the same order."""
    return tuple(Group(group_word(catalogue, grouping, group), tally) for group, tally in tallies.items())


def rating_counts(tally: Tally) -> dict[Rating | None, int]:
    """How often each answer was given, in the order of distributions; `None` is unanswered."""
    return {rating: getattr(tally, count_label(rating)) for rating in RATING_STYLES}


def count_label(rating: Rating | None) -> str:
    """The field of a tally that counts such answers."""
    return rating.value if rating else "unanswered"
