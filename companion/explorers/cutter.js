const KIND = "cutter";

const start = (stage, data) => {
  // What Python calls whitespace and letters, in JavaScript's words.
  const SPACE = data.space, WORD = "\\p{L}\\p{N}_";
  const SPLIT = new RegExp(`([,.:;?_!"()']|--|[${SPACE}])`, "u");
  const ONLY_SPACE = new RegExp(`^[${SPACE}]+$`, "u");
  const WORDS = new RegExp(
    `(?<![${WORD}])[${WORD}]+(?:[-'][${WORD}]+)*(?![${WORD}])|[.,:;!?"()\\[\\]—–\\-]`, "gu");
  const FREE = new RegExp(` ?[${WORD}]+| ?[^${WORD}${SPACE}]+|[${SPACE}]`, "gu");
  const PIECES = new RegExp(
    `'(?:[sdmt]|ll|ve|re)| ?(?:\\p{L}+|\\p{N}+|[^${data.white}\\p{L}\\p{N}]+)` +
    `|[${data.white}]+(?![^${data.white}])|[${data.white}]+`, "gu");

  const WAYS = {
    split: (text) => text.split(SPLIT).filter((piece) => piece && !ONLY_SPACE.test(piece)),
    free: (text) => text.match(FREE) || [],
    words: (text) => text.match(WORDS) || [],
    pieces: (text) => text.match(PIECES) || [],
    points: (text) => Array.from(text),
    bytes: (text) => Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, "0")),
  };
  const cut = (text, way) => WAYS[way](mended(text));

  let way = data.way, language = "";
  const said = speaker();
  const shown = el("div", { class: "cx-chips", tabindex: "0", role: "region", "aria-label": "the pieces" });
  const counts = el("tbody");
  const text = field(data.text, data.longest, 2, () => { language = ""; draw(); });

  const draw = () => {
    const [value, full] = text.read();
    const pieces = cut(value, way);
    fill(shown, pieces.map((piece) => chip(piece)));
    fill(counts, data.ways.map(([name, label]) => el("tr", {},
      el("th", { scope: "row" }, (name === way ? "▶ " : "") + label),
      el("td", { class: "cx-number" }, number(cut(value, name).length)))));
    const label = data.ways.find(([name]) => name === way)[1];
    said.textContent = `${language ? `${language}, cut` : "Cut"} into ${label}: ${many(pieces.length, "piece")}.${full}`;
  };

  const sentences = data.sentences.map(([name, sentence]) => el("button", {
    type: "button", onclick: () => { text.set(sentence); language = name; draw(); },
  }, name));
  const languages = el("div", { class: "cx-row", role: "group", "aria-label": "The same sentence in ten languages" }, ...sentences);
  stage.append(
    labelled("Your text, in any script", text.area),
    data.later ? el("details", {}, el("summary", {}, `Ten languages, ${data.later}`), languages) : languages,
    choice("Cut into", data.ways, way, (to) => { way = to; draw(); }),
    said, shown,
    el("table", {}, el("caption", { class: "cx-hidden" }, "How many pieces each way gives"),
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "cut into"), el("th", { scope: "col" }, "pieces"))), counts),
  );
  draw();
  return { cut };
};
