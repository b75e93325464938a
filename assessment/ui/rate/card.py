"""One recommendation to answer: its words, and beside or below them its rating, the measures and the state of both.
What supports the answer is folded away until it is wanted: evidence, law, who acts next and by when.

The answer is a fragment: a change reruns only this, and is saved in the widget's own callback.
"""

from __future__ import annotations

from functools import cache

import streamlit as st

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.fields import Field, Part
from assessment.domain.follow_up import FIELDS
from assessment.domain.gaps import needs_explanation, suggested_rating
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import item_flags, quotation_html
from assessment.html.render import html
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import none_of_these, rating_label, rating_meaning, rating_word
from assessment.labels.formatting import mandate_count_text, time_text
from assessment.parsing.message_text import abbreviated_list
from assessment.ui.rate.changes import (
    answer_key,
    clear_rating,
    discard_rating,
    field_key,
    save_field,
    save_measure,
    save_none,
    tick_key,
)
from assessment.ui.rate.others import saved_by_another, settle_conflict, tell_news
from assessment.ui.session import state
from assessment.ui.session.draft import Draft
from assessment.ui.session.editing import NONE
from assessment.ui.widgets.components import ask_rating
from assessment.ui.widgets.fields import ask_field
from assessment.ui.widgets.respondent_text import round_words

DETAILS = tuple(field for field in ANSWER_FIELDS if field.part is not Part.JUDGEMENT)
"""What is folded away."""
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
    if not _details_are_open(item, draft):
        draft.edit(item.id).hide([field.name for field in DETAILS])
    # A container, because a browser knows the details by their place: if something above moved them, it would make them
    # anew, and lose what is being typed there.
    with st.container(gap="xsmall"):
        _ask_rating(item, draft, locked)
        _ask_cause(item, draft, locked)
        _ask_measures(item, draft, locked)
        _tell_state(item, draft)
    _ask_details(item, draft, locked)


def _ask_rating(item: Recommendation, draft: Draft, locked: bool) -> None:
    key = field_key(draft, item, "rating")
    ask_rating(
        escape_markdown(item.question),
        key,
        on_change=save_field,
        args=(draft, item, "rating", key),
        disabled=locked,
        required=True,  # There is a button for clearing an answer.
        is_labelled=False,
    )
    rating = draft.field(item.id, "rating")
    st.caption(rating_label(None) if rating is None else rating_meaning(rating), help=_meanings(current_language()))
    if draft.asks_for_reason(item.id):
        _ask_field(item, draft, FIELDS["reason"], locked)
        _tell_impossible(item, draft, "rating")
    if draft.waits_for_reason(item.id):
        st.button(_("Clear “not applicable”"), key=f"back-{item.id}", on_click=discard_rating, args=(draft, item))


def _ask_cause(item: Recommendation, draft: Draft, locked: bool) -> None:
    """Ask why the rating differs from the previous round, where it does."""
    before, now = draft.previous_rating(item.id), draft.field(item.id, "rating")
    if draft.previous_round is None or before is None or now in (before, None):
        return
    words = _("Previous round: {rating} · {round}")
    st.text(words.format(rating=rating_label(before), round=round_words(draft.previous_round.round)))
    _ask_field(item, draft, FIELDS["cause"], locked)


@cache
def _meanings(_language: str) -> str:
    """What all ratings mean, the same for every card."""
    return "\n\n".join(f"**{rating_label(rating)}** – {rating_meaning(rating)}" for rating in Rating)


def _tell_state(item: Recommendation, draft: Draft) -> None:
    """Say what is stored and when it was saved, or why it wasn't, and what the person should do now."""
    answer = draft.answer(item.id)
    lines = [_saved(item, draft), _measures_say(item, answer)]
    if filled := _filled(answer):
        lines.append(_("Filled in: {fields}").format(fields=", ".join(filled)))
    # One element for everything, because each element of a rerun costs as much as a widget.
    if any(lines):
        st.caption("  \n".join(line for line in lines if line))
    edit = draft.edit(item.id)
    if conflict := edit.conflict:
        settle_conflict(item, draft, conflict)
    elif edit.refused:
        st.error(_("Not saved. {reason}").format(reason=escape_markdown(edit.refused)))
        st.button(_("Try again"), key=f"again-{item.id}", on_click=lambda: draft.change(state.gate(), item.id))
    elif not _details_are_open(item, draft):
        for field in DETAILS:
            _tell_impossible(item, draft, field.name)
    if not conflict:
        tell_news(item, draft)


def _filled(answer: Answer) -> list[str]:
    """The names of the details that are filled in, shown while they are folded away."""
    return [field.label for field in DETAILS if getattr(answer, field.name)]


def _saved(item: Recommendation, draft: Draft) -> str:
    edit = draft.edit(item.id)
    if edit.unsaved:
        return ""
    if edit.saved:
        return _("✓ Saved {time}").format(time=time_text(edit.saved))
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


def _ask_measures(item: Recommendation, draft: Draft, locked: bool) -> None:
    if not item.measures:
        return
    measures = draft.field(item.id, "measures")
    with st.container(key=f"measures-{item.id}", gap=None):
        st.html(html("group_name", name=_("Measures in place"), question=item.question))
        for measure in item.measures:
            st.checkbox(
                escape_markdown(measure.text),
                key=(key := state.seeded(tick_key(draft, item, measure.id), measure.id in (measures or ()))),
                on_change=save_measure,
                args=(draft, item, measure.id, key),
                disabled=locked,
            )
        # No tick says nothing; that nothing is in place is said by a tick of its own.
        st.checkbox(
            none_of_these(),
            key=(key := state.seeded(tick_key(draft, item, NONE), measures == ())),
            on_change=save_none,
            args=(draft, item, key),
            disabled=locked,
        )


def open_details(draft: Draft, item: Recommendation) -> None:
    """Unfold the details of a card, unless somebody has folded them."""
    st.session_state.setdefault(_details_key(draft, item), True)


def _details_are_open(item: Recommendation, draft: Draft) -> bool:
    return bool(st.session_state.get(_details_key(draft, item)))


def _ask_details(item: Recommendation, draft: Draft, locked: bool) -> None:
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
        for field in DETAILS:
            # An error that comes below a field must not move the fields after it: a browser would make them anew.
            with st.container(gap="xsmall"):
                _ask_field(item, draft, field, locked)
                _tell_impossible(item, draft, field.name)
        if draft.answer(item.id).rating is not None and not locked:
            st.button(_("Clear rating"), key=f"clear-{item.id}", on_click=clear_rating, args=(draft, item))


def _ask_field(item: Recommendation, draft: Draft, field: Field, locked: bool) -> None:
    key, value = field_key(draft, item, field.name), draft.field(item.id, field.name)
    ask_field(field, value, key=key, on_change=save_field, args=(draft, item, field.name, key), locked=locked)


def _tell_impossible(item: Recommendation, draft: Draft, name: str) -> None:
    """Say at a field why it isn't saved, and that everything else is."""
    edit = draft.edit(item.id)
    reason = edit.impossible.get(name)
    if reason is None or edit.conflict:
        return
    words = _("Not saved yet. {reason}").format(reason=escape_markdown(reason))
    rest = _("Everything else is saved.")
    st.warning(words if edit.unsaved.keys() - {name} else f"{words} {rest}")


def _details_key(draft: Draft, item: Recommendation) -> str:
    return f"{draft.assessment_id}:{item.id}:details"
