// Searches an index that is split over many small files.  Speaks the messages of the theme's own search worker:
// 0 set up, 1 ready, 2 query, 3 result.

const base = new URL("../search/", self.location);
const CHUNK = 100; // pages described in one file
const MOST = 30; // results
const TITLE = 10; // what a word in the title counts for, against 1 in the text
const WHOLE = 2; // what a whole word counts for, against 1 for one that only begins so
const files = new Map();

/** A file of the index; what is not there holds nothing. */
function load(path) {
  if (!files.has(path)) {
    const found = fetch(new URL(path, base)).then(answer => answer.ok ? answer.json() : null, () => {
      files.delete(path); // offline: asked again the next time
      return null;
    });
    files.set(path, found);
  }
  return files.get(path);
}

const shard = word => [...word].slice(0, 2).map(c => c.codePointAt(0).toString(16)).join("-");

/** For each page that holds a word beginning like this, what that counts for. */
async function pagesWith(beginning) {
  const scores = new Map();
  for (const [word, postings] of Object.entries(await load(`words/${shard(beginning)}.json`) ?? {})) {
    if (!word.startsWith(beginning)) continue;
    const whole = word === beginning ? WHOLE : 1;
    for (const posting of postings) {
      const score = whole * (posting % 2 ? TITLE : 1);
      scores.set(posting >> 1, Math.max(score, scores.get(posting >> 1) ?? 0));
    }
  }
  return scores;
}

const marked = (text, words) => words.length
  ? text.replace(new RegExp(`(?<![\\p{L}\\p{N}&])(?:${words.join("|")})`, "giu"), "<mark data-md-highlight>$&</mark>")
  : text;

async function search(query) {
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])].filter(word => word.length > 1);
  if (!words.length) return [];
  const found = await Promise.all(words.map(pagesWith));
  const scores = [...found[0]].flatMap(([page, score]) => {
    const all = found.map(one => one.get(page));
    return all.includes(undefined) ? [] : [[page, all.reduce((a, b) => a + b, score - all[0])]];
  });
  scores.sort(([a, x], [b, y]) => y - x || a - b);
  const terms = Object.fromEntries(words.map(word => [word, true]));
  return Promise.all(scores.slice(0, MOST).map(async ([page, score]) => {
    const chunk = await load(`docs/${Math.floor(page / CHUNK)}.json`);
    const [location, title, text] = chunk[page % CHUNK];
    return [{ location, title: marked(title, words), text: marked(text, words), score, terms }];
  }));
}

addEventListener("message", async ({ data: { type, data } }) => {
  if (type === 0) postMessage({ type: 1 });
  else if (type === 2) postMessage({ type: 3, data: { items: await search(data) } });
});
