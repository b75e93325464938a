"""The pages of the ballot, which `templates/` arrange, and its style."""

from __future__ import annotations

import datetime as dt
import gzip
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from http import HTTPStatus
from pathlib import Path
from typing import Any, Generic, TypeVar

from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from assessment.access.ballots import Room
from assessment.access.links import new_key
from assessment.config import settings
from assessment.domain.answer import Rating
from assessment.domain.workshop.model import RemarkRule
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import open_vote
from assessment.i18n import current_language
from assessment.labels.codes import RATING_STYLES, rating_label, rating_word
from assessment.labels.formatting import citation
from assessment.labels.workshops import clock_words, consent_sentences, disclosure_title, remark_label
from assessment.records.workshops import BallotForm
from assessment.web.ballot import views
from assessment.web.ballot.booth import Ballots
from assessment.web.ballot.forms import promise_mark
from assessment.web.ballot.protocol import BALLOT_HEADERS
from assessment.web.pages import html_part, page

ASSETS = Path(__file__).parent / "assets"
PARTS_LIMIT = 500
PAGES_LIMIT = 100
Value = TypeVar("Value")


def style_sheet() -> bytes:
    """The style of the ballot, with the ratings in the colours that they have everywhere."""
    ratings = [
        f".mark.{rating.value}, :checked + .{rating.value} {{ background: {look.fill}; color: {look.text_colour}; }}"
        for rating, look in RATING_STYLES.items()
        if rating is not None
    ]
    return "\n".join([(ASSETS / "ballot.css").read_text(encoding="utf-8"), *ratings]).encode()


def ballot_page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> HTMLResponse:
    return page(template, status, headers=BALLOT_HEADERS, look="ballot", **values)


def code_page(
    status: HTTPStatus = HTTPStatus.OK, problem: str = "", *, code: str = "", back: bool = False
) -> HTMLResponse:
    """Asks for the code of a workshop, or with `back` for a person's return code."""
    return ballot_page("code", status, problem=problem, code=code[:40], back=back)


def join_page(
    plan: WorkshopPlan, filled_in: Mapping[str, str], status: HTTPStatus = HTTPStatus.OK, problem: str = ""
) -> HTMLResponse:
    """Says what people join and who sees what, and asks for their consent; `filled_in` are fields of its form."""
    return ballot_page(
        "join",
        status,
        plan=plan,
        sentences=consent_sentences(plan, settings().backup_days),
        promise=promise_mark(plan),
        problem=problem,
        **{name: filled_in.get(name, "") for name in ("code", "form", "name", "voice", "table")},
    )


class Unsent(Enum):
    """What becomes of a vote that a phone keeps because it couldn't be sent."""

    UNSAID = ""
    KEPT = "kept"
    """Until its person comes back."""
    LOST = "lost"
    """There is nothing more to come back to."""


def problem_page(status: HTTPStatus, problem: str, unsent: Unsent = Unsent.UNSAID) -> HTMLResponse:
    """Says what is wrong, where to go on, and what becomes of a vote that the phone still keeps."""
    return ballot_page("problem", status, problem=problem, unsent=unsent.value)


def unsent_page(status: HTTPStatus, problem: str, room: Room, form: BallotForm, csrf: str) -> HTMLResponse:
    """Says why a ballot isn't counted, and shows what was chosen and written, to be sent again."""
    return ballot_page(
        "unsent",
        status,
        title=room.workshop.catalogue.by_id[form.recommendation].title,
        problem=problem,
        chosen=views.ballot_label(form),
        takes_remarks=room.workshop.plan.remarks is not RemarkRule.NONE,
        form=form,
        csrf=csrf,
    )


class BallotPages:
    """The page on which people vote. What is the same for a whole room is put together once."""

    def __init__(self) -> None:
        self._parts = Kept[dict[str, Any]](PARTS_LIMIT)
        self._pages = Kept[tuple[bytes, bytes]](PAGES_LIMIT)

    def page(
        self,
        room: Room,
        own: Ballots,
        asked: str | None,
        csrf: str,
        owner: str,
        *,
        outdated: BallotForm | None = None,
        problem: str = "",
    ) -> HTMLResponse:
        """The page of a recommendation; with what was sent, and why it isn't counted, if it is `outdated`."""
        workshop = room.workshop
        item = views.shown_item(room, own, asked)
        entries = views.open_entries(room, own, item)
        place = None if item is None else workshop.places[item]
        vote = None if place is None or workshop.finished else open_vote(place.stage)
        ballot = None if item is None or vote is None else own.get((item, vote))
        return ballot_page(
            "ballot",
            HTTPStatus.CONFLICT if outdated else HTTPStatus.OK,
            problem=problem,
            sent=views.ballot_label(outdated) if outdated else "",
            sent_remark=outdated.remark if outdated else "",
            title=workshop.plan.title if item is None else workshop.catalogue.by_id[item].title,
            workshop=workshop,
            item=item,
            mark=f"{item}.{place.revision if place else 0}.{'f' if workshop.finished else ''}",
            follows=item == workshop.current or asked is None,
            is_elsewhere=workshop.current not in (None, item),
            stage=None if place is None else views.stage_sentence(place.stage),
            left=(left := workshop.seconds_left(dt.datetime.now(dt.UTC))),
            clock=clock_words(left),
            shared=self._shared_parts(room, item),
            vote=vote,
            chosen=ballot.rating if ballot else None,
            takes_remarks=workshop.plan.remarks is not RemarkRule.NONE,
            remark_label=remark_label(workshop.plan),
            remark=ballot.remark if ballot else "",
            seen=ballot.revision if ballot else 0,
            saved=views.saved_sentence(ballot.at) if ballot and ballot.rating else "",
            form=new_key() if csrf else "",
            own=[] if item is None else views.own_words(room, own, item) if csrf else views.own_sentences(room, item),
            open=entries,
            next=views.next_entry(entries, item),
            csrf=csrf,
            owner=owner,
        )

    def shared_page(self, room: Room, asked: str | None, *, packed: bool) -> Response:
        """The page of a recommendation as it is for the whole room, without what is anybody's own; drawn and packed
        once."""
        left = room.workshop.seconds_left(dt.datetime.now(dt.UTC))

        def draw() -> tuple[bytes, bytes]:
            body = bytes(self.page(room, {}, asked, csrf="", owner="").body)
            return body, gzip.compress(body)

        plain, small = self._pages.get(_key(room, asked, left), draw)
        headers = {**BALLOT_HEADERS, "Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if packed else {})
        return HTMLResponse(small if packed else plain, headers=headers)

    def _shared_parts(self, room: Room, item: str | None) -> dict[str, Any]:
        return self._parts.get(_key(room, item), lambda: _shared_parts(room, item))


class Kept(Generic[Value]):
    """What was made last, so that it is made once. While a room moves on, pages of the version before are still
    asked for."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        if key not in self._values:
            self._values[key] = make()
            while len(self._values) > self._limit:
                self._values.popitem(last=False)
        return self._values[key]


def _key(room: Room, *of: Hashable) -> Hashable:
    return room.workshop.id, room.workshop.version, room.workshop.roster, current_language(), *of


def _shared_parts(room: Room, item: str | None) -> dict[str, Any]:
    """What is the same in everybody's page: the list of what is `done`, `about` the recommendation, what was `shown`
    and agreed of it, what people are `told`, the words of the page's script, and the `choices` and their `meanings`."""
    plan = room.workshop.plan
    parts = {
        "done": html_part("done", entries=views.done_entries(room, item)),
        "about": Markup(),
        "shown": Markup(),
        "told": html_part(
            "told", title=disclosure_title(plan), sentences=consent_sentences(plan, settings().backup_days)
        ),
        "script_words": html_part("script_words"),
        "choices": [(rating, rating_label(rating), rating_word(rating)) for rating in Rating],
        "meanings": html_part(
            "meanings", meanings=[(rating, rating_word(rating), views.ballot_meaning(rating)) for rating in Rating]
        ),
    }
    if item is not None:
        catalogue = room.workshop.catalogue
        recommendation = catalogue.by_id[item]
        parts["about"] = html_part(
            "about", item=recommendation, citation=citation(recommendation), spoken=catalogue.language
        )
        parts["shown"] = html_part("shown", reveals=views.reveals(room, item), agreed=room.agreed.get(item))
    return parts
