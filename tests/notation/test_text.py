from lstmbook.notation.attention import b_out
from lstmbook.notation.recurrent import U_of, h
from lstmbook.notation.text import scientific, table


def test_scientific_numbers_are_rounded_and_typeset():
    assert scientific(2.6e-13).source == r"3 \times 10^{-13}"
    assert scientific(-123.4, digits=3).source == r"-1.23 \times 10^{2}"


def test_a_table_has_symbol_shape_and_meaning():
    rows = table(h.prev, U_of["f"], b_out).source.splitlines()
    assert rows[2].endswith(r"h_{t-1}}$ | $1 \times n$ | hidden state of the step before |")
    assert rows[3] == r"| $U_f$ | $n \times n$ | recurrent weights of the forget gate |"
    assert r"1 \times d_{\text{out}}" in rows[4]
