// Small help for writing Markdown: the browser's own undo keeps working, because text goes in as typed text.
const wrap = (area, before, after = before) => {
  const { selectionStart: start, selectionEnd: end, value } = area;
  area.focus();
  document.execCommand("insertText", false, before + (value.slice(start, end) || "words") + after);
  area.setSelectionRange(start + before.length, area.selectionEnd - after.length);
};
const prefix = (area, sign) => {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  area.focus();
  area.setSelectionRange(start, start);
  document.execCommand("insertText", false, sign);
};
const tools = {
  bold: (area) => wrap(area, "**"),
  italic: (area) => wrap(area, "*"),
  link: (area) => wrap(area, "[", "](https://)"),
  heading: (area) => prefix(area, "## "),
  list: (area) => prefix(area, "- "),
};
document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]");
  if (tool) tools[tool.dataset.tool](document.getElementById("text"));
});
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "text" || !(event.metaKey || event.ctrlKey)) return;
  const tool = { b: "bold", i: "italic", k: "link" }[event.key];
  if (tool) { event.preventDefault(); tools[tool](event.target); }
});
