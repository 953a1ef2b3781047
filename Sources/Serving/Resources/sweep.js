"use strict";
// A class's images side by side, to relabel several at once; and what applies decisions to the files.
const sweep = { chosen: new Set(), cells: [], last: null };

function openSweep() {
  return alone(async () => {
    show("sweep");
    showOverview(await ask("/api/overview"));
    const before = $("sweep-class").value;
    $("sweep-class").replaceChildren(...review.overview.classes.map((one) =>
      element("option", { value: one.id, textContent: `${one.label} (${one.images})` })));
    if (before) $("sweep-class").value = before;
    report("");
    await showGrid();
  });
}

async function showGrid(more = false) {
  const from = more ? sweep.cells.length : 0;
  if (!$("sweep-class").value) return;
  const grid = await ask("/api/grid", { class: $("sweep-class").value, predicted: $("predicted").checked ? 1 : 0, from });
  if (!more) {
    sweep.cells = [];
    sweep.chosen.clear();
    sweep.last = null;
    $("grid").replaceChildren();
  }
  for (const cell of grid.cells) {
    const place = sweep.cells.push(cell) - 1;
    $("grid").append(element("li", {}, element("button", {
      type: "button", "aria-pressed": "false", title: cell.name, onclick: (event) => choose(place, event.shiftKey),
    }, element("img", { src: image(cell.number, 240), alt: cell.name, loading: "lazy" }),
    element("span", { textContent: cell.other ? `like ${cell.other}` : "" }))));
  }
  $("more").hidden = sweep.cells.length >= grid.total;
  count(grid.total);
}

function count(total = sweep.total) {
  sweep.total = total;
  $("sweep-count").textContent = `${sweep.cells.length} of ${total} images, the most doubtful first; chosen: ${sweep.chosen.size}. Shift chooses all between.`;
}

function choose(place, isRange) {
  const [first, last] = isRange && sweep.last !== null ? [Math.min(place, sweep.last), Math.max(place, sweep.last)] : [place, place];
  const isOn = isRange || !sweep.chosen.has(place);
  for (let at = first; at <= last; at += 1) mark(at, isOn);
  sweep.last = place;
  count();
}

function mark(place, isOn) {
  if (isOn) sweep.chosen.add(place); else sweep.chosen.delete(place);
  $("grid").children[place].firstChild.setAttribute("aria-pressed", isOn ? "true" : "false");
}

function decideAll(verdict, name) {
  const images = [...sweep.chosen].sort((a, b) => a - b).map((place) => sweep.cells[place].number);
  if (!images.length) return report("Choose images first.");
  return alone(async () => {
    const reply = await ask("/api/decide", {}, { images, verdict, name });
    showOverview(reply.overview);
    report(`${images.length} images: ${name ? labelOf(name, reply.overview) : verdict}`);
    await showGrid();
  });
}

$("relabel").onclick = () => {
  const text = $("target").value.trim();
  if (!text) return report("Name the class first.");
  const found = classOf(text);
  decideAll(found ? "label" : "new", found ? found.id : text);
};
$("sweep-delete").onclick = () => decideAll("delete");
$("sweep-unsure").onclick = () => decideAll("unsure");
$("none").onclick = () => { for (const place of [...sweep.chosen]) mark(place, false); count(); };
$("more").onclick = () => alone(() => showGrid(true));
$("sweep-class").onchange = $("predicted").onchange = () => alone(() => showGrid());

$("apply").onclick = () => {
  const overview = review.overview;
  $("plan").textContent = `${overview.relabelled} images get another label and ${overview.deleted} go to the bin. `
    + (overview.canMove ? "Files are moved into their classes' folders, or a table is written and they stay where they are. "
      : "The labels are not folders' names, so a table is written and the files stay where they are. ")
    + "Either can be undone.";
  const isEmpty = overview.relabelled + overview.deleted === 0;
  for (const button of document.querySelectorAll("#applying [data-to]")) {
    button.disabled = isEmpty || (button.dataset.to === "moves" && !overview.canMove);
  }
  $("revert").disabled = !overview.canRevert;
  $("outcome").textContent = "";
  $("applying").showModal();
};
$("close").onclick = () => $("applying").close();

function carryOut(path, body) {
  return alone(async () => {
    const reply = await ask(path, {}, body);
    showOverview(reply.overview);
    $("outcome").textContent = [reply.said, ...reply.problems].filter(Boolean).join(" ");
    for (const button of document.querySelectorAll("#applying [data-to]")) button.disabled = true;
    $("revert").disabled = !reply.overview.canRevert;
    if (review.view === "sweep") await showGrid();
    else if (review.queue) take(await ask("/api/items", { queue: review.queue }));
  }).then(() => { if (!$("outcome").textContent) $("outcome").textContent = $("status").textContent; });
}

for (const button of document.querySelectorAll("#applying [data-to]")) {
  button.onclick = () => carryOut("/api/apply", button.dataset.to === "moves" ? {} : { to: button.dataset.to });
}
$("revert").onclick = () => carryOut("/api/revert", {});
