"""Style sheets reduced to what a site shows: the rules for elements that occur in it, and the custom properties, fonts
and animations that these rules use. What the site's scripts may add counts as occurring, and what stands between the
parts of a selector is not looked at: too much may be kept, too little never is.
"""

import re
from dataclasses import dataclass, field

import tinycss2

TAG = re.compile(r"""<([a-z][\w-]*)((?:[^>"']++|"[^"]*"|'[^']*')*+)>""", re.I)
ATTRIBUTE = re.compile(r"""([\w:-]+)(?:=(?:"([^"]*)"|'([^']*)'))?""")
PROPERTY = re.compile(r"--[\w-]+")
LICENCE = re.compile("licen[cs]e|copyright", re.I)
NESTING = {"media", "supports", "layer", "container"}


class Site:
    """What occurs in the pages and scripts of a site, of all that the text of its style sheets speaks of."""

    def __init__(self, styles):
        self.spoken_of = set(re.findall(r"[\w-]+", styles + styles.lower()))
        self.tags = set()  # as they are written, to read each once
        self.elements = set()  # each the set of what its parts are called in a selector
        self.words = set()  # of scripts, which may make classes, ids, attributes and elements of them
        self.properties = set()  # custom properties that are read outside of style sheets

    def add_page(self, html):
        for script in re.findall(r"<script[^>]*>(.*?)</script>", html, re.S):
            self.add_script(script)
        new = set(TAG.findall(html)) - self.tags
        self.tags |= new
        for tag, attributes in new:
            named = {name.lower(): double or single for name, double, single in ATTRIBUTE.findall(attributes)}
            names = {tag.lower(), *(f".{word}" for word in named.get("class", "").split())}
            names |= {f"[{name}" for name in named} | {f"#{named.get('id')}"}
            self.elements.add(frozenset(name for name in names if name.lstrip(".#[") in self.spoken_of))
            self.properties |= set(re.findall(PROPERTY, named.get("style", ""))) & self.spoken_of

    def add_script(self, text):
        words = set(re.findall(r"[\w-]+", text))
        # What a script calls dataset.activeName is the attribute data-active-name.
        data = {"data-" + re.sub("[A-Z]", lambda one: "-" + one[0].lower(), word) for word in words}
        self.words |= (words | data) & self.spoken_of
        self.properties |= set(re.findall(PROPERTY, text)) & self.spoken_of

    def digest(self):
        """A text that is another one when anything of this is."""
        return repr((sorted(map(sorted, self.elements)), sorted(self.words), sorted(self.properties)))

    def may_hold(self, names):
        """Whether an element that is called all this occurs, or may after a script has run."""
        fixed = frozenset(name for name in names if name.lstrip(".#[") not in self.words)
        return any(fixed <= element for element in self.elements)


def reduced(style, site):
    """The text of a style sheet, less what ``site`` does not use and what no browser reads."""
    rules = needed_rules(tinycss2.parse_stylesheet(style, skip_whitespace=True), site)
    drop_unread_properties(rules, site.properties)
    values = " ".join(value for rule in every(rules) if rule.before != "@font-face" for _, value in rule.declarations)
    return "".join(written(rule, values) for rule in rules)


# ---- Rules


@dataclass
class Rule:
    """What stands before a block, and in it: rules, declarations, or what is not looked into."""

    before: str
    rules: list = field(default_factory=list)
    declarations: list = field(default_factory=list)
    text: str = ""


def needed_rules(nodes, site):
    rules = []
    for node in nodes:
        if node.type == "comment" and LICENCE.search(node.value):
            rules.append(Rule("", text=f"/*{node.value}*/"))
        elif node.type == "qualified-rule":
            selectors = [one for one in split(node.prelude, ",") if all(map(site.may_hold, parts_of(one)))]
            if selectors:
                rules.append(Rule(",".join(map(text_of, selectors)), declarations=declarations_in(node)))
        elif node.type == "at-rule" and node.content is not None:
            rule = Rule(f"@{node.at_keyword} {text_of(node.prelude)}".strip())
            if node.at_keyword in NESTING:
                rule.rules = needed_rules(tinycss2.parse_rule_list(node.content, skip_whitespace=True), site)
            elif node.at_keyword.endswith("keyframes"):
                rule.text = text_of(node.content)
            else:
                rule.declarations = declarations_in(node)
            rules.append(rule)
    return rules


def split(tokens, separator):
    """The tokens before, between and after every literal ``separator``."""
    parts = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def parts_of(selector):
    """For each element that a selector speaks of, what it must be called: {"div", ".cell", "#results", "[hidden"}.

    What stands in :not(), :is() and their like is left out, and so are states such as :hover.
    """
    parts, before = [set()], ""
    for token in selector:
        if token.type == "whitespace" or (token.type == "literal" and token.value in ">+~"):
            parts.append(set())
        elif token.type == "ident" and before != ":":
            parts[-1].add(f".{token.value}" if before == "." else token.lower_value)
        elif token.type == "hash":
            parts[-1].add(f"#{token.value}")
        elif token.type == "[] block":
            parts[-1].add("[" + next(part.lower_value for part in token.content if part.type == "ident"))
        before = token.value if token.type == "literal" else ""
    return parts


def text_of(tokens):
    spaced = [" " if token.type == "whitespace" else token.serialize() for token in tokens if token.type != "comment"]
    return re.sub(r" ?([>,]) ?", r"\1", "".join(spaced).strip())


# ---- Declarations


def declarations_in(node):
    found = []
    for part in tinycss2.parse_blocks_contents(node.content, skip_whitespace=True, skip_comments=True):
        if part.type == "declaration":
            found.append((part.name, text_of(part.value) + (" !important" if part.important else "")))
    return found


def every(rules):
    for rule in rules:
        yield rule
        yield from every(rule.rules)


def drop_unread_properties(rules, read_elsewhere):
    """A custom property is needed while anything reads it, which may be another one."""
    read, before = set(), None
    while read != before:
        before = read
        read = set(read_elsewhere)
        for rule in every(rules):
            read.update(
                *(re.findall(PROPERTY, text) for text in [rule.text, *(value for _, value in rule.declarations)])
            )
        for rule in every(rules):
            rule.declarations = [pair for pair in rule.declarations if pair[0][:2] != "--" or pair[0] in read]


def written(rule, values):
    """The rule's text; none if nothing is in it, or if it is a font or an animation that no value names."""
    inside = rule.text + "".join(written(one, values) for one in rule.rules)
    inside += ";".join(f"{name}:{value}" for name, value in rule.declarations)
    name = dict(rule.declarations).get("font-family", "") if rule.before == "@font-face" else ""
    name = rule.before.split()[-1] if "keyframes" in rule.before else name
    if not inside or plain(name) not in plain(values):
        return ""
    return f"{rule.before}{{{inside}}}" if rule.before else inside


def plain(name):
    """A family's name without the signs by which it may be written in two ways."""
    return re.sub(r"[\\\"']", "", name).lower()
