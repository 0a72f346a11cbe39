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

/** The places of those who take a stance on a record or are quoted in it, in the list of people. */
const peopleOf = (node) => (node.dataset.people ?? "").split(" ").filter(Boolean).map(Number);

/** What is looked for in a box: its words, in lower case, and people. */
const contentOf = (node) => ({ words: titleOf(node).toLowerCase(), people: peopleOf(node) });

/** The other sheets of a map: where they are, what they are called, and their boxes by id; none where they cannot be had. */
async function otherSheets() {
  const links = [...document.querySelectorAll(".am-sheets a:not([aria-current])")];
  try {
    return await Promise.all(links.map(async ({ href, textContent }) => {
      const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
      return { href, name: textContent, boxes: new Map([...page.querySelectorAll(".am-map a")].map((node) => [node.id, contentOf(node)])) };
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
  const contents = nodes.map(contentOf);
  for (const node of nodes) {
    const title = titleOf(node);
    field.focus.append(new Option(title.length > LETTERS ? `${title.slice(0, LETTERS)}…` : title, node.id.slice("at-".length)));
  }
  const list = document.querySelector(".am-map-list");
  const lines = [...list.querySelectorAll("[data-tie]")];
  /** For each node its entry in the list; one on which nothing bears gets one for when no line of the list names it. */
  const entries = [];
  for (const entry of [...list.children]) entries[ties[entry.querySelector("[data-tie]").dataset.tie].to] = entry;
  for (const line of lines) {
    const links = line.querySelectorAll(":scope > a");
    ties[line.dataset.tie].from.forEach((node, place) => { entries[node] ??= ownEntry(nodes[node], links[place]); });
  }

  function ownEntry(node, link) {
    const entry = document.createElement("li");
    const told = Object.assign(document.createElement("small"), { textContent: node.querySelector("text").textContent });
    entry.append(link.cloneNode(true), " ", told);
    entry.className = "am-lone";
    list.append(entry);
    return entry;
  }

  /** The links of these relations both of whose ends are among these nodes. */
  function among(shown, relations) {
    // An undercut falls with the link it lands on; chains of them end with a link that lands on none.
    const stands = (tie) => (!relations || relations.has(tie.relation))
      && [...tie.from, tie.to].every((node) => shown.has(node)) && (!tie.on || stands(tie.on));
    return ties.filter(stands);
  }

  // --- What is looked for: words and a person, which the address carries from sheet to sheet ---

  function wanted() {
    const words = field.text.value.trim();
    const person = field.person?.value ?? "";
    const place = person ? field.person.selectedIndex - 1 : null;
    return {
      query: String(new URLSearchParams(Object.entries({ words, person }).filter(([, value]) => value))),
      fits: (box) => box.words.includes(words.toLowerCase()) && (place === null || box.people.includes(place)),
    };
  }

  function readAddress() {
    const query = new URLSearchParams(location.search);
    field.text.value = query.get("words") ?? "";
    if (field.person) field.person.value = query.get("person") ?? "";
    if (field.person?.selectedIndex === -1) field.person.value = ""; // nobody in the list
  }

  function writeAddress() {
    const { query } = wanted();
    const hash = field.focus.value ? `#at-${field.focus.value}` : location.hash.replace(/^#at-.*/, "");
    history.replaceState(null, "", location.pathname + (query && `?${query}`) + hash);
  }

  /** Shows what fits the fields, in the drawing and in the list. */
  function apply() {
    const { query, fits } = wanted();
    const focus = numbers.get(field.focus.value);
    const all = new Set(nodes.keys());
    const relations = new Set([...form.querySelectorAll("[name=relation]:checked")].map((one) => one.value));
    const reached = focus === undefined ? all : cone(focus, among(all, relations));
    const shown = new Set([...reached].filter((number) => fits(contents[number])).sort((a, b) => a - b));
    const kept = new Set(among(shown, relations));
    const named = new Set([...kept].flatMap((tie) => tie.from));
    nodes.forEach((node, number) => node.classList.toggle("am-off", !shown.has(number)));
    ties.forEach((tie) => tie.shape.classList.toggle("am-off", !kept.has(tie)));
    lines.forEach((line) => { line.hidden = !kept.has(ties[line.dataset.tie]); });
    entries.forEach((entry, number) => {
      entry.hidden = !shown.has(number) || (named.has(number) && entry.matches(".am-lone"));
    });
    field.count.value = shown.size === nodes.length && kept.size === ties.length
      ? "" : `${shown.size} of ${nodes.length} records, ${kept.size} of ${ties.length} links`;
    if (focus !== undefined) reveal([focus]);
    else if (query) reveal(shown);
    tellElsewhere(query, fits);
  }

  /** Scrolls the frame to the first of some nodes and as many of the others as it holds beside. */
  function reveal(some) {
    const view = region.getBoundingClientRect();
    let held = null;
    for (const number of some) {
      const box = nodes[number].getBoundingClientRect();
      const both = held ? {
        left: Math.min(held.left, box.left), right: Math.max(held.right, box.right),
        top: Math.min(held.top, box.top), bottom: Math.max(held.bottom, box.bottom),
      } : box;
      if (!held || (both.right - both.left <= view.width && both.bottom - both.top <= view.height)) held = both;
    }
    if (held) region.scrollBy((held.left + held.right - view.left - view.right) / 2, (held.top + held.bottom - view.top - view.bottom) / 2);
  }

  // --- The other sheets: asked for once, where something is looked for, or a record that has moved there ---

  let asked;
  const others = () => (asked ??= otherSheets());

  async function tellElsewhere(query, fits) {
    const found = [];
    for (const { href, name, boxes } of query ? await others() : []) {
      const count = [...boxes.values()].filter(fits).length;
      if (count) found.push(Object.assign(document.createElement("a"), { href: `${href}?${query}`, textContent: `${name} (${count})` }));
    }
    if (query !== wanted().query) return; // something else is looked for by now
    elsewhere.replaceChildren(...found.flatMap((link, number) => [number ? ", " : "Also on ", link]));
  }

  // --- One record's cone: shown while it is pointed at, kept when it is chosen ---

  function light(event) {
    const node = event.type === "mouseout" || event.type === "focusout" ? null : event.target.closest(".am-map a");
    const lit = node ? cone(nodes.indexOf(node), ties) : new Set();
    const kept = new Set(among(lit));
    svg.classList.toggle("am-lit", Boolean(node));
    nodes.forEach((one, number) => one.classList.toggle("am-on", lit.has(number)));
    ties.forEach((tie) => tie.shape.classList.toggle("am-on", kept.has(tie)));
  }

  /** Leaves the cone of a record, with the record in the middle; all records for an unknown id. */
  function choose(id) {
    field.focus.value = numbers.has(id) ? id : "";
    apply();
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
  };

  function changed() {
    apply();
    writeAddress();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", changed);
  form.addEventListener("reset", () => setTimeout(changed)); // once the fields are as they were
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.matches("[type=search], select")) return;
    if (document.querySelector(".am-preview:not([hidden])")) return; // it is closed first
    form.reset();
    changed();
  }, { capture: true });
  field.in.addEventListener("click", () => zoom(scale * STEP));
  field.out.addEventListener("click", () => zoom(scale / STEP));
  field.whole.addEventListener("click", whole);
  region.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const node = event.target.closest(".am-map a");
    if (event.key === "f" && node) {
      choose(node.id.slice("at-".length));
      writeAddress();
    }
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
  // Not on the drawing: Chromium lets a drawing that listens to focus be tabbed to.
  for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) region.addEventListener(type, light);
  /** Follows the record that the address names, on the sheet it is on. */
  async function fromAddress() {
    const place = decodeURIComponent(location.hash.slice(1));
    if (!place.startsWith("at-")) return false;
    const id = place.slice("at-".length);
    choose(id);
    if (numbers.has(id)) return true;
    const sheet = (await others()).find(({ boxes }) => boxes.has(place));
    if (sheet) location.replace(`${sheet.href}#${place}`);
    return false;
  }

  /** Brings what is asked for into the window, below the line that says how much it is. */
  function arrive() {
    apply();
    form.classList.add("am-arrived");
    form.querySelector(".am-map-found").scrollIntoView();
  }

  window.addEventListener("hashchange", async () => (await fromAddress()) && arrive());

  form.querySelectorAll(".am-map-tools, [name=relation]").forEach((one) => { one.hidden = false; });
  readAddress();
  apply();
  if (!wanted().query) reveal([numbers.get(region.dataset.first)]);
  fromAddress().then((follows) => {
    // A reader who comes back finds the page where it was.
    const [{ type }] = performance.getEntriesByType("navigation");
    if (type !== "navigate" || !(follows || wanted().query)) return;
    // The browser itself scrolls to the place in the address, up to when the page has loaded.
    if (document.readyState === "complete") arrive();
    else window.addEventListener("load", () => setTimeout(arrive));
  });
}

document.querySelectorAll(".am-map-form").forEach(start);
