// Comments on words of the piece: select them, press the button beside them or C, and write.
const piece = document.getElementById("piece") || document.querySelector("#panel-piece");
const LONGEST = 1000;
const tab = () => document.getElementById("tab-comments");
const button = Object.assign(document.createElement("button"), { type: "button", className: "btn small on-selection", textContent: "Comment on this", hidden: true });
document.body.append(button);

const plain = (range) => {
  const copy = range.cloneContents();
  for (const number of copy.querySelectorAll(".ref")) number.remove();
  return copy.textContent.replace(/\s+/g, " ");
};
const selected = () => {
  const chosen = getSelection();
  if (!chosen?.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const article = piece.querySelector("article.piece");
  if (!article?.contains(range.commonAncestorContainer)) return null;
  const quote = plain(range).trim();
  if (!quote || quote.length > LONGEST) return null;
  const before = document.createRange();
  before.setStart(article, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return { quote, turn: plain(before).split(quote).length - 1, box: range.getBoundingClientRect() };
};

const about = (found) => {
  const form = document.getElementById("comment-form");
  form.elements.quote.value = found?.quote ?? "";
  form.elements.turn.value = found?.turn ?? "";
  const said = document.getElementById("comment-about");
  said.hidden = !found;
  said.querySelector("[data-about]").textContent = found ? `“${found.quote}”` : "";
};

export const comment = () => {
  const found = selected();
  tab().dispatchEvent(new Event("tab:show"));
  about(found);
  button.hidden = true;
  const box = document.getElementById("comment");
  box.scrollIntoView({ block: "center" });
  box.focus({ preventScroll: true });
};

document.addEventListener("selectionchange", () => {
  const found = selected();
  button.hidden = !found;
  if (!found) return;
  const left = Math.min(found.box.left, document.documentElement.clientWidth - button.offsetWidth - 12);
  button.style.left = `${Math.max(12, left) + scrollX}px`;
  button.style.top = `${found.box.bottom + scrollY + 8}px`;
});
button.addEventListener("pointerdown", (event) => event.preventDefault()); // or the selection would go first
button.addEventListener("click", comment);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-no-quote]")) about(null);
  const place = event.target.closest("[data-comment-place]");
  const mark = event.target.closest("mark[data-comments]");
  if (place) {
    event.preventDefault();
    document.getElementById("tab-piece").dispatchEvent(new Event("tab:show"));
    lit(place.dataset.commentPlace)[0]?.scrollIntoView({ block: "center" });
  } else if (mark && !mark.dataset.findings) {
    const id = mark.dataset.comments.split(" ")[0];
    tab().dispatchEvent(new Event("tab:show"));
    document.getElementById(`comment-${id}`)?.focus();
  }
  if (event.target.closest("[data-shows-comments]")) tab().dispatchEvent(new Event("tab:show"));
});
const lit = (id) => {
  for (const each of document.querySelectorAll("mark.on")) each.classList.remove("on");
  const marks = [...document.querySelectorAll("mark[data-comments]")].filter((mark) => mark.dataset.comments.split(" ").includes(id));
  for (const mark of marks) mark.classList.add("on");
  return marks;
};

document.addEventListener("keydown", (event) => {
  if (event.key !== "c" || event.metaKey || event.ctrlKey || event.altKey || event.target.closest("textarea, input, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  comment();
});

// The piece shows what was just commented on.
document.addEventListener("commented", () => {
  const desk = document.getElementById("desk");
  if (desk?.dataset.desk) window.htmx.ajax("POST", desk.dataset.desk, { source: desk, target: "#piece" });
  document.getElementById("comment")?.focus({ preventScroll: true });
});
