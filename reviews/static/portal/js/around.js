// On a piece: ← and → go to the previous and the next one of the queue.
document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("textarea, input, select, [contenteditable], [role=tab]") || document.querySelector("dialog[open]");
  const step = { ArrowLeft: "before", ArrowRight: "after" }[event.key];
  if (busy || !step || event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
  document.querySelector(`.around [data-step=${step}]`)?.click();
});
