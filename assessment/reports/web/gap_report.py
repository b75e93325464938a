"""The gap report as one web page: the answer, pictures and tables of the page *Results*, of the same values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from assessment.domain.answer import SUPPORT_FIELDS, Rating
from assessment.domain.catalogue import Recommendation
from assessment.domain.fields import Kind as FieldKind
from assessment.domain.follow_up import FIELDS, FollowUp, PlannedGap
from assessment.domain.gaps import Gap
from assessment.domain.scoring import OVERLAPPING, Grouping
from assessment.domain.sharing import omission_notice, shared_file_name
from assessment.html.escaping import escape_html, plain_text
from assessment.html.pictures import (
    distribution_bar,
    gap_line,
    group_rows,
    headline,
    item_flags,
    quotation_html,
    range_rows,
    rating_chip,
    rating_legend,
    theme_rows,
)
from assessment.html.render import html
from assessment.html.tables import draw_table
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, follow_up_word, grouping_word, rating_meaning, status_word
from assessment.labels.findings import no_target_date
from assessment.labels.formatting import (
    date_text,
    invented_mark,
    mandate_count_text,
    percent,
    response_name,
    target_date_text,
)
from assessment.reports import method_text as method
from assessment.reports.table_csv import table_csv
from assessment.reports.web.page import Attachment, web_page
from assessment.tidy.answers import answer_rows, answer_table
from assessment.tidy.figures import figure_rows, figure_table
from assessment.views import results as view
from assessment.views.results import Results
from assessment.views.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class _GapShown:
    """A gap as it is drawn: who recommends it, its words, and what was answered."""

    item: Recommendation
    flags: Markup
    label: Markup
    quotation: Markup
    facts: Sequence[tuple[str, Sequence[str], str]]
    """The name of each, its lines, and where they lead."""


def web_report(results: Results, json: str) -> bytes:
    """The gap report of a response as the content of an .html file; `json` is the shared response in its own format."""
    response = results.response
    places = {
        "summary": _("Summary"),
        "gaps": _("All gaps ({n})").format(n=len(results.gaps)),
        **({"follow-up": _("Follow-up plan")} if results.gaps else {}),
        "unknown": _("Unknown ({n})").format(n=len(results.information_gaps)),
        "groups": _("Other groups"),
        "method": _("Method and sources"),
        "files": _("The figures as files"),
    }
    weighted = results.differing_weighted
    return web_page(
        "web_report",
        kind=_("Gap report"),
        name=response_name(response),
        sample=invented_mark(response.country),
        about=[results.catalogue.title, status_word(results.status), date_text(results.day_written)],
        places=places,
        spoken=results.catalogue.language,
        headline=headline(results),
        notes=list(filter(None, [results.of_agenda, omission_notice(results.left_out)])),
        distribution=distribution_bar(results.whole, _("All recommendations")),
        legend=rating_legend(results.whole),
        themes=theme_rows(results),
        weighted="" if weighted is None else method.about_weighted_overall(percent(weighted)),
        gravest=[gap_line(results, entry, f"#{entry.place}") for entry in results.gravest_gaps],
        gap_order=method.about_gap_order(),
        gaps=[_shown(results, gap) for gap in results.gaps],
        plan=_plan(results) if results.gaps else "",
        about_unknown=method.about_information_gaps(),
        unknown=_unknown(results) if results.information_gaps else "",
        groups=[_grouped(results, grouping) for grouping in Grouping if grouping is not Grouping.THEME],
        method=[*method.method_summary(results.threshold), *method.about_the_figures(results.threshold)],
        ratings=draw_table(_meanings()),
        formula=draw_table(_steps(results)),
        robustness=[method.about_robustness(), *method.robust_gaps_and_orders(results)],
        ranges=_ranges(results),
        facts=view.response_facts(results),
        sources=view.publication_facts(results.catalogue),
        documents=[(items[0].source, view.quoted_paragraphs(items)) for items in view.quoted_documents(results)],
        files=_files(results, json),
    )


def _shown(results: Results, gap: Gap) -> _GapShown:
    item = gap.recommendation
    theme = escape_html(results.catalogue.theme_by_id[item.theme].name)
    return _GapShown(
        item,
        item_flags(item.id, item.red_line, mandate_count_text(gap.asked_by)),
        html("gap", chip=rating_chip(gap.answer.rating), words=_("Theme: {theme}"), theme=theme),
        quotation_html(item),
        list(_facts(results, gap)),
    )


def _facts(results: Results, gap: Gap) -> Iterator[tuple[str, Sequence[str], str]]:
    """What the room said, what supports the rating, what isn't ticked, and what is done about it."""
    item, answer, planned = gap.recommendation, gap.answer, results.follow_up(gap.recommendation)
    for name, text in results.room(item):
        yield name, [text], ""
    for field in SUPPORT_FIELDS:
        if text := getattr(answer, field.name):
            yield field.label, [text], text if field.kind is FieldKind.ADDRESS else ""
    if gap.not_ticked:
        yield method.about_measures(answer), gap.not_ticked, ""
    yield (
        _("Follow-up"),
        [" · ".join(map(plain_text, _next_step(results, planned))), _status(planned), *filter(None, [planned.note])],
        "",
    )
    if comment := results.comment(item):
        yield FIELDS["comment"].label, [comment], ""


def _next_step(results: Results, planned: FollowUp) -> list[str]:
    """What is done next, who does it, and by when."""
    day = target_date_text(planned, results.day_written) or no_target_date()
    return [*filter(None, [planned.action]), results.responsible(planned), day]


def _plan(results: Results) -> Markup:
    """Who does what by when; a column in which there is nothing is left out."""
    columns: list[Column[PlannedGap]] = [
        Column(_("Recommendation"), lambda planned: planned.gap.recommendation, Kind.RECOMMENDATION),
        Column(_("Rating"), lambda planned: planned.gap.answer.rating, Kind.RATING),
        Column(FIELDS["action"].label, lambda planned: planned.follow_up.action or None, is_optional=True),
        Column(FIELDS["responsible"].label, lambda planned: results.responsible(planned.follow_up)),
        Column(
            FIELDS["target_date"].label,
            lambda planned: target_date_text(planned.follow_up, results.day_written) or no_target_date(),
        ),
        Column(FIELDS["status"].label, lambda planned: _status(planned.follow_up)),
    ]
    return draw_table(Table(_("Follow-up plan"), columns, results.planned_gaps))


def _status(follow_up: FollowUp) -> str:
    """How far it has come, and since when."""
    since = date_text(follow_up.status_date) if follow_up.status_date else ""
    return " · ".join(filter(None, (follow_up_word(follow_up.status), since)))


def _unknown(results: Results) -> Markup:
    catalogue = results.catalogue
    columns: list[Column[Recommendation]] = [
        Column(_("Recommendation"), lambda item: item, Kind.RECOMMENDATION),
        Column(_("Theme"), lambda item: catalogue.theme_by_id[item.theme].name),
        Column(_("Answer"), lambda item: results.response.rating(item.id), Kind.RATING),
        Column(_("UN mandates"), lambda item: catalogue.asked_by[item.id], Kind.NUMBER),
    ]
    return draw_table(Table(_("Information gaps"), columns, results.information_gaps))


def _grouped(results: Results, grouping: Grouping) -> tuple[str, Sequence[str], Markup]:
    """What the groups are, how they are read, and a row for each that the tool covers."""
    kind, sentences = grouping_word(grouping), []
    if grouping in OVERLAPPING:
        sentences.append(
            _("Here a recommendation can count in several groups, so the groups don’t add up to the whole.")
        )
    if missing := [group.name for group in results.groups(grouping) if not group.total]:
        sentences.append(_("Not covered by this tool: {groups}.").format(groups="; ".join(missing)))
    title = _("Answers and scores by group: {kind}").format(kind=kind)
    return kind, sentences, group_rows(title, results, grouping)


def _meanings() -> Table[Rating | None]:
    columns: list[Column[Rating | None]] = [
        Column(_("Rating"), lambda rating: rating, Kind.RATING),
        Column(_("Counts as"), method.worth_words),
        Column(_("Meaning"), rating_meaning),
    ]
    return Table(_("The answers and what they count"), columns, list(RATING_STYLES))


def _steps(results: Results) -> Table[method.Step]:
    columns: list[Column[method.Step]] = [
        Column(_("Figure"), lambda step: step.name),
        Column(_("In this report"), lambda step: step.figure_text(results.whole)),
        Column(_("Calculation"), lambda step: step.words),
    ]
    return Table(_("From the answers to the score"), columns, method.formula())


def _ranges(results: Results) -> Markup | str:
    """How far each score moves over all variants of the method; nothing where nothing is rated."""
    varied = view.varied_scores(results)
    if varied is None:
        return ""
    themes, overall = varied
    return range_rows(_("Range of the scores over all variants"), [*themes, overall], results.threshold)


def _files(results: Results, json: str) -> list[Attachment]:
    source = results.source

    def file(label: str, kind: str, ending: str, content: str) -> Attachment:
        return Attachment(
            label, shared_file_name(kind, source.response, results.written, results.level, ending), content
        )

    figures = table_csv(figure_table(results.threshold), figure_rows([source]))
    return [
        file(_("Scores, bands and counts (CSV)"), "figures", ".csv", figures),
        file(_("Answers (CSV)"), "answers", ".csv", table_csv(answer_table(), answer_rows([source]))),
        file(_("Answers (JSON)"), "response", ".json", json),
    ]
