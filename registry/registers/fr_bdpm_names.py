"""Spellings of one substance name of the French register.

Names are in capitals and in places turned round, and salts are named in French word order:

    MÉPIVACAÏNE (CHLORHYDRATE DE)               CHLORHYDRATE DE MÉPIVACAÏNE
    LIDOCAÏNE (CHLORHYDRATE DE) MONOHYDRATÉ     ASCORBIQUE (ACIDE)
    ATROPINE (SULFATE D')                       PHOSPHATE SODIQUE DE DEXAMÉTHASONE

Each rule only turns words round or translates the word for a salt, so that no salt becomes its base, no hydrate its
anhydrous form, and an extract of a plant is left as it stands.
"""

import re

_SALTS = {
    "ACÉTATE": "ACETATE",
    "ACÉTONIDE": "ACETONIDE",
    "ASCORBATE": "ASCORBATE",
    "ASPARTATE": "ASPARTATE",
    "BICARBONATE": "BICARBONATE",
    "BROMHYDRATE": "HYDROBROMIDE",
    "BROMURE": "BROMIDE",
    "CARBONATE": "CARBONATE",
    "CHLORHYDRATE": "HYDROCHLORIDE",
    "CHLORURE": "CHLORIDE",
    "CITRATE": "CITRATE",
    "DICHLORHYDRATE": "DIHYDROCHLORIDE",
    "DIPROPIONATE": "DIPROPIONATE",
    "FUMARATE": "FUMARATE",
    "GLUCONATE": "GLUCONATE",
    "HYALURONATE": "HYALURONATE",
    "LACTATE": "LACTATE",
    "MALÉATE": "MALEATE",
    "NITRATE": "NITRATE",
    "OXALATE": "OXALATE",
    "OXYDE": "OXIDE",
    "PALMITATE": "PALMITATE",
    "PANTOTHÉNATE": "PANTOTHENATE",
    "PHOSPHATE": "PHOSPHATE",
    "PHOSPHATE DISODIQUE": "DISODIUM PHOSPHATE",
    "PHOSPHATE SODIQUE": "SODIUM PHOSPHATE",
    "PIDOLATE": "PIDOLATE",
    "PROPIONATE": "PROPIONATE",
    "SUCCINATE": "SUCCINATE",
    "SULFATE": "SULFATE",
    "SÉLÉNITE": "SELENITE",
    "TARTRATE": "TARTRATE",
    "THIOSULFATE": "THIOSULFATE",
    "VALÉRATE": "VALERATE",
}
_WATER = r"(?: (?:ANHYDRE|(?:HÉMI|MONO|DI|SESQUI|TRI|TÉTRA|PENTA|HEXA|HEPTA|DODÉCA)HYDRATÉE?))?"
_SALT = "|".join(sorted(_SALTS, key=len, reverse=True))
_TURNED_SALT = re.compile(
    rf"(?P<base>[^()]+) \((?P<salt>{_SALT}) (?P<of>DE|D')\)(?P<water>{_WATER})"
)
_SALT_OF_BASE = re.compile(rf"(?P<salt>{_SALT}) (?P<of>DE |D')(?P<base>[^()]+?)(?P<water>{_WATER})")
_TURNED_ACID = re.compile(r"(?P<base>[^() ]+) \((?P<kind>ACIDE|ALCOOL)\)")
_SODIUM_SALT = re.compile(r"(?P<salt>[^() ]+(?:ATE|ITE)) SODIQUE")


def spellings(printed: str) -> tuple[str, ...]:
    """The name as printed, then what is surely the same substance."""
    name = " ".join(printed.split()).replace("’", "'")
    names = [name]
    if acid := _TURNED_ACID.fullmatch(name):
        names.append(f"{acid['kind']} {acid['base']}")
    if sodium := _SODIUM_SALT.fullmatch(name):
        names += _of_salt(sodium["salt"], "DE ", "SODIUM", "")
    if salt := _TURNED_SALT.fullmatch(name):
        of = "DE " if salt["of"] == "DE" else "D'"
        names += _of_salt(salt["salt"], of, salt["base"], salt["water"])
    elif salt := _SALT_OF_BASE.fullmatch(name):
        names += _of_salt(salt["salt"], salt["of"], salt["base"], salt["water"])
    return tuple(dict.fromkeys(names))


def _of_salt(salt: str, of: str, base: str, water: str) -> list[str]:
    """In French both ways round, then in English: the names of bases are mostly the same but for accents."""
    english = f"{base} {_SALTS.get(salt, salt)}{water}"
    english = english.replace(" ANHYDRE", " ANHYDROUS").replace("HYDRATÉE", "HYDRATE")
    return [
        f"{salt} {of}{base}{water}",
        f"{base} ({salt} {of.strip()}){water}",
        english.replace("HYDRATÉ", "HYDRATE"),
    ]
