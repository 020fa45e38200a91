"""Proofs: a chain of lines, each of which follows from the one before. Nothing in here knows a model."""
