"""What the page says of Keras's masks; that it is told apart from what is wrong."""

import numpy as np
import pytest
from lstmbook.experiments import masked_rows


def test_keras_has_three_answers_to_a_row_that_may_see_nothing():
    answers = masked_rows.answers()
    assert {one.true_means for one in answers.values()} == {"attend"}
    found = [one.nothing_allowed for one in answers.values()]
    assert found == ["zeros", "the mean", "the mean", "as without mask"]


def test_an_inverted_mask_means_block():
    read = masked_rows.heads("float32", True)
    assert masked_rows._answer(lambda query, value, mask: read(query, value, ~mask)).true_means == "block"


def test_what_is_none_of_the_answers_is_said():
    with pytest.raises(ValueError, match="none of zeros, ones"):
        masked_rows._which(np.full(3, 0.5), {"zeros": 0.0, "ones": 1.0})
