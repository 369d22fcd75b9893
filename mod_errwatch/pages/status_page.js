"use strict";
// The status page without this script is whole: it adds search, sorting in place, and news without a reload.
(() => {
  const tools = document.getElementById("tools");
  const find = document.getElementById("find");
  const every = document.getElementById("every");
  const said = document.getElementById("said");
  const updated = document.getElementById("updated");
  const orders = new Map(); // id of a table: {column, down}

  // What the server sends is believed no more than a client: listed elements and attributes, text as text.
  const TAGS = new Set(["a", "b", "br", "caption", "circle", "code", "desc", "details", "div", "dd", "dl", "dt",
    "figcaption", "figure", "h2", "h3", "li", "meter", "ol", "p", "path", "rect", "small", "span", "summary", "svg",
    "table", "tbody", "td", "text", "th", "thead", "time", "title", "tr", "ul"]);
  const ATTRIBUTES = new Set(["aria-hidden", "aria-label", "aria-labelledby", "aria-sort", "class", "d", "data-l",
    "datetime", "height", "high", "href", "id", "low", "max", "min", "optimum", "preserveAspectRatio", "role",
    "scope", "tabindex", "value", "viewBox", "width", "x", "y"]);
  function copy(node) {
    if (node.nodeType === Node.TEXT_NODE) return document.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || !TAGS.has(node.localName)) return document.createTextNode("");
    const made = document.createElementNS(node.namespaceURI, node.localName);
    for (const { name, value } of node.attributes) {
      if (ATTRIBUTES.has(name) && (name !== "href" || /^[?#]/.test(value))) made.setAttribute(name, value);
    }
    made.append(...Array.from(node.childNodes, copy));
    return made;
  }

  const say = (text) => { if (said.textContent !== text) said.textContent = text; };
  const filled = (text, value) => text.replace("{0}", () => value);

  function valueOf(row, column) {
    const cell = row.cells[column];
    if (!cell) return "";
    const time = cell.querySelector("time");
    if (time) return time.dateTime;
    const meter = cell.querySelector("meter");
    if (meter) return meter.value;
    const text = cell.textContent.trim();
    const number = Number(text.replaceAll(",", ""));
    return text === "" || Number.isNaN(number) ? text : number;
  }
  function compare(a, b) {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  }
  function arrange(table) {
    const order = orders.get(table.id);
    if (!order) return;
    for (const [i, head] of [...table.tHead.rows[0].cells].entries()) {
      if (i === order.column) head.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    const body = table.tBodies[0];
    const sign = order.down ? -1 : 1;
    const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, order.column) }));
    rows.sort((a, b) => (a.value === "") - (b.value === "") || sign * compare(a.value, b.value));
    body.append(...rows.map(({ row }) => row));
  }
  function sortBy(table, column) {
    const before = orders.get(table.id);
    const number = [...table.tBodies[0].rows].some((row) => row.cells[column]?.matches(".n, :has(time), :has(meter)"));
    orders.set(table.id, { column, down: before?.column === column ? !before.down : number });
    arrange(table);
  }
  function makeSortable(part) {
    for (const table of part.querySelectorAll("table.sort")) {
      for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = head.textContent;
        button.addEventListener("click", () => sortBy(table, column));
        head.replaceChildren(button);
      }
      arrange(table);
    }
  }

  function search() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let matches = 0;
    for (const row of document.querySelectorAll("table.sort tbody tr")) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) matches += 1;
    }
    return words.length === 0 ? "" : filled(find.dataset.matches, String(matches));
  }

  // Whoever reads with a keyboard or a screen reader stays where they are.
  function placeOfFocus() {
    const held = document.activeElement;
    const part = held?.closest("[data-live]");
    if (!part || held === part) return () => {};
    const is = (other) => other.localName === held.localName && other.textContent === held.textContent &&
      other.getAttribute("href") === held.getAttribute("href");
    const same = () => [...part.querySelectorAll("a, button, summary")].filter(is);
    const index = same().indexOf(held);
    return () => {
      const found = same();
      (found[index] ?? found[0])?.focus({ preventScroll: true });
    };
  }
  function show(page) {
    const refocus = placeOfFocus();
    for (const part of document.querySelectorAll("[data-live]")) {
      const news = page.getElementById(part.id);
      if (!news) continue;
      const open = [...part.querySelectorAll("details")].map((details) => details.open);
      part.replaceChildren(...Array.from(news.childNodes, copy));
      [...part.querySelectorAll("details")].forEach((details, i) => { details.open = open[i] ?? false; });
      makeSortable(part);
    }
    search();
    refocus();
    document.title = page.title;
  }
  async function refresh() {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.getElementById("tools")) throw new Error("another page");
      const before = document.title;
      show(page);
      updated.textContent = filled(updated.dataset.text, new Date().toISOString().slice(11, 19));
      say(before === document.title ? "" : document.title);
      return true;
    } catch {
      say(said.dataset.failed);
      return false;
    }
  }

  let timer = 0;
  function schedule() {
    clearTimeout(timer);
    const seconds = Number(every.value);
    if (seconds === 0) return;
    timer = setTimeout(async () => {
      // Not behind other windows, nor while somebody copies a text.
      if (!document.hidden && getSelection().isCollapsed) await refresh();
      schedule();
    }, seconds * 1000);
  }

  makeSortable(document);
  find.addEventListener("input", () => say(search()));
  tools.hidden = false;
  const live = document.getElementById("live");
  if (!live || !location.protocol.startsWith("http")) return;
  live.hidden = false;
  every.addEventListener("change", schedule);
  document.getElementById("now").addEventListener("click", async () => {
    if (await refresh()) say(updated.textContent);
    schedule();
  });
  schedule();
})();
