"""Comments, instructions and unparsed texts, which programs write anywhere, change nothing of what a part says."""

from __future__ import annotations

import pytest

from assessment.interchange.xlsx.package_parts import MARK_LIMIT, TooMuchMarkup, strip_markup
from tests.support.broken_workbooks import SHEET, SOUND
from tests.support.filled_workbooks import GIVEN
from tests.support.questionnaires import SHARED, read, replaced
from tests.support.questionnaires import said as said_in
from tests.support.workbooks import parsed

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
PARTS = {
    "nothing of it": "<a><b>x &amp; y</b></a>",
    "a comment": "<a><!-- <c/> > --><b>x<!----> y</b></a><!-- - -->",
    "an instruction": "<?x > ?><a><b>x<?y?></b></a>",
    "unparsed text": "<a><b><![CDATA[x < y & z > ]] ]> €]]></b><![CDATA[]]></a>",
    "one in the other": "<a><![CDATA[<!-- x --> <?y?>]]><!-- <![CDATA[ --><?z <!-- ?></a>",
    "what looks like one": "<a><b>!-- ? [CDATA[ ]]&gt; --&gt;</b></a>",
}


def test_a_part_says_the_same_without_them_however_it_is_cut() -> None:
    for declaration in [DECLARED, "\ufeff" + DECLARED, ""]:
        for name, text in PARTS.items():
            part = f"{declaration}{text}".encode()
            whole = b"".join(strip_markup([part]))
            assert said(whole) == said(part), (declaration, name)
            assert whole.startswith(declaration.encode()), (declaration, name)
            assert not {b"<!", b"<?"} & {whole[at : at + 2] for at in range(len(declaration), len(whole))}, (
                declaration,
                name,
            )
            beginning = len(declaration.encode())
            for size in range(1, 20):
                cut = [part[at : at + size] for at in range(beginning, len(part), size)]
                assert b"".join(strip_markup([part[:beginning], *cut] if beginning else cut)) == whole


def said(part: bytes) -> list[tuple[str, str | None, str | None]]:
    return [(element.tag, element.text or None, element.tail) for element in parsed(part).iter()]


def test_more_of_them_than_any_program_writes_are_refused() -> None:
    assert b"".join(strip_markup([b"<a>", b"<!---->" * MARK_LIMIT, b"</a>"])) == b"<a></a>"
    with pytest.raises(TooMuchMarkup):
        list(strip_markup([b"<a>", b"<!---->" * (MARK_LIMIT + 1), b"</a>"]))


def test_one_that_does_not_end_is_damage() -> None:
    for part in ["<a><!-- x --", "<a><?x", "<a><![CDATA[x]]", "<a><!-- --"]:
        with pytest.raises(ValueError, match=r"^$"):
            list(strip_markup([part.encode()]))


def test_unparsed_text_in_a_cell_is_its_text() -> None:
    content = replaced(SOUND, SHEET, "Fifty lights.", "Fifty<![CDATA[ <lights> & more]]> &amp; more<!-- no -->.")
    assert read(content).response.answers["HAR-01"].evidence == "Fifty <lights> & more & more."


def test_spaces_around_texts_are_kept_though_the_file_does_not_say_so() -> None:
    content, response = GIVEN["partly"]
    assert said_in(read(replaced(content, SHARED, ' xml:space="preserve"', ""))) == response


def test_a_text_is_found_wherever_the_file_is_cut() -> None:
    part = b"<si><t>a </t></si><si><t>b</t></si>"
    for size in range(1, 12):
        cut = [part[at : at + size] for at in range(0, len(part), size)]
        assert b"".join(strip_markup(cut)).count(b'<t xml:space="preserve">') == 2
