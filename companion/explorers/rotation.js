const KIND = "rotation";

const start = (stage, data) => {
  const pairs = data.query.length / 2;
  const angle = (position, pair) => position / data.base ** (pair / pairs);
  const turned = (vector, position) => vector.map((_, index) => {
    const pair = Math.floor(index / 2), [x, y] = [vector[2 * pair], vector[2 * pair + 1]];
    const [c, s] = [Math.cos(angle(position, pair)), Math.sin(angle(position, pair))];
    return index % 2 ? x * s + y * c : x * c - y * s;
  });
  const added = (vector, row) => vector.map((number, index) => number + row[index]);
  const placed = (way, vector, position) =>
    way === "rotary" ? turned(vector, position) : added(vector, data.tables[way][position]);
  const dot = (one, other) => one.reduce((sum, number, index) => sum + number * other[index], 0);
  const score = (way, query, key) => dot(placed(way, data.query, query), placed(way, data.key, key));

  let way = "rotary", place = 0, offset = 3;  // the key stands at place + offset
  const said = speaker();
  const dials = el("div", { class: "cx-row" });
  const chart = el("div");
  const fixed = (number) => number.toFixed(3).replace("-0.000", "0.000").replace("-", "−");

  const arrow = (x, y, dashed) => {
    const g = el("g");
    g.append(el("line", { x1: 0, y1: 0, x2: x, y2: -y, stroke: dashed ? "#d55e00" : "#0072b2", "stroke-width": 4,
      "stroke-dasharray": dashed ? "7 5" : null }));
    g.append(dashed ? el("rect", { x: x - 6, y: -y - 6, width: 12, height: 12, fill: "#d55e00" })
      : el("circle", { cx: x, cy: -y, r: 7, fill: "#0072b2" }));
    return g;
  };
  const reach = {}, range = {};
  for (const each of ["rotary", "sinusoidal", "learned"]) {
    const all = [];
    reach[each] = 0;
    for (let at = 0; at < data.places; at++) for (let by = 0; by < data.offsets; by++) {
      all.push(score(each, at, at + by));
      for (const vector of [placed(each, data.query, at), placed(each, data.key, at + by)])
        for (let pair = 0; pair < pairs; pair++) reach[each] = Math.max(reach[each], Math.hypot(vector[2 * pair], vector[2 * pair + 1]));
    }
    range[each] = [Math.min(0, ...all), Math.max(...all)];
  }
  const dial = (query, key_, pair) => {
    const most = 90 / reach[way], [i, j] = [2 * pair, 2 * pair + 1];
    return el("svg", { viewBox: "-105 -105 210 240", width: 210, height: 240, role: "img",
      "aria-label": `Numbers ${i} and ${j}: query ${fixed(query[i])}, ${fixed(query[j])}; key ${fixed(key_[i])}, ${fixed(key_[j])}` },
      el("circle", { cx: 0, cy: 0, r: 96, fill: "none", stroke: "currentColor", "stroke-opacity": .4 }),
      arrow(query[i] * most, query[j] * most, false), arrow(key_[i] * most, key_[j] * most, true),
      el("text", { x: 0, y: 126, "text-anchor": "middle" }, `numbers ${i} and ${j}`));
  };
  const line = () => {
    const scores = Array.from({ length: data.places }, (_, at) => score(way, at, at + offset));
    const [low, high] = range[way], x = (at) => 50 + at * 480 / (data.places - 1);
    const y = (value) => 150 - (value - low) * 130 / (high - low);
    return el("svg", { viewBox: "0 0 560 190", width: 560, height: 190, role: "img",
      "aria-label": `The score at every place of the query, with the offset ${offset}: from ${fixed(Math.min(...scores))} to ${fixed(Math.max(...scores))}` },
      el("line", { x1: 50, x2: 530, y1: y(0), y2: y(0), stroke: "currentColor", "stroke-opacity": .4 }),
      el("path", { d: scores.map((value, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join(" "),
        fill: "none", stroke: "#0072b2", "stroke-width": 3 }),
      el("circle", { cx: x(place), cy: y(scores[place]), r: 7, fill: "#d55e00" }),
      el("text", { x: 46, y: y(0) + 5, "text-anchor": "end" }, "0"),
      el("text", { x: 290, y: 184, "text-anchor": "middle" }, "place of the query"));
  };
  const draw = () => {
    const [q, k] = [placed(way, data.query, place), placed(way, data.key, place + offset)];
    fill(dials, Array.from({ length: pairs }, (_, pair) => dial(q, k, pair)));
    fill(chart, [line()]);
    said.textContent = `Query at place ${place}, key at place ${place + offset}, offset ${offset}: score ${fixed(dot(q, k))}.`;
  };
  stage.append(
    choice("Positions", [["rotary", "rotary"], ["sinusoidal", "sinusoidal, added"], ["learned", `${data.learned}, added`]],
      way, (to) => { way = to; draw(); }),
    // A line each: side by side, a slider would lose its value to the next line.
    el("div", {}, slider("Place of the query; the key moves along", 0, data.places - 1, place, (to) => { place = to; draw(); }).whole),
    el("div", {}, slider("Offset: how far ahead the key is", 0, data.offsets - 1, offset, (to) => { offset = to; draw(); }).whole),
    said, dials,
    el("p", { class: "cx-note" }, "Query: unbroken arrow with a dot. Key: broken arrow with a square. Below, the score of this offset at every place."),
    chart,
  );
  draw();
  return { score };
};
