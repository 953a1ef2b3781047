// Makes the page quicker to use; everything works as a plain form without it.
"use strict";
document.documentElement.classList.add("js");

const longestSide = 1600;
const sendAsIs = 400_000;
const find = (id) => document.getElementById(id);
const form = find("look");
const status = find("status");

function say(text, wrong = false) {
  status.textContent = text;
  status.classList.toggle("wrong", wrong);
}

function choose(file) {
  const preview = find("preview");
  const hint = find("hint");
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.onload = () => { preview.hidden = false; hint.hidden = true; };
  // A kind that this browser can't show may still be one that the server reads.
  preview.onerror = () => { preview.hidden = true; hint.hidden = false; hint.textContent = file.name; };
  preview.src = URL.createObjectURL(file);
}

// A large photo is made smaller before it travels; one that the browser can't decode is sent as it is.
async function shrunk(file) {
  if (file.size <= sendAsIs || file.type === "image/gif" || !("createImageBitmap" in window)) return file;
  let image;
  try { image = await createImageBitmap(file); } catch { return file; }
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d");
  if (!context) return file;
  context.imageSmoothingQuality = "high";
  // JPEG has no transparency: white shows through, as it does on the server.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  return smaller && smaller.size < file.size ? new File([smaller], "photograph.jpg", { type: "image/jpeg" }) : file;
}

async function post(action, body) {
  const answer = await fetch(action, { method: "POST", body, headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const section = page.querySelector("section.result");
  if (!section) throw new Error(`status ${answer.status}`);
  return { status: answer.status, section: document.adoptNode(section) };
}

function show(section) {
  const result = find("result");
  result.replaceChildren(section);
  const heading = find("verdict");
  heading.focus({ preventScroll: true });
  section.scrollIntoView({ block: "nearest", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

async function look(file) {
  if (!file || form.classList.contains("busy")) return;
  choose(file);
  form.classList.add("busy");
  say("Looking…");
  try {
    const body = new FormData();
    const small = await shrunk(file);
    body.append("photo", small, small.name || "photograph");
    show((await post(form.action, body)).section);
    say("");
  } catch {
    say("The server can't be reached. Try again in a moment.", true);
  } finally {
    form.classList.remove("busy");
  }
}

if (form) {
  for (const id of ["photo", "camera"]) {
    find(id).addEventListener("change", (event) => { look(event.target.files[0]); event.target.value = ""; });
  }
  const drop = find("drop");
  addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const file = event.dataTransfer.files[0];
    if (file) look(file); else say("That was no file. Save the photo first, then drop it here.", true);
  });
  addEventListener("paste", (event) => {
    look(event.clipboardData.files[0]);
  });
  find("result").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answered = event.target;
    if (answered.classList.contains("busy")) return;
    answered.classList.add("busy");
    // The button is added by hand: browsers that know no second argument of FormData would leave it out.
    const body = new URLSearchParams(new FormData(answered));
    if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
    try {
      const answer = await post(answered.action, body);
      if (answer.status >= 400) throw new Error(`status ${answer.status}`);
      show(answer.section);
      say("");
    } catch {
      answered.classList.remove("busy");
      say("The answer couldn't be kept. Try again in a moment.", true);
    }
  });
}

const search = find("q");
if (search) {
  const cards = [...find("cards").children];
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      card.hidden = !words.every((word) => card.dataset.words.includes(word));
      if (!card.hidden) count += 1;
    }
    find("count").textContent = find("count").textContent.replace(/^\d+/, count);
  };
  // Filtering here needs all entries; the server's own search leaves some out.
  if (cards.length && !location.search) search.addEventListener("input", filter);
}
