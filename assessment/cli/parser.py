"""The arguments of all commands. What each command does is in the module of its family, which is imported when it is
needed: `catalogues`, `database` and so on."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from assessment.i18n import gettext as _


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The parser of all commands, or of a single one if `command` names it, since each takes time to build."""
    parser = argparse.ArgumentParser(
        prog="python -m assessment",
        description=_("Assess how far a country or area implements UN recommendations."),
    )
    # With `prog` given, argparse needn't derive it from a help text, which takes some milliseconds.
    subparsers = parser.add_subparsers(required=True, metavar=_("COMMAND"), prog=parser.prog)
    described: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
        "catalogue": (_("list, show and check catalogues"), _catalogue_arguments),
        "score": (_("show the scores and gaps of a response"), _score_arguments),
        "compare": (_("compare responses"), _compare_arguments),
        "data": (_("write answers, figures or follow-up plans as a table"), _data_arguments),
        "report": (_("write the gap report for Excel or Word"), _report_arguments),
        "questionnaire": (_("write the questionnaire as an Excel workbook"), _questionnaire_arguments),
        "xlsform": (_("write the questionnaire as a form for phones"), _xlsform_arguments),
        "responses": (_("list the stored responses"), _responses_arguments),
        "plan": (_("show the follow-up plan of a stored response"), _plan_arguments),
        "import": (_("import completed files"), _import_arguments),
        "undo": (_("undo an import"), _undo_arguments),
        "export": (_("export a stored response as JSON or CSV"), _export_arguments),
        "check": (_("check the database for damage"), _check_arguments),
        "backup": (_("back up everything to one file"), _backup_arguments),
        "restore": (_("replace everything with a backup"), _restore_arguments),
        "serve": (_("let other computers reach the app, each person by a link"), _serve_arguments),
        "links": (_("create, list, revoke and renew links"), _links_arguments),
        "workshop": (_("list, write, delete and rehearse workshops"), _workshop_arguments),
        "doctor": (_("say what is missing to serve the app"), _doctor_arguments),
    }
    for name, (words, add_arguments) in described.items():
        if command == name or command not in described:
            add_arguments(subparsers.add_parser(name, help=words))
    return parser


def _catalogue_arguments(catalogue: argparse.ArgumentParser) -> None:
    from assessment.cli import catalogues

    subparsers = catalogue.add_subparsers(required=True, metavar=_("COMMAND"), prog=catalogue.prog)
    listing = subparsers.add_parser("list", help=_("list the catalogues"))
    listing.set_defaults(run=catalogues.list_catalogues)
    show = subparsers.add_parser("show", help=_("show a catalogue's recommendations"))
    show.add_argument("id")
    _json_argument(show)
    show.set_defaults(run=catalogues.show_catalogue)
    check = subparsers.add_parser("check", help=_("report all problems in catalogue files"))
    check.add_argument("files", metavar="FILE", nargs="+", type=Path)
    check.set_defaults(run=catalogues.check_catalogues)


def _score_arguments(score: argparse.ArgumentParser) -> None:
    from assessment.cli import scores

    score.add_argument("file", metavar="FILE", type=Path)
    _json_argument(score)
    score.set_defaults(run=scores.score_file)


def _compare_arguments(compare: argparse.ArgumentParser) -> None:
    from assessment.cli import comparison

    compare.add_argument("sources", metavar="FILE|ID", nargs="+")
    compare.add_argument(
        "--by",
        choices=("theme", "recommendation", "voice", "round"),
        default="theme",
        help=_("what to compare by (default: theme)"),
    )
    instead = compare.add_mutually_exclusive_group()
    _json_argument(instead)
    instead.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        type=Path,
        help=_("write a workbook (.xlsx), or one row per observation (.csv) with a schema"),
    )
    compare.add_argument("--leave-out", action="store_true", help=_("leave out responses with problems, and list them"))
    compare.set_defaults(run=comparison.compare_responses)


def _data_arguments(data: argparse.ArgumentParser) -> None:
    from assessment.cli import exports

    data.add_argument("sources", metavar="FILE|ID", nargs="*", help=_("every stored response if none is given"))
    _output_argument(data, _("where to; it ends in .csv or .parquet"), required=True)
    instead = data.add_mutually_exclusive_group()
    instead.add_argument("--figures", action="store_true", help=_("scores, bands and counts instead of answers"))
    instead.add_argument("--plan", action="store_true", help=_("the follow-up plans instead of answers"))
    _share_argument(data)
    data.set_defaults(run=exports.write_data)


def _plan_arguments(plan: argparse.ArgumentParser) -> None:
    from assessment.cli import database

    plan.add_argument("id", metavar="ID")
    plan.set_defaults(run=database.show_plan)


def _report_arguments(report: argparse.ArgumentParser) -> None:
    from assessment.cli import exports

    report.add_argument("source", metavar="FILE|ID")
    _output_argument(report, _output(".xlsx, .docx"))
    report.add_argument("--format", choices=("xlsx", "docx"), help=_format("xlsx"))
    _share_argument(report)
    report.add_argument(
        "--with",
        dest="others",
        metavar="FILE|ID",
        nargs="+",
        default=[],
        help=_("compare with another voice or the previous round of the same country or area"),
    )
    report.set_defaults(run=exports.write_report)


def _questionnaire_arguments(questionnaire: argparse.ArgumentParser) -> None:
    from assessment.cli import exports

    of = questionnaire.add_mutually_exclusive_group()
    _catalogue_argument(of)
    of.add_argument("--for", dest="source", metavar="FILE|ID", help=_("fill in the answers of this response"))
    _output_argument(questionnaire, _output(".xlsx"), required=True)
    questionnaire.set_defaults(run=exports.write_questionnaire)


def _xlsform_arguments(xlsform: argparse.ArgumentParser) -> None:
    from assessment.cli import exports

    _catalogue_argument(xlsform)
    _output_argument(xlsform, _output(".xlsx"), required=True)
    xlsform.set_defaults(run=exports.write_xlsform)


def _responses_arguments(responses: argparse.ArgumentParser) -> None:
    from assessment.cli import database

    _json_argument(responses)
    responses.set_defaults(run=database.list_responses)


def _import_arguments(importing: argparse.ArgumentParser) -> None:
    from assessment.cli import imports

    importing.add_argument("files", metavar="FILE", nargs="+", type=Path)
    importing.add_argument("--dry-run", action="store_true", help=_("show what would change, without changing it"))
    for_all = importing.add_mutually_exclusive_group()
    for_all.add_argument("--keep-stored", action="store_true", help=_("resolve conflicts with the stored answer"))
    for_all.add_argument("--take", metavar="FILE", help=_("resolve conflicts with the answer in this file"))
    importing.add_argument(
        "--decide",
        metavar="ID=FILE",
        action="append",
        default=[],
        help=_("resolve one conflict with a file or “stored”; overrides the general decision"),
    )
    importing.add_argument(
        "--leave-out",
        action="store_true",
        help=_("leave out refused files and rows without an available catalogue, and list them"),
    )
    importing.add_argument("--rejected", action="store_true", help=_("also import submissions rejected on the server"))
    _json_argument(importing)
    importing.set_defaults(run=imports.import_files)


def _undo_arguments(undo: argparse.ArgumentParser) -> None:
    from assessment.cli import imports

    undo.add_argument("id", metavar="IMPORT")
    undo.set_defaults(run=imports.undo_import)


def _export_arguments(export: argparse.ArgumentParser) -> None:
    from assessment.cli import exports

    export.add_argument("id", metavar="ID")
    _output_argument(export, _output(".json, .csv"))
    export.add_argument("--format", choices=("json", "csv"), help=_format("json"))
    export.add_argument("--hxl", action="store_true", help=_("add a row of HXL hashtags (CSV only)"))
    _share_argument(export)
    export.set_defaults(run=exports.export_response)


def _check_arguments(check: argparse.ArgumentParser) -> None:
    from assessment.cli import database

    _json_argument(check)
    check.set_defaults(run=database.check_database)


def _backup_arguments(backup: argparse.ArgumentParser) -> None:
    from assessment.cli import database

    backup.add_argument("path", metavar="PATH", type=Path)
    backup.set_defaults(run=database.back_up)


def _restore_arguments(restore: argparse.ArgumentParser) -> None:
    from assessment.cli import database

    restore.add_argument("path", metavar="PATH", type=Path)
    restore.set_defaults(run=database.restore_backup)


def _serve_arguments(serve: argparse.ArgumentParser) -> None:
    from assessment.cli import serving

    _json_argument(serve)
    serve.set_defaults(run=serving.serve)


def _links_arguments(command: argparse.ArgumentParser) -> None:
    from assessment.cli import links
    from assessment.domain.permissions import Role

    subparsers = command.add_subparsers(required=True, metavar=_("COMMAND"), prog=command.prog)
    create = subparsers.add_parser("create", help=_("make a link for somebody"))
    create.add_argument("role", metavar="ROLE", choices=[role.value for role in Role], help=", ".join(Role))
    part = create.add_mutually_exclusive_group()
    part.add_argument("--response", metavar="ID", help=_("the response that it is for"))
    part.add_argument("--organisation", metavar="NAME", help=_("the organisation whose responses it is for"))
    part.add_argument("--workshop", metavar="ID", help=_("the workshop that it is for"))
    create.add_argument("--name", default="", help=_("what it is called in lists, such as who gets it"))
    _end_arguments(create)
    _json_argument(create)
    create.set_defaults(run=links.create_link)
    listing = subparsers.add_parser("list", help=_("list the links"))
    _json_argument(listing)
    listing.set_defaults(run=links.list_links)
    revoke = subparsers.add_parser("revoke", help=_("let nobody in by a link any more"))
    revoke.add_argument("id", metavar="ID")
    revoke.set_defaults(run=links.revoke_link)
    renew = subparsers.add_parser("renew", help=_("give a link another end"))
    renew.add_argument("id", metavar="ID")
    _end_arguments(renew)
    renew.set_defaults(run=links.renew_link)


def _end_arguments(command: argparse.ArgumentParser) -> None:
    end = command.add_mutually_exclusive_group()
    end.add_argument("--until", metavar="DATE", help=_("the last day on which it works, such as 2026-12-31"))
    end.add_argument(
        "--days", metavar="N", type=int, help=_("how many days it works (default: 14, administrators’ 30)")
    )


def _workshop_arguments(workshop: argparse.ArgumentParser) -> None:
    from assessment.cli import workshops

    subparsers = workshop.add_subparsers(required=True, metavar=_("COMMAND"), prog=workshop.prog)
    listing = subparsers.add_parser("list", help=_("list the workshops"))
    listing.set_defaults(run=workshops.list_workshops)
    minutes = subparsers.add_parser("minutes", help=_("write the minutes for Word or Excel"))
    minutes.add_argument("id", metavar="ID")
    _output_argument(minutes, _output(".docx, .xlsx"), required=True)
    minutes.set_defaults(run=workshops.write_minutes)
    export = subparsers.add_parser("export", help=_("write the revealed votes as a table or JSON"))
    export.add_argument("id", metavar="ID")
    export.add_argument("--ballots", action="store_true", required=True, help=_("the revealed votes"))
    _output_argument(export, _output(".json, .csv"), required=True)
    export.set_defaults(run=workshops.export_ballots)
    delete = subparsers.add_parser("delete", help=_("delete a workshop for good"))
    delete.add_argument("id", metavar="ID")
    delete.add_argument("--title", required=True, metavar="TITLE", help=_("its title, so that it is the right one"))
    delete.set_defaults(run=workshops.delete_workshop)
    _rehearse_arguments(subparsers.add_parser("rehearse", help=_("practise with invented participants")))


def _rehearse_arguments(command: argparse.ArgumentParser) -> None:
    from assessment.cli import rehearsal
    from assessment.domain.workshop.invention import PARTICIPANTS

    of = command.add_mutually_exclusive_group(required=True)
    of.add_argument("id", metavar="ID", nargs="?", help=_("the workshop that is copied"))
    of.add_argument("--new", action="store_true", help=_("make a rehearsal from nothing"))
    command.add_argument("--country", metavar="CODE", help=_("of which country or area a new one is, such as NPL"))
    _catalogue_argument(command)
    command.add_argument("--lead", action="store_true", help=_("lead it by a script"))
    command.add_argument("--phones", action="store_true", help=_("open the door, so that phones vote too"))
    command.add_argument(
        "--participants",
        metavar="N",
        type=int,
        default=PARTICIPANTS,
        help=_("how many to invent (default: {number})").format(number=PARTICIPANTS),
    )
    command.add_argument("--minutes", metavar="N", type=float, help=_("end after so long (default: when stopped)"))
    command.add_argument("--seed", metavar="N", type=int, default=0, help=_("another number, other votes"))
    command.set_defaults(run=rehearsal.rehearse)


def _doctor_arguments(doctor: argparse.ArgumentParser) -> None:
    from assessment.cli import serving

    _json_argument(doctor)
    doctor.set_defaults(run=serving.diagnose_installation)


def _catalogue_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument("--catalogue", metavar="ID", help=_("the catalogue, if there are several"))


def _share_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--share",
        choices=("public", "partners", "full"),
        default="full",
        help=_("who will get it: names, evidence or comments are left out (default: full)"),
    )


def _output_argument(command: argparse.ArgumentParser, words: str, *, required: bool = False) -> None:
    command.add_argument("-o", "--output", metavar="PATH", type=Path, required=required, help=words)


def _output(extensions: str) -> str:
    return _("output file ({extensions})").format(extensions=extensions)


def _format(default: str) -> str:
    return _("file format (default: from PATH, or {default})").format(default=default)


def _json_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument("--json", action="store_true", help=_("print JSON, unrounded"))
