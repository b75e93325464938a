"""The questionnaire as a form for phones: pyxform and ODK accept it, and it asks what an answer holds."""

from __future__ import annotations

import io
import re
from functools import cache

import pytest
from openpyxl import load_workbook

from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import IDENTITY_FIELDS
from assessment.interchange.forms.question_names import ASKED, choice_name, question_name, quotation_name
from assessment.interchange.forms.xlsform import language_name, xlsform
from tests.interchange.forms.test_submissions import form_of
from tests.support.cases import GCM10, HARBOURS
from tests.support.catalogues import a_catalogue
from tests.support.forms import converted
from tests.support.second_language import let_french_ship

CATALOGUES = {"harbours": HARBOURS, "gcm-10": GCM10, "invented": a_catalogue()}


@cache
def sheet(catalogue: Catalogue, name: str, *languages: str) -> list[dict[str, str]]:
    book = load_workbook(io.BytesIO(xlsform(catalogue, languages or ("en",))))
    header, *rows = book[name].iter_rows(values_only=True)
    return [
        {str(column): str(value) for column, value in zip(header, row, strict=True) if value is not None}
        for row in rows
    ]


def line(name: str, *languages: str) -> dict[str, str]:
    return next(row for row in sheet(HARBOURS, "survey", *languages) if row.get("name") == name)


def test_pyxform_converts_the_form_without_a_warning() -> None:
    for name, catalogue in CATALOGUES.items():
        assert form_of(catalogue).warnings == [], name


def test_a_form_in_two_languages_has_every_text_in_both(monkeypatch: pytest.MonkeyPatch) -> None:
    let_french_ship(monkeypatch)
    form = converted(xlsform(HARBOURS, ("en", "fr")))
    assert form.warnings == []
    english, french = form.labels["English (en)"], form.labels["Français (fr)"]
    assert set(english) == set(french)
    country, evidence = "whose_answers/country", "theme_lights/HAR_01/HAR_01_evidence"
    assert (english[country], french[country]) == ("Country or area", "Pays ou zone")
    assert french[evidence] == "HAR-01 Éléments de preuve : qu'est-ce qui le montre ?"
    ratings = form.choice_labels["Français (fr)"]["theme_lights/HAR_01/HAR_01_rating"]
    assert ratings["partial"] == "◐ Partielle"
    assert form.choice_labels["Français (fr)"][country]["CHE"] == "Suisse"


def test_a_language_is_named_in_its_own_words_with_its_code() -> None:
    for code in ["en", "fr", "es", "ar", "ru", "zh"]:
        assert re.fullmatch(rf"\S.* \({code}\)|\S+ \({code}\)", language_name(code)), code


def test_the_form_asks_whose_answers_they_are_and_then_everything_of_every_recommendation() -> None:
    for catalogue in CATALOGUES.values():
        paths = form_of(catalogue).paths
        assert paths[:3] == ["catalogue_id", "catalogue_version", "catalogue_hash"], catalogue.id
        assert paths[5:11] == [f"whose_answers/{field.name}" for field in IDENTITY_FIELDS], catalogue.id
        names = [path.rpartition("/")[2] for path in paths[11:]]
        assert set(names) == {
            name
            for item in catalogue.recommendations
            for name in (quotation_name(item), *(question_name(item, field.name) for field in ASKED))
        }, catalogue.id
        assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) for path in paths for name in path.split("/")), (
            catalogue
        )
        assert len(names) == len(set(names)), catalogue.id


def test_a_recommendation_stands_in_the_group_of_its_theme_on_a_page_of_its_own() -> None:
    groups = [row for row in sheet(HARBOURS, "survey") if row["type"] == "begin_group"]
    assert [(row["name"], row.get("appearance")) for row in groups] == [
        ("about_page", "field-list"),
        ("whose_answers", "field-list"),
        ("theme_lights", None),
        ("HAR_01", "field-list"),
        ("HAR_02", "field-list"),
        ("theme_pilots", None),
        ("HAR_03", "field-list"),
    ]


def test_every_question_and_measure_of_a_recommendation_begins_with_its_id_and_nothing_else_has_it() -> None:
    form = form_of(GCM10)
    labels = form.labels["English (en)"]
    for path in form.paths[11:]:
        item = path.split("/")[1].replace("_", "-")
        assert labels[path].count(item) == (0 if path.endswith("_quotation") else 1)
        assert item not in labels[path.rpartition("/")[0]]
        if not path.endswith("_quotation"):
            assert labels[path].startswith(f"{item} ")
        if path in form.choices and path.endswith("_measures"):
            for name, label in form.choice_labels["English (en)"][path].items():
                assert name == "none" or label.startswith(name.replace("_", "-", 1).replace("_", ".") + " ")


def test_the_quotation_is_a_note_before_the_question_with_its_citation() -> None:
    note = line("HAR_01_quotation")
    assert note == {
        "type": "note",
        "name": "HAR_01_quotation",
        "label::English (en)": "“States should give every harbour a light.”\n"
        "Special Rapporteur on harbours (2018), A/HRC/38/41 (para.93(d))",
    }
    names = [row["name"] for row in sheet(HARBOURS, "survey")]
    assert names[names.index("HAR_01_rating") - 1] == "HAR_01_quotation"


def test_whoever_leaves_out_what_is_needed_is_told_in_plain_words() -> None:
    needed = {
        row["name"]: row["required_message::English (en)"] for row in sheet(HARBOURS, "survey") if "required" in row
    }
    reason = "Say why the recommendation doesn’t apply, or choose another rating."
    assert needed == {
        "country": "Choose the country or area.",
        "voice": "Choose who answers.",
        **{f"HAR_0{number}_reason": reason for number in (1, 2, 3)},
    }
    assert 'jr:requiredMsg="' in form_of(HARBOURS).xml


def test_the_reason_is_asked_and_needed_only_of_what_does_not_apply() -> None:
    reason = line("HAR_01_reason")
    assert (reason["relevant"], reason["required"]) == ("${HAR_01_rating} = 'not_applicable'", "yes")
    assert line("HAR_01_evidence")["relevant"] == "${HAR_01_rating} != ''"
    assert "relevant" not in line("HAR_01_rating")
    assert "required" not in line("HAR_01_rating")


def test_country_and_voice_are_needed_and_the_country_can_be_searched() -> None:
    assert (line("country")["required"], line("voice")["required"]) == ("yes", "yes")
    assert line("country")["appearance"] == "minimal autocomplete"
    assert "required" not in line("organisation")


def test_a_link_is_held_to_the_form_that_an_answer_needs() -> None:
    link = line("HAR_01_evidence_url")
    found = re.fullmatch(r"regex\(\., '(.+)'\) and string-length\(\.\) <= 2000", link["constraint"])
    assert found
    pattern = found[1]
    assert re.fullmatch(pattern, "HTTPS://example.org/a?b")
    assert not re.fullmatch(pattern, "see the act")
    assert "starts with https://" in link["constraint_message::English (en)"]


def test_a_name_and_a_target_date_are_held_to_what_is_taken_when_they_come_back() -> None:
    assert line("organisation")["constraint"] == line("round_label")["constraint"] == "string-length(.) <= 200"
    assert "at most 200" in line("organisation")["constraint_message::English (en)"]
    date = line("HAR_01_target_date")
    assert date["constraint"] == ". >= date('2000-01-01') and . <= date('2100-12-31')"
    assert "from 2000-01-01 to 2100-12-31" in date["constraint_message::English (en)"]


def test_the_form_says_of_which_catalogue_and_of_which_words_it_is() -> None:
    hidden = {row["name"]: row["calculation"] for row in sheet(HARBOURS, "survey") if row["type"] == "calculate"}
    assert hidden == {
        "catalogue_id": '"harbours"',
        "catalogue_version": '"1.0"',
        "catalogue_hash": f'"{HARBOURS.hash}"',
    }
    assert sheet(HARBOURS, "settings") == [
        {
            "form_title": "Safe harbours",
            "form_id": "gap_assessment_harbours",
            "version": f"1.0 {HARBOURS.hash[:12]} 2",
            "default_language": "English (en)",
            "style": "pages",
            "clean_text_values": "no",
        }
    ]


def test_no_phone_is_asked_for_anything_about_who_holds_it() -> None:
    types = {row["type"] for row in sheet(GCM10, "survey")}
    assert not types & {"deviceid", "username", "phonenumber", "email", "start-geopoint", "geopoint", "audit", "start"}


def test_choices_are_codes_that_never_change() -> None:
    form = form_of(GCM10)
    assert form.choices["theme_governance/GCM10_14/GCM10_14_rating"] == [
        "implemented", "partial", "absent", "dont_know", "not_applicable",
    ]  # fmt: skip
    assert len(form.choices["whose_answers/country"]) == 249
    for item in GCM10.recommendations:
        path = next(path for path in form.choices if path.endswith(f"/{question_name(item, 'measures')}"))
        assert form.choices[path] == [
            *(choice_name(measure) for measure in item.measures),
            *(["none"] if item.measures else []),
        ]


STRANGE = {"title": "=SUM(1)", "question": "Is ${this} a_b *done*?", "text": "He said “no” & <b>left</b>.\n  Twice."}


def test_a_catalogue_with_any_words_in_it_becomes_a_form() -> None:
    catalogue = a_catalogue(version='1 "final"', items={"INV-01": STRANGE})
    form = converted(xlsform(catalogue))
    assert form.warnings == []
    assert form.labels["English (en)"]["theme_harbour/INV_01"] == "=SUM(1)"
    assert form.labels["English (en)"]["theme_harbour/INV_01/INV_01_rating"] == "INV-01 Is $ {this} a_b *done*?"
    assert """concat(&quot;1 &quot;, '&quot;', &quot;final&quot;, '&quot;', &quot;&quot;)""" in form.xml
    book = load_workbook(io.BytesIO(xlsform(catalogue)))
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
