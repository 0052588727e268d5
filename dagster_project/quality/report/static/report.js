"use strict";
(function () {
  var root = document.documentElement;
  // file:// may forbid storage: the choice then lasts as long as the page.
  function remembered(value) {
    try {
      if (value) { localStorage.setItem("report-language", value); }
      return localStorage.getItem("report-language");
    } catch (error) { return null; }
  }
  function speak(language) {
    root.setAttribute("lang", language);
    document.querySelectorAll("[data-speak]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.speak === language));
    });
    document.title = document.querySelector("h1 ." + language).textContent;
  }
  // A link leads to details that are folded: unfold them on the way.
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var node = target; node; node = node.parentElement) { if (node.tagName === "DETAILS") { node.open = true; } }
    if (target) { target.scrollIntoView(); }
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-speak], [data-fold]");
    if (!button) {
      // The same link a second time changes no address, but may have been folded since.
      var link = event.target.closest("a");
      if (link && link.hash && link.hash === location.hash) { unfold(); }
      return;
    }
    if (button.dataset.speak) { speak(button.dataset.speak); remembered(button.dataset.speak); return; }
    document.querySelectorAll("#" + button.dataset.within + " details").forEach(function (one) { one.open = button.dataset.fold === "open"; });
  });
  document.addEventListener("keydown", function (event) {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("th [role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  });
  window.addEventListener("hashchange", unfold);
  if (remembered() === "en") { speak("en"); }
  root.classList.add("js");
  unfold();
}());
