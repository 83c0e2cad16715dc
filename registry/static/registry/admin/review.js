// Comfort on the page of a change set: “n” goes to the next change, “p” to the previous one. The page works without it.
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || !"np".includes(event.key)) return;
  const changes = [...document.querySelectorAll("[data-change]")];
  const here = changes.indexOf(document.activeElement.closest("[data-change]"));
  const next = event.key === "n" ? here + 1 : here === -1 ? -1 : here - 1;
  if (!changes[next]) return;
  event.preventDefault();
  changes[next].focus();
  changes[next].scrollIntoView({ block: "start" });
});
