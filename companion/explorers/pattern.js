const KIND = "pattern";

// Patterns as Python's re reads them, which JavaScript's own are not. They are tried step by step, so that one which
// would take for ever is given up. What is matched is said by functions: from a place, and what is to come behind it.
const start = (stage, data) => {
  const STEPS = 200_000;
  const space = new RegExp(`^[${data.space}]$`, "u"), word = /^[\p{L}\p{N}_]$/u, digit = /^\p{Nd}$/u;
  const KINDS = { w: (one) => word.test(one), d: (one) => digit.test(one), s: (one) => space.test(one) };
  for (const name of "wds") KINDS[name.toUpperCase()] = (one) => !KINDS[name](one);
  const SIGNS = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };

  class Problem extends Error {}
  const fail = (words) => { throw new Problem(words); };
  let chars = [], steps = 0;
  const step = () => { if (++steps > STEPS) fail("It takes too long on this text."); };
  const isWord = (at) => at >= 0 && at < chars.length && KINDS.w(chars[at]);
  const PLACES = {
    b: (at) => isWord(at - 1) !== isWord(at), B: (at) => chars.length > 0 && isWord(at - 1) === isWord(at),
    A: (at) => at === 0, Z: (at) => at === chars.length,
  };

  const read = (source) => {
    const signs = Array.from(source);
    let at = 0;
    const one = (test, sign) => ({ test, sign,
      run: (i, next) => { step(); return i < chars.length && test(chars[i]) && next(i + 1); } });
    const literal = (sign) => one((char) => char === sign, sign);
    const place = (holds) => ({ place: true, run: (i, next) => holds(i) && next(i) });
    const escaped = () => {
      if (at === signs.length) fail("A backslash at the end needs a sign behind it.");
      const sign = signs[at++];
      if (KINDS[sign]) return one(KINDS[sign]);
      if (SIGNS[sign]) return literal(SIGNS[sign]);
      if (/[A-Za-z0-9]/.test(sign)) fail(`\\${sign} is not known here.`);
      return literal(sign);
    };
    const member = () => {
      const sign = signs[at++];
      if (sign !== "\\") return literal(sign);
      if (signs[at] === "b") { at++; return literal("\b"); }
      return escaped();
    };
    const anyOf = () => {
      const negated = signs[at] === "^";
      if (negated) at++;
      const first = at, tests = [];
      while (at === first || signs[at] !== "]") {
        if (at >= signs.length) fail("A [ is open: it needs a ].");
        const least = member();
        if (signs[at] !== "-" || at + 1 >= signs.length || signs[at + 1] === "]") { tests.push(least.test); continue; }
        at++;
        const most = member();
        const [from, to] = [least, most].map(({ sign }) => (sign === undefined ? NaN : sign.codePointAt(0)));
        if (!(from <= to)) fail("Inside [ ] a hyphen goes from one sign to a later one; to mean itself it stands last.");
        tests.push((char) => from <= char.codePointAt(0) && char.codePointAt(0) <= to);
      }
      at++;
      return one((char) => tests.some((test) => test(char)) !== negated);
    };
    const times = () => {
      const simple = { "*": [0, Infinity], "+": [1, Infinity], "?": [0, 1] }[signs[at]];
      if (simple) { at++; return simple; }
      const [whole, least, comma, most] = /^\{(\d*)(,?)(\d*)\}/.exec(signs.slice(at).join("")) ?? [];
      if (!whole || whole === "{}") return null;
      at += whole.length;
      const range = [Number(least), comma ? (most === "" ? Infinity : Number(most)) : Number(least)];
      if (range[0] > range[1]) fail("In { } the smaller number comes first.");
      return range;
    };
    const group = () => {
      let kind = "";
      if (signs[at] === "?") {
        kind = signs.slice(at, at + 2).join("");
        if (!["?:", "?=", "?!"].includes(kind)) fail(`(${kind} is not known here.`);
        at += 2;
      }
      const inside = either();
      if (signs[at] !== ")") fail("A ( is open: it needs a ).");
      at++;
      if (kind === "" || kind === "?:") return { run: inside };
      return { run: (i, next) => inside(i, () => true) === (kind === "?=") && next(i) };
    };
    const atom = () => {
      if (times()) fail("A repeat such as * or + needs something before it.");
      const sign = signs[at++];
      if (sign === "(") return group();
      if (sign === "[") return anyOf();
      if (sign === ".") return one((char) => char !== "\n");
      if (sign === "^") return place(PLACES.A);
      if (sign === "$") return place((i) => i === chars.length || (i === chars.length - 1 && chars[i] === "\n"));
      if (sign !== "\\") return literal(sign);
      if (PLACES[signs[at]]) return place(PLACES[signs[at++]]);
      return escaped();
    };
    const repeated = () => {
      const part = atom(), range = times();
      if (!range) return part.run;
      if (part.place) fail("A place, such as ^ or \\b, cannot be repeated.");
      const lazy = signs[at] === "?";
      if (lazy) at++;
      if (times()) fail("Two repeats stand side by side.");
      const [least, most] = range;
      if (part.test) {
        return (i, next) => {
          let end = i;
          while (end - i < most && end < chars.length && part.test(chars[end])) { step(); end++; }
          if (lazy) { for (let j = i + least; j <= end; j++) if (next(j)) return true; }
          else for (let j = end; j >= i + least; j--) if (next(j)) return true;
          return false;
        };
      }
      const again = (i, count, next) => {
        step();
        const more = () => count < most
          && part.run(i, (j) => (j === i && count >= least ? next(j) : again(j, count + 1, next)));
        const done = () => count >= least && next(i);
        return lazy ? done() || more() : more() || done();
      };
      return (i, next) => again(i, 0, next);
    };
    const sequence = () => {
      const parts = [];
      while (at < signs.length && signs[at] !== "|" && signs[at] !== ")") parts.push(repeated());
      return parts.reduceRight((rest, part) => (i, next) => part(i, (j) => rest(j, next)), (i, next) => next(i));
    };
    const either = () => {
      const ways = [sequence()];
      while (signs[at] === "|") { at++; ways.push(sequence()); }
      return (i, next) => ways.some((way) => way(i, next));
    };
    const whole = either();
    if (at < signs.length) fail("A ) has no ( before it.");
    return whole;
  };

  // Where each match begins and ends, in code points; or, in words, why there is none.
  const find = (source, text) => {
    const found = [];
    try {
      const matches = read(source);
      [chars, steps] = [Array.from(text), 0];
      for (let at = 0, empty = false; at <= chars.length;) {
        let begin = at, end = -1;
        // After an empty match the next one at the same place must not be empty.
        const ends = (j) => { if (empty && j === at) return false; end = j; return true; };
        while (begin <= chars.length && !matches(begin, ends)) begin++;
        if (end < 0) break;
        found.push([begin, end]);
        empty = begin === end;
        at = end;
      }
    } catch (error) {
      if (error instanceof Problem) return error.message;
      if (error instanceof RangeError) return "It takes too long on this text.";
      throw error;
    }
    return found;
  };

  const said = speaker();
  const shown = el("div", { class: "cx-chips", tabindex: "0", role: "region", "aria-label": "the text, found and skipped" });
  const pattern = field(data.pattern, data.longest[0], 1, () => draw());
  const text = field(data.text, data.longest[1], 2, () => draw());

  const draw = () => {
    const [source, pattern_full] = pattern.read(), [value, full] = text.read();
    const points = Array.from(mended(value)), found = find(mended(source), mended(value));
    if (typeof found === "string") {
      said.textContent = `Not a pattern yet, or not one for here. ${found}${pattern_full}${full}`;
      fill(shown, []);
      return;
    }
    const parts = [], lost = [];
    const skip = (from, to) => {
      for (const run of points.slice(from, to).join("").match(new RegExp(`[${data.space}]+|[^${data.space}]+`, "gu")) ?? []) {
        if (space.test(Array.from(run)[0])) parts.push(el("span", {}, visible(run)));
        else { parts.push(el("s", {}, visible(run))); lost.push(run); }
      }
    };
    let at = 0;
    for (const [begin, end] of found) { skip(at, begin); parts.push(chip(points.slice(begin, end).join(""), "cx-other")); at = end; }
    skip(at, points.length);
    fill(shown, parts);
    said.textContent = `${many(found.length, "piece")} found. Skipped, beside whitespace: ${visible(lost.join("")) || "nothing"}.${pattern_full}${full}`;
  };
  stage.append(labelled("Pattern", pattern.area), labelled("Text", text.area), said, shown);
  draw();
  return { find };
};
