"""Patterns of proper names: a capital letter where no sentence begins."""

import re

from experiences.text_rules.rule import listed

CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚ"
# O'Brien and Smith-Jones are one name, of Smith's only Smith is.
NAME = rf"[{CAPITALS}](?:\w|['-](?=[{CAPITALS}])){{1,20}}"
PARTICLE = (
    r"(?:de la |de los |del |de |van der |van den |van |von der |von |da |dos |di |la |el |y )"
)
INITIALS = rf"(?:[{CAPITALS}]\.?\s){{0,2}}"
MORE_NAMES = rf"(?:\s{PARTICLE}?{NAME}){{0,3}}"
FULL_NAME = rf"{INITIALS}{NAME}(?:\s{INITIALS}{PARTICLE}?{NAME}){{1,3}}"

# Words that begin a sentence after "my son." or "the dr", or that are written large by habit.
COMMON = listed(
    """
    a about after again all also although always am an and another any are as asked at back be
    because been before being both but by came can could did do does done down during each either
    even ever every few first following for from gave get go god going got had has have he hello
    help her here hers hi him his how however i if in into is it its just last later like made
    make many may me more most much my need never next no none nor not nothing now of off on once
    one only or other our out over please rang said same saw say see seemed seen several she
    should since so some still such sure tell than thank thanks that the their them then there
    these they this those though through to told too took two under unfortunately until up us
    very visited was we well went were what when where which while who whose why will with without
    would yes yet you your
    al algo alguien antes aqui asi aunque ayer bien cada casi como con cual cuando cuanto de del
    desde despues dice dijo donde durante el ella ellas ellos en entonces era es esa ese eso esta
    estaba este esto estos fue gracias ha habia hace hacia han hasta hay hoy la las le les lo los
    luego mas me mi mis mientras mucho muy nada ni no nos nunca o otra otro para pero por porque
    pues que quien se ser si sido siempre sin sobre solo son su sus tal tambien tampoco tanto te
    tenia tiene todo todos tras tu un una unos y ya yo
    monday tuesday wednesday thursday friday saturday sunday january february march april june
    july august september october november december christmas easter lunes martes miercoles jueves
    viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre
    noviembre diciembre navidad
    nhs uk usa gp gps covid corona internet who mum mom dad
    mother father sister brother nurse doctor doctors dr hospital clinic ward unit team surgery
    practice practitioner specialist manager consultant led registrar care health clinical support
    community senior junior staff general children childrens adult emergency department dept
    service services centre center office advice line notes letter appointment appointments
    visit healthcare team
    english british american european spanish french german irish scottish welsh indian
    """
)
PROFESSION = re.compile(
    r".{0,30}(?:ologists?|ologos?|ologas?|iatrists?|iatras?|therapists?|peutas?|icians?"
    r"|surgeons?)"
)


def is_common(word: str) -> bool:
    small = word.lower().strip(".")
    return small in COMMON or PROFESSION.fullmatch(small) is not None


def without_common_tail(names: str) -> str:
    """ "Smith However" is the end of one sentence and the start of another."""
    for word in re.finditer(r"\S+", names):
        if word[0][0].isupper() and is_common(word[0]):
            return names[: word.start()].rstrip()
    return names
