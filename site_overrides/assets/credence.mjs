/**
 * Credences in the browser: the model of `argmap.reasoning`, formula for formula.
 *
 * `docs/method.md` explains the formulas, and `argmap.reasoning.browser` writes what is read here.
 * Nodes are claims, evidence and experiments with a result.  A link leads from its premises to a
 * node; an undercut leads to no node but takes away from another link.
 */

// As in network.py: no base is beyond doubt; the parts a sure undercut and a failed need take away.
export const [LEAST_BASE, GREATEST_BASE] = [0.001, 0.999];
const UNDERCUT = 0.9;
const NEED = 0.99;
// As in semantics.py: log odds are kept within ± this.
const CLIP = 30;
// As in forward.py and solution.py: when a cycle has settled, what is kept of one that does not.
const TOLERANCE = 1e-12;
const MAX_SWEEPS = 5000;
const STALL = 100;
const [FIRST_STEP, LEAST_STEP] = [1 / 2, 1 / 64];
const [RANGE_SWEEPS, SNAPSHOTS] = [1024, 32];
const UNSETTLED = 1e-9;

/**
 * What `as_data` writes.  All numbers of nodes and links are places in `nodes` and `links`.
 *
 * @typedef {object} Network
 * @property {string[]} nodes - Ids.
 * @property {number[]} logit - For each node the log odds of its base.
 * @property {[number, number][][]} needs - For each node [premise, part of that need there is].
 * @property {string[]} links - Names.
 * @property {number[]} target - For each link the node it bears on; -1 for an undercut.
 * @property {number[]} weight - For each link the log odds it adds; negative for an attack.
 * @property {number[]} gain - For each link the part of it that is there.
 * @property {number[]} basis - For each link its body of evidence; -1 where it is not named.
 * @property {number[][]} premises - For each link the nodes that must hold.
 * @property {number[][]} negated - For each link the nodes that must not hold.
 * @property {number[][]} undercutters - For each link the links that undercut it.
 */

/** @typedef {Map<number, number> | Record<number, number>} Given - Numbers by node or link. */

/**
 * The credence of every node and the activation of every link.
 *
 * @param {Network} network
 * @param {object} [given] - What if.
 * @param {Given} [given.pins] - The credence some nodes are to have, whatever bears on them.
 * @param {Given} [given.strengths] - What some links are to multiply the odds of their target by.
 * @param {Given} [given.priors] - The base some nodes are to have.
 * @returns {{credences: Float64Array, activations: Float64Array, unresolved: Range[]}}
 */
export function solve(network, { pins, strengths, priors } = {}) {
  const map = arrange(network, strengths, priors);
  const held = new Float64Array(network.nodes.length).fill(NaN);
  for (const [node, credence] of entries(pins)) held[node] = credence;
  const run = new Run(map, held);
  return {
    credences: run.credences,
    activations: run.activations,
    unresolved: unresolved(map, held, run),
  };
}

/**
 * The network in which each claim shows the credence given for it: the base that makes it so is solved for, with everything
 * upstream in place.  As `view` in views.py.
 *
 * A claim can show no more than the premises it depends on leave of it.  Where more is asked for, that is read as what it
 * shows given these premises.
 *
 * @param {Network} network
 * @param {Given} shown - Credences by node.
 * @param {object} [given]
 * @param {Given} [given.strengths] - As for `solve`.
 * @returns {Network} Its bases may lie beyond any that can be recorded; strengths are the network's own.
 */
export function view(network, shown, { strengths } = {}) {
  const map = arrange(network, strengths);
  const beyond = new Set();
  for (;;) {
    const known = beyond.size;
    const held = new Float64Array(network.nodes.length).fill(NaN);
    for (const [node, credence] of entries(shown)) if (!beyond.has(node)) held[node] = credence;
    const run = new Run(map, held);
    for (const [node, credence] of entries(shown)) {
      const asked = credence / run.left(node);
      if (asked >= 1) beyond.add(node);
      const given = beyond.has(node) ? credence : asked;
      map.logit[node] = Math.log(given / (1 - given)) - run.reasons(node);
    }
    if (beyond.size > known) continue;
    const seen = { ...network, logit: map.logit };
    plans.set(seen, plans.get(network));
    return seen;
  }
}

/** @param {Given} [given] */
function entries(given = {}) {
  return given instanceof Map ? given : Object.entries(given);
}

// --- What is computed, and in which order -------------------------------------------------------

/**
 * The reasons of a network in bundles and the order to compute in, by network: numbers may change, these do not, and to find
 * them takes longer than to compute.
 */
const plans = new WeakMap();

/** The network with its numbers as asked, its reasons in bundles, and the order to compute in. */
function arrange(network, strengths, priors) {
  const logit = Float64Array.from(network.logit);
  for (const [node, prior] of entries(priors)) {
    const base = Math.min(Math.max(prior, LEAST_BASE), GREATEST_BASE);
    logit[node] = Math.log(base) - Math.log1p(-base);
  }
  const weight = Float64Array.from(network.weight);
  for (const [link, strength] of entries(strengths)) {
    weight[link] = (isAttack(network, link) ? -1 : 1) * Math.log(strength);
  }
  if (!plans.has(network)) {
    const bundles = bundlesOf(network);
    plans.set(network, { bundles, parts: orderOf(network, bundles) });
  }
  return { ...network, logit, weight, ...plans.get(network) };
}

/** Whether a link counts against its target.  The weight of an attack that adds nothing is −0. */
function isAttack({ weight }, link) {
  return weight[link] < 0 || Object.is(weight[link], -0);
}

/**
 * The reasons for and against each node: links with one target, sign and basis count as one bundle,
 * and so does every link without a basis.
 */
function bundlesOf(network) {
  const { nodes, target, basis } = network;
  const bundles = nodes.map(() => []);
  const shared = new Map();
  for (let link = 0; link < target.length; link++) {
    if (target[link] < 0) continue;
    const attacks = isAttack(network, link);
    const key = `${target[link]} ${attacks} ${basis[link]}`;
    const known = basis[link] < 0 ? undefined : shared.get(key);
    if (known) {
      known.links.push(link);
    } else {
      const bundle = { attacks, links: [link] };
      bundles[target[link]].push(bundle);
      if (basis[link] >= 0) shared.set(key, bundle);
    }
  }
  return bundles;
}

/** Single nodes and links, and cycles of them, each after all it reads. */
function orderOf({ nodes, needs, links, premises, negated, undercutters }, bundles) {
  // Nodes and links are numbered together here: link `l` is vertex `l` past the nodes.
  const past = nodes.length;
  const reads = nodes.map((_, node) => [
    ...needs[node].map(([premise]) => premise),
    ...bundles[node].flatMap((bundle) => bundle.links.map((link) => past + link)),
  ]);
  for (let link = 0; link < links.length; link++) {
    const cutting = undercutters[link].map((undercutter) => past + undercutter);
    reads.push([...premises[link], ...negated[link], ...cutting]);
  }
  // Within a cycle an undercut is computed before what it undercuts; links alone make no cycle.
  const rank = new Int32Array(links.length);
  components(undercutters).forEach(([link], place) => (rank[link] = place));
  return components(reads).map((part) => ({
    nodes: part.filter((vertex) => vertex < past).sort((a, b) => a - b),
    links: part
      .filter((vertex) => vertex >= past)
      .map((vertex) => vertex - past)
      .sort((a, b) => rank[a] - rank[b]),
    isCycle: part.length > 1,
  }));
}

/**
 * Strongly connected components, each after all it reads (Tarjan 1972).  The path is an array of
 * its own, since a long chain of reasons would overflow the call stack.
 *
 * @param {number[][]} reads - For each vertex the vertices it reads.
 * @returns {number[][]}
 */
function components(reads) {
  const found = [];
  const order = new Int32Array(reads.length).fill(-1); // when a vertex was first met
  const low = new Int32Array(reads.length); // the earliest open vertex known to be reached from it
  const next = new Int32Array(reads.length); // which of its reads to follow next
  const isOpen = new Uint8Array(reads.length);
  const open = []; // vertices met whose component is not complete
  const path = [];
  let met = 0;
  const enter = (vertex) => {
    order[vertex] = low[vertex] = met++;
    isOpen[vertex] = 1;
    open.push(vertex);
    path.push(vertex);
  };
  for (let root = 0; root < reads.length; root++) {
    if (order[root] < 0) enter(root);
    while (path.length) {
      const vertex = path.at(-1);
      if (next[vertex] < reads[vertex].length) {
        const read = reads[vertex][next[vertex]++];
        if (order[read] < 0) enter(read);
        else if (isOpen[read]) low[vertex] = Math.min(low[vertex], order[read]);
        continue;
      }
      path.pop();
      if (path.length) low[path.at(-1)] = Math.min(low[path.at(-1)], low[vertex]);
      if (low[vertex] === order[vertex]) {
        const component = open.splice(open.lastIndexOf(vertex));
        for (const member of component) isOpen[member] = 0;
        found.push(component);
      }
    }
  }
  return found;
}

// --- Credences ----------------------------------------------------------------------------------

/** The credences and activations that follow from the bases, some nodes held at a credence. */
class Run {
  /** @param {Float64Array} held - The credence of each node that is set, NaN for the others. */
  constructor(map, held) {
    this.map = map;
    this.held = held;
    this.credences = new Float64Array(map.nodes.length);
    this.activations = new Float64Array(map.links.length);
    /** The nodes of each cycle that did not settle, with their credences in some late sweeps. */
    this.loops = [];
    for (const part of map.parts) {
      if (part.isCycle) this.settle(part);
      else this.compute(part);
    }
  }

  compute({ nodes, links }) {
    for (const link of links) this.activations[link] = this.activation(link);
    for (const node of nodes) this.credences[node] = this.credence(node);
  }

  /** How far a link holds: the product of its premises, less what undercuts it. */
  activation(link) {
    let product = this.map.gain[link];
    for (const premise of this.map.premises[link]) product *= this.credences[premise];
    for (const premise of this.map.negated[link]) product *= 1 - this.credences[premise];
    for (const undercutter of this.map.undercutters[link]) {
      product *= 1 - UNDERCUT * this.activations[undercutter];
    }
    return product;
  }

  /** The base and the reasons as log odds, then what the premises it depends on leave of it. */
  credence(node) {
    if (!Number.isNaN(this.held[node])) return this.held[node];
    const odds = this.map.logit[node] + this.reasons(node);
    return sigmoid(Math.min(Math.max(odds, -CLIP), CLIP)) * this.left(node);
  }

  /** The log odds its reasons add up to. */
  reasons(node) {
    let [support, attack] = [0, 0];
    for (const bundle of this.map.bundles[node]) {
      if (bundle.attacks) attack += this.contribution(bundle);
      else support += this.contribution(bundle);
    }
    return support - attack;
  }

  /** The part of it that the premises it depends on leave. */
  left(node) {
    let left = 1;
    for (const [premise, share] of this.map.needs[node]) {
      left *= 1 - NEED * share * (1 - this.credences[premise]);
    }
    return left;
  }

  /** Half the sum and half the greatest: reasons of one basis are partly the same reason. */
  contribution({ links }) {
    let [sum, greatest] = [0, 0];
    for (const link of links) {
      const value = Math.abs(this.map.weight[link]) * this.activations[link];
      sum += value;
      greatest = Math.max(greatest, value);
    }
    return 0.5 * (sum + greatest);
  }

  /** Sweeps a cycle until it settles; one that does not is left at the middle of its range. */
  settle(cycle) {
    const { nodes, links } = cycle;
    for (const node of nodes) {
      const isHeld = !Number.isNaN(this.held[node]);
      this.credences[node] = isHeld ? this.held[node] : sigmoid(this.map.logit[node]);
    }
    const snapshots = [];
    let step = FIRST_STEP;
    let before = Infinity;
    for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      for (const link of links) this.activations[link] = this.activation(link);
      const change = nodes.map((node) => this.credence(node) - this.credences[node]);
      const residual = change.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
      if (residual <= TOLERANCE) return;
      if (sweep % STALL === 0) {
        if (residual > 0.95 * before) step = Math.max(step / 2, LEAST_STEP);
        before = residual;
      }
      nodes.forEach((node, place) => (this.credences[node] += step * change[place]));
      const left = MAX_SWEEPS - sweep;
      if (left <= RANGE_SWEEPS && left % (RANGE_SWEEPS / SNAPSHOTS) === 0) {
        snapshots.push(nodes.map((node) => this.credences[node]));
      }
    }
    nodes.forEach((node, place) => {
      const seen = snapshots.map((snapshot) => snapshot[place]);
      this.credences[node] = (Math.min(...seen) + Math.max(...seen)) / 2;
    });
    for (const link of links) this.activations[link] = this.activation(link);
    this.loops.push({ nodes, snapshots });
  }
}

/** For log odds up to ± 700. */
function sigmoid(odds) {
  return 1 / (1 + Math.exp(-odds));
}

/**
 * @typedef {object} Range - A node whose credence does not settle, with what it moves between.
 * @property {number} node
 * @property {number} low
 * @property {number} high
 */

/**
 * The nodes on a cycle that did not settle or behind one, but those that are held: all is computed anew with the cycles held
 * at each snapshot, so that what lies behind several moves with all of them.
 *
 * @returns {Range[]}
 */
function unresolved(map, held, { loops }) {
  if (!loops.length) return [];
  const low = new Float64Array(map.nodes.length).fill(Infinity);
  const high = new Float64Array(map.nodes.length).fill(-Infinity);
  for (let moment = 0; moment < SNAPSHOTS; moment++) {
    const heldNow = held.slice();
    for (const { nodes, snapshots } of loops) {
      nodes.forEach((node, place) => (heldNow[node] = snapshots[moment][place]));
    }
    new Run(map, heldNow).credences.forEach((credence, node) => {
      low[node] = Math.min(low[node], credence);
      high[node] = Math.max(high[node], credence);
    });
  }
  const looping = new Set(loops.flatMap(({ nodes }) => nodes));
  return map.nodes
    .map((_, node) => ({ node, low: low[node], high: high[node] }))
    .filter(({ node }) => Number.isNaN(held[node]))
    .filter(({ node, low, high }) => looping.has(node) || high - low > UNSETTLED);
}
