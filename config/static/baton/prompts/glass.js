// The glass under a prompt: names are marked, unknown ones told, with the nearest that is meant.
import { begun, changed, make } from "./box.js";
import { SPAN, nearest, read, unknown, why } from "./names.js";
import { offering } from "./offers.js";

function told(id, otherwise) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : otherwise;
}

export function glass(box) {
  const names = told("known-names", null);
  if (!names || box.dataset.glassed) return;
  box.dataset.glassed = "1";
  const known = { names, filters: told("known-filters", []), beyond: told("known-beyond", {}) };
  const frame = make("div", "b-liquid");
  const pane = make("div", "b-glass", { "aria-hidden": "true" });
  const said = make("div", "b-unknown", { role: "status" });
  box.replaceWith(frame);
  frame.append(pane, box);
  frame.after(said);
  const draw = () => {
    const strange = unknown(box.value, known);
    pane.replaceChildren();
    let at = 0;
    for (const match of box.value.matchAll(SPAN)) {
      pane.append(box.value.slice(at, match.index));
      const mark = document.createElement("mark");
      mark.textContent = match[0];
      const { names: used, filters } = read(match[0]);
      if ([...used, ...filters].some((word) => strange.has(word) && !begun(box, word, known))) mark.className = "unknown";
      pane.append(mark);
      at = match.index + match[0].length;
    }
    pane.append(box.value.slice(at) + "\n");
    tell(said, box, strange, known);
    if (!CSS.supports("field-sizing", "content")) {
      box.style.height = "auto";
      box.style.height = box.scrollHeight + "px";
    }
  };
  box.addEventListener("input", draw);
  box.addEventListener("blur", draw);
  draw();
  offering(box, frame, pane, known);
}

function tell(said, box, strange, known) {
  const lines = [...strange].filter(([word]) => !begun(box, word, known)).map(([word, what]) => {
    const line = make("p", "");
    line.append(what === "filter" ? `There is no filter “${word}”.` : `Not in reach here: ${word}`);
    const reason = what === "name" ? why(word, known) : "";
    const meant = reason ? "" : nearest(word, what === "filter" ? known.filters : known.names);
    if (reason) line.append(`. ${reason}`);
    if (meant) {
      const button = make("button", "b-var", { type: "button" });
      button.textContent = meant;
      button.addEventListener("click", () => exchange(box, word, meant));
      line.append(what === "filter" ? " Use " : ". Did you mean ", button, "?");
    }
    return line;
  });
  if (said.textContent !== lines.map((line) => line.textContent).join("")) said.replaceChildren(...lines);
}

// Everywhere in the braces of this prompt; whatever is longer than the word stays.
function exchange(box, word, meant) {
  const whole = new RegExp(`(?<![\\w.])${word.replaceAll(".", "\\.")}(?![\\w.])`, "g");
  box.value = box.value.replace(SPAN, (span) => span.replace(whole, meant));
  changed(box);
  box.focus();
}
