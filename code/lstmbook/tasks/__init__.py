"""What a model is asked to remember, align or predict: inputs, targets and weights as NumPy arrays."""
