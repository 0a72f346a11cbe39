/** The sliders of the page *What if*: one for a credence, one for the strength of a reason. */

import { LEAST_STRENGTH, STRENGTHS } from "./what-if-model.mjs";
import { copyOf, make } from "./what-if-parts.mjs";

/**
 * How the values of a slider lie along it, in whole steps from 0.
 *
 * @typedef {object} Scale
 * @property {number} steps
 * @property {(value: number) => number} place - Where a value lies, not rounded.
 * @property {(step: number) => number} value
 * @property {(value: number) => string} text - The value as it is shown and spoken.
 */

/** @type {Scale} */
export const CREDENCES = {
  steps: 100,
  place: (credence) => 100 * credence,
  value: (step) => step / 100,
  text: (credence) => credence.toFixed(2),
};

/** The scale of strengths, even in log odds; the words and what is recorded can be hit exactly. */
export function strengthScale(recorded, greatest) {
  const steps = 120;
  const place = (strength) => (steps * Math.log(strength)) / Math.log(greatest);
  const marks = new Map([...STRENGTHS.values(), recorded].map((one) => [Math.round(place(one)), one]));
  const value = (step) => marks.get(step) ?? Number((greatest ** (step / steps)).toPrecision(3));
  return { steps, place, value, text: strengthText };
}

function strengthText(strength) {
  if (strength === LEAST_STRENGTH) return "nothing, ×1";
  for (const [word, factor] of STRENGTHS) if (factor === strength) return `${word}, ×${factor}`;
  return `×${Number(strength.toPrecision(3))}`;
}

let made = 0;

/**
 * A slider with its name, its value, and a button that takes back what was set.
 *
 * @param {object} options
 * @param {Node[]} options.name - What the label shows.
 * @param {string} options.about - What the label adds for those who do not see where the slider stands.
 * @param {Scale} options.scale
 * @param {number} options.recorded
 * @param {(value: number) => void} options.onInput - The slider is being moved.
 * @param {() => void} options.onUndo - What was set is taken back.
 */
export class Slider {
  constructor({ name, about, scale, recorded, onInput, onUndo }) {
    Object.assign(this, { scale, recorded });
    this.element = copyOf("wi-control");
    [this.label, this.value, this.undo, this.input] = ["label", ".am-wi-value", "button", "input"].map(
      (selector) => this.element.querySelector(selector),
    );
    this.input.id = `wi-slider-${made++}`;
    this.input.max = scale.steps;
    this.label.htmlFor = this.input.id;
    this.label.append(...name, make("span", { className: "am-wi-spoken", text: ` ${about}` }));
    this.undo.setAttribute("aria-label", `undo: ${this.label.textContent}`);
    this.input.addEventListener("input", () => onInput(scale.value(Number(this.input.value))));
    this.undo.addEventListener("click", () => {
      onUndo();
      this.input.focus(); // the button is gone, and the focus must not go with it
    });
  }

  /** Adds the words of a strength below the slider. */
  addWords() {
    const row = copyOf("wi-scale");
    for (const [word, strength] of STRENGTHS) {
      const place = this.scale.place(strength) / this.scale.steps;
      if (place > 1) continue;
      const mark = make("span", { text: word });
      mark.style.setProperty("--place", place);
      row.append(mark);
    }
    this.element.append(row);
    return this;
  }

  /** Shows a value, as set or as it follows; `text` where the value does not say all. */
  show(value, isSet, text = this.scale.text(value)) {
    const { place, steps } = this.scale;
    this.input.value = place(value);
    this.input.setAttribute("aria-valuetext", `${text}, ${isSet ? "set by you" : "not set"}`);
    this.value.textContent = text;
    this.undo.classList.toggle("am-wi-idle", !isSet);
    this.undo.disabled = !isSet;
    this.element.classList.toggle("am-wi-set", isSet);
    showMove(this.element, place(this.recorded) / steps, place(value) / steps);
  }
}

/** Tells the style where on a line something was and is, as parts of its length. */
export function showMove(element, was, is) {
  const line = element.style;
  line.setProperty("--was", was);
  line.setProperty("--low", Math.min(was, is));
  line.setProperty("--high", Math.max(was, is));
  element.classList.toggle("am-up", is > was);
  element.classList.toggle("am-down", is < was);
}
