// Takes the key of a link out of the address and puts it into the form, which the person sends: programs that try out
// links run scripts too. Written for the oldest browsers.
(function () {
  "use strict";
  function take() {
    var key = window.location.hash.slice(1);
    if (!key) return;
    document.getElementById("key").value = key;
    if (window.history.replaceState) window.history.replaceState(null, "", window.location.pathname);
    // Nobody who looks on shall read it.
    document.getElementById("paste").hidden = true;
    document.getElementById("ready").hidden = false;
    document.getElementById("name").focus();
  }
  // A person who goes back to this page finds it as it was: without a key.
  window.addEventListener("pageshow", function (shown) {
    if (shown.persisted) window.location.reload();
  });
  window.addEventListener("hashchange", take);
  take();
})();
