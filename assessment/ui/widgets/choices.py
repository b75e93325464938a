"""Widgets whose choice is remembered under a name, in the address and in the session (`state.choose`); then the choice
of a page of a long list, and of a country or area by any of its names.

The remembered choice is authoritative and the widget shows it, so a button, a link and a reload can change it too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from assessment.domain.countries import TYPED_LIMIT, country_name, find_countries
from assessment.html.escaping import escape_markdown
from assessment.i18n import gettext as _
from assessment.parsing.limits import NAME_LIMIT
from assessment.ui.session import state

Wording = Callable[[str], str]
Changed = Callable[[str], None]
Item = TypeVar("Item")
Option = TypeVar("Option")
OFFERED = 8
"""Countries and areas that are listed at once."""
_TICKED = "yes"


def ask_one(
    label: str, options: Mapping[Option, str], key: str, on_change: Callable[[], None] | None = None
) -> Option | None:
    """A list to choose one option from, each with its words; nothing is chosen at first, and nothing is remembered."""
    return st.selectbox(
        label,
        list(options),
        index=None,
        format_func=options.__getitem__,
        placeholder=_("Choose"),
        key=key,
        on_change=on_change,
    )


def remembered(
    name: str, value: object, *, on_change: Changed | None = None, redraw: Sequence[str] = ()
) -> dict[str, Any]:
    """The arguments of a widget that shows `value`, and whose change is remembered under a name, or given to
    `on_change`. A change draws the fragments of the keys `redraw` anew, in place of the one that it is in."""
    key = f"choice-{name}"
    st.session_state[key] = value
    return {"key": key, "on_change": _take, "args": (name, on_change, redraw)}


def _take(name: str, on_change: Changed | None, redraw: Sequence[str]) -> None:
    value = st.session_state.get(f"choice-{name}")
    if isinstance(value, list):
        value = " ".join(value)
    elif isinstance(value, bool):
        value = _TICKED if value else None
    if on_change is None:
        state.choose(name, value)
    elif value:
        on_change(value)
    if redraw:
        st.rerun(redraw)


def choose_one(
    name: str,
    label: str,
    options: Sequence[str],
    current: str | None,
    words: Wording,
    *,
    on_change: Changed | None = None,
    placeholder: str | None = None,
) -> None:
    """A list to choose one option from; without `on_change` the choice is remembered under the name."""
    labels = distinct(options, words)
    widget = remembered(name, current, on_change=on_change)
    st.selectbox(label, options, format_func=labels.__getitem__, index=None, placeholder=placeholder, **widget)


def choose_view(name: str, label: str, options: Sequence[str], current: str, words: Wording) -> None:
    """The tabs of a page, of which exactly one is selected; shell.css draws them."""
    widget = remembered(name, current)
    with st.container(key=f"tabs-{name}"):
        st.pills(label, options, format_func=words, required=True, label_visibility="collapsed", **widget)


def choose_several(
    name: str, label: str, options: Sequence[str], words: Wording, *, redraw: Sequence[str] = ()
) -> list[str]:
    """Buttons of which any number can be selected; returns those that are. `redraw` is that of `remembered`."""
    current = chosen_several(name, options)
    widget = remembered(name, current, redraw=redraw)
    st.pills(label, options, format_func=words, selection_mode="multi", **widget)
    return current


def choose_from_list(name: str, label: str, options: Sequence[str], words: Wording, *, placeholder: str) -> list[str]:
    """A searchable list to choose any number from; returns the chosen ones."""
    current = chosen_several(name, options)
    st.multiselect(label, options, format_func=words, placeholder=placeholder, **remembered(name, current))
    return current


def choose_flag(name: str, label: str) -> bool:
    """A checkbox; returns whether it is ticked."""
    is_ticked = state.chosen_text(name) == _TICKED
    st.checkbox(label, **remembered(name, is_ticked))
    return is_ticked


def search_field(name: str, label: str) -> str:
    """A search field; returns what is typed."""
    current = state.chosen_text(name) or ""
    # Without a placeholder of ours, Streamlit puts an English word there.
    st.text_input(label, max_chars=NAME_LIMIT, type="search", placeholder="", **remembered(name, current))
    return current


def nothing_found() -> str:
    return _("Nothing is found. Use fewer words, or remove a filter.")


def distinct(options: Iterable[str], words: Wording) -> dict[str, str]:
    """The label of each option, with a number where two would have the same.

    A browser sends back the chosen label, and respondents without a name may have the same one.
    """
    counted: Counter[str] = Counter()
    labels = {}
    for option in options:
        label = words(option)
        counted[label] += 1
        labels[option] = label if counted[label] == 1 else f"{label} ({counted[label]})"
    return labels


def chosen_several(name: str, options: Sequence[str]) -> list[str]:
    """The options remembered under a name, in their order; an address written by hand may name others."""
    remembered = (state.chosen_text(name) or "").split()
    return [option for option in options if option in remembered]


def page_of(
    items: Sequence[Item], size: int, key: str, *, name: str | None = None, words: str | None = None
) -> Sequence[Item]:
    """Draw the choice of a page, if there are several; returns the items on it.

    With a `name` the choice is remembered under it, in the address too. `words` replace “Showing 1–5 of 10”, with the
    same `{first}`, `{last}` and `{total}`.
    """
    pages = -(-len(items) // size)
    if pages <= 1:
        return items
    caption = st.empty()
    page = min(st.pagination(pages, key=key) if name is None else _remembered_page(pages, key, name), pages)
    start = (page - 1) * size
    on_page = items[start : start + size]
    words = words or _("Showing {first}–{last} of {total}")
    caption.caption(words.format(first=start + 1, last=start + len(on_page), total=len(items)))
    return on_page


def _remembered_page(pages: int, key: str, name: str) -> int:
    """The page that is remembered under a name; the first if the address names none that exists."""
    number = state.chosen_text(name)
    page = next((page for page in range(1, pages + 1) if str(page) == number), 1)
    st.session_state[key] = page
    st.pagination(pages, key=key, on_change=lambda: state.choose(name, str(st.session_state[key])))
    return page


def ask_country(key: str, before: str | None = None) -> str | None:
    """Ask for a country or area by any of its names; returns its code, or None until one is chosen.

    `before` is the one that is shown at first; it may be an invented place, which no search finds.
    """
    # A list of Streamlit's is searched by the letters of its options, so “Ivory Coast” would find nothing there.
    typed = st.text_input(
        _("Country or area"),
        country_name(before) if before else "",
        max_chars=TYPED_LIMIT,
        placeholder=_("Type a name, or a part of it"),
        key=key,
        live=True,
        autocomplete="off",
    )
    text = (typed or "").strip()
    if before and text == country_name(before):
        return before
    codes = find_countries(text)
    if len(codes) == 1:
        st.markdown(f"✓ **{escape_markdown(country_name(codes[0]))}**")
        return codes[0]
    if not codes:
        if text:
            st.caption(_("No country or area is found under this name. Try a part of it."))
        return None
    chosen: str | None = st.radio(
        _("Which one?"), codes[:OFFERED], index=None, format_func=country_name, key=f"{key}-among-{text}"
    )
    if len(codes) > OFFERED:
        st.caption(_("{shown} of {total} are listed. Type more of the name.").format(shown=OFFERED, total=len(codes)))
    return chosen
