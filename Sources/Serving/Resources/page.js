// What the pages share. Everything works as plain forms and links without scripts; these make it quicker.
"use strict";
document.documentElement.classList.add("js");

// The page's own texts in its language; English where it has no other.
const texts = JSON.parse(document.documentElement.dataset.texts ?? "{}");
const say = (text, values = {}) => (texts[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name]);

const find = (id) => document.getElementById(id);

// An element with its properties and what is in it.
function make(name, properties = {}, ...content) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

const button = (label, action, kind = "second") => {
  const made = make("button", { type: "button", className: kind, textContent: label });
  made.addEventListener("click", action);
  return made;
};

const search = find("q");
if (search) {
  const cards = [...find("cards").children];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const filter = () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const card of cards) {
      // Names without a class are shown only to those who look for them.
      const known = !("unknown" in card.dataset);
      card.hidden = !(known || words.length) || !words.every((word) => card.dataset.words.includes(word));
      if (!card.hidden && known) count += 1;
    }
    find("count").textContent = find("count").textContent.replace(/\d+/, count);
  };
  // Filtering here needs all entries; the server's own search leaves some out.
  if (cards.length && !location.search) search.addEventListener("input", filter);
}
