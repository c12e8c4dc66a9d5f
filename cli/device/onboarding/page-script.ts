/**
 * The script of a sandboxed frame, which has no origin: it saves a file that the page passes to it. Chrome (desktop and
 * Android) blocks downloads from an http page at a private address, including data and blob URLs, until the user chooses
 * "Keep"; it accepts downloads from a frame without an origin.
 * https://chromium.googlesource.com/chromium/src/+/main/chrome/browser/download/insecure_download_blocking.cc
 */
export const savingScript = `
addEventListener("message", ({ data: { name, type, bytes } }) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
});
`;

/**
 * The onboarding page's script. It removes the password from the address at once, so that it is neither in the address bar
 * nor in a shared link, and keeps it in the tab's history, where a reload finds it and other tabs don't. Before it follows
 * a link again, it checks that the page has not ended. It copies with execCommand, because browsers have no clipboard API
 * on pages without https.
 */
export const pageScript = `
(() => {
  const element = (id) => document.getElementById(id);
  const isChromium = /Chrome\\//.test(navigator.userAgent);
  const loaded = new Promise((resolve) => {
    if (!isChromium) return;
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-downloads";
    frame.hidden = true;
    frame.srcdoc = element("saving").innerHTML;
    frame.addEventListener("load", () => resolve(frame));
    document.body.append(frame);
  });
  async function save(link) {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error();
    const bytes = await answer.arrayBuffer();
    const message = { name: link.pathname.split("/").pop(), type: answer.headers.get("content-type"), bytes };
    (await loaded).contentWindow.postMessage(message, "*", [bytes]);
  }
  async function open(link) {
    const { ok } = await fetch(link.href, { method: "HEAD" });
    if (!ok) throw new Error();
    location.assign(link.href);
  }
  for (const warning of document.querySelectorAll(".insecure")) warning.remove();
  for (const link of document.querySelectorAll("a.download")) {
    link.addEventListener("click", async (event) => {
      const again = link.classList.contains("taken");
      if (!isChromium && !again) return link.classList.add("taken");
      event.preventDefault();
      try {
        await (isChromium ? save(link) : open(link));
        link.classList.add("taken");
      } catch {
        link.nextElementSibling.textContent = "The page has ended. Ask whoever gave it to you to start it again.";
      }
    });
  }
  const typed = decodeURIComponent(location.hash.slice(1));
  const password = typed === "" ? history.state : typed === typed.toUpperCase() ? typed.toLowerCase() : typed;
  if (!password) return;
  history.replaceState(password, "", location.pathname.toLowerCase());
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
