"""Files that people hand over as copies of registers: how they come in, where they lie until they are applied.

They are read by the adapters alone, through `registry.registers.source`; nothing executes them or gives them out again.
"""
