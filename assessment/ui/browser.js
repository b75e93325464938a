// What Streamlit doesn't ensure in a browser: that text still in a field is sent before the field is removed, that a page
// comes back by itself after its server has, with what was typed and clicked meanwhile, that the scroll position is
// restored after a reload, that a checkbox is named by its visible label, that a link can be copied, that the focus stays
// in a field that others change, and that a person whose visit has ended is told. Only the server saves: what isn't saved
// is kept in the tab until it is.
(() => {
  "use strict";
  const PATIENCE = 2000; // The most milliseconds that a click waits.
  const ROUND_TRIP = 300; // Milliseconds after which saving has begun.
  const DRAWN = 10000; // Milliseconds that the slowest machine takes to draw a page.
  const STILL = 600; // Milliseconds without a change after which a page is drawn.
  const LOOK = 2500; // Milliseconds between two looks for what others have changed.
  const LOOK_AT_ROOM = 1000; // The same for a workshop, whose votes are followed as they come.
  const ANSWERED = 10000; // The most milliseconds that a look takes; a connection may hang for minutes.
  const SELDOM = 30000; // The least milliseconds between two times that a page is loaded again by itself.
  const PLACE = "place on the page";
  const TYPED = "typed";
  const CLICKED = "clicked";
  const LOADED_AGAIN = "loaded again";
  const VISIT_ENDED = 4401; // The code with which the server closes a websocket whose visit has ended.
  const FIELDS = '[data-testid="stTextInput"] input, [data-testid="stTextArea"] textarea';
  const LINKS = '[data-testid="stSidebar"] a, [data-testid="stPageLink"] a';
  const CONTROLS = `${LINKS}, button, [role="radio"]`;
  const BOXES_TO_TICK = ':is([data-testid="stCheckbox"], [data-testid="stRadio"]) label';

  const scroller = () => document.querySelector('[data-testid="stMain"]');
  const app = () => document.querySelector('[data-testid="stApp"]');
  const isRunning = () => app()?.dataset.testScriptState !== "notRunning";
  const isConnected = () => app()?.dataset.testConnectionState === "CONNECTED";
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  // The name of what a widget shows. The fields of an assessment have numbers at their end, which change with what others
  // save; any other key is for what it names and for nothing else, as a step is for one stage of one recommendation.
  const fieldOf = (element) => [...element.classList].find((name) => name.startsWith("st-key-"))?.replace(/(-\d+){2,}$/, "");
  const OF_AN_ASSESSMENT = /^st-key-a[0-9a-f]{32}-/;
  const nameOf = (element) => {
    const key = [...(element?.classList ?? [])].find((name) => name.startsWith("st-key-"));
    return OF_AN_ASSESSMENT.test(key) ? fieldOf(element) : key;
  };
  const named = (name) =>
    [...document.querySelectorAll(`[class*="${name}"]`)].filter((element) => nameOf(element) === name && !isReplaced(element));

  // The fields with unsent text, and whether they are about to send it; then when they have sent it.
  const unsent = new Map();
  const sent = new WeakMap();
  let lastSent = 0;
  let lastAnswered = 0;
  const listen = (kind, act) => document.addEventListener(kind, (event) => act(event), true);
  listen("input", ({ target }) => target.matches?.(FIELDS) && unsent.set(target, false));
  listen("blur", ({ target }) => unsent.has(target) && unsent.set(target, true));
  listen("keydown", ({ target, key }) => key === "Enter" && unsent.has(target) && unsent.set(target, true));
  const isWaiting = () => [...unsent.keys()].some((field) => field.isConnected);

  // The page as it is loaded without a visit says what has happened.
  const known = new WeakSet();
  const watch = (socket) => {
    known.add(socket);
    socket.addEventListener("message", () => (lastAnswered = Date.now()));
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
        if (!isSent && field.isConnected) continue;
        unsent.delete(field);
        sent.set(field, lastSent);
      }
    }
    return send.call(this, data);
  };

  const isQuiet = () => !isWaiting() && !isRunning() && Date.now() - lastSent > ROUND_TRIP;
  const quiet = async () => {
    for (const end = Date.now() + PATIENCE; Date.now() < end && !isQuiet(); ) await pause(20);
  };

  // The button that nobody sees, by which this page hears of changes, names its session.
  const news = () => document.querySelector('[class*="st-key-show-news-"]');
  const sessionOf = (element) => /st-key-show-news-([0-9a-f]+)/.exec(element?.className)?.[1];

  // Until the server has answered a click, what this page would send with another is older than what the click has done.
  const isUnanswered = () =>
    Date.now() - lastSent < ROUND_TRIP || (lastSent > lastAnswered && Date.now() - lastSent < PATIENCE);

  // The connection that was lost may have come back to a server that knows nothing of what is on this page.
  let hasFound = true;
  const isThere = () => isConnected() && hasFound;

  const find = ({ name, kind, words }) =>
    [...(name ? named(name).flatMap((each) => [...each.querySelectorAll(kind)]) : document.querySelectorAll(LINKS))].find(
      (each) => each.textContent === words,
    );
  const remember = (control) => {
    const name = nameOf(control.closest('[class*="st-key-"]'));
    return { control, name, kind: control.localName, words: control.textContent };
  };
  const target = (click) => (click.control?.isConnected ? click.control : find(click));
  let released;
  const press = (control) => {
    released = control;
    released?.removeAttribute("data-held");
    released?.click();
    released = undefined;
  };
  const showNews = () => press(news()?.querySelector("button"));

  // While the server isn't there, what is clicked waits for it, in its turn. Streamlit has disabled most of it by then, so
  // a browser tells nothing of that but where the pointer is.
  let clicked = JSON.parse(sessionStorage.getItem(CLICKED) ?? "[]");
  sessionStorage.removeItem(CLICKED);
  const isUnder = ({ clientX, clientY }) => (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return left < clientX && clientX < right && top < clientY && clientY < bottom;
  };
  const keepClick = (event) => {
    if (isThere() && !clicked.length) return;
    const all = `${CONTROLS}, ${BOXES_TO_TICK}`;
    const control = event.target.closest?.(all) ?? [...document.querySelectorAll(all)].find(isUnder(event));
    if (!control || control === released || control.closest('[data-testid="stHeader"], [data-testid="stDialog"]')) return;
    event.stopImmediatePropagation();
    if (event.type === "pointerdown") return; // Streamlit would wait for the end of it.
    event.preventDefault();
    document.activeElement?.blur?.();
    control.dataset.held = "";
    clicked = [...clicked.filter((each) => each.control !== control), remember(control)];
  };
  listen("pointerdown", keepClick);
  listen("pointerup", keepClick);
  listen("click", keepClick);

  // A click that may remove fields waits until their text is saved; one that leaves the page, until everything is.
  // Those after it wait for their turn.
  let held = [];
  listen("click", (event) => {
    const control = event.target.closest?.(CONTROLS);
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey || control === released) return;
    const isFirst = !held.length;
    if (isFirst && !isWaiting() && !(control.matches(LINKS) && !isQuiet())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.activeElement?.blur?.();
    held = [...held.filter((each) => each.control !== control), remember(control)];
    if (!isFirst) return;
    quiet().then(() => {
      for (const click of held.splice(0)) {
        if (isThere()) press(target(click));
        else clicked = [...clicked, click];
      }
    });
  });

  // A rating that is chosen just before the server goes may come too late: it is chosen again, if it isn't by then.
  let chosen = [];
  let lastRunning = 0;
  const isRecent = ({ at }) => Date.now() - at < (lastRunning < at ? DRAWN : PATIENCE);
  listen("click", ({ target }) => {
    const control = target.closest?.('[role="radio"]');
    const others = chosen.filter((each) => each.control !== control && isRecent(each));
    const one = control && { ...remember(control), at: Date.now(), isChecked: control.ariaChecked !== "true" };
    chosen = one ? [...others, one] : []; // Another click may have cleared it.
  });
  const isDone = (click) => "isChecked" in click && (target(click)?.ariaChecked === "true") === click.isChecked;

  let isCatchingUp = false;
  const catchUp = async () => {
    if (isCatchingUp || !clicked.length) return;
    isCatchingUp = true;
    while (clicked.length && isThere()) {
      const [click] = clicked;
      for (const end = Date.now() + DRAWN; Date.now() < end && (target(click)?.disabled ?? true); ) await pause(50);
      await quiet();
      await putBack();
      if (isWaiting()) document.activeElement?.blur?.();
      await quiet();
      if (!isThere()) break;
      clicked.shift();
      if (!isDone(click)) press(target(click));
      else if (lastRunning < click.at) showNews(); // Only the page knows: with this, it sends all that is chosen on it.
      await pause(ROUND_TRIP);
    }
    isCatchingUp = false;
  };

  // What was typed, by the name of its field, until it is saved: what an assessment or a plan has is saved when its field is
  // left, what a workshop's form has is known to its session alone.
  const OF_A_FORM = /^st-key-(agree|plan|new)-/;
  const IN_FIELDS = '[data-testid="stElementContainer"][class*="st-key-"]';
  const typed = new Map();
  let last; // The field in which somebody typed last.
  const before = new WeakMap();
  let toPutBack = new Map(JSON.parse(sessionStorage.getItem(TYPED) ?? "[]"));
  listen("focusin", ({ target }) => target.matches?.(FIELDS) && before.set(target, target.value));
  listen("input", ({ target: field }) => {
    const name = field.matches?.(FIELDS) && nameOf(field.closest(IN_FIELDS));
    last = field;
    if (!OF_AN_ASSESSMENT.test(name) && !OF_A_FORM.test(name)) return;
    const fold = nameOf(field.closest('[data-testid="stExpander"]')?.closest('[class*="st-key-"]'));
    const first = typed.get(name)?.before ?? before.get(field);
    typed.set(name, { field, fold, before: first, text: field.value, of: sessionOf(news()) });
  });
  const isSaved = (field) =>
    !unsent.has(field) && sent.get(field) < lastAnswered && Date.now() - sent.get(field) > ROUND_TRIP && !isRunning();
  const isLeft = (name, field) => isQuiet() && !field.isConnected && !name.startsWith("st-key-agree-");
  const forgetSaved = () => {
    if (!isThere()) return;
    for (const [name, { field }] of typed)
      if (OF_AN_ASSESSMENT.test(name) ? isSaved(field) : isLeft(name, field)) typed.delete(name);
  };
  addEventListener("pagehide", () => {
    forgetSaved();
    for (const [name, { field, of: _gone, ...one }] of typed)
      toPutBack.set(name, { ...one, isLast: field === last });
    sessionStorage.setItem(TYPED, JSON.stringify([...toPutBack]));
    if (isLoading) sessionStorage.setItem(CLICKED, JSON.stringify(clicked.map(({ control: _gone, ...one }) => one)));
  });

  // What others have written there meanwhile stays before it.
  const putBack = async (isDrawn = false) => {
    if (!toPutBack.size || isRunning()) return;
    await pause(ROUND_TRIP); // A field is drawn empty, and filled with what is stored a moment later.
    if (isRunning()) return;
    for (const [name, one] of toPutBack) {
      const [field] = named(name).flatMap((each) => [...each.querySelectorAll("input, textarea")]);
      const folded = !field && one.fold && named(one.fold)[0]?.querySelector("details:not([open]) > summary");
      if (folded && isDrawn) one.fold = folded.click();
      if (!field || field.disabled) continue;
      toPutBack.delete(name);
      if (field.value === one.text || (field.value !== one.before && field.value.includes(one.text))) continue;
      const both = [field.value, one.text].filter(Boolean).join(field.localName === "input" ? " " : "\n\n");
      await leave(field, one.isLast, () => {
        const words = field.value === one.before ? one.text : both;
        Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, words);
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
    }
  };
  // A field is sent when it is left, and Streamlit's are disabled as long as the server is away, which nobody is told of.
  const leave = async (field, isLast, write = () => undefined) => {
    const { activeElement: active, body } = document;
    field.focus({ preventScroll: true });
    write();
    await pause(0);
    field.blur();
    (isLast && active === body ? field : active)?.focus?.({ preventScroll: true });
  };
  const sendAgain = async () => {
    for (const field of [...unsent.keys()])
      if (field.isConnected && field !== document.activeElement) await leave(field, field === last);
  };
  const drawnState = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-script-state"] };
  // A click on a page that is still being drawn makes Streamlit forget what it was about to show, so folds wait.
  let drawn;
  const putBackAsDrawn = () => {
    if (isRunning()) lastRunning = Date.now();
    forgetSaved();
    putBack();
    clearTimeout(drawn);
    drawn = setTimeout(() => (window.requestIdleCallback ?? setTimeout)(() => putBack(true)), STILL);
  };
  new MutationObserver(putBackAsDrawn).observe(document, drawnState);

  // Streamlit moves what is folded by a script, which no style sheet stops where a person asks that nothing moves.
  const { animate } = Element.prototype;
  Element.prototype.animate = function (...how) {
    const movement = animate.apply(this, how);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) movement.updatePlaybackRate(1000);
    return movement;
  };

  // Pages that come by plain HTTP have no clipboard; what is selected in a field can be copied all the same.
  listen("click", ({ target }) => {
    if (!target.closest?.(".st-key-copy-link button")) return;
    document.querySelector(".st-key-link-address input")?.select();
    document.execCommand("copy");
  });

  // Streamlit names a checkbox, and a group of buttons, by the source of its label; what is visible is better. It has no
  // name for checkboxes that belong together, none that is seen for the menu, and no live region.
  const BOXES = '[data-testid="stCheckbox"] label input[aria-label]';
  const nameAs = (element, name) => name && element?.ariaLabel !== name && element?.setAttribute("aria-label", name);
  const rename = () => {
    const menu = document.querySelector('[data-testid="stExpandSidebarButton"]');
    nameAs(menu, document.getElementById("reconnecting")?.dataset.menu);
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
  // sees lets Streamlit draw it. A text that is being typed isn't sent for it, and keeps its place. A server that doesn't
  // know this page's session has begun anew, and so does the page; while it is drawn, its session isn't known yet either.
  let isLoading = false;
  const loadAgain = () => {
    if (Date.now() - Number(sessionStorage.getItem(LOADED_AGAIN)) < SELDOM) return;
    sessionStorage.setItem(LOADED_AGAIN, String(Date.now()));
    isLoading = true;
    location.reload();
  };
  let missed = 0;
  const look = async () => {
    const session = sessionOf(news());
    const request = { signal: AbortSignal.timeout(ANSWERED) };
    const answer = session && (await fetch(`/changes/${session}`, request).catch(() => undefined));
    if (answer?.status === 205) location.reload(); // The page then says why the person is signed out.
    missed = answer?.status === 404 && !isRunning() ? missed + 1 : 0;
    if (missed) hasFound = false;
    if (missed > 1) loadAgain();
    const isKnown = session ? answer?.ok : isConnected();
    // A page that follows a room waits until what is typed on it is saved.
    const isSaving =
      answer?.status === 200 &&
      (isRunning() || isUnanswered() || (isWaiting() && document.querySelector(".st-key-note-taking")));
    if (isKnown && isConnected()) {
      const isBack = !hasFound;
      hasFound = true;
      // Streamlit may have drawn the page in a new session by itself, with what that knows.
      for (const [name, { field: _gone, of, ...one }] of typed) if (of !== session) toPutBack.set(name, one);
      putBackAsDrawn();
      if (isBack) sendAgain();
      if (answer?.status === 200 && !isSaving) {
        showNews();
      } else forgetSaved();
      tellConnection();
      catchUp();
    }
    const isHurried = isSaving || missed || (isConnected() && !hasFound);
    setTimeout(look, isHurried ? ROUND_TRIP : document.querySelector(".st-key-room, .st-key-projector") ? LOOK_AT_ROOM : LOOK);
  };
  setTimeout(look, LOOK);

  // While the server is away, a sentence of ours says so; Streamlit's own lies over the page, and speaks of a terminal.
  let wasConnected = false;
  const tellConnection = () => {
    wasConnected ||= isConnected();
    if (wasConnected && !isConnected()) {
      clicked = [...chosen.filter(isRecent), ...clicked];
      chosen = [];
      hasFound = false;
    }
    const sentence = document.getElementById("reconnecting");
    const isAway = wasConnected && !isThere();
    if (sentence?.hidden === isAway) sentence.hidden = !isAway;
    if (isThere()) return;
    for (const dialog of document.querySelectorAll('[data-testid="stDialog"]')) {
      if (!dialog.textContent.startsWith("Connection error")) continue;
      press(dialog.querySelector("button"));
    }
  };
  const connection = { subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-connection-state"] };
  new MutationObserver(tellConnection).observe(document, connection);

  // The browser asks before leaving with unsaved text, which is saved meanwhile.
  addEventListener("beforeunload", (event) => {
    if (!isWaiting() || isLoading) return;
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
