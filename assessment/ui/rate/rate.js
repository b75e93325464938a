// Which card the keys are for, and how a card that was asked for comes into sight.
(() => {
  "use strict";
  const CARDS = '.stMain :is([class*="st-key-card-"], .st-key-room-rating)';
  const RATINGS = '[class*="-rating-"] [role="radio"]';
  const UNANSWERED = ".st-key-key-u-unanswered button";
  const LEAVING = 5000; // The most milliseconds that another theme takes to appear.
  const DRAWN = 5000; // The most milliseconds that a card takes to be drawn.

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

  const show = (card) => {
    if (cards().length === 1) document.querySelector(".stMain").scrollTo(0, 0);
    else card.scrollIntoView({ block: "start" });
    const heading = card.querySelector("h2, h3") ?? card;
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
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

  // A theme that is being left still shows its cards, and the next one is drawn card by card, with the ways on as the
  // last: a key pressed again meanwhile would skip a theme.
  let left = { at: -Infinity };
  const isLeaving = (key) => {
    // Who leads a workshop has keys of the same names, and no cards.
    if (!cards().length || !document.querySelector(`[class*="st-key-key-${key}-"] button:enabled`)) return false;
    // In the room view every card has the same name, below its question.
    const first = `${cards()[0]?.className} ${document.querySelector(".stMain h1")?.textContent}`;
    const ways = document.querySelector(".stMain .st-key-theme-moves")?.textContent;
    const isSame = first === left.first || (ways && ways === left.ways);
    if (isSame && performance.now() - left.at < LEAVING) return true;
    left = { first, ways, at: performance.now() };
    return false;
  };

  document.addEventListener("pagekey", (event) => {
    const key = event.detail;
    const isDone = /[1-5]/.test(key) ? rate(key) : /[np]/.test(key) && (step(key === "n" ? 1 : -1) || isLeaving(key));
    if (isDone) event.preventDefault();
  });

  // A room goes on by keys when its reason is given: Enter leaves the field, which would otherwise take the next key.
  document.addEventListener("keydown", ({ target, key, isComposing }) => {
    if (key === "Enter" && !isComposing && target.matches?.(".st-key-room-rating input")) target.blur();
  });

  // What is on the page needs no server.
  document.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.(UNANSWERED) && showUnanswered()) event.stopImmediatePropagation();
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
  let turn;
  const arrive = async () => {
    mark();
    const { card: wanted, turn: now } = document.querySelector(".answered")?.dataset ?? {};
    if (!wanted || now === turn) return;
    turn = now;
    for (let end = Date.now() + DRAWN; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
      const card = document.querySelector(`.stMain .st-key-card-${CSS.escape(wanted)}`);
      if (!card?.querySelector(RATINGS) || document.querySelector('[data-test-script-state="running"]')) continue;
      return show(card);
    }
  };
  new MutationObserver(arrive).observe(document, { subtree: true, childList: true });
})();
