// Loaded first and not deferred: style sheets may then hide what only makes sense without script.
document.documentElement.classList.add("scripted");
