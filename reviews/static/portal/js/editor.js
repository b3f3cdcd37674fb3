// Small help for writing Markdown: the browser's own undo keeps working, because text goes in as typed text.
const wrap = (area, before, after = before) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  area.focus();
  document.execCommand("insertText", false, before + (value.slice(start, end) || "words") + after);
  area.setSelectionRange(start + before.length, area.selectionEnd - after.length);
};
// Before each line of the selection.
const prefix = (area, sign) => {
  const { value, selectionStart, selectionEnd } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", selectionEnd) < 0 ? value.length : value.indexOf("\n", selectionEnd);
  area.focus();
  area.setSelectionRange(start, end);
  document.execCommand("insertText", false, value.slice(start, end).split("\n").map((line) => sign + line).join("\n"));
};
const tools = {
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  link: (area) => wrap(area, "[", "](https://)"),
  heading: (area) => prefix(area, "## "),
  list: (area) => prefix(area, "- "),
  quote: (area) => prefix(area, "> "),
};
const wanted = (event) => {
  if (!(event.metaKey || event.ctrlKey)) return null;
  if (event.altKey) return event.code === "Digit2" ? "heading" : null;
  if (event.shiftKey) return event.code === "Digit8" ? "list" : null;
  return { b: "bold", i: "italic", k: "link" }[event.key];
};
document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]");
  if (tool) tools[tool.dataset.tool](document.getElementById("text"));
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "text") return;
  const tool = wanted(event);
  if (tool) { event.preventDefault(); tools[tool](event.target); }
});

const count = () => {
  const place = document.getElementById("words");
  const words = document.getElementById("text").value.match(/\S+/g)?.length ?? 0;
  if (place) place.textContent = `${words.toLocaleString("en-GB")} ${words === 1 ? "word" : "words"}`;
};
document.addEventListener("input", (event) => { if (event.target.id === "text") count(); });
document.addEventListener("htmx:afterSettle", count);
