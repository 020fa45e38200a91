"""What a variant costs, counted from its equations and from the arrays with which it is trained."""

import pytest
from lstmbook.experiments import choosing
from lstmbook.measure import costs


@pytest.mark.parametrize("variant", costs.MODELS)
def test_parameters_are_those_of_the_layer_that_is_trained(variant):
    kind = choosing.VARIANTS[variant]
    assert costs.costs(variant, 3, 4).parameters == choosing.parameters(kind, 3, 4)
    assert costs.costs(variant, 2, 7).parameters == choosing.parameters(kind, 2, 7)


def test_an_lstm_keeps_six_numbers_a_unit_and_its_input():
    names = {one.letter.name for one in costs.kept(*costs.MODELS["LSTM"])}
    assert names == {"x", "h", "c", "i", "f", "g", "o"}
    found = costs.costs("LSTM", 3, 4)
    assert found == costs.Costs(parameters=4 * 4 * (3 + 4 + 1), multiplications=4 * (4 * 3 + 4 * 4 + 3), kept=6 * 4 + 3)


def test_a_gru_keeps_less_and_a_mingru_has_no_recurrent_weights():
    assert {one.letter.name for one in costs.kept(*costs.MODELS["GRU"])} == {"x", "h", "z", "r", "g"}
    assert costs.costs("minGRU", 3, 8).parameters == 2 * costs.costs("minGRU", 3, 4).parameters
    with pytest.raises(KeyError):
        costs.costs("transformer", 3, 4)
