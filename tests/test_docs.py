"""The documents say what the software does, and the sample data shows what it is meant to show."""

from __future__ import annotations

import datetime as dt
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, get_args, get_type_hints

import click
import jsonschema
import pytest
from openpyxl import load_workbook

from assessment.catalogues import CatalogueFile, load_catalogue, read_catalogue
from assessment.cli.catalogues import catalogue_data
from assessment.cli.commands import json_text
from assessment.cli.main import commands
from assessment.cli.scores import score_data
from assessment.config import PREFIX, Settings, read_settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import compare
from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.gaps import (
    Gap,
    gaps,
    influences,
    information_gaps,
    red_lines,
)
from assessment.domain.response import Response, Voice
from assessment.domain.robustness import robustness
from assessment.domain.scoring import (
    OVERLAPPING,
    Grouping,
    Tally,
    groups_of,
    tally_all,
    tally_by,
    theme_weighted,
)
from assessment.domain.sourced import SourcedResponse
from assessment.errors import AssessmentError, FileRefused
from assessment.interchange.response_json import SCHEMA, ResponseFile, write_response
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_meaning, rating_word
from assessment.labels.formatting import band, percent, round_half_up, score_text
from assessment.reports.comparison.workbook import comparison_report
from assessment.reports.table_csv import tidy_schema
from assessment.tidy.comparison import comparison_data
from assessment.tidy.observations import observation_table
from tests.browser.server import ROOT
from tests.support.commands import imported, said, said_json, use_own_settings
from tests.support.documents import (
    CATALOGUES,
    DOCS,
    SAMPLES,
    code_blocks,
    document,
    in_one_line,
    messages,
    prose,
    quoted,
    read,
    section,
    table,
)

EXAMPLES = sorted((DOCS / "examples").glob("*.json"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "exports").glob("*.md")])


def anchor(heading: str) -> str:
    """The address that a forge gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(text: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", prose(text), re.MULTILINE)


@cache
def sample(name: str) -> tuple[Catalogue, Response]:
    return read(ROOT / "data" / "samples" / name)


def example() -> str:
    return section(document("method.md"), "A worked example")


def boruna() -> tuple[Catalogue, Response]:
    return sample("boruna-civil-society.json")


# Sample data


def test_every_sample_is_read_without_a_problem_written_the_same_and_marked_as_invented() -> None:
    schema = json.loads(SCHEMA.read_bytes())
    for path in (*SAMPLES, *EXAMPLES):
        _catalogue, response = read(path)
        assert write_response(response) == path.read_text(encoding="utf-8"), path.name
        jsonschema.validate(json.loads(path.read_bytes()), schema)
        assert response.country in INVENTED_PLACES, path.name
        assert not response.organisation or response.organisation.endswith("(invented)"), path.name
        for answer in response.answers.values():
            for text in (answer.evidence, answer.law_reference, answer.reason):
                assert not text or "(invented)" in text, path.name
            assert re.fullmatch(r"(https://example\.org/.*)?", answer.evidence_url), path.name


def test_there_is_a_sample_of_each_invented_place_in_one_round_and_an_earlier_one_of_a_state() -> None:
    responses = [read(path)[1] for path in SAMPLES]
    now = max(response.round.date for response in responses if response.round.date)
    latest = [response for response in responses if response.round.date == now]
    assert {response.country for response in latest} == INVENTED_PLACES
    assert len({response.round for response in latest}) == 1
    (earlier,) = [response for response in responses if response not in latest]
    assert earlier.voice is Voice.STATE
    # What the page “Start” tells them by.
    assert len({(response.country, response.voice, response.round) for response in responses}) == len(SAMPLES)


# Method


def test_the_ratings_of_the_method_are_those_of_the_software() -> None:
    rows = {row[0]: row for row in table(section(document("method.md"), "Ratings"))}
    for rating, look in RATING_STYLES.items():
        row = rows.pop(look.mark)
        assert (row[1], row[4]) == (rating_word(rating), rating_meaning(rating))
        assert row[2].strip("`") == (rating.value if rating else "(left out)")
    assert not rows


def test_the_groupings_of_the_method_overlap_where_the_software_says_so() -> None:
    rows = table(section(document("method.md"), "Groupings"))
    catalogue = load_catalogue(CATALOGUES / "gcm-10.yaml")
    said = {row[0]: row[2] == "once" for row in rows}
    assert said == {grouping_word(grouping): grouping not in OVERLAPPING for grouping in Grouping}
    for grouping in set(Grouping) - OVERLAPPING:
        assert all(len(groups_of(item, grouping)) == 1 for item in catalogue.recommendations)


def test_the_theme_table_of_the_example_is_what_scoring_gives() -> None:
    catalogue, response = boruna()
    named = [
        *(
            (catalogue.theme_by_id[theme].name, tally)
            for theme, tally in tally_by(catalogue, response, Grouping.THEME).items()
        ),
        ("All", tally_all(catalogue, response)),
    ]
    assert table(section(example(), "Count")) == [_theme_row(name, tally) for name, tally in named]


def _theme_row(name: str, tally: Tally) -> list[str]:
    counts = [str(getattr(tally, rating.value if rating else "unanswered")) for rating in RATING_STYLES]
    rated = f"{tally.rated} of {tally.applicable}"
    return [name, *counts, f"{tally.points:g}", rated, score_text(tally), band(tally)]


def test_the_gap_table_of_the_example_is_what_gaps_gives() -> None:
    catalogue, response = boruna()
    rows = table(section(example(), "Gaps"))
    assert rows == [_gap_row(catalogue, place, gap) for place, gap in enumerate(gaps(catalogue, response)[:8], start=1)]


def _gap_row(catalogue: Catalogue, place: int, gap: Gap) -> list[str]:
    item = gap.recommendation
    return [
        str(place),
        item.id,
        rating_word(gap.answer.rating),
        "yes" if item.red_line else "no",
        str(gap.asked_by),
        catalogue.theme_by_id[item.theme].name,
    ]


def _figures_of_the_example() -> Iterator[str]:
    """Every sentence of the example that has a figure in it, with the figure as the software computes it."""
    catalogue, response = boruna()
    total = tally_all(catalogue, response)
    themes = tally_by(catalogue, response, Grouping.THEME)
    found = gaps(catalogue, response)
    weighted = theme_weighted(themes)
    assert total.score is not None
    assert total.low is not None
    assert total.high is not None
    assert total.coverage is not None
    assert weighted is not None
    unknown = total.dont_know + total.unanswered

    yield f"points = {total.implemented} + {total.partial} / 2 = {total.points:g}"
    yield f"rated = {total.implemented} + {total.partial} + {total.absent} = {total.rated}"
    yield (
        f"applicable = {total.implemented} + {total.partial} + {total.absent} + {total.dont_know} + {total.unanswered} "
        f"= {total.applicable}"
    )
    yield f"score = 100 × {total.points:g} / {total.rated} = {total.score:.2f}, shown as {round_half_up(total.score)} %"
    yield f"coverage = {total.rated} / {total.applicable} = {100 * total.coverage:.1f} %"
    yield f"low = 100 × {total.points:g} / {total.applicable} = {total.low:.2f}, shown as {round_half_up(total.low)}"
    yield (
        f"high = 100 × ({total.points:g} + {unknown}) / {total.applicable} = {total.high:.2f}, "
        f"shown as {round_half_up(total.high)}"
    )
    scores = [theme.score for theme in themes.values() if theme.score is not None]
    yield f"{sum(scores):.2f} / {len(scores)} = {weighted:.2f}. It differs from {total.score:.2f} by more than 5 points"
    assert abs(weighted - total.score) > 5

    identification = themes["identification"]
    assert (identification.implemented, identification.partial, identification.absent) == (0, 2, 0)
    assert identification.coverage == 2 / 3
    assert identification.is_sufficient()
    yield f"score = 100 × 1 / 2 = {identification.score:g}"
    yield f"low = 100 × 1 / 3 = {identification.low:.1f}"
    yield f"high = 100 × (1 + 1) / 3 = {identification.high:.1f}"
    assert not themes["training"].is_sufficient()
    assert percent(themes["training"].score).startswith("100")

    yield f"{len(found)} recommendations are gaps: {total.absent} absent and {total.partial} partial."
    red = [gap.recommendation.id for gap in red_lines(found)]
    yield f"Six red lines are gaps: {', '.join(red)}."
    lacking = [item.id for item in information_gaps(catalogue, response)]
    yield f"Six recommendations are information gaps: {', '.join(lacking)}."
    assert len(red) == len(lacking) == 6

    first = influences(catalogue, response)[0]
    assert first.recommendation.id == "GCM10-01"
    yield f"the points would be {total.points + 1:g} of {total.rated}"
    yield (
        f"the overall score would go from {total.score:.2f} to {first.if_implemented:.2f}, "
        f"which is {first.reach(total.score):.1f} points"
    )


def test_the_sentences_of_the_example_have_the_figures_that_the_software_computes() -> None:
    text = in_one_line(example())
    missing = [sentence for sentence in _figures_of_the_example() if sentence not in text]
    assert missing == []


def test_the_robustness_of_the_example_is_what_the_variants_give() -> None:
    catalogue, response = boruna()
    text = in_one_line(section(example(), "In every variant"))
    cells = [row[1:] for row in table(section(example(), "In every variant"))]
    worths = (Fraction(1, 3), Fraction(1, 2), Fraction(2, 3))
    assert [[float(cell.split("= ")[1]) for cell in row] for row in cells] == [
        [round(float(100 * 2 * worth / weights), 1) for weights in (5, 4)] for worth in worths
    ]
    found = robustness(catalogue, response)
    span = found.by_theme["non-punishment"]
    assert f"So its range goes from {round_half_up(span.low)} to {round_half_up(span.high)}." in text
    assert found.overall is not None
    assert (
        f"The overall score goes from {round_half_up(found.overall.low)} to {round_half_up(found.overall.high)}."
        in text
    )
    assert (len(found.gaps_kept), found.gaps_lost) == (9, ("GCM10-10",))
    assert catalogue.by_id["GCM10-09"].counts_once_with == catalogue.by_id["GCM10-10"].counts_once_with is not None
    themes = tally_by(catalogue, response, Grouping.THEME)
    enough = {theme for theme, tally in themes.items() if tally.is_sufficient()}
    assert len(enough) == 7
    kept = [pair for pair in found.orders_kept if enough.issuperset(pair)]
    lost = [pair for pair in found.orders_lost if enough.issuperset(pair)]
    assert f"{len(kept)} pairs stand in the same order" in text
    assert lost == [("prevention", "identification")]
    difference = (themes["non-punishment"].score or 0) - (themes["residence"].score or 0)
    assert f"*Non-punishment* are {difference:.1f} points apart" in text


# Formats


def _declared_keys(kind: Any, place: tuple[str, ...] = ()) -> dict[tuple[str, ...], tuple[set[str], set[str]]]:
    """By place, the keys that a record of a file needs and those that may be there."""
    if not is_dataclass(kind):
        inside = [_declared_keys(inner, place) for inner in get_args(kind)]
        return {key: keys for each in inside for key, keys in each.items()}
    needed = {each.name for each in fields(kind) if each.default is each.default_factory is MISSING}
    declared = {place: (needed, {each.name for each in fields(kind)} - needed)}
    for name, hint in get_type_hints(kind).items():
        declared |= _declared_keys(hint, (*place, name))
    return declared


def _documented_keys(text: str, places: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], tuple[set[str], set[str]]]:
    found = {}
    for heading, place in places.items():
        rows = table(section(text, heading))
        assert {row[2] for row in rows} <= {"yes", "no"}
        found[place] = tuple({row[0].strip("`") for row in rows if row[2] == needed} for needed in ("yes", "no"))
    return {place: (required, optional) for place, (required, optional) in found.items()}


def test_the_keys_of_a_catalogue_are_documented_and_no_others() -> None:
    lists = ("source", "mandates", "themes", "actions", "populations", "addressees", "asks", "recommendations")
    places: dict[str, tuple[str, ...]] = {"Keys of the file": (), **{f"`{key}`": (key,) for key in lists}}
    places["`measures`"] = ("recommendations", "measures")
    assert _documented_keys(document("catalogue-format.md"), places) == _declared_keys(CatalogueFile)


def test_the_example_catalogue_is_sound() -> None:
    (example,) = code_blocks(document("catalogue-format.md"), "yaml")
    catalogue = read_catalogue(example.encode(), "example.yaml")
    assert [item.id for item in catalogue.recommendations] == ["EX-01"]


def test_the_problems_of_the_broken_example_are_those_that_the_check_lists() -> None:
    text = document("catalogue-format.md")
    (example,) = code_blocks(text, "yaml")
    broken = example.replace('version: "1.0"', "version: 1.0").replace("theme: shelter\n", "theme: shelters\n")
    with pytest.raises(FileRefused) as refused:
        read_catalogue(broken.replace("EX-01.1", "EX-01.2").encode(), "my-catalogue.yaml")
    assert f"{refused.value}\n" in code_blocks(section(text, "Check a file"))


def test_the_messages_about_a_catalogue_that_are_explained_are_those_of_the_software() -> None:
    explained = {row[0] for row in table(section(document("catalogue-format.md"), "What the messages mean"))}
    assert explained - messages() == set()


def test_the_keys_of_a_response_are_documented_and_no_others() -> None:
    places: dict[str, tuple[str, ...]] = {
        "Keys of the file": (),
        "`catalogue`": ("catalogue",),
        "`round`": ("round",),
        "`answers`": ("answers",),
        "`follow_up`": ("follow_up",),
    }
    assert _documented_keys(document("response-format.md"), places) == _declared_keys(ResponseFile)


# Commands and settings


def _commands() -> Iterator[tuple[str, list[str]]]:
    """Every command that a document shows, with its words; what a shell does with its output is left out."""
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        shown = "\n".join([*code_blocks(text, "sh"), *code_blocks(text, "bat"), *quoted(text)])
        for words in re.findall(
            r"(?:python(?:\.exe)? -m assessment|^policy-gap-assessment) ([^\n]*)", shown, re.MULTILINE
        ):
            yield path.name, shlex.split(words.split(" > ")[0], comments=True)


def _commands_of(group: click.Group) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that can be given, with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from (((name, *rest), leaf) for rest, leaf in _commands_of(command))
        else:
            yield (name,), command


def test_every_command_that_a_document_shows_is_one() -> None:
    shown = list(_commands())
    assert len(shown) > 10
    there = dict(_commands_of(commands))
    called_in = click.Context(commands, **commands.context_settings)
    for document_name, words in shown:
        if words == ["--help"]:
            continue
        (called,) = [called for called in there if tuple(words[: len(called)]) == called]
        try:
            there[called].make_context(" ".join(called), words[len(called) :], parent=called_in)
        except click.UsageError as error:
            pytest.fail(f"{document_name}: {words}: {error.format_message()}")


def test_every_command_has_its_section_with_its_sentence_its_options_and_an_example() -> None:
    text = document("commands.md")
    there = dict(_commands_of(commands))
    sections = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert sorted(sections) == sorted(["Settings", *(" ".join(command) for command in there)])
    examples = [words for name, words in _commands() if name == "commands.md"]
    for words, command in there.items():
        told = section(text, " ".join(words))
        assert in_one_line(command.help or "").strip() in in_one_line(told), words
        context = click.Context(command)
        records = [each.get_help_record(context) for each in command.params if isinstance(each, click.Option)]
        options = [f"- `{name}`: {in_one_line(help_)}" for name, help_ in filter(None, records)]
        assert re.findall(r"^- `-.*", told, re.MULTILINE) == options, words
        assert any(tuple(example[: len(words)]) == words for example in examples), words


def test_the_json_of_a_catalogue_has_the_keys_that_are_documented() -> None:
    data = json.loads(json_text(catalogue_data(load_catalogue(CATALOGUES / "gcm-10.yaml"))))
    text = section(document("commands.md"), "catalogue show")
    assert {key for row in table(text) for key in quoted(row[0])} == set(data)
    (sentence,) = re.findall(r"Each recommendation has (.*?)\(list of", text, re.DOTALL)
    assert set(quoted(sentence)) == set(data["recommendations"][0])


def test_the_json_of_a_score_has_the_keys_that_are_documented() -> None:
    data = json.loads(json_text(score_data(*boruna(), 2 / 3)))
    text = section(document("commands.md"), "score")
    rows = table(text)
    assert {key for row in rows for key in quoted(row[0])} == set(data)
    (groupings,) = [row[1] for row in rows if row[0] == "`by`"]
    assert set(quoted(groupings.split("Groupings:")[1])) == set(data["by"])
    (figures,) = re.findall(r"^Figures are (.*?) An action", text, re.DOTALL | re.MULTILINE)
    assert set(quoted(figures)) == set(data["overall"])
    (variants,) = re.findall(r"^`robustness` has (.*?)$\n\n", text + "\n\n", re.DOTALL | re.MULTILINE)
    inner = {key for value in data["robustness"].values() if isinstance(value, dict) for key in value}
    assert set(quoted(variants)) == set(data["robustness"]) | (inner & {"low", "high", "kept", "lost"})


def test_the_sheets_of_the_workbook_of_a_comparison_are_those_that_are_documented() -> None:
    found = compare([SourcedResponse(path.name, *read(path)) for path in EXAMPLES])
    content = comparison_report(found, written=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))
    sheets = [row[0] for row in table(section(document("comparing.md"), "The workbook"))]
    assert load_workbook(BytesIO(content), read_only=True).sheetnames == sheets


def test_the_columns_of_the_csv_of_a_comparison_are_documented_with_their_types_and_codes() -> None:
    text = section(document("comparing.md"), "CSV")
    rows = table(text)
    columns = observation_table().variables
    assert [(row[0].strip("`"), row[1]) for row in rows] == [(column.name, column.type) for column in columns]
    for row, column in zip(rows, columns, strict=True):
        assert set(column.constraints.get("enum", ())) <= set(quoted(row[2])), column.name
    (key,) = re.findall(r"^(.*) together tell each row", text, re.MULTILINE)
    assert tuple(quoted(key)) == observation_table().key
    assert [field["name"] for field in tidy_schema()["fields"]] == [column.name for column in columns]


def test_the_json_of_a_comparison_has_the_keys_that_are_documented() -> None:
    compared = compare([SourcedResponse(path.name, *read(path)) for path in SAMPLES])
    data = json.loads(json_text(comparison_data(compared, 2 / 3)))
    text = section(document("comparing.md"), "JSON")
    rows = {row[0].strip("`"): quoted(row[1]) for row in table(text)}
    assert list(rows) == list(data)
    assert rows["left_out"] == list(data["left_out"][0])
    assert rows["responses"] == list(data["responses"][0])
    entries = dict(re.findall(r"^An entry of `(\w+)` has (.*?)(?=\n\n|\Z)", text, re.DOTALL | re.MULTILINE))
    assert set(entries) == {"voices", "rounds", "differences"}
    for name, sentence in entries.items():
        inner = {key for value in data[name][0].values() if isinstance(value, dict) for key in value} & {
            "points",
            "within_one_answer",
            "survives",
        }
        assert set(data[name][0]) | inner == set(quoted(sentence)) - {"state", "voices", "rounds"}, name


def test_the_json_of_the_stored_responses_has_the_keys_that_are_documented(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_own_settings(monkeypatch, tmp_path)
    assessment_id = imported(capsys, str(SAMPLES[0]))
    (listed,) = said_json(capsys, "responses")
    (sentence,) = re.findall(r"a list of (.*)\.", section(document("commands.md"), "responses"), re.DOTALL)
    assert set(quoted(sentence)) - {"draft", "submitted"} == {*listed, *listed["round"]}
    assert said(capsys, "export", assessment_id) == SAMPLES[0].read_text(encoding="utf-8")


def test_the_settings_in_the_documents_are_those_that_are_read() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    for path in DOCUMENTS:
        named = set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]", path.read_text(encoding="utf-8")))
        assert named <= known, path.name
    rows = table(section(document("commands.md"), "Settings"))
    assert {row[0].strip("`") for row in rows} == known
    defaults = {row[0].strip("`"): row[1] for row in rows}
    assert read_settings({f"{PREFIX}COVERAGE_THRESHOLD": defaults[f"{PREFIX}COVERAGE_THRESHOLD"].strip("`")}) == (
        read_settings({})
    )
    for name in known:
        read_settings({name: ""})
    with pytest.raises(AssessmentError):
        read_settings({f"{PREFIX}COVERAGE": "1/2"})


def test_every_make_target_that_a_document_names_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"^make ([a-z]+)", "\n".join([*code_blocks(text, "sh"), *quoted(text)]), re.MULTILINE))
        assert named <= targets, path.name


# Guide, decisions and links


def test_what_the_guide_calls_a_control_or_a_place_is_called_so_on_screen() -> None:
    text = prose(document("facilitator.md"))
    catalogue = load_catalogue(CATALOGUES / "gcm-10.yaml")
    known = {*messages(), *(theme.name for theme in catalogue.themes)}
    named = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)
    assert len(named) > 20
    assert {" ".join(name.split()) for name in named} - known == set()


def test_what_the_guide_says_that_a_message_says_is_said_by_the_software() -> None:
    rows = table(section(document("facilitator.md"), "When something goes wrong"))
    seen = [sentence for row in rows for sentence in re.findall("“([^”]+)”", row[0])]
    # A terminal says this.
    seen = [sentence for sentence in seen if sentence != "Another program uses port 8501"]
    assert len(seen) > 4
    bare = "\n".join(messages()).replace("“", "").replace("”", "")
    assert [sentence for sentence in seen if not re.search(re.escape(sentence).replace("…", ".*"), bare)] == []


def test_the_agenda_of_the_guide_has_every_theme_with_its_number_of_recommendations() -> None:
    catalogue = load_catalogue(CATALOGUES / "gcm-10.yaml")
    agenda = section(document("facilitator.md"), "The day")
    for theme, items in catalogue.by_theme.items():
        assert f"{catalogue.theme_by_id[theme].name} ({len(items)})" in agenda
    first = {"non-punishment", "residence"}
    assert sum(item.red_line for item in catalogue.recommendations) == 6
    assert all(item.theme in first for item in catalogue.recommendations if item.red_line)


def test_decisions_are_numbered_and_each_has_its_three_parts() -> None:
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    assert len({path.name[:4] for path in decisions}) == len(decisions)
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {path.name[:4]} ")
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_every_library_that_is_asked_for_has_its_line_in_the_decision() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[=<>~ ]", requirement)[0].lower() for requirement in asked}
    stubs = {name for name in names if name.startswith("types-") or name.endswith("-stubs")}
    pages = (
        "0029-libraries",
        "0034-addresses-and-qr-codes",
        "0035-event-loop",
        "0050-commands-on-click",
        "0054-one-codec",
        "0068-a-package",
        "0076-security-by-a-standard",
        "0077-http-parser",
    )
    lists = "".join(document(f"decisions/{page}.md") for page in pages)
    named = set(re.findall(r"^\| (.*?) \|", lists, re.MULTILINE))
    named = {name for names in named for name in re.findall(r"\*\*([a-z0-9-]+)\*\*", names)}
    assert named == names - stubs


def _links() -> Iterator[tuple[Path, str]]:
    for path in DOCUMENTS:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(path.read_text(encoding="utf-8"))):
            yield path, target


def test_every_link_leads_to_one_place_in_the_project() -> None:
    links = [(path, target) for path, target in _links() if not target.endswith(".png")]
    assert len(links) > 20
    lost = []
    for path, target in links:
        file, _hash, place = target.partition("#")
        to = (path.parent / file).resolve() if file else path
        anchors = [anchor(heading) for heading in headings(to.read_text(encoding="utf-8"))] if place else []
        if not to.exists() or (place and anchors.count(place) != 1):
            lost.append((path.name, target))
    assert lost == []


def test_every_picture_is_there_and_has_its_words() -> None:
    pictures = [(path, target) for path, target in _links() if target.endswith(".png")]
    assert len(pictures) == 6
    assert [target for path, target in pictures if not (path.parent / target).is_file()] == []
    words = re.findall(r"!\[([^\]]*)\]", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(words) == len(pictures)
    assert all(len(text) > 20 for text in words)
