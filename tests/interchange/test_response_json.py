"""Responses as JSON: the broken files with their words, the way there and back, and the schema beside the reader."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from assessment.catalogues import CatalogueUnknown, find_catalogue, read_catalogue
from assessment.domain.answer import ANSWER_FIELDS, Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.response import Response, Round, Voice
from assessment.domain.scoring import tally_all
from assessment.errors import FileRefused
from assessment.interchange.response_json import (
    SCHEMA,
    SIZE_LIMIT,
    read_json_file,
    read_response,
    write_response,
)
from tests.support.cases import (
    CASES,
    CATALOGUES,
    HARBOURS,
    Expected,
    a_name,
    assert_told,
    follow_ups,
    read_expected,
    responses_to,
)

TEXTS = tuple(field.name for field in ANSWER_FIELDS if field.is_text)

SOUND = (CASES / "responses" / "harbours.json").read_bytes()
BROKEN = CASES / "responses" / "broken"
EXPECTED = read_expected(CASES / "broken-responses.yaml")
VALIDATOR = Draft202012Validator(
    json.loads(SCHEMA.read_text(encoding="utf-8")), format_checker=FormatChecker(formats=["date"])
)


def find(catalogue_id: str, version: str) -> Catalogue:
    return find_catalogue(CATALOGUES, catalogue_id, version)


def read(content: bytes | str, catalogue: Catalogue = HARBOURS) -> Response:
    content = content if isinstance(content, bytes) else content.encode()
    return read_response(content, "response.json", lambda _catalogue_id, _version: catalogue)[1]


def refused(content: bytes | str) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(content)
    return caught.value


def changed(**keys: Any) -> str:
    """The sound response with other values under some of its keys."""
    return json.dumps(json.loads(SOUND) | keys)


def with_answer(**keys: Any) -> str:
    return changed(answers={"HAR-01": keys})


# Broken files


def test_every_broken_file_has_its_words_and_the_other_way_round() -> None:
    assert {path.stem for path in BROKEN.iterdir()} == set(EXPECTED)


def test_a_broken_file_is_told_what_is_wrong_where_and_how_to_mend_it() -> None:
    for name, expected in EXPECTED.items():
        with pytest.raises(FileRefused) as caught:
            read_response((BROKEN / f"{name}.json").read_bytes(), f"{name}.json", find)
        assert_told(caught.value, expected)
        assert {problem.file for problem in caught.value.problems} == {f"{name}.json"}, name


def test_a_file_that_is_larger_than_the_limit_is_refused_unread() -> None:
    assert_told(refused(b" " * (SIZE_LIMIT + 1)), [Expected(("larger than 10 MB", "Shorten its longest texts"))])
    assert read(SOUND + b" " * (SIZE_LIMIT - len(SOUND))) == read(SOUND)


def test_who_answers_a_broken_catalogue_is_told_the_catalogues_problems_by_its_file() -> None:
    def broken(_catalogue_id: str, _version: str) -> Catalogue:
        return read_catalogue(b"", "catalogue.yaml")

    with pytest.raises(FileRefused, match=r"^catalogue\.yaml: The file is empty\.") as caught:
        read_response(changed(country="npl").encode(), "response.json", broken)
    assert "response.json: country: “npl”" in str(caught.value)


def test_why_there_is_no_catalogue_is_told_in_the_words_of_who_looked_for_it() -> None:
    def nowhere(catalogue_id: str, version: str) -> Catalogue:
        raise CatalogueUnknown(f"No {catalogue_id} {version}.")

    with pytest.raises(FileRefused, match=r"catalogue: No harbours 1\.0\. Add that catalogue to"):
        read_response(SOUND, "response.json", nowhere)


# Sound files


def test_a_sound_file_becomes_a_response_to_its_catalogue() -> None:
    catalogue, response = read_response(SOUND, "harbours.json", find)
    assert catalogue == HARBOURS
    assert response == Response(
        catalogue_id="harbours",
        catalogue_version="1.0",
        country="NPL",
        voice=Voice.STATE,
        organisation="Ministry of Harbours",
        round=Round("2026 baseline", dt.date(2026, 11, 24)),
        anonymous=False,
        answers={
            "HAR-01": Answer(
                rating=Rating.PARTIAL,
                measures=("HAR-01.1",),
                evidence="Harbour Act, section 4",
                evidence_url="https://example.org/act",
                law_reference="Act No. 7 of 2012",
                responsible="Harbour master",
                action="Hire somebody for the night",
                target_date=dt.date(2027, 6, 30),
                comment="One light is broken.",
            ),
            "HAR-02": Answer(rating=Rating.NOT_APPLICABLE, reason="There is no harbour."),
            "HAR-03": Answer(rating=Rating.DONT_KNOW),
        },
    )


def test_what_a_file_leaves_out_is_empty_and_what_it_leaves_unanswered_is_unanswered() -> None:
    data = json.loads(SOUND)
    small = {key: data[key] for key in ("format", "catalogue", "country", "voice")} | {"answers": {}}
    response = read(json.dumps(small))
    assert (response.organisation, response.round, response.anonymous, response.answers) == ("", Round(), False, {})
    assert tally_all(HARBOURS, response).unanswered == 3


def test_nothing_stands_for_what_is_left_out() -> None:
    nothing = dict.fromkeys(("rating", "measures", "evidence_url", "target_date", "cause", *TEXTS))
    response = read(changed(organisation=None, round=None, answers={"HAR-01": nothing, "HAR-02": {}}))
    assert (response.organisation, response.round, response.answers) == ("", Round(), {})
    assert read(changed(round={"label": None, "date": None}, answers={})).round == Round()


def test_an_answer_without_a_rating_is_kept_and_stays_unanswered() -> None:
    response = read(with_answer(comment="We are looking into it."))
    assert response.answers == {"HAR-01": Answer(comment="We are looking into it.")}
    assert tally_all(HARBOURS, response).unanswered == 3


def test_answers_and_measures_come_out_in_the_catalogues_order() -> None:
    answers = {
        "HAR-03": {"rating": "absent"},
        "HAR-01": {"measures": ["HAR-01.2", "HAR-01.1"]},
    }
    response = read(changed(answers=answers))
    assert list(response.answers) == ["HAR-01", "HAR-03"]
    assert response.answer("HAR-01").measures == ("HAR-01.1", "HAR-01.2")


def test_a_byte_order_mark_and_windows_line_ends_are_no_problem() -> None:
    assert read(b"\xef\xbb\xbf" + SOUND.replace(b"\n", b"\r\n")) == read(SOUND)


def test_each_rating_and_cause_is_read_as_itself_whatever_stands_beside_it() -> None:
    for rating in Rating:
        response = read(with_answer(rating=rating.value, reason="Money."))
        assert response.answer("HAR-01") == Answer(rating, reason="Money."), rating
    for cause in Cause:
        response = read(with_answer(rating="absent", cause=cause.value))
        assert response.answer("HAR-01") == Answer(Rating.ABSENT, cause=cause), cause
        written = json.loads(write_response(response))["answers"]["HAR-01"]
        assert written == {"rating": "absent", "cause": cause.value}, cause
    # None of the measures in place is another thing than nothing said of them.
    assert read(with_answer(measures=[])).answer("HAR-01").measures == ()
    assert read(with_answer(measures=None, comment="x")).answer("HAR-01").measures is None


def test_a_web_address_is_taken_as_it_is() -> None:
    for address in ["https://example.org", "HTTP://EXAMPLE.ORG/ä?b=c&d#e", "http://[::1]:80/'a'"]:
        assert read(with_answer(evidence_url=address)).answer("HAR-01").evidence_url == address, address


def test_a_day_of_the_calendar_is_a_date() -> None:
    for text in ["2000-01-01", "2024-02-29", "2100-12-31"]:
        assert read(with_answer(target_date=text)).answer("HAR-01").target_date == dt.date.fromisoformat(text), text


def test_any_other_text_is_no_date() -> None:
    for text in [
        "0000-01-01",
        "2023-02-29",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026-W01-1",
        "٢٠٢٦-٠١-٠١",
        "2026-01-01\n",
    ]:
        assert "is not a date. Write it like “2026-11-24”." in str(refused(with_answer(target_date=text))), text


# There and back


@settings(max_examples=60)
@given(responses_to(HARBOURS), st.dictionaries(st.sampled_from(["HAR-01", "HAR-02"]), follow_ups))
def test_what_is_written_reads_as_the_very_same_and_is_valid_by_the_schema(
    response: Response, plan: dict[str, FollowUp]
) -> None:
    text = write_response(response, follow_ups=plan)
    incoming = read_json_file(text.encode(), "response.json", find)
    assert incoming.response == response
    assert {key: each.follow_up for key, each in incoming.follow_ups.items()} == plan
    assert is_valid(json.loads(text))
    assert json.loads(write_response(read(text), follow_ups=plan)) == json.loads(text)


def test_what_somebody_typed_is_kept_to_the_character() -> None:
    for text in [
        "".join(map(chr, range(0x20))) + "\x7f\x80\x9f\u2028\u2029\ufeff\ufffe\uffff",
        "=cmd|' /C calc'!A0",
        "+1-1@SUM(1)",
        "<script>alert('&amp;')</script> **bold** [x](javascript:y) | `z`",
        "\u202eright\u202c to \u2067left\u2069 \u200f\u200e \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
        "👩‍👩‍👧‍👦 🏳️‍🌈 \U0010ffff e\u0301 é ﬁ ß İ",
        "\\ \" \\u0041 \\n / '",
        " \n\tspaces around \r\n ",
        "x" * 100_000,
        "\U0001f600" * 100_000,
    ]:
        typed: dict[str, Any] = dict.fromkeys(TEXTS, text + ".")
        answers = {"HAR-01": Answer(rating=Rating.NOT_APPLICABLE, **typed)}
        name = a_name(text)
        response = Response(
            "harbours", "1.0", "XAA", Voice.OTHER, organisation=name, round=Round(name), answers=answers
        )
        assert read(write_response(response)) == response, text


def test_an_empty_answer_is_not_written_and_neither_is_what_an_answer_leaves_empty() -> None:
    response = Response(
        "harbours", "1.0", "XAA", Voice.STATE, answers={"HAR-01": Answer(), "HAR-02": Answer(comment="x")}
    )
    assert json.loads(write_response(response)) == {
        "format": "gap-assessment-response/2",
        "catalogue": {"id": "harbours", "version": "1.0"},
        "country": "XAA",
        "voice": "state",
        "organisation": "",
        "round": {"label": "", "date": None},
        "anonymous": False,
        "answers": {"HAR-02": {"comment": "x"}},
    }


def test_a_response_is_written_so_that_a_person_can_read_it() -> None:
    response = Response("harbours", "1.0", "XAA", Voice.STATE, organisation="Hafenbehörde “Nord”")
    text = write_response(response)
    assert '  "organisation": "Hafenbehörde “Nord”",\n' in text
    assert text.endswith("}\n")


def test_a_broken_follow_up_is_told_where_it_stands() -> None:
    for follow_up, words in [
        ({"HAR-09": {}}, "follow_up.HAR-09: “HAR-09” is not recognised"),
        ({"HAR-01": {"status": "nearly"}}, "follow_up.HAR-01.status: “nearly” is not recognised"),
        ({"HAR-01": {"status_date": "1999-12-31"}}, "follow_up.HAR-01.status_date"),
        ({"HAR-01": {"target_date": "soon"}}, "follow_up.HAR-01.target_date: “soon” is not a date"),
        ({"HAR-01": {"note": 1}}, "follow_up.HAR-01.note"),
        ({"HAR-01": {"who": "x"}}, "follow_up.HAR-01"),
        ([], "follow_up"),
    ]:
        assert words in str(refused(changed(follow_up=follow_up))), follow_up


# The schema


def is_valid(data: object) -> bool:
    return bool(VALIDATOR.is_valid(data))


def is_read(data: object) -> bool:
    try:
        read(json.dumps(data))
    except FileRefused:
        return False
    return True


def test_the_schema_is_itself_sound() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)
    assert is_valid(json.loads(SOUND))


# No schema can know which countries, catalogues, recommendations and measures there are; a JSON parser has forgotten
# which keys stood twice; and half a character is text to a schema.
ONLY_THE_READER = {
    "unknown-recommendation", "measure-of-another-recommendation", "other-catalogue", "other-version",
    "unknown-country", "key-twice-in-an-answer", "recommendation-twice", "half-a-character",
}  # fmt: skip


def test_the_schema_refuses_every_broken_file_that_is_json_but_those_that_need_the_catalogue() -> None:
    for name in EXPECTED:
        try:
            data = json.loads((BROKEN / f"{name}.json").read_bytes().decode())
        except (ValueError, RecursionError):
            assert name not in ONLY_THE_READER
        else:
            assert is_valid(data) == (name in ONLY_THE_READER)


# Texts that are right somewhere or nearly so. None ends in a line break: JSON Schema's patterns end where the text
# does, and this validator's, which are Python's, also before a line break.
TEXT = st.sampled_from(
    ["", " ", "x", "implemented", "absent", "not_applicable", "dont_know", "state", "other", "NPL", "XAA", "npl",
     "harbours", "1.0", "gap-assessment-response/2", "2026-11-24", "2026-02-30", "0000-01-01", "24.11.2026",
     "https://example.org", "HTTPS://x", "https://\x00", "https://", "https://a b", "javascript:x", "HAR-01.1",
     "\x00", "\u00a0"]
)  # fmt: skip
SCALAR = st.none() | st.booleans() | st.integers(-1, 2) | st.just(1.5) | TEXT
VALUE = SCALAR | st.lists(SCALAR, max_size=2) | st.dictionaries(TEXT, SCALAR, max_size=2)


def often(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Mostly something good, now and then anything."""
    return st.integers(0, 19).flatmap(lambda dice: good if dice else VALUE)


def mapping(required: Mapping[str, Any], optional: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly the required keys and some of the optional ones, now and then one less or one more."""
    sound = st.fixed_dictionaries(dict(required), optional=dict(optional))
    less = st.tuples(sound, st.sampled_from([*required, *optional])).map(
        lambda drawn: {key: value for key, value in drawn[0].items() if key != drawn[1]}
    )
    more = st.tuples(sound, TEXT, VALUE).map(lambda drawn: {**drawn[0], drawn[1]: drawn[2]})
    return st.integers(0, 19).flatmap(lambda dice: less if dice == 0 else more if dice == 1 else sound)


A_DATE = st.none() | st.sampled_from(["2026-11-24", "2024-02-29"])
A_TEXT = st.none() | TEXT
AN_ANSWER = mapping(
    {},
    {
        "rating": often(st.none() | st.sampled_from([rating.value for rating in Rating])),
        "measures": often(st.none() | st.lists(st.sampled_from(["HAR-01.1", "HAR-01.2"]), unique=True)),
        "evidence_url": often(st.none() | st.sampled_from(["", "https://example.org/a?b"])),
        "target_date": often(A_DATE),
        "cause": often(st.none() | st.sampled_from([cause.value for cause in Cause])),
        **{key: often(A_TEXT) for key in TEXTS},
    },
)
A_FOLLOW_UP = mapping(
    {},
    {
        "status": often(st.none() | st.sampled_from([status.value for status in FollowUpStatus])),
        "status_date": often(A_DATE),
        "target_date": often(A_DATE),
        **{key: often(A_TEXT) for key in ("note", "responsible", "action")},
    },
)
A_RESPONSE = mapping(
    {
        "format": often(st.just("gap-assessment-response/2")),
        "catalogue": often(mapping({"id": often(st.just("harbours")), "version": often(st.just("1.0"))}, {})),
        "country": often(st.sampled_from(["NPL", "XAA"])),
        "voice": often(st.sampled_from([voice.value for voice in Voice])),
        "answers": often(st.fixed_dictionaries({}, optional={"HAR-01": often(AN_ANSWER)})),
    },
    {
        "organisation": often(A_TEXT),
        "round": often(st.none() | mapping({}, {"label": often(A_TEXT), "date": often(A_DATE)})),
        "anonymous": often(st.booleans()),
        "follow_up": often(st.none() | st.fixed_dictionaries({}, optional={"HAR-01": often(A_FOLLOW_UP)})),
    },
)


@settings(max_examples=500 if settings.get_current_profile_name() == "other" else 150)
@given(A_RESPONSE)
def test_schema_and_reader_agree_on_whatever_document(data: dict[str, Any]) -> None:
    # What only the reader can know is left out: catalogues, ids and measures that aren't there.
    catalogue = data.get("catalogue")
    if isinstance(catalogue, dict):
        for key, there in (("id", "harbours"), ("version", "1.0")):
            named = catalogue.get(key)
            assume(not isinstance(named, str) or not named.strip() or named == there)
    plan = data.get("follow_up")
    if isinstance(plan, dict):
        assume(set(plan) <= {"HAR-01"})
    answers = data.get("answers")
    if isinstance(answers, dict):
        assume(set(answers) <= {"HAR-01"})
        answer = answers.get("HAR-01")
        measures = answer.get("measures") if isinstance(answer, dict) else None
        if isinstance(measures, list):
            assume(all(measure in ("HAR-01.1", "HAR-01.2") for measure in measures if isinstance(measure, str)))
    assert is_read(data) == is_valid(data)
