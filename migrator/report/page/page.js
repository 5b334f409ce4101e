"use strict";
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById("list");
  const count = document.getElementById("count");
  const empty = document.getElementById("empty");
  const items = [...list.querySelectorAll(".item")];
  const files = [...list.children];
  const texts = new Map(items.map((item) => [item, textOf(item)]));
  const home = new Map(items.map((item) => [item, item.parentNode]));
  let byRule = null;

  function textOf(item) {
    return `${item.dataset.path} ${item.textContent}`.toLowerCase().replace(/\s+/g, " ");
  }

  function asked() {
    const data = new FormData(form);
    return {
      words: data.get("q").toLowerCase().split(/\s+/).filter(Boolean),
      states: new Set(data.getAll("state")),
      rule: data.get("rule"),
      view: data.get("view"),
    };
  }

  function apply() {
    const { words, states, rule, view } = asked();
    let shown = 0;
    for (const item of items) {
      const text = texts.get(item);
      const fits =
        states.has(item.dataset.state) &&
        (!rule || item.dataset.rule === rule) &&
        words.every((word) => text.includes(word));
      item.hidden = !fits;
      shown += fits;
    }
    arrange(view);
    for (const group of list.querySelectorAll(".group")) {
      group.hidden = !group.querySelector(".item:not([hidden])");
    }
    count.textContent = `${shown} of ${items.length} findings shown`;
    empty.hidden = shown > 0;
  }

  function arrange(view) {
    const wanted = view === "rule";
    list.classList.toggle("by-rule", wanted);
    if (wanted && !byRule) {
      byRule = groups();
    }
    if (wanted) {
      for (const item of items) {
        byRule.get(item.dataset.rule).querySelector(".items").append(item);
      }
      list.replaceChildren(...byRule.values());
    } else if (!files.every((file, index) => list.children[index] === file)) {
      for (const item of items) {
        home.get(item).append(item);
      }
      list.replaceChildren(...files);
    }
  }

  function groups() {
    const found = new Map();
    for (const option of form.elements.rule.options) {
      if (option.value) {
        const group = document.createElement("section");
        group.className = "group";
        const head = document.createElement("div");
        head.className = "head";
        const title = document.createElement("h3");
        title.textContent = option.textContent;
        head.append(title);
        const entries = document.createElement("ol");
        entries.className = "items";
        group.append(head, entries);
        found.set(option.value, group);
      }
    }
    return found;
  }

  function remember() {
    const { states, rule, view } = asked();
    const words = form.elements.q.value;
    const state = new URLSearchParams();
    if (words) state.set("q", words);
    if (rule) state.set("rule", rule);
    if (view === "rule") state.set("view", view);
    const boxes = [...form.querySelectorAll("[name=state]")];
    if (states.size < boxes.length) state.set("state", [...states].join("."));
    const text = state.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }

  function recall() {
    const text = location.hash.slice(1);
    if (!text.includes("=")) return;
    const state = new URLSearchParams(text);
    form.elements.q.value = state.get("q") || "";
    form.elements.rule.value = state.get("rule") || "";
    for (const radio of form.querySelectorAll("[name=view]")) {
      radio.checked = radio.value === (state.get("view") || "file");
    }
    if (state.has("state")) {
      const wanted = state.get("state").split(".");
      for (const box of form.querySelectorAll("[name=state]")) {
        box.checked = wanted.includes(box.value);
      }
    }
  }

  form.addEventListener("input", () => {
    apply();
    remember();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => {
    apply();
    remember();
  }));
  window.addEventListener("hashchange", () => {
    if (location.hash.includes("=")) {
      recall();
      apply();
      document.getElementById("findings").scrollIntoView();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      form.elements.q.focus();
    }
  });

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((each) => { each.open = true; });
  });
  window.addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));

  form.parentNode.hidden = items.length === 0;
  recall();
  apply();
})();
