"""Insults of a person: the reader, somebody named, or somebody just mentioned.

Swearing alone is none: "a shitty year" is how illness is told. General lists of bad words flag a
fifth of clean texts.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from experiences.text_rules.rule import Family, Rule, Shadow, Span, Writer, before, phrases, unless

INSULT = (
    r"(?:idiots?|morons?|imbeciles?|cretins?|dimwits?|halfwits?|dumb ?ass(?:es)?|ass ?holes?"
    r"|arse ?holes?|a\*\*holes?|bastards?"
    r"|b[i*]tch(?:es)?|cunts?|c\*\*ts?|wank(?:er|ers)|twats?|pricks?|dick ?heads?|knob ?heads?"
    r"|dicks?|scum|scumbags?|slags?|sluts?|whores?"
    r"|liars?|frauds?|fakes?|quacks?|butchers?|murderers?|monsters?|pigs?|cows?|witch(?:es)?"
    r"|losers?|parasites?|retards?|retarded|psychos?"
    r"|psychopaths?|nutters?|nutcases?|attention seekers?|snowflakes?|trash|garbage|vermin"
    r"|filth|pathetic|disgusting human\w{0,7}"
    r"|waste of (?:space|skin|oxygen|air)|piece of (?:shit|crap|trash|work)|pieces of (?:shit"
    r"|crap)|clowns?|trolls?|morons|crazy|insane|delusional"
    r"|dumb|stupid|thick|evil|worthless|fat|ugly|lazy|brain ?dead|brainless|spastics?|mental"
    r"|incompetent fools?|fools?|shits?|jerks?|creeps?)"
)
# Words that say something of a person only with "you"; of others they may be honest complaint.
HARD = (
    r"(?:idiots?|morons?|imbeciles?|cretins?|dimwits?|halfwits?|dumb ?ass(?:es)?|ass ?holes?"
    r"|arse ?holes?|bastards?|b[i*]tch(?:es)?|cunts?"
    r"|wank(?:er|ers)|twats?|pricks?|dick ?heads?|knob ?heads?|scum|scumbags?|slags?|sluts?"
    r"|whores?|liars?|frauds?|quacks?|butchers?|murderers?"
    r"|monsters?|pigs?|witch(?:es)?|losers?|parasites?|retards?|psychos?|psychopaths?|nutters?"
    r"|vermin|waste of (?:space|skin|oxygen|air)|clowns?"
    r"|pieces? of (?:shit|crap|trash)|(?:stupid|silly|fat|lazy|miserable|old|nasty|horrible"
    r"|evil|rude|vile) (?:cow|bitch|man|woman|hag|pig|git|sod))"
)
MORE = (
    r"(?:(?:a|an|the|all|just|such|so|really|nothing but|absolute|absolutely|total|totally"
    r"|complete|completely|fucking|fuckin|f\*\*\*ing|bloody|stupid"
    r"|pathetic|lying|lazy|dirty|ignorant|arrogant|selfish|little|fat|ugly|old|utter|real"
    r"|freaking|very|being|a bunch of|bunch of|lot of|useless|evil|disgusting|big|fake) )*"
)
PERSON = (
    r"(?:(?:he|she|they|that|this|the|these|those|my|your|our|dr|doctor|nurse|mr|mrs|ms) ?)?"
    r"(?:he|she|they|man|woman|doctor|dr|nurse|gp|surgeon|consultant|receptionist|psychiatrist"
    r"|neurologist|specialist|staff|nurses|doctors|people|person"
    r"|guy|bloke|lady|girl|boy|neighbour|neighbor|boss|manager|midwife|therapist|paramedic"
    r"|porter|moderators?|mods?|admins?|ex|brother|sister|mother|father"
    r"|mum|mom|dad|husband|wife|member|members|author|everyone|immigrants?|foreigners?)(?: "
    r"[a-z]{2,14})?"
)
AT_YOU = phrases(
    rf"(?:you|u|ya|youse|ye)(?:'re| are|r| were| must be| sound like| look like)? "
    rf"{MORE}{INSULT}(?! (?:enough|times|to|if|with|at|of|for|how|in)\b)",
    rf"what an? {MORE}{INSULT} (?:you|he|she|that \w{3, 12})",
    rf"(?:you (?:people|lot|guys|all)|all of you)(?: are)? {MORE}(?:disgusting|vile|{INSULT})",
    rf"(?:you're|youre|ur|your) {MORE}{HARD}",
    r"(?:f+u+c+k+|f\*+c?k?|fck|fuk|screw|sod|bugger|piss) (?:you|u|off|yourself|yourselves|the "
    r"lot of you|them all|him|her)(?! (?:the|my|to) )(?! up)",
    r"(?:go to hell|rot in hell|burn in hell|drop dead|go (?:and )?die|eat shit|kiss my ass|up "
    r"yours|go kill yourself"
    r"|kill yourself|kys|hope you (?:die|rot|suffer|get cancer|choke)|you (?:should|deserve to"
    r"|need to) (?:die|suffer|be ashamed|rot|be shot|be put down)|shut (?:the (?:fuck|hell) "
    r")?up(?! shop))",
    r"(?:nobody|no one|no-one) (?:likes|cares about|wants|asked|believes) (?:you|u)(?! to| how"
    r"| the| for)",
    r"(?:you|u) (?:disgust|sicken) me|shame on you|(?:you|u) make me (?:sick|puke)(?! with)"
    r"|(?:fuck|damn) (?:all )?of you"
    r"|(?:i'?ll|i will|we will|i'?m going to|gonna) (?:find|kill|hurt|get|beat|punch|sue and "
    r"ruin) (?:you|u)(?: up)?(?! (?:a|some|the|all|back|out|in|help|something|there|on|soon) "
    r")(?=\W|$)",
)
AT_OTHERS = phrases(
    rf"{PERSON}(?:'s|'re| is| are| was| were) {MORE}{HARD}",
    rf"(?:that|those|these|this|what an?|such an?|the) {MORE}{HARD}(?! (?:of a|disease|illness"
    rf"|condition|pain|symptom|thing|time|year|week|day))"
    r"(?= (?:of a (?:doctor|nurse|woman|man|surgeon|gp|person)|doctor|nurse|who|called|named"
    r"|at the|in (?:reception|charge)|on (?:the|this)))",
    r"(?:dr|doctor|nurse|mr|mrs|ms|professor)\.? [a-z]{2,14},? (?:you|the|that|is an?|is|was "
    r"an?|was) "
    rf"{MORE}{HARD}",
    r"(?:that|this|those|the) (?:(?:fucking|bloody|same|damn) )*(?:stupid|useless|fat|ugly|lazy"
    r"|evil|bloody|fucking) (?:nurse|doctor|surgeon|woman|man|receptionist|consultant|gp"
    r"|midwife)s?",
    r"(?:i hope|hope) (?:he|she|they|dr [a-z]{2,14}|that (?:doctor|nurse|man|woman)) "
    r"(?:dies?|rots?|suffers?|gets? cancer|chokes?|burns?)",
    rf"(?:you|those|these|all|bloody|fucking|dirty|filthy) (?:foreign|immigrant|muslim|jewish"
    rf"|black|asian|gay|disabled|fat|gypsy) {HARD}",
)
SPANISH_INSULT = (
    r"(?:idiotas?|imbecil(?:es)?|estupid[oa]s?|tont[oa]s?|subnormal(?:es)?|gilipollas"
    r"|capull[oa]s?|cabron(?:es|a|as)?|hij[oa]s? de (?:puta|perra)|hdp|put[oa]s?"
    r"|zorras?|guarr[oa]s?|cerd[oa]s?|mentiros[oa]s?|farsantes?|basura|escoria|payas[oa]s?"
    r"|retrasad[oa]s?|inutil(?:es)?|asqueros[oa]s?|mamon(?:es)?|pendej[oa]s?"
    r"|boludos?|pelotud[oa]s?|forr[oa]s?|culer[oa]s?|malparid[oa]s?|desgraciad[oa]s?"
    r"|sinverguenzas?|bastard[oa]s?|loc[oa] de mierda|mierdas?|asesin[oa]s?|matasanos"
    r"|ignorantes?|patetic[oa]s?)"
)
SPANISH = phrases(
    rf"(?:eres|sois|son ustedes|sos|es usted|vosotros sois|tu eres|pareces)(?: (?:un|una|unos"
    rf"|unas|muy|tan|todos|todas|bien|mas|unos putos|un puto|una puta|puro))* "
    rf"{SPANISH_INSULT}(?! (?:si|cuando|al|por))",
    rf"(?:el|la|ese|esa|esos|esas|este|los|las) (?:doctora?|medic[oa]s?|enfermer[oa]s?|tip[oa]"
    rf"|señora?|senora?|cirujan[oa]|celadora?|recepcionista|moderador(?:a|es)?|psiquiatra|tio"
    rf"|tia)"
    rf"(?: [a-z]{{2,14}})? (?:es|era|son|eran|fue)(?: (?:un|una|unos|unas|muy|tan|autentic[oa]"
    rf"|complet[oa]|verdader[oa]))* {SPANISH_INSULT}",
    rf"(?:dr|dra)\.? [a-z]{{2,14}} (?:es|era|fue)(?: (?:un|una|muy|tan|autentic[oa]"
    rf"|verdader[oa]))* {SPANISH_INSULT}",
    rf"(?:menud[oa]|vaya|pedazo de|panda de|so|maldit[oa]s?|puto|puta|que) {SPANISH_INSULT}(?= "
    rf"(?:el|la|los|las|eres|sois|es|de) ?|\s{{0,2}}(?:[.!,]|$))(?! de (?:dia|ano|enfermedad"
    rf"|vida|semana|dolor))",
    r"(?:hij[oa]s? de (?:la gran )?puta|hdp)",
    r"(?:vete|iros|idos|vayanse|andate|vaya) (?:a la mierda|al infierno|al carajo|a tomar por "
    r"culo|a la verga|al diablo)",
    r"(?:que te den|que te jodan|que os den|que os jodan|jodete|jodeos|chinga tu madre|me cago "
    r"en (?:ti|tu madre|tus muertos|vosotros|vuestra madre)|callate(?: ya| la boca)?|callaos"
    r"|cierra la boca|muerete|matate|ojala te mueras|das asco|dais asco|me das asco"
    r"|no vales (?:nada|para nada)|te voy a (?:matar|encontrar|pegar|reventar)|verguenza "
    r"deberia darte)",
)
ABOUT_MYSELF = before(
    r"(?:told me|called me|tells me|calls me|think|thinks|thought|felt|feel|feeling|said|says"
    r"|tell|made me feel|like|as if|as though|if|whether|saying|say|shouting|shouted|yelled"
    r"|heard)"
    r"(?: that| like| i am| i'm| i was| to me| me)?,?:?(?: [\"'])?",
    r"(?:hacen|hizo|hace) (?:sentir|creer)(?: que)?|(?:me (?:dijo|dijeron|dicen|llamo|llamaron"
    r"|grito|gritaron)|piensan|piensa|pensaran)(?: que)?,?:?(?: [\"'])?",
    r"(?:not|never|isn'?t|aren'?t|no|nunca)",
)


def insults(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    for pattern in (AT_YOU, AT_OTHERS, SPANISH):
        yield from unless(shadow, pattern, ABOUT_MYSELF)


RULES = (
    Rule(
        id="abuse-person",
        version=1,
        family=Family.ABUSE,
        label=_("Hard words at a person"),
        why=_(
            "Anger has its place here, and what happened may be told. Words that put a person "
            "down "
            "make others fall silent, so please say what was done instead."
        ),
        finds=insults,
    ),
)
