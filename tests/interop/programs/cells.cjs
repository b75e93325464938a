// What is typed into which cell: a line each, with the sheet, the cell, the kind of value and the value.
const fs = require("fs");

const VALUES = {
  text: (value) => value.replaceAll("\\n", "\n"),
  number: Number,
  bool: (value) => value === "true",
  date: (value) => new Date(`${value}T00:00:00Z`),
};

exports.typed = (path) =>
  fs.readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => {
    const [sheet, cell, kind, value] = line.split("\t");
    return { sheet, cell, kind, value: VALUES[kind](value) };
  });
