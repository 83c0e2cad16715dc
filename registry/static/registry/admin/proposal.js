// Comfort on a page that proposes. It works without.
(() => {
  const told = document.getElementById("alike");
  if (!told) return;
  const form = document.getElementById(told.dataset.form);

  // 1. What is here already and like the record being typed: asked half a second after the last key.
  let timer, asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams({ own: told.dataset.own });
    for (const field of form.querySelectorAll(told.dataset.fields)) {
      if (field.value && !field.name.includes("__prefix__")) query.append(field.name, field.value);
    }
    try {
      const answer = await fetch(`${told.dataset.address}?${query}`, { signal: asked.signal });
      if (answer.ok && !answer.redirected) told.innerHTML = await answer.text();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  const later = (event) => {
    if (!told.dataset.address || !event.target.matches(told.dataset.fields)) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  };
  form.addEventListener("input", later);
  const jQuery = window.django?.jQuery;
  jQuery?.(form).on("change", "select", later); // of autocompletes, which tell nobody else

  // 2. Autocompletes offer what is only in the draft as well.
  jQuery?.ajaxPrefilter((options) => {
    const draft = form.querySelector("[name=proposal-draft]")?.value ?? told.dataset.draft;
    if (draft && options.url.startsWith(told.dataset.choices)) {
      options.url = options.url.replace(told.dataset.choices, told.dataset.inDraft.replace("/0/", `/${draft}/`));
    }
  });
})();
