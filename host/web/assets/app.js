// What every page does by itself: it hears the news of the tracker, knows its keys, and sends forms that choose.
// Pages read without any of it.

import { watchDrops } from "./drop.js";
import { watchSelection } from "./select.js";
import { watchZoom } from "./zoom.js";

// --- The news: while the page is seen, since a browser gives a server six connections in all.

let stream = null;
let minute = null;

function listen() {
  if (stream || document.hidden || !document.getElementById("tracker")) return;
  stream = new EventSource("/events");
  stream.addEventListener("news", (event) => {
    silent(false);
    hear(JSON.parse(event.data));
  });
  stream.addEventListener("error", () => silent(true));
}

function hush() {
  stream?.close();
  stream = null;
}

function hear(news) {
  const bar = document.getElementById("tracker");
  const readings = document.getElementById("readings");
  if (!bar || !readings) return;
  if (bar.dataset.state !== news.state && !isTyping(bar)) {
    htmx.ajax("GET", "/tracker", { target: "#tracker", select: "#tracker", swap: "outerHTML" });
  } else {
    readings.outerHTML = news.readings;
  }
  if (minute && minute !== news.minute) renew();
  minute = news.minute;
}

// What is tracked grows: its page is read anew each minute, unless somebody is at work on it.
function renew() {
  const live = document.querySelector("[data-live]");
  if (!live || live.querySelector(".cell :checked, .picture.actual") || isTyping(live)) return;
  htmx.ajax("GET", location.pathname + location.search.replace(/[?&](did|segments|edit|pick-from|pick-to)=[^&]*/g, ""), {
    target: "#main", select: "#main", swap: "outerHTML show:none",
  });
}

function isTyping(place) {
  const at = document.activeElement;
  return Boolean(at && place.contains(at) && at.matches("input:not([type=checkbox]), select, textarea"));
}

function silent(is) {
  let note = document.getElementById("silent");
  if (is && !note) {
    note = document.createElement("p");
    note.id = "silent";
    note.className = "note bad";
    note.setAttribute("role", "alert");
    note.textContent = "The host does not answer: this page stands still. Run `workdiary open` to start it again.";
    document.body.append(note);
  }
  if (!is) note?.remove();
}

document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
window.addEventListener("pagehide", hush);
window.addEventListener("pageshow", listen);

// --- Keys: an element with `data-key` is pressed by any of its keys, where nobody is typing.

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.target.matches?.("input:not([type=checkbox]), select, textarea")) return;
  if (event.altKey) return;
  // That closes what is open.
  if (event.key === "Escape" && document.querySelector(":popover-open")) return;
  // A picture that is larger than its place is moved by the arrows.
  if (event.key.startsWith("Arrow") && event.target.closest?.(".picture.actual")) return;
  const mods = [event.ctrlKey || event.metaKey ? "Control" : "", event.shiftKey && event.key.length === 1 && /[A-Z]/i.test(event.key) ? "Shift" : ""];
  const key = [...mods.filter(Boolean), event.shiftKey ? event.key.toUpperCase() : event.key].join("+");
  const wanted = document.querySelector(`[data-key~="${CSS.escape(key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  wanted.click();
});

// --- A field that chooses sends its form.

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]") && event.target.checkValidity()) event.target.form.requestSubmit();
});

// --- A short name is suggested from the text that it is made of; the server makes it where the field stays empty.

function shortName(text, taken) {
  const plain = text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("ß", "s");
  let name = "";
  for (const word of plain.split(/[^a-z0-9]+/).filter(Boolean)) {
    if (name && name.length + 1 + word.length > 16) break;
    name += (name && "-") + word.slice(0, 16);
  }
  if (!name) return "";
  let free = name;
  for (let number = 2; taken.includes(free); number += 1) free = `${name}-${number}`;
  return free;
}

document.addEventListener("input", (event) => {
  const field = document.querySelector(`[data-short-of="${CSS.escape(event.target.name)}"]`);
  if (field) field.placeholder = shortName(event.target.value, ["new", ...field.dataset.taken.split(" ")]);
});

// --- Where the reader is: only the browser knows.

for (const field of document.querySelectorAll("[data-zone]")) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;

watchSelection();
watchZoom();
watchDrops();
listen();
