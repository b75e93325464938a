// Makes of the ballot's forms one page that follows the room. Without this script they work too. Written for the
// oldest browsers: a vote is kept on the phone until the server has said that it has it, and sent under the same name,
// so that it is counted once.
(function () {
  "use strict";
  var KEY = "assessment-ballot", EVERY = 2000, WAIT = 8, PATIENCE = 12000, KEPT_LIMIT = 100;
  var state = byId("state"), unsent = byId("unsent"), owner;
  if (unsent && window.JSON) return tellUnsent();
  if (!state || !window.XMLHttpRequest || !window.JSON || !window.DOMParser) return;
  document.documentElement.className = "live";
  var csrf = state.getAttribute("data-csrf"), before = [""], mine = { ballots: {} };
  owner = state.getAttribute("data-owner");
  try { window.localStorage.setItem(KEY + "-owner", owner); } catch (_error) { /* Private windows have none. */ }
  var version = '"' + byId("room").getAttribute("data-version") + '"';
  var memory = "[]", sending = false, looking = false, isAway = false, polling = null, count = 0, waitUntil = 0, timer = null, late = {}, drawn = new Date().getTime();

  function byId(id) { return document.getElementById(id); }
  function words(name) { return state.getAttribute("data-" + name); }
  function field(form, name) { return form.elements.namedItem(name); }

  // “heard” is for screen readers alone: others see it on the page already.
  function say(text, isProblem, isHeard) {
    state.className = isProblem ? "problem" : isHeard ? "heard" : "";
    if (state.textContent !== text) state.textContent = text;
  }

  function ask(method, path, accept, body, answered, waits) {
    var request = new XMLHttpRequest(), isDone = false;
    function done(event) {
      if (isDone) return;
      isDone = true;
      // What is asked anew when a phone wakes up is aborted first.
      if (event.type !== "abort") isAway = !request.status;
      answered(request.status, request.status ? request.responseText : "", request);
    }
    request.open(method, path, true);
    request.timeout = PATIENCE;
    request.setRequestHeader("Accept", accept);
    if (body !== null) request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    if (waits) {
      request.setRequestHeader("If-None-Match", version);
      request.setRequestHeader("Prefer", "wait=" + WAIT);
    }
    request.onload = request.onerror = request.ontimeout = request.onabort = done;
    request.send(body);
    return request;
  }

  function isOffline() { return isAway || window.navigator.onLine === false; }

  function read(text) {
    try { return JSON.parse(text) || {}; } catch (_error) { return {}; }
  }

  // Votes that are not known to have arrived: this person's, or those of others who use this phone too.
  function kept(isOthers) {
    var list = [], found = [], i;
    try { memory = window.localStorage.getItem(KEY) || "[]"; } catch (_error) { /* Private windows have none. */ }
    try { list = JSON.parse(memory); } catch (_error) { list = []; }
    for (i = 0; i < list.length; i++) if (list[i] && (list[i].owner === owner) === !isOthers) found.push(list[i]);
    return found;
  }

  function keep(list) {
    memory = JSON.stringify(kept(true).concat(list).slice(-KEPT_LIMIT));
    try { window.localStorage.setItem(KEY, memory); } catch (_error) { /* Then it is kept as long as this page. */ }
  }

  function isSame(one, other) { return one.item === other.item && one.vote === other.vote; }

  // What was said last of the same, and isn't known to have arrived.
  function waits(entry) {
    var list = kept(), i;
    for (i = list.length - 1; i >= 0; i--) if (isSame(list[i], entry)) return list[i];
    return null;
  }

  function add(entry) {
    var list = [], before = kept(), i;
    // What was never sent is replaced; what may have arrived is settled first.
    for (i = 0; i < before.length; i++) if (before[i].tried || !isSame(before[i], entry)) list.push(before[i]);
    list.push(entry);
    keep(list);
  }

  function settle(entry, revision) {
    var list = [], before = kept(), i;
    for (i = 0; i < before.length; i++) {
      if (before[i].form === entry.form) continue;
      if (revision && isSame(before[i], entry)) before[i].seen = String(revision);
      list.push(before[i]);
    }
    keep(list);
  }

  function refuse(entry) {
    var list = kept(), i;
    for (i = 0; i < list.length; i++) if (list[i].form === entry.form) list[i].refused = (list[i].refused || 0) + 1;
    keep(list);
  }

  // What was refused twice is sent no more, or the page would be loaded again without end.
  function tellRefused() {
    var list = kept(), rest = [], i;
    for (i = 0; i < list.length; i++) {
      if (list[i].refused > 1) say(words("refused") + " " + list[i].shown, true);
      else rest.push(list[i]);
    }
    if (rest.length < list.length) keep(rest);
    else if (rest.length) say(words("not-sent"), true);
  }

  // The page of somebody who is in no workshop any more: what of theirs wasn't sent waits for them, or is lost.
  function tellUnsent() {
    var list, i;
    memory = "[]";
    try { owner = window.localStorage.getItem(KEY + "-owner"); } catch (_error) { return; }
    list = kept();
    if (!owner || !list.length) return;
    unsent.textContent = unsent.getAttribute("data-words");
    for (i = 0; i < list.length; i++) {
      unsent.textContent += " " + list[i].shown;
      list[i].refused = 0;
    }
    unsent.hidden = false;
    keep(unsent.getAttribute("data-over") ? [] : list);
  }

  function flush() {
    var list = kept(), entry = list[0], body = ["csrf=" + csrf], names, i;
    if (sending || !entry || new Date().getTime() < waitUntil) return;
    sending = true;
    entry.tried = true;
    keep(list);
    names = ["item", "vote", "seen", "form", "rating", "remark", "withdraw"];
    for (i = 0; i < names.length; i++) {
      if (entry[names[i]]) body.push(names[i] + "=" + encodeURIComponent(entry[names[i]]));
    }
    ask("POST", "/ballot", "application/json", body.join("&"), function (status, text) {
      sending = false;
      answered(entry, status, read(text));
    });
  }

  function answered(entry, status, told) {
    var pause;
    if (status === 200) {
      settle(entry, told.revision);
      learn({ item: entry.item, vote: entry.vote, rating: told.rating, label: entry.shown, remark: entry.remark, revision: told.revision, words: told.words });
      take(entry, told);
      flush();
    } else if (status === 403) {
      // Who came back by their code has a new page, which sends it again.
      refuse(entry);
      // This page sends nothing more: refused a second time before it is loaded again, the vote would be lost.
      sending = true;
      window.location.reload();
    } else if (status === 409 && !told.again) {
      settle(entry);
      correct(entry, told.problem || words("stands"));
    } else if (status === 400 || status === 404 || status === 409) {
      settle(entry);
      if (told.again) late[entry.item] = { entry: entry, problem: told.problem };
      say(about(entry) + (told.problem || words("not-sent")) + (told.again ? " " + entry.shown : ""), true);
      look();
    } else {
      pause = (status ? 3000 : 1000) + Math.random() * 1000;
      waitUntil = new Date().getTime() + pause;
      window.setTimeout(flush, pause + 50);
      // Who is about to hand over the phone reads on why they can't.
      if (state.textContent !== words("not-left")) say(told.problem || words("not-sent"), true);
    }
  }

  // A vote is stored: the page says so without being loaded again.
  function take(entry, told) {
    delete late[entry.item];
    mark(entry, told);
    if (isShown(entry)) {
      field(byId("vote"), "form").value = told.form;
      field(byId("withdraw"), "form").value = told.form + "-w";
      renew(told.revision, !told.rating);
      if (!waits(entry)) fill(entry.rating, entry.remark, true);
    }
    say(told.words + (isUnsent() ? " " + words("chosen") : ""), false);
  }

  function isShown(entry) {
    var form = byId("vote");
    return !!form && isSame({ item: field(form, "item").value, vote: field(form, "vote").value }, entry);
  }

  function renew(seen, isNone) {
    field(byId("vote"), "seen").value = field(byId("withdraw"), "seen").value = seen;
    byId("undo").hidden = isNone;
  }

  function about(entry) { return isShown(entry) || !entry.title ? "" : entry.title + ". "; }

  // Another vote of this person stands. It is shown, unless they have gone on from the one that was refused.
  function correct(entry, problem) {
    say(about(entry) + words("stands"), true);
    if (!isShown(entry)) return;
    ask("GET", addressOf(entry.item), "text/html", null, function (status, text) {
      var page = status === 200 && new DOMParser().parseFromString(text, "text/html"), its;
      its = page && page.getElementById("vote");
      if (!its || !isShown(entry) || field(its, "vote").value !== entry.vote) return;
      // A page that was drawn before the next vote arrived.
      if (Number(field(its, "seen").value) < Number(field(byId("vote"), "seen").value)) return;
      replace("lists", page);
      offer(page);
      if (isTouched() || waits(entry)) {
        renew(field(its, "seen").value, page.getElementById("undo").hasAttribute("hidden"));
      } else {
        fit(page);
        say(problem, true);
      }
    });
  }

  function mark(entry, told) {
    var links = linksTo(document), i;
    for (i = 0; i < links.length; i++) if (links[i].getAttribute("data-item") === entry.item) tick(links[i], told.rating, entry.shown);
    tally(document, entry.item);
  }

  function linksTo(page) {
    var list = page.getElementById("open");
    return list ? list.getElementsByTagName("a") : [];
  }

  function tick(link, rating, label) {
    if (rating) link.setAttribute("data-voted", "yes");
    else link.removeAttribute("data-voted");
    link.parentNode.getElementsByTagName("span")[0].textContent = label || words("not-voted");
  }

  // How many of the open votes this person has voted in, and which comes next after one of them.
  function tally(page, item) {
    var links = linksTo(page), voted = 0, here = -1, offered = page.getElementById("next"), next, i, link;
    for (i = 0; i < links.length; i++) {
      if (links[i].getAttribute("data-item") === item) here = i;
      if (links[i].getAttribute("data-voted")) voted++;
    }
    for (i = 1; i <= links.length && !next; i++) {
      link = links[(here + i) % links.length];
      if (!link.getAttribute("data-voted") && link.getAttribute("data-item") !== item) next = link;
    }
    offered.hidden = !next;
    link = offered.getElementsByTagName("a")[0];
    if (next) link.setAttribute("href", next.getAttribute("href"));
    if (next) link.textContent = next.textContent;
    if (links.length) page.getElementById("open").previousElementSibling.getElementsByTagName("span")[0].textContent = voted + "/" + links.length;
  }

  // What is known of a ballot of this person; an answer may come after a newer one.
  function learn(ballot) {
    var key = ballot.item + " " + ballot.vote, known = mine.ballots[key];
    if (!known || known.revision <= ballot.revision) mine.ballots[key] = ballot;
  }

  // Puts what is this person's own into a page that is the same for the whole room. It is asked for once, and again
  // after it may have been changed elsewhere.
  function complete(page, done) {
    var room = page.getElementById("room"), roster = room && room.getAttribute("data-roster");
    if (!roster) return done(true);
    if (roster === mine.roster) return fillIn(page, room), done(true);
    polling = ask("GET", "/ballot/own", "application/json", null, function (status, text) {
      var told = read(text), i;
      if (status !== 200) return done(false);
      for (i = 0; i < told.ballots.length; i++) learn(told.ballots[i]);
      mine.form = told.form;
      mine.roster = roster;
      fillIn(page, room);
      done(true);
    });
  }

  function fillIn(page, room) {
    var item = room.getAttribute("data-item"), form = page.getElementById("vote"), sentences, links, all, own, i;
    function set(name, value) {
      var found = page.querySelectorAll("input[name=" + name + "]"), n;
      for (n = 0; n < found.length; n++) found[n].setAttribute("value", value + (name === "form" && n ? "-w" : ""));
    }
    function ballot(of, vote) { return mine.ballots[of + " " + vote] || {}; }
    set("csrf", csrf);
    sentences = room.querySelectorAll("p[data-vote]");
    for (i = 0; i < sentences.length; i++) {
      own = ballot(item, sentences[i].getAttribute("data-vote"));
      sentences[i].hidden = !own.rating;
      sentences[i].textContent = sentences[i].textContent.replace("{rating}", own.label);
    }
    links = linksTo(page);
    for (i = 0; i < links.length; i++) {
      own = ballot(links[i].getAttribute("data-item"), links[i].getAttribute("data-vote"));
      tick(links[i], own.rating, own.label);
    }
    tally(page, item);
    if (!form) return;
    own = ballot(item, field(form, "vote").value);
    set("seen", own.revision || 0);
    set("form", mine.form);
    all = form.querySelectorAll("input[type=radio]");
    for (i = 0; i < all.length; i++) if (all[i].value === own.rating) all[i].setAttribute("checked", "");
    if (own.remark && form.querySelector("textarea")) form.querySelector("textarea").textContent = own.remark;
    page.getElementById("undo").hidden = !own.rating;
    if (own.rating) page.getElementById("state").textContent = own.words;
  }

  function radios() {
    var form = byId("vote");
    return form ? form.querySelectorAll("input[type=radio]") : [];
  }

  function chosen() {
    var all = radios(), i;
    for (i = 0; i < all.length; i++) if (all[i].checked) return all[i];
    return null;
  }

  // What is filled in counts as it stands now, so that only what is typed from here on is new. With isSparing it leaves
  // a choice or a remark that is new already.
  function fill(rating, text, isSparing) {
    var all = radios(), remark = byId("remark"), choice = isSparing && isChosenAnew() ? chosen() : null, i;
    var shown = isSparing && isWritten() ? remark.value : text;
    for (i = 0; i < all.length; i++) all[i].defaultChecked = all[i].value === rating;
    for (i = 0; i < all.length; i++) all[i].checked = choice ? all[i] === choice : all[i].defaultChecked;
    if (!remark) return;
    remark.defaultValue = text;
    if (remark.value !== shown) remark.value = shown;
  }

  function isChosenAnew() {
    var all = radios(), i;
    for (i = 0; i < all.length; i++) if (all[i].checked !== all[i].defaultChecked) return true;
    return false;
  }

  function isWritten() {
    var remark = byId("remark");
    return !!remark && (remark.value !== remark.defaultValue || document.activeElement === remark);
  }

  function isTouched() { return isChosenAnew() || isWritten(); }

  // Whether what is chosen, and typed with it, is neither stored nor on its way.
  function isUnsent() {
    var remark = byId("remark");
    return !!chosen() && (isChosenAnew() || remark.value !== remark.defaultValue);
  }

  function noteChoice() {
    var isNoted = state.textContent.indexOf(words("chosen")) >= 0;
    if (isUnsent() && !isNoted) {
      before = [state.textContent, state.className === "problem", state.className === "heard"];
      say(words("chosen"), false);
    } else if (isNoted && !isUnsent()) {
      say(before[0], before[1], before[2]);
    }
  }

  function send(form) {
    var isWithdrawn = form.id === "withdraw", choice = chosen();
    if (!isWithdrawn && !choice) return say(words("choose"), true);
    count++;
    add({
      owner: owner,
      item: field(form, "item").value,
      vote: field(form, "vote").value,
      seen: field(form, "seen").value,
      form: field(form, "form").value + "-" + count,
      rating: isWithdrawn ? "" : choice.value,
      remark: isWithdrawn ? "" : byId("remark").value,
      withdraw: isWithdrawn ? "yes" : "",
      shown: isWithdrawn ? "" : choice.getAttribute("data-word"),
      title: byId("room").querySelector("h1").textContent
    });
    // What is withdrawn is gone at once, so that all that is there when the answer comes is new.
    fill(isWithdrawn ? "" : choice.value, isWithdrawn ? "" : byId("remark").value);
    if (document.activeElement && document.activeElement.blur && document.activeElement === byId("remark")) {
      document.activeElement.blur();
    }
    say(words("sending"), false);
    waitUntil = 0;
    flush();
  }

  // The page that is shown, as it is now. The server answers when the room moves on, or after a while; one that can't
  // wait is asked again and again.
  function poll() {
    if (polling) return;
    window.clearTimeout(timer);
    polling = ask("GET", address().replace("/ballot", "/ballot/shown"), "text/html", null, function (status, text, request) {
      var every = status && request.getResponseHeader("Preference-Applied") ? 0 : EVERY, page;
      function again() {
        polling = null;
        flush();
        timer = window.setTimeout(poll, every * (0.75 + Math.random() / 2));
      }
      if (status === 403) return window.location.reload();
      if (status !== 200) return again();
      page = new DOMParser().parseFromString(text, "text/html");
      complete(page, function (isComplete) {
        if (isComplete) {
          version = request.getResponseHeader("ETag") || version;
          show(page);
        } else {
          every = EVERY;
        }
        again();
      });
    }, true);
  }

  function address() {
    var room = byId("room"), item = room.getAttribute("data-item");
    return room.getAttribute("data-follows") || !item ? "/ballot" : addressOf(item);
  }

  function addressOf(item) { return "/ballot?item=" + encodeURIComponent(item); }

  // What was asked before a phone slept, or lost the network, may never be answered.
  function wake() {
    waitUntil = 0;
    // Another window may have voted.
    mine.roster = null;
    if (polling) polling.abort();
    poll();
    flush();
  }

  // What is left of the time that was given, counted from when this page came: a phone's own clock may be another.
  function countDown() {
    var clock = byId("clock").getElementsByTagName("p")[0], left;
    if (!clock) return;
    left = Math.round(clock.getAttribute("data-left") - (new Date().getTime() - drawn) / 1000);
    if (left < 1) return clock.parentNode.removeChild(clock);
    left = Math.floor(left / 60) + ":" + ("0" + left % 60).slice(-2);
    clock.textContent = clock.getAttribute("data-words").replace("{clock}", left);
  }

  // Fetches the page at once, after a vote wasn't counted.
  function look() {
    if (looking) return;
    looking = true;
    ask("GET", address(), "text/html", null, function (status, text) {
      looking = false;
      if (status === 200) show(new DOMParser().parseFromString(text, "text/html"));
    });
  }

  function show(page) {
    var room = byId("room"), now = page.getElementById("room");
    if (!now) return window.location.reload();
    replace("lists", page);
    drawn = new Date().getTime();
    byId("clock").innerHTML = page.getElementById("clock").innerHTML;
    if (now.getAttribute("data-item") === room.getAttribute("data-item")) locate(page, room, now);
    if (now.getAttribute("data-mark") === room.getAttribute("data-mark")) {
      replace("shown", page);
      offer(page);
      copy("data-version", now, room);
      if (!byId("moved").hidden && state.textContent === byId("moved").querySelector("p").textContent) say(isUnsent() ? words("chosen") : "", false);
      byId("moved").hidden = true;
    } else if (isTouched() && room.getAttribute("data-item")) {
      tellMoved(now.getAttribute("data-item") === room.getAttribute("data-item") && !page.getElementById("vote"));
    } else {
      enter(page, room, now);
    }
  }

  function tellMoved(isClosed) {
    var told = words(isClosed ? "closed" : "moved");
    byId("moved").querySelector("p").textContent = told;
    byId("moved").hidden = false;
    say(told, true);
  }

  // A phone that follows the room needs no way to where it is.
  function follow(from) {
    if (from) copy("data-follows", from, byId("room"));
    byId("current").parentNode.hidden = byId("room").hasAttribute("data-follows");
  }

  // The room goes elsewhere, or comes here, while what is shown of this recommendation stays as it is. So this replaces
  // nothing that somebody reads or writes.
  function locate(page, room, now) {
    var was = whereabouts(document), is = whereabouts(page), text = state.className ? "" : state.textContent;
    follow(now);
    replace("elsewhere", page);
    if (was !== is && state.className !== "problem") say((text.replace(was, "") + " " + is).trim(), false);
  }

  // What a page says of where the room is, if it is at another recommendation.
  function whereabouts(page) {
    var notice = page.getElementById("elsewhere").querySelector("span");
    return notice ? notice.textContent : "";
  }

  function copy(name, from, to) {
    if (from.getAttribute(name) === null) to.removeAttribute(name);
    else to.setAttribute(name, from.getAttribute(name));
  }

  function offer(page) {
    replace("next", page);
    byId("next").hidden = page.getElementById("next").hasAttribute("hidden");
  }

  function enter(page, room, now) {
    var names = ["data-item", "data-mark", "data-version"], i;
    for (i = 0; i < names.length; i++) copy(names[i], now, room);
    follow(now);
    fit(page);
    replace("elsewhere", page);
    replace("shown", page);
    offer(page);
    byId("moved").hidden = true;
    document.title = page.title;
    announce(page, room);
  }

  function fit(page) {
    var room = byId("room"), ids = ["cast", "undo"], i;
    var hadFocus = room.contains(document.activeElement) || byId("cast").contains(document.activeElement);
    room.innerHTML = page.getElementById("room").innerHTML;
    for (i = 0; i < ids.length; i++) byId(ids[i]).hidden = page.getElementById(ids[i]).hasAttribute("hidden");
    if (hadFocus) room.querySelector("h1").focus();
  }

  function announce(page, room) {
    var form = byId("vote"), its = late[room.getAttribute("data-item")], waiting;
    waiting = form && waits({ item: field(form, "item").value, vote: field(form, "vote").value });
    if (waiting) {
      fill(waiting.rating, waiting.remark);
      return say(words("not-sent"), true);
    }
    if (its && isShown(its.entry)) {
      fill(its.entry.rating, its.entry.remark);
      return say(words("open-again"), true);
    }
    if (its) return say(its.problem + " " + its.entry.shown, true);
    var saved = page.getElementById("state").textContent;
    var told = saved || document.title + ". " + room.querySelector(".stage").textContent;
    say((told + " " + whereabouts(page)).trim(), false, !saved);
  }

  function replace(id, page) {
    var mine = byId(id), its = page.getElementById(id);
    if (mine && its && mine.innerHTML !== its.innerHTML) mine.innerHTML = its.innerHTML;
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.id === "leave") {
      if (!kept().length && !isOffline()) return;
      event.preventDefault();
      say(words(kept().length ? "not-left" : "away"), true);
    } else if (form.id === "vote" || form.id === "withdraw") {
      event.preventDefault();
      send(form);
    }
  });
  // Not when a remark is left, which is in the midst of a click: what is hit would move away.
  document.addEventListener("input", noteChoice);
  // A browser would put its own error in the place of this page.
  document.addEventListener("click", function (event) {
    var link = event.target;
    while (link && link.nodeName !== "A") link = link.parentNode;
    if (!link || !isOffline()) return;
    event.preventDefault();
    say(words("away"), true);
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) wake(); });
  // Some browsers keep the page of the person who had this phone before, and show it to the next who goes back.
  window.addEventListener("pageshow", function (event) { if (event.persisted) window.location.reload(); });
  window.addEventListener("online", wake);
  follow();
  tellRefused();
  flush();
  window.setInterval(countDown, 500);
  timer = window.setTimeout(poll, Math.random() * EVERY);
})();
