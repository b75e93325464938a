"""What the starter says, which the kit carries in the language that it was made in."""

from __future__ import annotations

from assessment.i18n import gettext as _


def words(python: str) -> dict[str, str]:
    return {
        "unpack": _("Unpack the whole zip first, then start again."),
        "missing": _(
            "This app needs Python {python}, which isn’t on this computer.\n"
            "Get it from python.org, here or on another computer, and install it.\n"
            "Then start again. Instructions.html has the steps."
        ).format(python=python),
        "installing": _("Installing, the first time only: {done} of {number}"),
        "full": _("There is too little space on this computer: {megabytes} MB must be free."),
        "failed": _("The app could not be installed. Unpack the kit again, and start again. Details:"),
        "close": _("Press Enter to close this window."),
    }
