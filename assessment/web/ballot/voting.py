"""The page on which people vote, their votes, and where the room is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from assessment.access.ballots import BALLOT_COOKIE, Room
from assessment.access.links import key_hash, new_key
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.labels.codes import rating_label
from assessment.labels.formatting import clock_text
from assessment.records.errors import BallotOutdated, ParticipantUnknown, RecommendationUnknown, StorageError
from assessment.records.workshops import BallotForm, OwnBallot
from assessment.web.ballot.booth import Booth, Voter
from assessment.web.ballot.forms import (
    FIELDS_LIMIT,
    VOTE_BYTES,
    check_form_token,
    form_token,
    owner_mark,
    read_ballot,
)
from assessment.web.ballot.pages import BallotPages, unsent_page
from assessment.web.ballot.protocol import (
    BALLOT,
    BALLOT_HEADERS,
    RETURN,
    Allowance,
    json_answer,
    phone_token,
    status_of,
    wants_json,
    with_retry,
)
from assessment.web.ballot.views import saved_sentence
from assessment.web.pages import public_sentence, read_form, see_other, takes_packed

WAIT_LIMIT = 8
"""The most seconds that a phone waits for its room to move on, so that it notices soon if its connection is dead."""
_WAIT = re.compile(r"wait=(\d{1,3})", re.ASCII)


class Voting:
    """Answers `/ballot`, `/ballot/shown`, `/ballot/own` and `/ballot/now`."""

    def __init__(self, booth: Booth) -> None:
        self._booth = booth
        self._pages = BallotPages()
        self._drawing = asyncio.Lock()
        self._looks, self._asks, self._votes = Allowance(30, 2), Allowance(30, 3), Allowance(20, 1)

    async def show(self, request: Request) -> Response:
        if BALLOT_COOKIE not in request.cookies:
            return see_other(RETURN)
        token = phone_token(request)
        voter, item, headers = await self._look(request, token)
        if _is_known(request, headers):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        own = await self._booth.own_ballots(voter)
        # When the room moves on, all ask for a page within two seconds: pages wait for pages, so that no vote does.
        async with self._drawing:
            await asyncio.sleep(0)
            owner = owner_mark(voter.seat.participant.id)
            page = self._pages.page(voter.room, own, item, form_token(token), owner)
            page.headers.update(headers)
            return page

    async def show_shared(self, request: Request) -> Response:
        """What is the same for the whole room; the ballot's script puts in what is its participant's own."""
        voter, item, headers = await self._look(request, phone_token(request))
        if _is_known(request, headers):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if (item or voter.room.workshop.current) is None:
            # What is shown then is the next on which this participant hasn't voted.
            return see_other(BALLOT)
        page = self._pages.shared_page(voter.room, item, packed=takes_packed(request))
        page.headers.update(headers)
        return page

    async def _look(self, request: Request, token: str) -> tuple[Voter, str | None, dict[str, str]]:
        """Who asks for a page, of which recommendation, and what tells them where their room is."""
        self._looks.take(key_hash(token))
        voter, headers = await self._follow(request, token)
        item = request.query_params.get("item")
        if item is not None and item not in voter.room.workshop.places:
            raise RecommendationUnknown(item[:100])
        return voter, item, headers

    async def own(self, request: Request) -> Response:
        """What is a participant's own: their ballots as they stand, and what their next one needs."""
        token = phone_token(request)
        self._asks.take(key_hash(token))
        voter = await self._booth.voter(token, is_person=False)
        ballots = [
            {
                "item": item,
                "vote": vote,
                "rating": ballot.rating and ballot.rating.value,
                "label": rating_label(ballot.rating) if ballot.rating else "",
                "remark": ballot.remark,
                "revision": ballot.revision,
                "words": saved_sentence(ballot.at),
            }
            for (item, vote), ballot in (await self._booth.own_ballots(voter)).items()
        ]
        return json_answer(HTTPStatus.OK, csrf=form_token(token), form=new_key(), ballots=ballots)

    async def now(self, request: Request) -> Response:
        """Where the room is; a phone that knows is told nothing."""
        token = phone_token(request)
        self._asks.take(key_hash(token))
        voter, headers = await self._follow(request, token)
        if _is_known(request, headers):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        workshop = voter.room.workshop
        place = None if workshop.current is None else workshop.places[workshop.current]
        answer = json_answer(
            HTTPStatus.OK,
            version=workshop.version,
            item=workshop.current,
            stage=place and place.stage.value,
            finished=workshop.finished is not None,
        )
        answer.headers.update(headers)
        return answer

    async def _follow(self, request: Request, token: str) -> tuple[Voter, dict[str, str]]:
        """Who asks, and what tells them where their room is; if they know that, they can wait until it has moved on."""
        is_person = "if-none-match" not in request.headers
        voter, seconds = await self._booth.voter(token, is_person=is_person), _seconds_to_wait(request)
        headers = {**BALLOT_HEADERS, "ETag": _etag(voter.room)}
        if seconds and _is_known(request, headers):
            await self._booth.wait_for_move(voter, seconds)
            voter = await self._booth.voter(token, is_person=False)
            headers |= {"ETag": _etag(voter.room), "Preference-Applied": f"wait={seconds}"}
        return voter, headers

    async def vote(self, request: Request) -> Response:
        token = phone_token(request)
        fields = await read_form(request, VOTE_BYTES, FIELDS_LIMIT)
        check_form_token(token, fields)
        # Whether the vote is open is asked anew when it is stored.
        voter = await self._booth.voter(token, is_person=False)
        form = read_ballot(voter.room.workshop, fields)
        try:
            self._votes.take(voter.phone)
            stored = await self._booth.cast(token, voter, form)
        except ParticipantUnknown:
            raise
        except AssessmentError as error:
            return await self._refuse(request, voter, form, form_token(token), error)
        if wants_json(request):
            return json_answer(HTTPStatus.OK, **_said(stored))
        return see_other(f"{BALLOT}?{urlencode({'item': form.recommendation})}")

    async def _refuse(
        self, request: Request, voter: Voter, form: BallotForm, csrf: str, error: AssessmentError
    ) -> Response:
        """Say why a ballot isn't counted, and keep what it said."""
        status, problem, again = status_of(error), public_sentence(error), not isinstance(error, BallotOutdated)
        if isinstance(error, StorageError):
            problem = " ".join([_("Your vote was not saved. Try again."), problem])
        if wants_json(request):
            return with_retry(json_answer(status, problem=problem, again=again))
        if not again:
            own = await self._booth.own_ballots(voter)
            owner = owner_mark(voter.seat.participant.id)
            return self._pages.page(voter.room, own, form.recommendation, csrf, owner, outdated=form, problem=problem)
        return with_retry(unsent_page(status, problem, voter.room, form, csrf))


def _etag(room: Room) -> str:
    return f'"{room.workshop.version}"'


def _is_known(request: Request, headers: Mapping[str, str]) -> bool:
    return request.headers.get("if-none-match") == headers["ETag"]


def _seconds_to_wait(request: Request) -> int:
    """For how many seconds a phone would wait for an answer (RFC 7240, section 4.3), up to WAIT_LIMIT; or 0."""
    match = _WAIT.fullmatch(request.headers.get("prefer", ""))
    return min(int(match[1]), WAIT_LIMIT) if match else 0


def _said(stored: OwnBallot) -> dict[str, object]:
    """What a phone is told of a ballot that is stored; `form` is for its next one."""
    return {
        "saved": clock_text(stored.at),
        "words": saved_sentence(stored.at) if stored.rating else _("Your vote is withdrawn."),
        "rating": stored.rating and stored.rating.value,
        "revision": stored.revision,
        "form": new_key(),
    }
