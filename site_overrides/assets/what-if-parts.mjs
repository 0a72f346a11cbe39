/** Pieces of HTML the page *What if* is put together from.  All text goes in as text, never as HTML. */

/** A copy of a template's only element. */
export function copyOf(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

/** An element with properties, or `text`, and children. */
export function make(tag, { text, ...properties } = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  if (text !== undefined) element.textContent = text;
  element.append(...children);
  return element;
}

/** The kind of a record, as on every page. */
export function kindOf(model, node) {
  return make("span", { className: "am-kind", text: model.data.kinds[node] });
}

/** A record's headline as a link to its page. */
export function linkTo(model, node) {
  const href = `../${model.network.nodes[node]}/`;
  return make("a", { className: "am-link", href, text: model.data.headlines[node] });
}

/** Text to be copied, with the button that does it where the browser lets it. */
export function codeOf(text, name) {
  const element = copyOf("wi-code");
  element.querySelector("code").textContent = text;
  element.querySelector("pre").setAttribute("aria-label", name);
  const button = element.querySelector("button");
  button.hidden = !navigator.clipboard; // only where the page is served safely
  button.setAttribute("aria-label", `Copy: ${name}`);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  });
  return element;
}
