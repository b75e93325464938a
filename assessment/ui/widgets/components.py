"""Pieces that several pages share: a page's heading and keys, a rating, a distribution, a part that is drawn only once
it is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, ParamSpec

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from assessment.domain.answer import Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.response import Assessment, Identity, Status
from assessment.html.escaping import plain_text
from assessment.html.pictures import quotation_html
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label, status_word
from assessment.labels.formatting import response_name, shown_organisation
from assessment.services.catalogue_folder import load_catalogues
from assessment.ui.session import state

_MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv",
    "json": "application/json",
    "html": "text/html",
}
"""The media type of each kind of file that a page offers."""
ANNOUNCEMENT = "announcement"
"""The fragment that a change redraws, and the container that browser.js makes a live region."""
Arguments = ParamSpec("Arguments")


def page_header(title: str, sentence: str = "", *, whose: Identity | None = None) -> DeltaGenerator:
    """The page's only first-level heading, in a line with whose response it is about, and a sentence that says what
    the page is for until something is rated. Returns the line, so that the page can add to it.

    It is the response that is open, unless the page is about another, `whose`.
    """
    line = st.container(key="page-line", horizontal=True, vertical_alignment="center", gap="small")
    line.title(title, anchor=False, width="content")
    assessment = state.assessment()
    if whose is not None:
        line.html(_whose(whose))
    elif assessment is not None:
        line.html(_whose(assessment.response, assessment.status))
    is_begun = assessment and any(answer.rating is not None for answer in assessment.response.answers.values())
    if sentence and not is_begun:
        st.markdown(sentence)
    return line


def _whose(identity: Identity, status: Status = Status.DRAFT) -> Markup:
    """Whose response it is; sample data and what is locked is marked."""
    return html(
        "open_assessment",
        name=response_name(identity, plain_text, is_short=True),
        organisation=plain_text(shown_organisation(identity)),
        status=status_word(status) if status is Status.SUBMITTED else "",
        sample=_("Sample data") if identity.country in INVENTED_PLACES else "",
    )


def ask_rating(
    label: str, key: str, *, words: Callable[[Rating], str] = rating_label, is_labelled: bool = True, **widget: Any
) -> Rating | None:
    """A button for each rating, in the order of the keys 1 to 5, none pressed until a person rates. `widget` is for
    Streamlit; there `required` keeps a second tap from clearing the rating."""
    visibility: Literal["visible", "collapsed"] = "visible" if is_labelled else "collapsed"
    chosen: Rating | None = st.segmented_control(
        label, list(Rating), format_func=words, key=key, label_visibility=visibility, width="stretch", **widget
    )
    return chosen


def quotation(item: Recommendation) -> None:
    """Draw a recommendation word for word."""
    st.html(quotation_html(item))


def required_assessment() -> Assessment:
    """The open assessment; where none is open, say what to do and end the page."""
    assessment = state.assessment()
    if assessment is None:
        st.info(_("No assessment is open. Begin or continue one on the page “Start”."))
        st.page_link("start/page.py", label=_("Go to Start"))
        st.stop()
    return assessment


def offer_file(
    label: str,
    write: Callable[[], bytes | str],
    name: str,
    key: str,
    *,
    is_primary: bool = False,
    disabled: bool = False,
) -> None:
    """A button for a file, which is written when the button is clicked. That happens outside the session."""
    st.download_button(
        label,
        data=write,
        file_name=name,
        mime=_MIME[name.rpartition(".")[2]],
        type="primary" if is_primary else "secondary",
        on_click="ignore",
        key=key,
        disabled=disabled,
    )


def find_catalogues() -> list[Catalogue]:
    """The catalogues of the catalogue folder; says why others can't be read."""
    catalogues, refused = load_catalogues()
    for error in refused:
        st.error(_("A catalogue can’t be read:"))
        list_lines(error.problems)
    return catalogues


def list_lines(lines: Iterable[object]) -> None:
    """Problems or notes, a line each, as plain text, because they quote a person's file."""
    st.text("\n".join(f"• {line}" for line in lines))


def ask_catalogue(catalogues: Sequence[Catalogue], key: str) -> Catalogue | None:
    """The only catalogue, or the chosen one, or None until one is chosen."""
    if len(catalogues) == 1:
        return catalogues[0]
    if not catalogues:
        return None
    chosen: Catalogue | None = st.selectbox(
        _("Questionnaire"), catalogues, index=None, format_func=lambda catalogue: catalogue.title, key=key
    )
    return chosen


def announcement(saved: Callable[[], Mapping[str, dt.datetime]], words: Callable[[], str]) -> None:
    """The page's live region, which tells screen readers that a change is saved. `saved` gives the time at which each
    answer was saved."""
    with st.container(key=ANNOUNCEMENT):
        state.fragment(_announce, key=ANNOUNCEMENT)(saved, words)


def _announce(saved: Callable[[], Mapping[str, dt.datetime]], words: Callable[[], str]) -> None:
    last = max(saved().values(), default=None)
    # The time makes two equal sentences differ, so that both are read.
    st.html(html("announcement", words=words() if last else "", time=last.isoformat() if last else ""))


def fold_key(name: str) -> str:
    """The key under which a session knows whether a part is open."""
    return f"fold-{name}"


@state.fragment
def fold(
    name: str, label: str, draw: Callable[Arguments, None], *arguments: Arguments.args, **named: Arguments.kwargs
) -> None:
    """A part under a label; `draw` draws it with these arguments while it is open."""
    part = st.expander(label, key=fold_key(name), on_change="rerun")
    if part.open:
        with part:
            draw(*arguments, **named)


def offer_keys(keys: Mapping[str, str]) -> None:
    """Let these keys work while nobody is typing, and list them.

    A key presses the button whose own key begins with `key-`, that letter and a hyphen, unless the page's script does
    something else with it.
    """
    st.html(
        html("keys", summary=_("Keys"), keys=keys.items(), switch=_("Use these keys while I’m not typing")),
        width="content",
    )
