// Comfort: whoever gives a value has chosen its field. The page works without.
(() => {
  const choose = (event) => {
    const radio = event.target.closest("[data-choice]")?.querySelector("input[type=radio]");
    if (radio && event.target !== radio) radio.checked = true;
  };
  document.getElementById("bulk").addEventListener("input", choose);
  window.django?.jQuery?.("#bulk").on("change", "select", choose);
})();
