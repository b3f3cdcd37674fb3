// What is half written under a piece stays when its comments are set anew: a colleague wrote one, another was resolved, or
// the one that was sent is refused. Only what was sent and taken is gone from its box. It is kept in this browser, too, for
// whoever leaves the page: one entry for each person and piece.
import { drop, read, write } from "./store.js";

const own = `baton:talk:${document.getElementById("comment-form").dataset.keep}`;
let held = [];
let about = null; // the words that a new comment is on
let mine = false; // this page has written something: another tab's words are not this one's to drop

const sentBox = ({ verb, parameters }) => {
  if (verb !== "post") return "";
  const [number, word] = (parameters.do ?? "").split(":");
  return word ? `${word}-${number}` : "comment";
};
const ours = (event) => event.detail.target?.id === "comments";

const fields = () => document.getElementById("comment-form").elements;
const half = (taken) => [...document.querySelectorAll("#comments textarea")]
  .filter((box) => box.id !== taken && box.value !== box.defaultValue)
  .map((box) => [box.id, box.value]);
const asked = () => (fields().quote?.value ? { quote: fields().quote.value, turn: fields().turn.value } : null);

const fill = () => {
  for (const [id, words] of held) {
    const box = document.getElementById(id);
    if (!box || box.value !== box.defaultValue) continue; // taken back meanwhile, or written in before this script came
    box.value = words;
    const fold = box.closest("details");
    if (fold) fold.open = true;
  }
  if (!about || !fields().quote) return;
  fields().quote.value = about.quote;
  fields().turn.value = about.turn;
  const said = document.getElementById("comment-about");
  said.hidden = false;
  said.querySelector("[data-about]").textContent = `“${about.quote}”`;
};
const remember = () => {
  const words = half();
  if (!words.length && !mine) return;
  mine = true;
  try {
    if (words.length) write(own, { words, about: asked() });
    else drop(own);
  } catch { /* a browser that keeps nothing: the words are still in their boxes */ }
};

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!ours(event)) return;
  const taken = event.detail.xhr.status < 400 ? sentBox(event.detail.requestConfig) : "";
  held = half(taken);
  about = taken !== "comment" ? asked() : null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!ours(event)) return;
  fill();
  remember();
});
document.addEventListener("input", (event) => { if (event.target.closest("#comments")) remember(); });
document.addEventListener("click", (event) => { if (event.target.closest("[data-no-quote]")) remember(); });

const kept = read(own);
if (kept?.words) {
  ({ words: held, about } = kept);
  mine = true;
  fill();
}
