// On a phone the places stand in one line that scrolls: the current one is in view.
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
