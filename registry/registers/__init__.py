"""Registers of regulators: one small adapter each, which reads the files exactly as they are published."""
