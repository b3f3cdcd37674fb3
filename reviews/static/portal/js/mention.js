// “@” in a comment offers the people who may see this piece, by arrows and Enter, by mouse or by finger. Without script
// the name is written out, and the server knows who is meant.
const form = document.getElementById("comment-form");
const TYPED = /(?:^|[^\p{L}\p{N}_@])@([^\s@]{0,40}(?: [^\s@]{1,40})?)$/u; // a name's first word, and its second
const list = Object.assign(document.createElement("ul"), { id: "askable", className: "askable", hidden: true });
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "People who may see this piece");
const status = Object.assign(document.createElement("p"), { className: "unseen" });
status.setAttribute("role", "status");
document.body.append(status);

let box = null; // the field that is written in
let start = -1; // where its @ stands
let done = -1; // the @ that was answered or turned away: it asks no more
let asking = new AbortController();

const options = () => [...list.children];
const current = () => options().find((option) => option.ariaSelected === "true");
const choose = (option) => {
  for (const each of options()) each.ariaSelected = String(each === option);
  box.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};
const close = () => {
  asking.abort();
  if (list.hidden) return;
  list.hidden = true;
  status.textContent = "";
  for (const name of ["role", "aria-autocomplete", "aria-controls", "aria-expanded", "aria-activedescendant"]) box?.removeAttribute(name);
};
const open = () => {
  box.after(list);
  list.hidden = false;
  list.style.insetBlockStart = `${box.offsetTop + box.offsetHeight + 4}px`;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "true" })) box.setAttribute(name, value);
  choose(options()[0]);
  list.scrollIntoView({ block: "nearest" });
  const count = options().length;
  status.textContent = `${count} ${count === 1 ? "person" : "people"}. Arrows choose, Enter takes.`;
};

const ask = async (typed) => {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const answer = await fetch(`${form.dataset.people}?q=${encodeURIComponent(typed)}`, { signal }).catch(() => null);
  const found = answer?.ok ? await answer.text().catch(() => "") : "";
  if (signal.aborted) return;
  list.innerHTML = found; // escaped by the server, as every page
  if (list.children.length) open(); else close();
};
const take = (option) => {
  box.setRangeText(`@${option.dataset.name} `, start, box.selectionStart, "end");
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "asked", value: option.dataset.key }));
  done = start;
  close();
  box.focus();
};

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-asks]")) return;
  if (box !== event.target) { close(); done = -1; }
  box = event.target;
  const before = box.value.slice(0, box.selectionStart);
  const typed = TYPED.exec(before)?.[1];
  start = before.lastIndexOf("@");
  if (start < done || box.value[done] !== "@") done = -1;
  if (typed === undefined || start === done) close(); else ask(typed);
});
document.addEventListener("keydown", (event) => {
  if (list.hidden || event.target !== box || event.isComposing) return;
  const all = options();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) choose(all[(all.indexOf(current()) + step + all.length) % all.length]);
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) take(current());
  else if (event.key === "Escape") { done = start; close(); } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
list.addEventListener("pointerdown", (event) => event.preventDefault()); // or the field would lose the focus
list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
document.addEventListener("focusout", (event) => { if (event.target === box) close(); });
document.addEventListener("commented", () => { for (const each of form.querySelectorAll("[name=asked]")) each.remove(); });
document.activeElement?.closest("[data-asks]")?.dispatchEvent(new Event("input", { bubbles: true })); // typed before this came
