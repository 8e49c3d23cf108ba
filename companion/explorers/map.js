const KIND = "map";

const start = (stage, data) => {
  const length = (vector) => Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  const unit = (vector) => { const by = length(vector); return vector.map((number) => number / by); };
  const dot = (one, other) => one.reduce((sum, number, index) => sum + number * other[index], 0);
  const worlds = data.worlds.map((world) => ({ ...world, units: data.distance ? world.vectors : world.vectors.map(unit) }));

  // The nearest words by true cosine or distance, in all dimensions; of equal ones the first.
  const closeness = data.distance ? (one, other) => -length(one.map((number, index) => number - other[index])) : dot;
  const nearest = (world, query, count, leftOut) => worlds[world].units
    .map((each, index) => [index, closeness(each, query)])
    .filter(([index]) => !leftOut.includes(index))
    .sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, count);
  const neighbours = (world, word, count) => nearest(world, worlds[world].units[word], count, [word]);
  const aim = (world, a, b, c) => {
    const [ua, ub, uc] = [a, b, c].map((word) => worlds[world].units[word]);
    return unit(ub.map((number, index) => number - ua[index] + uc[index]));
  };
  const answer = (world, a, b, c, allowed) => nearest(world, aim(world, a, b, c), data.near, allowed ? [] : [a, b, c]);

  let world = 0, word = data.word, [a, b, c] = data.question, allowed = false, asking = data.arithmetic;
  const said = speaker(), picture = el("div", { style: "max-width:100%" }), list = el("tbody");
  const names = data.words, [width, height] = data.size;
  const fixed = (near) => minus((data.distance ? -near : near).toFixed(2));

  const arrow = ([x1, y1], [x2, y2]) => {
    const turn = Math.atan2(y2 - y1, x2 - x1);
    const tip = [0.4, -0.4].map((by) => `${(x2 - 12 * Math.cos(turn + by)).toFixed(2)},${(y2 - 12 * Math.sin(turn + by)).toFixed(2)}`);
    return [el("line", { x1, y1, x2, y2, stroke: "#d55e00", "stroke-width": 3 }),
      el("polygon", { points: `${x2.toFixed(2)},${y2.toFixed(2)} ${tip.join(" ")}`, fill: "#d55e00" })];
  };
  const draw = () => {
    // Where dots and names stand was found in Python: every name has a place of its own.
    const { dots, labels } = worlds[world];
    const found = asking ? answer(world, a, b, c, allowed) : neighbours(world, word, data.near);
    const marked = asking ? [a, b, c] : [word], near = found.map(([index]) => index);
    const parts = [], heads = [];
    let end = [0, 0];
    if (asking) {
      const [pa, pb, pc] = [a, b, c].map((each) => dots[each]);
      end = [pc[0] + pb[0] - pa[0], pc[1] + pb[1] - pa[1]];
      for (const [shaft, head] of [arrow(pa, pb), arrow(pc, end)]) { parts.push(shaft); heads.push(head); }
    } else parts.push(...near.map((index) => el("line", { x1: dots[word][0], y1: dots[word][1], x2: dots[index][0], y2: dots[index][1],
      stroke: "#d55e00", "stroke-width": 2 })));
    labels.forEach(([, , ...lead], index) => {
      if (lead.length) parts.push(el("line", { x1: dots[index][0], y1: dots[index][1], x2: lead[0], y2: lead[1], stroke: "currentColor", "stroke-opacity": .5 }));
    });
    labels.forEach(([x, y], index) => parts.push(el("text", { x, y,
      style: `${marked.includes(index) || near.includes(index) ? "font-weight:700;" : ""}paint-order:stroke;stroke:var(--cx-back);stroke-width:4px` },
      data.shown[index])));
    parts.push(...heads);
    dots.forEach(([x, y], index) => {
      const title = el("title", {}, names[index]);
      parts.push(marked.includes(index) ? el("rect", { x: x - 6, y: y - 6, width: 12, height: 12, fill: "#0072b2" }, title)
        : near.includes(index) ? el("circle", { cx: x, cy: y, r: 7, fill: "#d55e00" }, title)
          : el("circle", { cx: x, cy: y, r: 4, fill: "currentColor", "fill-opacity": .55 }, title));
    });
    const best = found.map(([index, near]) => `${names[index]} (${fixed(near)})`).join(", ");
    const off = asking && !(end[0] >= 0 && end[0] <= width && end[1] >= 0 && end[1] <= height);
    said.textContent = (worlds.length > 1 ? `World ${worlds[world].name}: ` : "") +
      (asking ? `${names[b]} − ${names[a]} + ${names[c]} is nearest to ${best}${allowed ? ", with the question's own words allowed" : ""}.` +
        (off ? " On the map the second arrow leads beyond the border." : "") : `nearest to ${names[word]}: ${best}.`);
    fill(picture, [drawing("A map of the words: " + said.textContent, data.size, data.font, ...parts)]);
    fill(list, found.map(([index, near]) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, names[index])),
      el("td", { class: "cx-number" }, fixed(near)))));
  };
  const select = (label, value, change) => {
    const made = el("select", { onchange: () => { change(Number(made.value)); draw(); } },
      ...names.map((name, index) => el("option", { value: index }, name)));
    made.value = String(value);
    return labelled(label, made);
  };
  const question = el("div", { class: "cx-row" }, select("a", a, (to) => { a = to; }), select("is to b", b, (to) => { b = to; }),
    select("as c", c, (to) => { c = to; }), el("span", {}, "is to …"),
    check("allow the question's own words as answers", allowed, (to) => { allowed = to; draw(); }));
  const one = el("div", { class: "cx-row" }, select("Word", word, (to) => { word = to; }));
  const swap = () => { question.hidden = !asking; one.hidden = asking; draw(); };
  stage.append(
    ...(worlds.length > 1 ? [choice("World", worlds.map(({ name }, index) => [index, name]), world, (to) => { world = to; draw(); })] : []),
    ...(data.arithmetic ? [choice("Look at", [["ask", "arithmetic: b − a + c"], ["near", "a word and its neighbours"]], "ask",
      (to) => { asking = to === "ask"; swap(); })] : []),
    question, one, said,
    el("div", { class: "cx-side" }, picture,
      el("table", {}, el("caption", { class: "cx-hidden" }, "The nearest words"), el("thead", {}, el("tr", {},
        el("th", { scope: "col" }, "nearest"), el("th", { scope: "col" }, data.distance ? "distance" : "cosine"))), list)),
    el("p", { class: "cx-note" }, data.note),
  );
  swap();
  return { neighbours, answer };
};
