"""The page “Start”: what this is and what comes out of it, one's own assessments, and the ways to more of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import streamlit as st

from assessment.access.assessments import create_assessment, list_damaged, list_summaries
from assessment.config import settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.permissions import Action
from assessment.domain.response import Response, Round, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.errors import AssessmentError
from assessment.html.escaping import escape_markdown, plain_text
from assessment.html.pictures import theme_rows
from assessment.html.render import html
from assessment.i18n import counted, current_language
from assessment.i18n import gettext as _
from assessment.installation import SHIPPED
from assessment.interchange.response_json import read_response
from assessment.labels.codes import voice_word
from assessment.labels.formatting import response_name
from assessment.parsing.limits import NAME_LIMIT
from assessment.records.errors import AssessmentAlreadyBegun
from assessment.services.catalogue_folder import catalogue_for
from assessment.services.exports import blank_form, blank_paper, blank_workbook
from assessment.ui.failures import showing_errors
from assessment.ui.session import state
from assessment.ui.start.file_import import import_files, show_imports
from assessment.ui.start.saved_assessments import list_saved, show_deleted
from assessment.ui.widgets.choices import ask_country, ask_one
from assessment.ui.widgets.components import ask_catalogue, find_catalogues, offer_file, page_header
from assessment.views.results import Results

SAMPLES = SHIPPED / "data" / "samples"
MINUTES_ALONE = 4
"""How long somebody who answers alone takes for a recommendation."""
_ENTRY = "start"
_TWIN = "already-begun"
"""Under this name a session keeps the response that was begun before, and the error that says so."""


class Entry(StrEnum):
    """What a person can do instead of continuing what is saved."""

    NEW = "new"
    IMPORT = "import"
    OFFLINE = "offline"


def start() -> None:
    line = page_header(_("Policy gap assessment"))
    allowed = state.allowed()
    summaries = list_summaries(state.gate())
    catalogues = find_catalogues() if Action.CREATE in allowed else []
    for damaged in list_damaged(state.gate()):
        st.error(escape_markdown(str(damaged)))
    entry = state.chosen_text(_ENTRY) if Action.CREATE in allowed else None
    if entry in list(Entry):
        line.button(_("← Start"), key="back-to-start", type="tertiary", on_click=state.choose, args=(_ENTRY, None))
    match entry:
        case Entry.NEW:
            st.header(_("Whose assessment is this?"), anchor=False)
            _ask_new(catalogues)
        case Entry.IMPORT:
            st.header(_entry_word(Entry.IMPORT), anchor=False)
            import_files()
            show_imports(summaries)
        case Entry.OFFLINE:
            st.header(_entry_word(Entry.OFFLINE), anchor=False)
            _offer_blank_forms(catalogues)
        case _:
            if Action.CREATE in allowed:
                _introduce(catalogues)
            if summaries:
                st.header(_("Assessments"), anchor=False)
                list_saved(summaries, allowed)
            show_deleted(allowed)
            file = settings().database_file
            if file is not None and not state.is_shared():
                st.caption(_("Your answers are in {file}.").format(file=escape_markdown(str(file))))


def _entry_word(entry: Entry) -> str:
    return {
        Entry.NEW: _("Begin an assessment"),
        Entry.IMPORT: _("Import completed files"),
        Entry.OFFLINE: _("Work offline"),
    }[entry]


def _introduce(catalogues: Sequence[Catalogue]) -> None:
    """What this is, the ways to begin, and a picture of what comes out."""
    sample = _sample(settings().catalogue_folder)
    with st.container(key="introduction"):
        words, picture = st.columns([3, 5], gap="medium")
    with words:
        st.html(html("introduction", sentence=_what_it_is(catalogues)))
        with st.container(horizontal=True, gap="small"):
            _offer_entry(Entry.NEW, "primary")
            if sample and st.button(_("Try the sample data"), key="samples"):
                _open_samples()
        with st.container(horizontal=True, gap="medium"):
            _offer_entry(Entry.IMPORT, "tertiary")
            _offer_entry(Entry.OFFLINE, "tertiary")
    if sample:
        response = sample.response
        name = response_name(response, plain_text, is_short=True)
        with picture:
            st.html(html("sample", name=name, found=sample.found, rows=theme_rows(sample)))


def _offer_entry(entry: Entry, look: Literal["primary", "tertiary"]) -> None:
    st.button(_entry_word(entry), key=f"enter-{entry}", type=look, on_click=state.choose, args=(_ENTRY, entry))


def _what_it_is(catalogues: Sequence[Catalogue]) -> str:
    """A sentence, with the figures of the only questionnaire."""
    place = _("this server") if state.is_shared() else _("this computer")
    if len(catalogues) != 1:
        return _(
            "Assess how far a country or area implements UN human rights recommendations. Everything stays on {place}."
        ).format(place=place)
    total = len(catalogues[0].recommendations)
    return _(
        "Assess how far a country or area implements {total} UN human rights recommendations on trafficking in "
        "persons, in {themes} themes: {hours} alone. Everything stays on {place}."
    ).format(
        total=total,
        themes=len(catalogues[0].themes),
        hours=counted("about {n} hour", "about {n} hours", max(1, round(total * MINUTES_ALONE / 60))),
        place=place,
    )


@cache
def _sample(_catalogue_folder: Path) -> Results | None:
    """What comes out of the sample data; None where their questionnaire isn't here."""
    path = next(iter(_sample_paths()))
    try:
        catalogue, response = read_response(path.read_bytes(), path.name, catalogue_for)
    except AssessmentError:
        return None
    return Results(SourcedResponse(path.name, catalogue, response), dt.datetime.now(dt.UTC))


def _sample_paths() -> list[Path]:
    return sorted(SAMPLES.glob("*.json"))


def _open_samples() -> None:
    """Store the sample data, unless they are stored, and show results of them."""
    samples = [read_response(path.read_bytes(), path.name, catalogue_for) for path in _sample_paths()]
    ids = [create_assessment(state.gate(), catalogue, response, sample=True) for catalogue, response in samples]
    _open(ids[0], "results")


@state.fragment
def _ask_new(catalogues: Sequence[Catalogue]) -> None:
    """Ask who answers which questionnaire, and begin; if that was begun before, offer to continue it."""
    catalogue = ask_catalogue(catalogues, "new-catalogue")
    left, right = st.columns(2)
    with left:
        country = ask_country("new-country")
    with right:
        voice = ask_one(_("Who answers?"), {voice: voice_word(voice) for voice in Voice}, "new-voice")
    with st.expander(_("More"), key="new-more"):
        left, right = st.columns(2)
        organisation = left.text_input(_("Organisation (optional)"), max_chars=NAME_LIMIT, key="new-organisation")
        label = right.text_input(
            _("Round (optional)"), placeholder=_("For example: 2026 baseline"), max_chars=NAME_LIMIT, key="new-round"
        )
        date = left.date_input(_("Date"), value="today", format="YYYY-MM-DD", key="new-date")
        anonymous = right.checkbox(
            _("Leave the organisation’s name out of reports"),
            key="new-anonymous",
            help=_("For answers that could put people at risk."),
        )
    is_asked = st.button(_("Begin"), type="primary", key="begin")
    if catalogue is None or country is None or voice is None:
        if is_asked:
            st.error(
                _("Choose a questionnaire.") if catalogue is None else _("Choose a country or area, and who answers.")
            )
        return
    response = Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country=country,
        voice=voice,
        organisation=organisation.strip(),
        round=Round(label.strip(), date if isinstance(date, dt.date) else None),
        anonymous=anonymous,
    )
    if is_asked:
        _begin(catalogue, response)
    _offer_twin(response)


def _begin(catalogue: Catalogue, response: Response) -> None:
    with showing_errors():
        try:
            assessment_id = create_assessment(state.gate(), catalogue, response)
        except AssessmentAlreadyBegun as error:
            st.session_state[_TWIN] = response, error
            return
        _open(assessment_id, "rate")


def _offer_twin(response: Response) -> None:
    """Offer to continue the same response, if it was begun before, until something else is asked for."""
    twin, error = st.session_state.get(_TWIN, (None, None))
    if twin != response:
        return
    st.warning(escape_markdown(str(error)))
    if st.button(_("Continue that one"), key="continue-twin"):
        _open(error.assessment_id, "rate")


def _open(assessment_id: str, page: str) -> None:
    st.session_state.pop(_TWIN, None)
    state.choose(_ENTRY, None)  # Start begins with what is saved again.
    state.open_assessment(assessment_id)
    st.switch_page(f"{page}/page.py")


@state.fragment
def _offer_blank_forms(catalogues: Sequence[Catalogue]) -> None:
    """Offer the blank files of the only catalogue, or of the chosen one."""
    catalogue = ask_catalogue(catalogues, "blank-catalogue")
    if catalogue is None:
        return
    threshold = settings().coverage_threshold
    language, name = current_language(), f"{catalogue.id}-{catalogue.version}.xlsx"
    offer_file(
        _("Offline workbook (Excel)"),
        lambda: blank_workbook(catalogue, language, threshold),
        f"questionnaire-{name}",
        "blank-workbook",
    )
    st.caption(_("Fill it in with Excel or LibreOffice, without internet."))
    paper = f"questionnaire-{catalogue.id}-{catalogue.version}.docx"
    offer_file(_("Questionnaire on paper (Word)"), lambda: blank_paper(catalogue, language), paper, "blank-paper")
    offer_file(_("Form for phones (XLSForm)"), lambda: blank_form(catalogue, language), f"form-{name}", "blank-form")
    st.caption(_("Upload it to KoboToolbox or ODK, and export the submissions as CSV or XLSX."))


start()
