"""Reading catalogues: the broken files with their words, and what a sound file becomes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.catalogues import (
    SIZE_LIMIT,
    CatalogueUnknown,
    catalogue_paths,
    find_catalogue,
    load_catalogue,
    parse_content,
    read_catalogue,
)
from assessment.domain.catalogue import Catalogue, Indicator, Measure, Mechanism, Pillar
from assessment.errors import FileRefused
from assessment.parsing import yaml_reader
from assessment.parsing.validation import PROBLEM_LIMIT
from tests.support.cases import (
    CASES,
    CATALOGUES,
    GCM10,
    HARBOURS,
    Expected,
    assert_printable,
    assert_told,
    read_expected,
)

SOUND = (CATALOGUES / "harbours.yaml").read_bytes()
BROKEN = CATALOGUES / "broken"
EXPECTED = read_expected(CASES / "broken-catalogues.yaml")


def refused(content: bytes) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_catalogue(content, "catalogue.yaml")
    return caught.value


def sound() -> dict[str, Any]:
    """The sound catalogue as data, to be changed."""
    return yaml.load(SOUND, yaml.CSafeLoader)


def written(data: dict[str, Any]) -> bytes:
    content: bytes = yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, encoding="utf-8")
    return content


# Broken files


def test_every_broken_file_has_its_words_and_the_other_way_round() -> None:
    assert {path.stem for path in BROKEN.iterdir()} == set(EXPECTED)


def test_a_broken_file_is_told_what_is_wrong_where_and_how_to_mend_it() -> None:
    for name, expected in EXPECTED.items():
        with pytest.raises(FileRefused) as caught:
            load_catalogue(BROKEN / f"{name}.yaml")
        assert_told(caught.value, expected)
        assert {problem.file for problem in caught.value.problems} == {f"{name}.yaml"}, name


def test_the_slow_yaml_loader_reads_and_refuses_the_same_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_reader, "_Loader", yaml.SafeLoader)
    assert read_catalogue(SOUND, "harbours.yaml") == HARBOURS
    for name in list(EXPECTED)[::6]:
        with pytest.raises(FileRefused) as caught:
            load_catalogue(BROKEN / f"{name}.yaml")
        assert_printable(caught.value.problems)


def test_a_file_that_is_larger_than_the_limit_is_refused_unread() -> None:
    assert_told(refused(b"#" * (SIZE_LIMIT + 1)), [Expected(("larger than 10 MB", "Split it"))])
    assert read_catalogue(SOUND + b"#" * (SIZE_LIMIT - len(SOUND)), "harbours.yaml") == HARBOURS


def test_a_hostile_file_gets_as_many_problems_as_a_person_can_mend() -> None:
    problems = refused(written(sound() | {"recommendations": ["?"] * 5000})).problems
    assert len(problems) == PROBLEM_LIMIT + 1
    assert "There may be more problems." in str(problems[-1])


def test_a_long_or_strange_word_of_the_file_is_shortened_and_made_visible_in_messages() -> None:
    strange = "\u202e\x1b[31m" + "x" * 5000
    problems = refused(
        written(sound() | {"version": strange, "language": strange, strange: 1, "themes": [{strange: 1}]})
    ).problems
    assert_printable(problems)
    assert any("�" in str(problem) for problem in problems)


def test_each_key_is_required_but_that_of_near_duplicates() -> None:
    lists = ("mandates", "themes", "actions", "populations", "addressees", "asks")
    for name, key in (*(("", key) for key in sound()), *((each, key) for each in lists for key in sound()[each][0])):
        data = sound()
        del (data[name][0] if name else data)[key]
        assert f"“{key}” is missing. Add it." in str(refused(written(data))), (name, key)
    for key in sorted({key for item in sound()["recommendations"] for key in item}):
        data = sound()
        for item in data["recommendations"]:
            item.pop(key, None)
        if key == "counts_once_with":
            read = read_catalogue(written(data), "x.yaml")
            assert not any(item.counts_once_with for item in read.recommendations)
        else:
            assert str(refused(written(data))).count(f"“{key}” is missing. Add it.") == 3


def test_a_catalogue_may_declare_no_population_or_action() -> None:
    for section in ["populations", "actions"]:
        data = sound()
        data[section] = []
        for item in data["recommendations"]:
            item["populations" if section == "populations" else "gcm_actions"] = []
        assert getattr(read_catalogue(written(data), "x.yaml"), section) == (), section


# Sound files


def test_a_sound_file_becomes_a_catalogue() -> None:
    assert (HARBOURS.id, HARBOURS.version, HARBOURS.language) == ("harbours", "1.0", "en")
    assert (HARBOURS.title, HARBOURS.framework) == ("Safe harbours", "An invented compact on harbours")
    assert HARBOURS.publication.date == "2018-12"
    assert [theme.name for theme in HARBOURS.themes] == ["Lights", "Pilots"]
    assert [action.name for action in HARBOURS.actions] == ["Make every harbour safe"]
    assert [item.id for item in HARBOURS.recommendations] == ["HAR-01", "HAR-02", "HAR-03"]
    first, second, _third = HARBOURS.recommendations
    assert first.text == "States should give every harbour a light."
    assert first.measures == (
        Measure("HAR-01.1", "Every harbour has a light"),
        Measure("HAR-01.2", "Somebody lights it at night"),
    )
    assert (first.theme, first.also_themes, first.populations) == ("lights", ("pilots",), ("sailors",))
    assert (first.pillar, first.indicator) == (Pillar.PREVENTION, (Indicator.STRUCTURE, Indicator.PROCESS))
    assert (first.gcm_actions, first.asks, first.addressee) == (("a",), ("safe-harbours",), "state")
    assert (first.counts_once_with, first.red_line, second.red_line) == ("lit", False, True)
    source = first.source
    assert (source.year, source.symbol, source.paragraph) == (2018, "A/HRC/38/41", "93(d)")
    assert (source.mandate.name, source.mandate.mechanism) == (
        "Special Rapporteur on harbours",
        Mechanism.SPECIAL_PROCEDURE,
    )


def test_the_link_of_a_source_is_the_catalogues_address_with_the_symbol_in_it() -> None:
    assert HARBOURS.recommendations[0].source.url == "https://example.org/A/HRC/38/41"


def test_recommendations_are_found_by_id_and_by_theme_in_the_catalogues_order() -> None:
    assert list(HARBOURS.by_id) == ["HAR-01", "HAR-02", "HAR-03"]
    assert {theme: [item.id for item in items] for theme, items in HARBOURS.by_theme.items()} == {
        "lights": ["HAR-01", "HAR-02"],
        "pilots": ["HAR-03"],
    }
    assert list(GCM10.by_theme) == [theme.id for theme in GCM10.themes]


def test_the_same_words_in_another_layout_have_the_same_hash_and_other_words_another() -> None:
    data = sound()
    turned = {key: data[key] for key in reversed(data)}
    assert read_catalogue(json.dumps(turned, indent=7).encode(), "x.yaml").hash == HARBOURS.hash
    assert read_catalogue(b"\xef\xbb\xbf" + SOUND.replace(b"\n", b"\r\n"), "x.yaml").hash == HARBOURS.hash
    assert read_catalogue(SOUND.replace(b"A pilot\n", b"A Pilot\n"), "x.yaml").hash != HARBOURS.hash


def test_what_is_kept_of_a_catalogue_reads_as_the_same_catalogue() -> None:
    for catalogue in [HARBOURS, GCM10]:
        assert parse_content(catalogue.content) == catalogue, catalogue


@settings(max_examples=15)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff")))
def test_a_text_is_read_to_the_character(text: str) -> None:
    data = sound()
    data["recommendations"][0]["text"] = f"“{text}”"
    assert read_catalogue(written(data), "x.yaml").recommendations[0].text == f"“{text}”"


# Folders


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "harbours.yaml").write_bytes(SOUND)
    (tmp_path / "a-second.yml").write_bytes(SOUND.replace(b"id: harbours", b"id: lighthouses"))
    (tmp_path / "harbours-2.yaml").write_bytes(SOUND.replace(b'version: "1.0"', b'version: "2.0"'))
    (tmp_path / "broken.yaml").write_bytes(b"")
    (tmp_path / "notes.txt").write_bytes(b"Not a catalogue.")
    (tmp_path / "folder.yaml").mkdir()
    return tmp_path


def test_every_yaml_file_of_the_folder_is_offered_in_the_order_of_names(folder: Path) -> None:
    names = [path.name for path in catalogue_paths(folder)]
    assert names == ["a-second.yml", "broken.yaml", "harbours-2.yaml", "harbours.yaml"]


def test_a_catalogue_is_found_by_its_id_whatever_its_file_is_called(folder: Path) -> None:
    assert find_catalogue(folder, "harbours").version == "1.0"
    assert find_catalogue(folder, "lighthouses").id == "lighthouses"
    assert find_catalogue(folder, "harbours", "2.0").version == "2.0"


def test_who_asks_for_a_catalogue_that_is_not_there_is_told_which_there_are(folder: Path) -> None:
    with pytest.raises(CatalogueUnknown) as caught:
        find_catalogue(folder, "harbours", "3.0")
    assert str(caught.value) == (
        "There is no catalogue “harbours 3.0”. Available: "
        "harbours 1.0; lighthouses 1.0; broken.yaml (has problems); harbours 2.0."
    )
    with pytest.raises(CatalogueUnknown, match=r"“piers”\. Available: lighthouses 1.0"):
        find_catalogue(folder, "piers")


def test_a_catalogue_file_is_read_once_until_it_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def note(content: bytes, file: str) -> Catalogue:
        read.append(file)
        return read_catalogue(content, file)

    monkeypatch.setattr("assessment.catalogues.read_catalogue", note)
    for _time in range(3):
        assert find_catalogue(folder, "harbours").version == "1.0"
        with pytest.raises(FileRefused, match="The file is empty"):
            find_catalogue(folder, "broken")
    assert read == ["harbours.yaml", "broken.yaml"]
    (folder / "harbours.yaml").write_bytes(SOUND.replace(b'version: "1.0"', b'version: "1.10"'))
    assert find_catalogue(folder, "harbours").version == "1.10"


def test_an_empty_folder_has_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogueUnknown, match=r"Available: none\."):
        find_catalogue(tmp_path, "harbours")


def test_who_asks_for_a_broken_catalogue_by_its_name_is_told_its_problems(folder: Path) -> None:
    with pytest.raises(FileRefused, match=r"broken.yaml: The file is empty"):
        find_catalogue(folder, "broken")
