// A key for each step of a workshop, as long as they are on and nobody is typing; and the clock of a room.
(() => {
  "use strict";
  const TYPING = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="listbox"]';

  // On the window, before Streamlit's own keys: R would draw the page anew.
  addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      if (!/^[a-z]$/.test(event.key) || !document.querySelector(".st-key-keys-on")) return;
      if (event.target.closest?.(TYPING)) return;
      event.stopImmediatePropagation();
      if (event.key === "a") document.querySelector('[class*="st-key-agree-rating-"] button')?.focus();
      else document.querySelector(`[class*="st-key-key-${event.key}-"] button`)?.click();
    },
    true,
  );

  // Counted from when it was drawn, since the clock of this machine may be another than the server's.
  const drawn = new WeakMap();
  setInterval(() => {
    for (const clock of document.querySelectorAll(".clock [data-left]")) {
      const key = `${clock.dataset.ends} ${clock.dataset.left}`;
      if (drawn.get(clock)?.key !== key) drawn.set(clock, { key, at: performance.now() });
      const passed = (performance.now() - drawn.get(clock).at) / 1000;
      const left = Math.max(0, Math.round(clock.dataset.left - passed));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    }
  }, 500);
})();
