"""Parses documents strictly, as the HTML standard has it, and tells what is in them.

A JSON list of documents on stdin, a JSON list of what was found on stdout. Any parse error ends it.
"""

import collections
import json
import sys

import html5lib


def look(document):
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    root = parser.parse(document)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    ids = [element.get("id") for element in elements if element.get("id")]
    policy = [e.get("content") for e in elements if e.tag == "meta" and e.get("http-equiv") == "Content-Security-Policy"]
    text = lambda element: "".join(element.itertext())
    return {
        "lang": root.get("lang"),
        "policy": policy,
        "style": text(root.find("head/style")),
        "elements": collections.Counter(element.tag for element in elements),
        "attributes": sorted({name for element in elements for name in element.keys()}),
        "twice": [name for name, number in collections.Counter(ids).items() if number > 1],
        "headers": [element.get("scope") for element in elements if element.tag == "th"],
        "headings": [[element.tag, text(element)] for element in elements if element.tag in ("h1", "h2", "h3", "h4")],
        "findings": [" ".join(text(e).split("\n")) for e in elements if e.tag == "li" and "finding" in e.get("class", "").split()],
        "boxes": sum(1 for element in elements if element.get("class") == "box"),
        "rows": [[text(cell).strip() for cell in row] for row in root.iter("tr")],
        "text": text(root.find("body")),
        "comments": sum(1 for element in root.iter() if not isinstance(element.tag, str)),
    }


json.dump([look(document) for document in json.load(sys.stdin)], sys.stdout)
