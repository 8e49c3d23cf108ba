(() => {
"use strict";

// An element with attributes and children; a text becomes text, never markup.
const el = (tag, attributes = {}, ...children) => {
  const svg = ["svg", "g", "line", "circle", "path", "text", "rect", "polygon", "title"].includes(tag);
  const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

// IDs for labels: two explorers on one page must not share them.
let made = 0;
const unique = () => `cx-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}-${made++}`;

const labelled = (label, control) => {
  control.id = unique();
  return el("span", {}, el("label", { for: control.id }, label), " ", control);
};

// A slider with its label and its value beside it.
const slider = (label, least, most, value, change) => {
  const shown = el("output", {}, String(value));
  const range = el("input", {
    type: "range", min: least, max: most, value, step: 1,
    oninput: () => { shown.textContent = range.value; change(Number(range.value)); },
  });
  const whole = el("span", {}, labelled(label, range), " ", shown);
  shown.setAttribute("for", range.id);
  return { whole, range, set: (to) => { range.value = to; shown.textContent = range.value; } };
};

// A choice of one: `options` is a list of [value, label].
const choice = (legend, options, value, change) => {
  const name = unique();
  const boxes = options.map(([each, label]) => {
    const radio = el("input", { type: "radio", name, value: each, onchange: () => change(each) });
    radio.checked = each === value;
    radio.id = unique();
    return el("span", {}, radio, " ", el("label", { for: radio.id }, label));
  });
  return el("fieldset", {}, el("legend", {}, legend), el("div", { class: "cx-row" }, ...boxes));
};

const check = (label, value, change) => {
  const box = el("input", { type: "checkbox", onchange: () => change(box.checked) });
  box.checked = value;
  box.id = unique();
  return el("span", {}, box, " ", el("label", { for: box.id }, label));
};

// What has changed, in words, for everybody: also read out by screen readers.
const speaker = () => el("p", { class: "cx-said", role: "status", "aria-live": "polite" });

const VISIBLE = { " ": "␣", "\n": "↵", "\r": "␍", "\t": "→", "\u00a0": "⍽", "\u200b": "⟨zero width⟩",
  "\u200c": "⟨non-joiner⟩", "\u200d": "⟨joiner⟩", "\ufeff": "⟨byte order mark⟩" };
const visible = (text) => text.replace(/[ \n\r\t\u00a0\u200b\u200c\u200d\ufeff]/g, (one) => VISIBLE[one]);
const chip = (text, kind = "") => el("bdi", { class: `cx-chip ${kind}`.trim() }, visible(text));
const fill = (parent, children) => { parent.replaceChildren(...children); };

// As the companion does: half of a pair of surrogates becomes the replacement character.
const mended = (text) => text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
  (one) => (one.length === 2 ? one : "\ufffd"));

/* SCRIPT */

const begin = (root) => {
  root.dataset.alive = "";
  const data = JSON.parse(root.querySelector(".cx-data").textContent);
  const stage = el("div");
  // Tests reach what a script computes through the element.
  root.companion = start(stage, data);
  root.querySelector(".cx-still").replaceWith(stage);
};
document.querySelectorAll(`.cx[data-cx="${KIND}"]:not([data-alive])`).forEach(begin);
})();
