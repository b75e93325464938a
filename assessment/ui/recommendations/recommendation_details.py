"""What a catalogue says about a recommendation: where it belongs, what it asks for, who else recommends it."""

from __future__ import annotations

from markupsafe import Markup

from assessment.domain.model import Catalogue, Recommendation
from assessment.domain.scoring import Grouping, groups_of
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.codes import group_word, grouping_word, mechanism_word
from assessment.ui.text.escaping import plain_text
from assessment.ui.text.html import html


def recommendation_details(catalogue: Catalogue, item: Recommendation, *, is_open: bool = False) -> Markup:
    """HTML of everything about a recommendation that is folded away under its text."""
    entries = {
        _("Measures"): [measure.text for measure in item.measures],
        grouping_word(Grouping.THEME): _themes(catalogue, item),
        grouping_word(Grouping.POPULATION): _words(catalogue, item, Grouping.POPULATION),
        grouping_word(Grouping.PILLAR): _words(catalogue, item, Grouping.PILLAR),
        grouping_word(Grouping.INDICATOR): _words(catalogue, item, Grouping.INDICATOR),
        grouping_word(Grouping.ACTION): _actions(catalogue, item),
        _("Who has to act"): [next(term.name for term in catalogue.addressees if term.id == item.addressee)],
        _("What it asks for"): _asks(catalogue, item),
        _("Near-duplicates"): _near_duplicates(catalogue, item),
        _("Source"): _source(item),
    }
    given = [(name, texts) for name, texts in entries.items() if texts]
    return html("facts", summary=_("Measures, classification and source"), entries=given, is_open=is_open)


def near_duplicates(catalogue: Catalogue, item: Recommendation) -> list[Recommendation]:
    """The other recommendations that count once with this one."""
    if item.counts_once_with is None:
        return []
    return [
        other
        for other in catalogue.recommendations
        if other.counts_once_with == item.counts_once_with and other.id != item.id
    ]


def mandates_asking(catalogue: Catalogue, ask: str) -> int:
    """How many mandates have made a recommendation with this ask."""
    return len({item.source.mandate.id for item in catalogue.recommendations if ask in item.asks})


def _words(catalogue: Catalogue, item: Recommendation, grouping: Grouping) -> list[str]:
    return [group_word(catalogue, grouping, group) for group in groups_of(item, grouping)]


def _themes(catalogue: Catalogue, item: Recommendation) -> list[str]:
    touched = [plain_text(catalogue.theme_by_id[theme].name) for theme in item.also_themes]
    own = plain_text(catalogue.theme_by_id[item.theme].name)
    return [_("{theme}; also {others}").format(theme=own, others=", ".join(touched)) if touched else own]


def _actions(catalogue: Catalogue, item: Recommendation) -> list[str]:
    """The Compact's actions; the first is the one the recommendation serves first."""
    words = _words(catalogue, item, Grouping.ACTION)
    if words[1:]:
        words[0] = _("{action} – served first").format(action=plain_text(words[0]))
    return words


def _asks(catalogue: Catalogue, item: Recommendation) -> list[str]:
    return [_ask(catalogue, item, ask) for ask in item.asks]


def _ask(catalogue: Catalogue, item: Recommendation, ask: str) -> str:
    name = next(term.name for term in catalogue.asks if term.id == ask)
    mandates = mandates_asking(catalogue, ask)
    others = [other.id for other in catalogue.recommendations if ask in other.asks and other.id != item.id]
    asked = ngettext(
        "{ask} – recommended by {n} UN mandate", "{ask} – recommended by {n} UN mandates", mandates
    ).format(ask=plain_text(name), n=mandates)
    return _("{asked}; also in {others}").format(asked=asked, others=", ".join(others)) if others else asked


def _near_duplicates(catalogue: Catalogue, item: Recommendation) -> list[str]:
    return [
        _("{id} {title} – counted once with this one in some robustness variants").format(
            id=other.id, title=plain_text(other.title)
        )
        for other in near_duplicates(catalogue, item)
    ]


def _source(item: Recommendation) -> list[str]:
    source = item.source
    place = _("{symbol}, paragraph {paragraph}, {year}").format(
        symbol=source.symbol, paragraph=plain_text(source.paragraph), year=source.year
    )
    mandate = f"{plain_text(source.mandate.name)} ({mechanism_word(source.mandate.mechanism)})"
    return [text for text in (mandate, source.document, place, source.url) if text]
