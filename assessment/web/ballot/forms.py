"""Reading the forms of the ballot, and what they prove: whose page sent them, and what it promised."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from assessment.access.links import new_key
from assessment.config import settings
from assessment.domain.answer import Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.model import VOTES, RemarkRule
from assessment.domain.workshop.plan import WorkshopPlan
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.i18n import mark, using_language
from assessment.labels.workshops import consent_sentences
from assessment.parsing.limits import PASSAGE_LIMIT
from assessment.records.workshops import BallotForm, Newcomer, Workshop
from assessment.web.pages import FormRefused

VOTE_BYTES = 12 * PASSAGE_LIMIT + 2_000
"""Bytes of a ballot's form: a character takes up to 12 where each byte is written as %XX."""
JOIN_BYTES = 12_000
FIELDS_LIMIT = 10
_FORM = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NUMBER = re.compile(r"[0-9]{1,6}")


class FormNotOurs(AssessmentError):
    """A form that another person's page sent, or no page of ours."""

    sentence = mark("This page belongs to somebody who used this phone before. Load it again.")


class ConsentMissing(AssessmentError):
    """Nobody takes part without saying that they know what they take part in."""

    sentence = mark("Tick that you have read this and take part.")


class PromiseChanged(AssessmentError):
    """The workshop was changed after its page was shown."""

    def __init__(self, plan: WorkshopPlan) -> None:
        self.plan = plan
        super().__init__(_("This workshop was changed while you were reading. Read this again before you take part."))


def promise_mark(plan: WorkshopPlan) -> str:
    """What tells what a page promises and asks from what another does."""
    with using_language("en"):
        told = [plan.title, plan.voices, plan.tables, *consent_sentences(plan, settings().backup_days)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def check_promise(plan: WorkshopPlan, form: Mapping[str, str]) -> None:
    """Raises PromiseChanged where a form's page promised something else than the plan."""
    if form.get("promise") != promise_mark(plan):
        raise PromiseChanged(plan)


def form_token(token: str) -> str:
    """What every form of a participant's pages brings, so that no page of another can send one in their name."""
    return hashlib.sha256(f"form:{token}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def owner_mark(participant_id: str) -> str:
    """What tells the votes that a phone keeps for a participant from those of others who use it too."""
    return hashlib.sha256(f"owner:{participant_id}".encode()).hexdigest()[:16]


def check_form_token(token: str, form: Mapping[str, str]) -> None:
    """Raises FormNotOurs."""
    if not hmac.compare_digest(form_token(token).encode(), form.get("csrf", "").encode()):
        raise FormNotOurs


def read_ballot(workshop: Workshop, form: Mapping[str, str]) -> BallotForm:
    """A ballot as it was filled in. Raises FormRefused for what no form of ours says."""
    item, vote, seen, form_id, rating = (form.get(name, "") for name in ("item", "vote", "seen", "form", "rating"))
    is_withdrawn = bool(form.get("withdraw"))
    is_ours = (
        item in workshop.places
        and vote in map(str, VOTES)
        and _NUMBER.fullmatch(seen)
        and _FORM.fullmatch(form_id)
        and (is_withdrawn or rating in list(Rating))
    )
    if not is_ours:
        raise FormRefused
    # Browsers send the ends of lines as they did in 1995.
    remark = form.get("remark", "").replace("\r\n", "\n").strip()
    if workshop.plan.remarks is RemarkRule.NONE:
        remark = ""
    return BallotForm(item, int(vote), None if is_withdrawn else Rating(rating), remark, int(seen), form_id)


def read_newcomer(workshop: Workshop, form: Mapping[str, str]) -> Newcomer:
    """Who joins, as they filled it in. Raises ConsentMissing."""
    if not form.get("consent"):
        raise ConsentMissing
    plan, voice = workshop.plan, form.get("voice", "")
    return Newcomer(
        voice=Voice(voice) if voice in list(Voice) and plan.voices else None,
        table=form.get("table") or None if plan.tables else None,
        name=None if plan.anonymous else form.get("name", "").strip() or None,
    )


def read_form_id(form: Mapping[str, str]) -> str:
    """What tells a page's form from others; a new one where none came."""
    form_id = form.get("form", "")
    return form_id if _FORM.fullmatch(form_id) else new_key()
