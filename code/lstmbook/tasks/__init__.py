"""What a model is asked to remember, align or predict: batches of sequences and their targets, drawn at random."""
