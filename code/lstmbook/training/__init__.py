"""Where and how networks are trained: the one place that every training of the book goes through."""
