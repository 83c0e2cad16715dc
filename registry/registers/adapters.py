"""The adapters that there are, by the name of their register."""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from registry import registers
from registry.errors import UnknownRegister
from registry.registers.authorisation import Adapter


def names() -> list[str]:
    """The registers that can be read, as on the command line: “fr-bdpm”."""
    return sorted(adapters())


def adapters() -> dict[str, Adapter]:
    """Every module of this package that holds an `ADAPTER` of authorisations, by its name."""
    found = (
        getattr(import_module(f"{registers.__name__}.{module.name}"), "ADAPTER", None)
        for module in iter_modules(registers.__path__)
    )
    return {
        adapter.name: cast(Adapter, adapter)
        for adapter in found
        if adapter is not None and hasattr(adapter, "authority")
    }


def adapter_of(register: str) -> Adapter:
    """The adapter of a register. Raises UnknownRegister."""
    known = adapters()
    if register not in known:
        raise UnknownRegister(register, sorted(known))
    return known[register]
