"""All variants on all tasks with ten seeds: a table that takes minutes to make and is therefore stored.

``python -m lstmbook.experiments.variant_table``, with code/ on the path, makes every row anew and writes them, with
their settings and the versions of what computed them, into variant_table.json beside this file.
"""

from lstmbook.experiments import choosing, tables

SETTINGS = {"length": 40, "updates": 1500, "budget_of": 16, "learning_rate": 0.01}
SEEDS = tuple(range(10))


def row(variant, task, seeds=SEEDS, settings=SETTINGS):
    """One row: the losses of ``variant`` on ``task`` as shares of guessing, one for each seed, and its units."""
    kind, asked = choosing.VARIANTS[variant], choosing.tasks(settings["length"])[task]
    units = choosing.matched(kind, asked, settings["budget_of"])
    shares = choosing.shares(kind, asked, seeds, settings["updates"], units, settings["learning_rate"])
    return {
        "variant": variant,
        "task": task,
        "units": units,
        "parameters": choosing.parameters(kind, asked.sizes[0], units),
        "shares": [round(float(one), 5) for one in shares],
    }


def stored():
    """The stored table: "rows" as made here, "settings", "seeds" and "versions"."""
    return tables.stored("variant_table.json")


def main():
    rows = []
    for task in choosing.tasks():
        for variant in choosing.VARIANTS:
            rows.append(row(variant, task))
            print(rows[-1], flush=True)
    tables.store("variant_table.json", settings=SETTINGS, seeds=SEEDS, rows=rows)


if __name__ == "__main__":
    main()
