"""Widgets whose choice is kept under a name, in the address and in the session (`state.choose`).

What is kept is the truth and the widget shows it, so a button, a link and a reload change a choice as the widget does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from assessment.bounds import NAME_LIMIT
from assessment.ui import state

Words = Callable[[str], str]
Changed = Callable[[str], None]


def choose_one(
    name: str,
    label: str,
    options: Sequence[str],
    current: str | None,
    words: Words,
    *,
    on_change: Changed | None = None,
    placeholder: str | None = None,
) -> None:
    """A list to choose one option from; without `on_change` the choice is kept under the name."""
    st.selectbox(
        label,
        options,
        format_func=distinct(options, words).__getitem__,
        index=None,
        placeholder=placeholder,
        key=_showing(name, current),
        on_change=_taken,
        args=(name, on_change),
    )


def choose_view(name: str, label: str, options: Sequence[str], current: str, words: Words) -> None:
    """Buttons, of which one is always pressed."""
    # Not a segmented control: its buttons look torn apart where they need several lines.
    st.pills(
        label,
        options,
        format_func=words,
        required=True,
        key=_showing(name, current),
        on_change=_taken,
        args=(name, None),
        label_visibility="collapsed",
    )


def choose_several(name: str, label: str, options: Sequence[str], words: Words) -> list[str]:
    """Buttons of which any number is pressed; gives those that are."""
    current = kept_several(name, options)
    st.pills(
        label,
        options,
        format_func=words,
        selection_mode="multi",
        key=_showing(name, current),
        on_change=_taken_several,
        args=(name,),
    )
    return current


def choose_among_many(name: str, label: str, options: Sequence[str], words: Words, *, placeholder: str) -> list[str]:
    """A list that is searched by typing, to choose any number from; gives those that are chosen."""
    current = kept_several(name, options)
    st.multiselect(
        label,
        options,
        format_func=words,
        placeholder=placeholder,
        key=_showing(name, current),
        on_change=_taken_several,
        args=(name,),
    )
    return current


def tick(name: str, label: str, kept: str = "yes") -> bool:
    """A box to tick, which is ticked where `kept` is what is kept."""
    is_ticked = state.chosen_text(name) == kept
    st.checkbox(label, key=_showing(name, is_ticked), on_change=_ticked, args=(name, kept))
    return is_ticked


def search(name: str, label: str) -> str:
    """A field to search by; gives what is typed."""
    current = state.chosen_text(name) or ""
    st.text_input(
        label, max_chars=NAME_LIMIT, key=_showing(name, current), type="search", on_change=_taken, args=(name, None)
    )
    return current


def distinct(options: Iterable[str], words: Words) -> dict[str, str]:
    """The words for each option; where two would have the same, a number tells them apart.

    A browser sends back the words that were chosen, and respondents without a name may be called alike.
    """
    counted: Counter[str] = Counter()
    found = {}
    for option in options:
        label = words(option)
        counted[label] += 1
        found[option] = label if counted[label] == 1 else f"{label} ({counted[label]})"
    return found


def kept_several(name: str, options: Sequence[str]) -> list[str]:
    """The options that are kept under a name, in their order; an address that somebody wrote may name others."""
    kept = (state.chosen_text(name) or "").split()
    return [option for option in options if option in kept]


def _showing(name: str, value: object) -> str:
    key = f"choice-{name}"
    st.session_state[key] = value
    return key


def _taken(name: str, on_change: Changed | None) -> None:
    value = st.session_state.get(f"choice-{name}")
    if on_change is None:
        state.choose(name, value)
    elif value:
        on_change(value)


def _taken_several(name: str) -> None:
    state.choose(name, " ".join(st.session_state.get(f"choice-{name}") or ()))


def _ticked(name: str, kept: str) -> None:
    state.choose(name, kept if st.session_state.get(f"choice-{name}") else None)
