// The box that a prompt is typed into: what is being typed in it, and who hears that it changed.
export function make(tag, name, attributes = {}) {
  const made = document.createElement(tag);
  made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

export function changed(box) {
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// What is being typed before the cursor: a name or a filter inside of open braces.
export function typing(box) {
  const before = box.value.slice(0, box.selectionStart);
  const open = Math.max(before.lastIndexOf("{{"), before.lastIndexOf("{%"));
  if (box.selectionStart !== box.selectionEnd || open < 0) return null;
  const inside = before.slice(open);
  if (/\}\}|%\}/.test(inside) || (inside.match(/["']/g) || []).length % 2) return null;
  const filter = inside.match(/\|\s*(\w*)$/);
  if (filter) return { kind: "filters", word: filter[1] };
  const name = inside.match(/(?:^\{\{-?\s*|[\s(=<>,:])([a-zA-Z_][\w.]*)?$/);
  const tag = /^\{%-?\s*\w*$/.test(inside); // its first word is what the tag does
  return name && !tag ? { kind: "names", word: name[1] || "" } : null;
}

// The name under the cursor, where its beginning is right: it isn't wrong before it is ended.
export function begun(box, word, known) {
  const at = document.activeElement === box ? typing(box) : null;
  return at?.word === word && known[at.kind].some((one) => one.startsWith(word));
}
