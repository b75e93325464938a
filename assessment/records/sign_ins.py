"""A sign-in: somebody who came by proving to the organisation's provider who they are, and not by a link."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.errors import AssessmentError
from assessment.i18n import mark


class SignInUnknown(AssessmentError):
    """There is no such sign-in, or its time is over."""

    sentence = mark("There is no such sign-in any more. Load the page again.")


class SignInRefused(AssessmentError):
    """The provider knows this person, and the server's file doesn't name them."""

    sentence = mark("Your account has no access to this server. Ask the person who runs it.")


class SignInFailed(AssessmentError):
    """What came back from the provider doesn't prove who this is, or not to this browser."""

    sentence = mark("Signing in did not succeed. Please try again.")


class SignInUnavailable(AssessmentError):
    """The provider can't be reached, or this server isn't set up as it expects."""

    sentence = mark("Signing in doesn’t work at the moment. Try again later, or tell the person who runs this server.")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is, as the provider has proved."""

    subject: str
    """The provider and its id of the person, which never means another."""
    name: str
    address: str = ""
    """Their address, if the provider has verified it."""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """One time of signing in, with what is kept of the identity. All times are aware and in UTC."""

    id: str
    subject_hash: str
    person: str
    address: str
    groups: tuple[str, ...]
    began: dt.datetime
    ends: dt.datetime
