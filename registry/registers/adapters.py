"""The adapters that there are, by the name of their register."""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from registry import registers
from registry.errors import UnknownRegister
from registry.registers.authorisation import Adapter
from registry.registers.fda_unii import NAME_LIST, UniiNames
from registry.registers.list_entry import SubstanceList

AnyAdapter = Adapter | SubstanceList | UniiNames


def _modules() -> list[str]:
    return [f"{registers.__name__}.{module.name}" for module in iter_modules(registers.__path__)]


def names() -> list[str]:
    """The registers that can be read, as on the command line: “fr-bdpm”."""
    return sorted(adapters())


def adapters() -> dict[str, AnyAdapter]:
    """Every module of this package that holds an `ADAPTER` of authorisations or a `SUBSTANCE_LIST`, by its name;
    and the list of names."""
    found = (
        getattr(module, "ADAPTER", None) or getattr(module, "SUBSTANCE_LIST", None)
        for module in map(import_module, _modules())
    )
    of_modules = {
        adapter.name: cast(AnyAdapter, adapter)
        for adapter in found
        if adapter is not None and hasattr(adapter, "authority")
    }
    return {**of_modules, NAME_LIST.name: NAME_LIST}


def is_list(register: str) -> bool:
    """Whether it is an official list of substances, and no register of products."""
    return hasattr(adapters().get(register), "scheme")


def is_name_list(register: str) -> bool:
    """Whether it only tells names: its plan is counted and not kept, and it is read again to be applied."""
    return register == NAME_LIST.name


def adapter_of(register: str) -> AnyAdapter:
    """The adapter of a register. Raises UnknownRegister."""
    known = adapters()
    if register not in known:
        raise UnknownRegister(register, sorted(known))
    return known[register]
