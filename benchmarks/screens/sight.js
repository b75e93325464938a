// What a person sees of a page, and where. Words are found as they are drawn, whatever holds them.
window.sight = (() => {
  "use strict";
  const main = () => document.querySelector('[data-testid="stMain"]');
  const card = (id) => document.querySelector(`.st-key-card-${id}`);
  const plain = (text) => text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
  const isDrawn = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  };

  // The innermost elements that have these words.
  const holders = (words, root = main()) =>
    [...(root?.querySelectorAll("*:not(style, script)") ?? [])].filter(
      (each) =>
        plain(each.textContent).includes(words) &&
        ![...each.children].some((child) => plain(child.textContent).includes(words)) &&
        isDrawn(each),
    );

  // The lines of the text in an element, from left to right and from top to bottom.
  const lines = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  };

  const isSeen = (box, element) => {
    const [left, middle] = [box.left + Math.min(3, box.width / 2), (box.top + box.bottom) / 2];
    if (box.top < -1 || box.bottom > innerHeight + 1 || left < 0 || left > innerWidth) return false;
    const front = document.elementFromPoint(left, middle);
    return front !== null && (front.contains(element) || element.contains(front));
  };

  // What has to be read before one rates: the question, the beginning of the quotation, and every rating.
  const parts = (id, question, quotation) => {
    const root = card(id);
    const asked = holders(question, root)[0];
    const quoted = holders(quotation, root)[0];
    const radios = [...(root?.querySelectorAll('[role="radio"]') ?? [])].filter(isDrawn);
    if (!asked || !quoted || radios.length < 5) return undefined;
    const ofQuestion = lines(asked);
    return [
      { element: asked, boxes: [ofQuestion[0], ofQuestion.at(-1)] },
      { element: quoted, boxes: [lines(quoted)[0]] },
      ...radios.map((element) => ({ element, boxes: [element.getBoundingClientRect()] })),
    ];
  };
  const isReadable = (found) => found.boxes.every((box) => box && isSeen(box, found.element));
  const isTogether = (...item) => parts(...item)?.every(isReadable) ?? false;

  // By how many pixels, downwards, a part of an item must be scrolled to be seen; 0 where it is.
  const lack = (found) => {
    if (isReadable(found)) return 0;
    const top = Math.min(...found.boxes.map((box) => box.top));
    const bottom = Math.max(...found.boxes.map((box) => box.bottom));
    if (bottom > innerHeight) return Math.ceil(bottom - innerHeight);
    if (top < 0) return Math.floor(top);
    return top < innerHeight / 2 ? -40 : 40; // Something that stays in its place covers it.
  };
  const place = (box) => Math.round(box.top + main().scrollTop);

  // The block that says all of this, and the first of these words in it.
  const together = (words) => {
    for (const first of holders(words[0]))
      for (let block = first; block && block !== main(); block = block.parentElement)
        if (words.every((each) => plain(block.textContent).includes(each))) {
          const found = words.map((each) => holders(each, block)[0]);
          // A block of several screens says nothing together.
          if (found.slice(1).every(Boolean) && block.getBoundingClientRect().height < innerHeight * 3)
            return [first, ...found.slice(1)];
          break;
        }
    return undefined;
  };

  // Widgets and charts are loaded when they are first needed, and the page grows by them; and a page may scroll itself.
  const whenStill = async (milliseconds) => {
    const look = () => [document.querySelectorAll('[data-testid="stSkeleton"]').length, main().scrollHeight, main().scrollTop].join();
    for (let still = 0, before = ""; still < milliseconds || !before.startsWith("0,"); still += 50) {
      await new Promise((done) => setTimeout(done, 50));
      const now = look();
      if (now !== before) still = 0;
      before = now;
    }
  };

  const isClear = (colour) => /^rgba\(.*, 0\)$|^rgb\(255, 255, 255\)$/.test(colour);
  const hasInk = (element) => {
    const style = getComputedStyle(element);
    const hasLine = (side) => parseFloat(style[`border${side}Width`]) > 0 && !isClear(style[`border${side}Color`]);
    if (element.matches("input")) return false; // Streamlit hides most of them, and draws a frame around the others.
    return element.matches("img, svg, canvas") || hasLine("Left") || hasLine("Bottom") || !isClear(style.backgroundColor);
  };
  const isText = (node) => node.nodeType === Node.TEXT_NODE && node.data.trim() && !node.parentElement.closest('style, script, noscript, [data-testid="stIconMaterial"]');
  const texts = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
      isText(node) && isDrawn(node.parentElement) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
    );
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  // Where something is drawn first in each row of the page: text, or what has a line or a ground of its own. What scrolls
  // or is indented begins where its box does.
  const BOXES = '[role="radiogroup"], ul, ol';
  const leftOf = (element) => (element.closest(BOXES) ?? element).getBoundingClientRect().left;
  const edges = () =>
    [...main().querySelectorAll('[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] > *')]
      .filter(isDrawn)
      .map((row) => {
        const inked = [row, ...row.querySelectorAll("*")].filter((each) => isDrawn(each) && hasInk(each)).map(leftOf);
        const written = texts(row).flatMap((node) =>
          node.parentElement.closest(BOXES) ? leftOf(node.parentElement) : lines(node).map((box) => box.left),
        );
        return Math.round(Math.min(...inked, ...written));
      })
      .filter(Number.isFinite);
  const PICTURES = ".distribution, .theme-rows, .range, .matrix, [data-testid=stVegaLiteChart], [data-testid=stImage]";
  const each = (values) => [...new Set(values)].sort((one, other) => one - other);

  return {
    // How a page is framed: where its rows begin, how large its text is, how many buttons are filled, how long it is, and
    // where its first picture stands.
    frame: () => {
      const picture = [...main().querySelectorAll(PICTURES)].find(isDrawn);
      return {
        edges: each(edges()),
        // What has no size isn’t seen.
        sizes: each(texts(document.body).map((node) => parseFloat(getComputedStyle(node.parentElement).fontSize)).filter(Boolean)),
        filled: [...document.querySelectorAll('[data-testid="stBaseButton-primary"]')].filter(isDrawn).length,
        height: main().scrollHeight,
        picture: picture ? place(picture.getBoundingClientRect()) : null,
      };
    },
    isTogether,
    whenStill,
    partsOf: (...item) => parts(...item)?.length ?? 0,
    partLacks: (part, ...item) => lack(parts(...item)[part]),
    lackOf: (element) => lack({ element, boxes: [element.getBoundingClientRect()] }),
    lackOfWords: (part, words) => {
      const element = together(words)[part];
      return lack({ element, boxes: [lines(element)[0]] });
    },
    placeOfWords: (words) => {
      const found = together(words);
      return found && place(lines(found[0])[0]);
    },
    areSeen: (words) => together(words)?.every((element) => isSeen(lines(element)[0], element)) ?? false,
    height: () => main().scrollHeight,
    placeOf: (element) => place(element.getBoundingClientRect()),
    scroll: (pixels) => {
      const before = main().scrollTop;
      main().scrollBy({ top: pixels, behavior: "instant" });
      return Math.abs(main().scrollTop - before);
    },
    ratings: () =>
      [...document.querySelectorAll('[class*="st-key-card-"]')]
        .map((each) => [...each.querySelectorAll('[role="radio"]')].find(isDrawn))
        .filter(Boolean)
        .map((each) => place(each.getBoundingClientRect())),
    // Milliseconds from the next click until the page says that something more is saved.
    untilSaved: () =>
      new Promise((done) => {
        const said = () => (main().textContent.match(/Saved (?:at )?\d\d:\d\d(?::\d\d)?/g) ?? []).join();
        const begin = () => {
          const before = said();
          const start = performance.now();
          const look = () => (said() === before ? requestAnimationFrame(look) : done(performance.now() - start));
          look();
        };
        addEventListener("click", begin, { capture: true, once: true });
      }),
    letters: (element) => {
      const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const sizes = [];
      while (texts.nextNode()) {
        const holder = texts.currentNode.parentElement;
        if (texts.currentNode.data.trim() && isDrawn(holder) && !holder.closest("style, script, noscript"))
          sizes.push(parseFloat(getComputedStyle(holder).fontSize));
      }
      return Math.min(...sizes);
    },
  };
})();
