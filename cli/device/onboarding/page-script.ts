/**
 * The onboarding page's script. A second tap on a download must not lead away from the page, which is gone by then. It takes the password out of the address at once, so that it stays neither in the
 * address bar nor in what is shared from it; browsers give no clipboard to pages without https, hence the old way.
 */
export const pageScript = `
(() => {
  const element = (id) => document.getElementById(id);
  const password = decodeURIComponent(location.hash.slice(1));
  for (const link of document.querySelectorAll("a.download")) {
    link.addEventListener("click", async (event) => {
      if (!link.classList.contains("taken")) return link.classList.add("taken");
      event.preventDefault();
      const there = await fetch(link.href, { method: "HEAD" }).then(({ ok }) => ok, () => false);
      if (there) location.assign(link.href);
      else link.nextElementSibling.textContent = "This download is no longer available. Run the command on the computer again.";
    });
  }
  if (password === "") return;
  history.replaceState(null, "", location.pathname);
  for (const part of password.match(/.{1,4}/g)) {
    element("password").append(Object.assign(document.createElement("span"), { textContent: part }));
  }
  element("fallback").hidden = true;
  element("secret").hidden = false;
  element("copy").addEventListener("click", () => {
    getSelection().selectAllChildren(element("password"));
    element("copy").textContent = document.execCommand("copy") ? "Copied" : "Selected";
  });
})();
`;
