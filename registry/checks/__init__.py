"""One question, asked of a reader of facts and answered in plain values."""
