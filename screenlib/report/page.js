"use strict";
(function () {
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const one = (id) => document.getElementById(id);
  const cards = all("main > details");

  function speak() {
    const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    all("option[data-en]").forEach((option) => { option.textContent = option.dataset[language]; });
  }
  one("language").addEventListener("click", () => {
    const root = document.documentElement;
    root.lang = root.lang.startsWith("zh") ? "en" : "zh-Hans";
    speak();
  });

  function filter() {
    const shown = new Set(all(".filter").filter((box) => box.checked).map((box) => box.value));
    const wanted = one("find").value.trim().toLowerCase();
    const openOnly = one("open-only").checked;
    let count = 0;
    cards.forEach((card) => {
      card.hidden = !shown.has(card.dataset.verdict)
        || (openOnly && card.dataset.open !== "1")
        || (wanted !== "" && !card.dataset.find.includes(wanted));
      count += card.hidden ? 0 : 1;
    });
    one("nothing").hidden = count > 0;
  }
  all(".filter, #open-only").forEach((box) => box.addEventListener("change", filter));
  one("find").addEventListener("input", filter);

  one("unfold").addEventListener("click", () => {
    const shown = cards.filter((card) => !card.hidden);
    const open = shown.some((card) => !card.open);
    shown.forEach((card) => { card.open = open; });
  });
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = cards.filter((card) => !card.open);
    folded.forEach((card) => { card.open = true; });
  });
  window.addEventListener("afterprint", () => folded.forEach((card) => { card.open = false; }));

  function decisions() {
    const by = one("by").value.trim();
    const at = new Date().toISOString().slice(0, 19) + "+00:00";
    return all("article .decide").map((form) => ({
      ...JSON.parse(form.dataset.hit),
      disposition: form.querySelector(".disposition").value,
      by,
      at,
      why: form.querySelector(".why").value.trim(),
      expires: form.querySelector(".expires").value,
    })).filter((decision) => decision.disposition !== "");
  }
  function tally() {
    const made = decisions();
    one("number").textContent = String(made.length);
    one("export").disabled = made.length === 0 || made.some((one) => one.by === "" || one.why === "");
  }
  all(".decide input, .decide select").forEach((field) => field.addEventListener("input", tally));
  one("export").addEventListener("click", () => {
    const content = JSON.stringify({ screenlib_decisions: 1, decisions: decisions() }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    link.download = "decisions.json";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  speak();
  filter();
  tally();
}());
