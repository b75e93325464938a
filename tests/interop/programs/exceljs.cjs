const { Workbook } = require("exceljs");
const { typed } = require("./cells.cjs");

const [given, cells, saved] = process.argv.slice(2);
(async () => {
  const book = new Workbook();
  await book.xlsx.readFile(given);
  for (const { sheet, cell, value } of typed(cells)) book.getWorksheet(sheet).getCell(cell).value = value;
  await book.xlsx.writeFile(saved);
})();
