"""The frame of every page: navigation in the order of the work, and the open assessment in the header."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from assessment.access.gate import NotAllowed, VisitEnded
from assessment.domain.permissions import Action, Grant
from assessment.domain.response import Assessment
from assessment.html.escaping import escape_html, escape_markdown
from assessment.html.pictures import STYLE as PICTURES
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import role_word
from assessment.ui.links.new_link import forget_new_link, names_of_responses, scope_name
from assessment.ui.session import state
from assessment.ui.session.looking import watching_session

HERE = Path(__file__).parent
SHEETS = (PICTURES, HERE / "shell.css", *sorted(HERE.glob("*/*.css")))
NAVIGATION_WIDTH = 256
"""Pixels of the navigation at the side; on a phone it is closed at first."""
RULES = Markup("".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS))  # noqa: S704 - they are ours
STYLE = html("style", rules=RULES)


def main() -> None:
    state.follow_language()
    product = _("Policy gap assessment")
    st.set_page_config(product, HERE / "icon.png", layout="wide", initial_sidebar_state=NAVIGATION_WIDTH)
    st.html(STYLE)
    try:
        grant = state.visitor()
    except (VisitEnded, NotAllowed) as error:
        _refuse(product, error)
        return
    page = st.navigation(_pages(grant), position="hidden" if grant.scope.workshop_id else "sidebar")
    if page.url_path:
        st.set_page_config(page_title=f"{page.title} · {product}")
    forget_new_link(except_on=page.url_path)
    if page.url_path in ("projector", "room") or grant.scope.workshop_id:
        watching_session(page.run)  # The room sees nothing else.
        return
    assessment = state.assessment()
    state.keep_address()
    if state.is_shared():
        with st.sidebar:
            _visitor_line(grant, assessment)
    if assessment is not None and page.url_path != "rate":
        state.draft(assessment.id).show()
    watching_session(page.run)


def _pages(grant: Grant | None) -> list[st.Page]:
    """The pages that a person can use; without a grant, all there are."""
    # A facilitator opens it from the workshop, in a window of its own.
    projector = st.Page(HERE / "projector" / "page.py", title=_("Projector"), url_path="projector", visibility="hidden")
    if grant is not None and grant.scope.workshop_id is not None:
        start = st.Page(partial(st.switch_page, projector), title=_("Start"), url_path="start", default=True)
        return [start, projector]
    allowed = frozenset(Action) if grant is None else state.allowed()
    there = {
        "start": (_("Start"), True),
        "rate": (_("Rate"), Action.ANSWER in allowed),
        "results": (_("Results"), True),
        "compare": (_("Compare"), grant is None or grant.scope.assessment_id is None),
        "workshops": (_("Workshops"), Action.LEAD in allowed),
        "recommendations": (_("Recommendations"), True),
        "method": (_("Method"), True),
        "links": (_("Links"), Action.SHARE in allowed),
        "administration": (_("Administration"), Action.ADMINISTER in allowed),
    }
    pages = [
        st.Page(HERE / name / "page.py", title=title, url_path=name, default=name == "start")
        for name, (title, is_there) in there.items()
        if is_there
    ]
    # People who rate open it from “Rate”, in a window of its own too.
    room = st.Page(HERE / "room" / "page.py", title=_("Room view"), url_path="room", visibility="hidden")
    hidden = {projector: Action.LEAD, room: Action.ANSWER}
    return [*pages, *(page for page, action in hidden.items() if action in allowed)]


def _refuse(product: str, error: NotAllowed | VisitEnded) -> None:
    """Show only why nobody may come in, and the way to the entrance."""
    # Without a navigation Streamlit would keep that of the run before.
    st.navigation(_pages(None), position="hidden")
    st.title(product, anchor=False)
    st.markdown(escape_markdown(str(error)))
    st.html(html("visitor", parts=(), address="/", words=_("To the entrance")))


def _visitor_line(grant: Grant, opened: Assessment | None) -> None:
    """The person's name, role and scope, and a link to sign out; the open response is named on the page anyway."""
    scope = grant.scope
    parts = [grant.person, role_word(grant.role)]
    if opened is None or opened.id != scope.assessment_id:
        parts.append(scope_name(scope, names_of_responses(state.gate()) if scope.assessment_id else {}))
    escaped = [escape_html(part) for part in parts if part]
    st.html(html("visitor", parts=escaped, address="/leave", words=_("Sign out")))


main()
