const Populate = require("xlsx-populate");
const { typed } = require("./cells.cjs");

const [given, cells, saved] = process.argv.slice(2);
(async () => {
  const book = await Populate.fromFileAsync(given);
  for (const { sheet, cell, kind, value } of typed(cells)) {
    // It counts dates in local time.
    book.sheet(sheet).cell(cell).value(kind === "date" ? Math.floor(Populate.dateToNumber(value)) : value);
  }
  await book.toFileAsync(saved);
})();
