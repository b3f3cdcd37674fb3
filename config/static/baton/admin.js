// The admin's own pages: rows that are added, removed and dragged; key to copy.
(() => {
  "use strict";
  // --- rows -------------------------------------------------------------------------------------------------------
  let next = Date.now();

  function addRow(set) {
    const blank = set.querySelector(":scope > template"); // not that of rows within a row
    const holder = document.createElement("div");
    holder.innerHTML = blank.innerHTML.replaceAll(blank.dataset.number, String(next++));
    const row = holder.firstElementChild;
    set.querySelector(":scope > [data-rows]").append(row);
    ready(row);
    row.open = true;
    row.querySelector("input:not([type=hidden]), textarea")?.focus();
    toggleEmpty(set);
  }

  function toggleEmpty(set) {
    const none = set.querySelector(":scope > [data-none]");
    if (none) none.hidden = set.querySelector(":scope > [data-rows]").children.length > 0;
  }

  function sortable(list) {
    let held = null;
    list.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest("[data-grip]");
      if (!grip || grip.closest("[data-rows]") !== list) return;
      event.preventDefault();
      held = grip.closest("[data-row]");
      held.classList.add("sortable-ghost");
      grip.setPointerCapture(event.pointerId);
    });
    list.addEventListener("pointermove", (event) => {
      if (!held) return;
      const others = [...list.children].filter((row) => row !== held);
      const after = others.find((row) => {
        const box = row.getBoundingClientRect();
        return event.clientY < box.top + box.height / 2;
      });
      if (after !== held.nextElementSibling) list.insertBefore(held, after || null);
    });
    const drop = () => {
      if (!held) return;
      held.classList.remove("sortable-ghost");
      held = null;
      list.dispatchEvent(new CustomEvent("sorted", { bubbles: true }));
    };
    list.addEventListener("pointerup", drop);
    list.addEventListener("pointercancel", drop);
  }

  // --- what isn't saved yet is not left without a question ------------------------------------------------------------
  let changed = null; // the form with unsaved words

  function unsaved() {
    return changed !== null && document.contains(changed);
  }

  function mayLeave() {
    if (unsaved() && !window.confirm("Leave without saving? What you changed here is lost.")) return false;
    changed = null;
    return true;
  }

  function touch(target) {
    changed = target.closest?.("form[data-guard]") || changed;
  }

  for (const name of ["input", "change"]) document.addEventListener(name, (event) => touch(event.target));
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target === changed) changed = null;
  });
  // A boosted link or another form of the page exchanges the form too.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== changed && event.detail.target?.contains(changed) && !mayLeave()) event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });

  // --- one listener for each kind of event ---------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const add = target.closest("[data-add]");
    if (add) addRow(add.closest("[data-set]"));
    if (target.closest("[data-add], [data-remove]")) touch(target);
    const remove = target.closest("[data-remove]");
    if (remove) {
      const set = remove.closest("[data-set]");
      remove.closest("[data-row]").remove();
      toggleEmpty(set);
    }
    const copy = target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard?.writeText(document.querySelector(copy.dataset.copy).textContent.trim());
      copy.textContent = "Copied";
    }
    for (const menu of document.querySelectorAll("details.b-menu[open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
  // A page that keeps itself up to date doesn't take an open menu from under somebody's hand: it doesn't ask, and what
  // it had asked for before the menu opened is let go. The next time it asks, it gets all of it.
  const menuIsOpen = (part) => part.matches?.("[data-live]") && part.querySelector("details.b-menu[open]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (menuIsOpen(event.detail.elt)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (menuIsOpen(event.detail.target)) event.detail.shouldSwap = false;
  });
  // What shows itself a moment after somebody typed doesn't take the place of what they pressed for meanwhile. Asked
  // here, before htmx lets go of the request that is under way.
  let pressed = null;
  for (const name of ["input", "change"]) document.addEventListener(name, () => (pressed = null), true);
  document.addEventListener("submit", (event) => (pressed = event.target), true);
  document.addEventListener("htmx:confirm", (event) => {
    if (pressed && pressed.id === event.detail.elt.dataset.besides) event.preventDefault();
  });
  // Links inside a drawing are no HTML links, so htmx does not see them.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("#studio .flow a, [data-live] .flow a") : null;
    const studio = document.getElementById("studio");
    if (!link || !studio || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const href = link.getAttribute("href");
    if (!href.startsWith(location.pathname)) return;
    event.preventDefault();
    if (!mayLeave()) return;
    window.htmx.ajax("GET", href, { target: "#studio", select: "#studio", swap: "outerHTML" });
    history.pushState({ htmx: true }, "", href);
  });
  // A control that matters only for one choice of another is shown with that choice.
  function showIf(root) {
    for (const part of root.querySelectorAll("[data-if]")) {
      const [name, values] = part.dataset.if.split("="); // "rhythm=week" or "rhythm=week|month"
      const other = part.closest("form")?.elements[name];
      if (other) part.hidden = !values.split("|").includes(other.value);
    }
  }
  document.addEventListener("change", (event) => showIf(event.target.form || document));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") for (const menu of document.querySelectorAll("details.b-menu[open]")) menu.open = false;
  });
  document.addEventListener("sorted", (event) => event.target.closest("form[data-order]")?.requestSubmit());
  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.ask || event.target.dataset.ask;
    if (asked && !window.confirm(asked)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  // Pressed again while the answer is awaited, such a form isn't sent again: what it begins costs something, or is
  // refused the second time, which hides that the first one went well.
  const PATIENCE = 15_000; // milliseconds, after which somebody may have stopped the page from loading
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, PATIENCE);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent; // gone back to
  });
  document.addEventListener("input", (event) => {
    const row = event.target.closest?.("[data-row]");
    const named = row?.querySelector("[data-row-name]");
    if (named && event.target.name?.match(/-(name|label)$/)) named.textContent = event.target.value || "New";
  });

  // Django fills the short name from the name until it was changed: also by the first letter, not only when it is left.
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("input[name=slug]")) window.django?.jQuery?.(event.target).data("_changed", true);
  });

  function ready(root) {
    showIf(root);
    touch(root.querySelector("form[data-guard] .wrong") || document); // refused: still not saved
    for (const list of root.querySelectorAll("[data-rows]")) {
      if (!list.dataset.sorts) sortable(list);
      list.dataset.sorts = "1";
    }
    document.dispatchEvent(new CustomEvent("part-ready", { detail: root })); // for prompts/page.js
    for (const frame of root.querySelectorAll(".flow-narrow")) {
      frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2;
    }
    for (const box of root.querySelectorAll(".b-text[data-end]")) box.scrollTop = box.scrollHeight;
  }

  document.addEventListener("DOMContentLoaded", () => {
    ready(document);
    const search = document.getElementById("searchbar");
    search?.setAttribute("aria-label", "Search this list");
    document.getElementById("searchbar-submit")?.setAttribute("aria-label", "Search");
  });
  document.addEventListener("htmx:load", (event) => ready(event.target.parentElement || document));
})();
