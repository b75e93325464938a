"""What is decided about a workshop before anybody joins, as fields to fill in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from assessment.domain.model import Round, Voice
from assessment.domain.workshop.disclosure import ANONYMITY_THRESHOLD
from assessment.domain.workshop.model import Breakdown, RemarkRule
from assessment.domain.workshop.plan import PlanRefused, WorkshopPlan
from assessment.i18n import gettext as _
from assessment.labels.codes import voice_word
from assessment.labels.workshops import remark_rule_word
from assessment.parsing.limits import LAST_DAY, NAME_LIMIT, TEXT_LIMIT
from assessment.ui.widgets.choices import ask_country

_KEPT = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PlanFields:
    """The fields as they are filled in; None where nothing was chosen yet."""

    title: str
    country: str | None
    voice: Voice | None
    organisation: str
    round: Round
    voices: tuple[Voice, ...]
    tables: tuple[str, ...]
    breakdown: Breakdown | None
    anonymous: bool | None
    reveals_itself: bool
    kept_until: dt.date | None
    remarks: RemarkRule
    place: str

    def plan(self, recommendations: tuple[str, ...]) -> WorkshopPlan:
        """Raises PlanRefused for what is missing, and what WorkshopPlan raises."""
        if self.country is None or self.voice is None:
            raise PlanRefused(_("Choose a country or area, and whose the agreed response is."))
        if self.anonymous is None or self.breakdown is None:
            raise PlanRefused(_("Choose whether votes are anonymous, and how they are shown."))
        if self.kept_until is None:
            raise PlanRefused(_("Choose the day on which names and votes are deleted."))
        return WorkshopPlan(
            title=self.title.strip(),
            country=self.country,
            recommendations=recommendations,
            kept_until=self.kept_until,
            round=self.round,
            voice=self.voice,
            # The response of a mixed room is that of the workshop.
            organisation=self.organisation.strip() or (self.title.strip() if self.voice is Voice.OTHER else ""),
            voices=self.voices,
            tables=self.tables,
            breakdown=self.breakdown,
            anonymous=self.anonymous,
            reveals_itself=self.reveals_itself,
            remarks=self.remarks,
            place=self.place.strip(),
        )


def ask_plan(before: WorkshopPlan | None, key: str) -> PlanFields:
    """Ask everything but the recommendations; `key` begins the keys of the widgets."""
    title = st.text_input(_("Title"), before.title if before else "", max_chars=NAME_LIMIT, key=f"{key}-title")
    left, right = st.columns(2)
    with left:
        country = ask_country(f"{key}-country", before.country if before else None)
        voice: Voice | None = st.selectbox(
            _("Whose is the agreed response?"),
            list(Voice),
            index=list(Voice).index(before.voice) if before else None,
            format_func=lambda each: _("The workshop itself") if each is Voice.OTHER else voice_word(each),
            placeholder=_("Choose"),
            key=f"{key}-voice",
        )
    with right:
        label = st.text_input(
            _("Round (optional)"),
            before.round.label if before else "",
            placeholder=_("For example: 2026 baseline"),
            max_chars=NAME_LIMIT,
            key=f"{key}-round",
        )
        organisation = st.text_input(
            _("Organisation (optional)"),
            before.organisation if before else "",
            max_chars=NAME_LIMIT,
            key=f"{key}-organisation",
        )
    day = st.date_input(
        _("Date of the round"), before.round.date if before else "today", format="YYYY-MM-DD", key=f"{key}-date"
    )
    return _ask_room(
        before,
        key,
        title,
        country,
        voice,
        organisation,
        Round(label.strip(), day if isinstance(day, dt.date) else None),
    )


def _ask_room(
    before: WorkshopPlan | None,
    key: str,
    title: str,
    country: str | None,
    voice: Voice | None,
    organisation: str,
    in_round: Round,
) -> PlanFields:
    """Ask where the room is, and how it votes."""
    place = st.text_input(
        _("Place (optional)"), before.place if before else "", max_chars=NAME_LIMIT, key=f"{key}-place"
    )
    voices = st.multiselect(
        _("Groups that participants choose from (optional)"),
        list(Voice),
        list(before.voices) if before else [],
        format_func=voice_word,
        placeholder=_("Choose voices"),
        key=f"{key}-voices",
    )
    tables = st.text_area(
        _("Tables, one per line (optional)"),
        "\n".join(before.tables) if before else "",
        max_chars=TEXT_LIMIT,
        height=96,
        key=f"{key}-tables",
    )
    anonymous: bool | None = st.radio(
        _("Who voted what"),
        [False, True],
        index=None if before is None else int(before.anonymous),
        format_func=lambda is_anonymous: _("Anonymous") if is_anonymous else _("Named"),
        captions=[
            _("Facilitators can see who voted what after the reveal. Participants may give a name."),
            _("Nobody sees who voted what, and finishing removes it for good."),
        ],
        key=f"{key}-anonymous",
    )
    if anonymous:
        _warn_anonymous()
    breakdown: Breakdown | None = st.radio(
        _("How are votes shown?"),
        list(Breakdown),
        index=None if before is None else list(Breakdown).index(before.breakdown),
        format_func=breakdown_word,
        key=f"{key}-breakdown",
    )
    reveals_itself: bool = st.radio(
        _("When are votes revealed?"),
        [False, True],
        index=int(before.reveals_itself) if before else 0,
        format_func=lambda by_itself: (
            _("Automatically, when all present have voted") if by_itself else _("By a facilitator")
        ),
        key=f"{key}-itself",
    )
    remarks = st.radio(
        _("Remarks"),
        list(RemarkRule),
        index=list(RemarkRule).index(before.remarks) if before else 0,
        format_func=remark_rule_word,
        key=f"{key}-remarks",
    )
    today = dt.datetime.now().astimezone().date()
    kept_until = st.date_input(
        _("Delete names and votes on"),
        before.kept_until if before else today + _KEPT,
        min_value=min(today, before.kept_until) if before else today,
        max_value=LAST_DAY,
        format="YYYY-MM-DD",
        key=f"{key}-kept",
    )
    return PlanFields(
        title=title,
        country=country,
        voice=voice,
        organisation=organisation,
        round=in_round,
        voices=tuple(each for each in Voice if each in voices),
        tables=tuple(line.strip() for line in tables.splitlines() if line.strip()),
        breakdown=breakdown,
        anonymous=anonymous,
        reveals_itself=reveals_itself,
        kept_until=kept_until if isinstance(kept_until, dt.date) else None,
        remarks=remarks or RemarkRule.MODERATED,
        place=place,
    )


def _warn_anonymous() -> None:
    st.info(
        _(
            "An anonymous workshop needs {least} participants before its first vote. In a small room little is shown "
            "by voice or table, and who moved between the votes, or a vote opened again for one late ballot, often "
            "isn’t shown at all."
        ).format(least=ANONYMITY_THRESHOLD)
    )


def breakdown_word(breakdown: Breakdown) -> str:
    match breakdown:
        case Breakdown.NONE:
            return _("Together only")
        case Breakdown.VOICE:
            return _("By voice, and together")
        case Breakdown.TABLE:
            return _("By table, and together")
