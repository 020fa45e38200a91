"""Does a gradient that grows go on growing? Longer and longer sequences beside one long walk back."""

import numpy as np

from lstmbook.figures.style import COLOUR


def draw(axes, data):
    """``data``: (by_length, by_lag).

    ``by_length``: length of the sequence -> the gradient at its first step relative to the last, one for each seed.
    ``by_lag``: an array (seeds, lags) of gradients relative to lag 0.
    """
    by_length, by_lag = data
    lengths = sorted(by_length)
    for seed in np.array([by_length[length] for length in lengths]).T:
        axes[0].plot(lengths, seed, color=COLOUR["cell"], linewidth=1.0, marker=".", markersize=5)
    axes[0].set(xscale="log", xlabel="steps in the sequence", ylabel="gradient, relative to the last step")
    axes[0].set_xticks(lengths, labels=[str(length) for length in lengths])
    axes[0].set_title("forget bias 5, weak input")
    for seed in by_lag:
        axes[1].plot(seed, color=COLOUR["forget"], linewidth=1.0)
    axes[1].set(xlabel="steps back from the loss", xlim=(0, by_lag.shape[1]))
    axes[1].set_title("large $U$, no input")
    top = 10.0 ** np.ceil(np.log10(by_lag.max()))
    bottom = 10.0 ** np.floor(np.log10(by_lag.min()))
    powers = np.arange(-20, 40, 10)
    for ax in axes:
        ax.axhline(1, color=COLOUR["quiet"], linewidth=0.8, linestyle=(0, (1, 3)), zorder=0)
        ax.set(yscale="log", ylim=(bottom, top))
        shown = [int(power) for power in powers if bottom <= 10.0**power <= top]
        labels = [f"$10^{{{power}}}$" if power else "1" for power in shown]
        ax.set_yticks([10.0**power for power in shown], labels=labels if ax is axes[0] else [""] * len(labels))
        ax.minorticks_off()
