"""Small invented catalogues and responses for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping

from assessment.catalogues import FORMAT, parse_content
from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response, Voice

THEMES = {"harbour": 3, "market": 2}


def a_catalogue(
    *,
    catalogue_id: str = "invented",
    version: str = "1.0",
    themes: Mapping[str, int] = THEMES,
    measures: int = 2,
    items: Mapping[str, Mapping[str, object]] | None = None,
) -> Catalogue:
    """A catalogue with so many recommendations a theme, called INV-01, INV-02 … in that order.

    `items` changes single recommendations: `{"INV-02": {"red_line": True}}`. The two mandates take turns.
    """
    recommendations = []
    for number, theme in enumerate((theme for theme, size in themes.items() for _number in range(size)), start=1):
        item_id = f"INV-{number:02}"
        recommendation: dict[str, object] = {
            "id": item_id,
            "title": f"Title {number}",
            "question": f"Is number {number} done?",
            "text": f"Do number {number}.",
            "mandate": "rapporteur" if number % 2 else "committee",
            "year": 2000 + number,
            "symbol": f"A/HRC/{number}/1",
            "paragraph": str(number),
            "theme": theme,
            "also_themes": [],
            "populations": [],
            "pillar": "prevention",
            "gcm_actions": [],
            "indicator": ["process"],
            "addressee": "state",
            "red_line": False,
            "asks": [f"ask-{number}"],
            "measures": [
                {"id": f"{item_id}.{measure}", "text": f"Measure {measure}"} for measure in range(1, measures + 1)
            ],
        }
        recommendations.append(recommendation | dict((items or {}).get(item_id, {})))
    asks = sorted({ask for recommendation in recommendations for ask in recommendation["asks"]})  # type: ignore[attr-defined]
    content = {
        "format": FORMAT,
        "id": catalogue_id,
        "version": version,
        "language": "en",
        "title": "An invented catalogue",
        "framework": "An invented framework",
        "source": {
            "title": "An invented publication",
            "publisher": "Nobody",
            "date": "2018-12",
            "url": "https://example.org/publication",
            "note": "Invented.",
        },
        "document_url": "https://example.org/{symbol}",
        "mandates": [
            {"id": "rapporteur", "name": "A Special Rapporteur", "mechanism": "special-procedure"},
            {"id": "committee", "name": "A Committee", "mechanism": "treaty-body"},
        ],
        "themes": [{"id": theme, "name": theme.title(), "sentence": f"About the {theme}."} for theme in themes],
        "actions": [{"id": "a", "text": "Action a"}, {"id": "b", "text": "Action b"}],
        "populations": [{"id": "children", "name": "Children"}, {"id": "women", "name": "Women"}],
        "addressees": [{"id": "state", "name": "State"}],
        "asks": [{"id": ask, "name": ask.title()} for ask in asks],
        "recommendations": recommendations,
    }
    return parse_content(json.dumps(content))


def a_response(
    catalogue: Catalogue,
    answers: Mapping[str, Answer | Rating] | None = None,
    *,
    country: str = "XAA",
    voice: Voice = Voice.STATE,
    **identity: object,
) -> Response:
    """A response to a catalogue; a bare rating stands for an answer that says nothing else."""
    return Response(
        catalogue_id=catalogue.id,
        catalogue_version=catalogue.version,
        country=country,
        voice=voice,
        answers={
            key: Answer(rating=answer) if isinstance(answer, Rating) else answer
            for key, answer in (answers or {}).items()
        },
        **identity,  # type: ignore[arg-type]
    )
