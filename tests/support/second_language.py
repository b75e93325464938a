"""A few words of a language that doesn't ship yet, for tests of what happens when there are several."""

from __future__ import annotations

from gettext import NullTranslations
from typing import ClassVar

import pytest

from assessment import i18n


class French(NullTranslations):
    WORDS: ClassVar = {
        "Implemented": "Mise en œuvre",
        "Partial": "Partielle",
        "Absent": "Absente",
        "Not applicable": "Sans objet",
        "Don’t know": "Ne sait pas",
        "fully implemented": "réalisée; pleinement réalisée",
        "State": "État",
        "Civil society": "Société civile",
        "Yes": "Oui",
        "No": "Non",
        "Evidence: what shows it?": "Éléments de preuve : qu’est-ce qui le montre ?",
        "What of it is in place?": "Qu’est-ce qui est en place ?",
        "Country or area": "Pays ou zone",
        "Whose answers these are": "De qui sont ces réponses",
        # The same word for two meanings: it has none then.
        "A change in the country": "Changement",
        "A changed judgement": "Changement",
    }

    def gettext(self, message: str) -> str:
        return self.WORDS.get(message, message)


def let_french_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    real = i18n.translations
    monkeypatch.setattr(i18n, "LANGUAGES", ("en", "fr"))
    monkeypatch.setattr(i18n, "translations", lambda code: French() if code == "fr" else real(code))
