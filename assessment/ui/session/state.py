"""The state of a session: who asks, which assessment is open, which language is used.

The address has the id of the open assessment, so that it is open again after a reload, in a new tab, or after a
restart of the server. Only storage is authoritative; a session keeps only its `Draft`.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment import i18n
from assessment.access.assessments import read_assessment
from assessment.access.entrance import Entrance, open_entrance
from assessment.access.gate import Gate, NotAllowed
from assessment.access.links import VISIT_COOKIE
from assessment.config import Mode, settings
from assessment.domain.permissions import Action, Grant, Through
from assessment.domain.response import Assessment
from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown
from assessment.records.errors import AssessmentDamaged, AssessmentUnknown
from assessment.ui.session.draft import Draft
from assessment.ui.session.plan_draft import PlanDraft

Choice = TypeVar("Choice", bound=StrEnum)
Arguments = ParamSpec("Arguments")

AUTHOR = "this computer"
"""The author of every change on a personal machine."""
PARAMETER = "assessment"
_REFUSED = "refused"


@st.cache_resource(show_spinner=False, on_release=Entrance.close)
def _opened(url: str, sign_in: Path | None) -> Entrance:
    return open_entrance(url, sign_in, audit_days=settings().audit_days)


def close_entrance() -> None:
    """Close the database of this process, if it is open: then SQLite leaves no log beside it."""
    _opened.clear()


def entrance() -> Entrance:
    """The entrance to the database of this process, without what isn't stored any longer by now."""
    opened = _opened(settings().database_url, settings().sign_in)
    opened.remove_what_is_due()
    return opened


def gate() -> Gate:
    """This person's gate to storage."""
    # The cookies of the handshake: what they allow is asked anew at each use.
    return gate_of(st.context.cookies.get(VISIT_COOKIE) if is_shared() else None)


def gate_of(visit: str | None) -> Gate:
    """The gate of a visit; in personal mode, which has no visits, that of the person at the machine."""
    return entrance().visit_gate(visit, _end_page) if is_shared() else entrance().personal_gate(AUTHOR, Through.PAGE)


def _end_page(error: AssessmentError) -> None:
    """End the whole page, wherever in it a person turns out to be no longer allowed what they do."""
    # In a callback or a fragment the rest of the page would stay. Nothing catches a rerun; where none is possible,
    # because a file is written outside the session, the error goes on.
    if get_script_run_ctx(suppress_warning=True) is not None:
        st.session_state[_REFUSED] = error
        st.rerun()


def is_shared() -> bool:
    """Whether people come by links."""
    return settings().mode is Mode.SHARED


def visitor() -> Grant:
    """Who opens the page. Raises VisitEnded, NotAllowed, also once for what was refused while the page was drawn."""
    if (refused := st.session_state.pop(_REFUSED, None)) is not None:
        raise refused
    grant = gate().grant()
    if Action.READ not in grant.actions:
        raise NotAllowed(Action.READ)
    return grant


def allowed() -> frozenset[Action]:
    """What this person may do on the pages. At a personal machine nobody else comes with whom to share."""
    actions = gate().require(Action.READ).actions
    return actions if is_shared() else actions - {Action.SHARE, Action.ADMINISTER}


def fragment(draw: Callable[Arguments, None], *, key: str | None = None) -> Callable[Arguments, None]:
    """A part of a page that Streamlit redraws by itself, and shows no more to a person who has been signed out."""
    return st.fragment(_asking_gate(draw), key=key)


def dialog(draw: Callable[Arguments, None], title: str, *, on_dismiss: Callable[[], None]) -> Callable[Arguments, None]:
    """The same over the page, until it is dismissed."""
    return st.dialog(title, on_dismiss=on_dismiss)(_asking_gate(draw))


def _asking_gate(draw: Callable[Arguments, None]) -> Callable[Arguments, None]:
    @wraps(draw)
    def draw_for_visitor(*arguments: Arguments.args, **named: Arguments.kwargs) -> None:
        # While the whole page is drawn the gate has just been asked, and a page has many of these.
        context = get_script_run_ctx()
        if context is not None and context.fragment_ids_this_run:
            gate().require(Action.READ)
        draw(*arguments, **named)

    return draw_for_visitor


def follow_language() -> None:
    """Make this process use, for each session, the language that the session has chosen."""
    i18n.use_language_of(_chosen_language)


def _chosen_language() -> str:
    # Outside a session, as where a request is refused, Streamlit would write a warning for each text.
    has_session = get_script_run_ctx(suppress_warning=True) is not None
    return str(st.session_state.get("language", i18n.DEFAULT)) if has_session else i18n.DEFAULT


def open_assessment(assessment_id: str | None) -> None:
    """Open an assessment on every page; None closes it."""
    st.session_state[PARAMETER] = assessment_id
    keep_address()


def keep_address() -> None:
    """Put the open assessment into the address of the current page."""
    assessment_id = st.session_state.get(PARAMETER)
    if assessment_id is None:
        st.query_params.pop(PARAMETER, None)
    elif st.query_params.get(PARAMETER) != assessment_id:
        st.query_params[PARAMETER] = assessment_id


def assessment() -> Assessment | None:
    """The open assessment as stored now; None if none is open or it no longer exists."""
    if PARAMETER not in st.session_state:
        st.session_state[PARAMETER] = st.query_params.get(PARAMETER)
    assessment_id = st.session_state[PARAMETER]
    if assessment_id is None:
        return None
    try:
        return read_assessment(gate(), assessment_id)
    except (AssessmentUnknown, AssessmentDamaged) as error:
        open_assessment(None)
        st.warning(escape_markdown(str(error)))
        return None


def draft(assessment_id: str) -> Draft:
    """This session's draft of an assessment."""
    current = st.session_state.get("draft")
    if not isinstance(current, Draft) or current.assessment_id != assessment_id:
        current = st.session_state["draft"] = Draft(assessment_id)
    return current


def plan_draft(assessment_id: str) -> PlanDraft:
    """This session's draft of the follow-up plan of an assessment."""
    current = st.session_state.get("plan-draft")
    if not isinstance(current, PlanDraft) or current.assessment_id != assessment_id:
        current = st.session_state["plan-draft"] = PlanDraft(assessment_id)
    return current


def chosen_text(name: str) -> str | None:
    """What the person last chose under a name, from the address or else from this session."""
    value = st.query_params.get(name, st.session_state.get(f"chosen-{name}"))
    if value is not None:
        # The address loses it when the page changes, the session when the page is reloaded: each restores the other.
        choose(name, value)
    return value


def chosen(name: str, choices: type[Choice], default: Choice) -> Choice:
    """The same for a choice among codes; an address written by hand may have none of them."""
    value = chosen_text(name)
    return choices(value) if value in list(choices) else default


def choose(name: str, value: str | None) -> None:
    """Remember a choice in the address, for a reload, and in this session; None clears it."""
    if value:
        st.session_state[f"chosen-{name}"] = str(value)
        if st.query_params.get(name) != value:
            st.query_params[name] = str(value)
    else:
        st.session_state.pop(f"chosen-{name}", None)
        st.query_params.pop(name, None)


def seeded(key: str, value: object) -> str:
    """The key of a widget that shows `value` until the person changes it."""
    if key not in st.session_state:
        st.session_state[key] = value
    return key
