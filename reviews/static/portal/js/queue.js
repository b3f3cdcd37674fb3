// The queue by keyboard, and its address: a filter that was chosen can be gone back from, and sent to somebody.
const links = () => [...document.querySelectorAll("#queue .open")];
const rowOf = (link) => link?.closest("li");
const current = () => document.activeElement?.closest?.("#queue li")?.querySelector(".open");
const boxes = () => [...document.querySelectorAll("#queue .tick input")];

const go = (by) => {
  const all = links();
  const at = all.indexOf(current());
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  rowOf(next)?.scrollIntoView({ block: "nearest" });
};
const count = () => {
  const chosen = boxes().filter((box) => box.checked).length;
  const told = document.querySelector("#queue [data-count]");
  if (told) told.textContent = `${chosen} chosen.`;
};
const tick = () => { const box = rowOf(current())?.querySelector(".tick input"); if (box) { box.checked = !box.checked; count(); } };
const approve = () => {
  const own = rowOf(current())?.querySelector(".tick input");
  if (!boxes().some((box) => box.checked) && own) own.checked = true;
  if (boxes().some((box) => box.checked)) document.querySelector("#queue .pick").requestSubmit();
};
const open = (panel) => { const link = current(); if (link) location.href = link.href + panel; };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("textarea, select, [contenteditable], input:not([type=checkbox])");
  if (typing || event.metaKey || event.ctrlKey || event.altKey || document.querySelector("dialog[open]")) return;
  const act = {
    j: () => go(1), k: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1),
    x: tick, a: approve, e: () => open("#panel-edit"), c: () => open("#panel-comments"),
    "/": () => document.getElementById("q").focus(), "?": () => document.getElementById("queue-keys").showModal(),
  }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("change", (event) => { if (event.target.closest("#queue .tick")) count(); });
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-picks]")) return;
  for (const row of document.querySelectorAll("#queue [data-ready=yes]")) row.querySelector(".tick input").checked = true;
  count();
});

// One entry of the history for each filter, not for each letter of a search.
let typed = false;
document.getElementById("filters").addEventListener("input", (event) => { typed = event.target.id === "q"; });
document.addEventListener("htmx:afterSettle", () => {
  const list = document.getElementById("queue");
  const address = location.pathname + (list.dataset.query ? `?${list.dataset.query}` : "");
  if (address === location.pathname + location.search) return;
  history[typed ? "replaceState" : "pushState"](null, "", address);
});
addEventListener("popstate", () => location.reload());
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // others decide meanwhile
count();
