"""What KoboToolbox makes of a form: the form as pyxform understands it, and exports in each of the layouts that the
server offers. Nothing here knows how forms are written or read; it takes what stands in the converted form."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from pyxform.xls2xform import convert

XFORMS = "{http://www.w3.org/2002/xforms}"
HTML = "{http://www.w3.org/1999/xhtml}"

Submission = Mapping[str, Any]
"""Values by the names of questions: codes, several apart by spaces."""


@dataclass(frozen=True)
class Form:
    """A form as phones know it."""

    xml: str
    warnings: list[str]
    paths: list[str]
    """Of every question, with its groups: `theme_lights/HAR_01/HAR_01_rating`."""
    kinds: dict[str, str]
    """`select1`, `select` or `input`, by path."""
    relevant: dict[str, str]
    """When a question is asked that isn't always asked, by path."""
    labels: dict[str, dict[str, str]]
    """By language, then by path."""
    choices: dict[str, list[str]]
    """The names of a question's choices, by path."""
    choice_labels: dict[str, dict[str, dict[str, str]]]
    """By language, then by path and name."""


def converted(workbook: bytes) -> Form:
    """The form that pyxform makes of a workbook."""
    warnings: list[str] = []
    xml = convert(workbook, warnings=warnings).xform
    root = ET.fromstring(xml)  # noqa: S314 - of our own forms
    model = root.find(f"{HTML}head/{XFORMS}model")
    body = root.find(f"{HTML}body")
    assert model is not None
    assert body is not None
    primary, *others = model.findall(f"{XFORMS}instance")
    data = primary[0]
    questions = [path for path in _leaves(data) if not path.startswith("meta/")]
    texts = {
        translation.attrib["lang"]: {text.attrib["id"]: text.findtext(f"{XFORMS}value") or "" for text in translation}
        for translation in model.findall(f"{XFORMS}itext/{XFORMS}translation")
    }
    items = {
        instance.attrib["id"]: [
            (item.findtext(f"{XFORMS}name") or "", item.findtext(f"{XFORMS}itextId") or "")
            for item in instance.iter(f"{XFORMS}item")
        ]
        for instance in others
    }
    kinds, lists = {}, {}
    for control in body.iter():
        if control.tag in {XFORMS + kind for kind in ("input", "select", "select1")}:
            path = control.attrib["ref"].removeprefix("/data/")
            kinds[path] = control.tag.removeprefix(XFORMS)
            itemset = control.find(f"{XFORMS}itemset")
            if itemset is not None:
                lists[path] = items[itemset.attrib["nodeset"].split("'")[1]]
    groups = {path.rsplit("/", depth)[0] for path in questions for depth in range(1, path.count("/") + 1)}
    return Form(
        xml=xml,
        warnings=warnings,
        paths=questions,
        kinds=kinds,
        relevant={
            bind.attrib["nodeset"].removeprefix("/data/"): bind.attrib["relevant"]
            for bind in model.findall(f"{XFORMS}bind")
            if "relevant" in bind.attrib
        },
        labels={
            name: {
                path: found[f"/data/{path}:label"] for path in (*questions, *groups) if f"/data/{path}:label" in found
            }
            for name, found in texts.items()
        },
        choices={path: [name for name, _text in entries] for path, entries in lists.items()},
        choice_labels={
            name: {path: {item: found[text] for item, text in entries} for path, entries in lists.items()}
            for name, found in texts.items()
        },
    )


def sent(form: Form, submission: Submission) -> Submission:
    """What a phone sends of what was filled in: the answers to questions that are asked, given the other answers."""

    def is_asked(path: str) -> bool:
        condition = form.relevant.get(path)
        if condition is None:
            return True
        parts = re.fullmatch(r"\s*/data/(\S+)\s+(!?=)\s+'(\w*)'\s*", condition)
        assert parts is not None, condition
        is_said = str(submission.get(parts[1].rpartition("/")[2], "")) == parts[3]
        return is_said is (parts[2] == "=")

    asked = {path.rpartition("/")[2] for path in form.paths if is_asked(path)}
    return {name: value for name, value in submission.items() if name in asked or name.startswith("_")}


def _leaves(element: ET.Element, path: str = "") -> list[str]:
    leaves = []
    for child in element:
        name = child.tag.rpartition("}")[2]
        leaves += _leaves(child, f"{path}{name}/") if len(child) else [path + name]
    return leaves


@dataclass(frozen=True)
class Layout:
    """How an export is asked for."""

    labels: str | None = None
    """The language of headers and values; None for names and codes."""
    groups: bool = False
    between: str = "/"
    multiple: str = "summary"
    """`summary` has one column for all choices, `details` one for each, `both` both."""
    ticked: tuple[str, str] = ("1", "0")
    added: Sequence[str] = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
                            "_submitted_by", "__version__", "_tags", "meta/rootUuid", "_index")  # fmt: skip
    extra: Mapping[str, str] = field(default_factory=dict)


def export_rows(form: Form, submissions: Sequence[Submission], layout: Layout) -> list[list[str]]:
    """An export as rows of texts, the header first."""
    columns: list[tuple[str, str, str | None]] = []
    for path in form.paths:
        is_multiple = form.kinds.get(path) == "select"
        if not is_multiple or layout.multiple != "details":
            columns.append((_header(form, path, layout), path, None))
        if is_multiple and layout.multiple != "summary":
            columns += [(_header(form, path, layout, choice), path, choice) for choice in form.choices[path]]
    rows = [[*(header for header, _path, _choice in columns), *layout.added, *layout.extra]]
    for number, submission in enumerate(submissions, start=1):
        cells = [_cell(form, path, choice, submission, layout) for _header, path, choice in columns]
        rows.append([*cells, *_added(number, submission, layout), *layout.extra.values()])
    return rows


def _header(form: Form, path: str, layout: Layout, choice: str | None = None) -> str:
    ancestors = [path.rsplit("/", depth)[0] for depth in range(path.count("/"), 0, -1)] if layout.groups else []
    steps = []
    for step in (*ancestors, path):
        name = step.rpartition("/")[2]
        steps.append(form.labels[layout.labels].get(step, name) if layout.labels else name)
    if choice is not None:
        steps.append(form.choice_labels[layout.labels][path][choice] if layout.labels else choice)
    return layout.between.join(steps)


def _cell(form: Form, path: str, choice: str | None, submission: Submission, layout: Layout) -> str:
    value = submission.get(path.rpartition("/")[2], "")
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    if choice is not None:
        return layout.ticked[choice not in text.split()] if text else ""
    if layout.labels and path in form.choices:
        known = form.choice_labels[layout.labels][path]
        return " ".join(known.get(name, name) for name in text.split())
    return text


def _added(number: int, submission: Submission, layout: Layout) -> list[str]:
    uuid = submission.get("_uuid", f"uuid-{number}")
    values = {
        "_id": str(1000 + number),
        "_uuid": uuid,
        "_submission_time": "2026-11-24T12:00:00",
        "meta/rootUuid": f"uuid:{submission.get('_root', uuid)}",
        "_index": str(number),
    }
    return [str(values.get(name, submission.get(name, ""))) for name in layout.added]


def as_csv(rows: Sequence[Sequence[str]], separator: str = ";", *, quoted: bool = True, mark: bool = True) -> bytes:
    """An export as KoboToolbox writes CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).writerows(rows)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


class Formula(str):
    """A text that stands in its cell as a formula, without what it comes to."""

    __slots__ = ()


def as_xlsx(rows: Sequence[Sequence[Any]], *more: str) -> bytes:
    """An export as a workbook, whole numbers as numbers; `more` are the names of sheets beside it."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Gap assessment"
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value not in ("", None):
                cell = sheet.cell(number, column, int(value) if str(value) in ("0", "1") else value)
                if isinstance(value, str) and not isinstance(value, Formula) and cell.data_type != "n":
                    # What looks like an escape of the format is written as one, so that it isn't taken for it.
                    cell.value = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
                    cell.data_type = "s"
    for name in more:
        book.create_sheet(name)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
