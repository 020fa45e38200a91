# ruff: noqa: E501 - the conditions stand as they are in the source
"""Take one side condition at a time out of the prover and see which lies it then believes: each must let one through.

    python tests/proof/remove_side_conditions.py [WORD ...]

Run by hand, with words for the conditions in which they occur. The second look is switched off, so that the rules stand
alone. A condition that lets no lie through is either idle or lacks its lie in ``lies.py``.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROOF = ROOT / "code" / "lstmbook" / "proof"

# Module, the condition as it stands in the source, what stands there without it.
CONDITIONS = [
    ("hypotheses", "return one != two and any(_may_be_step", "return False and any(_may_be_step"),
    ("hypotheses", "if left.base != entry.base or len(left.indices)", "if len(left.indices)"),
    (
        "hypotheses",
        "if values.setdefault(pattern, place) != place or not",
        "if values.setdefault(pattern, place) and not",
    ),
    ("hypotheses", " or not _admits(pattern, place)", ""),
    ("hypotheses", "elif sp.expand(pattern - place) != 0:", "elif False:"),
    ("hypotheses", "return not letter.timed or sp.expand(pairs[0][0] - pairs[0][1]) == 0", "return True"),
    ("hypotheses", "return letter is not None and letter.learned", "return letter is not None"),
    ("hypotheses", "letter is not None and letter.learned", "letter is None or letter.learned"),
    ("statements", "if e.is_extended_real is not None or len(e.base.args) > 1:", "if False:"),
    ("statements", "if not place.is_integer:", "if False:"),
    ("statements", "if (index.is_positive and not low.is_positive) or", "if False and"),
    (
        "statements",
        '        case _:\n            raise ValueError(f"{e} has a',
        '        case _:\n            str(f"{e} has a',
    ),
    ("statements", "if may_match(one, other.left, other.over, lows) and one != other:", "if False:"),
    ("statements", "if any(may_match(one, other.left, other.over, lows) for other in fixed):", "if False:"),
    ("statements", "if any(isinstance(other.value, sp.Indexed) and may_match", "if any(False and may_match"),
    ("statements", "if any(one.index == other.index for other in ranges[:place]):", "if False:"),
    ("statements", "if not (low.is_number and high.is_number and (high - low).is_positive):", "if False:"),
    ("statements", "        check_index(one.index, one.low)\n", ""),
    ("statements", "        check_index(bound, low)\n", ""),
    ("unfolding", "return self.unfolded(renamed_apart(expression))", "return self.unfolded(expression)"),
    ("unfolding", "or variable.is_integer", ""),
    ("unfolding", "if may_match(one, variable):", "if one in self.fixed and may_match(one, variable):"),
    ("unfolding", "if may_match(one, variable):", "if one in self.definitions and may_match(one, variable):"),
    ("unfolding", "(e.exp.is_Integer or self.known.positive(e.base))", "True"),
    ("unfolding", "not e.exp.has(sp.Indexed, variable) and ", ""),
    (
        "unfolding",
        '        raise ValueError(f"no rule for',
        '        return sp.Integer(0)\n        raise ValueError(f"no rule for',
    ),
    (
        "unfolding",
        '        raise ValueError(\n            f"the derivative by',
        '        return sp.Integer(0)\n        raise ValueError(\n            f"the derivative by',
    ),
    ("unfolding", "and same_step(e, variable)", ""),
    ("signs", "if difference.is_nonnegative is True:", "if difference.is_nonnegative is not False:"),
    (
        "signs",
        "return self.sign(inside.function) if self.not_empty(inside.limits) else 0",
        "return self.sign(inside.function)",
    ),
    ("signs", "return self.sign(e.args[0] - 1)", "return 1"),
    ("signs", "return int(self.nonzero(e.args[0]))", "return 1"),
    ("signs", "return int(self.nonzero(e.base)) if e.exp.is_even", "return 1 if e.exp.is_even"),
    ("signs", "base if base > 0 or e.exp.is_odd else 0", "1"),
    ("signs", "return sp.prod(map(self.sign, e.args))", "return 1"),
    ("signs", "return int(any(map(self.positive, e.args)))", "return 1"),
    ("signs", "return any(map(self.not_negative, e.args))", "return True"),
    ("signs", "(e.is_Symbol and e.is_zero is False)", "True"),
    ("signs", "(e.is_Symbol and e.is_nonnegative)", "e.is_Symbol"),
    ("signs", "return bool(e.exp.is_even) or self.not_negative(e.base)", "return True"),
    ("signs", "return all(map(self.not_negative, e.args))", "return any(map(self.not_negative, e.args))"),
    (
        "signs",
        "return all(map(self.within_one, owing)) and bool(constant >= len(owing))",
        "return bool(constant >= len(owing))",
    ),
    (
        "signs",
        "return all(map(self.within_one, owing)) and bool(constant >= len(owing))",
        "return all(map(self.within_one, owing))",
    ),
    ("signs", "return self.not_negative(self.inside(e).function)", "return True"),
    (
        "signs",
        "if not (all(map(self.within_one, owing)) and constant >= len(owing)):",
        "if not constant >= len(owing):",
    ),
    (
        "signs",
        "if not (all(map(self.within_one, owing)) and constant >= len(owing)):",
        "if not all(map(self.within_one, owing)):",
    ),
    ("signs", "return bool(constant > 0) or any(map(self.positive, spare))", "return True"),
    ("signs", "                spare.remove(absolute)\n", ""),
    ("signs", "                owing.remove(paid)\n", "                owing.clear()\n"),
    ("signs", "term in (absolute.args[0], -absolute.args[0])", "True"),
    ("signs", "if isinstance(e, sp.Pow) and not self.power_is_defined(e, unfold):", "if False:"),
    (
        "signs",
        "if isinstance(e, (sp.log, gap)) and not self.positive(unfold(e.args[0])):",
        "if isinstance(e, gap) and not self.positive(unfold(e.args[0])):",
    ),
    ("signs", "return self.at_least(exponent, 0) or self.nonzero(unfold(base))", "return True"),
    ("signs", "if exponent.is_nonnegative and self.not_negative(unfold(base)):", "if exponent.is_nonnegative:"),
    ("signs", "return self.positive(unfold(base))", "return True"),
    ("signs", "(isinstance(base, sigma) and power.is_positive is True)", "isinstance(base, sigma)"),
    ("signs", "(power.is_negative and self.positive(base - 1))", "power.is_negative"),
    (
        "normal_form",
        "if self.offset(high) > 0 and self.at_least(high, low):\n            return self.sum",
        "if self.offset(high) > 0:\n            return self.sum",
    ),
    (
        "normal_form",
        "if self.offset(high) > 0 and self.at_least(high, low):\n            return self.of",
        "if self.offset(high) > 0:\n            return self.of",
    ),
    (
        "normal_form",
        "outside * (high - low + 1) if self.at_least(high, low - 1) else",
        "outside * (high - low + 1) if True else",
    ),
    ("normal_form", "and self.at_least(other, low)", ""),
    ("normal_form", "and self.at_least(high, other)", ""),
    ("normal_form", "if abs(slope) == 1 else None", "if slope != 0 else None"),
    ("normal_form", "if not factor.has(index) and self.at_least(high, low - 1):", "if not factor.has(index):"),
    ("normal_form", "apart = renamed_apart(base)", "apart = base"),
    ("induction", "or start < 0 or not on.is_nonnegative:", "or False:"),
    ("induction", "    check_index(on, start)\n", ""),
    ("induction", "one.index == on and one.low == start", "one.index == on"),
    ("induction", "if said.has(on) and not for_each:", "if isinstance(one, Range) and said.has(on) and not for_each:"),
    (
        "induction",
        "if said.has(on) and not for_each:",
        "if not isinstance(one, Range) and said.has(on) and not for_each:",
    ),
    ("induction", "if others or any(part.has(SLACK) for part in spoken):", "if others:"),
    (
        "induction",
        "if others or any(part.has(SLACK) for part in spoken):",
        "if any(part.has(SLACK) for part in spoken):",
    ),
    ("inductive", "            check_consistent((*known, later), on)\n", ""),
    ("derivation", "one.right.xreplace({index: another(index) for index in one.over})", "one.right"),
    ("derivation", "            if part is not None:", "            if False:"),
    ("derivation", 'if self.direction not in (None, relation == r"\\ge"):', "if False:"),
    (
        "derivation",
        '        used |= self._seen_sign(certificate, self.given, because, bound, strict=relation == "<")\n',
        "",
    ),
    ("derivation", 'strict=relation == "<"', "strict=False"),
    ("inductive", "        used |= self._seen_sign(certificate, known, because, bound)\n", ""),
    (
        "inductive",
        "at_first = self._seen_sign(first, self.given, base, bound) if at_first is None else at_first",
        "at_first = at_first or set()",
    ),
    (
        "derivation",
        "        if point := _refuted(relation, self.last, expression, self.given):",
        "        if point := None:",
    ),
    ("statements", 'if isinstance(e, sp.Dummy) or re.fullmatch(r"_\\d*", e.name):', "if False:"),
    ("statements", "if e.assumptions0 not in _REAL + _WHOLE:", "if False:"),
    ("statements", "if varying != set(one.over):", "if False:"),
    ("statements", " if one.index not in bound}", "}"),
    ("statements", "if not isinstance(value, (sp.Symbol, sp.Indexed)) or value.is_integer:", "if False:"),
    ("statements", "if (value.is_nonnegative and low < 0) or (value.is_negative and high > 0):", "if False:"),
    ("statements", "if any(one.value == other.value for other in bounds[:place]):", "if False:"),
    (
        "statements",
        "return replace(one, over=(*one.over, on)) if on is not None and one.left.has(on) else one",
        "return one",
    ),
    ("statements", "if names.setdefault((type(one), str(one)), one) != one:", "if False:"),
    ("unfolding", "            if may_match(definition, e):", "            if False:"),
    ("induction", "if isinstance(start, bool) or not isinstance(start, (int, sp.Integer)):", "if False:"),
    (
        "induction",
        "if any(one.has(sp.Derivative) for one in (*spoken,",
        "if False and any(one.has(sp.Derivative) for one in (*spoken,",
    ),
    ("induction", "    spoken += [one.value for one in given if isinstance(one, Between)]\n", ""),
    ("induction", "return tuple(index for index in recurrence.over if index not in said)", "return recurrence.over"),
    (
        "evaluation",
        '    raise ValueError(f"the hypotheses were met',
        '    return None\n    raise ValueError(f"the hypotheses were met',
    ),
    ("derivation", 'if relation not in ("=", r"\\le", r"\\ge", "<"):', "if False:"),
    ("families", "not (hypothesis.of(one) and hypothesis.of(two))", "not hypothesis.of(one)"),
    ("hypotheses", "entry.base == self.family and len(entry.indices) == 2", "entry.base == self.family"),
    ("hypotheses", "return entry.base == self.family and len(entry.indices) == self.given + 1", "return True"),
    ("families", "hypothesis is None or not hypothesis.of(inside) or", "hypothesis is None or"),
    ("signs", "and self.distributions[e.base].of(e):", ":"),
    ("statements", "case sp.log() if len(e.args) > 1:", "case sp.log() if False:"),
    ("induction", "said, for_each = sp.Tuple(*one.sizes), False", "said, for_each = sp.Tuple(*one.sizes), True"),
    ("rules", "if any(form.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I) for form in (one, other)):", "if False:"),
    ("normal_form", "return _log(-base if base.could_extract_minus_sign() else base)", "return sp.log(base)"),
    ("families", "if (low, high) != (1, hypothesis.sizes[0]) or any(", "if any("),
    ("families", "any(entry.indices[0] != row for entry in (one, two)) or ", ""),
    ("families", "known.at_least(one, sp.Integer(1)) and ", ""),
    ("families", " and known.at_least(hypothesis.sizes[1], one)", ""),
    ("families", "if e.is_Pow and e.exp == 2:", "if e.is_Pow:"),
    (
        "statements",
        "if any(isinstance(entry, sp.Indexed) and entry.base == one.family for entry in spoken_of):",
        "if False:",
    ),
    ("statements", "if any(other.family == one.family and other != one for other in whole):", "if False:"),
    ("statements", "if not (size.is_integer and size.is_positive):", "if False:"),
    (
        "signs",
        "if isinstance(e, (sp.log, gap)) and not self.positive(unfold(e.args[0])):",
        "if isinstance(e, sp.log) and not self.positive(unfold(e.args[0])):",
    ),
    ("unfolding", "if isinstance(variable, sp.Indexed) and variable.base in {", "if False and variable.base in {"),
    ("signs", "(power.is_Integer and power > 0 and self.said_within_one(base))", "self.said_within_one(base)"),
    ("signs", "above = self.positives.get(sp.expand(1 - e))", "above = self.positives.get(e)"),
    ("signs", "below = self.positives.get(sp.expand(1 + e)) or self.positives.get(e)", "below = above"),
    (
        "families",
        " or (low, high) != (1, hypothesis.sizes[0]):\n        return None\n    *before",
        ":\n        return None\n    *before",
    ),
    (
        "families",
        "if last != place or any(one.has(place) for one in before):",
        "if any(one.has(place) for one in before):",
    ),
    ("families", "if last != place or any(one.has(place) for one in before):", "if last != place:"),
    ("families", "if (low, high) == (1, hypothesis.sizes[0]) and not plain.has(index):", "if not plain.has(index):"),
    ("statements", "if e.func != permutation(e.func.__name__) or len(e.args) != 1:", "if False:"),
    ("statements", "if not e.args[0].is_positive:", "if False:"),
    ("statements", "if any(other.order == one.order and other != one for other in whole):", "if False:"),
    ("statements", "if not (count.is_integer and count.is_positive):", "if False:"),
    ("statements", "if not isinstance(one.order, UndefinedFunction) or one.order != permutation(", "if False and ("),
    ("circular", " * base ** (power % 2)", ""),
    ("circular", "isinstance(base, sp.cos) and", "isinstance(base, (sp.cos, sp.tan, sp.sin)) and"),
    ("statements", "if moved := [one for one in", "if moved := [one for one in () and"),
]

TRY = """
from lies import GROUPS
from lstmbook.proof.derivation import Derivation
Derivation._check_again = lambda *arguments, **options: None
for group, pairs in GROUPS.items():
    for name, (lie, _) in pairs.items():
        try:
            lie()
        except Exception:
            continue
        print(name)
"""


def believed_without(module, condition, instead):
    """The lies that pass without the condition, by name."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "code")
        shutil.copytree(ROOT / "code", copy, ignore=shutil.ignore_patterns("__pycache__"))
        path = copy / "lstmbook" / "proof" / f"{module}.py"
        path.write_text(path.read_text("utf-8").replace(condition, instead), "utf-8")
        paths = os.pathsep.join([str(copy), str(Path(__file__).parent)])
        run = subprocess.run(
            [sys.executable, "-c", TRY],
            env=os.environ | {"PYTHONPATH": paths},
            capture_output=True,
            text=True,
            timeout=600,
        )
        if run.returncode:
            raise RuntimeError(f"without {condition!r}: {run.stderr}")
        return run.stdout.splitlines()


def main(words):
    idle = 0
    for module, condition, instead in CONDITIONS:
        if all(word in f"{module}: {condition}" for word in words):
            lies = believed_without(module, condition, instead)
            idle += not lies
            shown = f"{len(lies)}: {'; '.join(lies[:3])}" if lies else "NO LIE PASSES"
            print(f"{module}: {' '.join(condition.split())[:70]}\n    {shown}", flush=True)
    return idle


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
