"""Pieces that several pages share: a page's heading, a rating, a distribution."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from assessment.countries import INVENTED
from assessment.errors import FileRefused
from assessment.figures import response_name
from assessment.groups import counts
from assessment.language import gettext as _
from assessment.legend import LOOKS, rating_word, status_word
from assessment.model import Assessment, Catalogue, Rating, Recommendation
from assessment.scoring import Tally
from assessment.ui import state
from assessment.ui.verbatim import to_html, to_link, to_plain

STYLE = Path(__file__).with_name("style.css")


def page_head(title: str, sentence: str) -> None:
    """The page's only first-level heading, and what the page is for."""
    st.title(title, anchor=False)
    st.markdown(sentence)


def chip(rating: Rating | None) -> str:
    """HTML of a rating: mark, word and colour."""
    look = LOOKS[rating]
    return (
        f'<span class="chip" style="background:{look.fill};color:{look.ink}">'
        f'<span aria-hidden="true">{look.mark}</span> {escape(rating_word(rating))}</span>'
    )


def flag(recommendation_id: str, red_line: bool, asked_by: str) -> str:
    """HTML of the line above a recommendation: its id, whether it is a red line, how many mandates recommend it."""
    mark = f' <span class="red-line">▲ {escape(_("Red line"))}</span>' if red_line else ""
    return f'<div class="flag">{escape(recommendation_id)}{mark} <span>{escape(asked_by)}</span></div>'


def quotation(item: Recommendation) -> None:
    """A recommendation word for word, with its citation and a link to the UN document."""
    source = item.source
    mandate = f"{source.mandate.name}, {source.document}" if source.document else source.mandate.name
    reference = f"{to_html(mandate)} ({source.year}), {to_link(source.symbol, source.url)}"
    st.html(
        f'<blockquote><p dir="auto">{escape(item.text)}</p>'
        f"<p>— {reference} (para.{to_html(source.paragraph)})</p></blockquote>"
    )


def distribution_bar(tally: Tally, label: str) -> str:
    """HTML of a tally as one stacked bar with its counts; `label` tells a screen reader what it shows."""
    said = counts(tally)
    total = sum(said.values()) or 1
    parts = "".join(
        f'<span style="width:{100 * count / total:.3f}%;background:{LOOKS[rating].fill};color:{LOOKS[rating].ink}">'
        f"{LOOKS[rating].mark}&nbsp;{count}</span>"
        for rating, count in said.items()
        if count
    )
    words = ", ".join(f"{rating_word(rating)}: {count}" for rating, count in said.items() if count)
    return f'<div class="distribution" role="img" aria-label="{escape(f"{label}. {words}")}">{parts}</div>'


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
