"""What a written page would load from another host, and its images without alternative text."""

import re
from html.parser import HTMLParser

LOADING = {"src", "srcset", "href", "xlink:href", "data", "poster"}  # attributes; of <a> none loads anything


class PageCheck(HTMLParser):
    """Collects what a written page would load from another host, and its images without alternative text."""

    def __init__(self):
        super().__init__()
        self.problems = []
        self.within = ""

    def handle_starttag(self, tag, attributes):
        self.within = tag
        attributes = dict(attributes)
        if tag == "img" and not (attributes.get("alt") or "").strip():
            self.problems.append(f"image without alternative text: {attributes.get('src')}")
        if tag != "a":
            for name in LOADING & attributes.keys():
                self.problems += foreign_addresses(attributes[name] or "")
        self.problems += foreign_addresses_in_style(attributes.get("style") or "")

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.within == "style":
            self.problems += foreign_addresses_in_style(data)


def foreign_addresses(value):
    addresses = re.findall(r"(?:(?<=\s)|^)(?:\w+:)?//\S+", value)
    return [f"loads {address} from another host" for address in addresses]


def foreign_addresses_in_style(text):
    addresses = re.findall(r"""(?:url\(|@import)\s*["']?\s*((?:\w+:)?//[^\s"')]+)""", text)
    return [problem for address in addresses for problem in foreign_addresses(address)]
