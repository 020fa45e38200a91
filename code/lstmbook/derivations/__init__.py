"""What follows from the equations. Each function builds one ``Derivation``, proving every step as it goes."""
