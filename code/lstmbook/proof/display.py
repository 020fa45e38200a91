"""How a derivation is shown: its claim, what is given, its lines with their reasons, and how far the proof reaches."""

from lstmbook.equations.definition import Definition
from lstmbook.equations.printers import to_broken_latex, to_latex
from lstmbook.proof.evaluation import free_symbols
from lstmbook.proof.hypotheses import distributions, kinds, orthonormal, permutations

# So many hypotheses a reader takes in at a glance; more are folded.
_AT_A_GLANCE = 8


def markdown(derivation):
    """The derivation as Markdown for a notebook, HTML where Markdown has nothing.

    It reads as well where there is no style sheet: a notebook shows what is in a division and no more of it, a mark in
    italics, and what is folded folded.
    """
    parts = ['<div class="derivation">', f"**{derivation.claim}.**", *_hypotheses(derivation)]
    parts.append(f"$$\n{to_broken_latex(derivation.start)}\n$$")
    shown, marks = None, {line.scope for line in derivation.lines}
    for line in derivation.lines:
        if line.expression != shown:
            parts.append(f"$$\n{line.relation} {to_broken_latex(line.expression)}\n$$")
        shown = line.expression
        mark = f"; {_mark(line.scope)}" if len(marks) > 1 else ""
        parts += ['<div class="reason">', f"{line.because}{_using(line.used, derivation.given)}{mark}", "</div>"]
    if len(marks) == 1:
        parts += ['<div class="reason">', _mark(derivation.scope), "</div>"]
    return "\n\n".join([*parts, "</div>"]) + "\n"


def _mark(scope):
    kind = "proved" if scope.startswith("proved") else "checked"
    return f'<em class="proof-mark {kind}">{scope}</em>'


def _listed(entries):
    *most, last = (f"${entry}$" for entry in entries)
    return f"{', '.join(most)} and {last}" if most else last


def _hypotheses(derivation):
    """What is given, as a sentence: the models' equations by name, since pages show them, all others in full."""
    given = list(derivation.given)
    given += sorted({one for line in derivation.lines for one in line.used if one not in given}, key=str)
    definitions, ranges, bounds, fixed = kinds(given)
    named = [one for one in definitions if one.of_model]
    parts = [f"${one.latex()}$" for one in definitions if one not in named]
    if named:
        verb = "stand for their equations" if len(named) > 1 else "stands for its equation"
        parts.append(f"{_listed(to_latex(one.left) for one in named)} {verb}")
    if fixed:
        parts.append(f"{_listed(one.latex() for one in fixed)} held fixed")
    families = _of_families(given)
    limits = [*(one.latex() for one in (*ranges, *bounds, *families)), *_assumed(derivation, bounds)]
    parts += [_listed(limits)] if limits else []
    if not parts:
        return []
    names = [to_latex(symbol) for symbol in sorted(derivation.over, key=str)]
    text = "; ".join(parts) + (f", for every {_listed(names)}." if names and (definitions or bounds) else ".")
    if len(given) <= _AT_A_GLANCE:
        return [f"Given: {text}"]
    return ['<details class="given">', f"<summary>Given: {len(given)} hypotheses</summary>", text, "</details>"]


def _of_families(given):
    return *orthonormal(given).values(), *distributions(given).values(), *permutations(given).values()


def _assumed(derivation, bounds):
    """What the plain symbols of a derivation are assumed to be, beyond being real."""
    rights = [one.right for one in derivation.given if isinstance(one, Definition)]
    spoken = free_symbols(derivation.start, *(line.expression for line in derivation.lines), *rights)
    # A bound says more than the sign does.
    spoken -= {one.value for one in bounds if one.low >= 0 or one.high <= 0}
    for symbol in sorted(spoken, key=str):
        if symbol.is_integer:
            continue
        if symbol.is_positive:
            yield f"{to_latex(symbol)} > 0"
        elif symbol.is_nonnegative:
            yield rf"{to_latex(symbol)} \ge 0"
        elif symbol.is_negative:
            yield f"{to_latex(symbol)} < 0"
        elif symbol.is_nonzero:
            yield rf"{to_latex(symbol)} \ne 0"


def _using(used, given):
    """The hypotheses that a step used; definitions only where it used one or two of several given, and what is said of
    whole families only where it used some and not all."""
    definitions, ranges, bounds, _ = kinds(used)
    definitions = () if len(definitions) > 2 or definitions == kinds(given)[0] else definitions
    what = "equations" if len(definitions) > 1 else "equation"
    parts = [f"the {what} for {_listed(to_latex(one.left) for one in definitions)}"] if definitions else []
    families, known = map(_of_families, (used, given))
    limits = [one.latex() for one in (*ranges, *bounds, *(() if set(families) == set(known) else families))]
    parts += [_listed(limits)] if limits else []
    return f", using {' and '.join(parts)}" if parts else ""
