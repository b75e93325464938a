"""Making a link: for whom and until when; then the link itself, shown this once to copy, to scan and to print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

import streamlit as st
from markupsafe import Markup

from assessment.access.assessments import list_listings
from assessment.access.gate import Gate
from assessment.access.links import MOST_DAYS, NewLink, create_link, end_of_day, list_links, usual_days
from assessment.config import settings
from assessment.domain.permissions import Action, Role, Scope
from assessment.html.escaping import escape_markdown, plain_text
from assessment.html.render import html
from assessment.i18n import current_language, using_language
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.labels.formatting import response_name, timestamp_text
from assessment.parsing.limits import NAME_LIMIT, is_blank
from assessment.parsing.web_origin import Origin, is_loopback
from assessment.services.addresses import qr_svg, reachable_origins
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.widgets.components import offer_file

_KEY, _PAGE, _TURN = "new-link", "new-link-page", "new-link-turn"
"""Under these names a session keeps the link that was just made, the page that shows it, and how many it has made: the
number is a part of the key of the next one's name."""
_QR_WIDTH = 320
"""Pixels, which a phone reads from a screen an arm's length away."""


def ask_name_and_end(role: Role, scope: Scope | None, key: str, *, page: str = "links") -> None:
    """Ask for whom a link is and until when, and make it; the page shows it when it is drawn next.

    The scope is None until it is chosen. `key` begins the keys of the widgets.
    """
    turn = st.session_state.get(_TURN, 0)
    name = st.text_input(_("Who is it for?"), max_chars=NAME_LIMIT, key=f"{key}-name-{turn}")
    ends = ask_end(_("Last day"), role, f"{key}-ends-{role}")
    if st.button(_("Make the link"), type="primary" if page == "links" else "secondary", key=f"make-{key}"):
        if scope is None:
            st.error(_("Choose what it is for."))
        elif is_blank(name):
            st.error(_("Write who it is for, so that you know later whose link to revoke."))
        elif ends is None:
            st.error(_("Choose its last day."))
        else:
            with showing_errors():
                st.session_state[_KEY] = create_link(state.gate(), role, scope, name, ends)
                st.session_state[_PAGE], st.session_state[_TURN] = page, turn + 1
                st.rerun()


def ask_end(label: str, role: Role, key: str) -> dt.datetime | None:
    """Ask for the last day of a link; returns its end, or None without a day."""
    today = dt.datetime.now().astimezone().date()
    day = st.date_input(
        label,
        today + dt.timedelta(days=usual_days(role)),
        min_value=today,
        max_value=today + dt.timedelta(days=MOST_DAYS - 1),
        format="YYYY-MM-DD",
        key=key,
    )
    return end_of_day(day) if isinstance(day, dt.date) else None


def forget_new_link(*, except_on: str = "") -> None:
    """Forget the link that was just made, unless it was made on the page `except_on`."""
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
        st.markdown(_("Copy or print it now: it can’t be shown again. Anyone who has it can come in until it ends."))
        origin = ask_origin()
        address = made.address(origin)
        with st.container(key="link-address"):
            st.text_input(_("Link"), address, key=f"link-at-{origin}")
        with st.container(horizontal=True):
            # The browser's own copying is missing where pages come by plain HTTP: browser.js copies.
            if st.button(_("Copy"), key="copy-link", type="primary"):
                st.toast(_("Copied."))
            sheet = partial(_sheet, made, address, what_for, language)
            offer_file(_("Sheet to print"), sheet, "link.html", "link-sheet")
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
    """A page to print: what the link is for, its QR code and address. It is written outside the session, so the
    language is passed in."""
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
        )


def known_origins() -> list[str]:
    """Where other machines reach this server, the best first: as this person does, unless they sit at it; then the
    addresses of the settings and of the network."""
    own, others = own_origin(), reachable_origins(settings())
    is_local = own is None or is_loopback(urlsplit(own).hostname or "")
    return list(dict.fromkeys([*([] if own is None or is_local else [own]), *others]))


def own_origin() -> str | None:
    """The address by which this person reaches the server."""
    here = urlsplit(st.context.url or "")
    return None if Origin.at(here.scheme, here.netloc) is None else f"{here.scheme}://{here.netloc}"


def scope_name(scope: Scope, names: Mapping[str, str]) -> str:
    """The name of what a link is for, for a place that interprets nothing; `names` are those of responses and
    workshops, by id."""
    if scope.organisation is not None:
        return plain_text(scope.organisation)
    if scope.assessment_id is not None:
        return names.get(scope.assessment_id, _("A response that was deleted"))
    if scope.workshop_id is not None:
        return names.get(scope.workshop_id, _("A workshop"))
    return _("This whole server")


def names_of_responses(gate: Gate) -> dict[str, str]:
    """The name of every response that a person may see, by its id, for a place that interprets nothing."""
    return {listing.id: response_name(listing, plain_text) for listing in list_listings(gate)}


def known_organisations(gate: Gate) -> list[str]:
    """Their names in alphabetical order, as far as this person may know them."""
    names = {
        gate.require(Action.SHARE).scope.organisation,
        *(listing.owner for listing in list_listings(gate)),
        *(link.scope.organisation for link in list_links(gate)),
    }
    return sorted((name for name in names if name), key=str.casefold)
