"""The XML of a picture that stands in a line of text."""

from __future__ import annotations

from assessment.charting.pictures import Picture
from assessment.reports.word_text import attribute

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"


def drawing(picture: Picture, relation: str, *, number: int, title: str, width: int) -> str:
    """A run with the picture; `width` is in EMU, of which 360,000 are a centimetre."""
    size = f'cx="{width}" cy="{round(width * picture.proportion)}"'
    name = attribute(f"Figure {number}")
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name={name} descr={attribute(picture.words)} title={attribute(title)}/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_DRAWING}/main" noChangeAspect="1"/>'
        f'</wp:cNvGraphicFramePr><a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name={name}/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
