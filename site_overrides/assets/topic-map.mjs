/**
 * The map of a topic in the browser: filter by relation, person and text, follow one record's cone, zoom.
 *
 * The page holds the drawing of one sheet and a list that says the same.  Nodes and links are numbered in the order of
 * the drawing; the list names links by `data-tie`.
 */

const [SMALLEST, LARGEST, STEP] = [0.2, 3, 1.25];
/** How much of a headline stands in the list of those to follow. */
const LETTERS = 80;

/**
 * @typedef {object} Tie - A link.
 * @property {Element} shape - What is drawn of it.
 * @property {string} relation
 * @property {number[]} from - The nodes it starts from.
 * @property {number} to - The node it finally bears on.
 * @property {Tie | null} on - The link it undercuts.
 */

/**
 * The nodes that bear on a node and those it bears on, with all that the links between them need: the premises that count only
 * together with these nodes, and the ends of a link that is undercut.
 *
 * @param {number} start
 * @param {Pick<Tie, "from" | "to" | "on">[]} ties
 * @returns {Set<number>} With the node itself.
 */
export function cone(start, ties) {
  const spread = (next) => {
    const seen = new Set([start]);
    for (const node of seen) ties.forEach((tie) => next(tie, node).forEach((other) => seen.add(other)));
    return seen;
  };
  const bearing = spread((tie, node) => (tie.to === node ? tie.from : []));
  const borne = spread((tie, node) => (tie.from.includes(node) ? [tie.to] : []));
  const reached = new Set([...bearing, ...borne]);
  for (const tie of ties.filter(({ from }) => from.some((node) => borne.has(node)))) {
    for (let one = tie; one; one = one.on) one.from.forEach((node) => reached.add(node));
  }
  return reached;
}

/** The whole headline of a box. */
const titleOf = (node) => node.querySelector("title").textContent;

/** The other sheets of a map: where they are, what they are called, and the headlines of their boxes by id; none where they cannot be had. */
async function otherSheets() {
  const links = [...document.querySelectorAll(".am-sheets a:not([aria-current])")];
  try {
    return await Promise.all(links.map(async ({ href, textContent }) => {
      const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
      return { href, name: textContent, headlines: new Map([...page.querySelectorAll(".am-map a")].map((node) => [node.id, titleOf(node)])) };
    }));
  } catch {
    return [];
  }
}

/** Makes the form around a map work. */
function start(form) {
  const svg = form.querySelector(".am-map");
  const region = form.querySelector(".am-map-region");
  const elsewhere = form.querySelector(".am-elsewhere");
  const field = form.elements;
  const nodes = [...svg.querySelectorAll("a")];
  const numbers = new Map(nodes.map((node, number) => [node.id.slice("at-".length), number]));
  /** @type {Tie[]} */
  const ties = [...svg.querySelectorAll("[data-ends]")].map((shape) => {
    const ends = shape.dataset.ends.split(" ").map(Number);
    return { shape, relation: shape.parentNode.dataset.relation, from: ends.slice(0, -1), to: ends.at(-1), on: null };
  });
  for (const tie of ties) tie.on = ties[tie.shape.dataset.on] ?? null;
  const words = nodes.map((node) => titleOf(node).toLowerCase());
  for (const node of nodes) {
    const title = titleOf(node);
    field.focus.append(new Option(title.length > LETTERS ? `${title.slice(0, LETTERS)}…` : title, node.id.slice("at-".length)));
  }
  const entries = [...document.querySelectorAll(".am-map-list > li")];
  const lines = [...document.querySelectorAll(".am-map-list [data-tie]")];

  /** The links of these relations both of whose ends are among these nodes. */
  function among(shown, relations) {
    // An undercut falls with the link it lands on; chains of them end with a link that lands on none.
    const stands = (tie) => (!relations || relations.has(tie.relation))
      && [...tie.from, tie.to].every((node) => shown.has(node)) && (!tie.on || stands(tie.on));
    return ties.filter(stands);
  }

  function apply() {
    const text = field.text.value.trim().toLowerCase();
    const person = field.person?.value ?? "";
    const focus = numbers.get(field.focus.value);
    const all = new Set(nodes.keys());
    const relations = new Set([...form.querySelectorAll("[name=relation]:checked")].map((one) => one.value));
    const wanted = focus === undefined ? all : cone(focus, among(all, relations));
    const shown = new Set([...wanted].filter((number) =>
      words[number].includes(text) && (!person || (nodes[number].dataset.people ?? "").split(" ").includes(person))));
    const kept = new Set(among(shown, relations));
    nodes.forEach((node, number) => node.classList.toggle("am-off", !shown.has(number)));
    ties.forEach((tie) => tie.shape.classList.toggle("am-off", !kept.has(tie)));
    lines.forEach((line) => { line.hidden = !kept.has(ties[line.dataset.tie]); });
    entries.forEach((entry) => { entry.hidden = !entry.querySelector("[data-tie]:not([hidden])"); });
    field.count.value = shown.size === nodes.length && kept.size === ties.length
      ? "" : `${shown.size} of ${nodes.length} records, ${kept.size} of ${ties.length} links`;
    tellElsewhere(text);
  }

  // --- The other sheets: asked for once, where words are looked for, or a record that has moved there ---

  let asked;
  const others = () => (asked ??= otherSheets());

  async function tellElsewhere(text) {
    const found = [];
    for (const { href, name, headlines } of text ? await others() : []) {
      const count = [...headlines.values()].filter((one) => one.toLowerCase().includes(text)).length;
      if (count) found.push(Object.assign(document.createElement("a"), { href, textContent: `${name} (${count})` }));
    }
    if (text !== field.text.value.trim().toLowerCase()) return; // more has been typed since
    elsewhere.replaceChildren(...found.flatMap((link, number) => [number ? ", " : "Also on ", link]));
  }

  // --- One record's cone: shown while it is pointed at, kept when it is chosen ---

  function light(event) {
    const node = event.type === "mouseout" || event.type === "focusout" ? null : event.target.closest("a");
    const lit = node ? cone(nodes.indexOf(node), ties) : new Set();
    const kept = new Set(among(lit));
    svg.classList.toggle("am-lit", Boolean(node));
    nodes.forEach((one, number) => one.classList.toggle("am-on", lit.has(number)));
    ties.forEach((tie) => tie.shape.classList.toggle("am-on", kept.has(tie)));
  }

  /** Leaves the cone of a record, with the record in the middle; all records for an unknown id. */
  function choose(id) {
    const node = nodes[numbers.get(id)];
    field.focus.value = node ? id : "";
    apply();
    if (!node) return;
    const [box, view] = [node.getBoundingClientRect(), region.getBoundingClientRect()];
    region.scrollBy((box.left + box.right - view.left - view.right) / 2, (box.top + box.bottom - view.top - view.bottom) / 2);
  }

  // --- Zoom ---

  const size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
  let scale = 1;

  /** Draws larger or smaller; what lies at (x, y) of the region stays there. */
  function zoom(to, x = region.clientWidth / 2, y = region.clientHeight / 2) {
    const [before, left, top] = [scale, region.scrollLeft, region.scrollTop];
    scale = Math.min(LARGEST, Math.max(SMALLEST, to));
    svg.setAttribute("width", size.width * scale);
    svg.setAttribute("height", size.height * scale);
    region.scrollTo((left + x) * scale / before - x, (top + y) * scale / before - y);
  }

  const whole = () => zoom(Math.min(1, region.clientWidth / size.width, window.innerHeight * 0.85 / size.height));
  const keys = {
    "+": () => zoom(scale * STEP), "=": () => zoom(scale * STEP), "-": () => zoom(scale / STEP),
    0: () => zoom(1), w: whole,
    Escape: () => choose(""),
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => (event.target.name === "focus" ? choose(event.target.value) : apply()));
  form.addEventListener("reset", () => setTimeout(apply));
  field.in.addEventListener("click", () => zoom(scale * STEP));
  field.out.addEventListener("click", () => zoom(scale / STEP));
  field.whole.addEventListener("click", whole);
  region.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = event.target.closest(".am-map a");
    if (event.key === "f" && node) choose(node.id.slice("at-".length));
    else if (event.key in keys) keys[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation(); // the theme has single keys of its own, such as f for search
  });
  region.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const view = region.getBoundingClientRect();
    zoom(scale * STEP ** -Math.sign(event.deltaY), event.clientX - view.left, event.clientY - view.top);
  }, { passive: false });
  for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) svg.addEventListener(type, light);
  async function fromAddress() {
    const place = decodeURIComponent(location.hash.slice(1));
    if (!place.startsWith("at-")) return;
    const id = place.slice("at-".length);
    choose(id);
    if (numbers.has(id)) return;
    const sheet = (await others()).find(({ headlines }) => headlines.has(place));
    if (sheet) location.replace(`${sheet.href}#${place}`);
  }
  window.addEventListener("hashchange", fromAddress);

  form.querySelectorAll(".am-map-tools, [name=relation]").forEach((one) => { one.hidden = false; });
  apply(); // a browser may have kept the fields of an earlier visit
  fromAddress();
}

document.querySelectorAll(".am-map-form").forEach(start);
