// The names and filters in a prompt: which of them are unknown, and which known one is meant.
export const SPAN = /\{\{[\s\S]*?(?:\}\}|$)|\{%[\s\S]*?(?:%\}|$)/g;
const LOCAL = /\{%-?\s*(?:for|assign|capture)\s+([a-zA-Z_]\w*)/g;
const WORDS = new Set("if elsif else endif unless endunless for endfor in case when endcase assign capture endcapture comment endcomment raw endraw break continue cycle echo and or not contains true false nil null empty blank forloop limit offset reversed".split(" "));

function fits(path, names) {
  return names.some((name) => path === name || path.startsWith(name + ".") || name.startsWith(path + "."));
}

// The names and filters of one pair of braces. What stands in quotes is text.
export function read(span) {
  const bare = span.replace(/"[^"]*"?|'[^']*'?/g, "");
  const found = { names: [], filters: [] };
  // Not the rest of a longer path, such as rooms[0].name.
  for (const [, bar, word, colon] of bare.matchAll(/(\|\s*)?(?<![\w.\]])([a-zA-Z_][\w.]*)(\s*:)?/g)) {
    if (bar) found.filters.push(word);
    else if (!colon && !WORDS.has(word.split(".")[0])) found.names.push(word.replace(/\.$/, ""));
  }
  return found;
}

export function unknown(text, known) {
  const local = new Set([...text.matchAll(LOCAL)].map((match) => match[1]));
  const strange = new Map(); // word -> the spans that it is in don't matter: it is strange everywhere
  for (const [span] of text.matchAll(SPAN)) {
    const { names, filters } = read(span);
    for (const name of names) {
      if (!local.has(name.split(".")[0]) && !fits(name, known.names)) strange.set(name, "name");
    }
    for (const filter of filters) if (!known.filters.includes(filter)) strange.set(filter, "filter");
  }
  return strange;
}

function distance(a, b) {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

// The one that is meant, where one is near enough.
export function nearest(word, choices) {
  const last = (path) => path.slice(path.lastIndexOf(".") + 1);
  const near = Math.max(2, last(word).length / 3);
  const far = (one) => Math.min(distance(word, one), distance(last(word), last(one)) + 0.5);
  const best = choices.map((one) => [far(one), one]).sort((a, b) => a[0] - b[0])[0];
  return best && best[0] <= near ? best[1] : "";
}

// Why a step's text isn't there: it comes later, or beside this one.
export function why(name, known) {
  const step = name.match(/^steps\.(\w+)/)?.[1];
  return (step && known.beyond[step]) || "";
}
