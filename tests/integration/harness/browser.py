"""A real browser, driven through its DevTools protocol. It may reach this machine alone."""
import base64
import json
import shutil
import tempfile

import pytest

from .wait import wait_until

# Of every element that has text of its own: the colours that a reader sees, as numbers from 0 to 255.
COLOURS = """
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const found = [];
for (const element of document.querySelectorAll("body *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || !element.getClientRects().length || element.closest("script, style, desc, title, option, .skip")) continue;
  let under = element;
  while (under && (parse(getComputedStyle(under).backgroundColor)[3] ?? 1) === 0) under = under.parentElement;
  const style = getComputedStyle(element);
  found.push([element.localName + "." + (element.getAttribute("class") ?? ""), element.textContent.trim().slice(0, 30),
    parse(element.namespaceURI.endsWith("svg") ? style.fill : style.color),
    under ? parse(getComputedStyle(under).backgroundColor) : [255, 255, 255]]);
}
return found;
"""


def _luminance(colour):
    parts = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    """WCAG 2.1, 1.4.3."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class Browser:
    def __init__(self, base):
        try:
            from selenium import webdriver
            from selenium.webdriver.chrome.service import Service
        except ImportError:
            pytest.skip("python3-selenium is not installed: the status page is not tried in a browser")
        driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
        if not driver or not chromium:
            pytest.skip("chromium and chromium-driver are not installed: the status page is not tried in a browser")
        self.base = base
        self._home = tempfile.TemporaryDirectory(prefix="errwatch-chromium-")
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
                         f"--user-data-dir={self._home.name}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(driver), options=options)
        self.size(1200, 900)

    def close(self):
        self.driver.quit()
        self._home.cleanup()

    def command(self, name, **parameters):
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def open(self, path="/errwatch-status", scripts=True):
        self.command("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.driver.get(self.base + path)
        return self

    def size(self, width, height):
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def scheme(self, name):
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def complaints(self):
        """What the console says since it was asked last: errors, and what the Content-Security-Policy forbade."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def requests(self):
        """Addresses asked for since it was asked last."""
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [message["params"]["request"]["url"] for message in messages if message["method"] == "Network.requestWillBeSent"]

    def press(self, key, **more):
        codes = {"Tab": 9, "Enter": 13, " ": 32}
        text = {"Enter": "\r", " ": " "}.get(key)
        self.command("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=codes[key],
                     **({"text": text} if text else {}), **more)
        self.command("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=codes[key], **more)

    def focused(self):
        """Tag, id, text and address of the element that has the focus."""
        return self.run("const e = document.activeElement; "
                        "return [e.localName, e.id, e.textContent.trim().slice(0, 60), e.getAttribute('href') ?? ''];")

    def tree(self):
        """(role, name) of each node that a screen reader meets."""
        nodes = self.command("Accessibility.getFullAXTree")["nodes"]
        return [(node.get("role", {}).get("value"), node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")]

    def faintest(self):
        """The text with the least contrast: (contrast, element, text)."""
        found = [(contrast(ink, paper), element, text) for element, text, ink, paper in self.run(COLOURS)]
        assert len(found) > 20, "the page has hardly any text"
        return min(found)

    def overflow(self):
        """By how much the page is wider than its window."""
        return self.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth;")

    def pdf(self):
        return base64.b64decode(self.command("Page.printToPDF", printBackground=False)["data"])

    def picture(self, file, whole=False):
        data = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(file, "wb") as out:
            out.write(base64.b64decode(data))

    def wait(self, script, what):
        wait_until(lambda: self.run(f"return {script};"), 20, what=what)
