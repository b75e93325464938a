"""The pages of the ballot: their words, which `templates/` arrange and escape. No browser keeps them."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from pathlib import Path

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from assessment.access.ballots import Joined, Room
from assessment.access.links import new_key
from assessment.domain.workshop.model import RemarkRule
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.domain.workshop.stages import open_vote
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, rating_label, voice_word
from assessment.labels.formatting import citation
from assessment.labels.workshops import clock_words, consent_sentences, disclosure_title, remark_label, vote_word
from assessment.records.workshops import BallotForm, Workshop
from assessment.web.ballot import views
from assessment.web.ballot.booth import Ballots
from assessment.web.ballot.promise import promise_mark
from assessment.web.ballot.protocol import BALLOT_HEADERS
from assessment.web.ballot.words import saved_sentence, stage_sentence, template_words

HERE = Path(__file__).parent
PARTS_LIMIT = 500
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)


def style_sheet() -> bytes:
    """The style of the ballot, with the ratings in the colours that they have everywhere."""
    ratings = [
        f".mark.{rating.value} {{ background: {look.fill}; color: {look.text_colour}; }}"
        for rating, look in RATING_STYLES.items()
        if rating is not None
    ]
    return "\n".join([(HERE / "assets" / "ballot.css").read_text(encoding="utf-8"), *ratings]).encode()


def code_page(
    status: HTTPStatus = HTTPStatus.OK, problem: str = "", *, code: str = "", back: bool = False
) -> HTMLResponse:
    """Asks for the code of a workshop, or with `back` for a person's return code."""
    if back:
        title, label = _("Come back"), _("Your return code")
        about = _("Type the code that you wrote down when you joined.")
    else:
        title, label = _("Join a workshop"), _("Code")
        about = _("Type the code that you see on the wall.")
    return _page("code", status, title=title, about=about, label=label, problem=problem, code=code, back=back)


def join_page(
    plan: WorkshopPlan,
    *,
    code: str,
    form: str,
    status: HTTPStatus = HTTPStatus.OK,
    problem: str = "",
    name: str = "",
    voice: str = "",
    table: str = "",
) -> HTMLResponse:
    """Says what people join and who sees what, and asks for their consent."""
    return _page(
        "join",
        status,
        title=plan.title,
        sentences=consent_sentences(plan),
        promise=promise_mark(plan),
        voices=[(each.value, voice_word(each)) for each in plan.voices],
        tables=plan.tables,
        asks_name=not plan.anonymous,
        problem=problem,
        code=code,
        form=form,
        name=name,
        voice=voice,
        table=table,
    )


def joined_page(workshop: Workshop, joined: Joined) -> HTMLResponse:
    """Shows the return code, for the only time."""
    return _page("joined", title=_("You are in"), workshop=workshop.plan.title, code=joined.return_code)


class Unsent(Enum):
    """What becomes of a vote that a phone keeps because it couldn't be sent."""

    UNSAID = "unsaid"
    KEPT = "kept"
    """Until its person comes back."""
    LOST = "lost"
    """There is nothing more to come back to."""


def problem_page(status: HTTPStatus, problem: str, unsent: Unsent = Unsent.UNSAID) -> HTMLResponse:
    """Says what is wrong, where to go on, and what becomes of a vote that the phone still keeps."""
    sentences = {
        Unsent.UNSAID: "",
        Unsent.KEPT: _("Not sent: your vote is kept on this phone. Come back with your return code, and it is sent."),
        Unsent.LOST: _("Not counted: the workshop was finished before your vote arrived."),
    }
    is_over = unsent is Unsent.LOST
    return _page("problem", status, title=_("Ballot"), problem=problem, unsent=sentences[unsent], is_over=is_over)


def unsent_page(status: HTTPStatus, problem: str, room: Room, form: BallotForm, csrf: str) -> HTMLResponse:
    """Says why a ballot isn't counted, and shows what was chosen and written, to be sent again."""
    return _page(
        "unsent",
        status,
        title=room.workshop.catalogue.by_id[form.recommendation].title,
        problem=problem,
        chosen=_ballot_label(form),
        takes_remarks=room.workshop.plan.remarks is not RemarkRule.NONE,
        form=form,
        csrf=csrf,
    )


class BallotPages:
    """The page on which people vote. What is the same for a whole room is put together once."""

    def __init__(self) -> None:
        self._parts: OrderedDict[tuple[str, int, str | None, str], _Shared] = OrderedDict()

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
        if workshop.finished:
            stage = _("This workshop is finished. Thank you.")
        else:
            stage = (
                _("Nothing is open yet. This page follows the room.") if place is None else stage_sentence(place.stage)
            )
        return _page(
            "ballot",
            HTTPStatus.CONFLICT if outdated else HTTPStatus.OK,
            problem=problem,
            sent=_ballot_label(outdated) if outdated else "",
            sent_remark=outdated.remark if outdated else "",
            title=workshop.plan.title if item is None else workshop.catalogue.by_id[item].title,
            workshop=workshop.plan.title,
            item=item,
            version=workshop.version,
            mark=f"{item}.{place.revision if place else 0}.{'f' if workshop.finished else ''}",
            follows=item == workshop.current or asked is None,
            is_elsewhere=workshop.current not in (None, item),
            stage=stage,
            left=(left := workshop.seconds_left(dt.datetime.now(dt.UTC))),
            clock=clock_words(left),
            shared=self._shared(room, item),
            vote=vote,
            legend="" if vote is None else _("{vote}: your rating").format(vote=vote_word(vote)),
            choices=[] if vote is None else views.choices(ballot.rating if ballot else None),
            takes_remarks=workshop.plan.remarks is not RemarkRule.NONE,
            remark_label=remark_label(workshop.plan),
            remark=ballot.remark if ballot else "",
            seen=ballot.revision if ballot else 0,
            saved=saved_sentence(ballot.at) if ballot and ballot.rating else "",
            form=new_key(),
            own=[] if item is None else views.own_words(room, own, item),
            open=entries,
            next=views.next_entry(entries, item),
            csrf=csrf,
            owner=owner,
            told_title=disclosure_title(workshop.plan),
            told=consent_sentences(workshop.plan),
        )

    def _shared(self, room: Room, item: str | None) -> _Shared:
        # While the room moves on, pages of the version before are still drawn.
        key = (room.workshop.id, room.workshop.version, item, current_language())
        if key not in self._parts:
            self._parts[key] = _shared_of(room, item)
            while len(self._parts) > PARTS_LIMIT:
                self._parts.popitem(last=False)
        return self._parts[key]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What is the same in everybody's page, as HTML."""

    done: Markup
    """The list of what was revealed, agreed or parked."""
    about: Markup | str = ""
    """The recommendation."""
    shown: Markup | str = ""
    """What was revealed and agreed of it."""


def _shared_of(room: Room, item: str | None) -> _Shared:
    done = _part("done", entries=views.done_entries(room, item))
    if item is None:
        return _Shared(done)
    workshop, agreed = room.workshop, room.agreed.get(item)
    found = workshop.catalogue.by_id[item]
    about = _part("about", item=found, citation=citation(found), language=workshop.catalogue.language)
    shown = _part(
        "shown",
        reveals=views.reveals(room, item),
        agreed=agreed,
        rating=rating_label(agreed.rating) if agreed else "",
        mark=RATING_STYLES[agreed.rating] if agreed else None,
    )
    return _Shared(done, about, shown)


def _ballot_label(form: BallotForm) -> str:
    return rating_label(form.rating) if form.rating else _("Withdraw my vote")


def _part(template: str, **values: object) -> Markup:
    return Markup(_TEMPLATES.get_template(f"{template}.html").render(values, w=template_words(current_language())))  # noqa: S704 - a template's


def _page(template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> HTMLResponse:
    language = current_language()
    page = _TEMPLATES.get_template(f"{template}.html").render(
        values, w=template_words(language), language=language, direction=Locale.parse(language).text_direction
    )
    return HTMLResponse(page, status, BALLOT_HEADERS)
