"""Each promise is kept by the book's layer and found broken where it is; what padding takes is what was derived."""

import numpy as np
import pytest
from keras import ops
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


class BlanksTheRows(AttentionLSTMCell):
    """Hidden rows become zeros, which are read: the answer depends on how many they are, not on what stood there."""

    def read(self, h, memory, offered, allowed=None):
        if allowed is None:
            return super().read(h, memory, offered)
        real = ops.cast(allowed[..., None], memory.dtype)
        return super().read(h, memory * real, offered * real)


class SharesTooLittle(AttentionLSTMCell):
    """Hidden rows have a part in the sum of the softmax, and their weights are taken away afterwards."""

    def read(self, h, memory, offered, allowed=None):
        if allowed is None:
            return super().read(h, memory, offered)
        real = ops.cast(allowed, memory.dtype)
        weights = ops.softmax(self.scores(h, offered) * real) * real
        return ops.einsum("bj,bjd->bd", weights, memory), weights


class ReadsWhatIsHidden(AttentionLSTMCell):
    """If nothing may be read, everything is."""

    def read(self, h, memory, offered, allowed=None):
        if allowed is not None:
            allowed = ops.logical_or(allowed, ops.logical_not(ops.any(allowed, axis=-1, keepdims=True)))
        return super().read(h, memory, offered, allowed)


def counting(changed):
    """A layer that hears what ``changed`` makes of the inputs and of the mask of the steps, if there is one."""

    class Counts(AttentionDecoder):
        def call(self, inputs, memory, initial_state=None, training=False, inputs_mask=None, memory_mask=None):
            if inputs_mask is not None:
                inputs, inputs_mask = changed(inputs, ops.convert_to_tensor(inputs_mask))
            return super().call(inputs, memory, initial_state, training, inputs_mask, memory_mask)

    return Version(layer=Counts)


def blank_steps(inputs, counts):
    return inputs * ops.cast(counts[..., None], inputs.dtype), None


def starting(changed):
    """A layer that starts from what ``changed`` makes of the states that it is given, if any, and of the inputs."""

    class Starts(AttentionDecoder):
        def call(self, inputs, memory, initial_state=None, training=False, inputs_mask=None, memory_mask=None):
            start = changed(initial_state, inputs)
            return super().call(inputs, memory, start, training, inputs_mask, memory_mask)

    return Version(layer=Starts)


def ones_if_untold(states, inputs):
    return states or [np.ones((len(inputs), promises.N))] * 2


def no_cell_state(states, _):
    return states and [states[0], 0.5 * ops.ones_like(states[1]) * (np.abs(states[1]).max() > 0)]


def exchanged(states, _):
    return states and states[::-1]


def scaled(states, _):
    return states and [0.9 * ops.convert_to_tensor(one) for one in states]


def no_gradient(states, _):
    return states and [ops.stop_gradient(one) for one in states]


def no_gradient_for_one_sequence(states, _):
    return states and [ops.concatenate([one[:-1], ops.stop_gradient(one[-1:])]) for one in states]


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
    "another equation": ("equation", Version(AsksWithTheCell)),
    "no mask": ("masks", Version(LosesTheMask)),
    "rows of zeros for hidden ones": ("masks", Version(BlanksTheRows)),
    "weights that lose a part": ("masks", Version(SharesTooLittle)),
    "no mask of the steps": ("masks", counting(lambda inputs, _: (inputs, None))),
    "zeros for masked steps": ("masks", counting(blank_steps)),
    "no mask where all is masked": ("masks", Version(ReadsWhatIsHidden)),
    "ones for no start": ("states", starting(ones_if_untold)),
    "half of a start": ("states", starting(no_cell_state)),
    "the start exchanged": ("states", starting(exchanged)),
    "the start scaled": ("states", starting(scaled)),
    "no gradient": ("states", starting(no_gradient)),
    "no gradient for one sequence": ("states", starting(no_gradient_for_one_sequence)),
    "another activation": ("return", Version(Forgets)),
    "an overflow": ("precision", Version(Overflows)),
    "one draw": ("weights", Version(OneDraw)),
}


@pytest.mark.parametrize("promise", promises.PROMISES)
def test_a_promise_is_kept_by_the_book(promise):
    assert promises.PROMISES[promise](Version())


@pytest.mark.parametrize(("promise", "version"), BROKEN.values(), ids=BROKEN)
def test_a_promise_is_missed_where_it_is_broken(promise, version):
    assert not promises.PROMISES[promise](version)


class Refused(AttentionDecoder):
    def compute_output_shape(self, inputs_shape, memory_shape):
        return super().compute_output_shape(inputs_shape, inputs_shape)


def test_the_helper_of_keras_accepts_ours_and_refuses_a_wrong_shape():
    assert promises.accepted(Version())
    assert not promises.accepted(Version(layer=Refused))


@pytest.mark.parametrize("place", [0, 1])
def test_a_gap_to_what_is_not_a_number_is_not_a_number(place):
    found = np.zeros((2, 3))
    found[place] = np.nan
    assert np.isnan(promises.gap(found, np.zeros((2, 3))))


def test_padding_takes_what_was_derived():
    measured, against = promises.on_padding(LosesTheMask, (0, 3), range(2))
    np.testing.assert_allclose(measured, promises.share((0, 3), against), rtol=0, atol=1e-12)
    assert not measured[:, 0].any() and (measured[:, 1] > 0.05).all()
    assert not promises.on_padding(AttentionLSTMCell, (0, 3), range(2))[0].any()


def test_from_the_second_step_on_more_padding_may_take_much_less():
    """What is read moves the state that asks next. So the page says of one step alone that the share grows."""
    rows, size, paddings = 2, 2, range(12)
    rng = np.random.default_rng(1972)
    cell = LosesTheMask(size, dtype="float64")
    cell.build((None, size))
    cell.set_weights([4 * rng.normal(size=one.shape) / one.shape[0] ** 0.5 for one in cell.weights])
    x, memory, h, c = (rng.normal(size=shape) for shape in ((1, 2, size), (1, rows, size), (1, size), (1, size)))
    shares = []
    for padding in paddings:
        padded = np.pad(memory, [(0, 0), (0, padding), (0, 0)])
        _, weights = AttentionDecoder(cell, dtype="float64")(x, padded, initial_state=[h, c])
        shares.append(np.asarray(weights)[0, :, rows:].sum(axis=-1))
    first, second = np.transpose(np.diff(shares, axis=0))
    assert (first > 0).all() and second.min() < -0.4
