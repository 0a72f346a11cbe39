/**
 * What the page *What if* knows, apart from how it looks: what is set, what follows from it, what to propose.
 *
 * `argmap.site.whatif` writes the data.  Nodes and links go by their places in the network, as in
 * `credence.mjs`; ids stand only in addresses and in what is shown.
 */

import { GREATEST_BASE, LEAST_BASE, solve, view } from "./credence.mjs";

/** What each word multiplies odds by, as in model.py. */
export const STRENGTHS = new Map([
  ["weak", 2],
  ["moderate", 4],
  ["strong", 10],
  ["decisive", 30],
]);
/** What a link may multiply odds by: from nothing to what a record can say at most. */
export const [LEAST_STRENGTH, GREATEST_STRENGTH] = [1, 999];
/** The least move that is told, as in `argmap whatif`. */
const LEAST_MOVE = 0.005;

/**
 * What is set.
 *
 * @typedef {object} State
 * @property {number | null} claim - The node the page is about.
 * @property {string} person - Whose view is adopted; empty for the map itself.
 * @property {Map<number, number>} pins - Credences by node.
 * @property {Map<number, number>} strengths - Factors by link.
 */

export class Model {
  /** @param {object} data - What `argmap.site.whatif` writes. */
  constructor(data) {
    this.data = data;
    this.network = data.network;
    this.people = new Map(data.people.map((person) => [person.id, person]));
    this.places = new Map(Object.entries(data.aliases));
    this.network.nodes.forEach((id, node) => this.places.set(id, node));
    this.linksByName = new Map(this.network.links.map((name, link) => [name, link]));
    this.views = new Map();
    this.recorded = solve(this.network);
    this.connect();
  }

  /** Notes for each node the links into it, the links it is a premise of, and what depends on it. */
  connect() {
    const { nodes, needs, links, target, premises, negated, undercutters } = this.network;
    [this.into, this.uses, this.neededBy] = [nodes, nodes, nodes].map((all) => all.map(() => []));
    this.undercuts = links.map(() => []);
    links.forEach((_, link) => {
      if (target[link] >= 0) this.into[target[link]].push(link);
      for (const premise of [...premises[link], ...negated[link]]) this.uses[premise].push(link);
      for (const undercutter of undercutters[link]) this.undercuts[undercutter].push(link);
    });
    needs.forEach((own, node) => own.forEach(([premise]) => this.neededBy[premise].push(node)));
  }

  // --- Nodes and links ----------------------------------------------------------------------------

  /** The record a link is written in. */
  source(link) {
    return this.network.premises[link][0];
  }

  /** The node a link bears on; for an undercut, the one that the step it attacks bears on. */
  end(link) {
    const target = this.network.target[link];
    return target >= 0 ? target : this.end(this.undercuts[link][0]);
  }

  /** supports, attacks, tests or undercuts. */
  relation(link) {
    const { target, weight } = this.network;
    if (target[link] < 0) return "undercuts";
    if (this.data.kinds[this.source(link)] === "experiment") return "tests";
    return weight[link] < 0 ? "attacks" : "supports";
  }

  /** What a link multiplies odds by, as recorded. */
  strength(link) {
    return Number(Math.exp(Math.abs(this.network.weight[link])).toPrecision(12));
  }

  /** Whether a record states the strength of a link, so that it can be another. */
  isAdjustable(link) {
    return ["supports", "attacks"].includes(this.relation(link));
  }

  /** The file of a record, relative to the folder of the records. */
  file(node) {
    return `${this.data.topics[node]}/${this.network.nodes[node]}.yaml`;
  }

  /** The records of which each of some words is a part, claims first. */
  find(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const { nodes } = this.network;
    return nodes
      .map((id, node) => ({ node, text: `${this.data.headlines[node]} ${id}`.toLowerCase() }))
      .filter((one) => words.every((word) => one.text.includes(word)))
      .map((one) => one.node)
      .sort((a, b) => this.data.kinds[a].localeCompare(this.data.kinds[b]) || a - b);
  }

  /** A credence, or the range it does not settle in, as it is shown. */
  text(node, { credences, unresolved }) {
    const range = unresolved.find((one) => one.node === node);
    if (!range) return credences[node].toFixed(2);
    return `unresolved, ${range.low.toFixed(2)} to ${range.high.toFixed(2)}`;
  }

  // --- What bears on a node -----------------------------------------------------------------------

  /** The nodes that bear on a node, and itself. */
  cone(node) {
    const seen = new Set([node]);
    for (const variable of seen) for (const [read] of this.reads(variable)) seen.add(read);
    return new Set([...seen].filter((variable) => variable < this.network.nodes.length));
  }

  /**
   * A node, then what bears on it in the order of how much of a small change arrives along the strongest way: the nearest
   * and weightiest first.  The slopes are rounded down to 1 and ignore what reasons share; they only serve to order.
   */
  *outward(node) {
    const { length } = this.network.nodes;
    const arriving = new Map([[node, 1]]);
    const done = new Set();
    while (arriving.size) {
      let [nearest, most] = [-1, -1];
      for (const [variable, share] of arriving) {
        if (share > most) [nearest, most] = [variable, share];
      }
      arriving.delete(nearest);
      done.add(nearest);
      if (nearest < length) yield nearest;
      for (const [read, slope] of this.reads(nearest)) {
        const share = most * Math.min(slope, 1);
        if (!done.has(read)) arriving.set(read, Math.max(arriving.get(read) ?? 0, share));
      }
    }
  }

  /** What a node or, past the nodes, a link is computed from, each with the slope of the one in the other. */
  reads(variable) {
    const { nodes, needs, weight, premises, negated, undercutters } = this.network;
    const { credences, activations } = this.recorded;
    if (variable < nodes.length) {
      const own = credences[variable];
      const reasons = this.into[variable].map((link) => [
        nodes.length + link,
        own * (1 - own) * Math.abs(weight[link]),
      ]);
      return [...reasons, ...needs[variable].map(([premise]) => [premise, own / credences[premise]])];
    }
    const link = variable - nodes.length;
    const holds = activations[link];
    return [
      ...premises[link].map((premise) => [premise, holds / credences[premise]]),
      ...negated[link].map((premise) => [premise, holds / (1 - credences[premise])]),
      ...undercutters[link].map((undercutter) => [nodes.length + undercutter, holds]),
    ];
  }

  // --- What follows -------------------------------------------------------------------------------

  /** The map as a person sees it, or as recorded. */
  networkOf(person) {
    if (!person) return this.network;
    if (!this.views.has(person)) {
      this.views.set(person, view(this.network, this.people.get(person).shows));
    }
    return this.views.get(person);
  }

  /** Every credence that follows from a state; see `solve`. */
  solve({ person, pins, strengths }) {
    return solve(this.networkOf(person), { pins, strengths });
  }

  /** The nodes that move from where they are recorded, but those that are set; what moves most first. */
  moved({ pins }, { credences }) {
    const move = (node) => Math.abs(credences[node] - this.recorded.credences[node]);
    return this.network.nodes
      .map((_, node) => node)
      .filter((node) => !pins.has(node) && move(node) >= LEAST_MOVE)
      .sort((a, b) => move(b) - move(a));
  }

  /** The nodes that rest on a node, directly or not, and itself. */
  resting(node) {
    const seen = new Set([node]);
    for (const one of seen) {
      for (const link of this.uses[one]) seen.add(this.end(link));
      for (const other of this.neededBy[one]) seen.add(other);
    }
    return seen;
  }

  // --- Addresses ----------------------------------------------------------------------------------

  /** What an address says, with what in it names nothing here. */
  read(hash) {
    const asked = new URLSearchParams(hash.replace(/^#/, ""));
    const unknown = [];
    const state = { claim: null, person: "", pins: new Map(), strengths: new Map() };
    const [claim, person] = [asked.get("claim"), asked.get("view")];
    if (this.places.has(claim)) state.claim = this.places.get(claim);
    else if (claim) unknown.push(claim);
    if (this.people.has(person)) state.person = person;
    else if (person) unknown.push(person);
    for (const setting of (asked.get("set") ?? "").split(",").filter(Boolean)) {
      if (!this.set(state, setting)) unknown.push(setting);
    }
    return { state, unknown };
  }

  /** Adds `id:0.3` or `id..id:10` to a state; says whether there is such a thing to set. */
  set(state, setting) {
    const [name, text] = setting.split(":");
    const value = text ? Number(text) : NaN;
    const link = this.linksByName.get(name.replace("..", " > "));
    if (link !== undefined && this.isAdjustable(link)) {
      if (!(value >= LEAST_STRENGTH && value <= GREATEST_STRENGTH)) return false;
      state.strengths.set(link, value);
      return true;
    }
    if (!this.places.has(name) || !(value >= 0 && value <= 1)) return false;
    state.pins.set(this.places.get(name), value);
    return true;
  }

  /** The address of a state, `#` first. */
  write({ claim, person, pins, strengths }) {
    const { nodes, links } = this.network;
    const settings = [
      ...[...pins].map(([node, value]) => `${nodes[node]}:${value}`),
      ...[...strengths].map(([link, value]) => `${links[link].replace(" > ", "..")}:${value}`),
    ];
    const parts = [];
    if (claim !== null) parts.push(`claim=${nodes[claim]}`);
    if (person) parts.push(`view=${person}`);
    if (settings.length) parts.push(`set=${settings.join(",")}`);
    return `#${parts.join("&")}`;
  }

  /** The command that gives the same numbers. */
  command({ person, pins, strengths }) {
    const { nodes, links } = this.network;
    return [
      "argmap whatif",
      ...(person ? [`--view ${person}`] : []),
      ...[...pins].map(([node, value]) => `${nodes[node]}=${value}`),
      ...[...strengths].map(([link, value]) => `"${links[link]}=${value}"`),
    ].join(" ");
  }

  // --- Proposals ----------------------------------------------------------------------------------

  /**
   * What to write into which file so that what is set follows from the map.
   *
   * A credence cannot be recorded, a base can.  The one that gives the credence is solved for, everything else being as set,
   * and rounded; where none within the limits gives it, nothing is proposed for it.
   *
   * @param {State} state - The view in it plays no part.
   * @returns {{changes: Change[], bases: Base[]}} Changes by file; what each set credence comes to.
   */
  propose({ pins, strengths }) {
    const seen = view(this.network, pins, { strengths });
    const bases = [...pins].map(([node, wanted]) => {
      return { node, wanted, base: recordable(seen.logit[node]) };
    });
    this.judge(bases, bases, strengths);
    for (const one of bases) one.isReached = Math.abs(one.result - one.wanted) < LEAST_MOVE;
    const written = bases.filter((one) => one.isReached);
    // Without those that cannot be had, the others come out anew.
    this.judge(written, written, strengths);
    const files = new Map();
    const changeOf = (node) => {
      if (!files.has(node)) files.set(node, { node, base: null, links: [] });
      return files.get(node);
    };
    for (const { node, base } of written) changeOf(node).base = base;
    for (const [link, strength] of strengths) changeOf(this.source(link)).links.push([link, strength]);
    return { bases, changes: [...files.values()].map((one) => ({ ...one, yaml: this.yaml(one) })) };
  }

  /** Notes where each node stands once some bases and strengths are recorded. */
  judge(nodes, bases, strengths) {
    const priors = new Map(bases.map(({ node, base }) => [node, base]));
    const { credences } = solve(this.network, { priors, strengths });
    for (const one of nodes) one.result = credences[one.node];
  }

  /** The lines to be found, or to be added, in a record's file. */
  yaml({ node, base, links }) {
    const lines = [];
    if (base !== null) {
      const kind = this.data.kinds[node];
      if (kind === "claim") lines.push(`prior: {value: ${base}, because: Say why.}`);
      else if (kind === "evidence") lines.push(`reliability: ${base}`);
      else lines.push("result:", `  reliability: ${base}`);
    }
    for (const relation of ["supports", "attacks"]) {
      const own = links.filter(([link]) => this.relation(link) === relation);
      if (own.length) lines.push(`${relation}:`);
      for (const [link, strength] of own) {
        const to = this.network.nodes[this.network.target[link]];
        const was = nameOf(this.strength(link));
        lines.push(`  - to: ${to}`);
        // No record can say ×1: such a reason is no reason.
        if (strength > LEAST_STRENGTH) lines.push(`    strength: ${nameOf(strength)}  # was ${was}`);
        else lines.push(`    # to be taken out: at ×1 it says nothing; was ${was}`);
      }
    }
    return `${lines.join("\n")}\n`;
  }
}

/** A strength as a record would have it: its word, or the number. */
export function nameOf(strength) {
  for (const [word, factor] of STRENGTHS) if (factor === strength) return word;
  return String(strength);
}

/** Log odds as a base that a record may give, with the fewest digits that move no credence by more than 0.0025. */
function recordable(logit) {
  const exact = Math.min(Math.max(1 / (1 + Math.exp(-logit)), LEAST_BASE), GREATEST_BASE);
  const bases = [2, 3].map((digits) => Number(exact.toFixed(digits)));
  const isClose = (base) => Math.abs(logOdds(base) - logOdds(exact)) <= 0.01; // σ rises by a quarter of it at most
  return bases.find(isClose) ?? Number(exact.toFixed(4));
}

function logOdds(probability) {
  return Math.log(probability / (1 - probability));
}
