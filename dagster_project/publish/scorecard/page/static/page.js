"use strict";
// Which language is shown stands in the address, before the place on the page: #en, #en:nq1-units, #nq1-units.
(function () {
  var root = document.documentElement;
  var words = {vi: "Đang hiển thị tiếng Việt", en: "Now shown in English"};
  function address() {
    var found = /^#(?:(vi|en)(?::|$))?(.*)$/.exec(location.hash) || [];
    return {language: found[1] || "vi", place: decodeURIComponent(found[2] || "")};
  }
  function write(language, place) {
    var hash = language === "vi" ? place : place ? language + ":" + place : language;
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  }
  function speak(language, aloud) {
    root.lang = language;
    document.title = document.querySelector("h1 ." + language).textContent;
    document.querySelectorAll("[data-speak]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.speak === language));
    });
    if (aloud) { document.getElementById("spoken").textContent = words[language]; }
  }
  function go(place) {
    var target = place && document.getElementById(place);
    if (!target) { return; }
    for (var node = target; node; node = node.parentElement) { if (node.tagName === "DETAILS") { node.open = true; } }
    target.setAttribute("tabindex", "-1");
    target.scrollIntoView();
    target.focus({preventScroll: true});
  }
  function arrive() {
    var at = address();
    speak(at.language, false);
    go(at.place);
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-speak]");
    var link = event.target.closest("a[href^='#']");
    if (button) {
      speak(button.dataset.speak, true);
      write(button.dataset.speak, address().place);
    } else if (link) {
      event.preventDefault();
      var place = link.getAttribute("href").slice(1);
      write(root.lang, place);
      go(place);
    }
  });
  window.addEventListener("hashchange", arrive);
  root.classList.add("js");
  arrive();
}());
