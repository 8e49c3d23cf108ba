const KIND = "windows";

const start = (stage, data) => {
  const n = data.ids.length;
  // Where windows start, what they read and what they are to predict.
  const cut = (length, stride, shift) => {
    const windows = [];
    for (let begin = 0; begin < n - length - shift + 1; begin += stride) {
      const places = Array.from({ length }, (_, place) => begin + place);
      windows.push({ inputs: places, targets: places.map((place) => place + shift) });
    }
    return windows;
  };
  const times = (windows) => {
    const counts = Array(n).fill(0);
    for (const { targets } of windows) for (const place of targets) counts[place]++;
    return counts;
  };
  // To which batch each window falls, and whether that one is full.
  const batches = (windows, size) => windows.map((_, index) =>
    [Math.floor(index / size), index - index % size + size <= windows.length]);

  let { length, stride, size } = data, wrong = false;
  const said = speaker(), body = el("tbody");
  const row = el("div", { class: "cx-chips", tabindex: "0", role: "region", "aria-label": "the tokens, and how often each is a target" });
  const place = (index, kind) => chip(data.pieces[index], kind);

  const draw = () => {
    const shift = wrong ? stride : 1;
    const windows = cut(length, stride, shift), counts = times(windows), fallen = batches(windows, size);
    fill(row, data.pieces.map((piece, index) => el("span", { style: "text-align:center" },
      place(index, counts[index] ? "" : "cx-other"),
      el("span", { style: "display:block;font-size:15px" }, counts[index] ? `${counts[index]} ×` : "✗ 0"))));
    fill(body, windows.map(({ inputs, targets }, index) => el("tr", {},
      el("th", { scope: "row" }, String(index)),
      el("td", {}, `${fallen[index][0]}${fallen[index][1] ? "" : " (not full)"}`),
      el("td", {}, el("div", { class: "cx-chips" }, ...inputs.map((at) => place(at)))),
      el("td", {}, el("div", { class: "cx-chips" }, ...targets.map((at, where) =>
        place(at, at === inputs[where] + 1 ? "" : "cx-new")))))));
    const never = counts.flatMap((count, index) => (count ? [] : [index]));
    const full = Math.floor(windows.length / size), rest = windows.length % size;
    said.textContent = `T = ${length}, stride ${stride}, batch size ${size}: ${many(windows.length, "window")}, ` +
      `${full} full batch${full === 1 ? "" : "es"}` +
      (rest ? ` and a last one of ${rest}` : "") +
      `. Never a target: ${never.length ? `${never.length === 1 ? "token" : "tokens"} ${never.join(", ")}` : "none"}.` +
      (wrong ? (stride === 1 ? " Shifted by a stride of 1: nothing shows that this is a mistake."
        : ` Each target lies ${stride} tokens ahead of its input, not 1: the marked ones.`) : "");
  };
  stage.append(
    el("div", { class: "cx-row" },
      slider("Length T", 1, data.most, length, (to) => { length = to; draw(); }).whole,
      slider("Stride", 1, data.most, stride, (to) => { stride = to; draw(); }).whole,
      slider("Batch size", 1, 8, size, (to) => { size = to; draw(); }).whole),
    check("Make the mistake: shift the targets by the stride", wrong, (to) => { wrong = to; draw(); }),
    said, row,
    el("p", { class: "cx-note" }, data.note),
    el("div", { class: "cx-scroll", tabindex: "0", role: "region", "aria-label": "the windows" },
      el("table", {}, el("caption", { class: "cx-hidden" }, "Windows, their batches, inputs and targets"),
        el("thead", {}, el("tr", {}, ...["window", "batch", "inputs", "targets"].map((name) => el("th", { scope: "col" }, name)))), body)),
  );
  draw();
  return { cut, times, batches };
};
