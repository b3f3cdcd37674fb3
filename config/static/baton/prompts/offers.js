// Names offered while they are typed: a list under the cursor, used by keyboard or pointer.
import { changed, make, typing } from "./box.js";

const MOST = 6; // names that are offered at once

export function offering(box, frame, pane, known) {
  const list = make("ul", "b-offers", { role: "listbox", "aria-label": "Names in reach", id: `${box.id}-offers` });
  list.hidden = true;
  frame.append(list);
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  let chosen = -1;

  const close = () => {
    list.hidden = true;
    chosen = -1;
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (place) => {
    chosen = (place + list.children.length) % list.children.length;
    [...list.children].forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
    box.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const take = (one) => {
    const { word, kind } = typing(box);
    const end = box.selectionStart;
    const closes = kind === "names" && /\{\{-?\s*$/.test(box.value.slice(0, end - word.length)) && !/^\s*(\}\}|\|)/.test(box.value.slice(end));
    box.setRangeText(one + (closes ? " }}" : ""), end - word.length, end, "end");
    close();
    changed(box);
    close();
  };
  const offer = () => {
    const at = typing(box);
    const all = at ? known[at.kind] : [];
    const starts = all.filter((one) => one !== at.word && one.startsWith(at.word));
    const has = all.filter((one) => at.word && !one.startsWith(at.word) && one.includes(at.word));
    const found = [...starts, ...has].slice(0, MOST);
    if (!found.length) return close();
    list.replaceChildren(...found.map((one, n) => {
      const option = make("li", "", { role: "option", id: `${list.id}-${n}` });
      option.textContent = one;
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(one); });
      return option;
    }));
    list.hidden = false;
    choose(0);
    stand(list, frame, pane, box.selectionStart);
  };
  box.addEventListener("input", offer);
  box.addEventListener("blur", close);
  box.addEventListener("click", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === " " && event.ctrlKey) { event.preventDefault(); return offer(); }
    if (list.hidden) return;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) choose(chosen + moves[event.key]);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) take(list.children[chosen].textContent);
    else if (event.key === "Escape") { close(); event.stopPropagation(); }
    else return event.key.startsWith("Arrow") ? close() : undefined;
    event.preventDefault();
  });
}

// Under the cursor, which the glass knows the place of.
function stand(list, frame, pane, cursor) {
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
  let left = cursor;
  let node = walker.nextNode();
  while (node && left > node.length) { left -= node.length; node = walker.nextNode(); }
  if (!node) return;
  const range = document.createRange();
  range.setStart(node, Math.max(0, left - 1));
  range.setEnd(node, left);
  const [place, around] = [range.getBoundingClientRect(), frame.getBoundingClientRect()];
  list.style.top = `${place.bottom - around.top + 4}px`;
  list.style.left = `${Math.max(0, Math.min(place.left - around.left, frame.clientWidth - list.offsetWidth))}px`;
}
