"""How people join a workshop, come back to it, and hand their phone to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from assessment.access.ballots import RETURN_LENGTH, CodeRefused, ReturnCodeRefused, read_code
from assessment.access.links import key_hash, new_key
from assessment.domain.workshop.door import JoiningSlowed
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.records.errors import ParticipantUnknown, StorageError
from assessment.records.workshops import Workshop
from assessment.web.ballot.booth import Booth
from assessment.web.ballot.forms import (
    FIELDS_LIMIT,
    JOIN_BYTES,
    PromiseChanged,
    check_form_token,
    check_promise,
    read_form_id,
    read_newcomer,
)
from assessment.web.ballot.pages import ballot_page, code_page, join_page
from assessment.web.ballot.protocol import (
    BALLOT,
    JOIN,
    Allowance,
    forget_phone,
    phone_token,
    remember_phone,
    status_of,
    with_retry,
)
from assessment.web.pages import public_sentence, read_form, see_other
from assessment.web.visits import visit_token

DELAY = 1.0
"""Seconds for which a wrong code is answered later; a right one is never slowed."""
TOGETHER = 200
"""How many wrong codes are answered within that time; more wait longer."""


class Door:
    """Answers `/join`, `/return` and `/ballot/leave`."""

    def __init__(self, booth: Booth, delay: float = DELAY) -> None:
        self._booth, self._delay = booth, delay
        self._waiting = 0
        # Each time somebody comes back, the whole room is looked at anew.
        self._returns = Allowance(5, 0.1)

    async def show(self, request: Request) -> Response:
        code = request.query_params.get("code", "")
        try:
            workshop, _is_invited = await self._find(request, code)
        except CodeRefused as refused:
            await self._slow_down(request)
            return code_page(HTTPStatus.FORBIDDEN, str(refused), code=code)
        if workshop is None:
            return code_page()
        if await self._is_in(request, workshop):
            return see_other(BALLOT)
        return join_page(workshop.plan, {"code": code, "form": new_key()})

    async def join(self, request: Request) -> Response:
        form = await read_form(request, JOIN_BYTES, FIELDS_LIMIT)
        code, form_id = form.get("code", ""), read_form_id(form)
        try:
            workshop, is_invited = await self._find(request, code)
            if workshop is None:
                raise CodeRefused
        except CodeRefused as refused:
            await self._slow_down(request)
            return code_page(HTTPStatus.FORBIDDEN, str(refused), code=code)
        if await self._is_in(request, workshop):
            return see_other(BALLOT)
        try:
            # Before anything is asked that the page they saw didn't ask; and once more when they get their seat.
            check_promise(workshop.plan, form)
            newcomer = read_newcomer(workshop, form)
            joined = await self._booth.join(
                workshop.id,
                newcomer,
                form_id,
                invited=is_invited,
                check_consent=lambda plan: check_promise(plan, form),
            )
        except AssessmentError as problem:
            return _asked_again(workshop.plan, form | {"form": form_id}, problem)
        # The return code is shown this once.
        answer = ballot_page("joined", workshop=workshop.plan.title, code=joined.return_code)
        remember_phone(request, answer, joined.token, workshop)
        return answer

    async def ask_to_come_back(self, _request: Request) -> Response:
        return code_page(back=True)

    async def come_back(self, request: Request) -> Response:
        form = await read_form(request, JOIN_BYTES, FIELDS_LIMIT)
        if code := read_code(form.get("code", ""), RETURN_LENGTH):
            self._returns.take(key_hash(code))
        try:
            token = await self._booth.come_back(form.get("code", ""))
        except ReturnCodeRefused as refused:
            await self._slow_down(request)
            return code_page(HTTPStatus.FORBIDDEN, str(refused), code=form.get("code", ""), back=True)
        answer = see_other(BALLOT)
        voter = await self._booth.voter(token)
        remember_phone(request, answer, token, voter.room.workshop)
        return answer

    async def stay(self, _request: Request) -> Response:
        """Somebody has loaded the address of a form, which does nothing."""
        return see_other(BALLOT)

    async def leave(self, request: Request) -> Response:
        token = phone_token(request)
        check_form_token(token, await read_form(request, JOIN_BYTES, FIELDS_LIMIT))
        voter = await self._booth.voter(token)
        await self._booth.leave(token)
        code = voter.room.workshop.code
        answer = see_other(f"{JOIN}?{urlencode({'code': code})}" if code else JOIN)
        forget_phone(answer)
        return answer

    async def _find(self, request: Request, code: str) -> tuple[Workshop | None, bool]:
        """The workshop with a code, or to which this browser's visit invites; and whether it does.

        Raises CodeRefused.
        """
        invited = await self._booth.invited(visit_token(request.scope))
        if not code:
            return invited, invited is not None
        workshop = await self._booth.find_workshop(code)
        return workshop, invited is not None and invited.id == workshop.id

    async def _is_in(self, request: Request, workshop: Workshop) -> bool:
        """Whether this phone's person takes part already: people read the code on the wall more than once."""
        try:
            voter = await self._booth.voter(phone_token(request))
        except ParticipantUnknown:
            return False
        return voter.room.workshop.id == workshop.id

    async def _slow_down(self, request: Request) -> None:
        """Wait before a wrong code is answered, or until nobody waits for that any more."""
        self._waiting += 1
        try:
            async with asyncio.timeout(self._delay * max(1.0, self._waiting / TOGETHER)):
                while (await request.receive())["type"] != "http.disconnect":
                    pass
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1


def _asked_again(plan: WorkshopPlan, form: Mapping[str, str], problem: AssessmentError) -> Response:
    """The page again with what was filled in, and what is wrong with it."""
    if isinstance(problem, PromiseChanged):
        plan = problem.plan
    if isinstance(problem, ParticipantUnknown):
        # Somebody else fills it in now, or somebody anew.
        form = {"code": form.get("code", ""), "form": new_key()}
    is_later = isinstance(problem, StorageError | JoiningSlowed)
    status = status_of(problem) if is_later else HTTPStatus.BAD_REQUEST
    return with_retry(join_page(plan, form, status, public_sentence(problem)))
