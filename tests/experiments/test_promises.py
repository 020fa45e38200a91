"""Each promise is kept by the book's layer and found broken where it is; what padding takes is what was derived."""

import numpy as np
import pytest
from lstmbook.experiments import promises
from lstmbook.experiments.promises import Version
from lstmbook.layers import AttentionDecoder, AttentionLSTMCell, LSTMCell


class AsksWithTheCell(AttentionLSTMCell):
    def step(self, inputs, h, c, memory, offered, allowed=None, training=False):
        h, c, _ = super().step(inputs, h, c, memory, offered, allowed, training)
        return h, c, self.read(c, memory, offered, allowed)[1]


class LosesTheMask(AttentionLSTMCell):
    def read(self, h, memory, offered, allowed=None):
        return super().read(h, memory, offered)


class StartsAtOne(AttentionDecoder):
    def call(self, inputs, memory, mask=None, initial_state=None, training=False, inputs_mask=None, memory_mask=None):
        told = initial_state or [np.ones((len(inputs), promises.N))] * 2
        return super().call(inputs, memory, mask, told, training, inputs_mask, memory_mask)


class Forgets(AttentionLSTMCell):
    def get_config(self):
        return super().get_config() | {"activation": "relu"}


class Overflows(AttentionLSTMCell):
    def scores(self, h, offered):
        return super().scores(h, offered) * 65535 / 65535


class OneDraw(AttentionLSTMCell):
    def build(self, input_shape):
        LSTMCell.build(self, input_shape)
        for name, shape in self.shapes().items():
            setattr(self, name, self.add_weight(shape, self.kernel_initializer, name=name))


BROKEN = {
    "equation": Version(AsksWithTheCell),
    "masks": Version(LosesTheMask),
    "states": Version(layer=StartsAtOne),
    "return": Version(Forgets),
    "precision": Version(Overflows),
    "weights": Version(OneDraw),
}


@pytest.mark.parametrize("promise", promises.PROMISES)
def test_a_promise_is_kept_by_the_book_and_missed_where_it_is_broken(promise):
    assert promises.PROMISES[promise](Version())
    assert not promises.PROMISES[promise](BROKEN[promise])


class Refused(AttentionDecoder):
    def compute_output_shape(self, inputs_shape, memory_shape):
        return super().compute_output_shape(inputs_shape, inputs_shape)


def test_the_helper_of_keras_accepts_ours_and_refuses_a_wrong_shape():
    assert promises.accepted(Version())
    assert not promises.accepted(Version(layer=Refused))


def test_padding_takes_what_was_derived():
    measured, derived = promises.on_padding(LosesTheMask, (0, 3), range(2))
    np.testing.assert_allclose(measured, derived, rtol=0, atol=1e-12)
    assert not measured[:, 0].any() and (measured[:, 1] > 0.05).all()
    assert not promises.on_padding(AttentionLSTMCell, (0, 3), range(2))[0].any()
