// What each view shows. `controls` is drawn when it is opened, `draw` whenever something changed.
import { acting, api, h, money, moment, pretty, table, tag, to } from "./page.js";

const FAULTS = {
  answer: "Another answer was given in its place.",
  error_code: "It was refused with a code that was planned.",
  rate_limited: "It was answered as if too many requests had come.",
  html: "A page of a proxy was given in place of the answer.",
  delay: "It was answered late.",
  dribble: "The answer was sent byte by byte.",
  cut_before: "The connection was cut before it acted: nothing happened, and the caller cannot know.",
  cut_after: "It acted, then the connection was cut: the answer was lost, and the caller cannot know.",
  cut_mid_answer: "It acted, then the connection was cut in the middle of the answer.",
  truncate: "It acted; the answer ended half way, as if it were whole.",
  truncated: "It acted; the answer ended half way, as if it were whole.",
  wrong_types: "It acted; numbers and texts were exchanged in the answer.",
  unknown_enum: "It acted; the answer held values that nobody knows.",
  extra_fields: "It acted; the answer held fields that nobody knows.",
  html_answer: "It acted; a page was given under the status of success.",
  dead_token: "The token it came with was ended first.",
};

const DELIVERIES = ["lost", "answer_lost", "late", "doubled", "out_of_order", "stamped_anew", "wrong_signature"];

function status(row) {
  if (row.status === null) return tag("no answer", "bad");
  return tag(row.status, row.status < 300 ? "good" : row.status < 500 ? "odd" : "bad");
}

function acted(row) {
  if (row.timesActed === null || row.timesActed === undefined) return "";
  return tag(`acted ${row.timesActed}×`, row.timesActed > 1 ? "bad" : row.timesActed ? "good" : "");
}

function requestRows(requests, chosen) {
  return table("Requests", [["#", "number"], ["time", "wide"], ["request"], ["answer"], ["reference", "wide"], ["effect"]],
    requests.map((row) => ({
      chosen: row.number === chosen,
      cells: [to(`requests/${row.number}`, row.number), h("span", { class: "mono" }, moment(row.atMs).slice(11)),
        [h("strong", {}, row.operation ?? "unknown path"), h("br"), h("code", { class: "soft" }, `${row.method} ${row.path}`)],
        [status(row), " ", row.replayed && tag("repeat", ""), " ", row.fault && tag(row.fault, "odd")],
        h("code", {}, row.reference ?? ""), acted(row)],
    })), "No request has come yet. Point a client at this emulator.");
}

function headers(all) {
  return h("dl", { class: "mono" }, Object.entries(all).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

async function request(number) {
  const row = await api("GET", `/requests/${number}`);
  const parts = [h("p", {}, to("requests", "← all requests")),
    h("h2", {}, `${row.number}. ${row.method} ${row.path}${row.query ? `?${row.query}` : ""}`),
    h("p", {}, status(row), " ", row.replayed && tag("repeat: shows what was made before", ""), " ", acted(row), " ",
      h("span", { class: "soft" }, `${moment(row.atMs)} · ${row.operation ?? "unknown path"} · ${row.requestRef}`))];
  if (row.fault) parts.push(h("p", { class: "why" }, h("strong", {}, `Fault ${row.fault}: `), FAULTS[row.fault] ?? ""));
  if (row.reference) parts.push(...(await reference(row)));
  parts.push(h("div", { class: "beside" },
    h("section", {}, h("h2", {}, "Request"), headers(row.headers), row.body && h("pre", {}, pretty(row.body))),
    h("section", {}, h("h2", {}, row.status === null ? "Answer that was lost" : "Answer"),
      h("pre", {}, row.answer ? pretty(row.answer) : "(empty)"))));
  return parts;
}

async function reference(row) {
  const [done, same] = await Promise.all([api("GET", `/references/${encodeURIComponent(row.reference)}`),
    api("GET", `/requests/recent?reference=${encodeURIComponent(row.reference)}`)]);
  const made = done.transfers.map((one) => [to(`transfers/${one.id}`, `transfer ${one.id}`), ` ${one.state}, ${money(one.amount, one.currency)} `]);
  return [h("h2", {}, "Reference ", h("code", {}, row.reference)),
    h("p", {}, `What came under it acted ${done.timesActed === 1 ? "once" : `${done.timesActed} times`}. `, made.length ? ["It made ", made] : ""),
    requestRows(same.requests, row.number)];
}

let older;
const requests = {
  title: "Requests",
  controls: (number) => {
    older = undefined;
    if (number) return [];
    return h("div", { class: "row" },
      h("button", { onclick: acting(async () => { older = requests.oldest; return "Older requests."; }) }, "Older"),
      h("button", { onclick: acting(async () => { older = undefined; return "The newest requests."; }) }, "Newest"),
      h("button", { onclick: acting(async () => { await api("DELETE", "/requests"); return "The log is empty."; }) }, "Empty the log"));
  },
  draw: async (number) => {
    if (number) return request(number);
    const page = await api("GET", `/requests/recent?limit=50${older ? `&before=${older}` : ""}`);
    requests.oldest = page.requests.at(-1)?.number ?? older;
    return [h("p", { class: "soft" }, `${page.total} came in all.`), requestRows(page.requests)];
  },
};

function postings(rows) {
  return table("Double entries", [["transaction"], ["time", "wide"], ["sides"]], rows.map((row) => ({
    cells: [[to(`postings/${row.transactionId}`, row.transactionId), h("br"), h("span", { class: "soft" }, row.type)],
      h("span", { class: "mono" }, moment(row.atMs)),
      h("dl", {}, row.sides.map((side) => [h("dt", {}, account(side.account)),
        h("dd", {}, `${money(side.available, row.currency)} available, ${money(side.actual, row.currency)} actual`)]))],
  })));
}

function account(name) {
  const [kind, id] = name.split(":");
  if (kind === "managed_accounts") return to(`accounts/${id}`, `account ${id}`);
  if (kind === "managed_cards") return to(`cards/${id}`, `card ${id}`);
  return `${kind} (${id})`;
}

async function instrument(id, back) {
  const one = await api("GET", `/instruments/${encodeURIComponent(id)}`);
  const booked = await api("GET", `/ledger/postings?account=${encodeURIComponent(one.ledgerAccount)}&limit=50`);
  const facts = [["owner", `${one.identity.type} ${one.identity.id}`], ["state", tag(one.state, one.state === "ACTIVE" ? "good" : "odd")],
    ["available", one.available === null ? "its account's" : money(one.available, one.currency)],
    ["actual", one.actual === null ? "its account's" : money(one.actual, one.currency)]];
  if (one.card) facts.push(...cardFacts(one));
  return [h("p", {}, to(back, `← all ${back}`)), h("h2", {}, `${one.name} · ${one.id}`),
    h("dl", {}, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
    one.card && h("div", {}, h("h2", {}, "Spend rules"), rules("of the card", one.card.cardRules), rules("of its profile", one.card.profileRules),
      rules("of its owner", one.card.identityRules)),
    h("h2", {}, `Statement, ${one.count} entries`),
    table("Statement", [["time", "wide"], ["entry"], ["amount", "number"], ["available after", "number"], ["actual after", "number wide"]],
      one.entries.map((entry) => ({
        cells: [h("span", { class: "mono" }, moment(entry.atMs)),
          [h("strong", {}, entry.type), " ", entry.state !== "COMPLETED" && tag(entry.state, "odd"), h("br"), to(`postings/${entry.transactionId}`, entry.transactionId),
            " ", h("span", { class: "soft" }, Object.values(entry.fields).join(" · "))],
          money(entry.amount, one.currency), money(entry.availableAfter, one.currency), money(entry.actualAfter, one.currency)],
      }))),
    h("h2", {}, "Double entries behind it"), postings(booked.postings)];
}

function cardFacts(one) {
  const facts = [["expires", moment(one.card.expiresMs)], ["renewal", one.card.renewal]];
  if (one.card.parentId) facts.push(["spends the money of", to(`accounts/${one.card.parentId}`, `account ${one.card.parentId}`)]);
  if (one.card.blocks.length) facts.push(["blocked by", one.card.blocks.join(", ")]);
  if (one.card.destroyed) facts.push(["ended by", one.card.destroyed]);
  for (const left of one.card.left) facts.push([`left to spend, ${left.interval}`, money(left.value.amount, left.value.currency)]);
  return facts;
}

function rules(whose, all) {
  return h("p", {}, h("span", { class: "soft" }, `${whose}: `), all && Object.keys(all).length ? h("code", {}, JSON.stringify(all)) : "none");
}

function instruments(name, key) {
  return {
    title: name === "accounts" ? "Accounts" : "Cards",
    draw: async (id) => {
      if (id) return instrument(id, name);
      const world = await api("GET", "/world");
      return table(name, [["id"], ["owner"], ["state"], ["available", "number"], ["actual", "number wide"]], world[key].map((one) => ({
        cells: [to(`${name}/${one.id}`, one.id), one.identityId, tag(one.state, one.state === "ACTIVE" ? "good" : "odd"),
          one.available === null ? "its account's" : money(one.available, one.currency), money(one.actual, one.currency)],
      })));
    },
  };
}

const transfers = {
  title: "Transfers",
  draw: async (id) => {
    const { transfers: rows, total } = await api("GET", "/transfers");
    const shown = id ? rows.filter((row) => row.id === id) : rows;
    return [id && h("p", {}, to("transfers", "← all transfers")), h("p", { class: "soft" }, `${total} in all.`),
      table("Transfers", [["id"], ["state"], ["from → to"], ["amount", "number"], ["created", "wide"], ["reference", "wide"]], shown.map((row) => ({
        cells: [to(`transfers/${row.id}`, row.id), [tag(row.state, { COMPLETED: "good", FAILED: "bad" }[row.state] ?? "odd"), " ", row.failure],
          [to(`accounts/${row.source}`, row.source), " → ", to(`accounts/${row.destination}`, row.destination)],
          [money(row.amount, row.currency), row.fee ? h("span", { class: "soft" }, ` + ${money(row.fee, row.currency)} fee`) : ""],
          h("span", { class: "mono" }, moment(row.createdMs)), [h("code", {}, row.reference ?? ""), " ", row.reference ? acted(row) : ""]],
      }))), id && shown.length ? [h("h2", {}, "Double entries"), postings((await api("GET", `/ledger/postings?transaction=${id}`)).postings)] : ""].flat();
  },
};

const transaction = {
  title: "Double entries",
  hidden: true,
  draw: async (id) => {
    const balanced = await api("GET", "/ledger");
    const { postings: rows } = await api("GET", `/ledger/postings${id ? `?transaction=${encodeURIComponent(id)}` : ""}`);
    return [h("p", {}, balanced.balanced ? tag("the books balance", "good") : ""), postings(rows)];
  },
};

const tokens = {
  title: "Tokens",
  controls: () => h("div", { class: "row" },
    h("button", { onclick: acting(async () => `${(await api("POST", "/tokens/kill", {})).ended} tokens ended.`) }, "End all")),
  draw: async () => table("Tokens", [["ends with"], ["identity"], ["life"], ["last used", "wide"], ["dies", "wide"]], (await api("GET", "/tokens")).tokens.map((one) => ({
    cells: [h("code", {}, `…${one.endsWith}`), `${one.identity.type} ${one.identity.id}`, one.alive ? tag("alive", "good") : tag("dead", "bad"),
      moment(one.usedMs), moment(one.endsMs)],
  })), "No token was minted."),
};

const faults = {
  title: "Faults",
  controls: async () => {
    const known = await api("GET", "/faults/planned");
    const operation = h("select", { id: "operation" }, h("option", { value: "" }, "any operation"), known.operations.map((one) => h("option", {}, one)));
    const times = h("input", { id: "times", type: "number", min: 1, value: 1 });
    const plan = (fault) => acting(async () => {
      const body = { fault, times: Number(times.value) || 1 };
      if (operation.value) body.operation = operation.value;
      await api("POST", "/faults", body);
      return `Planned: ${fault} for ${operation.value || "any operation"}.`;
    });
    return [h("div", { class: "row" }, h("label", {}, "Strikes", operation), h("label", {}, "times", times)),
      h("div", { class: "row" }, known.faults.map((fault) => h("button", { onclick: plan(fault), title: FAULTS[fault] }, fault))),
      h("div", { class: "row" }, h("button", { onclick: acting(async () => { await api("DELETE", "/faults"); return "No fault is planned."; }) }, "Forget all"))];
  },
  draw: async () => {
    const [planned, { struck }] = await Promise.all([api("GET", "/faults/planned"), api("GET", "/faults")]);
    return [h("h2", {}, "Planned"), table("Planned faults", [["fault"], ["operation"], ["times", "number"]], planned.planned.map((one) => ({
      cells: [tag(one.fault, "odd"), one.operation ?? "any", one.probability < 1 ? `with ${one.probability * 100} %` : one.times ?? "always"],
    })), "None waits. One click above plans one."), h("h2", {}, "Struck"),
    table("Struck faults", [["fault"], ["times", "number"]], Object.entries(struck).map(([name, count]) => ({ cells: [tag(name, "odd"), count] })), "None yet.")];
  },
};

function delivery(one) {
  return [h("p", {}, to("webhooks", "← all webhooks")), h("h2", {}, `${one.topic} · ${one.reference}`),
    h("p", {}, webhookState(one), " ", one.dueMs ? `sent next at ${moment(one.dueMs)}` : ""), sendAgain(one),
    table("Attempts", [["time"], ["timestamp", "wide"], ["answer"], ["fault"]], one.attempts.map((attempt) => ({
      cells: [moment(attempt.atMs), attempt.publishedMs, status(attempt), attempt.fault ?? ""],
    })), "Not sent yet."), h("h2", {}, "Body"), h("pre", {}, JSON.stringify(one.event, null, 2))];
}

function webhookState(one) {
  return tag(one.state, { delivered: "good", waiting: "odd" }[one.state] ?? "bad");
}

function sendAgain(one) {
  return h("button", { "data-key": `again ${one.id}`, onclick: acting(async () => { await api("POST", `/webhooks/${one.id}/again`, {}); return `${one.topic} is sent again.`; }) }, "Send again");
}

const webhooks = {
  title: "Webhooks",
  controls: async (id) => {
    if (id) return [];
    const address = h("input", { id: "address", type: "url", size: 40, placeholder: "http://127.0.0.1:8000/webhooks", value: (await api("GET", "/webhooks")).address ?? "" });
    const send = acting(async () => {
      const set = await api("PUT", "/webhooks", { address: address.value || null });
      return set.address ? `Webhooks go to ${set.address}.` : "Nobody receives webhooks.";
    });
    const plan = (fault) => acting(async () => { await api("POST", "/webhooks/faults", { fault }); return `The next webhook: ${fault}.`; });
    return [h("form", { onsubmit: send }, h("label", {}, "Post them to", address), h("button", { class: "main" }, "Set")),
      h("div", { class: "row" }, h("span", { class: "soft" }, "The next one is"), DELIVERIES.map((fault) => h("button", { onclick: plan(fault) }, fault)))];
  },
  draw: async (id) => {
    const { address, deliveries } = await api("GET", "/webhooks");
    const one = id && deliveries.find((row) => row.id === id);
    if (id) return one ? delivery(one) : h("p", { class: "why" }, `There is no delivery ${id}.`);
    return [h("p", { class: "soft" }, address ? `They go to ${address}.` : "Nobody receives them, so none are made."),
      table("Webhooks", [["#", "number"], ["topic"], ["state"], ["attempts", "number wide"], [""]], deliveries.slice(-200).reverse().map((row) => ({
        cells: [to(`webhooks/${row.id}`, row.id), h("code", {}, row.topic), [webhookState(row), " ", row.fault && tag(row.fault, "odd")], row.attempts.length, sendAgain(row)],
      })))];
  },
};

const STEPS = [["1 minute", 60], ["6 minutes", 360], ["1 hour", 3600], ["1 day", 86400], ["30 days", 2592000]];
const time = {
  title: "Time",
  controls: () => {
    const seconds = h("input", { id: "seconds", type: "number", min: 0, step: "any", value: 60 });
    const move = async (by) => `It is ${moment((await api("POST", "/clock", { advanceSeconds: by })).nowMs)} now.`;
    return [h("div", { class: "row" }, STEPS.map(([name, by]) => h("button", { onclick: acting(() => move(by)) }, `+ ${name}`))),
      h("form", { onsubmit: acting(() => move(Number(seconds.value))) }, h("label", {}, "Seconds", seconds), h("button", { class: "main" }, "Move on"))];
  },
  draw: async () => [h("p", {}, "Now: ", h("strong", { class: "mono" }, moment((await api("GET", "/clock")).nowMs)), " UTC. The clock only moves forward; a snapshot goes back."),
    h("h2", {}, "Tokens"), await tokens.draw()],
};

const snapshots = {
  title: "Snapshots",
  controls: () => {
    const name = h("input", { id: "name", required: true, pattern: "[A-Za-z0-9._\\-]+", placeholder: "before-lunch" });
    const keep = acting(async () => { await api("POST", `/snapshots/${name.value}`, {}); return `Kept as ${name.value}.`; });
    const file = h("input", { id: "file", type: "file", accept: "application/json,.json" });
    const read = acting(async () => {
      if (!file.files[0]) throw new Error("choose a file first");
      await api("PUT", "/state", await file.files[0].text());
      return "Imported: everything is as the file says.";
    });
    return [h("form", { onsubmit: keep }, h("label", {}, "Name", name), h("button", { class: "main" }, "Keep how things are")),
      h("form", { onsubmit: read }, h("label", {}, "A file that was exported", file), h("button", {}, "Import"),
        h("a", { class: "button", href: "__emulator__/state", download: "emulator.json" }, "Export everything")),
      h("div", { class: "row" }, h("button", { onclick: acting(async () => { await api("POST", "/reset", {}); return "Back to the start."; }) }, "Reset everything"))];
  },
  draw: async (chosen) => table("Snapshots", [["name"], [""]], (await api("GET", "/snapshots")).snapshots.map((name) => ({
    chosen: name === chosen,
    cells: [to(`snapshots/${name}`, name), h("span", { class: "row" },
      h("button", { "data-key": `back ${name}`, onclick: acting(async () => { await api("POST", `/snapshots/${name}/restore`, {}); return `Everything is as it was in ${name}.`; }) }, "Come back to it"),
      h("a", { class: "button", href: `__emulator__/snapshots/${name}`, download: `${name}.json` }, "Share as a file"),
      h("button", { onclick: acting(async () => { await api("DELETE", `/snapshots/${name}`); return `${name} is forgotten.`; }) }, "Forget"))],
  })), "None is kept."),
};

export const VIEWS = { requests, accounts: instruments("accounts", "accounts"), cards: instruments("cards", "cards"), transfers, tokens, faults, webhooks, time, snapshots, postings: transaction };

