"""The arguments of `python -m assessment workshop …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from assessment.cli.workshop import files, leading, people, preparing, rehearsing
from assessment.domain.model import Rating, Voice
from assessment.domain.workshop.invention import PARTICIPANTS
from assessment.domain.workshop.model import Breakdown
from assessment.i18n import gettext as _

Run = Callable[[argparse.Namespace], None]


def add_workshop_commands(workshop: argparse.ArgumentParser) -> None:
    subparsers = workshop.add_subparsers(required=True, metavar=_("COMMAND"), prog=workshop.prog)

    def command(name: str, words: str, run: Run, *, of_workshop: bool = True) -> argparse.ArgumentParser:
        made = subparsers.add_parser(name, help=words)
        if of_workshop:
            made.add_argument("id", metavar="ID")
        made.set_defaults(run=run)
        return made

    _create_arguments(command("create", _("prepare a workshop"), preparing.create_workshop, of_workshop=False))
    _add_json(command("list", _("list the workshops"), preparing.list_workshops, of_workshop=False))
    status = command("status", _("show where a workshop is"), preparing.show_status)
    status.add_argument("--participants", action="store_true", help=_("also list who takes part, by number"))
    _add_json(status)
    _door_arguments(command("door", _("let people join, or no longer"), preparing.set_door))
    _step_arguments(command("open", _("open the first vote"), leading.open_vote), every=True)
    _step_arguments(command("close", _("close a vote"), leading.close_vote), every=True)
    _step_arguments(command("reveal", _("show how the room voted"), leading.reveal_vote), every=True)
    _step_arguments(command("second", _("open the second vote"), leading.open_second_vote))
    _step_arguments(command("reopen", _("open a vote again, or take up what is agreed or parked"), leading.reopen))
    _agree_arguments(command("agree", _("record the agreed rating"), leading.agree))
    _step_arguments(command("park", _("leave a recommendation for later"), leading.park))
    _vote_arguments(command("vote-for", _("type in a vote from paper"), people.vote_for))
    _remove_arguments(command("remove", _("let somebody take part no longer"), people.remove_participant))
    _merge_arguments(command("merge", _("make one participant of two"), people.merge_participants))
    _output(command("minutes", _("write the minutes for Word or Excel"), files.write_minutes), ".docx, .xlsx")
    _add_json(command("finish", _("end a workshop for good"), preparing.finish_workshop))
    _export_arguments(command("export", _("write a whole workshop to a file, or its votes"), files.export_workshop))
    bring = command("import", _("bring in a workshop that was exported"), files.import_workshop, of_workshop=False)
    bring.add_argument("file", metavar="FILE", type=Path)
    _owner_argument(bring)
    _add_json(bring)
    delete = command("delete", _("delete a workshop for good"), preparing.delete_workshop)
    delete.add_argument("--title", required=True, metavar="TITLE", help=_("its title, so that it is the right one"))
    _add_json(delete)
    _rehearse_arguments(command("rehearse", _("practise with invented participants"), rehearsing.rehearse))


def _create_arguments(create: argparse.ArgumentParser) -> None:
    create.add_argument("title", metavar="TITLE")
    create.add_argument("--country", required=True, metavar="CODE", help=_("three letters, such as NPL"))
    create.add_argument("--catalogue", metavar="ID", help=_("the catalogue, if there are several"))
    create.add_argument(
        "--recommendations", metavar="ID", nargs="+", default=[], help=_("those to vote on (default: all)")
    )
    create.add_argument("--round", metavar="LABEL", default="", help=_("such as “2026 baseline”"))
    create.add_argument("--date", metavar="DATE", help=_("the date of the round, such as 2026-11-24"))
    voices = [voice.value for voice in Voice]
    create.add_argument(
        "--voice", choices=voices, default=Voice.OTHER.value, help=_("whose the agreed response is (default: other)")
    )
    create.add_argument("--organisation", metavar="NAME", default="", help=_("the organisation of that response"))
    create.add_argument("--voices", choices=voices, nargs="+", default=[], help=_("what participants choose from"))
    create.add_argument("--tables", metavar="NAME", nargs="+", default=[], help=_("where participants sit"))
    create.add_argument(
        "--by",
        choices=[each.value for each in Breakdown],
        default=Breakdown.NONE.value,
        help=_("by what votes are shown (default: none)"),
    )
    create.add_argument("--anonymous", action="store_true", help=_("nobody learns who voted what; five people or more"))
    create.add_argument(
        "--reveals-itself", action="store_true", help=_("reveal a vote when everybody who is there has voted")
    )
    create.add_argument(
        "--kept-until", metavar="DATE", help=_("until when it is kept who voted what (default: a year)")
    )
    _owner_argument(create)
    _add_json(create)


def _door_arguments(door: argparse.ArgumentParser) -> None:
    door.add_argument("state", metavar="open|closed", nargs="?", choices=("open", "closed"))
    door.add_argument("--new-code", action="store_true", help=_("give it another code; the old one lets nobody in"))
    door.add_argument("--heads", metavar="N", type=int, help=_("how many people you count in the room"))
    _add_json(door)


def _step_arguments(step: argparse.ArgumentParser, *, every: bool = False) -> None:
    where = step.add_mutually_exclusive_group() if every else step
    _recommendation_argument(where)
    if every:
        where.add_argument("--all", action="store_true", help=_("every recommendation with which this can be done"))
    _add_json(step)


def _recommendation_argument(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "recommendation", metavar="RECOMMENDATION", nargs="?", help=_("its id (default: where the room is)")
    )


def _agree_arguments(agree: argparse.ArgumentParser) -> None:
    _step_arguments(agree)
    agree.add_argument("--rating", required=True, choices=[rating.value for rating in Rating])
    agree.add_argument("--reason", metavar="TEXT", help=_("why; “not applicable” needs it"))
    agree.add_argument("--dissent", metavar="TEXT", help=_("who sees it otherwise, and why"))
    agree.add_argument("--evidence", metavar="TEXT")
    agree.add_argument("--next-step", metavar="TEXT")


def _vote_arguments(vote: argparse.ArgumentParser) -> None:
    who = vote.add_mutually_exclusive_group(required=True)
    who.add_argument("--participant", metavar="N", type=int, help=_("their number"))
    who.add_argument("--new", action="store_true", help=_("somebody who votes on paper for the first time"))
    vote.add_argument(
        "recommendation", metavar="RECOMMENDATION", nargs="?", help=_("its id (default: where the room is)")
    )
    what = vote.add_mutually_exclusive_group(required=True)
    what.add_argument("--rating", choices=[rating.value for rating in Rating])
    what.add_argument("--withdraw", action="store_true", help=_("take the vote back"))
    vote.add_argument("--remark", metavar="TEXT", default="")
    vote.add_argument("--voice", choices=[voice.value for voice in Voice], help=_("for whom the new one speaks"))
    vote.add_argument("--table", metavar="NAME", help=_("where the new one sits"))
    vote.add_argument("--name", metavar="NAME", help=_("what the new one is called"))
    _add_json(vote)


def _remove_arguments(remove: argparse.ArgumentParser) -> None:
    remove.add_argument("participant", metavar="N", type=int, help=_("their number"))
    _add_json(remove)


def _merge_arguments(merge: argparse.ArgumentParser) -> None:
    _remove_arguments(merge)
    merge.add_argument("into", metavar="M", type=int, help=_("the number of the one who stays"))


def _export_arguments(export: argparse.ArgumentParser) -> None:
    export.add_argument("--ballots", action="store_true", help=_("only the revealed votes, as a table or JSON"))
    _output(export, ".json, .csv")


def _rehearse_arguments(rehearse: argparse.ArgumentParser) -> None:
    rehearse.add_argument(
        "--participants",
        metavar="N",
        type=int,
        default=PARTICIPANTS,
        help=_("how many to invent (default: {number})").format(number=PARTICIPANTS),
    )
    rehearse.add_argument("--minutes", metavar="N", type=float, help=_("end after so long (default: when stopped)"))
    rehearse.add_argument("--seed", metavar="N", type=int, default=0, help=_("another number, other votes"))
    _add_json(rehearse)


def _owner_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("--owner", metavar="NAME", default="", help=_("the organisation whose facilitators lead it"))


def _output(command: argparse.ArgumentParser, extensions: str) -> None:
    words = _("output file ({extensions})").format(extensions=extensions)
    command.add_argument("-o", "--output", metavar="PATH", type=Path, required=True, help=words)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help=_("print JSON, unrounded"))
