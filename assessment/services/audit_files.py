"""The audit log as a file, with all by which anybody can check it (docs/audit.md)."""

from __future__ import annotations

import json
from typing import Any

from assessment.access.assessments import read_log
from assessment.access.gate import Gate
from assessment.domain.permissions import Action
from assessment.parsing.csv_escaping import csv_text
from assessment.records.audit import AuditLog, Entry, StoredEntry

COLUMNS = (*Entry.__dataclass_fields__, "person", "came_from", "hash")


def export_log(gate: Gate) -> AuditLog:
    """The log as it is now; the next entry is that it was exported. Raises VisitEnded, NotAllowed."""
    log = read_log(gate)
    gate.note_export(Action.ADMINISTER, note="audit log")
    return log


def audit_csv(log: AuditLog) -> bytes:
    """A row an entry, with the byte-order mark by which Excel recognises UTF-8."""
    return csv_text(COLUMNS, (_values(stored).values() for stored in log.entries)).encode("utf-8-sig")


def audit_json(log: AuditLog) -> str:
    ends = {
        name: {"number": end.number, "hash": end.hash} for name, end in (("anchor", log.anchor), ("head", log.head))
    }
    return json.dumps({**ends, "entries": [_values(stored) for stored in log.entries]}, ensure_ascii=False, indent=1)


def _values(stored: StoredEntry) -> dict[str, Any]:
    entry = stored.entry
    values = {name: getattr(entry, name) for name in Entry.__dataclass_fields__} | {"at": entry.at.isoformat()}
    return {**values, "person": stored.person, "came_from": stored.came_from, "hash": stored.hash}
