"""What of a page's text nobody can read: cut off by its frame, shortened to an ellipsis, or beyond its own box."""

from __future__ import annotations

from playwright.sync_api import Page

CUT_OFF = """() => {
  const found = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  // What is in a closed menu is off the screen.
  const IGNORED = 'svg, style, script, noscript, select, [data-testid="stSidebar"][data-collapsed="true"]';
  const hides = (style, axis) => ["hidden", "clip"].includes(style[axis]);
  const fault = (text, holder) => {
    const range = document.createRange(), letters = getComputedStyle(holder), size = parseFloat(letters.fontSize);
    // Where letters and words are set apart, the space at the end of a line hangs over.
    const spacing = (parseFloat(letters.letterSpacing) || 0) + (parseFloat(letters.wordSpacing) || 0);
    const hanging = spacing ? spacing + size / 3 : 2;
    range.setStart(text, 0);
    range.setEnd(text, text.data.trimEnd().length);
    const place = range.getBoundingClientRect();
    if (place.width < 1) return "";
    let isInside = false;
    for (let frame = holder; frame; frame = frame.parentElement) {
      const style = getComputedStyle(frame), box = frame.getBoundingClientRect();
      // What is for screen readers alone is one pixel large.
      if (box.width < 3 || box.height < 3 || style.opacity === "0") return "";
      if (/auto|scroll/.test(style.overflow)) return "";
      if (style.textOverflow === "ellipsis" && frame.scrollWidth > frame.clientWidth + 1) return "shortened";
      if (hides(style, "overflowX") && (place.right > box.right + hanging || place.left < box.left - 2))
        return "cut off";
      // What is folded after some lines can be unfolded.
      if (style.webkitLineClamp !== "none") return "";
      if (hides(style, "overflowY") && (place.bottom > box.bottom + 2 || place.top < box.top - 2))
        return "cut off";
      if (style.display === "inline" || isInside) continue;
      // A space at the end of a line may hang over.
      if (place.right > box.right + size / 2 || place.left < box.left - size / 2) return "outside its box";
      isInside = true;
    }
    return place.right > innerWidth + 1 || place.left < -1 ? "beyond the edge" : "";
  };
  while (texts.nextNode()) {
    const text = texts.currentNode, holder = text.parentElement;
    if (!text.data.trim() || holder.closest(IGNORED)) continue;
    const what = holder.checkVisibility() ? fault(text, holder) : "";
    if (what) found.add(`${what}: ${text.data.trim().slice(0, 80)}`);
  }
  return [...found];
}"""
BEYOND = """() => [document.documentElement, document.querySelector("[data-testid=stMain]") ?? document.body]
  .map((each) => each.scrollWidth - each.clientWidth).filter((width) => width > 0)"""
"""How many pixels of the page, and of its main part, lie beyond the right edge."""


def unreadable(page: Page) -> list[str]:
    """The texts that are cut off, and by how much the page can be scrolled sideways."""
    return [*page.evaluate(CUT_OFF), *(f"{width} px sideways" for width in page.evaluate(BEYOND))]


def enlarge_text(page: Page, size: str) -> None:
    """Give letters another size, as people set it in their browser; none is their usual one."""
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
