"""One recommendation to answer: its text, rating and measures, and the evidence for the answer.

The answer is a fragment: a change reruns only this, and is saved in the widget's own callback.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

import streamlit as st

from assessment.domain.gaps import needs_explanation, suggested_rating
from assessment.domain.model import Answer, Catalogue, Cause, Rating, Recommendation
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, cause_word, rating_label, rating_meaning, rating_word
from assessment.labels.formatting import mandate_count_text, time_text
from assessment.parsing.limits import ADDRESS_LIMIT, FIRST_DAY, LAST_DAY, TEXT_LIMIT
from assessment.parsing.message_text import abbreviated_list
from assessment.ui.rate.others import DETAILS, field_word, saved_by_another, settle_conflict, tell_news
from assessment.ui.rate.waiting import remember_waiting
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.text.escaping import escape_markdown
from assessment.ui.text.round_name import round_words
from assessment.ui.widgets.components import item_flags, quotation

PROGRESS = "progress"
"""The fragment that shows how much is answered in all."""


def progress_keys(themes: Iterable[str]) -> list[str]:
    """The keys of the fragments that show how much is answered, in all and in these themes."""
    return [PROGRESS, *(f"{PROGRESS}-{theme}" for theme in sorted(set(themes)))]


def answer_key(recommendation_id: str) -> str:
    """The key of the fragment that shows the answer to a recommendation."""
    return f"answer-{recommendation_id}"


def card(catalogue: Catalogue, item: Recommendation, draft: Draft, *, locked: bool) -> None:
    """Draw one recommendation with its answer; read-only when locked."""
    with st.container(border=True, key=f"card-{item.id}"):
        st.html(item_flags(item.id, item.red_line, mandate_count_text(catalogue.asked_by[item.id])))
        st.subheader(escape_markdown(item.title), anchor=False)
        st.markdown(f"**{escape_markdown(item.question)}**")
        quotation(item)
        # What never changes is drawn once, outside the fragment; an answer redraws only its own widgets.
        state.fragment(_answer, key=answer_key(item.id))(item, draft, locked)


def _answer(item: Recommendation, draft: Draft, locked: bool) -> None:
    if not st.session_state.get(_details_key(draft, item)):
        draft.hide(item.id, DETAILS)
    # A browser knows the details by their place: were they moved by what comes and goes above them, it would make them
    # anew, and what is being typed there would be lost.
    with st.container():
        _ask_rating(item, draft, locked)
        _ask_cause(item, draft, locked)
        _ask_measures(item, draft, locked)
        _tell_state(item, draft)
    _ask_details(item, draft, locked)


def _ask_rating(item: Recommendation, draft: Draft, locked: bool) -> None:
    labels, meanings = _rating_words(current_language())
    st.segmented_control(
        _("Rating of {id}").format(id=item.id),
        list(labels),
        format_func=labels.__getitem__,
        key=(key := _key(draft, item, "rating")),
        on_change=_save_field,
        args=(draft, item, "rating", key),
        disabled=locked,
        required=True,  # A second tap must not clear an answer; there is a button for that.
        help=meanings,
    )
    if draft.asks_for_reason(item.id):
        _ask_text(item, draft, "reason", _("Why doesn’t it apply? (required)"), locked)
    if draft.waits_for_reason(item.id):
        st.button(_("Clear “not applicable”"), key=f"back-{item.id}", on_click=_discard_change, args=(draft, item))


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
        key=(key := _key(draft, item, "cause")),
        on_change=_save_field,
        args=(draft, item, "cause", key),
        disabled=locked,
    )


@cache
def _rating_words(_language: str) -> tuple[dict[Rating, str], str]:
    """The label of each rating, and what all of them mean, in one language; the same for every card."""
    labels = {rating: rating_label(rating) for rating in RATING_STYLES if rating is not None}
    meanings = "\n\n".join(f"**{label}** – {rating_meaning(rating)}" for rating, label in labels.items())
    return labels, meanings


def _ask_measures(item: Recommendation, draft: Draft, locked: bool) -> None:
    ticked = draft.field(item.id, "measures") or ()
    for measure in item.measures:
        st.checkbox(
            escape_markdown(measure.text),
            key=(key := state.seeded(draft.key(item.id, f"measure.{measure.id}"), measure.id in ticked)),
            on_change=_keep_measure,
            args=(draft, item, measure.id, key),
            disabled=locked,
        )


def _ask_details(item: Recommendation, draft: Draft, locked: bool) -> None:
    answer = draft.answer(item.id)
    details = st.expander(
        _("Evidence, responsible body, next steps"),
        key=_details_key(draft, item),
        on_change="rerun",
    )
    if not details.open:
        return
    with details:
        st.caption(
            _(
                "Write no names, no cases, and nothing by which a victim could be recognised. "
                "A text is saved when you leave its field."
            )
        )
        ask = partial(_ask_text, item, draft, locked=locked)
        ask("evidence", label=_("Evidence: what shows it?"), tall=True)
        ask("evidence_url", label=_("Link to the evidence (https://…)"))
        ask("law_reference", label=_("Law or policy, with its article"))
        ask("responsible", label=_("Responsible body"))
        ask("action", label=_("Next action"), tall=True)
        # A date saved by an earlier version may be out of range, and is shown nevertheless.
        kept = answer.target_date or FIRST_DAY
        st.date_input(
            _("Target date"),
            value=None,
            min_value=min(FIRST_DAY, kept),
            max_value=max(LAST_DAY, kept),
            key=(key := _key(draft, item, "target_date")),
            on_change=_save_field,
            args=(draft, item, "target_date", key),
            disabled=locked,
            format="YYYY-MM-DD",
        )
        ask("comment", label=_("Comment"), tall=True)
        if answer.rating is not None and not locked:
            st.button(_("Clear rating"), key=f"clear-{item.id}", on_click=_clear, args=(draft, item))


def _ask_text(item: Recommendation, draft: Draft, name: str, label: str, locked: bool, tall: bool = False) -> None:
    field = st.text_area if tall else st.text_input
    limit = ADDRESS_LIMIT if name == "evidence_url" else TEXT_LIMIT
    field(
        label,
        # A text saved by an earlier version may be longer than is allowed now.
        max_chars=max(limit, len(draft.field(item.id, name))),
        key=(key := _key(draft, item, name)),
        on_change=_save_field,
        args=(draft, item, name, key),
        disabled=locked,
    )


def _filled(answer: Answer) -> list[str]:
    """The names of the details that are filled in, shown while they are folded away."""
    return [field_word(name) for name in DETAILS if getattr(answer, name)]


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
    elif item.id in draft.impossible:
        st.warning(_("Not saved yet. {reason}").format(reason=escape_markdown(draft.impossible[item.id])))
    elif item.id in draft.refused:
        st.error(_("Not saved. {reason}").format(reason=escape_markdown(draft.refused[item.id])))
        st.button(_("Try again"), key=f"again-{item.id}", on_click=lambda: draft.change(state.access(), item.id))
    if item.id not in draft.conflicts:
        tell_news(item, draft)


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
    if suggested and answer.measures and answer.rating is None:
        return _("Your ticks suggest “{rating}”. You decide.").format(rating=rating_word(suggested))
    if suggested and needs_explanation(item, answer):
        return _(
            "The ticks suggest “{suggested}”, the rating says “{rating}”. "
            "Tick what is in place, or explain the difference in the comment."
        ).format(suggested=rating_word(suggested), rating=rating_word(answer.rating))
    return ""


def _details_key(draft: Draft, item: Recommendation) -> str:
    return f"{draft.assessment_id}:{item.id}:details"


def _key(draft: Draft, item: Recommendation, name: str) -> str:
    return state.seeded(draft.key(item.id, name), draft.field(item.id, name))


# A callback gets the key its widget was drawn with: by the time it runs, the draft may have another one.
def _save_field(draft: Draft, item: Recommendation, name: str, key: str) -> None:
    value = st.session_state.get(key)
    if not value and (name == "rating" or not draft.is_on_screen(key)):
        return  # The browser left it out; only its button clears a rating.
    if name == "rating":
        _keep_rating(draft, item, Rating(str(value)))
    elif name == "cause":
        _change(draft, item, cause=None if value is None else Cause(str(value)))
    else:
        _change(draft, item, **{name: value if value is not None or name == "target_date" else ""})


def _keep_rating(draft: Draft, item: Recommendation, rating: Rating) -> None:
    """Save a rating; one equal to the previous round's needs no cause of change."""
    if rating is draft.previous_rating(item.id) and draft.answer(item.id).cause:
        st.session_state.pop(draft.key(item.id, "cause"), None)
        _change(draft, item, rating=rating, cause=None)
    else:
        _change(draft, item, rating=rating)


def _change(draft: Draft, item: Recommendation, **fields: Any) -> None:
    answered = draft.answer(item.id).rating is not None
    draft.change(state.access(), item.id, **fields)
    remember_waiting(draft)
    if answered != (draft.answer(item.id).rating is not None):
        st.rerun([answer_key(item.id), *progress_keys([item.theme])])


def _keep_measure(draft: Draft, item: Recommendation, measure_id: str, key: str) -> None:
    if not draft.is_on_screen(key):
        return
    # The other ticks are taken as they are stored: somebody else may have changed them since they were drawn.
    ticked = {*(draft.field(item.id, "measures") or ())} - {measure_id}
    ticked |= {measure_id} if st.session_state[key] else set()
    measures = tuple(measure.id for measure in item.measures if measure.id in ticked)
    draft.change(state.access(), item.id, measures=measures or None)


def _clear(draft: Draft, item: Recommendation) -> None:
    key = draft.key(item.id, "rating")
    st.session_state[key] = None
    _change(draft, item, rating=None)


def _discard_change(draft: Draft, item: Recommendation) -> None:
    draft.discard_change(item.id, "rating")
    st.session_state[draft.key(item.id, "rating")] = draft.answer(item.id).rating
    remember_waiting(draft)
