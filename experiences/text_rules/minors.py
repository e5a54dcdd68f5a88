"""Writers or subjects who are under eighteen today."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.rule import (
    Family,
    Rule,
    Shadow,
    Span,
    Writer,
    before,
    comes_after,
    phrases,
)

AGE = r"(?:1[0-7]|[1-9])"
AGE_IN_WORDS = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen)"
)
ANY_AGE = rf"(?:{AGE}|{AGE_IN_WORDS})"
TEEN = r"(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
CHILD = (
    r"(?:son|daughter|child|boy|girl|kid|grandson|granddaughter|grandchild|niece|nephew|stepson"
    r"|stepdaughter|little one|youngest|eldest|oldest|sister|brother|twins?|patient|cousin)"
)
OWN = r"(?:my|our|his|her|their)"
YOUNG = r"(?:little|young|small|baby|teenage|teen|school-age|pre-?school|newborn|infant|toddler)"
SCHOOL = (
    r"(?:primary school|elementary school|middle school|secondary school|high school|kindergarten"
    r"|nursery|preschool|pre-school|playgroup|sixth form|year (?:1[0-3]|[1-9])|key stage \d"
    r"|(?:1[0-2]|[1-9])(?:st|nd|rd|th) grade|grade (?:1[0-2]|[1-9])|reception class|my gcses"
    r"|school(?! (?:run|holidays?|nurse|teacher|governor)))"
)
YEARS = (
    r"(?:(?:-| )?(?:years?|yrs?|months?|weeks?|mths?|wks?|mos?)(?:-| )?(?:old|of age)"
    r"|(?:-| )?(?:yo|y/o))"
)
END = (
    r"(?=\s{0,2}(?:[.,;:!?)\-\n]|$)"
    r"|\s(?:and|but|now|with|so|when|who|female|male|years?|yrs?|yo)\b)"
)
WRITER = phrases(
    rf"i(?:'m| am|m)(?: only| just| still| nearly| almost| currently)? {TEEN}(?! ?%|:|[.,/]\d"
    rf"|-\d){END}",
    rf"(?:as|i'm|i am) an? {TEEN}(?:-| )?(?:years?|yrs?)?(?:-| )?(?:old|yo|y/o|m|f)?"
    r"(?: (?:girl|boy|teen|teenager|student|female|male))?(?<!\d)",
    r"(?:i'm|i am)(?: only| just| still)? (?:a minor|under ?-?age|under 1[68]|a teen|a teenager"
    r"|a schoolgirl|a schoolboy|a kid|a child|(?:a|an) (?:high ?school|middle ?school) student)",
    rf"i(?:'m| am) (?:still |currently )?(?:in|at) {SCHOOL}",
    r"my (?:mum|mom|parents|dad)(?: and dad)? (?:don'?t|doesn'?t|do not|does not|won'?t) "
    r"know(?= (?:i|i'm|that|about)\b)",
    r"tengo (?:solo |casi |ya )?(?:1[0-7]|diez|once|doce|trece|catorce|quince|dieciseis"
    r"|diecisiete)"
    r" anos(?! (?:de|con|enferm|diagnost|sin|desde|viviendo|tomando|trabajando))",
    r"soy (?:menor(?: de edad)?|un adolescente|una adolescente|adolescente|un nino|una nina)",
    r"(?:estoy en|voy al?|curso|estudio) (?:el |la |al )?(?:instituto|colegio|primaria"
    r"|secundaria|"
    r"bachillerato|\d(?:o|er)? de (?:la )?(?:eso|primaria|bachillerato|secundaria))",
    r"mis padres no (?:saben|me dejan|me creen|lo saben)",
)
SUBJECT = phrases(
    rf"{OWN} (?:\w{{2,10}} ){{0,2}}?{CHILD}(?: \w{{3,12}})?,?(?: who| he| she)?"
    rf"(?:'s| is| are|,| aged?| \(|\()(?: only| just| now| nearly| aged?)* ?{ANY_AGE}"
    rf"(?!\w|%|/|:|-\d|[.,]\d)(?! (?:weeks|days|hours|months (?:ago|later|after)|years (?:later"
    rf"|ago|older)|times|of))\)?",
    rf"{OWN} (?:\w{{2,10}} )?{ANY_AGE}{YEARS}",
    rf"(?:an?|the|this|with an?) {ANY_AGE}{YEARS}(?! (?:car|dog|cat|horse|house|whisky|bed"
    rf"|machine|"
    r"scan|letter|report|building|injury|problem|scar|bike|phone|laptop|book|study|history))",
    rf"(?:he|she)(?:'s| is)(?: only| just| now)? {ANY_AGE}(?:{YEARS}"
    rf"|(?! ?%)(?=\s{{0,2}}(?:[.,;!)]|$)))",
    rf"{OWN} (?:\w{{2,10}} )?(?:{YOUNG} )+(?:son|daughter|boy|girl|kid|kids|child|children|one"
    rf"|brother"
    r"|sister|grandson|granddaughter|patient)",
    rf"{OWN} (?:\w{{2,10}} )?(?:baby|toddler|newborn|infant|teenager|preschooler|premature baby"
    rf"|prem)"
    r"(?! (?:sitter|monitor|bag|brain|shower|bump|blues|teeth|steps))",
    rf"{OWN} (?:\w{{2,10}} )?(?:child|kid|little boy|little girl)(?!hood| care| minder| benefit"
    rf"|ren)",
    rf"{OWN} (?:son|daughter|boy|girl|grandson|granddaughter|niece|nephew|child)(?:'s| is| "
    rf"goes to| started"
    rf"| attends| will start)? (?:still |now |currently |already |just )?(?:in |at |to "
    rf")?{SCHOOL}",
    r"(?:mi|nuestr[oa]|su) (?:hij[oa]|niet[oa]|sobrin[oa]|herman[oa]|nin[oa]|peque)(?: "
    r"\w{3,12})?,?"
    r"(?: que)?(?: tiene| de| con|,| \(|\()(?: solo| casi| ya)? ?(?:1[0-7]|[1-9]) (?:anos|meses"
    r"|semanas)"
    r"(?! (?:de|con|sin) (?:tratamiento|enfermedad|terapia|evolucion))",
    r"(?:mi|nuestr[oa]|su) (?:hij[oa] (?:pequen[oa]|adolescente|menor)|bebe|nin[oa]"
    r"|peque(?:n[oa])?"
    r"|recien nacid[oa]|adolescente)",
    r"(?:un|una) (?:nin[oa]|bebe|chic[oa]|menor|adolescente|chaval|pacient[ea]) de (?:1[0-7]"
    r"|[1-9]) "
    r"(?:anos|meses)",
    r"es menor de edad|(?:tiene|ella tiene|el tiene) (?:solo |casi |ya |apenas )?(?:1[0-7]"
    r"|[1-9]) "
    r"(?:anos|meses)(?! (?:de|con|enferm|que|desde|sin|viviendo))(?=\s{0,2}(?:[.,;!)]|$|y\b))",
)
LONG_AGO = before(
    r"(?:when|while|until|till|since|before|after|cuando|desde que)(?: i| he| she| it)?(?: was"
    r"| were)?",
    r"(?:i|he|she|it|they) (?:was|were)",
    r"(?:remember|recall|remembered) (?:being|when)",
    r"(?:for|over|after|like|lost|as|such) (?:a|an)?",
    r"(?:cuando|desde que) (?:yo )?(?:era|tenia)",
)
YEARS_AFTER = re.compile(
    r"\s{0,2}(?:kg|lbs?|stone|st|cm|mg|ft|foot|feet|inch(?:es)?|pounds|percent)\b"
)
# Phrases that speak of the past where "when I was" stands before them.
PAST_SENSITIVE = ("a ", "an ", "the ", "as a", "this ")


def minors(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (WRITER, SUBJECT):
        for match in pattern.finditer(shadow.folded):
            is_past = match[0].startswith(PAST_SENSITIVE) and comes_after(
                shadow, match.start(), LONG_AGO
            )
            if not is_past and not YEARS_AFTER.match(shadow.folded, match.end()):
                yield shadow.span(*match.span())


RULES = (
    Rule(
        id="minor",
        version=1,
        family=Family.MINOR,
        label=_("A child or young person"),
        why=_(
            "Whoever is under eighteen cannot yet weigh what it means to have an illness told in "
            "public for years. An experienced moderator looks at it before it is shown."
        ),
        finds=minors,
        holds=True,
    ),
)
