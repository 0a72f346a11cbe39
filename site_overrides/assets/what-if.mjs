/** The page *What if*: reads the address and the reader's moves, and shows what follows. */

import { Cards } from "./what-if-cards.mjs";
import { showMove } from "./what-if-controls.mjs";
import { Model } from "./what-if-model.mjs";
import { codeOf, kindOf, linkTo, make } from "./what-if-parts.mjs";

const RESULTS = 8;
const FIRST_ROWS = 12;
/** After how many milliseconds of rest a change is spoken, proposed and put into the address. */
const REST = 250;

const by = (id) => document.getElementById(id);

class Page {
  constructor(model) {
    this.model = model;
    this.cards = new Cards(model, (kind, place, value) => this.set(kind, place, value));
    this.title = document.title;
    by("wi-search").addEventListener("submit", (event) => {
      event.preventDefault();
      by("wi-results").querySelector("a")?.click();
    });
    by("wi-words").addEventListener("input", () => this.search());
    by("wi-person").addEventListener("change", ({ target }) => this.change("view", { person: target.value }));
    by("wi-reset").addEventListener("click", () => {
      this.change("reset", { person: "", pins: new Map(), strengths: new Map() });
    });
    by("wi-all").addEventListener("click", () => {
      this.showsAll = true;
      this.showMoved();
    });
    window.addEventListener("hashchange", () => this.follow());
    by("wi-app").hidden = false;
    this.open();
  }

  // --- The address and the state ------------------------------------------------------------------

  /** The address was changed from outside: by a link or the back button. */
  follow() {
    const { hash } = window.location;
    if (hash === this.address) return;
    if (hash && !hash.includes("=")) {
      // A link to a place on this page; the state belongs back into the address.
      window.history.replaceState(null, "", this.address || window.location.pathname);
      return;
    }
    const { claim } = this.state;
    this.open();
    if (this.state.claim === claim) return;
    window.scrollTo(0, 0);
    by(this.state.claim === null ? "wi-words" : "wi-name").focus({ preventScroll: true });
  }

  /** Shows what the address says. */
  open() {
    const { state, unknown } = this.model.read(window.location.hash);
    const isOther = state.claim !== this.state?.claim;
    // What waited to be put into the address is not to overwrite this one.
    window.clearTimeout(this.timer);
    window.cancelAnimationFrame(this.frame);
    Object.assign(this, { state, address: window.location.hash, key: "", lastKey: "" });
    by("wi-status").textContent = unknown.length
      ? `Left out, since this map has no such record or it cannot be so: ${unknown.join(", ")}.`
      : "";
    this.result = this.model.solve(state);
    if (isOther) this.showClaim();
    this.show();
    this.rest();
  }

  /** Sets a node or a link, or with null takes back what was set. */
  set(kind, place, value) {
    const given = new Map(this.state[kind]);
    if (value === null) given.delete(place);
    else given.set(place, value);
    this.change(`${kind} ${place}`, { [kind]: given });
  }

  /** Changes the state; changes of one thing in a row are one step back. */
  change(key, changes) {
    this.state = { ...this.state, ...changes };
    this.key = key;
    window.cancelAnimationFrame(this.frame);
    this.frame = window.requestAnimationFrame(() => {
      this.result = this.model.solve(this.state);
      this.show();
    });
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.record(), REST);
  }

  /** Puts the state into the address. */
  record() {
    const address = this.model.write(this.state);
    if (address !== this.address) {
      const isSame = this.key === this.lastKey;
      window.history[isSame ? "replaceState" : "pushState"](null, "", address);
      Object.assign(this, { address, lastKey: this.key });
    }
    by("wi-status").textContent = "";
    this.rest();
  }

  // --- The choice of a claim ----------------------------------------------------------------------

  search() {
    const words = by("wi-words").value.trim();
    const found = words ? this.model.find(words) : [];
    const count = `${found.length || "nothing"} found`;
    const told = found.length > RESULTS ? `${count}; the first ${RESULTS}` : count;
    by("wi-found").textContent = words ? told : "";
    by("wi-results").replaceChildren(...found.slice(0, RESULTS).map((node) => this.found(node)));
  }

  /** A link that opens this page for another record, what is set being kept. */
  found(node) {
    const href = this.model.write({ ...this.state, claim: node });
    const text = this.model.data.headlines[node];
    const link = make("a", { className: "am-link", href, text });
    link.addEventListener("click", () => {
      by("wi-words").value = "";
      this.search();
    });
    return make("li", {}, kindOf(this.model, node), " ", link);
  }

  showClaim() {
    const { claim } = this.state;
    by("wi-start").hidden = claim !== null;
    by("wi-open").hidden = claim === null;
    this.showsAll = false;
    if (claim === null) return;
    by("wi-kind").textContent = this.model.data.kinds[claim];
    by("wi-name").replaceChildren(linkTo(this.model, claim));
    this.resting = this.model.resting(claim);
    this.fillPeople(this.model.cone(claim));
    this.cards.open(claim, this.state, this.result);
  }

  /** The people to choose from, those first who take a stance on something that bears on the claim. */
  fillPeople(cone) {
    const people = [...this.model.people.values()];
    const speaks = ({ shows }) => Object.keys(shows).some((node) => cone.has(Number(node)));
    const group = (label, some) => {
      const options = some.map(({ id, name }) => make("option", { value: id, text: name }));
      return options.length ? [make("optgroup", { label }, ...options)] : [];
    };
    by("wi-person").replaceChildren(
      make("option", { value: "", text: "the map as recorded" }),
      ...group("a view on this or what bears on it", people.filter(speaks)),
      ...group("a view on other things only", people.filter((one) => !speaks(one))),
    );
  }

  // --- What follows -------------------------------------------------------------------------------

  /** Shows the numbers; made to be quick, for it runs while a slider is moved. */
  show() {
    const { claim, person } = this.state;
    if (claim === null) return;
    const [was, is] = [this.model.recorded, this.result].map(({ credences }) => credences[claim]);
    by("wi-was").textContent = this.model.text(claim, this.model.recorded);
    by("wi-is").textContent = this.model.text(claim, this.result);
    by("wi-move").textContent = difference(was, is);
    showMove(by("wi-now"), was, is);
    by("wi-person").value = person;
    by("wi-reset").disabled = !this.isChanged();
    this.cards.update(this.state, this.result);
    this.showMoved();
  }

  isChanged() {
    const { person, pins, strengths } = this.state;
    return Boolean(person || pins.size || strengths.size);
  }

  showMoved() {
    // The claim, then what rests on it, then whatever else moves.
    const rank = (node) => (node === this.state.claim ? 0 : this.resting.has(node) ? 1 : 2);
    const moved = this.model.moved(this.state, this.result).sort((a, b) => rank(a) - rank(b));
    const near = moved.filter((node) => rank(node) < 2).slice(0, FIRST_ROWS);
    const rows = this.showsAll ? moved : near;
    by("wi-still").hidden = rows.length > 0;
    by("wi-still").textContent = this.isChanged()
      ? "Nothing that rests on it moves."
      : "Nothing is changed yet: move a slider, or see the map as somebody does.";
    by("wi-moved").hidden = !rows.length;
    by("wi-moved").tBodies[0].replaceChildren(...rows.map((node) => this.row(node)));
    by("wi-all").hidden = rows.length === moved.length;
    by("wi-all").textContent = `Show all ${moved.length} that move anywhere`;
  }

  row(node) {
    const [was, is] = [this.model.recorded, this.result].map(({ credences }) => credences[node]);
    const name = make("td", {}, linkTo(this.model, node));
    if ((was > 0.5) !== (is > 0.5)) name.append(" ", make("span", { className: "am-flips", text: "crosses ½" }));
    const cells = {
      recorded: this.model.text(node, this.model.recorded),
      recomputed: this.model.text(node, this.result),
      difference: difference(was, is),
    };
    const cell = ([label, text]) => {
      const made = make("td", { text });
      made.dataset.label = label;
      return made;
    };
    return make("tr", {}, name, ...Object.entries(cells).map(cell));
  }

  // --- What is said and proposed once the reader rests --------------------------------------------

  rest() {
    const { claim } = this.state;
    document.title = claim === null ? this.title : `What if: ${this.model.data.headlines[claim]}`;
    if (claim === null) return;
    this.speak();
    this.showView();
    this.propose();
    this.search();
  }

  speak() {
    const { claim } = this.state;
    const others = this.model.moved(this.state, this.result).filter((node) => node !== claim).length;
    const [was, is] = [this.model.recorded, this.result].map((result) => this.model.text(claim, result));
    by("wi-said").textContent = this.isChanged()
      ? `It stands at ${is}, recorded ${was}. ${others} other${others === 1 ? " moves" : "s move"}.`
      : `It stands at ${is}, as recorded.`;
  }

  showView() {
    const { person, claim } = this.state;
    by("wi-view").hidden = !person;
    if (!person) return;
    const { name, shows } = this.model.people.get(person);
    const cone = this.model.cone(claim);
    const own = Object.keys(shows).filter((node) => cone.has(Number(node))).length;
    const stances = `${own} stance${own === 1 ? "" : "s"}`;
    by("wi-view").textContent = own
      ? `${name} has taken ${stances} on this or what bears on it, shown as credences inferred from what was said.`
      : `${name} has taken no stance on this or on anything that bears on it, so it stands as recorded.`;
  }

  propose() {
    const { person, pins, strengths } = this.state;
    by("wi-propose").hidden = !this.isChanged();
    by("wi-command").replaceChildren(codeOf(this.model.command(this.state), "command"));
    const parts = [];
    if (pins.size || strengths.size) {
      const { changes, bases } = this.model.propose(this.state);
      parts.push(make("p", { text: HOW }), ...changes.map((one) => this.proposal(one)), ...this.outcomes(bases));
    }
    if (person) {
      const { name } = this.model.people.get(person);
      parts.push(make("p", { text: `The view of ${name} cannot be proposed: ${VIEWS}` }));
    }
    by("wi-proposal").replaceChildren(...parts);
  }

  proposal({ node, yaml }) {
    const { folder, edit } = this.model.data;
    const file = this.model.file(node);
    const head = make("p", { className: "am-wi-file" }, make("code", { text: `${folder}/${file}` }));
    if (edit) head.append(" ", make("a", { href: edit.replace("{file}", file), text: "edit this file" }));
    return make("div", {}, head, codeOf(yaml, `${folder}/${file}`));
  }

  /** What each credence that was set comes to once its base is recorded. */
  outcomes(bases) {
    if (!bases.length) return [];
    const told = bases.map(({ node, wanted, base, result, isReached }) => {
      const word = this.model.data.kinds[node] === "claim" ? "prior" : "reliability";
      const link = linkTo(this.model, node);
      link.textContent = link.textContent.replace(/\.$/, "");
      return isReached
        ? make("li", {}, `With a ${word} of ${base}, `, link, ` stands at ${result.toFixed(2)}.`)
        : make("li", {}, `No ${word} puts `, link, ` at ${wanted.toFixed(2)}. The nearest a record can give is ${base}, and with ` +
            `that it stands at ${result.toFixed(2)}: its reasons, or what it depends on, would have to change instead.`);
    });
    return [make("p", { text: BASES }), make("ul", {}, ...told)];
  }
}

const HOW =
  "These lines make what you set part of the map. Find each in its file, or add it, say why, and open a pull request.";
const BASES =
  "A credence is computed and cannot be written down. What can is where a record starts: its prior, given its premises and " +
  "before any reason in this map, or the reliability of a finding. Solved for, with all else as you set it:";
const VIEWS =
  "what people hold never enters the numbers. What does is their reasons; if one is missing from the map, propose that.";

/** How far something moved, with its sign: between the numbers as they are shown, so that a reader who subtracts gets the same. */
function difference(was, is) {
  const move = Math.round(100 * is.toFixed(2)) - Math.round(100 * was.toFixed(2));
  const sign = move > 0 ? "+" : move < 0 ? "−" : "";
  return sign + (Math.abs(move) / 100).toFixed(2);
}

async function start() {
  by("wi-status").textContent = "Loading the map …";
  let data;
  try {
    const answer = await fetch(new URL("../what-if.json", import.meta.url));
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    data = await answer.json();
  } catch (error) {
    by("wi-status").textContent = `The map could not be loaded (${error.message}).`;
    return;
  }
  new Page(new Model(data));
}

start();
