// Hard topics open at the reader's choice, which this device remembers and can forget. It runs
// while the page is read, so that nothing moves once it is shown; without it all stay closed.
{
  const STORED = "hard-topics";
  const storage = (deed) => {
    try {
      return deed(localStorage);
    } catch {
      return null; // Then it holds for this page.
    }
  };
  let isOpen = storage((kept) => kept.getItem(STORED)) === "open";

  const show = () => {
    for (const note of document.querySelectorAll("[data-choice-kept]")) {
      note.hidden = !isOpen;
    }
  };
  const open = (details) => {
    details.open = true;
    details.querySelector("[data-choice-kept]")?.removeAttribute("hidden");
  };

  if (isOpen) {
    const found = new MutationObserver((changes) => {
      for (const node of changes.flatMap((change) => [...change.addedNodes])) {
        if (node.nodeType === Node.ELEMENT_NODE) {
          if (node.matches("[data-choice]")) {
            open(node);
          } else if (node.matches("[data-choice-kept]")) {
            node.hidden = false;
          }
          node.querySelectorAll("[data-choice]").forEach(open);
        }
      }
    });
    found.observe(document, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", () => found.disconnect());
  }

  // Experiences that were opened stay so when others are put in their place.
  document.addEventListener("part-shown", () => {
    if (isOpen) {
      document.querySelectorAll("[data-choice]").forEach(open);
    }
  });

  document.addEventListener("click", (event) => {
    const summary = event.target.closest("[data-choice] > summary");
    if (summary && !summary.parentElement.open) {
      isOpen = true;
      storage((kept) => kept.setItem(STORED, "open"));
      show();
    }
    if (event.target.closest("[data-choice-forget]")) {
      isOpen = false;
      storage((kept) => kept.removeItem(STORED));
      const summary = event.target.closest("[data-choice]").querySelector("summary");
      for (const details of document.querySelectorAll("[data-choice]")) {
        details.open = false;
      }
      show();
      summary.focus();
    }
  });
}
