// A gap that the first screen opens among all gaps comes into sight (findings.py).
document.addEventListener("click", async ({ target }) => {
  const [, id] = target.closest?.('[class*="st-key-open-gravest-"]')?.className.match(/st-key-open-gravest-(\S+)/) ?? [];
  for (const end = performance.now() + 5000; id && performance.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    const opened = document.querySelector(`.st-key-gap-row-${CSS.escape(id)}:has(details[open])`);
    if (!opened) continue;
    opened.scrollIntoView({ block: "start" });
    opened.querySelector("summary").focus({ preventScroll: true });
    return;
  }
});
