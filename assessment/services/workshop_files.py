"""The files that leave a workshop: each is written from what is stored when somebody asks for it.

Files are written outside the session, so the gate and the language are passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.access.gate import Gate
from assessment.access.workshops import list_revealed_ballots, list_seats, read_outcome, read_reveals, read_workshop
from assessment.config import settings
from assessment.domain.permissions import Action
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.outcome import WorkshopOutcome
from assessment.i18n import using_language
from assessment.interchange.ballots import (
    NamedBallot,
    write_ballots_csv,
    write_ballots_json,
    write_counts_csv,
    write_counts_json,
)
from assessment.records.errors import WorkshopFinished
from assessment.reports.minutes_workbook import minutes_workbook
from assessment.reports.word.handouts import JoinAddress, join_sheets, paper_ballots
from assessment.reports.word.minutes import minutes_document
from assessment.services.addresses import qr_png, wifi_address


@dataclass(frozen=True, slots=True)
class WorkshopFiles:
    """The files of one workshop. Each method raises VisitEnded, NotAllowed, WorkshopUnknown."""

    gate: Gate
    workshop_id: str
    language: str

    def minutes_word(self) -> bytes:
        """The minutes as a Word document. Raises TemplateRefused if the ministry’s own template can’t be used."""
        outcome, now = self._outcome(Action.EXPORT), dt.datetime.now(dt.UTC)
        with using_language(self.language):
            return minutes_document(outcome, written=now, template=settings().word_template)

    def minutes_excel(self) -> bytes:
        """The minutes as an Excel workbook."""
        outcome, now = self._outcome(Action.EXPORT), dt.datetime.now(dt.UTC)
        with using_language(self.language):
            return minutes_workbook(outcome, written=now)

    def ballots_csv(self) -> bytes:
        """The revealed ballots of a named workshop; where who voted what is secret or no longer stored, the counts.

        It has the byte-order mark by which Excel recognises UTF-8.
        """
        outcome = self._outcome(Action.LEAD)
        text = write_ballots_csv(self._ballots(outcome)) if self._names_ballots() else write_counts_csv(outcome)
        return text.encode("utf-8-sig")

    def ballots_json(self) -> str:
        """The same as JSON."""
        outcome = self._outcome(Action.LEAD)
        return (
            write_ballots_json(outcome, self._ballots(outcome)) if self._names_ballots() else write_counts_json(outcome)
        )

    def _names_ballots(self) -> bool:
        workshop = read_workshop(self.gate, self.workshop_id)
        return not workshop.plan.anonymous and workshop.forgotten is None

    def sheets(self, origin: str) -> bytes:
        """Sheets to join by, as a Word document; `origin` is how phones reach this server, `http://192.168.1.20:8501`.

        Raises WorkshopFinished when there is no code any more.
        """
        workshop, now = read_workshop(self.gate, self.workshop_id, Action.LEAD), dt.datetime.now(dt.UTC)
        if workshop.code is None:
            raise WorkshopFinished
        way = qr_png(f"{origin}/join?code={workshop.code}")
        wifi = None if workshop.wifi is None else (workshop.wifi, qr_png(wifi_address(workshop.wifi)))
        days = workshop.plan.days
        joining = JoinAddress(workshop.plan.title, origin, workshop.code, way, wifi, days)
        with using_language(self.language):
            return join_sheets(joining, written=now, template=settings().word_template)

    def paper_ballots(self) -> bytes:
        """A slip for each recommendation, as a Word document."""
        workshop, now = read_workshop(self.gate, self.workshop_id, Action.LEAD), dt.datetime.now(dt.UTC)
        with using_language(self.language):
            return paper_ballots(workshop.plan, workshop.catalogue, written=now, template=settings().word_template)

    def _outcome(self, action: Action) -> WorkshopOutcome:
        return read_outcome(self.gate, self.workshop_id, action)

    def _ballots(self, outcome: WorkshopOutcome) -> Iterator[NamedBallot]:
        """Those that were in force at a reveal, in document order, by reveal and number, with remarks that were let
        through."""
        gate = self.gate
        seats = {seat.participant.id: seat for seat in list_seats(gate, self.workshop_id)}
        order = {item_outcome.recommendation.id: place for place, item_outcome in enumerate(outcome.outcomes)}
        ballots = list_revealed_ballots(gate, self.workshop_id)
        remarks = {
            (item, number): reveal.shown.remarks
            for item, revealed in read_reveals(gate, self.workshop_id).items()
            for number, reveal in enumerate(revealed, start=1)
            if isinstance(reveal.shown, Figures)
        }
        for ballot in sorted(ballots, key=lambda b: (order[b.recommendation], b.reveal, seats[b.participant].number)):
            seat = seats[ballot.participant]
            yield NamedBallot(
                recommendation_id=ballot.recommendation,
                vote=ballot.vote,
                reveal=ballot.reveal,
                number=seat.number,
                voice=seat.participant.voice,
                table=seat.participant.table,
                name=seat.participant.name,
                rating=ballot.rating,
                remark=ballot.remark
                if ballot.remark in remarks.get((ballot.recommendation, ballot.reveal), ())
                else "",
                on_paper=ballot.on_paper,
            )


def workshop_file_name(kind: str, outcome: WorkshopOutcome, written: dt.datetime, suffix: str) -> str:
    """A file name made of codes, valid on any system: `minutes-NPL-2026-11-24.docx`."""
    return f"{kind}-{outcome.plan.country}-{written.astimezone():%Y-%m-%d}{suffix}"
