import pytest

from registry.registers import es_cima, tr_titck
from registry.registers.dose_form import NOT_STATED, SPANISH, TURKISH, agreed
from registry.vocabulary import RouteScope

INJECTION = (RouteScope.UNSPECIFIED, ())


def listed(*words: str):
    return RouteScope.LISTED, words


@pytest.mark.parametrize(
    ("name", "atc", "scope"),
    [
        ("EJEMPLO 10 mg/ml SOLUCION INYECTABLE", "", INJECTION),
        ("EJEMPLO POLVO Y DISOLVENTE SOL INY IV EFG", "", INJECTION),
        ("EJEMPLO SOLUCIÓN PARA PERFUSIÓN", "", INJECTION),
        ("EJEMPLO 40 mg/2 ml SOLUCION INYECTABLE Y ORAL", "", INJECTION),
        ("EJEMPLO 5 mg SOLUCION INYECTABLE EN PLUMA", "R03", INJECTION),
        ("EJEMPLO 100 mg VIAL", "", NOT_STATED),
        ("EJEMPLO AMPOLLAS BEBIBLES", "", NOT_STATED),
        ("EJEMPLO JERINGA PRECARGADA, 20 COMPRIMIDOS", "", NOT_STATED),
        ("EJEMPLO 1 G", "", NOT_STATED),
        ("EJEMPLO TISANA PARA INFUSION", "", NOT_STATED),
        ("EJEMPLO 1 mg COMPRIMIDOS", "D11AX10", listed("comprimidos")),
        ("EJEMPLO 1 mg cápsulas blandas", "", listed("capsulas")),
        ("EJEMPLO COMPRIMIDOS VAGINALES", "", listed("vaginal")),
        ("EJEMPLO COMPRIMIDOS SUBLINGUALES", "", listed("sublingual")),
        ("EJEMPLO POLVO PARA INHALCION (CAPSULA DURA)", "R03AL04", listed("inhalacion")),
        ("EJEMPLO CAPSULAS", "R03AL04", NOT_STATED),
        ("EJEMPLO COMPRIMIDOS", "R02AB", NOT_STATED),
        ("EJEMPLO 50 mg/ml SOLUCION CUTANEA", "", listed("cutanea")),
        ("EJEMPLO CREMA", "", NOT_STATED),
        ("EJEMPLO CREMA", "D07AA02", listed("crema")),
        ("EJEMPLO CREMA VAGINAL", "D01AC01", listed("vaginal")),
        ("EJEMPLO GEL", "M02AA10", listed("gel")),
        ("EJEMPLO COMPRIMIDOS, SOLUCION PARA NEBULIZACION", "", NOT_STATED),
        ("SUBCUTANEA EJEMPLO", "", NOT_STATED),
    ],
)
def test_spanish_names(name: str, atc: str, scope):
    assert SPANISH.scope(name, atc) == scope


@pytest.mark.parametrize(
    ("name", "atc", "scope"),
    [
        ("ÖRNEK ENJEKSİYONLUK ÇÖZELTİ", "", INJECTION),
        ("ORNEK ENJEKSIYON ICIN COZELTI", "", INJECTION),
        ("örnek enjeksiyonluk çözelti", "", INJECTION),
        ("Örnek İnfüzyon için çözelti", "", INJECTION),
        ("ÖRNEK İNFÜZON IÇIN ÇÖZELTI", "", INJECTION),
        ("ÖRNEK 30 MG/ML ENJEKSİYONLUK ÇÖZELTİ, 50 TABLET", "", INJECTION),
        ("ÖRNEK I.M./I.V. AMPUL, 5 ADET", "", INJECTION),
        ("ÖRNEK SC KULLANIMA HAZIR ENJEKTÖR", "", INJECTION),
        ("ÖRNEK TİP IV KREM", "", NOT_STATED),
        ("ÖRNEK TİP IV KREM", "D01AC01", listed("krem")),
        ("ÖRNEK GÖZ VE KULAK DAMLASI", "", listed("goz", "kulak")),
        ("ÖRNEK VAJİNAL SUPOZİTUVAR", "", listed("vajinal")),
        ("ÖRNEK SUPOZİTUVAR", "", listed("rektal")),
        ("ÖRNEK AMPUL, 5 ADET", "", NOT_STATED),
        ("ÖRNEK ORAL AMPUL", "", NOT_STATED),
        ("ÖRNEK AMPUL, 20 TABLET", "", NOT_STATED),
        ("ÖRNEK FİLM KAPLI TABLET, 20 TABLET", "", listed("tablet")),
        ("ÖRNEK SERT KAPSÜL", "", listed("kapsul")),
        ("ÖRNEK ŞURUP", "", listed("surup")),
        ("ÖRNEK ORAL SPREY", "", NOT_STATED),
        ("ÖRNEK İNHALASYON İÇİN TOZ İÇEREN KAPSÜL", "", listed("inhalasyon")),
        ("ÖRNEK VAJİNAL TABLET", "", listed("vajinal")),
        ("ÖRNEK DİLALTI TABLET", "", listed("dilalti")),
        ("ÖRNEK TABLET", "R02AA", NOT_STATED),
    ],
)
def test_turkish_names(name: str, atc: str, scope):
    assert TURKISH.scope(name, atc) == scope


def test_agreed_packs_that_say_nothing_are_passed_over():
    assert agreed([NOT_STATED, INJECTION, INJECTION]) == INJECTION


@pytest.mark.parametrize("scopes", [[], [NOT_STATED], [INJECTION, listed("tablet")]])
def test_agreed_packs_that_contradict_each_other_tell_nothing(scopes):
    assert agreed(scopes) == NOT_STATED


@pytest.mark.parametrize(("words", "adapter"), [(SPANISH, es_cima), (TURKISH, tr_titck)])
def test_every_word_that_stands_for_a_route_is_in_the_table_of_the_register(words, adapter):
    assert {*words.swallowed, *words.placed, *words.spread} == set(adapter.ADAPTER.routes)
