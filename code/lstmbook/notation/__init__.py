"""The vocabulary, one module a family: symbols that carry their own shape, axes, role and meaning.

``core`` says what a symbol is and has the sizes, ``colours`` the roles, ``text`` what a page shows of both. A model
imports the families that it uses and nothing else, so that a new symbol touches no page without its family.
"""
