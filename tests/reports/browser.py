"""Opens pages in headless Chromium and tells what is wrong with them.

    browser.py CHROMIUM [--pictures FOLDER] PAGE...

One JSON object a page, a line each: `views`, one for each width and colour scheme, and `print`. Chromium is driven through its
debugging pipe, so that nothing but the standard library is needed and no port is opened.
"""

import base64
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")

# What is told of a view: how wide the page is, what sticks out or is cut, texts of too little contrast (WCAG 2 AA), headings that
# leave a level out, and what a page without script and without anything from elsewhere must not have.
LOOK = r"""
(() => {
  const page = document.documentElement;
  const name = (element) => element.tagName.toLowerCase() + (element.className ? "." + element.className : "");
  const colour = (text) => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const c = colour(getComputedStyle(at).backgroundColor);
      if (c[3] === 1) return c;
    }
    return [255, 255, 255, 1];
  };
  const sticks = [], cut = [], faint = [], levels = [];
  let texts = 0, last = 0;
  for (const element of document.body.querySelectorAll("*")) {
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const hidden = element.closest("thead") && getComputedStyle(element.closest("thead")).clipPath !== "none";
    if (hidden || box.width === 0) continue;
    if (box.right > page.clientWidth + 0.5 || box.left < -0.5) sticks.push(name(element));
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth) cut.push(name(element));
    if (/^H[1-6]$/.test(element.tagName)) {
      const level = Number(element.tagName[1]);
      if (level > last + 1) levels.push(element.textContent.slice(0, 40));
      last = level;
    }
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      texts += 1;
      const [a, b] = [light(colour(style.color)), light(behind(element))].sort((x, y) => y - x);
      const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
      const enough = size >= 24 || (size >= 18.66 && bold) ? 3 : 4.5;
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < enough) faint.push(name(element) + " " + ratio.toFixed(2) + " " + node.data.trim().slice(0, 30));
    }
  }
  return {
    scroll_width: page.scrollWidth, client_width: page.clientWidth, height: page.scrollHeight, sticks, cut, faint, levels, texts,
    background: getComputedStyle(document.body).backgroundColor,
    scripts: document.scripts.length, images: document.images.length, links: document.querySelectorAll("link, iframe, object").length,
    handlers: [...document.querySelectorAll("*")].filter((e) => [...e.attributes].some((a) => /^on|^style$/.test(a.name))).length,
    outward: [...document.querySelectorAll("a")].filter((a) => !a.getAttribute("href").startsWith("#")).length,
    lost: [...document.querySelectorAll("a")].filter((a) => !document.getElementById(a.getAttribute("href").slice(1))).length,
    status: [...document.querySelectorAll(".findings .finding")].filter((e) => !e.querySelector(".status").textContent).length,
  };
})()
"""


class Browser:
    def __init__(self, program, folder):
        to_browser, self.sending = os.pipe()
        self.receiving, from_browser = os.pipe()
        options = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars", f"--user-data-dir={folder}",
            "--remote-debugging-pipe", "about:blank",
        ]
        script = f'exec "$@" 3<&{to_browser} 4>&{from_browser}'
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", program, *options],
            pass_fds=(to_browser, from_browser), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.numbers, self.buffer, self.events, self.session = itertools.count(1), b"", [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.call(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.buffer:
            got = os.read(self.receiving, 1 << 16)
            if not got:
                sys.exit("chromium ended")
            self.buffer += got
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.sending, data):]
        while True:
            answer = self.receive()
            if answer.get("id") == number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, url):
        self.events.clear()
        self.call("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive())

    def seen(self, method):
        return [event["params"] for event in self.events if event.get("method") == method]

    def close(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait()


def view(browser, page, width, scheme, pictures):
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
    browser.call("Emulation.setEmulatedMedia", media="screen", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(page.as_uri())
    told = browser.call("Runtime.evaluate", expression=LOOK, returnByValue=True)
    if "exceptionDetails" in told:
        sys.exit(str(told["exceptionDetails"]))
    told = told["result"]["value"]
    told["requests"] = [seen["request"]["url"] for seen in browser.seen("Network.requestWillBeSent") if seen["request"]["url"] != page.as_uri()]
    told["complaints"] = [seen["entry"]["text"] for seen in browser.seen("Log.entryAdded")]
    if pictures:
        size = {"x": 0, "y": 0, "width": width, "height": min(told["height"], 16000), "scale": 1}
        picture = browser.call("Page.captureScreenshot", captureBeyondViewport=True, clip=size)["data"]
        (pictures / f"{page.stem}-{width}-{scheme}.png").write_bytes(base64.b64decode(picture))
    return {"width": width, "scheme": scheme, **told}


def on_paper(browser, page, pictures):
    browser.call("Emulation.clearDeviceMetricsOverride")
    browser.call("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    browser.open(page.as_uri())
    pdf = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True)["data"])
    if pictures:
        (pictures / f"{page.stem}.pdf").write_bytes(pdf)
    boxes = [[float(number) for number in box.split()] for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", pdf)]
    return {"pages": len(re.findall(rb"/Type /Page\b", pdf)), "boxes": boxes}


def main():
    program, *rest = sys.argv[1:]
    pictures = None
    if rest[0] == "--pictures":
        pictures, rest = pathlib.Path(rest[1]), rest[2:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(program, folder)
        for page in map(pathlib.Path, rest):
            page = page.absolute()
            views = [view(browser, page, width, scheme, pictures) for width in WIDTHS for scheme in SCHEMES]
            print(json.dumps({"page": page.stem, "views": views, "print": on_paper(browser, page, pictures)}))
        browser.close()


main()
