// Which card the keys are for, and how a theme or a card that was asked for comes into sight.
(() => {
  "use strict";
  const CARDS = '.stMain :is([class*="st-key-card-"], .st-key-room-rating)';
  const RATINGS = '[class*="-rating-"] [role="radio"]';
  const UNANSWERED = ".st-key-key-u-unanswered button";
  const THEMES = ".st-key-themes button";
  const TO_A_BEGINNING = `${THEMES}, .st-key-theme-moves button, .st-key-to-review button, [class*="st-key-go-"] button`;
  const TO_A_CARD = `${UNANSWERED}, .st-key-item-moves button, .st-key-screen-moves button`;
  const BEGUN = 300; // The most milliseconds after a click until something is being drawn.
  const DRAWN = 5000; // The most milliseconds that a page takes to be drawn.

  const page = () => document.querySelector(".stMain");
  const isDrawn = () => document.querySelector('[data-test-script-state="notRunning"]');
  const until = async (isSo, most) => {
    for (const end = performance.now() + most; !isSo() && performance.now() < end; )
      await new Promise((done) => setTimeout(done, 20));
  };
  const cards = () => [...document.querySelectorAll(CARDS)];
  const isInSight = (card) => card.getBoundingClientRect().bottom > 0 && card.getBoundingClientRect().top < innerHeight;
  const isWhole = (card) => card.getBoundingClientRect().top >= 0 && card.getBoundingClientRect().bottom <= innerHeight;
  const isAnswered = (card) => card.querySelector(`${RATINGS}[aria-checked="true"]`);

  // The card in which somebody is, if it can be seen; else the first that is wholly on the screen, or of which its
  // ratings are; else the first of which there is anything.
  const current = () => {
    const all = cards();
    const seen = all.filter(isInSight);
    const ratings = (card) => card.querySelector(RATINGS);
    return (
      seen.find((card) => card.contains(document.activeElement)) ??
      seen.find(isWhole) ??
      seen.find((card) => ratings(card) && isWhole(ratings(card))) ??
      seen[0] ??
      all[0]
    );
  };

  const focus = (heading) => {
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  };

  const show = (card) => {
    if (cards().length === 1) page().scrollTo(0, 0);
    else card.scrollIntoView({ block: "start" });
    focus(card.querySelector("h2, h3") ?? card);
  };

  const showBeginning = () => {
    page().scrollTo(0, 0);
    focus(page().querySelector("h2"));
  };

  const rate = (number) => {
    const card = current();
    card?.querySelectorAll(RATINGS)[number - 1]?.click();
    return Boolean(card);
  };

  const step = (by) => {
    const all = cards();
    const next = all[all.indexOf(current()) + by];
    if (next) show(next);
    return Boolean(next);
  };

  const showUnanswered = () => {
    const all = cards();
    const next = all.slice(all.indexOf(current()) + 1).find((card) => !isAnswered(card));
    if (next) show(next);
    return Boolean(next);
  };

  document.addEventListener("pagekey", (event) => {
    const key = event.detail;
    // What is being left takes no key, since it would be for a card that goes, or would skip one that comes.
    const isTaken = /[1-5npu]/.test(key) && page().ariaBusy;
    const isDone = isTaken || (/[1-5]/.test(key) ? rate(key) : /[np]/.test(key) && step(key === "n" ? 1 : -1));
    if (isDone) event.preventDefault();
  });

  // A room goes on by keys when its reason is given: Enter leaves the field, which would otherwise take the next key.
  document.addEventListener("keydown", ({ target, key, isComposing }) => {
    if (key === "Enter" && !isComposing && target.matches?.(".st-key-room-rating input")) target.blur();
  });

  // On a phone the themes lie over the page.
  const closeMenu = () => {
    const menu = document.querySelector('[data-testid="stSidebar"]');
    if (menu && menu.getBoundingClientRect().width > innerWidth / 2)
      menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  };

  let moves = 0;
  const move = async (isToBeginning) => {
    const number = (moves += 1);
    page().ariaBusy = "true";
    await until(() => !isDrawn(), BEGUN);
    await until(isDrawn, DRAWN);
    await arriving;
    if (number !== moves) return;
    if (isToBeginning) showBeginning();
    page().ariaBusy = null;
  };

  document.addEventListener(
    "click",
    (event) => {
      const control = event.target.closest?.("button");
      // What is on the page needs no server.
      if (control?.matches(UNANSWERED) && showUnanswered()) event.stopImmediatePropagation();
      else if (control?.matches(`${TO_A_BEGINNING}, ${TO_A_CARD}`)) move(control.matches(TO_A_BEGINNING));
      if (control?.matches(THEMES)) closeMenu();
    },
    true,
  );

  // The marked card is the one that the keys are for.
  const mark = () => {
    const marked = current();
    for (const card of cards()) card.toggleAttribute("data-current", card === marked && cards().length > 1);
  };
  for (const kind of ["scroll", "focusin", "keyup", "pointerup", "resize"]) addEventListener(kind, mark, true);

  // The server asks for a card that it has just drawn, or is drawing.
  let turn, arriving;
  const bring = async (id) => {
    const wanted = () => document.querySelector(`.stMain .st-key-card-${CSS.escape(id)}`);
    await until(() => isDrawn() && wanted()?.querySelector(RATINGS), DRAWN);
    if (wanted()) show(wanted());
  };
  const arrive = () => {
    mark();
    const { card, turn: now } = document.querySelector(".answered")?.dataset ?? {};
    if (!card || now === turn) return;
    turn = now;
    arriving = bring(card);
  };
  new MutationObserver(arrive).observe(document, { subtree: true, childList: true });
})();
