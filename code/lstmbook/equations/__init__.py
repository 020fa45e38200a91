"""What each model is: the only place where an equation is written, and the printers of its other forms."""
