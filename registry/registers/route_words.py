"""The English words for routes that Canada, Singapore and the United States share, folded to lower case.

Only what is surely the same. Each register adds its own words; what none of them has stays as printed, stops nothing
and is listed in the plan.
"""

_OUR_OWN = """
buccal conjunctival cutaneous dental endocervical endosinusial endotracheal epidural extracorporeal haemodialysis
implantation infiltration inhalation interstitial intrabursal intracardiac intracaudal intracavernous intracavitary
intracerebroventricular intracervical intracranial intradermal intraepidermal intraglandular intralesional
intralymphatic intramuscular intraocular intraosseous intraperitoneal intrapleural intraspinal intrasynovial
intrathecal intrauterine intravascular intravenous intravesical intravitreal iontophoresis irrigation nasal nasogastric
oral oropharyngeal percutaneous periarticular perineural periodontal rectal retrobulbar subarachnoid subconjunctival
subcutaneous subgingival sublingual submucosal subretinal topical transdermal transmucosal ureteral urethral vaginal
"""

ENGLISH = {
    **{word: word for word in _OUR_OWN.split()},
    "auricular (otic)": "auricular",
    "hemodialysis": "haemodialysis",
    "intra-arterial": "intraarterial",
    "intra-articular": "intraarticular",
    "intratracheal": "endotracheal",
    "intravitreous": "intravitreal",
    "ophthalmic": "ocular",
    "otic": "auricular",
    "respiratory (inhalation)": "inhalation",
}
