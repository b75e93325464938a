"""A link that was just made: shown this once, to copy, to scan and to print; with what it is for, and where other
machines reach this server."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

from assessment.config import settings
from assessment.domain.permissions import Scope
from assessment.i18n import current_language, using_language
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.web_origin import Origin, is_loopback
from assessment.services.access import Access
from assessment.services.addresses import qr_svg, reachable_origins
from assessment.services.links import NewLink
from assessment.ui.text.escaping import escape_markdown, plain_text
from assessment.ui.text.html import html

_KEY, _PAGE = "new-link", "new-link-page"
_QR_WIDTH = 320
"""Pixels, which a phone reads from a screen an arm's length away."""


def keep_new_link(made: NewLink, page: str = "links") -> None:
    """Let this page show it when it is drawn next."""
    st.session_state[_KEY], st.session_state[_PAGE] = made, page


def forget_new_link(*, except_on: str = "") -> None:
    """From now on nobody can read its key, unless it was made on the page `except_on`."""
    if st.session_state.get(_PAGE) != except_on:
        st.session_state.pop(_KEY, None)


def show_new_link(names: Mapping[str, str]) -> None:
    """The link that was just made, if any; `names` are those of the responses, by id."""
    made: NewLink | None = st.session_state.get(_KEY)
    if made is None:
        return
    what_for, language = scope_name(made.link.scope, names), current_language()
    with st.container(border=True, key="made"):
        st.header(_("The link for {name}").format(name=escape_markdown(made.link.name)), anchor=False)
        st.markdown(_("Copy or print it now: it can’t be shown again. Whoever has it can come in until it ends."))
        origin = ask_origin()
        address = made.address(origin)
        with st.container(key="link-address"):
            st.text_input(_("Link"), address, key=f"link-at-{origin}")
        with st.container(horizontal=True):
            # The browser's own copying is missing where pages come by plain HTTP: browser.js copies.
            if st.button(_("Copy"), key="copy-link", type="primary"):
                st.toast(_("Copied."))
            st.download_button(
                _("Sheet to print"),
                data=lambda: _sheet(made, address, what_for, language),
                file_name="link.html",
                mime="text/html",
                on_click="ignore",
                key="link-sheet",
            )
            st.button(_("Done"), key="link-done", on_click=forget_new_link)
        st.image(qr_svg(address), alt=_("The link as a QR code"), width=_QR_WIDTH)


def ask_origin(key: str = "link-origin") -> str:
    """Where other machines reach this server; if there are several addresses, the person chooses."""
    origins = known_origins() or [own_origin() or ""]
    if len(origins) == 1:
        return origins[0]
    chosen = st.selectbox(_("Address of this server"), origins, key=key)
    return str(chosen)


def _sheet(made: NewLink, address: str, what_for: str, language: str) -> str:
    """A page by itself, to print: what the link is for, its QR code and address, and what to do with it.

    It is written outside the session, so the language is passed in.
    """
    link = made.link
    with using_language(language):
        return html(
            "link_sheet",
            language=language,
            title=what_for,
            lines=[
                f"{plain_text(link.name)} · {role_word(link.role)}",
                _("Until {moment}").format(moment=timestamp_text(link.ends)),
            ],
            qr_code=Markup(qr_svg(address)),  # noqa: S704 - it is drawn here
            address=address,
            instruction=_("Open this and press “Continue”."),
        )


def known_origins() -> list[str]:
    """As this person reaches it, unless they sit at it, then all others; the best first."""
    own, others = own_origin(), reachable_origins(settings())
    is_local = own is None or is_loopback(urlsplit(own).hostname or "")
    return list(dict.fromkeys([*([] if own is None or is_local else [own]), *others]))


def own_origin() -> str | None:
    """As this person reaches it."""
    here = urlsplit(st.context.url or "")
    return None if Origin.at(here.scheme, here.netloc) is None else f"{here.scheme}://{here.netloc}"


def scope_name(scope: Scope, names: Mapping[str, str]) -> str:
    """What a scope is called, for a place that interprets nothing; `names` are those of responses and
    workshops, by id."""
    if scope.organisation is not None:
        return plain_text(scope.organisation)
    if scope.assessment_id is not None:
        return names.get(scope.assessment_id, _("A response that was deleted"))
    if scope.workshop_id is not None:
        return names.get(scope.workshop_id, _("A workshop"))
    return _("This whole server")


def names_of_responses(access: Access) -> dict[str, str]:
    """The name of every response that a person may see, by its id, for a place that interprets nothing."""
    return {each.id: response_name(each, plain_text) for each in access.listings()}
