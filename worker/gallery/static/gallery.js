// Comfort only: frames as tall as their letters, the page follows the files, arrows lead to the next letter.
"use strict";

for (const frame of document.querySelectorAll(".frames iframe")) {
  const fit = () => {
    const page = frame.contentDocument && frame.contentDocument.documentElement;
    if (!page) return;
    frame.style.height = "1px"; // else a short letter is as tall as the frame was
    frame.style.height = `${page.scrollHeight}px`;
  };
  frame.addEventListener("load", fit);
  fit();
}

const stamp = document.body.dataset.stamp;
if (stamp) {
  setInterval(async () => {
    if (document.hidden || document.activeElement instanceof HTMLInputElement) return;
    try {
      const now = await (await fetch("/stamp")).text();
      if (now !== stamp) location.replace(location.href);
    } catch { /* the gallery was closed; it may come back */ }
  }, 800);
}

document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
  const link = document.querySelector({ ArrowLeft: "a[rel=prev]", ArrowRight: "a[rel=next]" }[event.key] || "#none");
  if (link) link.click();
});
