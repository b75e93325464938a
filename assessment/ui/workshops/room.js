// The key that leads to the agreed rating, the clock of a room, and steps that can't be pressed by mistake.
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
      clock.closest(".clock").hidden = !left;
    }
  }, 500);

  // A double click is one click: a step that takes the place of another rests for a second. Undoing a parking is there
  // for as long as the server allows it (domain/workshop/stages.py).
  const REST = 1000;
  const BRIEF = 9000;
  const drawnFirst = new Map();
  const rest = () => {
    for (const place of document.querySelectorAll('.st-key-room-steps .stElementContainer[class*="st-key-"]')) {
      const [name] = /st-key-\S+/.exec(place.className);
      if (!drawnFirst.has(name)) {
        drawnFirst.set(name, performance.now());
        for (const end of [REST, BRIEF]) setTimeout(rest, end + 20);
      }
      const age = performance.now() - drawnFirst.get(name);
      const button = place.querySelector("button");
      if (button && age < REST) button.disabled = button.ariaBusy = true;
      else if (button?.ariaBusy) button.disabled = button.ariaBusy = null;
      if (name.endsWith("-brief") && age > BRIEF) place.style.display = "none";
    }
  };
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] };
  new MutationObserver(rest).observe(document, changes);
})();
