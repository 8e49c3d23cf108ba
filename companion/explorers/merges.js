const KIND = "merges";

const start = (stage, data) => {
  const PIECES = new RegExp(
    `'(?:[sdmt]|ll|ve|re)| ?(?:\\p{L}+|\\p{N}+|[^${data.white}\\p{L}\\p{N}]+)` +
    `|[${data.white}]+(?![^${data.white}])|[${data.white}]+`, "gu");
  // A token is a string in which each character stands for a byte.
  const ranks = new Map(data.tokens.map((token, place) => [token, 256 + place]));
  for (let byte = 0; byte < 256; byte++) ranks.set(String.fromCharCode(byte), byte);
  const longest = Math.max(...data.tokens.map((token) => token.length), 1);

  const pretokens = (text) => (mended(text).match(PIECES) || []).map((piece) =>
    Array.from(new TextEncoder().encode(piece), (byte) => String.fromCharCode(byte)));

  // Join the pair that makes a token, from the left, wherever it stands.
  const joined = (symbols, token, left = null) => {
    const found = [];
    for (let place = 0; place < symbols.length; place++) {
      const fits = place + 1 < symbols.length && symbols[place] + symbols[place + 1] === token
        && (left === null || symbols[place] === left);
      found.push(fits ? token : symbols[place]);
      if (fits) place++;
    }
    return found;
  };

  // Encoding: the pair whose token was learned first, wherever it stands, again and again.
  const replay = (text) => {
    let state = pretokens(text);
    const steps = [{ state, made: null }];
    for (;;) {
      let best = Infinity, pair = null;
      for (const symbols of state) {
        for (let place = 0; place + 1 < symbols.length; place++) {
          const rank = ranks.get(symbols[place] + symbols[place + 1]);
          if (rank !== undefined && rank < best) { best = rank; pair = [symbols[place], symbols[place + 1]]; }
        }
      }
      if (pair === null) return steps;
      const made = pair[0] + pair[1];
      let times = 0;
      state = state.map((symbols) => {
        const after = joined(symbols, made);
        times += symbols.length - after.length;
        return after;
      });
      steps.push({ state, made, pair, rank: best, times });
    }
  };

  // Training: the most frequent pair, of equal ones the one that stands first.
  const train = (text) => {
    const found = new Map();
    for (const symbols of pretokens(text)) {
      const key = symbols.join("");
      if (found.has(key)) found.get(key).count++;
      else found.set(key, { symbols, count: 1 });
    }
    let rows = [...found.values()];
    const order = pretokens(text).map((symbols) => symbols.join(""));
    const spread = () => {
      const now = new Map([...found.keys()].map((key, place) => [key, rows[place].symbols]));
      return order.map((key) => now.get(key));
    };
    const steps = [];
    let step = { state: spread(), made: null };
    for (;;) {
      const counts = new Map();
      for (const { symbols, count } of rows) {
        for (let place = 0; place + 1 < symbols.length; place++) {
          const key = JSON.stringify([symbols[place], symbols[place + 1]]);
          counts.set(key, (counts.get(key) || 0) + count);
        }
      }
      // The order of a Map is that of the text, and sorting leaves equal ones as they are.
      step.counts = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8)
        .map(([key, count]) => [JSON.parse(key), count]);
      steps.push(step);
      if (!step.counts.length) return steps;
      const [pair, times] = step.counts[0], made = pair[0] + pair[1];
      rows = rows.map(({ symbols, count }) => ({ symbols: joined(symbols, made, pair[0]), count }));
      step = { state: spread(), made, pair, times, rank: 256 + steps.length - 1 };
    }
  };

  const greedy = (text) => [{ made: null, state: pretokens(text).map((symbols) => {
    const found = [];
    for (let place = 0; place < symbols.length;) {
      let size = Math.min(longest, symbols.length - place);
      while (!ranks.has(symbols.slice(place, place + size).join(""))) size--;
      found.push(symbols.slice(place, place + size).join(""));
      place += size;
    }
    return found;
  }) }];

  const WAYS = { replay, greedy, train };
  const written = (token) => {
    const bytes = Uint8Array.from(token, (one) => one.charCodeAt(0));
    try {
      return visible(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      return "⟨" + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ") + "⟩";
    }
  };
  const size = (state) => state.reduce((sum, symbols) => sum + symbols.length, 0);

  let way = data.way, steps = [], at = 0;
  const said = speaker(), versus = el("p", { class: "cx-note" });
  const shown = el("div", { class: "cx-chips", tabindex: "0", role: "region", "aria-label": "the tokens" });
  const pairs = el("tbody");
  const table = el("table", {}, el("caption", {}, "The most frequent pairs now; of equal ones the first in the text is merged"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "pair"), el("th", { scope: "col" }, "times"))), pairs);
  const text = field(data.text, data.longest, 2, () => again());
  const steering = slider("Merges made", 0, 0, 0, (to) => { pause(); at = to; draw(); });
  const go = (to) => { at = Math.max(0, Math.min(steps.length - 1, to)); draw(); };
  const button = (label, to) => el("button", { type: "button", onclick: () => { pause(); go(to()); } }, label);
  const first = button("none", () => 0), back = button("one back", () => at - 1);
  const next = button("one more", () => at + 1), last = button("all", () => steps.length - 1);

  // One merge after another, unless the reader wants nothing to move. What is read out waits for the end.
  let playing = 0;
  const pause = () => {
    clearInterval(playing);
    playing = 0;
    play.textContent = "play";
    said.setAttribute("aria-live", "polite");
  };
  const play = el("button", { type: "button", onclick: () => {
    if (playing) { pause(); draw(); return; }
    if (steps.length === 1) return;
    if (at === steps.length - 1) go(0);
    play.textContent = "stop";
    said.setAttribute("aria-live", "off");
    playing = setInterval(() => {
      if (!stage.isConnected || at >= steps.length - 2) pause();
      go(at + 1);
    }, data.pace);
  } }, "play");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const heed = () => { play.hidden = still.matches; if (still.matches) pause(); };
  still.addEventListener("change", heed);
  heed();
  const controls = el("div", { class: "cx-row" }, steering.whole, first, back, play, next, last);

  const draw = () => {
    const step = steps[at];
    steering.set(at);
    for (const each of [first, back]) able(each, at > 0);
    for (const each of [next, last]) able(each, at < steps.length - 1);
    able(play, steps.length > 1);
    fill(shown, step.state.flatMap((symbols, place) => [
      ...symbols.map((token) => el("bdi", { class: "cx-chip" + (token === step.made ? " cx-new" : "") }, written(token))),
      ...(place + 1 < step.state.length ? [el("span", { "aria-hidden": "true" }, " ")] : []),
    ]));
    const count = many(size(step.state), "token"), whole = steps.length - 1;
    if (way === "greedy") said.textContent = `Longest match first: ${count}.`;
    else if (at === 0) said.textContent = `No merge yet: ${count}, each a byte. ${many(whole, "merge")} ${whole === 1 ? "is" : "are"} to come.`;
    else said.textContent = `Merge ${at} of ${whole}: ${written(step.pair[0])} and ${written(step.pair[1])} become ` +
      `${written(step.made)}, token ${step.rank}, ` +
      (way === "train" ? `counted ${many(step.times, "time")}` : `in ${many(step.times, "place")}`) +
      `. Now ${count}.`;
    table.hidden = way !== "train";
    if (way === "train") {
      const tied = step.counts.filter(([, times]) => times === step.counts[0][1]).length;
      fill(pairs, step.counts.map(([pair, times], place) => el("tr", {},
        el("th", { scope: "row" }, (place === 0 ? "▶ " : place < tied ? "= " : "") + pair.map(written).join(" + ")),
        el("td", { class: "cx-number" }, String(times)))));
    }
  };
  // Whoever saw all merges sees all of the new ones; whoever did not begins with none.
  const again = () => {
    pause();
    const all = at > 0 && at === steps.length - 1, [value, full] = text.read();
    steps = WAYS[way](value);
    steering.range.max = steps.length - 1;
    at = all ? steps.length - 1 : 0;
    controls.hidden = way === "greedy";
    versus.textContent = (way === "greedy" ?
      `Replaying all merges gives ${many(size(replay(value).at(-1).state), "token")}. ` : "") + full;
    draw();
  };

  stage.append(
    labelled("Your text", text.area),
    choice("What happens", [["replay", "encode: replay the merges learned from the lesson's text"],
      ["greedy", "encode: longest match first"], ["train", "train: learn merges from your text alone"]],
      way, (to) => { way = to; again(); }),
    controls, said, shown, versus, table,
  );
  again();
  const plain = (state) => state.map((symbols) => symbols.map((token) => Array.from(token, (one) => one.charCodeAt(0))));
  return {
    replay: (value) => replay(value).map(({ state }) => plain(state)),
    train: (value) => train(value).map(({ state }) => plain(state)),
    greedy: (value) => plain(greedy(value)[0].state),
    time: (value) => { const begun = performance.now(); text.set(value); again(); shown.getBoundingClientRect(); return performance.now() - begun; },
  };
};
