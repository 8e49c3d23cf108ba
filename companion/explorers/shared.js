(() => {
"use strict";

// An element with attributes and children; a text becomes text, never markup.
const SVG = ["svg", "g", "line", "circle", "path", "text", "rect", "polygon", "title"];
const el = (tag, attributes = {}, ...children) => {
  const made = SVG.includes(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
};

// A drawing, with text of so many pixels. A page too narrow to show 14 of them scrolls it, by keyboard too.
const scrolls = new ResizeObserver((found) => found.forEach(({ target }) => {
  if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}));
const drawing = (name, [width, height], font, ...children) => {
  const made = el("div", { class: "cx-picture", role: "group", "aria-label": "a drawing", style: `width:${width}px` },
    el("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": name, "font-size": font,
      style: `min-width:${Math.ceil(width * 14 / font)}px` }, ...children));
  scrolls.observe(made);
  return made;
};

// IDs for labels: two explorers on one page must not share them.
let made = 0;
const unique = () => `cx-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}-${made++}`;

const labelled = (label, control) => {
  control.id = unique();
  return el("span", {}, el("label", { for: control.id }, label), " ", control);
};

// A slider with its label and its value beside it. The value is read out with the slider, not once more.
const slider = (label, least, most, value, change, written = String) => {
  const shown = el("output", { "aria-live": "off" });
  const show = () => { shown.textContent = written(range.value); range.setAttribute("aria-valuetext", shown.textContent); };
  const range = el("input", { type: "range", min: least, max: most, value, step: 1, id: unique(),
    oninput: () => { show(); change(Number(range.value)); } });
  shown.setAttribute("for", range.id);
  show();
  const whole = el("span", { class: "cx-slider" }, el("label", { for: range.id }, label), el("span", {}, range, shown));
  return { whole, range, set: (to) => { range.value = to; show(); } };
};

// A choice of one: `options` is a list of [value, label].
const choice = (legend, options, value, change) => {
  const name = unique(), title = el("span", { class: "cx-name", id: unique() }, legend);
  const boxes = options.map(([each, label]) => {
    const radio = el("input", { type: "radio", name, value: each, id: unique(), onchange: () => change(each) });
    radio.checked = each === value;
    return el("span", {}, radio, " ", el("label", { for: radio.id }, label));
  });
  return el("div", { class: "cx-row", role: "radiogroup", "aria-labelledby": title.id }, title, ...boxes);
};

const check = (label, value, change) => {
  const box = el("input", { type: "checkbox", id: unique(), onchange: () => change(box.checked) });
  box.checked = value;
  return el("span", {}, box, " ", el("label", { for: box.id }, label));
};

// A button that cannot be pressed now keeps the keyboard where it is.
const able = (button, is) => button.setAttribute("aria-disabled", String(!is));

// What has changed, in words, for everybody: also read out by screen readers.
const speaker = () => el("p", { class: "cx-said", role: "status", "aria-live": "polite" });

// A field for a text of at most so many characters; more is cut off. `read` returns the text, and whether it is full.
const field = (text, longest, rows, change) => {
  const area = el("textarea", { rows, maxlength: 2 * longest, spellcheck: "false", dir: "auto", oninput: () => change() });
  area.value = text;
  const read = () => {
    const points = Array.from(area.value.slice(0, 2 * longest)), kept = points.slice(0, longest).join("");
    if (kept.length < area.value.length) {
      const caret = Math.min(area.selectionStart, kept.length);
      area.value = kept;
      area.setSelectionRange(caret, caret);
    }
    return [kept, points.length >= longest ? ` The text is cut at ${number(longest)} characters.` : ""];
  };
  return { area, read, set: (to) => { area.value = to; } };
};

const VISIBLE = { " ": "␣", "\n": "↵", "\r": "␍", "\t": "→", "\u00a0": "⍽", "\u200b": "⟨zero width⟩",
  "\u200c": "⟨non-joiner⟩", "\u200d": "⟨joiner⟩", "\ufeff": "⟨byte order mark⟩" };
const visible = (text) => text.replace(/[ \n\r\t\u00a0\u200b\u200c\u200d\ufeff]/g, (one) => VISIBLE[one]);
const chip = (text, kind = "") => el("bdi", { class: `cx-chip ${kind}`.trim() }, visible(text));
const fill = (parent, children) => { parent.replaceChildren(...children); };
const number = (value) => value.toLocaleString("en");
const many = (count, name) => `${number(count)} ${name}${count === 1 ? "" : "s"}`;
const minus = (text) => (/^-0\.?0*$/.test(text) ? text.slice(1) : text.replace("-", "−"));

// As the companion does: half of a pair of surrogates becomes the replacement character.
const mended = (text) => text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
  (one) => (one.length === 2 ? one : "\ufffd"));

/* SCRIPT */

const begin = (root) => {
  root.dataset.alive = "";
  const data = JSON.parse(root.querySelector(".cx-data").textContent);
  // Keys pressed here are for what has the focus, not for the notebook or the slides around it.
  const stage = el("div", { "data-lm-suppress-shortcuts": "true", onkeydown: (event) => event.stopPropagation() });
  // Tests reach what a script computes through the element.
  root.companion = start(stage, data);
  root.querySelector(".cx-still").replaceWith(stage);
};
document.querySelectorAll(`.cx[data-cx="${KIND}"]:not([data-alive])`).forEach(begin);
})();
