"""One recommendation to answer: its words, and beside or below them its rating, the measures and the state of both.

The answer is a fragment: a change reruns only this, and is saved in the widget's own callback.
"""

from __future__ import annotations

from functools import cache

import streamlit as st

from assessment.domain.gaps import needs_explanation, suggested_rating
from assessment.domain.model import Answer, Catalogue, Cause, Rating, Recommendation
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, cause_word, rating_label, rating_meaning, rating_word
from assessment.labels.formatting import mandate_count_text, time_text
from assessment.parsing.message_text import abbreviated_list
from assessment.ui.rate.changes import answer_key, discard_rating, field_key, save_field
from assessment.ui.rate.details import ask_details, ask_text, details_are_open, tell_impossible
from assessment.ui.rate.measures import ask_measures
from assessment.ui.rate.others import DETAILS, field_word, saved_by_another, settle_conflict, tell_news
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.text.html import html
from assessment.ui.text.round_name import round_words
from assessment.ui.widgets.components import item_flags, quotation_html

FOLDED = 150
"""Characters of a quotation that fill four lines of a phone."""


def card(catalogue: Catalogue, item: Recommendation, draft: Draft, *, locked: bool) -> None:
    """Draw one recommendation with its answer; read-only when locked."""
    with st.container(border=True, key=f"card-{item.id}"):
        # What never changes is drawn once, outside the fragment; an answer redraws only its own widgets.
        st.html(_words(catalogue, item))
        with st.container(key=f"reply-{item.id}", gap="xsmall"):
            state.fragment(_answer, key=answer_key(item.id))(item, draft, locked)


def _words(catalogue: Catalogue, item: Recommendation) -> str:
    """The words of a recommendation as HTML. On a phone a long quotation is folded, to the eye only."""
    return html(
        "card",
        flags=item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])),
        title=item.title,
        question=item.question,
        quotation=quotation_html(item),
        is_long=len(item.text) > FOLDED,
        whole=_("Whole quotation"),
    )


def _answer(item: Recommendation, draft: Draft, locked: bool) -> None:
    if not details_are_open(item, draft):
        draft.hide(item.id, DETAILS)
    # A browser knows the details by their place: were they moved by what comes and goes above them, it would make them
    # anew, and what is being typed there would be lost.
    with st.container(gap="xsmall"):
        _ask_rating(item, draft, locked)
        _ask_cause(item, draft, locked)
        ask_measures(item, draft, locked)
        _tell_state(item, draft)
    ask_details(item, draft, locked)


def _ask_rating(item: Recommendation, draft: Draft, locked: bool) -> None:
    labels, meanings = _rating_words(current_language())
    st.segmented_control(
        escape_markdown(item.question),
        list(labels),
        format_func=labels.__getitem__,
        key=(key := field_key(draft, item, "rating")),
        on_change=save_field,
        args=(draft, item, "rating", key),
        disabled=locked,
        required=True,  # A second tap must not clear an answer; there is a button for that.
        label_visibility="collapsed",
        width="stretch",
    )
    rating = draft.field(item.id, "rating")
    st.caption(rating_label(None) if rating is None else rating_meaning(rating), help=meanings)
    if draft.asks_for_reason(item.id):
        ask_text(item, draft, "reason", _("Why doesn’t it apply? (required)"), locked)
        tell_impossible(item, draft, "rating")
    if draft.waits_for_reason(item.id):
        st.button(_("Clear “not applicable”"), key=f"back-{item.id}", on_click=discard_rating, args=(draft, item))


def _ask_cause(item: Recommendation, draft: Draft, locked: bool) -> None:
    """Ask why the rating differs from the previous round, where it does."""
    before, now = draft.previous_rating(item.id), draft.field(item.id, "rating")
    if draft.previous_round is None or before is None or now in (before, None):
        return
    words = _("Previous round: {rating} · {round}")
    st.text(words.format(rating=rating_label(before), round=round_words(draft.previous_round.round)))
    st.selectbox(
        _("Why has it changed?"),
        list(Cause),
        index=None,
        format_func=cause_word,
        placeholder=_("Choose a cause"),
        key=(key := field_key(draft, item, "cause")),
        on_change=save_field,
        args=(draft, item, "cause", key),
        disabled=locked,
    )


@cache
def _rating_words(_language: str) -> tuple[dict[Rating, str], str]:
    """The label of each rating, and what all of them mean, in one language; the same for every card."""
    labels = {rating: rating_label(rating) for rating in RATING_STYLES if rating is not None}
    meanings = "\n\n".join(f"**{label}** – {rating_meaning(rating)}" for rating, label in labels.items())
    return labels, meanings


def _tell_state(item: Recommendation, draft: Draft) -> None:
    """Say what is stored and when it was saved, or why it wasn't, and what the person should do now."""
    answer = draft.answer(item.id)
    lines = [_saved(item, draft), _measures_say(item, answer)]
    if filled := _filled(answer):
        lines.append(_("Filled in: {fields}").format(fields=", ".join(filled)))
    # One element for everything, because each element of a rerun costs as much as a widget.
    if any(lines):
        st.caption("  \n".join(line for line in lines if line))
    if item.id in draft.conflicts:
        settle_conflict(item, draft)
    elif item.id in draft.refused:
        st.error(_("Not saved. {reason}").format(reason=escape_markdown(draft.refused[item.id])))
        st.button(_("Try again"), key=f"again-{item.id}", on_click=lambda: draft.change(state.access(), item.id))
    elif not details_are_open(item, draft):
        for name in draft.impossible.get(item.id, {}).keys() & set(DETAILS):
            tell_impossible(item, draft, name)
    if item.id not in draft.conflicts:
        tell_news(item, draft)


def _filled(answer: Answer) -> list[str]:
    """The names of the details that are filled in, shown while they are folded away."""
    return [field_word(name) for name in DETAILS if getattr(answer, name)]


def _saved(item: Recommendation, draft: Draft) -> str:
    if item.id in draft.unsaved:
        return ""
    if item.id in draft.saved:
        return _("✓ Saved {time}").format(time=time_text(draft.saved[item.id]))
    if item.id in draft.answer_sources:
        return _("✓ Imported from {files}").format(
            files=abbreviated_list([*map(escape_markdown, draft.answer_sources[item.id])])
        )
    return saved_by_another(item, draft)


def _measures_say(item: Recommendation, answer: Answer) -> str:
    """What the ticks suggest, where the rating differs."""
    suggested = suggested_rating(item, answer)
    if suggested and answer.rating is None:
        return _("Your ticks suggest “{rating}”. You decide.").format(rating=rating_word(suggested))
    if suggested and needs_explanation(item, answer):
        return _(
            "The ticks suggest “{suggested}”, the rating says “{rating}”. "
            "Tick what is in place, or explain the difference in the comment."
        ).format(suggested=rating_word(suggested), rating=rating_word(answer.rating))
    return ""
