"""Assessments in a database; on PostgreSQL too where it reads, locks or compares otherwise than SQLite."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.access.assessments import (
    list_deleted,
    list_summaries,
    read_assessment,
    read_current_answers,
    read_events,
    read_history,
    read_state,
    reopen_assessment,
    save_answer,
    submit_assessment,
    undelete_assessment,
    update_identity,
)
from assessment.access.gate import Gate
from assessment.domain.answer import EMPTY_ANSWER, Answer, Cause, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response, Round, Status, Voice
from assessment.errors import AnswerRefused
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.records.assessments import EventKind, SavedAnswer, Stored
from assessment.records.errors import (
    AssessmentDamaged,
    AssessmentSubmitted,
    AssessmentUnknown,
    ChangedMeanwhile,
    RecommendationUnknown,
    Refused,
)
from assessment.storage import opening
from assessment.storage.engines.sqlite import FairLock
from assessment.storage.opening import Storage, open_storage
from assessment.storage.writing import delete_assessment
from tests.conftest import MakeDatabase
from tests.support.cases import a_name, targets
from tests.support.catalogues import a_catalogue, a_response
from tests.support.gates import as_admin, in_transaction, store_response

ME = "Asha"
ABSENT = Answer(Rating.ABSENT)
PARTIAL = Answer(Rating.PARTIAL)
FULL = Answer(
    rating=Rating.NOT_APPLICABLE,
    measures=("INV-01.1", "INV-01.2"),
    evidence="evidence",
    evidence_url="https://example.org/évidence",
    law_reference="Act 12",
    responsible="Ministry",
    action="amend the act",
    target_date=dt.date(2027, 2, 28),
    comment="comment",
    reason="reason",
    cause=Cause.NEW_EVIDENCE,
)
IMPLEMENTED = Answer(Rating.IMPLEMENTED, measures=("INV-02.1", "INV-02.2"))
STRANGE_TEXTS = [
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script> **bold** [link](javascript:alert(1))",
    "0123456789" * 10_000,
    "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "\0",
    "\\u0000 \\ \" ' %s :name ? {brace}",
    "\u202eabc\u202c \u200f\u200e العربية עברית",
    "👩🏽‍⚖️🇳🇵",
    "\ud83d",
    "\ufffe\uffff\U0010ffff",
    "é e\u0301",
    " \t\r\n\u00a0\u2028\u2029 ",
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return a_catalogue()


@pytest.fixture
def assessment_id(asha: Gate, catalogue: Catalogue) -> str:
    """An assessment without answers."""
    return store_response(asha, catalogue, a_response(catalogue))


def run_sql(url: str, statement: str) -> None:
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg") if "postgres" in url else url)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def test_what_was_given_is_read_back(asha: Gate, catalogue: Catalogue) -> None:
    response = a_response(
        catalogue,
        {"INV-01": FULL, "INV-03": Rating.DONT_KNOW},
        country="NPL",
        voice=Voice.CIVIL_SOCIETY,
        organisation="Shelter",
        round=Round("2026 baseline", dt.date(2026, 3, 1)),
        anonymous=True,
    )
    before = dt.datetime.now(dt.UTC)

    assessment = read_assessment(asha, store_response(asha, catalogue, response))

    assert assessment.response == response
    assert assessment.catalogue == catalogue
    assert assessment.status is Status.DRAFT
    assert assessment.revisions == {"INV-01": 1, "INV-03": 1}
    assert before <= assessment.created <= dt.datetime.now(dt.UTC)
    assert assessment.updated == assessment.created
    assert assessment.created.utcoffset() == dt.timedelta()


def test_a_response_that_does_not_answer_the_catalogue_is_refused(asha: Gate, catalogue: Catalogue) -> None:
    foreign = Answer(measures=("INV-01.1",))
    for response, error in (
        (Response("other", "1.0", "XAA", Voice.STATE), Refused),
        (Response("invented", "0.9", "XAA", Voice.STATE), Refused),
        (Response("invented", "1.0", "XAA", Voice.STATE, answers={"INV-99": PARTIAL}), RecommendationUnknown),
        (Response("invented", "1.0", "XAA", Voice.STATE, answers={"INV-02": foreign}), AnswerRefused),
    ):
        with pytest.raises(error):
            store_response(asha, catalogue, response)

    assert list_summaries(asha) == []


def test_a_later_edit_of_a_catalogue_does_not_change_what_was_asked(database_url: str) -> None:
    asked = a_catalogue(items={"INV-01": {"text": "As it was asked."}})
    edited = a_catalogue(items={"INV-01": {"text": "As it was edited."}})
    with open_storage(database_url) as repository:
        old = store_response(as_admin(repository, ME), asked, a_response(asked, {"INV-01": ABSENT}))
        new = store_response(as_admin(repository, ME), edited, a_response(edited, {"INV-01": ABSENT}))
    with open_storage(database_url) as repository:
        assert read_assessment(as_admin(repository), old).catalogue.by_id["INV-01"].text == "As it was asked."
        assert read_assessment(as_admin(repository), new).catalogue.by_id["INV-01"].text == "As it was edited."


class TestSavingAnAnswer:
    def test_it_is_there_with_its_revision(self, asha: Gate, assessment_id: str) -> None:
        first = save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)
        second = save_answer(asha, assessment_id, "INV-01", FULL, expected_revision=1)

        assessment = read_assessment(asha, assessment_id)
        assert (first.revision, first.changed) == (1, True)
        assert (second.revision, second.changed) == (2, True)
        assert assessment.response.answers == {"INV-01": FULL}
        assert assessment.revisions == {"INV-01": 2}
        assert assessment.updated == second.at
        assert second.at.utcoffset() == dt.timedelta()

    def test_the_same_change_sent_twice_is_one_change(self, asha: Gate, bela: Gate, assessment_id: str) -> None:
        first = save_answer(asha, assessment_id, "INV-01", FULL, expected_revision=0)

        for expected in (0, 1, 7):
            again = save_answer(bela, assessment_id, "INV-01", FULL, expected_revision=expected)
            assert again == SavedAnswer(1, first.at, changed=False)
        assert len(read_history(asha, assessment_id)) == 1

    def test_an_old_revision_is_refused_with_both_versions(self, asha: Gate, bela: Gate, assessment_id: str) -> None:
        stored = save_answer(bela, assessment_id, "INV-01", ABSENT, expected_revision=0)

        with pytest.raises(ChangedMeanwhile) as refused:
            save_answer(asha, assessment_id, "INV-01", PARTIAL, expected_revision=0)

        conflict = refused.value
        assert conflict.now.record == ABSENT
        assert (conflict.now.revision, conflict.now.author, conflict.now.at) == (1, "Bela", stored.at)
        assert read_assessment(asha, assessment_id).response.answers == {"INV-01": ABSENT}
        assert len(read_history(asha, assessment_id)) == 1

    def test_a_window_that_was_open_across_a_restore_overwrites_nothing(
        self, repository: Storage, asha: Gate, bela: Gate, assessment_id: str, tmp_path: Path
    ) -> None:
        repository.backup(tmp_path / "backup.db")
        shown = save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)
        repository.restore(tmp_path / "backup.db")
        save_answer(bela, assessment_id, "INV-01", FULL, expected_revision=0)

        with pytest.raises(ChangedMeanwhile):
            save_answer(asha, assessment_id, "INV-01", PARTIAL, expected_revision=shown.revision, seen=ABSENT)

        assert read_assessment(asha, assessment_id).response.answers == {"INV-01": FULL}

    def test_a_revision_that_never_was_is_refused(self, asha: Gate, assessment_id: str) -> None:
        with pytest.raises(ChangedMeanwhile) as refused:
            save_answer(asha, assessment_id, "INV-01", PARTIAL, expected_revision=3)

        assert refused.value.now == Stored(EMPTY_ANSWER)

    def test_what_cannot_be_an_answer_is_refused(self, asha: Gate, assessment_id: str) -> None:
        for recommendation_id, answer, error in (
            ("INV-99", PARTIAL, RecommendationUnknown),
            ("", PARTIAL, RecommendationUnknown),
            ("INV-01\0", PARTIAL, RecommendationUnknown),
            ("\ud800", EMPTY_ANSWER, RecommendationUnknown),
            ("INV-01", Answer(measures=("INV-02.1",)), AnswerRefused),
            ("INV-01", Answer(measures=("INV-01.1", "INV-01.9")), AnswerRefused),
            ("INV-01", Answer(rating="excellent"), AnswerRefused),  # type: ignore[arg-type]
            ("INV-01", Answer(rating="not_applicable"), AnswerRefused),  # type: ignore[arg-type]
            ("INV-01", Answer(rating=""), AnswerRefused),  # type: ignore[arg-type]
        ):
            with pytest.raises(error):
                save_answer(asha, assessment_id, recommendation_id, answer, expected_revision=0)

        assert read_assessment(asha, assessment_id).revisions == {}

    def test_the_database_itself_holds_ratings_to_their_codes(
        self, asha: Gate, assessment_id: str, database_url: str
    ) -> None:
        save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)

        with pytest.raises(sa.exc.IntegrityError):
            run_sql(database_url, "UPDATE answers SET rating = 'excellent'")

    @pytest.mark.both_engines
    def test_every_text_comes_back_to_the_character(
        self, repository: Storage, asha: Gate, catalogue: Catalogue
    ) -> None:
        for text in STRANGE_TEXTS:
            answer = Answer(
                Rating.NOT_APPLICABLE,
                evidence=text,
                law_reference=text,
                responsible=text,
                action=text,
                comment=text,
                reason=f"reason {text}",
            )
            response = a_response(catalogue, organisation=a_name(text), round=Round(a_name(text)))
            assessment_id = store_response(as_admin(repository, text), catalogue, response)
            save_answer(as_admin(repository, text), assessment_id, "INV-01", answer, expected_revision=0)
            submit_assessment(as_admin(repository, text), assessment_id)
            reopen_assessment(as_admin(repository, text), assessment_id, note=text[:PASSAGE_LIMIT])

            kept = read_assessment(asha, assessment_id).response
            (change,) = read_history(asha, assessment_id)
            reopened = read_events(asha, assessment_id)[-1]
            assert kept.answers == {"INV-01": answer}
            assert (kept.organisation, kept.round.label) == (a_name(text), a_name(text))
            assert (change.by, change.after) == (text, answer)
            assert (reopened.by, reopened.note) == (text, text[:PASSAGE_LIMIT])


class TestAtTheSameTime:
    @pytest.mark.both_engines
    def test_of_two_who_save_the_same_answer_exactly_one_wins(
        self, repository: Storage, asha: Gate, assessment_id: str
    ) -> None:
        people = [f"person {number}" for number in range(4)]
        start = threading.Barrier(len(people))

        def save(person: str) -> SavedAnswer | ChangedMeanwhile:
            start.wait()
            try:
                answer = Answer(comment=f"{person}, turn {turn}")
                return save_answer(
                    as_admin(repository, person), assessment_id, "INV-01", answer, expected_revision=turn
                )
            except ChangedMeanwhile as conflict:
                return conflict

        for turn in range(5):
            with ThreadPoolExecutor(len(people)) as pool:
                results = list(pool.map(save, people))
            (winner,) = (
                person for person, result in zip(people, results, strict=True) if isinstance(result, SavedAnswer)
            )
            lost = [result for result in results if isinstance(result, ChangedMeanwhile)]
            assert {(conflict.now.author, conflict.now.record.comment) for conflict in lost} == {
                (winner, f"{winner}, turn {turn}")
            }
            assert {conflict.now.revision for conflict in lost} == {turn + 1}
            assert read_history(asha, assessment_id)[-1].by == winner

    @pytest.mark.both_engines
    def test_who_save_different_answers_do_not_disturb_each_other(
        self, asha: Gate, assessment_id: str, catalogue: Catalogue
    ) -> None:
        def save(recommendation_id: str) -> None:
            for number in range(5):
                answer = Answer(comment=str(number))
                save_answer(asha, assessment_id, recommendation_id, answer, expected_revision=number)

        with ThreadPoolExecutor() as pool:
            list(pool.map(save, catalogue.by_id))

        assert read_assessment(asha, assessment_id).revisions == dict.fromkeys(catalogue.by_id, 5)

    @pytest.mark.both_engines
    def test_the_same_change_from_two_sides_is_one_change(self, asha: Gate, assessment_id: str) -> None:
        with ThreadPoolExecutor(4) as pool:
            results = list(
                pool.map(
                    lambda _number: save_answer(asha, assessment_id, "INV-01", FULL, expected_revision=0), range(4)
                )
            )

        assert sorted(saved.changed for saved in results) == [False, False, False, True]
        assert len(read_history(asha, assessment_id)) == 1

    def test_nobody_waits_longer_than_those_who_asked_before(self) -> None:
        lock = FairLock()
        order: list[int] = []

        def take_a_turn(number: int) -> None:
            with lock.held(5):
                order.append(number)

        threads = [threading.Thread(target=take_a_turn, args=[number]) for number in range(5)]
        with lock.held(0):
            for waiting, thread in enumerate(threads, start=1):
                thread.start()
                while len(lock._queue) <= waiting:
                    pass
            with pytest.raises(TimeoutError), lock.held(0.01):
                pass
        for thread in threads:
            thread.join()

        assert order == [0, 1, 2, 3, 4]
        with lock.held(0):
            pass

    def test_processes_can_open_a_new_database_at_once(
        self, make_sqlite: MakeDatabase, make_postgresql: MakeDatabase
    ) -> None:
        code = """
import os, sys
from assessment.storage.opening import open_storage
for address in sys.argv[1:]:
    openers = []
    for _number in range(2):
        openers.append(os.fork())
        if not openers[-1]:
            open_storage(address).close()
            os._exit(0)
    for opener in openers:
        if os.waitpid(opener, 0)[1]:
            sys.exit(f"{address} could not be opened")
"""
        addresses = [make_sqlite(), make_postgresql()]
        opened = subprocess.run([sys.executable, "-c", code, *addresses], capture_output=True, text=True, check=False)

        assert opened.returncode == 0, opened.stderr
        for address in addresses:
            with open_storage(address) as repository:
                assert list_summaries(as_admin(repository)) == []


def test_a_history_tells_who_when_from_what_to_what(
    repository: Storage, asha: Gate, bela: Gate, catalogue: Catalogue
) -> None:
    assessment_id = store_response(as_admin(repository, "Import"), catalogue, a_response(catalogue, {"INV-02": ABSENT}))
    save_answer(asha, assessment_id, "INV-01", PARTIAL, expected_revision=0)
    saved = save_answer(bela, assessment_id, "INV-02", IMPLEMENTED, expected_revision=1)

    history = read_history(asha, assessment_id)

    assert [(c.by, c.recommendation_id, c.revision, c.before, c.after) for c in history] == [
        ("Import", "INV-02", 1, EMPTY_ANSWER, ABSENT),
        (ME, "INV-01", 1, EMPTY_ANSWER, PARTIAL),
        ("Bela", "INV-02", 2, ABSENT, IMPLEMENTED),
    ]
    assert history[-1].at == saved.at
    assert read_history(asha, assessment_id, "INV-02") == [history[0], history[2]]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["INV-01", "INV-02", "INV-03"]),
            st.builds(
                Answer,
                rating=st.none() | st.sampled_from([Rating.ABSENT, Rating.DONT_KNOW, Rating.NOT_APPLICABLE]),
                comment=st.sampled_from(["", "x", "\u202e"]),
                target_date=st.none() | targets,
                reason=st.just("why"),
            )
            | st.just(EMPTY_ANSWER),
        ),
        max_size=12,
    )
)
def test_a_history_replayed_gives_the_answers(
    asha: Gate, catalogue: Catalogue, steps: list[tuple[str, Answer]]
) -> None:
    assessment_id = store_response(asha, catalogue, a_response(catalogue, {"INV-01": ABSENT}))
    for recommendation_id, answer in steps:
        revision = read_assessment(asha, assessment_id).revisions.get(recommendation_id, 0)
        save_answer(asha, assessment_id, recommendation_id, answer, expected_revision=revision)

    replayed: dict[str, Answer] = {}
    revisions: dict[str, int] = {}
    for change in read_history(asha, assessment_id):
        assert change.before == replayed.get(change.recommendation_id, EMPTY_ANSWER)
        assert change.before != change.after
        assert change.revision == revisions.get(change.recommendation_id, 0) + 1
        replayed[change.recommendation_id] = change.after
        revisions[change.recommendation_id] = change.revision

    assessment = read_assessment(asha, assessment_id)
    assert assessment.response.answers == {key: answer for key, answer in replayed.items() if not answer.is_empty}
    assert assessment.revisions == revisions


class TestLookingAgain:
    """What a page asks every other second, and what it reads then."""

    @pytest.mark.both_engines
    def test_a_state_is_the_same_until_something_changes(
        self, asha: Gate, catalogue: Catalogue, assessment_id: str
    ) -> None:
        other = store_response(asha, catalogue, a_response(catalogue))
        states = [read_state(asha, assessment_id)]
        save_answer(asha, other, "INV-01", ABSENT, expected_revision=0)
        assert read_state(asha, assessment_id) == states[0]
        changes: Sequence[Callable[[], object]] = (
            lambda: save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0),
            lambda: save_answer(asha, assessment_id, "INV-02", PARTIAL, expected_revision=0),
            lambda: save_answer(asha, assessment_id, "INV-01", EMPTY_ANSWER, expected_revision=1),
            lambda: submit_assessment(asha, assessment_id),
            lambda: reopen_assessment(asha, assessment_id),
        )
        for change in changes:
            change()
            states.append(read_state(asha, assessment_id))
            assert read_state(asha, assessment_id) == states[-1]
        assert [state for state in states if states.count(state) > 1] == []
        assert states[-1].answers[:2] == (2, 3)

    def test_only_what_is_not_known_is_read_with_its_signature(
        self, asha: Gate, bela: Gate, assessment_id: str
    ) -> None:
        for item in ("INV-01", "INV-02"):
            save_answer(asha, assessment_id, item, ABSENT, expected_revision=0)
        known = read_current_answers(asha, assessment_id, {})
        assert {key: (one.record, one.revision, one.author) for key, one in known.items()} == dict.fromkeys(
            ("INV-01", "INV-02"), (ABSENT, 1, ME)
        )
        assert read_current_answers(asha, assessment_id, known) == {}
        saved = save_answer(bela, assessment_id, "INV-02", PARTIAL, expected_revision=1)
        assert read_current_answers(asha, assessment_id, known) == {"INV-02": Stored(PARTIAL, 2, "Bela", saved.at)}

    def test_after_a_restore_the_same_revision_is_read_again_and_what_is_gone_is_empty(
        self, repository: Storage, asha: Gate, assessment_id: str, tmp_path: Path
    ) -> None:
        repository.backup(tmp_path / "backup.db")
        for item in ("INV-01", "INV-02"):
            save_answer(asha, assessment_id, item, ABSENT, expected_revision=0)
        known, state = (read_current_answers(asha, assessment_id, {}), read_state(asha, assessment_id))
        repository.restore(tmp_path / "backup.db")
        for item in ("INV-01", "INV-03"):
            save_answer(asha, assessment_id, item, PARTIAL, expected_revision=0)
        assert read_state(asha, assessment_id) != state
        found = read_current_answers(asha, assessment_id, known)
        assert {key: (one.record, one.revision) for key, one in found.items()} == {
            "INV-01": (PARTIAL, 1),
            "INV-02": (EMPTY_ANSWER, 0),
            "INV-03": (PARTIAL, 1),
        }
        assert read_current_answers(asha, assessment_id, {**known, **found}) == {}

    def test_what_a_disk_has_spoilt_is_refused(self, asha: Gate, assessment_id: str, database_url: str) -> None:
        save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)
        run_sql(database_url, "UPDATE changes SET answer = '{'")
        with pytest.raises(AssessmentDamaged, match="INV-01"):
            read_current_answers(asha, assessment_id, {})


def test_submitting_locks_and_reopening_is_recorded(asha: Gate, bela: Gate, assessment_id: str) -> None:
    reopen_assessment(asha, assessment_id)
    save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)
    for _again in range(2):
        submit_assessment(asha, assessment_id)
    assert read_state(asha, assessment_id).status is Status.SUBMITTED
    with pytest.raises(AssessmentSubmitted):
        save_answer(asha, assessment_id, "INV-01", PARTIAL, expected_revision=1)
    with pytest.raises(AssessmentSubmitted):
        describe(asha, assessment_id, organisation="Coalition")
    again = save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=0)
    assert not again.changed
    reopen_assessment(bela, assessment_id, note="one answer was wrong")

    assessment = read_assessment(asha, assessment_id)
    assert (assessment.status, assessment.response.answers) == (Status.DRAFT, {"INV-01": ABSENT})
    assert [(event.kind, event.by, event.note) for event in read_events(asha, assessment_id)] == [
        (EventKind.CREATED, ME, ""),
        (EventKind.SUBMITTED, ME, ""),
        (EventKind.REOPENED, "Bela", "one answer was wrong"),
    ]


def describe(gate: Gate, assessment_id: str, **changed: Any) -> None:
    unchanged: dict[str, Any] = {"voice": Voice.STATE, "organisation": "", "in_round": Round(), "anonymous": False}
    update_identity(gate, assessment_id, **unchanged | changed)


def test_an_identity_can_be_corrected(asha: Gate, assessment_id: str) -> None:
    later = Round("2027", dt.date(2027, 1, 1))
    describe(asha, assessment_id, voice=Voice.OTHER, organisation="Coalition", in_round=later, anonymous=True)

    response = read_assessment(asha, assessment_id).response
    assert (response.voice, response.organisation, response.anonymous) == (Voice.OTHER, "Coalition", True)
    assert response.round == later
    event = read_events(asha, assessment_id)[-1]
    assert event.kind is EventKind.IDENTITY_CHANGED
    assert event.note == "voice, organisation, round_label, round_date, anonymous"


def test_an_identity_that_is_the_same_is_no_change(asha: Gate, bela: Gate, assessment_id: str) -> None:
    for each in (asha, bela):
        describe(each, assessment_id, organisation="Ministry")

    assert [(event.by, event.note) for event in read_events(asha, assessment_id)[1:]] == [(ME, "organisation")]


def test_deleting_can_be_undone(asha: Gate, assessment_id: str) -> None:
    save_answer(asha, assessment_id, "INV-01", FULL, expected_revision=0)
    in_transaction(asha, delete_assessment, assessment_id)
    in_transaction(asha, delete_assessment, assessment_id)
    with pytest.raises(AssessmentUnknown):
        save_answer(asha, assessment_id, "INV-01", ABSENT, expected_revision=1)

    (deleted,) = list_deleted(asha)
    assert list_summaries(asha) == []
    assert deleted.id == assessment_id
    assert deleted.deleted is not None
    undelete_assessment(asha, assessment_id)
    undelete_assessment(asha, assessment_id)

    assert list_deleted(asha) == []
    assert [summary.deleted for summary in list_summaries(asha)] == [None]
    assert read_assessment(asha, assessment_id).response.answers == {"INV-01": FULL}
    assert [event.kind for event in read_events(asha, assessment_id)] == [
        EventKind.CREATED,
        EventKind.DELETED,
        EventKind.UNDELETED,
    ]


@pytest.mark.both_engines
def test_thirty_days_after_deleting_a_response_is_gone_for_good(
    database_url: str, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_storage(database_url) as repository:
        kept = store_response(as_admin(repository, ME), catalogue, a_response(catalogue, {"INV-01": ABSENT}))
        gone = store_response(as_admin(repository, ME), catalogue, a_response(catalogue, {"INV-01": ABSENT}))
        in_transaction(as_admin(repository, ME), delete_assessment, gone)
    with open_storage(database_url) as repository:
        assert [summary.id for summary in list_deleted(as_admin(repository))] == [gone]
    assert dt.timedelta(days=30) == opening.KEPT_AFTER_DELETION
    monkeypatch.setattr(opening, "KEPT_AFTER_DELETION", dt.timedelta())
    with open_storage(database_url) as repository:
        assert list_deleted(as_admin(repository)) == []
        assert [summary.id for summary in list_summaries(as_admin(repository))] == [kept]
        with pytest.raises(AssessmentUnknown):
            undelete_assessment(as_admin(repository, ME), gone)
        assert len(read_history(as_admin(repository), kept)) == 1


@pytest.mark.both_engines
def test_every_question_about_an_unknown_assessment_tells_so(asha: Gate) -> None:
    questions: list[Callable[[str], object]] = [
        partial(read_assessment, asha),
        partial(read_state, asha),
        lambda key: read_current_answers(asha, key, {}),
        partial(read_history, asha),
        partial(read_events, asha),
        lambda key: submit_assessment(asha, key),
        lambda key: reopen_assessment(asha, key),
        lambda key: in_transaction(asha, delete_assessment, key),
        lambda key: undelete_assessment(asha, key),
        lambda key: save_answer(asha, key, "INV-01", ABSENT, expected_revision=0),
    ]
    for question in questions:
        for assessment_id in ("", "a0", "a\0", "\ud800", "' OR 1=1 --"):
            with pytest.raises(AssessmentUnknown):
                question(assessment_id)


def test_summaries_tell_everything_but_the_answers(asha: Gate, catalogue: Catalogue) -> None:
    response = a_response(
        catalogue,
        {"INV-01": Rating.ABSENT, "INV-02": Rating.DONT_KNOW, "INV-03": Answer(comment="no rating yet")},
        country="NPL",
        organisation="Ministry",
        round=Round("2026", dt.date(2026, 1, 1)),
    )
    assessment_id = store_response(asha, catalogue, response, sample=True, language="ne")

    (summary,) = list_summaries(asha)

    assert summary.id == assessment_id
    assert (summary.catalogue_id, summary.catalogue_version) == ("invented", "1.0")
    assert summary.catalogue_title == catalogue.title
    assert (summary.country, summary.voice, summary.organisation) == ("NPL", Voice.STATE, "Ministry")
    assert summary.round == Round("2026", dt.date(2026, 1, 1))
    assert (summary.answered, summary.of) == (2, 5)
    assert (summary.sample, summary.anonymous, summary.language) == (True, False, "ne")
    assert summary.status is Status.DRAFT
    assert summary.created == summary.updated


def test_of_summaries_the_newest_change_comes_first(asha: Gate, catalogue: Catalogue) -> None:
    first, second, third = (store_response(asha, catalogue, a_response(catalogue)) for _number in range(3))
    saved = save_answer(asha, first, "INV-01", ABSENT, expected_revision=0)
    submit_assessment(asha, second)

    summaries = list_summaries(asha)

    assert [summary.id for summary in summaries] == [second, first, third]
    assert summaries[1].updated == saved.at
