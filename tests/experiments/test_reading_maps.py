"""Networks that find a marked symbol, and what is asked of their maps: where they are made by hand, it is known."""

import numpy as np
import pytest
import tensorflow as tf
from lstmbook.experiments import map_tests, reading_maps
from lstmbook.experiments.reading_maps import LEARNED, SHUFFLED, STATES, SYMBOLS, UNIFORM, Reader
from lstmbook.measure.attention_maps import jensen_shannon, total_variation
from lstmbook.tasks import marked as task

INPUTS, ANSWERS, PLACES = task.batch(np.random.default_rng(7), 6)
ROWS = np.arange(6)
AT_THE_MARK = np.arange(8) == PLACES[:, None]


def by_hand(sharpness, looks=LEARNED):
    return reading_maps.by_hand(sharpness, 40, looks)


@pytest.fixture(scope="module", params=[SYMBOLS, STATES])
def trained(request):
    return reading_maps.train(request.param, [LEARNED, UNIFORM, SHUFFLED], range(2), steps=3, units=4, sequences=4)


def test_what_is_trained_are_the_equations(trained):
    for looks, some in trained.items():
        weights = map_tests.stacked(some)
        given = tf.constant(np.stack([INPUTS, INPUTS[::-1]]), "float64")
        memory, maps, said = reading_maps.forward(some[0].memory, weights, given, float(looks != UNIFORM))
        for place, one in enumerate(some):
            found = reading_maps.read(one, np.asarray(given)[place])
            np.testing.assert_allclose(memory[place], found["memory"], rtol=0, atol=1e-10)
            np.testing.assert_allclose(maps[place], found["weights"], rtol=0, atol=1e-10)
            np.testing.assert_allclose(tf.nn.softmax(said[place]), found["answers"], rtol=0, atol=1e-10)


def test_uniform_weights_are_not_learned(trained):
    for one in trained[UNIFORM]:
        assert np.abs(reading_maps.read(one, INPUTS)["weights"] - 1 / 8).max() < 1e-12
        assert one.losses.shape == (3,)
    start = reading_maps.start(trained[UNIFORM][0].memory, 4, 0)
    assert np.array_equal(trained[UNIFORM][0].arrays[-3], start[-3])
    assert np.abs(trained[LEARNED][0].arrays[-3] - start[-3]).max() > 1e-4
    assert np.abs(trained[SHUFFLED][0].arrays[0] - trained[LEARNED][0].arrays[0]).max() > 1e-4


def test_a_network_made_by_hand_is_right_and_without_its_map_a_guess():
    assert reading_maps.right([by_hand(30)], 50) == [1.0]
    blind = reading_maps.read(by_hand(30, UNIFORM), INPUTS)["answers"]
    assert blind.max() == pytest.approx(1 / 8, abs=1e-3)


def test_replacing_finds_the_symbol():
    effect = map_tests.effect_of_symbols(by_hand(30), INPUTS)
    np.testing.assert_allclose(effect, AT_THE_MARK, rtol=0, atol=1e-8)


def test_weights_that_are_far_from_sharp_may_say_the_same():
    """A mark that doubles a weight, 2/9 against 1/9, is enough if the readout is steep."""
    blunt, sharp = reading_maps.by_hand(np.log(2), 180), by_hand(30)
    found = reading_maps.read(blunt, INPUTS)["weights"]
    np.testing.assert_allclose(found, (1 + AT_THE_MARK) / 9, rtol=0, atol=1e-12)
    assert reading_maps.right([blunt], 50) == [1.0]
    assert map_tests.answers_apart([sharp], [blunt], INPUTS).max() < 1e-6
    assert map_tests.maps_apart([sharp], [blunt], INPUTS).min() > 0.4


def test_moving_the_mark_moves_the_answer_as_far_as_the_network_heeds_it():
    np.testing.assert_allclose(map_tests.effect_of_marks(by_hand(30), INPUTS), 1, rtol=0, atol=1e-8)
    assert map_tests.effect_of_marks(by_hand(0), INPUTS).max() == 0


def test_the_mark_moves_only_to_where_it_can_stand():
    late = Reader(SYMBOLS, LEARNED, 3, 0, by_hand(30).arrays)
    inputs = task.encoded(np.arange(8)[None], [5])
    with pytest.MonkeyPatch.context() as patch:
        asked = []
        patch.setattr(map_tests, "read", lambda one, given: asked.append(given) or reading_maps.read(one, given))
        map_tests.effect_of_marks(late, inputs)
    *moved, _ = asked
    assert [one[0, :, -1].argmax() for one in moved] == [3, 4, 5, 6, 7]
    assert all(np.array_equal(one[..., :-1], inputs[..., :-1]) for one in moved)


def test_leaving_a_row_out_is_the_formula():
    """The context moves by a (u - v), u what the other rows say, as ``derivations.reading_maps`` proves."""
    reader = by_hand(2.0)
    found = reading_maps.read(reader, INPUTS)
    weights = found["weights"][..., None]
    read = np.einsum("bt,btn->bn", found["weights"], found["memory"])[:, None]
    others = (read - weights * found["memory"]) / (1 - weights)
    moved = read + weights * (others - found["memory"])
    wanted = reading_maps.answers(reader, moved[:, :, None], np.ones((6, 8, 1)))
    expected = total_variation(wanted, found["answers"][:, None])
    np.testing.assert_allclose(map_tests.effect_of_rows(reader, INPUTS), expected, rtol=0, atol=1e-12)
    assert np.isfinite(map_tests.effect_of_rows(by_hand(1000.0), INPUTS)).all()  # all weight on one row


def test_gradients_times_input_are_differences(trained):
    """Against the log probability when input or row is scaled a little."""
    some = trained[LEARNED]
    at_symbol, at_row = map_tests.gradient_times_input(some, INPUTS)
    assert at_symbol.shape == at_row.shape == (2, 6, 8)
    reader, row, step, size = some[1], 2, 5, 1e-6

    def best(inputs):
        return np.log(reading_maps.read(reader, inputs)["answers"][row].max())

    up, down = INPUTS.astype(float), INPUTS.astype(float)
    up[row, step, :12] *= 1 + size
    down[row, step, :12] *= 1 - size
    assert abs(best(up) - best(down)) / (2 * size) == pytest.approx(at_symbol[1, row, step], abs=1e-7)


def test_permuting_moves_the_answer_where_the_map_matters():
    moved = map_tests.effect_of_permuting(by_hand(30), INPUTS, 60)
    assert moved.shape == (6,) and moved.min() > 0.9
    assert map_tests.effect_of_permuting(by_hand(0.0), INPUTS, 9).max() < 1e-12


def test_other_weights_give_the_same_answer_and_are_found_where_they_are_free():
    """A readout that says the same of everything leaves the weights free, up to ln 2."""
    free = by_hand(30)
    free.arrays[3][:] = 0
    found = map_tests.other_weights([free, by_hand(30)], INPUTS[:2], steps=60)
    assert found.shape == (2, 2) and found[0].min() > 0.6 and found[0].max() <= np.log(2) + 1e-9
    assert found[1].max() < found[0].min()


def test_adversaries_start_beside_the_network_and_are_paid_for_other_maps(trained):
    some = trained[LEARNED]
    still = map_tests.train_adversaries(some, 1.0, steps=0)
    share = still[0].arrays[0] / some[0].arrays[0] - 1
    assert share.std() == pytest.approx(map_tests.SHAKEN, rel=0.3) and abs(share.mean()) < 0.1
    away = map_tests.train_adversaries(some, 10.0, steps=8, sequences=4)
    begun, apart = (map_tests.maps_apart(some, one, INPUTS) for one in (still, away))
    maps = [reading_maps.read(one, INPUTS)["weights"] for one in (some[0], away[0])]
    assert (apart > 2 * begun).all() and apart[0] == pytest.approx(jensen_shannon(*maps).mean())
    held = map_tests.train_adversaries(some, 0.0, steps=8, sequences=4)
    before, after = (map_tests.answers_apart(some, one, INPUTS) for one in (still, held))
    assert (after < before).all()


def test_maps_between_seeds_are_compared_each_with_each():
    maps = np.stack([reading_maps.read(by_hand(sharpness), INPUTS)["weights"] for sharpness in (0, 1, 30)])
    found = map_tests.between_seeds(maps)
    wanted = [[jensen_shannon(one, other).mean() for one in maps] for other in maps]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)
    assert found.shape == (3, 3) and found[0, 2] > found[1, 2] > found[2, 2] == 0


def test_distances_count_from_the_place():
    values = np.zeros((1, 6, 8))
    values[0, ROWS, np.minimum(PLACES + 1, 7)] = 1
    inside = PLACES < 7
    found = map_tests.by_distance(values[:, inside], PLACES[inside], [0, 1])
    assert np.array_equal(found, [[0, 1]])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("words", [LEARNED], [0]), "memory must be 'symbols' or 'states', got 'words'"),
        ((SYMBOLS, [], [0]), "looks must be distinct"),
        ((SYMBOLS, ["blind"], [0]), "looks must be distinct, of learned, uniform and shuffled"),
        ((SYMBOLS, [LEARNED], [0, 0]), "seeds"),
    ],
)
def test_what_cannot_be_trained_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        reading_maps.train(*arguments)


def test_no_networks_have_no_adversaries():
    with pytest.raises(ValueError, match="no networks"):
        map_tests.train_adversaries([], 0.1)
