// Sorts the table of classes by the column whose heading is pressed; without it the table stands in the model's order.
const table = document.getElementById("class-table");
for (const button of table.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    const heading = button.parentElement;
    const rising = heading.getAttribute("aria-sort") !== "ascending";
    for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
    const key = button.dataset.key;
    const value = (row) => key === "label" ? row.dataset.label : Number(row.dataset[key]);
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const order = typeof x === "string" ? x.localeCompare(y) : x - y;
      return rising ? order : -order;
    });
    table.tBodies[0].append(...rows);
  });
}
