// What Streamlit doesn't ensure in a browser: that text still in a field is sent before the field is removed, that the
// scroll position is restored after a reload, that a checkbox is named by its visible label, that a link can be copied,
// that the focus stays in a field that others change, that a projector's page can be used by keys, and that a person
// whose visit has ended is told. No answer is kept here; only the server saves.
(() => {
  "use strict";
  const PATIENCE = 2000; // The most milliseconds that a click waits.
  const ROUND_TRIP = 300; // Milliseconds after which saving has begun.
  const DRAWN = 10000; // Milliseconds that the slowest machine takes to draw a page.
  const LOOK = 2500; // Milliseconds between two looks for what others have changed.
  const LOOK_AT_ROOM = 1000; // The same for a workshop, whose votes are followed as they come.
  const PLACE = "place on the page";
  const VISIT_ENDED = 4401; // The code with which the server closes a websocket whose visit has ended.
  const FIELDS = '[data-testid="stTextInput"] input, [data-testid="stTextArea"] textarea';
  const LINKS = '[data-testid="stSidebar"] a, [data-testid="stPageLink"] a';
  const CONTROLS = `${LINKS}, button, [role="radio"]`;

  const scroller = () => document.querySelector('[data-testid="stMain"]');
  const isRunning = () =>
    document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // The fields with unsent text, and whether they are about to send it.
  const unsent = new Map();
  let lastSent = 0;
  const listen = (kind, act) => document.addEventListener(kind, (event) => act(event), true);
  listen("input", ({ target }) => target.matches?.(FIELDS) && unsent.set(target, false));
  listen("blur", ({ target }) => unsent.has(target) && unsent.set(target, true));
  listen("keydown", ({ target, key }) => key === "Enter" && unsent.has(target) && unsent.set(target, true));
  const isWaiting = () => [...unsent.keys()].some((field) => field.isConnected);

  // The page as it is loaded without a visit says what has happened.
  const known = new WeakSet();
  const watch = (socket) => {
    known.add(socket);
    socket.addEventListener("close", ({ code }) => code === VISIT_ENDED && location.reload());
  };

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    lastSent = Date.now();
    if (!known.has(this)) watch(this);
    if (unsent.size && typeof data !== "string") {
      const message = new TextDecoder().decode(data);
      for (const [field, isSending] of unsent) {
        // A few characters may occur in any message.
        const isSent = message.includes(field.value) && (isSending || field.value.length > 3);
        if (isSent || !field.isConnected) unsent.delete(field);
      }
    }
    return send.call(this, data);
  };

  const isQuiet = () => !isWaiting() && !isRunning() && Date.now() - lastSent > ROUND_TRIP;
  const quiet = async () => {
    for (const end = Date.now() + PATIENCE; Date.now() < end && !isQuiet(); ) await pause(20);
  };

  const fieldOf = (element) => [...element.classList].find((name) => name.startsWith("st-key-"))?.replace(/(-\d+){2,}$/, "");
  const drawnAnew = (control, place) =>
    place &&
    [...document.querySelectorAll(`[class*="${fieldOf(place)}"] ${control.localName}`)].find(
      (each) => each.textContent === control.textContent,
    );

  // A click that may remove fields waits until their text is saved; one that leaves the page, until everything is.
  let held, released;
  listen("click", (event) => {
    const control = event.target.closest?.(CONTROLS);
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (control !== released && (isWaiting() || (control.matches(LINKS) && !isQuiet()))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      document.activeElement?.blur?.();
      held = control;
      const place = control.closest('[class*="st-key-"]');
      quiet().then(() => {
        if (held !== control) return; // A later click replaced it.
        held = undefined;
        released = control.isConnected ? control : drawnAnew(control, place);
        released?.click();
        released = undefined;
      });
      return;
    }
    if (control !== released) held = undefined;
  });

  // Pages that come by plain HTTP have no clipboard; what is selected in a field can be copied all the same.
  listen("click", ({ target }) => {
    if (!target.closest?.(".st-key-copy-link button")) return;
    document.querySelector(".st-key-link-address input")?.select();
    document.execCommand("copy");
  });

  // Streamlit names a checkbox, and a group of buttons, by the source of its label; what is visible is better. It has no
  // name for checkboxes that belong together, and no live region.
  const BOXES = '[data-testid="stCheckbox"] label input[aria-label]';
  const nameAs = (element, name) => name && element?.ariaLabel !== name && element?.setAttribute("aria-label", name);
  const rename = () => {
    document.querySelectorAll(BOXES).forEach((box) => box.removeAttribute("aria-label"));
    for (const label of document.querySelectorAll('[data-testid="stButtonGroup"] > [data-testid="stWidgetLabel"]'))
      nameAs(label.parentElement.querySelector("[aria-label]"), label.textContent);
    for (const name of document.querySelectorAll(".group-name")) {
      const group = name.closest('[class*="st-key-"]');
      group?.setAttribute("role", "group");
      nameAs(group, name.textContent);
    }
    document.querySelector(".st-key-announcement")?.setAttribute("role", "status");
  };
  const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] };
  new MutationObserver(rename).observe(document, watched);

  // A field that somebody else has changed is a new one, with other numbers in its key. It takes over the focus: without
  // it the keys would be for another card, and as long as the old one has it, both are shown.
  const isReplaced = (element) => !element.isConnected || element.matches("[data-retained]");
  let inside;
  listen("focusin", ({ target }) => (inside = target.closest('[class*="st-key-"][data-testid="stElementContainer"]')));
  listen("focusout", async () => {
    const left = inside;
    await pause(0);
    if (left === inside && left && !isReplaced(left) && !left.contains(document.activeElement)) inside = undefined;
  });
  const handOver = () => {
    if (!inside || !isReplaced(inside)) return;
    const isElsewhere = document.activeElement !== document.body && !inside.contains(document.activeElement);
    const field = fieldOf(inside);
    const isNext = (element) => fieldOf(element) === field && !isReplaced(element);
    const next = isElsewhere ? undefined : [...document.querySelectorAll(`[class*="${field}-"]`)].find(isNext);
    const control = next?.querySelector('[aria-checked="true"]') ?? next?.querySelector("button, input, textarea");
    if (isElsewhere) inside = undefined;
    control?.focus({ preventScroll: true });
  };
  const replaced = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-retained"] };
  new MutationObserver(handOver).observe(document, replaced);

  // What others change is shown within three seconds: the server says when there is something, and a button that nobody
  // sees lets Streamlit draw it. A text that is being typed isn't sent for it, and keeps its place.
  const look = async () => {
    const news = document.querySelector('[class*="st-key-show-news-"]');
    const session = /st-key-show-news-([0-9a-f]+)/.exec(news?.className)?.[1];
    const answer = session && (await fetch(`/changes/${session}`).catch(() => undefined));
    if (answer?.status === 205) location.reload(); // Whoever is out sees why.
    // A page that follows a room waits until what is typed on it is saved.
    const isSaving =
      answer?.status === 200 && (isRunning() || (isWaiting() && document.querySelector(".st-key-note-taking")));
    if (answer?.status === 200 && !isSaving) {
      released = news.querySelector("button");
      released?.click();
      released = undefined;
    }
    setTimeout(look, isSaving ? ROUND_TRIP : document.querySelector(".st-key-room, .st-key-projector") ? LOOK_AT_ROOM : LOOK);
  };
  setTimeout(look, LOOK);

  // A projector has no pointer: keys scroll its page, show the quotation, and fill the screen.
  listen("keydown", (event) => {
    const page = document.querySelector(".st-key-projector") && scroller();
    if (!page || event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.("input, [role=radio]")) return;
    const height = page.clientHeight;
    const steps = { ArrowDown: height / 8, ArrowUp: -height / 8, PageDown: height * 0.9, PageUp: -height * 0.9 };
    const step = { ...steps, Home: -page.scrollHeight, End: page.scrollHeight }[event.key];
    if (!step) return;
    page.scrollBy(0, step);
    event.preventDefault();
  });
  listen("pagekey", (event) => {
    const page = document.querySelector(".st-key-projector");
    const words = page?.querySelector(".own-words");
    if (event.detail === "q" && words) {
      words.open = !words.open;
      if (words.open) words.scrollIntoView();
    } else if (event.detail === "f" && page) {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen?.().catch(() => undefined); // The browser may not allow it.
    } else {
      return;
    }
    event.preventDefault();
  });

  // The browser asks before leaving with unsaved text, which is saved meanwhile.
  addEventListener("beforeunload", (event) => {
    if (!isWaiting()) return;
    document.activeElement?.blur?.();
    event.preventDefault();
  });

  addEventListener("pagehide", () =>
    sessionStorage.setItem(PLACE, JSON.stringify([location.href, scroller()?.scrollTop])),
  );
  addEventListener("DOMContentLoaded", async () => {
    const [address, place] = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]");
    let isDone = address !== location.href || !place;
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) listen(kind, () => (isDone = true));
    // A page that is drawn slowly isn't as long at first as before.
    const isThere = () => scroller() && Math.abs(scroller().scrollTop - place) <= 1;
    for (let end = Date.now() + DRAWN, still = 0; !isDone && still < 20 && Date.now() < end; await pause(50)) {
      still = isThere() && !isRunning() ? still + 1 : 0;
      if (!isThere()) scroller()?.scrollTo(0, place);
    }
  });
})();
