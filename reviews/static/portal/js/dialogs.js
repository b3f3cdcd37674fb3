// Opens dialogs, closes menus, and asks for a note where one is needed before the form is sent.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    const dialog = document.getElementById(opener.dataset.opens);
    dialog.showModal();
    dialog.querySelector("textarea, input, button")?.focus();
  }
  if (event.target.closest("[data-closes]")) {
    event.preventDefault();
    event.target.closest("dialog").close();
  }
  if (event.target instanceof HTMLDialogElement) event.target.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const sender = event.target.closest("button[data-needs]");
  if (sender) {
    const note = document.getElementById(sender.dataset.needs);
    note.setCustomValidity(note.value.trim() ? "" : note.dataset.missing);
    if (!note.reportValidity()) event.preventDefault();
  }
});
document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement) event.target.setCustomValidity("");
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
});
