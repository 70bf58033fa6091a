// What the pages do better with a script: completions, ticking without a button, dragging years, keys, copying.
// Everything they do works without it.

document.documentElement.classList.add("scripted");

const form = document.getElementById("search");
const input = document.getElementById("q");
const narrow = window.matchMedia("(max-width: 60rem)");

// --- Completions (the combobox pattern of the ARIA Authoring Practices) ---

const list = document.getElementById("completions");
let chosen = -1;
// Aborted as soon as its answer is no longer wanted: an answer may come after a choice, or after Escape.
let asking = new AbortController();
let typed = "";

function close() {
  asking.abort();
  list.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function choose(index) {
  asking.abort();
  const options = [...list.children];
  chosen = index < -1 ? options.length - 1 : index >= options.length ? -1 : index;
  options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  if (chosen < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", options[chosen].id);
  input.value = chosen < 0 ? typed : options[chosen].dataset.text;
}

function show([, texts, counts]) {
  list.replaceChildren(
    ...texts.map((text, at) => {
      const option = document.createElement("li");
      const label = document.createElement("span");
      const count = document.createElement("span");
      option.id = `completion-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.text = text;
      label.className = "text";
      label.textContent = text;
      if (/[\u3041-\u30fe\u4e00-\u9fff]/.test(text)) label.lang = "ja";
      count.className = "of";
      count.textContent = counts[at];
      option.append(label, count);
      return option;
    }),
  );
  chosen = -1;
  input.removeAttribute("aria-activedescendant");
  list.hidden = texts.length === 0;
  input.setAttribute("aria-expanded", String(!list.hidden));
}

async function complete() {
  typed = input.value;
  asking.abort();
  if (!typed.trim()) return close();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`, { signal });
    const found = answer.ok ? await answer.json() : null;
    if (found && !signal.aborted && document.activeElement === input) show(found);
  } catch {
    if (!signal.aborted) close();
  }
}

if (input) {
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "completions");
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", (event) => {
    if (!event.isComposing) complete();
  });
  input.addEventListener("compositionend", complete);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      if (!list.hidden) {
        event.preventDefault();
        input.value = typed;
      }
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "ArrowDown" && titles().length) {
      event.preventDefault();
      titles()[0].focus();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    event.preventDefault();
    if (!option) return;
    input.value = option.dataset.text;
    form.requestSubmit();
  });
  // A permalink says what was chosen, and not what was left empty.
  form.addEventListener("submit", () => {
    close();
    for (const one of form.elements) {
      if (one.name && one.name !== "q" && one.value === "") one.disabled = true;
    }
  });
}

// Going back, a page shows what its address says, not what was ticked before leaving it.
window.addEventListener("pageshow", (event) => {
  if (!form) return;
  for (const one of form.elements) one.disabled = false;
  if (event.persisted) form.reset();
});

// --- Facets ---

document.querySelector(".facets")?.addEventListener("change", (event) => {
  const box = event.target;
  if (box.name === "in" && box.checked) {
    for (const other of form.elements) if (other.name === "in" && other !== box) other.checked = false;
  }
  if (!narrow.matches) form.requestSubmit();
});

// --- Years ---

for (const histogram of document.querySelectorAll(".histogram")) {
  const svg = histogram.querySelector("svg");
  const bars = [...svg.querySelectorAll("a")];
  const output = histogram.querySelector("output");
  let from = null;

  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
    return Math.min(Math.max(index, 0), bars.length - 1);
  };
  const years = (one, other) => {
    const [low, high] = one < other ? [one, other] : [other, one];
    return [bars[low].dataset.first, bars[high].dataset.last];
  };
  const mark = (event) => {
    const [first, last] = years(from, at(event));
    output.textContent = first === last ? first : `${first}–${last}`;
    bars.forEach((bar) => {
      const inside = Number(bar.dataset.first) >= Number(first) && Number(bar.dataset.last) <= Number(last);
      bar.querySelector(".bar").classList.toggle("chosen", inside);
    });
  };

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = at(event);
    svg.setPointerCapture(event.pointerId);
    mark(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from !== null) mark(event);
  });
  svg.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const [first, last] = years(from, at(event));
    from = null;
    const address = new URL(bars[0].getAttribute("href"), location.href);
    address.searchParams.set("from", first);
    address.searchParams.set("until", last);
    location.assign(address);
  });
  svg.addEventListener("pointercancel", () => {
    from = null;
  });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => event.preventDefault());
}

// --- Keys ---

const titles = () => [...document.querySelectorAll(".hit a.title")];

document.addEventListener("keydown", (event) => {
  const at = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/" && input) {
    event.preventDefault();
    input.focus();
    input.select();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const all = titles();
    const here = all.indexOf(at);
    if (here < 0) return;
    event.preventDefault();
    const next = all[here + (event.key === "ArrowDown" ? 1 : -1)];
    (next ?? (event.key === "ArrowUp" ? input : null))?.focus();
  }
});

// --- Copying, and menus that close when one clicks beside them ---

for (const button of document.querySelectorAll("button.copy")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      getSelection().selectAllChildren(source);
      return;
    }
    button.textContent = button.dataset.done;
  });
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
