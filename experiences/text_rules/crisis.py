"""Words of a person who may be thinking of suicide or of hurting themselves.

A false alarm costs a moment, a miss may cost a life: only the plainest negations and the plainest
other meanings are left out. What is found holds the text and shows help; it refuses nothing.
"""

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
    unless,
)

MYSELF = r"(?:my ?self|me self)"
OTHER_MEANINGS = (
    r"(?: |-)?(?:gene|genes|inhibit\w{0,5}|inactivat\w{0,4}|substrate|enzyme|vector|headaches?|"
    r"disease|squad|bomb\w{0,4}|doors?|awareness|prevention (?:training|nurse|day|week|course)|"
    r"substitution|transport|erase)"
)
SUICIDE = phrases(
    rf"suicid(?:e|al|ality|ally|ed|ing|es)(?!{OTHER_MEANINGS})(?! {OTHER_MEANINGS})",
    r"(?:sucid|suicd|suacid|suicied|sucicid|siucid)[a-z]{1,4}",
    r"suicid(?:io|arme|arse|a|as|ar|aria|ado|ios|andome)",
)
NOT_SUICIDAL = before(
    r"(?:not|never|isn'?t|wasn'?t|aren'?t|am not|without|no|nor|nothing)"
    r"(?: (?:been|felt|feeling|feel|had|having|actively|currently|ever|any|at all|really|have))?",
    r"(?:no|nunca|jamas|sin)(?: (?:he|tengo|tenido|pensado en|pense en|pienso en|ideas|soy"
    r"|estoy|el|del?))?"
    r"(?: (?:pensado en|ideas|el|la))?",
    "commercial",
    "political",
)
DEATH = phrases(
    rf"kill(?:ed|ing)? {MYSELF}(?! (?:laughing|with laughter|at the gym|working))",
    r"(?:killed|kill|killing|hurt|hurting|harm|harming) (?:him|her)self|kms|unaliv(?:e|ed|ing)",
    r"(?:want|wanted|wants|wanting|wanna|wish|wished|going|ready|rather|longing|desperate|like"
    r"|plan|planning|planned|hope|hoping|pray|praying) (?:to )?(?:just |only )?"
    r"(?:die|be dead|end it|end it all|not wake up|not be here|not exist|stop existing)",
    r"wanna die",
    r"wish(?:ed|es)? (?:i|he|she) (?:was|were|had|could|would)(?: just| never)? "
    r"(?:dead|died|die|been born|not wake up)",
    r"(?:hope|wish|pray)(?:ed)? (?:that )?i (?:don'?t|didn'?t|never|do not|wouldn'?t|won'?t) "
    r"wake up",
    r"end(?:ed|ing)? (?:it all|things|everything|my own life|things for good|my suffering)",
    r"end(?:ed|ing)? my life(?! insurance| policy| partner)",
    r"(?:take|took|taking|taken) (?:my|his|her|their)(?: own)? life",
    r"better off (?:dead|without me|if i (?:was|were) (?:dead|gone|not here))",
    r"(?:don'?t|do not|didn'?t|did not|no longer|not|never)(?: really| even| actually)? "
    r"(?:want|wanted|wanting|wanna|wish)(?: to)? "
    r"(?:be (?:here|alive|around)|live|exist|carry on living|go on living|keep living|wake up)"
    r"(?! (?:in|with|near|at|alone|on|off|next|without|there|up) )",
    r"(?:no|any|a|the) (?:reason|point)(?: left)? (?:to live|to go on|in living|in life|to be "
    r"alive|living|of living)",
    r"(?:nothing|nothing left|not much) to live for",
    r"(?:life|living|it)(?: (?:isn'?t|wasn'?t|is not|was not|is no longer|not))(?: really| "
    r"even)? "
    r"worth living",
    r"(?:life|living) (?:isn'?t|wasn'?t|is not|was not|not)(?: really)? worth it|had enough of "
    r"(?:life|living)",
    r"(?:keep|kept|always|constantly|often|been|cannot stop|can'?t stop) thinking (?:about|of) "
    r"(?:dying|death)",
    r"(?:sleep|bed) and (?:never|not) wake up|want(?:ed)? (?:it all to (?:stop|end|be over)|to "
    r"disappear forever)",
    r"not worth living|life has no (?:meaning|point)|tired of (?:living|being alive|life)",
    r"(?:can'?t|cannot|can not|couldn'?t|could not) (?:go on|carry on|do this|live like this|"
    r"take (?:it|this)|cope)(?: like this)? (?:anymore|any more|any longer|much longer)",
    r"(?:can'?t|cannot|can not) (?:go on|carry on)(?: living| like this)?(?=\s{0,2}(?:[.!;,]|$))",
    r"(?:give|giving|given|gave) up on (?:life|living)|lost the will to live",
    r"(?:no|only) way out(?! of (?:the|a) (?:car|building|hospital|ward))",
    r"(?:everyone|everybody|they|family|kids|children|world|you)(?:'d|'ll| would| will)? "
    r"(?:all )?(?:be )?(?:happier|better) (?:off )?(?:without me|if i (?:was|were) (?:gone"
    r"|dead))",
    r"(?:said|saying|say|written|wrote) (?:my )?(?:final |last )?goodbyes?(?: letter| note)? "
    r"(?:to|for) (?:everyone|everybody|my (?:family|kids|children|mum|mom|wife|husband))",
)
HARM = phrases(
    r"self ?-? ?(?:harm|harms|harmed|harming|injur(?:e|ed|ing|y)|mutilat\w{1,4})",
    rf"(?:want|wanted|going|urge|urges|thought|thoughts|thinking|think|tried|trying|feel like"
    rf"|plan|"
    rf"started|start) (?:to|of|about|on)? ?(?:harm|hurt|hurting|harming|cut|cutting|injur(?:e"
    rf"|ing)|"
    rf"burn|burning|stab|stabbing) {MYSELF}",
    rf"(?:harm|harming|harmed|hurting|cutting|cuts?|starve|starving|burning|hang|hanging|hung"
    rf"|hanged|"
    rf"drown|drowning|poison|poisoning|shoot|shooting|shot|stabb(?:ed|ing)|strangl(?:e|ing)) "
    rf"{MYSELF}"
    rf"(?! (?:off|some|a|shaving|while|when|on|with (?:a|the) (?:kitchen|bread|paper|razor "
    rf"while)|"
    rf"cooking|chopping|out|down|short|loose|in the foot))",
    r"(?:slit|slitting|slash|slashed|cut|cutting) my (?:wrists?|arms?|throat|veins)",
    r"(?:jump|jumping|jumped|throw my ?self|step|stepping|stepped|walk|walking|walked|leap) "
    r"(?:off (?:a|the) (?:bridge|roof|building|cliff|balcony)"
    r"|(?:in front of|under) (?:a |the |an |oncoming |moving )*(?:train|bus|car|lorry|truck|tube"
    r"|traffic)|into (?:the |oncoming )*(?:traffic|path of a (?:train|lorry|bus|car)))",
    r"(?:take|took|taking|taken|swallow|swallowed|save|saving|saved up|hoard\w{0,3}"
    r"|stash\w{0,3}) "
    r"(?:an overdose|all (?:of )?my (?:pills|tablets|meds|medication|medicine)|"
    r"(?:a|the) (?:whole|full) (?:bottle|packet|box|pack) of (?:pills|tablets|\w{4,20}))",
    r"(?:thought|thoughts|thinking|think|plan|planning|planned|tried|try|want|wanted|going) "
    r"(?:of|about|to|on)? ?(?:an )?overdos(?:e|ing)|overdosed|od'?d on",
)
SPANISH = phrases(
    r"(?:me )?(?:quiero|queria|quisiera|deseo|deseaba|prefiero|preferiria|ganas de|gustaria)"
    r"(?: \w{1,6})? ?(?:morir|morirme|estar muert[oa]|desaparecer|matarme|no despertar|acabar "
    r"con todo"
    r"|dormir y no despertar)",
    r"no (?:quiero|queria|deseo|tengo ganas de|puedo)(?: mas)?(?: seguir)? "
    r"(?:vivir|viviendo|existir|estar aqui|despertar|despertarme|seguir asi|mas con esta vida)"
    r"(?! (?:en|con|cerca|alli|sola en))",
    r"(?:matarme|me mato|me voy a matar|me mataria|ahorcarme|colgarme|envenenarme)",
    r"(?:quitar|quite|quito|quitado|quitando)(?:me|se)?(?: de en medio)? la vida|me quite la "
    r"vida",
    r"(?:hacerme|me hago|haciendome|me hice|me he hecho) (?:mucho )?(?:dano|cortes)",
    r"auto ?-?(?:lesion\w{0,6}|lesiv\w{1,3}|agred\w{1,5})|cortarme (?:las|los) (?:venas|brazos"
    r"|munecas)",
    r"(?:me corto|cortarme)(?! (?:el|la|un|una|las unas|mientras|al|con))",
    r"(?:acabar|acabe|terminar|termine) con (?:todo|mi vida|mi sufrimiento|esta vida)(?! lo)",
    r"(?:mejor|mas felices|mas feliz|mejores) (?:muert[oa]|sin mi|si (?:yo )?(?:no estuviera"
    r"|muero))",
    r"no (?:vale|merece) la pena (?:vivir|seguir viviendo|seguir adelante)",
    r"(?:sin|perdi las|no tengo|quedan) ganas de (?:vivir|seguir viviendo)",
    r"no (?:puedo|aguanto|soporto) mas(?=\s{0,2}(?:[.!;]|$|esta vida|vivir|la vida))",
    r"(?:cansad[oa]|hart[oa]) de (?:vivir|la vida|estar viv[oa])",
    r"(?:tirarme|lanzarme|arrojarme|saltar) (?:por|desde|al|a) (?:la ventana|un puente|el balcon|"
    r"las? vias?|tren|el puente|la azotea|metro)",
    r"(?:tomarme|tome|tomar|tragarme) (?:todas las|todas mis|un bote de|una caja de|toda la "
    r"caja de) ?"
    r"(?:pastillas|medicinas)?",
    r"(?:sobredosis)|no (?:hay|veo|encuentro) (?:otra )?salida|ojala (?:no despierte|estuviera "
    r"muert[oa])",
    r"(?:la vida no tiene|no (?:le )?(?:veo|encuentro)(?: \w{2,6})?) sentido(?: a (?:la|mi) "
    r"vida)?(?! (?:que|de))",
    r"(?:despedirme|me despido|me despedi) de (?:todos|mi familia|este mundo)",
)
NOT_MEANT = before(
    r"(?:don'?t|do not|didn'?t|did not|doesn'?t|wasn'?t|isn'?t|never|not|no|nunca|jamas|no me)"
    r"(?: (?:want|wanted|ever|really|actually))?(?: to)?"
)
# "I do not want to live" is a cry of its own: there the negation is part of what is found.
NEGATABLE = (r"want", r"wanna", r"wish", r"going", r"me qui", r"quier", r"quer", r"dese", r"self")


def words(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    yield from unless(shadow, SUICIDE, NOT_SUICIDAL)
    for pattern in (DEATH, HARM, SPANISH):
        for match in pattern.finditer(shadow.folded):
            if not (
                match[0].startswith(NEGATABLE) and comes_after(shadow, match.start(), NOT_MEANT)
            ):
                yield shadow.span(*match.span())


RULES = (
    Rule(
        id="crisis-words",
        version=1,
        family=Family.CRISIS,
        label=_("Somebody may be in danger"),
        why=_(
            "These words can mean that somebody feels unable to go on. If that is you, please "
            "talk to somebody now: help is listed here. You may still send your text in, and an "
            "experienced moderator reads it first."
        ),
        finds=words,
        holds=True,
    ),
)
