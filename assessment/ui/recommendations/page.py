"""The page “Recommendations”: a catalogue to read, filter and search, with or without an open assessment."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.domain.model import Catalogue, Recommendation
from assessment.domain.permissions import Action
from assessment.errors import FileRefused
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import found_in_text, mandate_count_text
from assessment.services.catalogue_folder import load_catalogues
from assessment.ui.recommendations.filters import ask_filter
from assessment.ui.recommendations.recommendation_details import near_duplicates, recommendation_details
from assessment.ui.session import state
from assessment.ui.text.escaping import escape_html, escape_markdown, html_link, plain_text
from assessment.ui.text.html import html
from assessment.ui.widgets.components import item_flags, page_header, quotation
from assessment.ui.widgets.paging import page_of

PAGE_SIZE = 35
"""Recommendations per page."""
PROBLEMS_SHOWN = 20
"""Problems shown of a refused file; `catalogue check` lists them all."""
ITEM = "item"
"""The name in the address of a single recommendation."""


def recommendations() -> None:
    page_header(
        _("Recommendations"),
        _("What UN human rights mechanisms recommend, word for word, with sources and near-duplicates."),
    )
    found, refused = _offered()
    for error in refused:
        _tell_refused(error)
    if not found:
        st.info(
            _("No catalogue found. Put a catalogue file into the catalogue folder, and reload.")
            if Action.CREATE in state.allowed()
            else _("There is no response yet, and so nothing to read here.")
        )
        return
    wanted = st.query_params.get(ITEM)
    if wanted is None:
        _read(_chosen(found))
    else:
        _read_one(found, wanted)


def _offered() -> tuple[list[Catalogue], list[FileRefused]]:
    """The catalogues to read, that of the open assessment first, and the refused ones."""
    found, refused = load_catalogues() if Action.CREATE in state.allowed() else (_answered(), [])
    assessment = state.assessment()
    if assessment is None:
        return found, refused
    own = assessment.catalogue
    return [own, *(catalogue for catalogue in found if catalogue.hash != own.hash)], refused


def _answered() -> list[Catalogue]:
    """The catalogues of the responses that a person may see: which others there are isn't theirs to know."""
    access = state.access()
    asked_on = {each.catalogue_hash: each.id for each in access.listings()}
    return [access.catalogue_of(assessment_id) for assessment_id in asked_on.values()]


def _tell_refused(error: FileRefused) -> None:
    problems = [f"• {problem}" for problem in error.problems[:PROBLEMS_SHOWN]]
    if (more := len(error.problems) - PROBLEMS_SHOWN) > 0:
        problems.append(ngettext("• and {n} more problem", "• and {n} more problems", more).format(n=more))
    st.error(_("A catalogue can’t be read:"))
    st.text("\n".join(problems))


def _chosen(found: Sequence[Catalogue]) -> Catalogue:
    if len(found) == 1:
        return found[0]
    by_hash = {catalogue.hash: catalogue for catalogue in found}
    chosen = st.selectbox(
        _("Catalogue"),
        list(by_hash),
        format_func=lambda content: _("{title} (version {version})").format(
            title=plain_text(by_hash[content].title), version=plain_text(by_hash[content].version)
        ),
        key="catalogue",
    )
    return by_hash[chosen]


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
    hits = ask_filter(catalogue).apply(catalogue.recommendations)
    total = len(catalogue.recommendations)
    st.header(
        ngettext("{n} of {total} recommendations", "{n} of {total} recommendations", len(hits)).format(
            n=len(hits), total=total
        ),
        anchor=False,
    )
    if not hits:
        st.info(_("No recommendation matches. Use fewer words, or clear a filter."))
        return
    _first, shown = page_of(hits, PAGE_SIZE, f"browse-{catalogue.id}-page")
    for hit in shown:
        if hit.places:
            st.caption(found_in_text(hit))
        _card(catalogue, hit.item)


def _card(catalogue: Catalogue, item: Recommendation, *, is_open: bool = False) -> None:
    with st.container(border=True, key=f"recommendation-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])))
        st.subheader(escape_markdown(item.title), anchor=False)
        st.markdown(f"**{escape_markdown(item.question)}**")
        quotation(item)
        st.html(recommendation_details(catalogue, item, is_open=is_open))
        _links(catalogue, item, is_alone=is_open)


def _links(catalogue: Catalogue, item: Recommendation, *, is_alone: bool) -> None:
    for other in near_duplicates(catalogue, item):
        _link(other, _("Near-duplicate: {id}").format(id=other.id))
    if not is_alone:
        _link(item, _("Open {name}").format(name=item.id))


def _link(item: Recommendation, label: str) -> None:
    address = {ITEM: item.id}
    if assessment_id := st.session_state.get(state.PARAMETER):
        address[state.PARAMETER] = assessment_id
    st.page_link("recommendations/page.py", label=label, query_params=address)


def _read_one(found: Sequence[Catalogue], wanted: str) -> None:
    """The recommendation that the address names."""
    if st.button(_("← All recommendations"), key="all-recommendations"):
        st.query_params.pop(ITEM, None)
        st.rerun()
    catalogue = next((catalogue for catalogue in found if wanted in catalogue.by_id), None)
    if catalogue is None:
        st.warning(_("No recommendation has this id:"))
        st.text(wanted)
        return
    item = catalogue.by_id[wanted]
    # A link from this page to itself doesn't change the browser's address.
    st.query_params[ITEM] = wanted
    st.header(escape_markdown(catalogue.theme_by_id[item.theme].name), anchor=False)
    _card(catalogue, item, is_open=True)


recommendations()
