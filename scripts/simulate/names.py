"""How a company is written by those who type it: forms that mean the same, scripts, and slips of the hand.

`soft` ways are undone by normalising (case, blanks, accents, legal form, `&`); `hard` ways are not.
"""

from __future__ import annotations

import unicodedata

from scripts.simulate.dice import pick, roll

# The legal form as the register has it, and as people write it.
FORMS = {
    "Inc.": ("Inc", "Incorporated", "INC", "inc."), "LLC": ("L.L.C.", "Llc", "llc"), "Corp.": ("Corp", "Corporation"),
    "GmbH": ("gmbh", "G.m.b.H.", "Gesellschaft mit beschränkter Haftung"), "AG": ("A.G.", "ag"), "B.V.": ("BV", "b.v."),
    "K.K.": ("KK", "Kabushiki Kaisha"), "Ltd": ("Ltd.", "Limited", "LTD"), "Limited": ("Ltd", "Ltd."), "S.A.": ("SA", "S. A."),
    "S.L.": ("SL",), "AB": ("ab", "Aktiebolag"),
}
# Companies with a name that only their own spelling has: name, domain, ways to write the same, a way in another script.
UNUSUAL = (
    ("Société Lavandière S.A.", "lavandiere", ("Societe Lavandiere SA", "SOCIÉTÉ LAVANDIÈRE S.A.", "Société Lavandière"), None),
    ("Müller & Söhne GmbH", "mueller-soehne", ("MÜLLER & SÖHNE GMBH", "Müller and Söhne GmbH", "Muller & Sohne GmbH"), "Mueller u. Soehne"),
    ("Ångström Energi AB", "angstrom-energi", ("Angstrom Energi AB", "Ångström Energi", "ÅNGSTRÖM ENERGI AB"), None),
    ("Señal Norte S.L.", "senalnorte", ("Senal Norte SL", "SEÑAL NORTE S.L."), None),
    ("Grün & Partner AG", "gruen-partner", ("Grun & Partner AG", "GRÜN & PARTNER AG", "Grün and Partner AG"), "Gruen Partner AG"),
    ("Bäckerei Weiß GmbH", "baeckerei-weiss", ("Bäckerei Weiss GmbH", "BÄCKEREI WEISS GMBH"), "Baeckerei Weiss"),
    ("Harper & Quill Ltd", "harperquill", ("Harper and Quill Limited", "HARPER & QUILL LTD", "Harper & Quill"), None),
    ("Stone and Sons Limited", "stonesons", ("Stone & Sons Ltd", "Stone and Sons", "STONE AND SONS LTD."), None),
    ("Field & Ferry LLC", "fieldferry", ("Field and Ferry LLC", "Field & Ferry L.L.C."), None),
    ("株式会社はるか商事", "haruka-shoji", ("はるか商事株式会社", "(株)はるか商事", "株式会社 はるか商事"), "Haruka Shoji K.K."),
    ("株式会社青空物流", "aozora-logi", ("青空物流株式会社", "㈱青空物流"), "Aozora Butsuryu Co."),
    ("ООО «Ромашка»", "romashka", ("ООО Ромашка", "Ромашка ООО", "ооо \"Ромашка\""), "Romashka OOO"),
    ("АО «Северный Ветер»", "sever-veter", ("АО Северный Ветер", "АО \"СЕВЕРНЫЙ ВЕТЕР\""), "Severny Veter JSC"),
    ("深圳市蓝海科技有限公司", "lanhai-tech", ("深圳市蓝海科技 有限公司",), "Shenzhen Lanhai Technology Co., Ltd."),
)
_BY_NAME = {name: (soft, other) for name, _, soft, other in UNUSUAL}


def parts(name: str) -> tuple[str, str]:
    """The name without its legal form, and the form."""
    for form in FORMS:
        if name.endswith(f" {form}"):
            return name.removesuffix(f" {form}").rstrip(","), form
    return name, ""


def country_of(name: str) -> str | None:
    """Where a company of this legal form is registered; None where the form does not say."""
    form = parts(name)[1]
    if form:
        return {"GmbH": "DE", "AG": "DE", "B.V.": "NL", "K.K.": "JP", "Ltd": "GB", "Limited": "GB", "S.A.": "FR", "S.L.": "ES", "AB": "SE"}.get(form)
    return next((country for mark, country in (("株式会社", "JP"), ("有限公司", "CN"), ("ООО", "RU"), ("АО", "RU")) if mark in name), None)


def folded(name: str) -> str:
    """Without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))


def soft(name: str, *names) -> tuple[str, str]:
    """(another way to write it, what was done to it)."""
    if name in _BY_NAME:
        return pick(_BY_NAME[name][0], "soft", *names), "name in another spelling"
    stem, form = parts(name)
    way = roll(6, "soft way", *names)
    if way == 0 and form:
        return f"{stem} {pick(FORMS[form], 'form', *names)}", "other legal form"
    if way == 1 and form:
        return f"{stem}, {form}", "name with other marks"
    if way == 2 and form and form not in ("AG", "GmbH", "B.V.", "Ltd"):
        return stem, "name without legal form"
    if way == 3:
        return name.upper(), "name in capitals"
    if way == 4:
        return f" {stem}  {form} ".replace(" and ", " & "), "name with blanks"
    return name.lower(), "name in small letters"


def hard(name: str, *names) -> tuple[str, str]:
    other = _BY_NAME[name][1] if name in _BY_NAME else None
    if other:
        return other, "name in another script"
    stem, form = parts(name)
    spots = [at for at in range(1, len(stem) - 1) if stem[at].isalpha() and stem[at + 1].isalpha() and stem[at] != stem[at + 1]]
    at = pick(spots, "slip", *names)
    slips = (stem[:at] + stem[at + 1] + stem[at] + stem[at + 2:], stem[:at] + stem[at + 1:], stem[:at] + stem[at] + stem[at:])
    return f"{pick(slips, 'which slip', *names)} {form}".strip(), "typo in the name"
