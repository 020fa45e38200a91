"""What attention knows of order; and what it is not, even where it looks alike."""

import pytest
import sympy as sp
from lstmbook.derivations import attention_order
from lstmbook.derivations.attention_order import CROSS, SELF, b, i, pi, s
from lstmbook.equations.definition import Definition
from lstmbook.proof.derivation import FOR_ALL_SIZES, Derivation, NotProved


@pytest.mark.parametrize("name", ["memory_order", "self_weights", "self_context"])
def test_proved_for_all_sizes(name):
    derivation = getattr(attention_order, name)()
    assert derivation.scope == FOR_ALL_SIZES
    assert any("permutation of" in one.latex() for line in derivation.lines for one in line.used)


def test_a_proof_lists_what_it_speaks_of_and_no_sum_runs_over_the_letter_of_the_keys():
    lists = {one: getattr(attention_order, one)() for one in ("memory_order", "self_weights", "self_context")}
    lefts = {name: [getattr(one, "left", None) for one in proof.given] for name, proof in lists.items()}
    for name in ("v", "context"):
        place = (s, b) if name == "v" else (i, b)
        assert SELF.primed[name].entry(*place) in lefts["self_context"]
        assert SELF.primed[name].entry(*place) not in lefts["self_weights"]
    assert not any("sum_{k=1}" in proof._repr_markdown_() for proof in lists.values())


def refused(start, end, given):
    with pytest.raises(NotProved):
        Derivation(start, claim="a lie", given=given).step(end, because="so it is said")


def test_the_order_of_the_queries_is_seen():
    refused(SELF.primed["context"].entry(i, b), SELF.entry("context", i, b), SELF.given())


def test_rows_and_columns_go_together():
    given, new = SELF.given(), SELF.primed["weights"].entry(i, s)
    for places in ((pi(i), s), (i, pi(s)), (i, s), (pi(s), pi(i))):
        refused(new, SELF.entry("weights", *places), given)


def test_the_inverse_permutation_is_another():
    """X'_{pi(s)} = X_s in place of X'_s = X_{pi(s)}: a permutation matrix transposed."""
    back = Derivation(SELF.primed["context"].entry(pi(i), b), claim="back", given=SELF.given())
    with pytest.raises(NotProved):
        back.step(SELF.entry("context", i, b), because="so it is said")


def test_keys_without_their_values_are_another_memory():
    left = CROSS.primed["v"].entry(s, b)
    given = [one for one in CROSS.given() if getattr(one, "left", None) != left]
    given.append(Definition(left, CROSS.entry("v", s, b), (s, b)))
    refused(CROSS.primed["context"].entry(i, b), CROSS.entry("context", i, b), given)


def test_weights_of_the_new_memory_are_those_of_the_old_in_order():
    given = CROSS.given()
    derivation = Derivation(CROSS.primed["weights"].entry(i, s), claim="weights", given=given)
    derivation.step(CROSS.entry("weights", i, pi(s)), because="one by one")
    total = sp.Sum(CROSS.primed["weights"].entry(i, s), (s, 1, CROSS.source.shape[0]))
    Derivation(total, claim="all", given=given).step(sp.Integer(1), because="they sum to one")
