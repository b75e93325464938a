// What exceljs sees in a workbook: of each sheet, how many cells hold something.
const { Workbook } = require("exceljs");

(async () => {
  const book = new Workbook();
  await book.xlsx.readFile(process.argv[2]);
  const counts = {};
  book.eachSheet((sheet) => {
    counts[sheet.name] = 0;
    sheet.eachRow((row) => row.eachCell((cell) => { if (cell.master === cell) counts[sheet.name] += 1; }));
  });
  console.log(JSON.stringify(counts));
})();
