"""Pieces that several pages share: a page's heading, a rating, a distribution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from assessment.countries import INVENTED
from assessment.errors import FileRefused
from assessment.figures import response_name
from assessment.groups import counts
from assessment.language import gettext as _
from assessment.legend import LOOKS, rating_word, status_word
from assessment.model import Assessment, Catalogue, Rating, Recommendation
from assessment.scoring import Tally
from assessment.ui import state
from assessment.ui.html import html
from assessment.ui.verbatim import to_html, to_link, to_plain

STYLE = Path(__file__).with_name("style.css")


def page_head(title: str, sentence: str) -> None:
    """The page's only first-level heading, and what the page is for."""
    st.title(title, anchor=False)
    st.markdown(sentence)


def chip(rating: Rating | None) -> Markup:
    """HTML of a rating: mark, word and colour."""
    return html("chip", look=LOOKS[rating], word=rating_word(rating))


def flag(recommendation_id: str, red_line: bool, asked_by: str) -> Markup:
    """HTML of the line above a recommendation: its id, whether it is a red line, how many mandates recommend it."""
    return html("flag", id=recommendation_id, red_line=_("Red line") if red_line else "", asked_by=asked_by)


def quotation(item: Recommendation) -> None:
    """A recommendation word for word, with its citation and a link to the UN document."""
    source = item.source
    mandate = f"{source.mandate.name}, {source.document}" if source.document else source.mandate.name
    st.html(
        html(
            "quotation",
            text=item.text,
            mandate=to_html(mandate),
            year=source.year,
            symbol=to_link(source.symbol, source.url),
            paragraph=to_html(source.paragraph),
        )
    )


def distribution_bar(tally: Tally, label: str) -> Markup:
    """HTML of a tally as one stacked bar with its counts; `label` tells a screen reader what it shows."""
    said = {rating: count for rating, count in counts(tally).items() if count}
    total = sum(said.values())
    parts = [(f"{100 * count / total:.3f}", LOOKS[rating], count) for rating, count in said.items()]
    words = ", ".join(f"{rating_word(rating)}: {count}" for rating, count in said.items())
    return html("distribution", label=f"{label}. {words}", parts=parts)


def required_assessment() -> Assessment:
    """The open assessment; where none is open, say what to do and end the page."""
    assessment = state.assessment()
    if assessment is None:
        st.info(_("No assessment is open. Begin or continue one on the page “Start”."))
        st.page_link("start.py", label=_("Go to Start"))
        st.stop()
    return assessment


def list_problems(refused: FileRefused) -> None:
    """Every problem of a file, as plain text, because it quotes the file."""
    st.text("\n".join(f"• {problem}" for problem in refused.problems))


def ask_catalogue(catalogues: Sequence[Catalogue], key: str) -> Catalogue | None:
    """The only catalogue, or the chosen one, or None until one is chosen."""
    if len(catalogues) == 1:
        return catalogues[0]
    if not catalogues:
        return None
    chosen: Catalogue | None = st.selectbox(
        _("Questionnaire"), catalogues, index=None, format_func=lambda one: one.title, key=key
    )
    return chosen


def assessment_line(assessment: Assessment) -> None:
    """Which assessment is open, in the header of every page; sample data is marked."""
    if assessment.response.country in INVENTED:
        st.warning(_("Sample data: everything here is invented."))
    st.text(
        _("{name} · {status}").format(
            name=response_name(assessment.response, to_plain), status=status_word(assessment.status)
        )
    )
