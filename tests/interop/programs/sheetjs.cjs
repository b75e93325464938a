const XLSX = require("xlsx");
const { typed } = require("./cells.cjs");

const [given, cells, saved] = process.argv.slice(2);
const TYPES = { text: "s", number: "n", bool: "b", date: "d" };
const book = XLSX.readFile(given, { cellStyles: true, cellDates: true });
for (const { sheet, cell, kind, value } of typed(cells)) {
  book.Sheets[sheet][cell] = { t: TYPES[kind], v: value, ...(kind === "date" ? { z: "yyyy-mm-dd" } : {}) };
}
XLSX.writeFile(book, saved, { cellDates: true });
