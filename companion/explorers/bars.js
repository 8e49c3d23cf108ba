const KIND = "bars";

const start = (stage, data) => {
  const chances = (temperature) => {
    const scaled = data.logits.map((logit) => logit / temperature), most = Math.max(...scaled);
    const powers = scaled.map((each) => Math.exp(each - most)), rest = data.rest.map((each) => Math.exp(each / temperature - most));
    const sum = powers.reduce((one, other) => one + other, 0) + rest.reduce((one, other) => one + other, 0);
    return powers.map((power) => power / sum);
  };
  let tenths = 10;
  const said = speaker(), bars = el("tbody");
  const percent = (chance) => `${(100 * chance).toFixed(1)} %`;
  const written = (value) => (value / 10).toFixed(1);
  const draw = () => {
    const found = chances(tenths / 10);
    fill(bars, found.map((chance, index) => el("tr", {}, el("th", { scope: "row" }, el("bdi", {}, visible(data.tokens[index]))),
      el("td", { style: "width:28em;max-width:100%" }, el("div", { style: `height:18px;background:#0072b2;width:${(100 * chance).toFixed(2)}%` })),
      el("td", { class: "cx-number" }, percent(chance)))));
    const others = 1 - found.reduce((one, other) => one + other, 0);
    said.textContent = `Temperature ${written(tenths)}: ${visible(data.tokens[0])} has ${percent(found[0])}, ` +
      `all tokens that are not shown have ${percent(Math.max(0, others))}.`;
  };
  stage.append(el("p", { style: "margin:0 0 6px" }, "After ", chip(data.prompt), " comes"),
    slider("Temperature", 1, 30, tenths, (to) => { tenths = to; draw(); }, written).whole, said,
    el("table", {}, el("caption", { class: "cx-hidden" }, "The likeliest next tokens"), el("thead", {}, el("tr", {},
      ...["token", "chance", "in numbers"].map((name) => el("th", { scope: "col" }, name)))), bars),
  );
  draw();
  return { chances };
};
