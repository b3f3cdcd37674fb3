// What a browser keeps of somebody's words, for 14 days. A browser that keeps nothing throws at `write`.
const DAYS = 14;

export const entries = (prefix) => Object.keys(localStorage).filter((key) => key.startsWith(prefix));
export const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
export const write = (key, entry) => localStorage.setItem(key, JSON.stringify({ ...entry, at: Date.now() }));
export const drop = (key) => localStorage.removeItem(key);

// What is old or can't be read goes, and what `isOver` says so of.
export const tidy = (prefix, isOver = () => false) => {
  for (const key of entries(prefix)) {
    const kept = read(key);
    if (!kept || isOver(key) || Date.now() - kept.at > DAYS * 864e5) drop(key);
  }
};
