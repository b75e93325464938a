// What SheetJS sees in a workbook: of each sheet, how many cells hold something.
const XLSX = require("xlsx");

const book = XLSX.readFile(process.argv[2]);
const counts = Object.fromEntries(book.SheetNames.map((name) => {
  const cells = Object.entries(book.Sheets[name]).filter(([place, cell]) => !place.startsWith("!") && cell.v !== undefined);
  return [name, cells.length];
}));
console.log(JSON.stringify(counts));
