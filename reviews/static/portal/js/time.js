// How long a page is looked at. Open: it is in front. Active: and a key, a pointer or a finger moved in the last minute.
const MINUTE = 60_000;
const TICK = 1000;
let opened = 0;
let active = 0;
let last = 0;
let touched = 0;

const tick = () => {
  const now = performance.now();
  const passed = Math.min(now - last, 2 * TICK); // a computer that slept looked at nothing
  last = now;
  if (document.visibilityState !== "visible") return;
  opened += passed;
  if (now - touched < MINUTE) active += passed;
};

export const begin = () => {
  last = touched = performance.now();
  for (const event of ["keydown", "pointerdown", "pointermove", "wheel", "touchstart", "scroll"]) {
    addEventListener(event, () => { touched = performance.now(); }, { passive: true, capture: true });
  }
  setInterval(tick, TICK);
};

// Whole seconds since the last time; the rest stays for the next.
export const take = () => {
  const spent = { opened: Math.floor(opened / 1000), active: Math.floor(active / 1000) };
  opened -= spent.opened * 1000;
  active -= spent.active * 1000;
  return spent;
};
export const giveBack = (spent) => { opened += spent.opened * 1000; active += spent.active * 1000; };
