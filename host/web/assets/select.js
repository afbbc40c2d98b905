// Choosing cells of the diary: by click, Shift, drag and keys. The check boxes are the truth; the form sends them.

const BOX = ".cell input[type=checkbox]";
const boxes = () => [...document.querySelectorAll(BOX)];

let anchor = null;
let drag = null;

export function watchSelection() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", onUp);
  document.addEventListener("change", (event) => event.target.matches(BOX) && tell());
  document.addEventListener("dragstart", (event) => event.target.closest(".cell") && event.preventDefault());
  document.addEventListener("htmx:afterSettle", settle);
  settle();
}

// One box alone is on the way of the Tab key; arrows reach the others.
function settle() {
  anchor = null;
  const all = boxes();
  const first = all.find((box) => box.checked) ?? all[0];
  for (const box of all) box.tabIndex = box === first ? 0 : -1;
  for (const link of document.querySelectorAll(".cell .shot")) link.tabIndex = -1;
  // A memo that came with the page was typed for an edit that was refused.
  const memo = document.getElementById("edit-memo");
  if (memo?.value) memo.dataset.typed = "yes";
  tell();
}

function tell() {
  const chosen = boxes().filter((box) => box.checked);
  const count = document.querySelector("[data-count]");
  if (!count) return;
  const free = chosen.filter((box) => "free" in box.dataset).length;
  const parts = [];
  if (chosen.length - free) parts.push(plural(chosen.length - free, "segment"));
  if (free) parts.push(plural(free, "free slot"));
  count.textContent = parts.length ? `${parts.join(", ")} selected` : "";
  const memo = document.getElementById("edit-memo");
  const memos = new Set(chosen.filter((box) => !("free" in box.dataset)).map((box) => box.closest(".cell").dataset.memo));
  if (memo && document.activeElement !== memo && !memo.dataset.typed) memo.value = memos.size === 1 ? [...memos][0] : "";
}

document.addEventListener("input", (event) => {
  if (event.target.id === "edit-memo") event.target.dataset.typed = "yes";
});

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

function focus(box) {
  for (const other of boxes()) other.tabIndex = other === box ? 0 : -1;
  box.focus();
  box.scrollIntoView({ block: "nearest" });
}

function range(from, to, checked = true) {
  const all = boxes();
  const [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
  // Whoever begins on a segment means segments.
  const free = "free" in from.dataset;
  for (const box of all.slice(a, b + 1)) if ("free" in box.dataset === free) box.checked = checked;
}

function clear() {
  for (const box of boxes()) box.checked = false;
  const memo = document.getElementById("edit-memo");
  if (memo) delete memo.dataset.typed;
  tell();
}

function stretch(from, to) {
  clear();
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const inside = boxes().filter((box) => !("free" in box.dataset) && Date.parse(box.value) + 600_000 > start && Date.parse(box.value) < end);
  for (const box of inside) box.checked = true;
  if (inside[0]) focus(inside[0]);
  tell();
}

// The session of a cell, from the table of sessions.
function session(box) {
  const at = Date.parse(box.value);
  const row = [...document.querySelectorAll("[data-select-from]")].find(
    (row) => Date.parse(row.dataset.selectFrom) < at + 600_000 && at < Date.parse(row.dataset.selectTo),
  );
  if (row) stretch(row.dataset.selectFrom, row.dataset.selectTo);
}

function onClick(event) {
  const none = event.target.closest("[data-select-none]");
  if (none) return clear();
  const row = event.target.closest("[data-select-from]");
  if (row) return stretch(row.dataset.selectFrom, row.dataset.selectTo);
  if (drag?.moved) return event.preventDefault();
  const cell = event.target.closest(".cell");
  const box = cell?.querySelector(BOX);
  if (!box) return;
  if (event.target === box) {
    if (event.shiftKey && anchor?.isConnected) range(anchor, box, anchor.checked);
    anchor = box;
    focus(box);
    return tell();
  }
  // The picture opens its segment; the rest of a cell selects it.
  if (event.target.closest("a") && !event.shiftKey) return;
  event.preventDefault();
  if (event.shiftKey && anchor?.isConnected) range(anchor, box);
  else box.checked = !box.checked;
  anchor = box;
  focus(box);
  tell();
}

function onDown(event) {
  drag = null;
  const box = event.button === 0 && event.pointerType === "mouse" ? event.target.closest(".cell")?.querySelector(BOX) : null;
  if (box && event.target !== box && !event.shiftKey) drag = { from: box, before: new Map(boxes().map((box) => [box, box.checked])), moved: false };
}

function onMove(event) {
  if (!drag || event.buttons !== 1) return;
  const box = document.elementFromPoint(event.clientX, event.clientY)?.closest(".cell")?.querySelector(BOX);
  if (!box || (box === drag.from && !drag.moved)) return;
  drag.moved = true;
  for (const [other, checked] of drag.before) other.checked = checked;
  range(drag.from, box);
  getSelection()?.removeAllRanges();
  tell();
}

function onUp() {
  if (!drag?.moved) return;
  anchor = drag.from;
  // The click that follows must not open what the drag ended on.
  setTimeout(() => (drag = null));
}

function onKey(event) {
  const box = event.target.matches?.(BOX) ? event.target : null;
  if (event.key === "Escape" && !document.querySelector("[popover]:popover-open")) return clear();
  if (!box) return;
  const all = boxes();
  const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const next = move ? all[all.indexOf(box) + move] : vertical(event.key, box, all);
  if (next) {
    event.preventDefault();
    if (event.shiftKey) {
      anchor = anchor?.isConnected ? anchor : box;
      range(anchor, next);
      tell();
    } else {
      anchor = next;
    }
    focus(next);
  } else if (event.key === "Enter") {
    event.preventDefault();
    box.closest(".cell").querySelector("a.shot")?.click();
  } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    for (const other of all) other.checked = !("free" in other.dataset);
    tell();
  } else if (event.key === "s" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    session(box);
  }
}

// The nearest box of the line above or below.
function vertical(key, box, all) {
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const here = box.getBoundingClientRect();
  const below = key === "ArrowDown";
  const line = (other) => other.getBoundingClientRect();
  const beyond = all.filter((other) => (below ? line(other).top > here.top + 4 : line(other).top < here.top - 4));
  if (!beyond.length) return null;
  const top = below ? line(beyond[0]).top : line(beyond.at(-1)).top;
  const row = beyond.filter((other) => Math.abs(line(other).top - top) < 4);
  return row.reduce((a, b) => (Math.abs(line(b).left - here.left) < Math.abs(line(a).left - here.left) ? b : a));
}
