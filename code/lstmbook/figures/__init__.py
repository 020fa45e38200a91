"""The book's figures: one file a figure, each with ``draw(ax, data)``, shown through ``style.show``."""
