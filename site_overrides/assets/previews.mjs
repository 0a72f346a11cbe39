// Shows the top of a linked page while its link is pointed at or focused.  Escape closes.

const WAIT = 350; // ms before it opens, so that passing over links opens nothing
const GRACE = 250; // ms to move the pointer from the link onto the preview
const GAP = 8; // px between the link and the preview

const pages = new Map();
let box, shownFor, opening, closing;

/** The top of a page as an element without links or ids, or null where the page has none. */
function top(address) {
  if (!pages.has(address)) {
    pages.set(address, fetch(address).then(
      async answer => answer.ok ? extract(await answer.text()) : null,
      () => { pages.delete(address); return null; }, // offline: asked again the next time
    ));
  }
  return pages.get(address);
}

function extract(html) {
  const found = new DOMParser().parseFromString(html, "text/html").querySelector(".am-top");
  if (!found) return null;
  for (const extra of found.querySelectorAll(".headerlink")) extra.remove();
  for (const link of found.querySelectorAll("a")) {
    const words = document.createElement("span");
    words.className = link.className;
    words.append(...link.childNodes);
    link.replaceWith(words);
  }
  // A heading or an id of another page would confuse the outline of this one.
  for (const heading of found.querySelectorAll("h1")) {
    const words = document.createElement("p");
    words.className = "am-preview-title";
    words.append(...heading.childNodes);
    heading.replaceWith(words);
  }
  for (const named of found.querySelectorAll("[id]")) named.removeAttribute("id");
  return found;
}

async function open(link) {
  const content = await top(link.href.replace(/#.*/, ""));
  if (!content || shownFor !== link) return;
  if (!box) {
    box = document.createElement("div");
    box.className = "am-preview md-typeset";
    box.setAttribute("aria-hidden", "true"); // the link leads to the same words
    box.addEventListener("pointerenter", () => clearTimeout(closing));
    box.addEventListener("pointerleave", closeSoon);
    document.body.append(box);
  }
  box.replaceChildren(content.cloneNode(true));
  box.hidden = false;
  place(link);
}

/** Below the link where there is room, else above; never beyond the window. */
function place(link) {
  const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(GAP, Math.min(at.left, document.documentElement.clientWidth - width - GAP));
  const below = at.bottom + GAP, above = at.top - GAP - height;
  const y = below + height <= window.innerHeight || above < 0 ? below : above;
  box.style.left = `${left + window.scrollX}px`;
  box.style.top = `${y + window.scrollY}px`;
}

function openSoon(link) {
  clearTimeout(closing);
  if (shownFor === link) return;
  close();
  shownFor = link;
  opening = setTimeout(open, WAIT, link);
}

function closeSoon() {
  clearTimeout(closing);
  closing = setTimeout(close, GRACE);
}

function close() {
  clearTimeout(opening);
  shownFor = undefined;
  if (box) box.hidden = true;
}

/** The link to another record that an event is about. */
function target(event) {
  const link = event.target.closest?.("a.am-link");
  return link && link.pathname !== location.pathname ? link : null;
}

if (matchMedia("(hover: hover)").matches) {
  document.addEventListener("pointerover", event => {
    const link = target(event);
    if (link) openSoon(link);
  });
  document.addEventListener("pointerout", event => {
    if (target(event) && shownFor) closeSoon();
  });
}
document.addEventListener("focusin", event => {
  const link = target(event);
  if (link?.matches(":focus-visible")) openSoon(link);
});
document.addEventListener("focusout", event => {
  if (target(event) === shownFor) closeSoon();
});
document.addEventListener("keydown", event => {
  if (event.key === "Escape") close();
});
