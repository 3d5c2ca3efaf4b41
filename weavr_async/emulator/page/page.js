// The frame of the page: routes in the fragment, a stream that says when something changed, keys, and helpers.
// What each view shows is in views.js. Text from outside only ever becomes text nodes.
import { VIEWS } from "./views.js";

const main = document.getElementById("main");
const said = document.getElementById("said");
const live = document.getElementById("live");
const clock = document.getElementById("clock");
const CONTROL = "__emulator__";

export async function api(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.body = typeof body === "string" ? body : JSON.stringify(body);
    options.headers["content-type"] = "application/json";
  }
  const answer = await fetch(CONTROL + path, options);
  const read = await answer.json();
  if (!answer.ok) throw new Error(read.message ?? `${answer.status}`);
  return read;
}

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function tell(text) {
  said.textContent = text;
}

// Does something at a click or a submit, says what came of it, and shows it.
export function acting(work) {
  return async (event) => {
    event?.preventDefault();
    try {
      tell((await work(event)) ?? "Done.");
    } catch (error) {
      tell(`Refused: ${error.message}`);
    }
    await refresh();
  };
}

export function table(name, columns, rows, empty = "Nothing yet.") {
  if (!rows.length) return h("p", { class: "soft" }, empty);
  const heads = columns.map(([title, kind]) => h("th", { class: kind, scope: "col" }, title));
  return h("div", { class: "scroll" }, h("table", { "aria-label": name }, h("thead", {}, h("tr", {}, heads)),
    h("tbody", {}, rows.map(({ cells, chosen }) => h("tr", { class: chosen && "chosen" },
      cells.map((cell, at) => h("td", { class: columns[at][1] }, cell)))))));
}

// A link that keeps the focus when what is around it is drawn anew.
export function to(path, text, props = {}) {
  return h("a", { href: `#/${path}`, "data-key": path, ...props }, text);
}

export const tag = (text, kind = "") => h("span", { class: `tag ${kind}` }, text);
export const moment = (ms) => ms === null || ms === undefined ? "" : new Date(ms).toISOString().replace("T", " ").slice(0, 19);
export function money(amount, currency) {
  if (amount === null || amount === undefined) return "";
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency, currencyDisplay: "code" });
  return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
}
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

let view;
let fixed;
let part;
let busy = false;
let again = false;

function route() {
  const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  return { name: VIEWS[name] ? name : "requests", rest };
}

async function open() {
  if (location.hash === "#main") return;
  const { name, rest } = route();
  view = VIEWS[name];
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = [...rest.slice(0, 1), view.title, "Weavr emulator"].join(" · ");
  const heading = h("h1", {}, view.title);
  fixed = h("div");
  part = h("div");
  main.replaceChildren(heading, fixed, part);
  tell("");
  try {
    if (view.controls) fixed.replaceChildren(...[await view.controls(...rest)].flat());
  } catch (error) {
    tell(error.message);
  }
  await refresh();
}

export async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const here = location.hash;
  try {
    const drawn = [await view.draw(...route().rest)].flat();
    if (location.hash === here) {
      const key = document.activeElement?.dataset?.key;
      part.replaceChildren(...drawn.filter(Boolean));
      if (key && document.activeElement === document.body) part.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
    }
  } catch (error) {
    if (location.hash === here) part.replaceChildren(h("p", { class: "why" }, error.message));
  }
  busy = false;
  if (again || location.hash !== here) {
    again = false;
    await refresh();
  }
}

let ahead = 0;
function tick() {
  clock.textContent = `${moment(Date.now() + ahead)} UTC`;
}

function watch() {
  const source = new EventSource(`${CONTROL}/events`);
  source.onopen = () => { live.textContent = "live"; live.className = "on"; };
  source.onerror = () => { live.textContent = "not connected"; live.className = "off"; };
  source.onmessage = (event) => {
    ahead = JSON.parse(event.data).nowMs - Date.now();
    tick();
    refresh();
  };
}

function rows() {
  return [...part.querySelectorAll("tbody a[data-key]")];
}

function keys(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const names = Object.keys(VIEWS).filter((name) => VIEWS[name].title && !VIEWS[name].hidden);
  if (/^[1-9]$/.test(event.key) && names[event.key - 1]) location.hash = `#/${names[event.key - 1]}`;
  else if (event.key === "j" || event.key === "k") {
    const links = rows();
    const at = links.indexOf(document.activeElement);
    links[Math.min(links.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))]?.focus();
  } else if (event.key === "Escape" && route().rest.length) location.hash = `#/${route().name}`;
  else return;
  event.preventDefault();
}

document.getElementById("nav").append(...Object.entries(VIEWS).filter(([, one]) => !one.hidden)
  .map(([name, one]) => h("a", { href: `#/${name}`, "data-view": name }, one.title)));
api("GET", "/").then((about) => { document.getElementById("about").textContent = `profile ${about.profile}`; });
addEventListener("hashchange", open);
addEventListener("keydown", keys);
setInterval(tick, 1000);
await open();
watch();
