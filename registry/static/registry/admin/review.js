// Working through reviews by keyboard. Everything is a link or a field as well, so the pages work without this.
//
// j and k go from one difference (or row of the queue) to the next and back. Any other key goes to the element whose
// data-key names it: a link is followed, anything else gets the focus. “?” shows the keys; Escape leaves a field.
(() => {
  const STEPS = { j: 1, k: -1 };
  const help = document.getElementById("review-keys");
  const enabled = document.getElementById("review-keys-on");
  const remembered = "reviewKeys";

  if (enabled) {
    enabled.checked = localStorage.getItem(remembered) !== "off";
    enabled.closest("[hidden]")?.removeAttribute("hidden");
    enabled.addEventListener("change", () => localStorage.setItem(remembered, enabled.checked ? "on" : "off"));
  }

  // On the page of a change set each change is a step; in the queue, the link of each row.
  function steps() {
    const changes = [...document.querySelectorAll("[data-change]")];
    if (changes.length) return changes;
    return [...document.querySelectorAll("#result_list tr.data-row")].map((row) => row.querySelector("a[href]")).filter(Boolean);
  }

  function focusOn(element) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
    if (element.matches("[data-change]")) element.scrollIntoView({ block: "start" });
  }

  function step(by) {
    const all = steps();
    const here = all.findIndex((one) => one === document.activeElement || one.contains(document.activeElement));
    const next = all[here === -1 ? (by > 0 ? 0 : all.length - 1) : here + by];
    if (next) focusOn(next);
  }

  function go(key) {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    if (target.matches("a[href]")) target.click();
    else focusOn(target.querySelector("textarea, input:not([type=hidden])") ?? target);
    return true;
  }

  function showHelp() {
    help.open = !help.open;
    if (help.open) focusOn(help.querySelector("summary"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !help) return;
    const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (event.key === "Escape" && help.open) help.open = false;
    else if (event.key === "Escape" && isTyping) isTyping.blur();
    else if (isTyping) return;
    else if (event.key === "?") showHelp();
    else if (!enabled.checked) return;
    else if (event.key in STEPS) step(STEPS[event.key]);
    else if (!go(event.key)) return;
    event.preventDefault();
  });
})();
