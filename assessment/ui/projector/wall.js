// A screen that a room reads: what is on it is as large as all of it fits, since nobody scrolls there, and it has no pointer.
(() => {
  "use strict";
  const STEP = 0.04, SMALLEST = 0.28;
  const wall = () => document.querySelector(".st-key-projector");
  const page = () => document.querySelector('[data-testid="stMain"]');

  // No type gets smaller than projector.css says, whatever this is.
  const fit = () => {
    if (!wall()) return;
    const draw = (size) => document.documentElement.style.setProperty("--fit", size.toFixed(2));
    let size = 1;
    for (draw(size); page().scrollHeight > page().clientHeight && size > SMALLEST; draw(size)) size -= STEP;
  };
  const isClock = ({ target }) => target.parentElement?.closest(".clock") ?? target.closest?.(".clock");
  const look = (changes) => changes.every(isClock) || fit();
  const all = { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["open", "hidden"] };
  new MutationObserver(look).observe(document, all);
  addEventListener("resize", fit);
  addEventListener("load", () => document.fonts?.ready.then(fit), true);

  // Keys show the quotation, and fill the screen; they scroll where a window is too small for the smallest type.
  document.addEventListener("keydown", (event) => {
    if (!wall() || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, [role=radio]")) return;
    const height = page().clientHeight;
    const steps = { ArrowDown: height / 8, ArrowUp: -height / 8, PageDown: height * 0.9, PageUp: -height * 0.9 };
    const step = { ...steps, Home: -page().scrollHeight, End: page().scrollHeight }[event.key];
    if (!step) return;
    page().scrollBy(0, step);
    event.preventDefault();
  });
  document.addEventListener("pagekey", (event) => {
    const words = wall()?.querySelector(".own-words");
    if (event.detail === "q" && words) {
      words.open = !words.open;
    } else if (event.detail === "f" && wall()) {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => undefined); // The browser may not allow it.
    } else {
      return;
    }
    event.preventDefault();
  });
})();
