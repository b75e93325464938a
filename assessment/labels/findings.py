"""What was found in a response, and in a comparison: in the same words on a page and in files, the gravest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from assessment.domain.answer import RatingChange
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.comparison.findings import ComparisonFindings, Counted, RoundFindings, VoiceFindings
from assessment.domain.gaps import Gap, red_lines
from assessment.domain.response import Response
from assessment.domain.scoring import assessed
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.labels.formatting import item_words

FEWEST, MOST = 5, 10
"""How many gaps are shown as the gravest: a few at least, and every red line, up to what is read at a glance."""
NAMED = 3
"""How many recommendations a finding of a comparison names."""


def headline(gaps: int, red_lines: int, unknown: int) -> str:
    """“14 gaps, 2 of them red lines, 3 recommendations unknown”: a sentence without its full stop.

    `unknown` counts the information gaps, which are never among the gaps.
    """
    return ", ".join([gaps_found(gaps, red_lines, unknown), _unknown_words(unknown)])


def gaps_found(gaps: int, red_lines: int, unknown: int) -> str:
    """“14 gaps, 2 of them red lines”; where there are none, whether that is all that is known."""
    if not gaps:
        return _("No gaps so far") if unknown else _("No gaps")
    counted = ngettext("{n} gap", "{n} gaps", gaps).format(n=gaps)
    if gaps == 1:
        return (
            _("{gaps}, a red line").format(gaps=counted) if red_lines else _("{gaps}, no red line").format(gaps=counted)
        )
    if not red_lines:
        return _("{gaps}, none of them a red line").format(gaps=counted)
    return ngettext("{gaps}, {n} of them a red line", "{gaps}, {n} of them red lines", red_lines).format(
        gaps=counted, n=red_lines
    )


def _unknown_words(unknown: int) -> str:
    if not unknown:
        return _("no recommendation unknown")
    return ngettext("{n} recommendation unknown", "{n} recommendations unknown", unknown).format(n=unknown)


def agenda_text(catalogue: Catalogue, response: Response) -> str:
    """Of what the figures are where a workshop had only a part on its agenda; empty where everything was asked."""
    if response.asked is None:
        return ""
    counted, asked = len(assessed(response, catalogue.recommendations)), len(response.asked)
    sentence = ngettext(
        "These figures are of the {n} recommendation on the agenda.",
        "These figures are of the {n} recommendations on the agenda.",
        asked,
    ).format(n=asked)
    if since := counted - asked:
        sentence = ngettext(
            "These figures are of the {asked} on the agenda and {n} recommendation rated all the same.",
            "These figures are of the {asked} on the agenda and {n} recommendations rated all the same.",
            since,
        ).format(asked=asked, n=since)
    if not (rest := len(catalogue.recommendations) - counted):
        return sentence
    others = ngettext(
        "The other {n} was not assessed in this workshop.", "The other {n} were not assessed in this workshop.", rest
    )
    return f"{sentence} {others.format(n=rest)}"


def gravest_gaps(gaps: Sequence[Gap]) -> Sequence[Gap]:
    """Of gaps in the method's order those that lead: every red line, and others up to `FEWEST`; `MOST` at most."""
    return gaps[: min(max(FEWEST, len(red_lines(gaps))), MOST)]


def not_assigned() -> str:
    """What is shown where no responsible body is named."""
    return _("not assigned")


def no_target_date() -> str:
    """What is shown where no target date is set."""
    return _("no date")


# Comparisons


class Topic(Enum):
    """What a finding is about."""

    COMMON = auto()
    SHARED_GAPS = auto()
    RED_LINES = auto()
    VOICES = auto()
    ROUNDS = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a finding is about, in a few words with its count, its sentence, and the recommendations that it names."""

    topic: Topic
    title: str
    brief: str
    sentence: str
    named: tuple[str, ...] = ()
    more: int = 0
    """How many recommendations are not named."""

    @property
    def text(self) -> str:
        """The sentence with the recommendations: “2 of 14 …: GCM10-10 … ▲; GCM10-02 …; and 3 more.”"""
        others = [_("and {n} more").format(n=self.more)] if self.more else []
        names = "; ".join([*self.named, *others])
        return f"{self.sentence} {names}." if names else self.sentence


def comparison_findings(found: ComparisonFindings) -> list[Finding]:
    """The findings, the gravest first."""
    common = ngettext(
        "{n} of {total} is rated by all {responses} responses, in the same words.",
        "{n} of {total} are rated by all {responses} responses, in the same words.",
        found.common,
    ).format(n=found.common, total=found.asked, responses=found.responses)
    return [
        Finding(
            Topic.COMMON, _("Common recommendations"), common_brief(found.common, found.asked, found.responses), common
        ),
        *([_shared_gaps(found)] if found.common else []),
        *([_red_lines(found)] if found.red_lines else []),
        *([_voices(found.voices)] if found.voices else []),
        *([_rounds(found.rounds)] if found.rounds else []),
    ]


def common_brief(common: int, asked: int, responses: int) -> str:
    """“27 of 33 rated by both”."""
    if responses == 2:  # noqa: PLR2004 - two are both
        return _("{n} of {total} rated by both").format(n=common, total=asked)
    return _("{n} of {total} rated by all {responses}").format(n=common, total=asked, responses=responses)


def disagreement_brief(contested: int, common: int) -> str:
    """“They disagree on 16 of 27”."""
    return _("They disagree on {n} of {total}").format(n=contested, total=common)


def _shared_gaps(findings: ComparisonFindings) -> Finding:
    shared = findings.shared_gaps
    brief = ngettext("{n} gap that all share", "{n} gaps that all share", len(shared)).format(n=len(shared))
    if shared:
        sentence = ngettext(
            "{n} of {total} common recommendations is absent or partial in every response:",
            "{n} of {total} common recommendations are absent or partial in every response:",
            len(shared),
        ).format(n=len(shared), total=findings.common)
    else:
        sentence = _("No common recommendation is absent or partial in every response.")
    named = tuple(map(_name, shared[:NAMED]))
    return Finding(Topic.SHARED_GAPS, _("Gaps that all share"), brief, sentence, named, len(shared[NAMED:]))


def _red_lines(findings: ComparisonFindings) -> Finding:
    absent = findings.absent_red_lines
    brief = _("{n} of {total} red lines rated absent").format(n=len(absent), total=findings.red_lines)
    if absent:
        sentence = ngettext(
            "{n} of {total} is rated absent by at least one response:",
            "{n} of {total} are rated absent by at least one response:",
            len(absent),
        ).format(n=len(absent), total=findings.red_lines)
    else:
        sentence = _("No response rates a red line absent.")
    return Finding(Topic.RED_LINES, _("Red lines"), brief, sentence, *_with_counts(absent, is_marked=False))


def _voices(findings: VoiceFindings) -> Finding:
    contested, common = findings.contested, findings.common
    brief = (
        disagreement_brief(contested, common)
        if findings.pairs == 1
        else _("State and civil society disagree on {n} of {total}").format(n=contested, total=common)
    )
    if contested:
        sentence = ngettext(
            "{n} of {total} ratings differ in {pairs} pair of responses, {strong} of them by two steps:",
            "{n} of {total} ratings differ in {pairs} pairs of responses, {strong} of them by two steps:",
            findings.pairs,
        ).format(pairs=findings.pairs, n=contested, total=common, strong=findings.strongly_contested)
    else:
        sentence = _("They rate no common recommendation differently.")
    named = _with_counts(findings.most_contested)
    return Finding(Topic.VOICES, _("State and civil society"), brief, sentence, *named)


def _rounds(findings: RoundFindings) -> Finding:
    counts = findings.movements
    improved, worsened, unchanged = (
        counts[change] for change in (RatingChange.IMPROVED, RatingChange.WORSENED, RatingChange.UNCHANGED)
    )
    sentence = ngettext(
        "In {n} pair of rounds {improved} ratings improved, {worsened} worsened and {unchanged} are unchanged.",
        "In {n} pairs of rounds {improved} ratings improved, {worsened} worsened and {unchanged} are unchanged.",
        findings.pairs,
    ).format(n=findings.pairs, improved=improved, worsened=worsened, unchanged=unchanged)
    if findings.worsened:
        sentence = " ".join([sentence, _("Worsened:")])
    brief = _("{n} of {total} worsened since the round before").format(
        n=worsened, total=improved + worsened + unchanged
    )
    return Finding(Topic.ROUNDS, _("Since the round before"), brief, sentence, *_with_counts(findings.worsened))


def _with_counts(counted: Sequence[Counted], *, is_marked: bool = True) -> tuple[tuple[str, ...], int]:
    """The recommendations that a finding names, each with how many of how many it is about, unless that is one of one;
    and how many more there are."""
    named = (
        _("{recommendation} ({n} of {total})").format(
            recommendation=_name(entry.recommendation, is_marked=is_marked), n=entry.count, total=entry.total
        )
        if entry.total > 1
        else _name(entry.recommendation, is_marked=is_marked)
        for entry in counted[:NAMED]
    )
    return tuple(named), len(counted[NAMED:])


def _name(item: Recommendation, *, is_marked: bool = True) -> str:
    """The id and title, and the mark of a red line where not all are red lines."""
    return item_words(item) if is_marked else f"{item.id} {item.title}"
