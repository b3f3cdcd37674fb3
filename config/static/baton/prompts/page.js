// Prompts as they are typed: names are marked, unknown ones with the nearest that is meant, and offered by keyboard.
import { changed } from "./box.js";
import { glass } from "./glass.js";

let lastBox = null;

function insert(path) {
  const form = document.querySelector("[data-step-form]");
  const box = lastBox && form?.contains(lastBox) ? lastBox : form?.querySelector("textarea[data-liquid]");
  if (!box) return;
  const words = box.dataset.liquid === "bare" ? path : `{{ ${path} }}`;
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  box.focus();
  changed(box);
}

document.addEventListener("click", (event) => {
  const name = event.target instanceof Element ? event.target.closest("[data-insert]") : null;
  if (name) insert(name.dataset.insert);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("[data-liquid]")) lastBox = event.target;
});
document.addEventListener("part-ready", (event) => {
  for (const box of event.detail.querySelectorAll("textarea[data-liquid]")) glass(box);
});
