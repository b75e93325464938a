// The key that leads to the agreed rating, and the clock of a room.
(() => {
  "use strict";
  document.addEventListener("pagekey", (event) => {
    const first = event.detail === "a" && document.querySelector('[class*="st-key-agree-rating-"] button');
    if (!first) return;
    first.focus();
    event.preventDefault();
  });

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
