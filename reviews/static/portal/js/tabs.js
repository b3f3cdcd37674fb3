// Links to sections become tabs. Without script they stay links, and the sections follow each other.
for (const list of document.querySelectorAll("[data-tabs]")) {
  const tabs = [...list.querySelectorAll("a[href^='#']")];
  const panel = (tab) => document.getElementById(tab.hash.slice(1));

  const show = (chosen, focus = false, look = true) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", on);
      tab.tabIndex = on ? 0 : -1;
      panel(tab).hidden = !on;
    }
    if (focus) chosen.focus();
    if (look) chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    chosen.dispatchEvent(new CustomEvent("tab:shown", { bubbles: true }));
  };

  list.setAttribute("role", "tablist");
  for (const tab of tabs) {
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel(tab).id);
    panel(tab).setAttribute("role", "tabpanel");
    panel(tab).setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => { event.preventDefault(); show(tab); });
    tab.addEventListener("tab:show", () => show(tab));
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    show(tabs[(at + step + tabs.length) % tabs.length], true);
  });
  const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const writes = document.activeElement; // whoever began before this script came stays there
  const begun = tabs.find((tab) => panel(tab).contains(writes));
  const aimed = begun || tabs.find((tab) => aim && panel(tab).contains(aim));
  show(aimed || tabs[0], false, Boolean(aimed) && !begun); // a page that was only opened begins at its top
  if (!begun && aim?.matches("[role=tabpanel] [tabindex]")) {
    aim.scrollIntoView({ block: "center" });
    aim.focus({ preventScroll: true });
  }
}
