"use strict";
// The page shows what the server keeps: a decision counts once it has answered, and only then the next image is shown.
const token = new URLSearchParams(location.search).get("token") || "";
const $ = (id) => document.getElementById(id);
const review = { queue: null, overview: null, item: null, next: [], busy: false, view: "one" };

// A plus sign is a plus sign.
const address = (path, values = {}) =>
  `${path}?${Object.entries({ ...values, token }).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}`;

async function ask(path, values, body) {
  const options = body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json", "X-Review-Token": token }, body: JSON.stringify(body),
  };
  let answer;
  try {
    answer = await fetch(body === undefined ? address(path, values) : path, options);
  } catch {
    throw new Error("The program doesn't answer; start dogbreed review again. What was shown as decided is kept.");
  }
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail || answer.statusText);
  return found;
}

function report(text) { $("status").textContent = text; }

// One request after another, so that a key pressed twice decides about one image.
async function alone(work) {
  if (review.busy) return;
  review.busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    await work();
  } catch (error) {
    report(error.message);
  } finally {
    review.busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

function element(name, values = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(values)) {
    if (key in made && key !== "list") made[key] = value; else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

function vector(name, values, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;
const image = (number, side) => address(`/image/${number}`, { side });

function showOverview(overview) {
  review.overview = overview;
  $("data").textContent = overview.data;
  $("journal").textContent = `Decisions are kept in ${overview.journal}`;
  $("queues").replaceChildren(
    ...overview.queues.map((queue) => element("li", {}, element("button", {
      type: "button", textContent: `${queue.title} (${queue.left})`, onclick: () => open(queue.id),
      "aria-current": review.view === "one" && queue.id === review.queue ? "true" : "false",
    }))),
    element("li", {}, element("button", {
      type: "button", textContent: "Sweep a class", id: "open-sweep", onclick: () => openSweep(),
      "aria-current": review.view === "sweep" ? "true" : "false",
    })));
  $("classes").replaceChildren(...overview.classes.map((one) => element("option", { value: one.label })));
  const figures = overview.figures;
  $("figures").textContent = (figures
    ? `Validation: ${percent(figures.accuracy)} of ${figures.of} right (${percent(figures.low)} to ${percent(figures.high)}), `
      + `log loss ${figures.nll.toFixed(3)}, fitted in ${figures.seconds.toFixed(1)} s.`
    : overview.hint || "") + (overview.isFitting ? " Fitting to the newest decisions…" : "");
  const changes = overview.relabelled + overview.deleted;
  $("pending").textContent = `Decided: ${overview.decided}. To be applied: ${overview.relabelled} other labels, ${overview.deleted} deleted.`;
  $("apply").disabled = changes === 0 && !overview.canRevert;
  for (const id of ["undo", "sweep-undo"]) $(id).disabled = !overview.canUndo;
  drawCurve(overview.history);
  if (overview.isFitting) watch();
}

function drawCurve(history) {
  const values = history.map((one) => one.accuracy);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  $("curve").toggleAttribute("hidden", values.length < 2);
  $("curve").querySelector("polyline").setAttribute("points", values.map((value, place) =>
    `${(place / Math.max(values.length - 1, 1)) * 300},${high > low ? 55 - ((value - low) / (high - low)) * 50 : 30}`).join(" "));
}

let watching = false;
async function watch() {
  if (watching) return;
  watching = true;
  try {
    while (review.overview.isFitting) {
      await new Promise((done) => setTimeout(done, 400));
      if (!review.busy) showOverview(await ask("/api/overview"));
    }
  } catch (error) {
    report(error.message);
  }
  watching = false;
}

function classOf(text) {
  const sought = text.trim().toLowerCase();
  return review.overview.classes.find((one) => one.label.toLowerCase() === sought || one.id.toLowerCase() === sought);
}

function show(view) {
  review.view = view;
  for (const id of ["one", "done", "sweep"]) $(id).toggleAttribute("hidden", id !== view);
}

function showItem(item) {
  review.item = item;
  if (!item) {
    show("done");
    review.view = "one";
    return;
  }
  show("one");
  $("image").src = image(item.number, 1024);
  $("image").alt = item.label ? `Image labelled ${item.label}` : "Image without a label";
  $("name").textContent = item.name;
  $("part").textContent = item.part;
  $("reason").textContent = item.reason + (item.verdict ? ` You said: ${item.verdict}.` : "");
  $("candidates").replaceChildren(...item.candidates.map((one, place) => element("li", {}, element("button", {
    type: "button", className: one.id === item.id ? "own" : "", onclick: () => decide("label", one.id),
  }, element("span", { textContent: `${place + 1}`, className: "quiet" }),
  element("span", { textContent: one.label + (one.id === item.id ? " (its label)" : "") }),
  element("span", { textContent: one.probability == null ? "" : percent(one.probability, 0) }),
  vector("svg", { class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    vector("rect", { class: "track", width: 100, height: 4 }),
    vector("rect", { class: "fill", width: 100 * (one.probability || 0), height: 4 }))))));
  $("neighbours").replaceChildren(...item.neighbours.map((one) => element("li", {},
    element("img", { src: image(one.number, 160), alt: "", loading: "lazy" }),
    `${one.label || "no label"} (${one.similarity.toFixed(2)})`)));
  $("other").value = "";
  showMap();
}

async function showMap() {
  const [canvas, item] = [$("map"), review.item];
  canvas.hidden = true;
  if (!$("show-map").checked || !item || !item.candidates.length) return;
  try {
    const map = await ask(`/api/map/${item.number}`, { class: item.candidates[0].id });
    if (review.item !== item) return;
    [canvas.width, canvas.height] = [map.columns, map.rows];
    const drawn = canvas.getContext("2d");
    const pixels = drawn.createImageData(map.columns, map.rows);
    map.values.forEach((value, place) => pixels.data.set([255, 210 - 190 * value, 0, 190 * value], 4 * place));
    drawn.putImageData(pixels, 0, 0);
    canvas.hidden = false;
  } catch (error) {
    report(error.message);
  }
}

function take(reply) {
  showOverview(reply.overview);
  if (reply.said) report(reply.said);
  showItem(reply.items[0]);
  // The next ones are loaded while this one is looked at.
  for (const next of reply.items.slice(1)) new Image().src = image(next.number, 1024);
}

function open(queue) {
  return alone(async () => {
    review.queue = queue;
    review.view = "one";
    report("");
    take(await ask("/api/items", { queue }));
  });
}

function decide(verdict, name) {
  const item = review.item;
  if (!item || review.view !== "one") return;
  alone(async () => {
    const reply = await ask("/api/decide", {}, { images: [item.number], verdict, name, queue: review.queue });
    report(`${item.name}: ${verdict === "label" ? labelOf(name, reply.overview) : verdict === "new" ? name : verdict}`);
    take(reply);
  });
}

const labelOf = (id, overview) => (overview.classes.find((one) => one.id === id) || { label: id }).label;

function undo() {
  alone(async () => {
    const reply = await ask("/api/undo", {}, { queue: review.queue });
    if (review.view === "sweep") {
      showOverview(reply.overview);
      report(reply.said || "");
      await showGrid();
    } else {
      take(reply);
    }
  });
}

function chooseOther() {
  const found = classOf($("other").value);
  if (found) decide("label", found.id); else report("There is no such class; “New class…” makes one.");
}

function nameNew() {
  $("new-name").value = $("other").value;
  $("naming").showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !$("keys").checked) return;
  if (document.querySelector("dialog[open]") || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const key = event.key.toLowerCase();
  if (key === "u") undo();
  else if (review.view !== "one") return;
  else if (/^[1-9]$/.test(key) && review.item && review.item.candidates[key - 1]) decide("label", review.item.candidates[key - 1].id);
  else if (key === "0") decide("unsure");
  else if (key === "s") decide("skip");
  else if (key === "d") decide("delete");
  else if (key === "n") nameNew();
  else if (key === "m") $("show-map").click();
  else return;
  event.preventDefault();
});

for (const button of document.querySelectorAll("#actions [data-verdict]")) button.onclick = () => decide(button.dataset.verdict);
$("undo").onclick = $("sweep-undo").onclick = undo;
$("take").onclick = chooseOther;
$("other").onkeydown = (event) => { if (event.key === "Enter") chooseOther(); };
$("new").onclick = nameNew;
$("cancel").onclick = () => $("naming").close();
$("make").onclick = () => { $("naming").close(); decide("new", $("new-name").value.trim()); };
$("new-name").onkeydown = (event) => { if (event.key === "Enter") $("make").click(); };
$("show-map").onchange = showMap;

alone(async () => {
  const overview = await ask("/api/overview");
  const first = overview.queues.find((queue) => queue.left > 0) || overview.queues[0];
  review.queue = first.id;
  take(await ask("/api/items", { queue: first.id }));
});
