// What a guest has chosen and typed stays in their browser, by the piece's link, until they have decided: nothing of it is
// the server's before they ask for the code.
import { drop, read, tidy, write } from "./store.js";

const PREFIX = "baton:guest:";
const place = document.querySelector("[data-link]"); // a note about it, or the sign that the link has decided
const own = PREFIX + place.dataset.link;
const form = document.getElementById("deciding");

const wants = ({ name }) => ["text", "note", "decision", "comment"].includes(name) || /^finding-/.test(name);
const fields = () => [...form.elements].filter(wants);
const isChoice = ({ type }) => type === "radio";
const written = () => Object.fromEntries(
  fields().filter((field) => !isChoice(field) || field.checked).map((field) => [field.name, field.value]),
);
// An answer to an edit and a changed text are about one exact text; a note and a comment are good for any.
const fits = (kept, { name }) => name in kept.values && (kept.seen === form.elements.seen.value || name === "note" || name === "comment");

const remember = (asked = false) => {
  try {
    write(own, { values: written(), seen: form.elements.seen.value, asked });
    place.hidden = false;
  } catch { place.hidden = true; } // this browser keeps nothing, so nothing is promised
};
const restore = (kept) => {
  for (const field of fields().filter((each) => fits(kept, each))) {
    if (isChoice(field)) field.checked = field.value === kept.values[field.name];
    else field.value = kept.values[field.name];
    const fold = field.closest("details");
    if (fold && field.value !== field.defaultValue) fold.open = true;
  }
  place.hidden = false;
};

const begin = () => {
  const kept = read(own);
  const isOver = kept?.asked && "counted" in form.dataset;
  if (isOver) drop(own);
  else if (kept?.values) {
    if ("said" in form.dataset) delete kept.values.comment; // it was sent, and taken
    restore(kept);
    if ("said" in form.dataset) remember();
  }
  document.addEventListener("input", (event) => { if (event.target.form === form) remember(); });
  form.addEventListener("submit", (event) => remember(event.submitter?.value === "decide"));
  place.querySelector("[data-forget]").addEventListener("click", () => { drop(own); location.assign(place.dataset.home); });
};

try { tidy(PREFIX); } catch { /* a browser that keeps nothing */ }
if (form) begin();
else try { drop(own); } catch { /* the same */ }
