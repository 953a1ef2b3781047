// Choosing, dropping and pasting photos; sending them; what is shown meanwhile and when it fails.
"use strict";

const longestSide = 1600;
const sendAsIs = 400_000;
const tries = 5;
// Milliseconds until an answer is no longer waited for.
let patience = 60_000;
const form = find("look");
const result = find("result");
// Each choice of photos is a turn; what belongs to an earlier one is dropped.
let turn = 0;
let stop = () => {};

// Something to tell people: a heading, and a sentence that says what to do.
class Told extends Error {
  constructor(heading, detail) { super(detail); this.heading = heading; }
}

let pauseFor = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const megabytes = (bytes) => `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;

// A large photo is made smaller before it travels; one that the browser can't decode is sent as it is.
async function shrunk(file) {
  if (file.size === 0) throw new Told(say("This file is empty"), say("Choose another photo."));
  if (file.size <= sendAsIs || file.type === "image/gif" || !("createImageBitmap" in window)) return file;
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return file;
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const canvas = make("canvas", { width: Math.max(1, Math.round(image.width * scale)), height: Math.max(1, Math.round(image.height * scale)) });
  const context = canvas.getContext("2d");
  if (!context) return file;
  context.imageSmoothingQuality = "high";
  // JPEG has no transparency: white shows through, as it does on the server.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const smaller = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  return smaller && smaller.size < file.size ? new File([smaller], "photo.jpg", { type: "image/jpeg" }) : file;
}

// Posts once. `report` is told the fraction that has been sent. XMLHttpRequest, for fetch can't tell of an upload.
function post(body, report) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.timeout = patience;
    request.upload.onprogress = (event) => { if (event.lengthComputable) report(event.loaded / event.total); };
    request.onload = () => done(request);
    request.onerror = () => fail(navigator.onLine
      ? new Told(say("The server can't be reached"), say("Try again in a moment."))
      : new Told(say("You are offline"), say("Connect to the network, then try again.")));
    request.ontimeout = () => fail(new Told(say("That took too long"), say("The connection may be slow; try again, or choose a smaller photo.")));
    request.onabort = () => fail(new Told(say("Cancelled"), say("Choose a photo.")));
    stop = () => request.abort();
    request.send(body);
  });
}

// The card of one photo. A busy server is asked again, and `word` is told so.
async function ask(file, report, word) {
  const small = await shrunk(file);
  const limit = Number(form.dataset.limit);
  if (limit && small.size > limit) throw new Told(say("This photo is too large"), say("It has {size}, and {limit} can be sent. Choose a smaller one.", { size: megabytes(small.size), limit: megabytes(limit) }));
  for (let attempt = 1; ; attempt += 1) {
    const body = new FormData();
    body.append("photo", small, small.name || "photo");
    const answer = await post(body, report);
    const page = new DOMParser().parseFromString(answer.responseText, "text/html");
    const { section, heading, detail } = message(page, answer.status);
    if (answer.status < 400 && section) return document.adoptNode(section);
    if (![429, 503].includes(answer.status) || attempt === tries) throw new Told(heading, detail);
    const seconds = Math.min(10, Math.max(1, Number(answer.getResponseHeader("Retry-After")) || 2));
    word(say("The server is busy. Trying again in {n} s…", { n: seconds }));
    await pauseFor(seconds * 1000);
  }
}

// While something is shown where answers are, the form makes room.
function makeRoom(away) {
  form.hidden = away;
  for (const id of ["lead", "samples"]) {
    const part = find(id);
    if (part) part.hidden = away;
  }
  find("question").classList.toggle("small", away);
}

function remember(cards = []) {
  try {
    sessionStorage.setItem("answer", JSON.stringify({ shown: result.innerHTML, cards: cards.map((card) => card?.outerHTML ?? null) }));
  } catch { sessionStorage.removeItem("answer"); }
}

function forget() {
  turn += 1;
  stop();
  result.replaceChildren();
  sessionStorage.removeItem("answer");
}

function reset() {
  forget();
  makeRoom(false);
}

function put(section, focus = true) {
  result.replaceChildren(section);
  const heading = section.querySelector("#verdict");
  if (focus) heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "nearest" });
}

function tell(told, retry) {
  const onward = make("p", { className: "onward actions" });
  if (retry) onward.append(button(say("Try again"), retry, ""));
  onward.append(make("a", { className: `button again${retry ? " second" : ""}`, href: "/", textContent: say("Try another photo") }));
  put(make("section", { className: "result message" },
    make("h2", { id: "verdict", tabIndex: -1, textContent: told.heading ?? say("That didn't work") }),
    make("p", { className: "lead", textContent: told.heading ? told.message : say("Try again in a moment.") }), onward));
}

// The new photo with a bar that fills with the upload; the words tell of what takes long.
function progressCard(file) {
  const image = make("img", { alt: say("Your photo"), src: URL.createObjectURL(file) });
  const figure = make("figure", { className: "photo" }, make("div", { className: "stage" }, image));
  // A kind that this browser can't show may still be one that the server reads.
  let isForeign = false;
  image.onerror = () => {
    isForeign = true;
    figure.replaceChildren(make("p", { className: "quiet", textContent: file.name }));
  };
  const bar = make("progress", { max: 1, value: 0 });
  bar.setAttribute("aria-label", say("Sent so far"));
  const word = make("p", { className: "word" });
  word.setAttribute("role", "status");
  const section = make("section", { className: "result working" }, make("div", { className: "card" }, figure,
    make("div", { className: "answer" }, make("h2", { id: "verdict", tabIndex: -1, textContent: say("Looking…") }), bar, word)));
  const slow = setTimeout(() => { word.textContent ||= "Still looking…"; }, 3000);
  return {
    section,
    report: (share) => {
      if (share < 1) bar.value = share; else bar.removeAttribute("value");
      // Such a photo travels whole, and its decoding is what takes long.
      if (share === 1 && isForeign && file.size > sendAsIs) word.textContent ||= say("The photo is large; it is being decoded…");
    },
    word: (text) => { word.textContent = text; },
    end: () => { clearTimeout(slow); URL.revokeObjectURL(image.src); },
  };
}

async function look(file) {
  forget();
  makeRoom(true);
  const mine = turn;
  const progress = progressCard(file);
  put(progress.section);
  try {
    const section = await ask(file, progress.report, progress.word);
    if (mine !== turn) return;
    put(section);
    remember();
    dress(section, file, look);
  } catch (told) {
    if (mine === turn) tell(told, () => look(file));
  } finally {
    progress.end();
  }
}

function choose(files) {
  if (files.length > 1) lookAtAll([...files]);
  else if (files.length) look(files[0]);
}

// What was dropped or pasted, where it holds no file.
function refuse(data) {
  const text = data?.getData("text/uri-list") || data?.getData("text/plain") || "";
  reset();
  if (/^https?:\/\//i.test(text.trim())) tell(new Told(say("That is a link"), say("Save the photo first, then drop or choose it here.")));
  else if (text) tell(new Told(say("That is text, not a photo"), say("Copy the photo itself, or choose it.")));
  else tell(new Told(say("That was no file"), say("Save the photo first, then drop or choose it here.")));
}

if (form) {
  find("photo").multiple = true;
  for (const id of ["photo", "camera"]) {
    find(id).addEventListener("change", (event) => { choose([...event.target.files]); event.target.value = ""; });
  }
  const drop = find("drop");
  addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) choose(event.dataTransfer.files); else refuse(event.dataTransfer);
  });
  addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) choose(event.clipboardData.files);
    else if (!event.target.closest?.("input, textarea")) refuse(event.clipboardData);
  });
  result.addEventListener("click", (event) => {
    if (!event.target.closest(".again")) return;
    event.preventDefault();
    reset();
    find("photo").focus();
    find("photo").click();
  });
  result.addEventListener("submit", (event) => {
    event.preventDefault();
    answerFeedback(event.target, event.submitter);
  });
  find("samples")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const image = await fetch(event.target.querySelector("img").src).catch(() => null);
    if (image?.ok) look(new File([await image.blob()], "sample.jpg", { type: "image/jpeg" }));
    else tell(new Told(say("The server can't be reached"), say("Try again in a moment.")));
  });
  const kind = performance.getEntriesByType("navigation")[0]?.type;
  if (kind === "reload" || kind === "back_forward") restore();
}

// Going back or loading the page again brings the answer back.
function restore() {
  let kept;
  try { kept = JSON.parse(sessionStorage.getItem("answer")); } catch { return; }
  if (!kept || result.children.length) return;
  const parse = (text) => document.adoptNode(new DOMParser().parseFromString(text, "text/html").querySelector("section.result"));
  makeRoom(true);
  const section = parse(kept.shown);
  put(section, false);
  if (kept.cards.length) dressList(section, kept.cards.map((card) => card && parse(card)));
  else dress(section, null, look);
}
