"""The crosswalk: how each framework or paper writes and stores what the book writes as z = x W + h U + b."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Convention:
    """How one framework or paper writes and stores its weights.

    Attributes:
        key: the last part of its converters' names, and the name of their module.
        title: its name.
        vectors: "row" if it writes x W, "column" if it writes W x.
        gates: model -> the gates in the order in which they are stored, in its own letters; empty if every
            gate has an array of its own.
        z_keeps: which state of a GRU the update gate multiplies: "old" or "new".
        reset: when a GRU's reset gate acts: "before" the product with U, "after" it, or "either".
        biases: how many bias vectors a gate has; two if the reset gate of a GRU acts after the product.
        forget_bias: how the forget gate's bias starts.
        adds_to_forget_bias: what the forward pass adds to the stored bias of the forget gate.
        weights: model -> the arrays with their shapes, in the order in which its converters take them (ONNX's
            ``P`` only with peepholes, Keras's second shape only with ``reset_after=False``).
        stack: how the arrays of a stack of LSTMs are told apart, where ``stacks.py`` has converters for it.
        source: where this is documented.
    """

    key: str
    title: str
    vectors: str
    gates: dict[str, tuple[str, ...]] = field(default_factory=dict)
    z_keeps: str = "old"
    reset: str = "either"
    biases: int = 1
    forget_bias: str = ""
    adds_to_forget_bias: int = 0
    weights: dict[str, str] = field(default_factory=dict)
    stack: str = ""
    source: str = ""


CONVENTIONS = (
    Convention(
        key="keras",
        title="Keras",
        vectors="row",
        gates={
            "lstm": ("i", "f", "c", "o"),
            "coupled_lstm": ("i", "c", "o"),
            "gru": ("z", "r", "h"),
            "simple_rnn": ("",),
            "min_gru": ("z", "g"),
            "min_lstm": ("i", "f", "g"),
            "slstm": ("i", "f", "g", "o"),
        },
        forget_bias="starts at 1 (unit_forget_bias)",
        weights={
            "lstm": "kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n)",
            "coupled_lstm": "kernel (d, 3n), recurrent_kernel (n, 3n), bias (3n), peephole_kernel (2, n)",
            "peephole_lstm": "kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n), peephole_kernel (3, n)",
            "bidirectional_lstm": "forward_kernel (d, 4n), forward_recurrent_kernel (n, 4n), forward_bias (4n), "
            "backward_kernel (d, 4n), backward_recurrent_kernel (n, 4n), backward_bias (4n)",
            "gru": "kernel (d, 3n), recurrent_kernel (n, 3n), bias (2, 3n) or (3n)",
            "simple_rnn": "kernel (d, n), recurrent_kernel (n, n), bias (n)",
            "min_gru": "kernel (d, 2n), bias (2n)",
            "min_lstm": "kernel (d, 3n), bias (3n)",
            "slstm": "kernel (d, 4n), recurrent_kernel (n, 4n), bias (4n)",
            "multi_head_attention": "query_kernel (d_q, H, d_k), query_bias (H, d_k), "
            "key_kernel (d_key, H, d_k), key_bias (H, d_k), "
            "value_kernel (d_value, H, d_v), value_bias (H, d_v), "
            "output_kernel (H, d_v, d_out), output_bias (d_out)",
        },
        stack="one list, the arrays of the lowest layer first",
        source="https://keras.io/api/layers/recurrent_layers/",
    ),
    Convention(
        key="pytorch",
        title="PyTorch",
        vectors="column",
        gates={"lstm": ("i", "f", "g", "o"), "gru": ("r", "z", "n"), "simple_rnn": ("",)},
        reset="after",
        biases=2,
        forget_bias="drawn, like every weight, from U(-1/sqrt(n), 1/sqrt(n))",
        weights={
            "lstm": "weight_ih (4n, d), weight_hh (4n, n), bias_ih (4n), bias_hh (4n)",
            "bidirectional_lstm": "weight_ih_l0 (4n, d), weight_hh_l0 (4n, n), bias_ih_l0 (4n), bias_hh_l0 (4n), "
            "weight_ih_l0_reverse (4n, d), weight_hh_l0_reverse (4n, n), bias_ih_l0_reverse (4n), "
            "bias_hh_l0_reverse (4n)",
            "gru": "weight_ih (3n, d), weight_hh (3n, n), bias_ih (3n), bias_hh (3n)",
            "simple_rnn": "weight_ih (n, d), weight_hh (n, n), bias_ih (n), bias_hh (n)",
        },
        stack="names that end in _l0 for the lowest layer, _l1 for the one above",
        source="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html",
    ),
    Convention(
        key="onnx",
        title="ONNX",
        vectors="row",
        gates={"lstm": ("i", "o", "f", "c"), "gru": ("z", "r", "h"), "simple_rnn": ("",)},
        biases=2,
        forget_bias="given with the weights",
        weights={
            "lstm": "W (1, 4n, d), R (1, 4n, n), B (1, 8n), P (1, 3n)",
            "coupled_lstm": "W (1, 4n, d), R (1, 4n, n), B (1, 8n), P (1, 3n)",
            "bidirectional_lstm": "W (2, 4n, d), R (2, 4n, n), B (2, 8n), P (2, 3n)",
            "gru": "W (1, 3n, d), R (1, 3n, n), B (1, 6n), linear_before_reset ()",
            "simple_rnn": "W (1, n, d), R (1, n, n), B (1, 2n)",
        },
        source="https://onnx.ai/onnx/operators/onnx__LSTM.html",
    ),
    Convention(
        key="cudnn",
        title="cuDNN",
        vectors="column",
        gates={"lstm": ("i", "f", "c", "o"), "gru": ("r", "i", "h"), "simple_rnn": ("",)},
        reset="after",
        biases=2,
        forget_bias="given with the weights",
        weights={
            "lstm": "W (4n, d), R (4n, n), b_W (4n), b_R (4n)",
            "gru": "W (3n, d), R (3n, n), b_W (3n), b_R (3n)",
            "simple_rnn": "W (n, d), R (n, n), b_W (n), b_R (n)",
        },
        source="https://docs.nvidia.com/deeplearning/cudnn/",
    ),
    Convention(
        key="haiku",
        title="Haiku",
        vectors="row",
        gates={"lstm": ("i", "g", "f", "o"), "gru": ("z", "r", "a")},
        z_keeps="new",
        reset="before",
        forget_bias="starts at 0; the forward pass adds 1",
        adds_to_forget_bias=1,
        weights={"lstm": "w (d+n, 4n), b (4n)", "gru": "w_i (d, 3n), w_h (n, 3n), b (3n)"},
        source="https://github.com/google-deepmind/dm-haiku/blob/main/haiku/_src/recurrent.py",
    ),
    Convention(
        key="papers",
        title="Papers; GRU as Cho et al. 2014",
        vectors="column",
        weights={
            "lstm": "W_i (n, d), U_i (n, n), b_i (n), and so for f, g, o",
            "gru": "W_z (n, d), U_z (n, n), b_z (n), and so for r, g",
            "simple_rnn": "W (n, d), U (n, n), b (n)",
        },
        source="https://arxiv.org/abs/1406.1078",
    ),
    Convention(
        key="chung",
        title="Chung et al. 2014",
        vectors="column",
        z_keeps="new",
        reset="before",
        weights={"gru": "W_z (n, d), U_z (n, n), b_z (n), and so for r, g"},
        source="https://arxiv.org/abs/1412.3555",
    ),
)
"""The crosswalk: one row for each framework or paper, as data. The tests hold its rows and the converters together.

Keras has no LSTM with peepholes or coupled gates, no minGRU and no sLSTM: in its row stand the arrays of the book's own
layers. Peepholes have the rows i, f, o there, or i, o with coupled gates. ONNX: ``P`` is given only with peepholes,
stored as the gates are, without the candidate: i, o, f. Coupled gates are its ``input_forget=1``.
cuDNN keeps one opaque buffer; W, R, b_W, b_R are its blocks stacked by ``linLayerID``, and i in its GRU is
the update gate.
"""


def crosswalk():
    """``CONVENTIONS`` as a Markdown table, one row for each framework or paper."""
    columns = (
        "source",
        "vectors",
        "LSTM gates",
        "LSTM biases",
        "forget bias",
        "GRU gates",
        "z multiplies",
        "reset acts",
    )
    rows = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    for one in CONVENTIONS:
        packed = {model: ", ".join(one.gates.get(model, ())) or "an array each" for model in ("lstm", "gru")}
        lstm = [packed["lstm"], str(one.biases), one.forget_bias] if "lstm" in one.weights else [""] * 3
        reset = {"either": "before or after U", "before": "before U", "after": "after U"}[one.reset]
        gru = [packed["gru"], f"the {one.z_keeps} state", reset] if "gru" in one.weights else [""] * 3
        rows.append(f"| [{one.title}]({one.source}) | {' | '.join([one.vectors, *lstm, *gru])} |")
    return "\n".join(rows) + "\n"
