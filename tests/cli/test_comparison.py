"""`compare`, as a person calls it: what it prints and writes, and what it says of files that can't be compared."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from assessment.access.assessments import delete_assessment
from assessment.cli.commands import json_text
from assessment.cli.comparison import BY
from assessment.cli.main import main
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.comparison.compare import compare
from assessment.domain.countries import country_codes
from assessment.domain.response import Round, Voice
from assessment.domain.sourced import SourcedResponse
from assessment.interchange.response_json import write_response
from assessment.storage.opening import open_storage
from assessment.tidy.comparison import comparison_data
from tests.support.catalogues import a_catalogue, a_response
from tests.support.commands import imported, refused, said, said_json, use_own_settings
from tests.support.comparisons import NEWER, TOWN, everywhere
from tests.support.gates import as_admin
from tests.support.workbooks import rows_of, value_beside

OTHER = a_catalogue(catalogue_id="other")
STATE = {**everywhere(Rating.IMPLEMENTED), "INV-04": Rating.ABSENT}
NGO = {**everywhere(Rating.PARTIAL), "INV-05": Rating.DONT_KNOW}


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "catalogues"
    folder.mkdir()
    for catalogue in (TOWN, NEWER, OTHER):
        # JSON is YAML too.
        path = folder / f"{catalogue.id}-{catalogue.version}.yaml"
        path.write_text(catalogue.content, encoding="utf-8")
    use_own_settings(monkeypatch, tmp_path, CATALOGUE_FOLDER=str(folder))


def write(
    path: Path, ratings: Mapping[str, Rating | Answer], catalogue: Catalogue = TOWN, country: str = "XAA", **more: Any
) -> str:
    """A response in a file; gives its path as a person types it."""
    response = a_response(catalogue, ratings, country=country, **more)
    path.write_text(write_response(response), encoding="utf-8")
    return str(path)


@pytest.fixture
def state(tmp_path: Path) -> str:
    return write(tmp_path / "state.json", STATE, organisation="Ministry", round=Round("2026"))


@pytest.fixture
def ngo(tmp_path: Path) -> str:
    return write(tmp_path / "ngo.json", NGO, voice=Voice.CIVIL_SOCIETY, round=Round("2026"))


@pytest.fixture
def earlier(tmp_path: Path) -> str:
    ratings = {**everywhere(Rating.PARTIAL), "INV-04": Rating.PARTIAL}
    return write(tmp_path / "earlier.json", ratings, organisation="Ministry", round=Round("2024"))


class TestPrinted:
    def test_as_json_it_is_the_whole_comparison(self, capsys: pytest.CaptureFixture[str], state: str, ngo: str) -> None:
        # Under the names as they were given, in the order of comparisons.
        expected = compare(
            [
                SourcedResponse(state, TOWN, a_response(TOWN, STATE, organisation="Ministry", round=Round("2026"))),
                SourcedResponse(ngo, TOWN, a_response(TOWN, NGO, voice=Voice.CIVIL_SOCIETY, round=Round("2026"))),
            ]
        )
        data = json.loads(json_text(comparison_data(expected, 2 / 3)))
        assert said_json(capsys, "compare", ngo, state) == data

    def test_themes_have_scores_on_what_is_common(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str
    ) -> None:
        printed = said(capsys, "compare", ngo, state)
        assert printed == said(capsys, "compare", state, ngo, "--by", "theme")
        blocks = [block.splitlines() for block in printed.split("\n\n")]
        assert blocks[0] == [
            "2 responses",
            f"  1  Alvenia (invented) · State · Ministry · 2026  [{state}]",
            f"  2  Alvenia (invented) · Civil society · 2026  [{ngo}]",
            "4 of 5 recommendations are common",
        ]
        assert [[line.replace("\N{NO-BREAK SPACE}", " ") for line in block] for block in blocks[1:]] == [
            [
                "Scores by theme, on the common recommendations",
                "The scores cover what all of them rate in the same words.",
                "  Common (n)  1      2     Theme",
                "  3           100 %  50 %  Harbour",
                "  1           –      –     Market, too few to compare",
                "  4           75 %   50 %  Overall",
            ],
            [
                "On everything that each was asked (not comparable)",
                "  Overall                            Response",
                "  80 % (5 of 5 rated, band 80–80 %)  1  Alvenia (invented) · State · 2026",
                "  50 % (4 of 5 rated, band 40–60 %)  2  Alvenia (invented) · Civil society · 2026",
            ],
        ]

    def test_recommendations_have_marks_and_words(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, tmp_path: Path
    ) -> None:
        newer = write(tmp_path / "newer.json", everywhere(Rating.ABSENT, NEWER), NEWER, country="XAB")
        printed = said(capsys, "compare", state, ngo, newer, "--by", "recommendation")
        printed = re.sub(" +", " ", printed)
        for words in (
            "● Implemented ◐ Partial ○ Absent Yes INV-01 Title 1",
            "◐ Partial, asked in other words ○ Absent Worded differently in another version INV-02 Title 2",
            "? Don’t know",
            "not asked not asked ○ Absent Not in every version of the catalogue INV-06 Title 6",
        ):
            assert words in printed

    def test_voices_have_an_agenda(self, capsys: pytest.CaptureFixture[str], state: str, ngo: str) -> None:
        printed = said(capsys, "compare", state, ngo, "--by", "voice").replace("\N{NO-BREAK SPACE}", " ")
        for words in (
            "1  Alvenia (invented) · State · 2026 | 2  Alvenia (invented) · Civil society · 2026",
            "Percent agreement               0 %",
            "Krippendorff’s alpha (ordinal)  −0.",
            "Contested                       4",
            "Rated by State only             1",
            "+25 points  13                 too small to read   Overall",
            "–           –                  too few to compare  Market",
            "1            ● Implemented  ◐ Partial      +½          contested  1                    INV-01 Title 1",
            "1            ● Implemented  ? Don’t know   INV-05 Title 5",
        ):
            assert words in printed
        assert "No respondent answered in two rounds" in said(capsys, "compare", state, ngo, "--by", "round")

    def test_rounds_have_movements_and_causes(
        self, capsys: pytest.CaptureFixture[str], state: str, earlier: str
    ) -> None:
        printed = said(capsys, "compare", state, earlier, "--by", "round")
        for words in (
            "1  Alvenia (invented) · State · 2024 → 2  Alvenia (invented) · State · 2026",
            "Improved            4",
            "Unchanged           0",
            "◐ Partial      ● Implemented  Improved  No cause stated  INV-01 Title 1",
            "◐ Partial      ○ Absent       Worsened  No cause stated  INV-04 Title 4",
        ):
            assert words in printed
        assert "No responses of State and civil society" in said(capsys, "compare", state, earlier, "--by", "voice")


class TestKept:
    def test_files_and_ids_can_be_mixed(self, capsys: pytest.CaptureFixture[str], state: str, ngo: str) -> None:
        kept = imported(capsys, state)
        mixed = said_json(capsys, "compare", kept, ngo)
        assert [response["name"] for response in mixed["responses"]] == [kept, ngo]
        of_files = json.dumps(said_json(capsys, "compare", state, ngo))
        assert mixed == json.loads(of_files.replace(state, kept))

    def test_an_unknown_id_is_a_sentence(self, capsys: pytest.CaptureFixture[str], state: str) -> None:
        deleted = imported(capsys, state)
        with open_storage(f"sqlite:///{Path(state).parent / 'assessments.db'}") as repository:
            delete_assessment(as_admin(repository, "Asha"), deleted, "Alvenia (invented) · State · Ministry · 2026")
        problems = refused(capsys, "compare", "nobody", state, deleted, "a" * 5000).splitlines()
        assert len(problems) == 3
        assert problems[0].startswith("nobody: ")
        assert problems[1].startswith(f"{deleted}: ")


class TestWritten:
    def test_a_workbook_compares_with_the_stored_round_before(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, earlier: str, tmp_path: Path
    ) -> None:
        kept, wanted, all_three = imported(capsys, state), tmp_path / "latest.XLSX", tmp_path / "all.xlsx"
        before = imported(capsys, earlier)
        assert said(capsys, "compare", kept, ngo, "-o", str(wanted)) == f"{wanted}\n"
        said(capsys, "compare", kept, ngo, before, "-o", str(all_three))
        found, expected = (
            value_beside(load_workbook(io.BytesIO(path.read_bytes()))["Summary"], "Since the round before")
            for path in (wanted, all_three)
        )
        assert found == expected
        assert len(rows_of(load_workbook(io.BytesIO(wanted.read_bytes()))["Summary"], "Responses")) == 2

    def test_observations_with_their_schema(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, tmp_path: Path
    ) -> None:
        wanted = tmp_path / "comparison.csv"
        wanted.write_text("of yesterday", encoding="utf-8")
        printed = said(capsys, "compare", state, ngo, "-o", str(wanted))
        assert printed.splitlines() == [str(wanted), str(tmp_path / "comparison.schema.json")]
        rows = list(csv.DictReader(io.StringIO(wanted.read_bytes().decode())))
        assert {row["RESPONSE"] for row in rows} == {state, ngo}
        schema = json.loads((tmp_path / "comparison.schema.json").read_bytes())
        assert [field["name"] for field in schema["fields"]] == list(rows[0])

    def test_another_kind_of_file_is_refused_before_anything_is_read(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        for name in ("comparison", "comparison.xls", "comparison.json", ".csv"):
            assert "Use .xlsx, .html, .csv." in refused(capsys, "compare", "nothing.json", "-o", str(tmp_path / name))

    def test_json_and_a_file_are_two_wishes(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, tmp_path: Path
    ) -> None:
        told = refused(capsys, "compare", state, ngo, "--json", "-o", str(tmp_path / "comparison.csv"))
        assert "Only one of --json, --output can be given." in told


class TestProblems:
    def test_all_of_all_files_are_told_each_with_its_file(
        self, capsys: pytest.CaptureFixture[str], state: str, tmp_path: Path
    ) -> None:
        broken = tmp_path / "broken.json"
        broken.write_text('{"format": "gap-assessment-response/2", "voice": "choir"}', encoding="utf-8")
        empty = tmp_path / "empty.json"
        empty.write_text("", encoding="utf-8")
        unrated = write(tmp_path / "unrated.json", {"INV-01": Rating.DONT_KNOW}, country="XAB")
        nothing = write(tmp_path / "nothing.json", {}, country="XAC")
        other = write(tmp_path / "other.json", {"INV-01": Rating.ABSENT}, OTHER)
        missing = str(tmp_path / "missing.json")
        sources = [str(broken), state, str(empty), unrated, other, missing, str(tmp_path), nothing, state]

        problems = refused(capsys, "compare", *sources).splitlines()

        by_file = {source: [line for line in problems if line.startswith(f"{source}: ")] for source in sources}
        assert len(problems) == sum(map(len, by_file.values()))
        assert {source: len(lines) for source, lines in by_file.items()} == {
            str(broken): 4,
            state: 1,
            str(empty): 1,
            unrated: 1,
            other: 1,
            missing: 1,
            str(tmp_path): 1,
            nothing: 1,
        }
        for source, words in {
            state: "appears more than once",
            unrated: "no ratings",
            nothing: "no ratings",
            other: "“other”",
            missing: "no such file",
            str(tmp_path): "a folder",
        }.items():
            assert words in by_file[source][0]

    def test_copies_and_empty_drafts_never_stop_a_comparison_and_are_named(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, tmp_path: Path
    ) -> None:
        copy = tmp_path / "a folder with a name so long that no message would ever show the whole of it" / "copy.json"
        copy.parent.mkdir()
        copy.write_bytes(Path(state).read_bytes())
        empty = write(tmp_path / "empty.json", {}, country="XAC")
        assert main(["compare", state, ngo, str(copy), empty, "--json"]) == 0
        out, err = capsys.readouterr()
        assert [each["name"] for each in json.loads(out)["responses"]] == [state, ngo]
        unrated, same, compared = err.splitlines()
        assert unrated.startswith(f"{empty}: It has no ratings.")
        assert same.startswith(f"{copy}: It is the same response")
        assert compared == "Compared: 2 of 4."

    def test_one_alone_is_not_compared(self, capsys: pytest.CaptureFixture[str], state: str, tmp_path: Path) -> None:
        for extra in ([], ["--leave-out"]):
            assert "needs two responses" in refused(capsys, "compare", state, *extra)
        # Where something else is the matter, that comes first.
        (problem,) = refused(capsys, "compare", state, str(tmp_path / "none.json")).splitlines()
        assert "no such file" in problem
        assert "needs two responses" in refused(capsys, "compare", state, str(tmp_path / "none.json"), "--leave-out")

    def test_a_file_that_may_not_be_read_is_a_sentence(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = Path.open

        def refuse(path: Path, *arguments: Any, **more: Any) -> Any:
            if str(path) == ngo:
                raise PermissionError(13, "Permission denied", ngo)
            return opened(path, *arguments, **more)

        monkeypatch.setattr(Path, "open", refuse)
        assert refused(capsys, "compare", state, ngo).startswith(f"{ngo}: The file can’t be read: Permission denied.")

    def test_names_in_any_script_are_shown_whole(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        arabic = write(tmp_path / "استجابة.json", STATE, organisation="وزارة الداخلية", round=Round("٢٠٢٦"))
        chinese = write(tmp_path / "回应.json", NGO, voice=Voice.CIVIL_SOCIETY, organisation="庇护所联盟")
        for table in BY:
            printed = said(capsys, "compare", arabic, chinese, "--by", table)
            for words in ("وزارة الداخلية", "٢٠٢٦", "庇护所联盟", arabic, chinese):
                assert words in printed
        names = [response["name"] for response in said_json(capsys, "compare", arabic, chinese)["responses"]]
        assert names == [arabic, chinese]
        assert chinese in refused(capsys, "compare", arabic, chinese, chinese)

    def test_a_name_that_would_steer_the_terminal_is_shown_without_its_power(
        self, capsys: pytest.CaptureFixture[str], state: str, tmp_path: Path
    ) -> None:
        hostile = write(tmp_path / "a\x1b[31m\u202eb.json", NGO, organisation="xy\u202ez", round=Round("\u2067r"))
        for table in BY:
            printed = said(capsys, "compare", state, hostile, "--by", table)
            assert not re.search("[\x1b\u202e\u2067]", printed)
        assert "\x1b" not in refused(capsys, "compare", hostile)


class TestLeavingOut:
    def test_the_rest_of_many_is_compared_only_if_the_person_says_so(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        countries = country_codes()[:8]
        files = [write(tmp_path / f"{country}.json", STATE, country=country) for country in countries]
        broken = [files[2], files[5], files[7]]
        for file, content in zip(broken, ("{", "[]", '{"format": "another"}'), strict=True):
            Path(file).write_text(content, encoding="utf-8")

        problems = refused(capsys, "compare", *files, "--json")

        told = [line.split(": ")[0] for line in problems.splitlines()]
        assert list(dict.fromkeys(told)) == broken
        assert main(["compare", *files, "--json", "--leave-out"]) == 0
        out, err = capsys.readouterr()
        assert err == f"{problems}Compared: 5 of 8.\n"
        names = {response["name"] for response in json.loads(out)["responses"]}
        assert names == set(files) - set(broken)


class TestReportBesideOthers:
    def sheets(self, path: str) -> set[str]:
        return set(load_workbook(path.strip(), read_only=True).sheetnames)

    def test_a_file_is_laid_beside_those_that_are_named(
        self, capsys: pytest.CaptureFixture[str], state: str, ngo: str, earlier: str
    ) -> None:
        kept = imported(capsys, earlier)
        alone = self.sheets(said(capsys, "report", state))
        beside = self.sheets(said(capsys, "report", state, "--with", ngo, kept))
        assert beside - alone == {"State and civil society", "Since last round"}
