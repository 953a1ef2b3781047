// What can be done with an answer: say whether it is right, look at a part of the photo, save it as an image.
"use strict";

// The heading and the sentence of a page's message.
function message(page, status) {
  const section = page.querySelector("section.result");
  const text = (selector) => section?.querySelector(selector)?.textContent.trim();
  return { section, heading: text("#verdict") || say("The server answered with {status}", { status }), detail: text(".lead") || say("Try again in a moment.") };
}

async function answerFeedback(form, submitter) {
  const box = form.closest(".feedback-box");
  const body = new URLSearchParams(new FormData(form));
  // Added by hand: browsers that know no second argument of FormData would leave it out.
  if (submitter?.name) body.set(submitter.name, submitter.value);
  const said = box.querySelector(".said") ?? box.appendChild(make("p", { className: "said" }));
  said.setAttribute("role", "status");
  said.textContent = "";
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { section, heading, detail } = message(page, answer.status);
    if (!answer.ok) {
      said.textContent = `${heading}. ${detail}`;
      return;
    }
    const undo = section.querySelector("form");
    box.querySelector(".asked").hidden = Boolean(undo);
    box.querySelector(".thanks")?.remove();
    if (!undo) {
      said.textContent = detail;
      return;
    }
    const thanks = make("div", { className: "thanks" }, make("p", { textContent: `${heading}. ${detail}`, tabIndex: -1 }), document.adoptNode(undo));
    box.prepend(thanks);
    thanks.firstChild.focus({ preventScroll: true });
  } catch {
    said.textContent = navigator.onLine ? `${say("The server can't be reached")}. ${say("Try again in a moment.")}` : say("You are offline. Connect, then answer again.");
  }
}

// A box over the photo, as fractions of it, moved and sized by dragging or by arrow keys.
function cropBox(stage) {
  const part = { x: 0.2, y: 0.2, width: 0.6, height: 0.6 };
  const grip = make("span", { className: "grip" });
  const box = make("div", { className: "crop", tabIndex: 0 }, grip);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", say("The part to look at. Arrow keys move it, with Shift they change its size."));
  const bounded = (value, least, most) => Math.min(most, Math.max(least, value));
  const place = () => {
    part.width = bounded(part.width, 0.05, 1);
    part.height = bounded(part.height, 0.05, 1);
    part.x = bounded(part.x, 0, 1 - part.width);
    part.y = bounded(part.y, 0, 1 - part.height);
    for (const [name, value] of [["left", part.x], ["top", part.y], ["width", part.width], ["height", part.height]]) {
      box.style[name] = `${value * 100}%`;
    }
  };
  const point = (event) => {
    const frame = stage.getBoundingClientRect();
    return { x: (event.clientX - frame.left) / frame.width, y: (event.clientY - frame.top) / frame.height };
  };
  stage.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const from = point(event);
    const before = { ...part };
    const sizes = event.target === grip;
    const moves = !sizes && event.target === box;
    if (!sizes && !moves) Object.assign(before, { x: from.x, y: from.y, width: 0, height: 0 });
    const move = (event) => {
      const to = point(event);
      if (moves) Object.assign(part, { x: before.x + to.x - from.x, y: before.y + to.y - from.y });
      else if (sizes) Object.assign(part, { width: before.width + to.x - from.x, height: before.height + to.y - from.y });
      else Object.assign(part, { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) });
      place();
    };
    const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); removeEventListener("pointercancel", end); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    box.focus({ preventScroll: true });
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-0.02, 0], ArrowRight: [0.02, 0], ArrowUp: [0, -0.02], ArrowDown: [0, 0.02] }[event.key];
    if (!step) return;
    event.preventDefault();
    part[event.shiftKey ? "width" : "x"] += step[0];
    part[event.shiftKey ? "height" : "y"] += step[1];
    place();
  });
  place();
  stage.append(box);
  stage.classList.add("cropping");
  return { box, part };
}

// The part of the photo as a file: of the chosen file where this browser can decode it, else of the photo on the card.
async function cut(image, file, part) {
  const source = (file && (await createImageBitmap(file).catch(() => null))) || image;
  const [width, height] = [source.naturalWidth ?? source.width, source.naturalHeight ?? source.height];
  const scale = Math.min(1, 1600 / Math.max(width * part.width, height * part.height));
  const canvas = make("canvas", { width: Math.max(1, Math.round(width * part.width * scale)), height: Math.max(1, Math.round(height * part.height * scale)) });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, width * part.x, height * part.y, width * part.width, height * part.height, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.92));
  return new File([blob], "part.jpg", { type: "image/jpeg" });
}

// The card as an image: photo, answer, bars.
async function drawn(section) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const rows = [...section.querySelectorAll(".bars li")].map((row) => ({ name: row.querySelector("a").textContent, percent: row.querySelector(".name span").textContent, p: Number(row.dataset.p) }));
  const image = section.querySelector(".stage img");
  const [width, margin] = [900, 40];
  const height = Math.round(Math.min(700, (image.naturalHeight / image.naturalWidth) * (width - 2 * margin)));
  const canvas = make("canvas", { width, height: height + 210 + rows.length * 56 });
  const context = canvas.getContext("2d");
  context.fillStyle = colour("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  const shown = (height * image.naturalWidth) / image.naturalHeight;
  context.drawImage(image, (width - shown) / 2, margin, shown, height);
  const write = (text, y, size, name, align = "left") => {
    context.font = `${size >= 26 ? "bold " : ""}${size}px system-ui, sans-serif`;
    context.fillStyle = colour(name);
    context.textAlign = align;
    context.fillText(text, align === "left" ? margin : width - margin, y, width - 2 * margin);
  };
  let y = margin + height + 56;
  write(section.querySelector("#verdict").textContent, y, 38, "--ink");
  write(section.querySelector(".certainty")?.textContent ?? "", (y += 38), 24, "--quiet");
  for (const row of rows) {
    write(row.name, (y += 44), 22, "--ink");
    write(row.percent, y, 22, "--ink", "right");
    context.fillStyle = colour("--track");
    context.fillRect(margin, y + 8, width - 2 * margin, 6);
    context.fillStyle = colour("--fill");
    context.fillRect(margin, y + 8, (width - 2 * margin) * Math.min(1, row.p), 6);
    y += 12;
  }
  write(document.querySelector(".brand").textContent, canvas.height - 24, 20, "--quiet");
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function download(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// Adds to a card what needs scripts. `again` looks at another file.
function dress(section, file, again) {
  const tools = section.querySelector(".tools");
  const image = section.querySelector(".stage img");
  if (!tools || !image) return;
  tools.querySelectorAll("button").forEach((old) => old.remove());
  const own = [...tools.children];
  const start = () => {
    const { box, part } = cropBox(image.parentElement);
    const leave = () => {
      box.remove();
      // A copy has none of the listeners.
      image.parentElement.classList.remove("cropping");
      image.parentElement.replaceWith(image.parentElement.cloneNode(true));
      dress(section, file, again);
    };
    tools.replaceChildren(
      button(say("Look at this part"), async () => again(await cut(image, file, part)), ""),
      button(say("Cancel"), () => { tools.replaceChildren(...own); leave(); }));
    box.focus();
  };
  tools.append(button(say("Look at a part"), start), button(say("Save as an image"), async () => download(await drawn(section), "answer.png")));
}
