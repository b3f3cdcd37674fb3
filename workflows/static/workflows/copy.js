// Copies the text of the element that the button names, and says so where a screen reader hears it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const label = button.dataset.label ||= button.textContent;
  const source = document.getElementById(button.dataset.copies);
  const copying = navigator.clipboard?.writeText(source.value ?? source.textContent.trim()) ?? Promise.reject(); // absent without https
  const said = await copying.then(() => "Copied", () => null);
  if (!said) select(source);
  button.textContent = said || "Select and copy";
  setTimeout(() => { button.textContent = label; }, 2000);
});

function select(source) {
  source.hidden = false;
  if (source.select) { source.focus(); source.select(); } else getSelection().selectAllChildren(source);
}
