// Says when new letters have come. Everything else works without scripts.
"use strict";
const fresh = document.querySelector(".fresh");
const shown = Number(document.body.dataset.count);
async function look() {
  if (!document.hidden) {
    try {
      const { count } = await (await fetch("/api/count")).json();
      if (count > shown) {
        fresh.textContent = `${count - shown} new`;
        fresh.hidden = false;
      }
    } catch {
      // The sandbox is away for a moment; the next look will tell.
    }
  }
  setTimeout(look, 2000);
}
look();
document.querySelector(".list [aria-current]")?.scrollIntoView({ block: "nearest" });
document.addEventListener("keydown", (key) => {
  if (key.key === "/" && !key.target.closest("input, textarea, select")) {
    key.preventDefault();
    document.querySelector(".search input").focus();
  }
});
