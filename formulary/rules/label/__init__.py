"""A pasted label: which parts of a text are names with amounts, which only part them, and which are neither."""

from .parse import Label, Line, Piece, parse

__all__ = ["Label", "Line", "Piece", "parse"]
