// Lets a reader sort a table by its columns, and scroll one that is too wide by keys.  Without this script a table stands in the
// order it was written.

/** What a cell is sorted by: its first number where the column is one of numbers, else its words. */
function value(row, column) {
  const text = row.cells[column].textContent.trim();
  const number = parseFloat(text.replace(",", "."));
  return Number.isNaN(number) || /^[^\d.−-]*[a-z]{3}/i.test(text) ? text.toLowerCase() : number;
}

function compare(a, b) {
  if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b);
  return typeof a === "number" ? -1 : 1; // numbers before words and empty cells
}

function sort(table, column, descending) {
  const rows = [...table.tBodies[0].rows];
  const keyed = rows.map(row => [value(row, column), row]);
  keyed.sort(([a], [b]) => {
    if (a === "" || b === "") return (a === "") - (b === ""); // empty cells last, either way
    return descending ? compare(b, a) : compare(a, b);
  });
  table.tBodies[0].append(...keyed.map(([, row]) => row));
  for (const [index, head] of [...table.tHead.rows[0].cells].entries()) {
    head.setAttribute("aria-sort", index !== column ? "none" : descending ? "descending" : "ascending");
  }
}

for (const table of document.querySelectorAll("table.am-sortable")) {
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "am-sort";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    const first = table.tBodies[0].rows[0];
    button.addEventListener("click", () => {
      const sorted = head.getAttribute("aria-sort");
      const numeric = first && typeof value(first, column) === "number";
      // Numbers begin with the greatest, words with A; a second press turns the order round.
      sort(table, column, sorted === "none" ? numeric : sorted === "ascending");
    });
  }
}

// The theme puts a table into a box that scrolls where the table is too wide; it does so after the page has loaded.
addEventListener("load", () => {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (box.scrollWidth > box.clientWidth && !box.querySelector("a")) box.tabIndex = 0;
  }
});
