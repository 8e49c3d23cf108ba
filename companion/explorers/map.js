const KIND = "map";

const start = (stage, data) => {
  const length = (vector) => Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  const unit = (vector) => { const by = length(vector); return vector.map((number) => number / by); };
  const dot = (one, other) => one.reduce((sum, number, index) => sum + number * other[index], 0);
  const worlds = data.worlds.map((world) => ({ ...world, units: world.vectors.map(unit) }));

  // The nearest words by true cosine, in all dimensions; of equal ones the first.
  const nearest = (world, query, count, leftOut) => worlds[world].units
    .map((each, index) => [index, dot(each, query)])
    .filter(([index]) => !leftOut.includes(index))
    .sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, count);
  const neighbours = (world, word, count) => nearest(world, worlds[world].units[word], count, [word]);
  const aim = (world, a, b, c) => {
    const [ua, ub, uc] = [a, b, c].map((word) => worlds[world].units[word]);
    return unit(ub.map((number, index) => number - ua[index] + uc[index]));
  };
  const answer = (world, a, b, c, allowed) => nearest(world, aim(world, a, b, c), 4, allowed ? [] : [a, b, c]);

  let world = 0, word = data.word, [a, b, c] = data.question, allowed = false, asking = data.arithmetic;
  const said = speaker(), picture = el("div"), list = el("tbody");
  const names = data.words;
  const fixed = (number) => number.toFixed(2).replace("-", "−");

  const draw = () => {
    const points = worlds[world].points, xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const at = ([x, y]) => [40 + (x - left) * 600 / (right - left), 430 - (y - low) * 400 / (high - low)];
    const found = asking ? answer(world, a, b, c, allowed) : neighbours(world, word, 4);
    const marked = new Set(asking ? [a, b, c] : [word]), near = new Map(found);
    const svg = el("svg", { viewBox: "0 0 720 460", width: 720, height: 460, role: "img",
      "aria-label": "A map of the words; the list says which are near" });
    if (!asking) for (const [index] of found) {
      const [x1, y1] = at(points[word]), [x2, y2] = at(points[index]);
      svg.append(el("line", { x1, y1, x2, y2, stroke: "#d55e00", "stroke-width": 2 }));
    }
    if (asking) {
      const [pa, pb, pc] = [a, b, c].map((each) => points[each]);
      for (const [from, to] of [[pa, pb], [pc, [pc[0] + pb[0] - pa[0], pc[1] + pb[1] - pa[1]]]]) {
        const [x1, y1] = at(from), [x2, y2] = at(to), turn = Math.atan2(y2 - y1, x2 - x1);
        const tip = [0.4, -0.4].map((by) => `${x2 - 12 * Math.cos(turn + by)},${y2 - 12 * Math.sin(turn + by)}`);
        svg.append(el("line", { x1, y1, x2, y2, stroke: "#d55e00", "stroke-width": 3 }));
        svg.append(el("polygon", { points: `${x2},${y2} ${tip.join(" ")}`, fill: "#d55e00" }));
      }
    }
    // What is marked gets its name first; other words get theirs where there is room.
    const taken = [], spotted = points.map(at).map(([x, y]) => [x - 5, y + 5, 10]);
    const place = (x, y, wide, sure) => {
      const rights = [[9, 5], [9, -9], [9, 19]].map(([by, down]) => [x + by, y + down]);
      const lefts = rights.map(([at_, down]) => [2 * x - at_ - wide, down]);
      const spots = [...rights, ...lefts, [x - wide / 2, y - 12], [x - wide / 2, y + 22]];
      const free = (things) => spots.find(([left_, base]) => left_ > 0 && left_ + wide < 720 && base > 14 && base < 456
        && things.every(([other, line, width]) => left_ > other + width || other > left_ + wide || Math.abs(line - base) > 16));
      const spot = free([...taken, ...spotted]) || (sure ? free(taken) || spots[0] : null);
      if (spot) taken.push([...spot, wide]);
      return spot;
    };
    const dots = [], written = [];
    const isStrong = (index) => marked.has(index) || near.has(index);
    for (const index of [...names.keys()].sort((one, other) => isStrong(other) - isStrong(one) || one - other)) {
      const [x, y] = at(points[index]), strong = isStrong(index), name = names[index];
      const said_ = el("title", {}, name);
      dots.unshift(marked.has(index) ? el("rect", { x: x - 6, y: y - 6, width: 12, height: 12, fill: "#0072b2" }, said_)
        : el("circle", { cx: x, cy: y, r: near.has(index) ? 7 : 4, fill: near.has(index) ? "#d55e00" : "currentColor",
          "fill-opacity": near.has(index) ? 1 : .55 }, said_));
      const spot = strong || data.few ? place(x, y, name.length * (strong ? 10 : 9) + 4, strong) : null;
      if (spot) written.push(el("text", { x: spot[0], y: spot[1],
        style: `${strong ? "font-weight:700;" : ""}paint-order:stroke;stroke:var(--cx-back);stroke-width:4px` }, name));
    }
    svg.append(...written.reverse(), ...dots);
    fill(picture, [svg]);
    fill(list, found.map(([index, cosine]) => el("tr", {}, el("th", { scope: "row" }, names[index]),
      el("td", { class: "cx-number" }, fixed(cosine)))));
    const best = found.map(([index, cosine]) => `${names[index]} (${fixed(cosine)})`).join(", ");
    said.textContent = asking ? `${names[b]} − ${names[a]} + ${names[c]} is nearest to ${best}.` : `Nearest to ${names[word]}: ${best}.`;
  };
  const select = (label, value, change) => {
    const made = el("select", { onchange: () => { change(Number(made.value)); draw(); } },
      ...names.map((name, index) => el("option", { value: index }, name)));
    made.value = String(value);
    return labelled(label, made);
  };
  const question = el("div", { class: "cx-row" }, select("a", a, (to) => { a = to; }), select("is to b", b, (to) => { b = to; }),
    select("as c", c, (to) => { c = to; }), check("allow the question's own words as answers", allowed, (to) => { allowed = to; draw(); }));
  const one = el("div", { class: "cx-row" }, select("Word", word, (to) => { word = to; }));
  const swap = () => { question.hidden = !asking; one.hidden = asking; draw(); };
  stage.append(
    ...(worlds.length > 1 ? [choice("World", worlds.map(({ name }, index) => [index, name]), world, (to) => { world = to; draw(); })] : []),
    ...(data.arithmetic ? [choice("Look at", [["ask", "arithmetic: b − a + c"], ["near", "a word and its neighbours"]], "ask",
      (to) => { asking = to === "ask"; swap(); })] : []),
    question, one, said, picture,
    el("table", {}, el("caption", { class: "cx-hidden" }, "The nearest words"), el("thead", {}, el("tr", {},
      el("th", { scope: "col" }, "nearest"), el("th", { scope: "col" }, "cosine"))), list),
    el("p", { class: "cx-note" }, data.note + (data.few ? " A dot that has no room for its name shows it under the pointer." : "")),
  );
  swap();
  return { neighbours: (w, word_, count) => neighbours(w, word_, count), answer };
};
