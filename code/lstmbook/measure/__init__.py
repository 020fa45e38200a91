"""Measures of what a network remembers, passes on and costs."""
