// Prompts as they are typed: names are marked, unknown ones with the nearest that is meant, and offered by keyboard.
(() => {
  "use strict";
  const SPAN = /\{\{[\s\S]*?(?:\}\}|$)|\{%[\s\S]*?(?:%\}|$)/g;
  const LOCAL = /\{%-?\s*(?:for|assign|capture)\s+([a-zA-Z_]\w*)/g;
  const WORDS = new Set("if elsif else endif unless endunless for endfor in case when endcase assign capture endcapture comment endcomment raw endraw break continue cycle echo and or not contains true false nil null empty blank forloop limit offset reversed".split(" "));
  const MOST = 6; // names that are offered at once
  let lastBox = null;

  function told(id, otherwise) {
    const holder = document.getElementById(id);
    return holder ? JSON.parse(holder.textContent) : otherwise;
  }

  // --- what is unknown ---------------------------------------------------------------------------------------------
  function fits(path, names) {
    return names.some((name) => path === name || path.startsWith(name + ".") || name.startsWith(path + "."));
  }

  // The names and filters of one pair of braces. What stands in quotes is text.
  function read(span) {
    const bare = span.replace(/"[^"]*"?|'[^']*'?/g, "");
    const found = { names: [], filters: [] };
    // Not the rest of a longer path, such as rooms[0].name.
    for (const [, bar, word, colon] of bare.matchAll(/(\|\s*)?(?<![\w.\]])([a-zA-Z_][\w.]*)(\s*:)?/g)) {
      if (bar) found.filters.push(word);
      else if (!colon && !WORDS.has(word.split(".")[0])) found.names.push(word.replace(/\.$/, ""));
    }
    return found;
  }

  function unknown(text, known) {
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
  function nearest(word, choices) {
    const last = (path) => path.slice(path.lastIndexOf(".") + 1);
    const near = Math.max(2, last(word).length / 3);
    const far = (one) => Math.min(distance(word, one), distance(last(word), last(one)) + 0.5);
    const best = choices.map((one) => [far(one), one]).sort((a, b) => a[0] - b[0])[0];
    return best && best[0] <= near ? best[1] : "";
  }

  // Why a step's text isn't there: it comes later, or beside this one.
  function why(name, known) {
    const step = name.match(/^steps\.(\w+)/)?.[1];
    return (step && known.beyond[step]) || "";
  }

  // --- the glass under a prompt --------------------------------------------------------------------------------------
  function make(tag, name, attributes = {}) {
    const made = document.createElement(tag);
    made.className = name;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function glass(box) {
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

  // The name under the cursor, where its beginning is right: it isn't wrong before it is ended.
  function begun(box, word, known) {
    const at = document.activeElement === box ? typing(box) : null;
    return at?.word === word && known[at.kind].some((one) => one.startsWith(word));
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

  function changed(box) {
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // --- names offered while typing ------------------------------------------------------------------------------------
  // What is being typed before the cursor: a name or a filter inside of open braces.
  function typing(box) {
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

  function offering(box, frame, pane, known) {
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

  // --- names to click -------------------------------------------------------------------------------------------------
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
})();
