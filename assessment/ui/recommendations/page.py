"""The page “Recommendations”: an index of a catalogue by theme, to read one at a time, filter and search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from assessment.access.assessments import list_listings, read_catalogue_of
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.permissions import Action
from assessment.domain.scoring import Grouping, groups_of, recommendations_by_group
from assessment.domain.search import Filter, Hit
from assessment.html.escaping import escape_html, escape_markdown, html_link, plain_text
from assessment.html.pictures import item_flags, quotation_html
from assessment.html.render import html
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import group_word, grouping_word, mechanism_word
from assessment.labels.formatting import found_in_text, mandate_count_text
from assessment.parsing.limits import NAME_LIMIT
from assessment.ui.session import state
from assessment.ui.widgets.choices import nothing_found, page_of
from assessment.ui.widgets.components import find_catalogues, page_header

GROUPINGS = (
    Grouping.THEME,
    Grouping.POPULATION,
    Grouping.MANDATE,
    Grouping.PILLAR,
    Grouping.ACTION,
    Grouping.DECADE,
)
"""The vocabularies to filter by, in the order in which they are offered."""
PAGE_SIZE = 35
"""Recommendations per page."""
ITEM = "item"
"""The name in the address of a single recommendation."""


def recommendations() -> None:
    page_header(
        _("Recommendations"),
        _("What UN human rights mechanisms recommend, word for word, with sources and near-duplicates."),
    )
    catalogues = _readable()
    if not catalogues:
        st.info(
            _("No catalogue found. Put a catalogue file into the catalogue folder, and reload.")
            if Action.CREATE in state.allowed()
            else _("There is no response yet, and so nothing to read here.")
        )
        return
    wanted = st.query_params.get(ITEM)
    if wanted is None:
        _read(_chosen(catalogues))
    else:
        _read_one(catalogues, wanted)


def _readable() -> list[Catalogue]:
    """The catalogues to read, that of the open assessment first."""
    if Action.CREATE in state.allowed():
        catalogues = find_catalogues()
    else:
        # Who may not know the others sees those of the responses that they may see.
        gate = state.gate()
        asked_on = {listing.catalogue_hash: listing.id for listing in list_listings(gate)}
        catalogues = [read_catalogue_of(gate, assessment_id) for assessment_id in asked_on.values()]
    assessment = state.assessment()
    if assessment is None:
        return catalogues
    own = assessment.catalogue
    return [own, *(catalogue for catalogue in catalogues if catalogue.hash != own.hash)]


def _chosen(catalogues: Sequence[Catalogue]) -> Catalogue:
    if len(catalogues) == 1:
        return catalogues[0]
    by_hash = {catalogue.hash: catalogue for catalogue in catalogues}
    names = {
        content_hash: _("{title} (version {version})").format(
            title=plain_text(catalogue.title), version=plain_text(catalogue.version)
        )
        for content_hash, catalogue in by_hash.items()
    }
    return by_hash[st.selectbox(_("Catalogue"), list(names), format_func=names.__getitem__, key="catalogue")]


def _read(catalogue: Catalogue) -> None:
    publication = catalogue.publication
    st.header(escape_markdown(catalogue.title), anchor=False)
    about = {
        "framework": escape_html(catalogue.framework),
        "publication": html_link(publication.title, publication.url),
        "publisher": escape_html(publication.publisher),
        "date": publication.date,
        "note": escape_html(publication.note),
    }
    words = _("{framework}. Quoted from {publication}, {publisher}, {date}. {note}")
    st.html(html("paragraph", words=words, values=about))
    _search(catalogue)


@state.fragment
def _search(catalogue: Catalogue) -> None:
    conditions = _ask_filter(catalogue)
    hits = conditions.apply([item for of_theme in catalogue.by_theme.values() for item in of_theme])
    total = len(catalogue.recommendations)
    st.header(_("{n} of {total} recommendations").format(n=len(hits), total=total), anchor=False)
    if not hits:
        st.info(nothing_found())
        return
    on_page = page_of(hits, PAGE_SIZE, f"browse-{catalogue.id}-page")
    if conditions.words:
        _list(catalogue, on_page, level=3)  # What fits best comes first, whatever its theme.
        return
    for theme, of_theme in groupby(on_page, lambda hit: hit.item.theme):
        st.subheader(escape_markdown(catalogue.theme_by_id[theme].name), anchor=False)
        _list(catalogue, [*of_theme], level=4)


def _list(catalogue: Catalogue, hits: Sequence[Hit], *, level: int) -> None:
    """Titles as headings of a level, of which one at a time can be opened."""
    entries = [(hit.item.id, hit.item.title, _body(catalogue, hit)) for hit in hits]
    st.html(html("index", entries=entries, level=level))


def _ask_filter(catalogue: Catalogue) -> Filter:
    """Draw the search and the filters; returns what is set."""
    line = st.container(key="browse", horizontal=True, vertical_alignment="bottom")
    words = line.text_input(
        _("Search recommendations and sources"),
        max_chars=NAME_LIMIT,
        key=f"browse-{catalogue.id}-words",
        type="search",
        placeholder=_("For example: residence permit"),
        live="500ms",
        persist_state="session",
    )
    with line.popover(_filters_label(catalogue), key=f"browse-{catalogue.id}-choices"):
        columns = st.columns(2)
        groups = [
            (grouping, group)
            for place, grouping in enumerate(GROUPINGS)
            if (group := _ask_group(catalogue, grouping, columns[place % 2]))
        ]
        red_lines_only = st.checkbox(
            _("Red lines only"), key=f"browse-{catalogue.id}-red-lines", persist_state="session"
        )
    return Filter(tuple(groups), red_lines_only, words=words or "")


def _ask_group(catalogue: Catalogue, grouping: Grouping, column: DeltaGenerator) -> str | None:
    return column.selectbox(
        grouping_word(grouping),
        [group for group, items in recommendations_by_group(catalogue, grouping).items() if items],
        index=None,
        format_func=lambda group: group_word(catalogue, grouping, group),
        placeholder=_("All"),
        key=_key(catalogue, grouping),
        persist_state="session",
    )


def _filters_label(catalogue: Catalogue) -> str:
    """The label of the filters, with how many are set."""
    keys = [*(_key(catalogue, grouping) for grouping in GROUPINGS), f"browse-{catalogue.id}-red-lines"]
    count = sum(bool(st.session_state.get(key)) for key in keys)
    return _("Filter ({n} set)").format(n=count) if count else _("Filter")


def _key(catalogue: Catalogue, grouping: Grouping) -> str:
    return f"browse-{catalogue.id}-{grouping.value}"


def _body(catalogue: Catalogue, hit: Hit, *, is_open: bool = False) -> Markup:
    """HTML of everything about a recommendation but its title."""
    item = hit.item
    return html(
        "recommendation",
        flags=item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])),
        question=item.question,
        quotation=quotation_html(item),
        details=_details(catalogue, item, is_open=is_open),
        found=found_in_text(hit) if hit.places else "",
        links=[
            *(_link(other, _("Near-duplicate: {id}").format(id=other.id)) for other in _duplicates_of(catalogue, item)),
            *([] if is_open else [_link(item, _("{id} on a page of its own").format(id=item.id))]),
        ],
    )


def _link(item: Recommendation, label: str) -> Markup:
    address = {ITEM: item.id}
    if assessment_id := st.session_state.get(state.PARAMETER):
        address[state.PARAMETER] = assessment_id
    return html_link(label, f"/recommendations?{urlencode(address)}")


def _read_one(catalogues: Sequence[Catalogue], wanted: str) -> None:
    """The recommendation that the address names."""
    if st.button(_("← All recommendations"), key="all-recommendations"):
        st.query_params.pop(ITEM, None)
        st.rerun()
    catalogue = next((catalogue for catalogue in catalogues if wanted in catalogue.by_id), None)
    if catalogue is None:
        st.warning(_("No recommendation has this id:"))
        st.text(wanted)
        return
    item = catalogue.by_id[wanted]
    st.header(escape_markdown(catalogue.theme_by_id[item.theme].name), anchor=False)
    st.subheader(escape_markdown(item.title), anchor=False)
    st.html(_body(catalogue, Hit(item, ()), is_open=True))


def _details(catalogue: Catalogue, item: Recommendation, *, is_open: bool = False) -> Markup:
    """HTML of everything about a recommendation that is folded away under its text."""
    entries = {
        _("Measures"): [measure.text for measure in item.measures],
        grouping_word(Grouping.THEME): _themes(catalogue, item),
        grouping_word(Grouping.POPULATION): _words(catalogue, item, Grouping.POPULATION),
        grouping_word(Grouping.PILLAR): _words(catalogue, item, Grouping.PILLAR),
        grouping_word(Grouping.INDICATOR): _words(catalogue, item, Grouping.INDICATOR),
        grouping_word(Grouping.ACTION): _actions(catalogue, item),
        _("Who has to act"): [next(term.name for term in catalogue.addressees if term.id == item.addressee)],
        _("What it asks for"): [_ask(catalogue, item, ask) for ask in item.asks],
        _("Near-duplicates"): [
            _("{id} {title} – counted once with this one in some robustness variants").format(
                id=other.id, title=plain_text(other.title)
            )
            for other in _duplicates_of(catalogue, item)
        ],
        _("Source"): _source(item),
    }
    filled = [(name, texts) for name, texts in entries.items() if texts]
    return html("facts", summary=_("Measures, classification and source"), entries=filled, is_open=is_open)


def _duplicates_of(catalogue: Catalogue, item: Recommendation) -> list[Recommendation]:
    """The other recommendations that count once with this one."""
    if item.counts_once_with is None:
        return []
    return [
        other
        for other in catalogue.recommendations
        if other.counts_once_with == item.counts_once_with and other.id != item.id
    ]


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


def _ask(catalogue: Catalogue, item: Recommendation, ask: str) -> str:
    """One thing that a recommendation asks for, with how many mandates recommend it, and where else."""
    name = next(term.name for term in catalogue.asks if term.id == ask)
    asking = [other for other in catalogue.recommendations if ask in other.asks]
    others = [other.id for other in asking if other.id != item.id]
    asked = counted(
        "{ask} – recommended by {n} UN mandate",
        "{ask} – recommended by {n} UN mandates",
        len({other.source.mandate.id for other in asking}),
        ask=plain_text(name),
    )
    return _("{asked}; also in {others}").format(asked=asked, others=", ".join(others)) if others else asked


def _source(item: Recommendation) -> list[str]:
    source = item.source
    place = _("{symbol}, paragraph {paragraph}, {year}").format(
        symbol=source.symbol, paragraph=plain_text(source.paragraph), year=source.year
    )
    mandate = f"{plain_text(source.mandate.name)} ({mechanism_word(source.mandate.mechanism)})"
    return [text for text in (mandate, source.document, place, source.url) if text]


recommendations()
