// Keys for people who work fast: each presses the button that is made for it, as long as a page has keys, they aren't turned
// off in this browser, and nobody is typing. A page's own script can take a key first (the event "pagekey").
(() => {
  "use strict";
  const TYPING = 'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="listbox"]';
  const SWITCH = ".keys-switch";
  const HAS_KEYS = `${SWITCH}, .st-key-projector`;
  const KEPT = "keys";

  const areOn = () => localStorage.getItem(KEPT) !== "off";
  const tell = () => {
    document.documentElement.toggleAttribute("data-keys-on", areOn() && Boolean(document.querySelector(SWITCH)));
    for (const box of document.querySelectorAll(SWITCH)) box.checked = areOn();
  };
  new MutationObserver(tell).observe(document, { subtree: true, childList: true });
  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.(SWITCH)) return;
    localStorage.setItem(KEPT, target.checked ? "on" : "off");
    tell();
  });

  // On the window, before Streamlit's own keys: R would draw the page anew.
  addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
      const key = event.key.toLowerCase();
      if (!/^[a-z1-5]$/.test(key) || !areOn() || !document.querySelector(HAS_KEYS)) return;
      if (event.target.closest?.(TYPING)) return;
      event.stopImmediatePropagation();
      const isTaken = !document.dispatchEvent(new CustomEvent("pagekey", { detail: key, cancelable: true }));
      if (!isTaken) document.querySelector(`[class*="st-key-key-${key}-"] button:enabled`)?.click();
    },
    true,
  );
})();
