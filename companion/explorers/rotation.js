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

  let way = "rotary", { place, offset } = data;  // the key stands at place + offset
  const said = speaker(), pictures = el("div", { class: "cx-side" });
  const fixed = (number) => minus(number.toFixed(3));

  // How long an arrow can get and how far scores reach, in each way.
  const reach = {}, range = {};
  for (const [each] of data.ways) {
    const all = [0];
    reach[each] = 0;
    for (let at = 0; at < data.places; at++) for (let by = 0; by < data.offsets; by++) {
      all.push(score(each, at, at + by));
      for (const vector of [placed(each, data.query, at), placed(each, data.key, at + by)])
        for (let pair = 0; pair < pairs; pair++) reach[each] = Math.max(reach[each], Math.hypot(vector[2 * pair], vector[2 * pair + 1]));
    }
    range[each] = [Math.min(...all), Math.max(...all)];
  }
  const arrow = (x, y, dashed) => [
    el("line", { x1: 80, y1: 80, x2: x, y2: y, stroke: dashed ? "#d55e00" : "#0072b2", "stroke-width": 4, "stroke-dasharray": dashed ? "7 5" : null }),
    dashed ? el("rect", { x: x - 6, y: y - 6, width: 12, height: 12, fill: "#d55e00" }) : el("circle", { cx: x, cy: y, r: 7, fill: "#0072b2" })];
  const dial = (query, key_, pair) => {
    const most = 70 / reach[way], [i, j] = [2 * pair, 2 * pair + 1];
    return drawing(`Numbers ${i} and ${j}: query ${fixed(query[i])}, ${fixed(query[j])}; key ${fixed(key_[i])}, ${fixed(key_[j])}`, [160, 186], 16,
      el("circle", { cx: 80, cy: 80, r: 76, fill: "none", stroke: "currentColor", "stroke-opacity": .4 }),
      ...[[query, false], [key_, true]].flatMap(([vector, dashed]) => arrow(80 + vector[i] * most, 80 - vector[j] * most, dashed)),
      el("text", { x: 80, y: 178, "text-anchor": "middle" }, `numbers ${i} and ${j}`));
  };
  const line = () => {
    const scores = Array.from({ length: data.places }, (_, at) => score(way, at, at + offset));
    const [low, high] = range[way], x = (at) => 60 + at * 430 / (data.places - 1);
    const y = (value) => 140 - (value - low) * 120 / (high - low);
    return drawing(`The score at every position of the query, with the offset ${offset}: from ${fixed(Math.min(...scores))} to ${fixed(Math.max(...scores))}`, [510, 186], 16,
      el("line", { x1: 60, x2: 490, y1: y(0), y2: y(0), stroke: "currentColor", "stroke-opacity": .4 }),
      el("path", { d: scores.map((value, at) => `${at ? "L" : "M"}${x(at).toFixed(2)} ${y(value).toFixed(2)}`).join(" "),
        fill: "none", stroke: "#0072b2", "stroke-width": 3 }),
      el("circle", { cx: x(place), cy: y(scores[place]), r: 7, fill: "#d55e00" }),
      ...[low, high].filter(Boolean).map((value) => el("text", { x: 52, y: y(value) + 5, "text-anchor": "end" }, minus(value.toFixed(1)))),
      el("text", { x: 52, y: y(0) + 5, "text-anchor": "end" }, "0"),
      el("text", { x: 275, y: 178, "text-anchor": "middle" }, `score of offset ${offset}, at each position of the query`));
  };
  const draw = () => {
    const [q, k] = [placed(way, data.query, place), placed(way, data.key, place + offset)];
    fill(pictures, [...Array.from({ length: pairs }, (_, pair) => dial(q, k, pair)), line()]);
    const name = data.ways.find(([each]) => each === way)[1];
    said.textContent = `${name[0].toUpperCase()}${name.slice(1)}: query at position ${place}, key at position ${place + offset}, offset ${offset}: score ${fixed(dot(q, k))}.`;
  };
  stage.append(
    choice("Positions", data.ways, way, (to) => { way = to; draw(); }),
    el("div", {}, slider("Position of the query; the key moves along", 0, data.places - 1, place, (to) => { place = to; draw(); }).whole),
    el("div", {}, slider("Offset: how far ahead the key is", 0, data.offsets - 1, offset, (to) => { offset = to; draw(); }).whole),
    said, pictures,
    el("p", { class: "cx-note" }, data.note),
  );
  draw();
  return { score };
};
