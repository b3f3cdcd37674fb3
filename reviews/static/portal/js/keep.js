// What a reviewer has answered and typed stays in this browser until the decision, so that no reload loses it.
// One entry for each person and exact text; an entry that was sent goes as soon as another page shows.
const PREFIX = "baton:desk:";
const DAYS = 14;
const form = document.getElementById("desk");
const own = form && PREFIX + form.dataset.keep;
const wants = ({ name }) => name === "text" || /^(finding|note)-/.test(name);

const entries = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
const tidy = () => {
  for (const key of entries()) {
    const kept = read(key);
    if (!kept || (kept.sent && key !== own) || Date.now() - kept.at > DAYS * 864e5) localStorage.removeItem(key);
  }
};
const written = () => Object.fromEntries([...form.elements].filter(wants).map((field) => [field.name, field.value]));

let untouched = "{}"; // what a page without any answer holds
let failed = false; // this browser keeps nothing: leaving the page asks
let ready = true; // false while the server still sets what was restored
const isEmpty = (values) => JSON.stringify(values) === untouched;
const keep = (sent = false) => {
  if (!ready) return;
  try {
    const values = written();
    if (isEmpty(values)) localStorage.removeItem(own);
    else localStorage.setItem(own, JSON.stringify({ values, sent, at: Date.now() }));
    failed = false;
  } catch { failed = true; }
};

const restore = async (values) => {
  for (const field of [...form.elements].filter(wants)) field.value = values[field.name] ?? field.value;
  document.getElementById("restored").hidden = false;
  ready = false;
  await window.htmx.ajax("POST", form.dataset.desk, { source: form, target: "#piece" });
  ready = true;
};

const begin = () => {
  const first = written();
  const isFresh = !form.querySelector("[data-unsaved]") && Object.entries(first).every(([name, value]) => name === "text" || !value);
  if (!isFresh) { keep(); return; }
  untouched = JSON.stringify(first);
  const kept = read(own);
  if (kept?.values && !isEmpty(kept.values)) restore(kept.values);
};

try { tidy(); } catch { failed = true; }
if (form) {
  let sending = false;
  // After htmx, which reads its settings from the page at the same moment.
  document.addEventListener("DOMContentLoaded", () => { try { begin(); } catch { failed = true; } });
  form.addEventListener("input", () => keep());
  document.addEventListener("htmx:afterSettle", () => keep());
  form.addEventListener("submit", () => { sending = true; keep(true); });
  addEventListener("pageshow", (event) => { if (event.persisted) { sending = false; keep(); } });
  addEventListener("beforeunload", (event) => {
    if (failed && !sending && form.querySelector("[data-unsaved]")) event.preventDefault();
  });
  document.querySelector("[data-start-over]").addEventListener("click", () => {
    ready = false;
    localStorage.removeItem(own);
    location.reload();
  });
}
for (const out of document.querySelectorAll("form[data-signs-out]")) {
  out.addEventListener("submit", () => { for (const key of entries()) localStorage.removeItem(key); });
}
