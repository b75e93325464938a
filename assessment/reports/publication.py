"""Facts that a report lists by name, worded once for a workbook and a document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.domain.countries import country_name
from assessment.domain.model import Catalogue, Recommendation
from assessment.i18n import gettext as _
from assessment.labels.codes import status_word, voice_word
from assessment.labels.formatting import date_text, timestamp_text
from assessment.reports.findings import Findings

NOT_GIVEN = "–"


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value. `is_typed` if a person wrote it, at any length; `url` is where it links."""

    label: str
    value: str | int | dt.date
    is_typed: bool = False
    url: str = ""

    @property
    def text(self) -> str:
        return date_text(self.value) if isinstance(self.value, dt.date) else str(self.value)


def response_facts(findings: Findings) -> list[Fact]:
    """Who answered and when (five facts), then the status and what was asked (five facts)."""
    catalogue, response = findings.catalogue, findings.response
    return [
        Fact(_("Country or area"), country_name(response.country)),
        Fact(_("Voice"), voice_word(response.voice)),
        Fact(_("Organisation"), _("This response is anonymous: the organisation is left out."))
        if response.anonymous
        else _typed(_("Organisation"), response.organisation),
        _typed(_("Round"), response.round.label),
        Fact(_("Date of the round"), response.round.date or NOT_GIVEN),
        Fact(_("Status"), status_word(findings.status)),
        Fact(_("Report written"), timestamp_text(findings.written)),
        Fact(_("Framework"), catalogue.framework),
        Fact(_("Catalogue and version"), f"{catalogue.id}, {catalogue.version}"),
        Fact(_("Recommendations"), len(catalogue.recommendations)),
    ]


def _typed(label: str, text: str) -> Fact:
    return Fact(label, text, is_typed=True) if text else Fact(label, NOT_GIVEN)


def publication_facts(catalogue: Catalogue) -> list[Fact]:
    """Where the recommendations were published, and which catalogue quotes them."""
    publication = catalogue.publication
    return [
        Fact(_("Publication"), publication.title),
        Fact(_("Publisher"), publication.publisher),
        Fact(_("Date"), publication.date),
        Fact(_("Address"), publication.url, url=publication.url),
        Fact(_("Note"), publication.note, is_typed=True),
        Fact(_("Catalogue"), f"{catalogue.title} ({catalogue.id}, {catalogue.version})"),
        Fact(_("Fingerprint of the catalogue (SHA-256)"), catalogue.hash),
    ]


def quoted_documents(catalogue: Catalogue) -> list[tuple[Recommendation, ...]]:
    """The recommendations of each document that is quoted: by mandate in the catalogue’s order, the newest first."""
    found: dict[tuple[str, str], list[Recommendation]] = {}
    for item in catalogue.recommendations:
        found.setdefault((item.source.mandate.id, item.source.symbol), []).append(item)
    order = {mandate.id: number for number, mandate in enumerate(catalogue.mandates)}
    return [tuple(found[key]) for key in sorted(found, key=lambda key: (order[key[0]], -found[key][0].source.year))]


def quoted_paragraphs(items: tuple[Recommendation, ...]) -> str:
    """Which paragraphs of a document the recommendations are: `PRO-01 (para. 12)`."""
    return ", ".join(f"{item.id} (para. {item.source.paragraph})" for item in items)
