"""One recommendation to answer: its question, the five ratings with what they mean, the quotation and the measures.
What supports the answer is folded away until it is wanted: evidence, law, who acts next and by when.

The answer is a fragment: a change reruns only this, and is saved in the widget's own callback.
"""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from assessment.domain.answer import ANSWER_FIELDS, Answer
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.fields import Field, Part
from assessment.domain.follow_up import FIELDS
from assessment.domain.gaps import needs_explanation, suggested_rating
from assessment.html.escaping import escape_markdown
from assessment.html.pictures import item_flags, mandates_gloss, quotation_html
from assessment.html.render import html
from assessment.i18n import gettext as _
from assessment.labels.codes import none_of_these, rating_label, rating_meaning, rating_word
from assessment.labels.formatting import mandate_count_text, time_text
from assessment.parsing.message_text import abbreviated_list
from assessment.ui.rate.changes import (
    answer_key,
    clear_rating,
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
FOLDED = 90
"""Characters of a quotation that fill more than two lines of a phone."""


def card(catalogue: Catalogue, item: Recommendation, draft: Draft, *, locked: bool) -> None:
    """Draw one recommendation with its answer; read-only when locked."""
    with st.container(border=True, key=f"card-{item.id}"):
        # What stands above the answer never changes, and is drawn once, outside the fragment.
        flags = item_flags(item.id, item.red_line)
        st.html(html("card", flags=flags, title=item.title, question=item.question))
        with st.container(key=f"reply-{item.id}", gap="xsmall"):
            quotation = _quotation(item, mandate_count_text(catalogue.asked_by[item.id]))
            state.fragment(_answer, key=answer_key(item.id))(item, draft, quotation, locked)


def _quotation(item: Recommendation, asked_by: str) -> Markup:
    return html(
        "quoted",
        quotation=quotation_html(item),
        gloss=mandates_gloss(asked_by),
        is_long=len(item.text) > FOLDED,
        whole=_("Whole quotation"),
    )


def _answer(item: Recommendation, draft: Draft, quotation: Markup, locked: bool) -> None:
    if not _details_are_open(item, draft):
        draft.edit(item.id).hide([field.name for field in DETAILS])
    # Containers, because a browser knows the details by their place: if something above moved them, it would make them
    # anew, and lose what is being typed there.
    with st.container(gap="xsmall"):
        _ask_rating(item, draft, locked)
        _ask_cause(item, draft, locked)
        _tell_problems(item, draft)
    with st.container(key=f"basis-{item.id}", gap="xsmall"):
        st.html(quotation)
        with st.container(gap="xsmall"):
            _ask_measures(item, draft, locked)
            _tell_contents(item, draft)
    _ask_details(item, draft, locked)


def _ask_rating(item: Recommendation, draft: Draft, locked: bool) -> None:
    key = field_key(draft, item, "rating")
    ask_rating(
        escape_markdown(item.question),
        key,
        words=lambda rating: f"{rating_label(rating)} :small[{rating_meaning(rating)}]",
        on_change=save_field,
        args=(draft, item, "rating", key),
        disabled=locked,
        required=True,  # There is a button for clearing an answer.
        is_labelled=False,
    )
    is_rated = draft.field(item.id, "rating") is not None
    with st.container(key=f"rated-{item.id}", horizontal=True, vertical_alignment="center", gap="small"):
        wanted = "" if is_rated or locked else _("Choose a rating")
        st.caption(" · ".join(filter(None, (wanted, _saved(item, draft)))), width="content")
        if is_rated and not locked:
            key = f"clear-{item.id}"
            st.button(_("Clear"), key=key, type="tertiary", on_click=clear_rating, args=(draft, item))
        # Where the ratings stand one below the other, what they mean is shown once this is open (rate.css).
        st.html(html("meanings", summary=_("What they mean")), width="content")
    if draft.asks_for_reason(item.id):
        _ask_field(item, draft, FIELDS["reason"], locked)
        _tell_impossible(item, draft, "rating")


def _ask_cause(item: Recommendation, draft: Draft, locked: bool) -> None:
    """Ask why the rating differs from the previous round, where it does."""
    before, now = draft.previous_rating(item.id), draft.field(item.id, "rating")
    if draft.previous_round is None or before is None or now in (before, None):
        return
    words = _("Previous round: {rating} · {round}")
    st.text(words.format(rating=rating_label(before), round=round_words(draft.previous_round.round)))
    _ask_field(item, draft, FIELDS["cause"], locked)


def _tell_problems(item: Recommendation, draft: Draft) -> None:
    """Say why something isn't saved, what others have changed, and what the person should do now."""
    edit = draft.edit(item.id)
    if conflict := edit.conflict:
        settle_conflict(item, draft, conflict)
        return
    if edit.refused:
        st.error(_("Not saved. {reason}").format(reason=escape_markdown(edit.refused)))
        st.button(_("Try again"), key=f"again-{item.id}", on_click=lambda: draft.change(state.gate(), item.id))
    elif not _details_are_open(item, draft):
        for field in DETAILS:
            _tell_impossible(item, draft, field.name)
    tell_news(item, draft)


def _tell_contents(item: Recommendation, draft: Draft) -> None:
    """Say what the ticks suggest, and which details are filled in."""
    answer = draft.answer(item.id)
    lines = [_measures_say(item, answer)]
    if filled := [field.label for field in DETAILS if getattr(answer, field.name)]:
        lines.append(_("Filled in: {fields}").format(fields=", ".join(filled)))
    # One element for both, because each element of a rerun costs as much as a widget.
    if any(lines):
        st.caption("  \n".join(filter(None, lines)))


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
            "Rating doesn’t match the ticked measures, which suggest “{rating}”. "
            "Tick what is in place, or explain in the comment."
        ).format(rating=rating_word(suggested))
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
        with st.container(key=f"fields-{item.id}"):
            for field in DETAILS:
                # An error that comes below a field must not move the fields after it: a browser would make them anew.
                with st.container(gap="xsmall"):
                    _ask_field(item, draft, field, locked)
                    _tell_impossible(item, draft, field.name)


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
