/** The records that bear on a claim, each as a card with sliders. */

import { CREDENCES, Slider, strengthScale } from "./what-if-controls.mjs";
import { GREATEST_STRENGTH, STRENGTHS } from "./what-if-model.mjs";
import { copyOf, kindOf, linkTo, make } from "./what-if-parts.mjs";

const [FIRST, MORE] = [8, 24];
/** How far a slider of strengths goes, unless what is recorded or set goes further. */
const USUAL = STRENGTHS.get("decisive");
/** Relations with their signs, and as they are told from the record that bears on another; as in views.py. */
const SIGNS = {
  supports: ["+", "supports"],
  attacks: ["−", "attacks"],
  undercuts: ["✕", "undercuts"],
  tests: ["⚗", "tests"],
  depends_on: ["⊢", "is needed by"],
};

export class Cards {
  /**
   * @param {import("./what-if-model.mjs").Model} model
   * @param {(kind: "pins" | "strengths", place: number, value: number | null) => void} onSet - The reader sets a node or a
   *   link, or with null takes back what was set.
   */
  constructor(model, onSet) {
    Object.assign(this, { model, onSet });
    this.list = document.getElementById("wi-cards");
    this.more = document.getElementById("wi-more");
    this.more.addEventListener("click", () => {
      const before = this.list.children.length;
      this.add(MORE);
      this.list.children[before]?.querySelector("input").focus();
    });
  }

  /** Begins anew: the claim, and what bears on it most. */
  open(claim, state, result) {
    Object.assign(this, { claim, state, result, updates: [], shown: new Set() });
    this.cone = this.model.cone(claim);
    this.order = this.model.outward(claim);
    this.list.replaceChildren();
    this.add(FIRST);
  }

  /** Shows a state, and a card for all that is set in it. */
  update(state, result) {
    Object.assign(this, { state, result });
    const sources = [...state.strengths.keys()].map((link) => this.model.source(link));
    const added = [...state.pins.keys(), ...sources].filter((node) => this.addCard(node));
    if (added.length) this.count();
    for (const update of this.updates) update();
  }

  add(count) {
    for (let added = 0; added < count; ) {
      const { value: node, done } = this.order.next();
      if (done) break;
      if (this.addCard(node)) added++;
    }
    this.count();
  }

  count() {
    const left = [...this.cone].filter((node) => !this.shown.has(node)).length;
    this.more.hidden = !left;
    this.more.textContent = left > MORE ? `Show ${MORE} of ${left} more` : `Show ${left} more`;
  }

  /** Adds the card of a record unless it is there. */
  addCard(node) {
    if (this.shown.has(node)) return false;
    this.shown.add(node);
    const card = copyOf("wi-card");
    const isClaim = node === this.claim;
    card.querySelector(".am-kind").textContent = isClaim ? "" : this.model.data.kinds[node];
    card.querySelector("a").replaceWith(isClaim ? "The claim itself" : linkTo(this.model, node));
    card.querySelector(".am-wi-controls").append(this.credence(node), ...this.bearings(node));
    this.list.append(card);
    return true;
  }

  // --- Sliders ------------------------------------------------------------------------------------

  credence(node) {
    const { credences } = this.model.recorded;
    const slider = new Slider({
      name: ["Credence"],
      about: `of: ${this.model.data.headlines[node]}`,
      scale: CREDENCES,
      recorded: credences[node],
      onInput: (value) => this.onSet("pins", node, value),
      onUndo: () => this.onSet("pins", node, null),
    });
    this.keep(() => {
      const value = this.result.credences[node];
      slider.show(value, this.state.pins.has(node), this.model.text(node, this.result));
    });
    return slider.element;
  }

  strength(link, name) {
    const recorded = this.model.strength(link);
    const isUsual = Math.max(recorded, this.state.strengths.get(link) ?? 1) <= USUAL;
    const slider = new Slider({
      name,
      about: `for: ${this.model.data.headlines[this.model.end(link)]}`,
      scale: strengthScale(recorded, isUsual ? USUAL : GREATEST_STRENGTH),
      recorded,
      onInput: (value) => this.onSet("strengths", link, value === recorded ? null : value),
      onUndo: () => this.onSet("strengths", link, null),
    }).addWords();
    this.keep(() => {
      const set = this.state.strengths.get(link);
      slider.show(set ?? recorded, set !== undefined);
    });
    return slider.element;
  }

  /** Keeps what brings a slider up to date, and does it once. */
  keep(update) {
    this.updates.push(update);
    update();
  }

  // --- What a record bears on ---------------------------------------------------------------------

  /** A slider for each reason the record gives within the cone, and a line for whatever has no strength. */
  bearings(node) {
    const { model } = this;
    const links = model.uses[node].filter((link) => this.isShown(link));
    const dependants = model.neededBy[node].filter((other) => this.cone.has(other));
    return [
      ...links.map((link) => this.bearing(node, link)),
      ...dependants.map((other) => this.line("depends_on", this.name(other))),
    ];
  }

  /** Whether a link leads to the claim, or its strength is set. */
  isShown(link) {
    return this.cone.has(this.model.end(link)) || this.state.strengths.has(link);
  }

  bearing(node, link) {
    const { model } = this;
    const relation = model.relation(link);
    if (model.source(link) !== node) {
      const isNegated = model.network.negated[link].includes(node);
      return this.line("", isNegated ? "counts against the step from" : "counts together with", ...this.step(link));
    }
    if (relation === "undercuts") {
      return this.line(relation, "the step from", ...this.step(model.undercuts[link][0]));
    }
    if (!model.isAdjustable(link)) return this.line(relation, this.name(model.end(link)));
    return this.strength(link, this.told(relation, this.name(model.end(link))));
  }

  /** A step in words: from where to where. */
  step(link) {
    return [this.name(this.model.source(link)), "to", this.name(this.model.end(link))];
  }

  name(node) {
    const text = node === this.claim ? "this claim" : this.model.data.headlines[node].replace(/\.$/, "");
    return make("span", { className: "am-wi-name-of", text });
  }

  line(relation, ...words) {
    return make("p", { className: "am-wi-line" }, ...this.told(relation, ...words));
  }

  /** A relation, its sign first, and what it holds of; spaces between. */
  told(relation, ...words) {
    const all = words.flatMap((word) => [" ", word]);
    if (!relation) return all;
    const [sign, word] = SIGNS[relation];
    const mark = make("span", { className: "am-sign", text: sign });
    mark.setAttribute("aria-hidden", "true");
    return [make("span", { className: `am-wi-${relation}` }, mark, word), ...all];
  }
}
