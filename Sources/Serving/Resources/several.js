// Several photos at once: a list of answers in short form, each to be opened, and a table to download.
"use strict";

// A small image of a file that can be kept as text; empty where this browser can't decode it.
async function thumbnail(file) {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return "";
  const side = Math.min(image.width, image.height);
  const canvas = make("canvas", { width: 128, height: 128 });
  canvas.getContext("2d").drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, 128, 128);
  image.close();
  return canvas.toDataURL("image/jpeg", 0.8);
}

// A cell as spreadsheets read it: quoted where needed, and never taken for a formula.
function cell(text) {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function table(list, cards) {
  const lines = [["file", "verdict", "class", "probability", "second", "second probability", "error"]];
  [...list.querySelectorAll(".answers li")].forEach((row, index) => {
    const name = row.querySelector(".file").textContent;
    const card = cards[index];
    const bars = card ? [...card.querySelectorAll(".bars li")].slice(0, 2) : [];
    const pairs = [0, 1].flatMap((place) => (bars[place] ? [bars[place].querySelector("a").textContent, bars[place].dataset.p] : ["", ""]));
    lines.push([name, card?.dataset.verdict ?? "", ...pairs, card ? "" : row.querySelector(".said").textContent]);
  });
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

// Makes the list's buttons work; `cards` are the whole answers, in its order.
function dressList(list, cards) {
  [...list.querySelectorAll(".answers li")].forEach((row, index) => {
    row.querySelector("button")?.remove();
    const card = cards[index];
    if (!card) return;
    row.append(button(say("Open"), () => {
      put(card);
      dress(card, row.file ?? null, look);
      card.querySelector(".tools")?.append(button(say("Back to the list"), () => put(list)));
    }));
  });
  const tools = list.querySelector(".tools");
  tools.querySelector("button")?.remove();
  tools.append(button(say("Download as CSV"), () => download(new Blob(["\uFEFF", table(list, cards)], { type: "text/csv" }), "answers.csv")));
}

async function lookAtAll(files) {
  forget();
  makeRoom(true);
  const mine = turn;
  const rows = files.map((file) => {
    const said = make("span", { className: "said", textContent: say("Waiting…") });
    const row = make("li", { file }, make("span", { className: "thumb" }), make("span", { className: "about" }, make("span", { className: "file quiet", textContent: file.name }), said));
    thumbnail(file).then((source) => { if (source) row.querySelector(".thumb").append(make("img", { src: source, alt: "" })); });
    return { file, row, said };
  });
  const heading = make("h2", { id: "verdict", tabIndex: -1, textContent: say("Looking at {n} photos…", { n: files.length }) });
  const tools = make("div", { className: "actions tools" }, make("a", { className: "button again", href: "/", textContent: say("Try other photos") }));
  const list = make("section", { className: "result list" }, heading, make("ol", { className: "answers" }, ...rows.map((one) => one.row)), tools);
  put(list);
  const cards = files.map(() => null);
  let next = 0;
  const work = async () => {
    while (next < rows.length && mine === turn) {
      const index = next++;
      const { file, said } = rows[index];
      said.textContent = say("Looking…");
      try {
        const card = await ask(file, () => {}, (text) => { said.textContent = text; });
        cards[index] = card;
        const certainty = card.querySelector(".certainty")?.textContent ?? "";
        said.replaceChildren(make("strong", { textContent: card.querySelector("#verdict").textContent }), ` ${certainty}`);
      } catch (told) {
        said.textContent = told.heading ? `${told.heading}. ${told.message}` : `${say("That didn't work")}.`;
      }
    }
  };
  await Promise.all([work(), work()]);
  if (mine !== turn) return;
  heading.textContent = say("{n} photos", { n: files.length });
  dressList(list, cards);
  remember(cards);
}
