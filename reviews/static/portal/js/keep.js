// What a reviewer has answered and typed is kept: first in this browser, so that nothing is lost without a network, then
// by the server, so that it opens on any device. One entry for each person and exact text, which stays until the server
// holds the same, or says that the piece is decided: that a form was sent doesn't mean that it arrived.
import { drop, entries, read, tidy, write } from "./store.js";
import { begin as measure, take, giveBack } from "./time.js";

const PREFIX = "baton:desk:";
const TALK = "baton:talk:"; // half-written comments, see half.js
const PAUSE = 1000; // milliseconds without a change, until the server is told
const SIGN = 20_000; // milliseconds between signs that somebody is here
const form = document.getElementById("desk");
const own = form?.dataset.keep && PREFIX + form.dataset.keep;
const wants = ({ name }) => name === "text" || /^(finding|note)-/.test(name);

const tidyAll = () => {
  const decided = [...document.querySelectorAll("[data-decided]")].map((link) => `:${link.dataset.decided}:`);
  tidy(PREFIX, (key) => decided.some((piece) => key.includes(piece)));
  tidy(TALK);
};
const fields = (of) => Object.fromEntries([...form.elements].filter(wants).map((field) => [field.name, field[of]]));
const written = () => fields("value");

let revision = Number(form?.dataset.revision || 0); // of the draft that the server holds
let told = "{}"; // what the server holds, as the page's form
let failed = false; // this browser keeps nothing: leaving the page asks
let ready = true; // false while the server still sets what was restored
let over = false; // decided meanwhile, or going on elsewhere
let choosing = false; // between what this browser holds and what the server does: until then neither is touched
let timer;

const isTold = () => JSON.stringify(written()) === told;
const remember = () => {
  if (choosing) return;
  try {
    if (isTold()) drop(own);
    else write(own, { values: written(), revision });
    failed = false;
  } catch { failed = true; }
};
const say = (words) => {
  const place = document.getElementById("saved");
  if (place && place.textContent !== words) place.textContent = words;
};

const message = (more) => {
  const body = new FormData();
  const spent = take();
  const last = document.querySelector("#comments [data-last]")?.dataset.last;
  const facts = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, revision, last_comment: last || 0, ...spent, ...written(), ...more };
  for (const [name, value] of Object.entries(facts)) body.append(name, value);
  return { body, spent };
};

const show = (html) => {
  const place = document.getElementById("others");
  if (place.innerHTML.replace(/\s*data-revision="\d+"/, "") === html.replace(/\s*data-revision="\d+"/, "")) return;
  place.innerHTML = html; // escaped by the server, as every page
  window.htmx.process(place);
};

let sending = null;
const tell = async (more = {}) => {
  clearTimeout(timer);
  if (sending || over || !ready) return sending;
  const values = JSON.stringify(written());
  const { body, spent } = message(more);
  sending = fetch(form.dataset.draft, { method: "POST", body, headers: { "HX-Request": "true" } });
  const answer = await sending.catch(() => null);
  sending = null;
  if (!answer?.ok || answer.redirected) {
    giveBack(spent);
    say([401, 403].includes(answer?.status) ? "You are signed out. Reload the page: your words are kept in this browser" : "Not saved yet; kept in this browser");
    return null;
  }
  const html = await answer.text();
  show(html);
  const sign = document.querySelector("#others [data-sign]");
  if (sign?.hasAttribute("data-clash")) { say("Not saved: changed on another device"); return null; }
  if (sign?.hasAttribute("data-long")) { say("Not saved: too long"); return null; }
  revision = Number(sign?.dataset.revision ?? revision);
  told = values;
  if (!isTold()) say("Saving …"); // somebody went on typing meanwhile
  else say(revision && JSON.parse(values).text !== undefined ? "Saved" : "");
  remember();
  if (!isTold()) soon();
  return answer;
};
const soon = () => { clearTimeout(timer); timer = setTimeout(() => tell(), PAUSE); };
const changed = () => {
  if (!ready || over) return;
  remember();
  if (!isTold()) { say("Saving …"); soon(); }
};

const draw = async () => {
  ready = false;
  await window.htmx.ajax("POST", form.dataset.desk, { source: form, target: "#piece" });
  ready = true;
  changed();
};
const restore = (values) => {
  for (const field of [...form.elements].filter(wants)) field.value = values[field.name] ?? field.value;
  document.getElementById("restored").hidden = false;
  draw();
};

const begin = () => {
  told = JSON.stringify(fields("defaultValue")); // as it was served: somebody may have typed before this script came
  const kept = read(own);
  if (kept?.values && ![told, JSON.stringify(written())].includes(JSON.stringify(kept.values))) {
    const elsewhere = document.getElementById("elsewhere");
    if (kept.revision === revision && isTold()) restore(kept.values);
    else {
      choosing = true;
      elsewhere.hidden = false;
      const chosen = (then) => () => { choosing = false; elsewhere.hidden = true; then(); };
      elsewhere.querySelector("[data-use-local]").addEventListener("click", chosen(() => restore(kept.values)));
      elsewhere.querySelector("[data-drop-local]").addEventListener("click", chosen(remember));
    }
  } else {
    remember();
    if (!isTold()) draw();
  }
  measure();
  tell();
  setInterval(() => { if (document.visibilityState === "visible") tell(); }, SIGN);
};

try { tidyAll(); } catch { failed = true; }
if (own && document.getElementById("others")) {
  // After htmx, which reads its settings from the page at the same moment.
  document.addEventListener("DOMContentLoaded", () => { try { begin(); } catch { failed = true; } });
  form.addEventListener("input", changed);
  document.addEventListener("htmx:afterSettle", changed);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "decision") { over = event.submitter?.name === "do"; if (over) drop(own); return; }
    over = true;
    for (const [name, value] of Object.entries(take())) {
      form.elements[name]?.remove();
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    remember();
  });
  document.addEventListener("click", async (event) => {
    if (event.target.closest("[data-use-this]")) tell({ force: "yes" });
    if (event.target.closest("[data-use-that]")) { over = true; drop(own); }
    const first = event.target.closest("[data-saves-first]");
    if (first && !isTold()) { event.preventDefault(); await tell(); location.assign(first.href); }
  });
  addEventListener("pageshow", (event) => { if (event.persisted) { over = false; changed(); } });
  addEventListener("pagehide", () => { if (!over) navigator.sendBeacon(form.dataset.draft, message({}).body); });
  addEventListener("beforeunload", (event) => { if (failed && !over && !isTold()) event.preventDefault(); });
}
for (const out of document.querySelectorAll("form[data-signs-out]")) {
  out.addEventListener("submit", () => { for (const key of [...entries(PREFIX), ...entries(TALK)]) drop(key); });
}
