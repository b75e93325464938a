"""Which files belong together, and to which of the assessments that are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from assessment.claims import in_order
from assessment.errors import Problem
from assessment.incoming import Incoming
from assessment.language import gettext as _
from assessment.merging import Kept, Preview, preview
from assessment.model import Identity, Response
from assessment.strict import listed, printable


class Arrangement(NamedTuple):
    """What to do with files: a preview for each response that they are of, and what needn't be done again."""

    previews: tuple[Preview, ...]
    taken_before: tuple[Incoming, ...]
    notes: tuple[Problem, ...]
    """Why a file doesn't go where somebody might expect it."""


def arrange(files: Iterable[Incoming], kept: Sequence[Kept] = (), taken: Collection[str] = ()) -> Arrangement:
    """Put each file to the response that it is of.

    A file that names one of `kept` belongs to it, unless its country, voice or catalogue is another. Any other file
    belongs to the one of `kept` that has the same country, voice, organisation, round and catalogue, and to the files
    that have; if there is none it makes a new one. A submission that doesn't name an organisation is a response of
    its own, and so is a file from which the organisation was left out, unless it says the very same. `taken` has the
    keys of the submissions that were taken before. The order of the files makes no difference.
    """
    together: dict[tuple[str, ...], list[Incoming]] = {}
    homes: dict[tuple[str, ...], Kept] = {}
    taken_before: list[Incoming] = []
    notes: list[Problem] = []
    sources_of: dict[str, dict[tuple[str, ...], str]] = {}
    for incoming in files:
        if incoming.key in taken:
            taken_before.append(incoming)
            continue
        home = _home(incoming, kept, notes)
        group = ("stored", home.assessment.id) if home else _of(incoming)
        together.setdefault(group, []).append(incoming)
        if home:
            homes[group] = home
        if incoming.key is not None:
            sources_of.setdefault(incoming.key, {}).setdefault(group, incoming.source)
    return Arrangement(
        previews=tuple(preview(together[group], homes.get(group)) for group in sorted(together)),
        taken_before=tuple(sorted(taken_before, key=lambda incoming: (incoming.source, str(incoming.key)))),
        notes=tuple(sorted([*notes, *_told_otherwise(sources_of)])),
    )


def is_of_same(incoming: Incoming, whose: Identity, catalogue_hash: str) -> bool:
    """Whether a file that names no assessment would belong to the one of this identity and catalogue."""
    return not _is_unnamed_submission(incoming) and _identity(whose, catalogue_hash) == _identity(
        incoming.response, incoming.catalogue.hash
    )


def _told_otherwise(sources_of: Mapping[str, Mapping[tuple[str, ...], str]]) -> Iterable[Problem]:
    """What to say of submissions that stand in files as of different responses."""
    for key, sources in sources_of.items():
        if len(sources) > 1:
            yield Problem(
                printable(key),
                _("This submission is in {files}, each time as of another response.").format(
                    files=listed(sorted(set(sources.values())))
                ),
                _("Take out the file that has it wrong, or its answers go to each of them."),
            )


def _home(incoming: Incoming, kept: Sequence[Kept], notes: list[Problem]) -> Kept | None:
    """The assessment to which a file belongs; if that isn't the expected one, `notes` is told why."""
    named = [one for one in kept if one.assessment.id == incoming.assessment_id]
    if named and _may_belong(incoming, named[0]):
        return named[0]
    identity = _identity(incoming.response, incoming.catalogue.hash)
    like = [one for one in kept if _identity(one.assessment.response, one.assessment.catalogue.hash) == identity]
    if _is_unnamed_submission(incoming):
        return None
    if _lacks_name(incoming):
        same = next((one for one in like if _said(one.assessment.response) == _said(incoming.response)), None)
        if like and same is None:
            what = _("The organisation was left out, so nobody can tell whether a stored response is of the same one.")
            notes.append(Problem("", what, _("Its answers make a new response."), incoming.source))
        return same
    home = like[0] if len(like) == 1 else None
    goes = _("Its answers go to the stored response that has them.") if home else _("Its answers make a new response.")
    if named:
        what = _("Country, voice or catalogue are others than those of the response that the file was made from.")
        notes.append(Problem("", what, goes, incoming.source))
    elif incoming.assessment_id is not None:
        what = _("The response that the file was made from isn’t here, or was deleted.")
        notes.append(Problem("", what, goes, incoming.source))
    elif len(like) > 1:
        what = _("Several stored responses have the same country, voice, organisation and round.")
        notes.append(Problem("", what, goes, incoming.source))
    return home


def _may_belong(incoming: Incoming, home: Kept) -> bool:
    here, there = incoming.response, home.assessment.response
    return (here.country, here.voice, incoming.catalogue.hash) == (
        there.country,
        there.voice,
        home.assessment.catalogue.hash,
    )


def _of(incoming: Incoming) -> tuple[str, ...]:
    identity = _identity(incoming.response, incoming.catalogue.hash)
    # Forty people who answer a form without their names are forty responses.
    if _is_unnamed_submission(incoming):
        return (*identity, incoming.key) if incoming.key else (*identity, incoming.source, *incoming.places.values())
    # So are forty organisations whose names were left out; the same file under two names is one.
    return (*identity, _said(incoming.response)) if _lacks_name(incoming) else identity


def _is_unnamed_submission(incoming: Incoming) -> bool:
    return (incoming.is_submission or incoming.key is not None) and not incoming.response.organisation.strip()


def _lacks_name(incoming: Incoming) -> bool:
    return "organisation" in incoming.left_out and not incoming.response.organisation.strip()


def _said(response: Response) -> str:
    """All that is answered, as one text."""
    return repr(sorted((key, in_order(answer)) for key, answer in response.answers.items() if not answer.is_empty))


def _identity(whose: Identity, catalogue_hash: str) -> tuple[str, ...]:
    return (
        whose.country,
        whose.voice.value,
        _folded(whose.organisation),
        _folded(whose.round.label),
        whose.round.date.isoformat() if whose.round.date else "",
        catalogue_hash,
    )


def _folded(text: str) -> str:
    """A name without what people write differently: case, spaces, kinds of letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
