"""Advice on doses and treatment, offers, and promises of a cure."""

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
    phrases,
    spaced,
    unless,
)

YOU = (
    r"(?:you|u|ya|everyone|everybody|people|patients|anyone|all of you|y'?all)(?:'d| "
    r"would)?(?: all| guys| really"
    r"| definitely| just| also| probably| simply| only)*"
    r" (?:should|must|can|could|need to|have to|ought to|had better|better|want to|may|might)"
    r"(?: just| always| definitely| try to| really| simply| also| safely| all| try)*"
)
URGE = (
    r"(?:i(?:'d| would)? (?:strongly |really |highly |always )?(?:advise|recommend|suggest|urge)"
    r"(?: you| everyone| people| that you| anyone)?(?: all)?(?: to| you)?"
    r"|my advice(?: is| to you is| would be)?:?(?: to)?|try(?: to)?|please|just|simply|always"
    r"|tip:|remember to"
    r"|be sure to|make sure (?:to|you)|make sure that you|don'?t be afraid to|trust me,?|do "
    r"yourself a favou?r and)"
)
AT_START = r"(?<![^.!?;:\n])[\s\"'*-]{0,4}"
TAKE = (
    r"(?:take|taking|use|using|inject|injecting|start with|starting with|try|go up to|double "
    r"up to)"
)
AMOUNT = (
    r"(?:(?:about|at least|up to|around|only|just|like|another|a|an extra|half a|maybe) )*"
    r"(?:\d{1,5}(?:[.,]\d{1,3})?(?:\s?-\s?\d{1,5})?|one|two|three|four|five|six|half|double"
    r"|twice|a couple of|a)"
    r"(?:\s?(?:mg|mgs|g|grams?|mcg|ug|µg|micrograms?|milligrams?|ml|mls|iu|units?)"
    r"| (?:\w{3,14} )?(?:tablets?|pills?|capsules?|drops?|puffs?|doses?|injections?|teaspoons?"
    r"|spoonfuls?"
    r"|tabs?|caps?|patches|gummies|shots?|suppositor(?:y|ies)))"
)
COUNT = r"(?:un|una|dos|tres|media|\d{1,3})"
# "Take two aspirin before bed", "take 2 every 4 hours".
SCHEDULED = (
    r"(?:one|two|three|four|\d{1,2}|a few|some)(?: \w{3,14})? "
    r"(?:(?:before|at) (?:bed\w{0,4}|breakfast|night|meals?|food)|every \w{1,6} hours?|twice"
    r"|daily"
    r"|(?:once|three times|\d times) a day|a day)"
)
MEDICINE = (
    r"(?:meds?|medications?|medicines?|tablets?|pills?|drugs?|steroids?|statins?|insulin"
    r"|antidepressants?"
    r"|treatment|chemo|chemotherapy|blood thinners?|antibiotics?|inhalers?|dose|dosage|prednisone"
    r"|prednisolone|methotrexate|warfarin|beta blockers?|injections?|anticoagulants?|painkillers?"
    r"|beta-blockers?|[a-z]{4,14}(?:mab|nib|pril|sartan|olol|azole|statin|cillin|mycin|pam|pine"
    r"|tide|oxetine|gliptin))"
)
YOUR = r"(?:your|the|these|those|this|all|all your|any|taking|using|all of your|his|her|their)"
CHANGE = (
    rf"(?:stop|quit|drop|ditch|skip|double|triple|halve|increase|reduce|lower|raise|cut down"
    rf"|cut|up|come off|get off"
    rf"|go off|throw away|throw out|bin|flush|forget|refuse|avoid|change|wean off|taper|taper "
    rf"off)"
    rf"(?: (?:taking|using|giving|off))?(?: {YOUR}){{1,3}}(?: \w{{3,14}})? {MEDICINE}"
    rf"|(?:throw|flush|put) {YOUR} {MEDICINE} (?:away|out|down the toilet|in the bin)"
    rf"|stop taking (?:it|them|that|those)|come off (?:it|them|[a-z]{{4,14}}(?:mab|nib|pril"
    rf"|sartan|olol|azole|statin|pam|oxetine))"
)
DOSE = phrases(
    rf"{YOU} (?:be )?{TAKE} (?:{AMOUNT}|{SCHEDULED})",
    rf"{URGE} {TAKE} (?:{AMOUNT}|{SCHEDULED})",
    rf"(?:the )?(?:right|correct|best|proper|ideal|recommended|usual) dose (?:for (?:you|adults"
    rf"|children|kids|everyone))? ?"
    rf"(?:is|would be) {AMOUNT}",
    rf"give (?:him|her|them|your (?:son|daughter|child|baby|kids?|mum|mom|dad|husband|wife)) "
    rf"{AMOUNT}",
    rf"(?:deberias|debes|tienes que|teneis que|hay que|puedes|recomiendo|aconsejo|te recomiendo"
    rf"|te aconsejo|"
    rf"os recomiendo|lo mejor es|debe|deberia|tiene que|prueba a|conviene)(?: \w{{2,8}})? "
    rf"(?:tomar|tomarte|tomarse|tomes|tomeis|usar|inyectarte|ponerte|subir a|empezar con|darle) "
    rf"(?:{AMOUNT}|(?:un|una|dos|tres|media|\d{{1,3}}) (?:pastillas?|comprimidos?|capsulas?"
    rf"|gotas|cucharadas?|dosis))",
    rf"(?:tomad|tomaos|tomate|tomese|tomense|inyectate|ponte|dale|dadle) (?:solo |siempre "
    rf"|unos )?"
    rf"(?:{AMOUNT}|(?:un|una|dos|tres|media|\d{{1,3}}) (?:pastillas?|comprimidos?|capsulas?"
    rf"|gotas|cucharadas?|dosis))",
)
DOSE_AT_START = re.compile(
    spaced(
        rf"{AT_START}((?:(?:so|and|but|then|first|also|ok|okay|well),? )?(?:take|inject|try "
        rf"taking|start with|try|toma) "
        rf"(?:{AMOUNT}|{SCHEDULED}|(?:un|una|dos|tres|media|\d{{1,3}}) (?:pastillas?"
        rf"|comprimidos?|capsulas?|gotas)))(?!\w)"
    )
)
CHANGES = phrases(
    rf"(?:you )?(?:don'?t|do not) need (?:your |the |these |those |any )?{MEDICINE}(?! (?:to"
    rf"|for|from|every|but|because)\b)",
    rf"{YOU} (?:{CHANGE})",
    rf"{URGE} (?:{CHANGE})",
    rf"{YOU} (?:not |never )(?:take|trust|listen to|start|accept) (?:your |the |these |those "
    rf"|any |that )?"
    rf"(?:{MEDICINE}|doctors?|vaccines?)",
    rf"(?:you )?(?:don'?t|do not|never) (?:need|take|trust|listen to|start|accept) (?:your "
    rf"|the |these |those |any |all )+"
    rf"(?:{MEDICINE}|vaccines?)(?=\s{{0,2}}(?:[.,;!]|$|and|anyway|they))",
    r"(?:deberias|debes|teneis que|tienes que|puedes|hay que|te recomiendo|os recomiendo|te "
    r"aconsejo|deberiais|"
    r"mi consejo es)(?: que)?(?: \w{2,8})? (?:dejar|dejes|dejeis|suspender|suspendas|subir"
    r"|subas|bajar|bajes|doblar|"
    r"dobles|saltarte|abandonar|abandones|reducir|reduzcas|aumentar|aumentes)(?: de tomar)? "
    r"(?:la|el|las|los|tu|tus|esa|ese|esas|esos|toda la)(?: \w{3,14})? ?"
    r"(?:medicacion|medicamentos?|medicinas?|pastillas?|tratamiento|dosis|corticoides|insulina"
    r"|quimio\w{0,8}|antibioticos?)",
    r"(?:deja|dejad|dejen) (?:ya )?(?:de tomar )?(?:la|el|las|los|tu|tus|esas?|esos?) "
    r"(?:medicacion|medicamentos?|medicinas?|pastillas?|tratamiento|corticoides|quimio\w{0,8})",
    r"no (?:tomes|tomeis|tome|te tomes|os tomeis) (?:mas )?(?:la|el|las|los|esas?|esos?|tus?"
    r"|esa) "
    r"(?:medicacion|medicamentos?|medicinas?|pastillas?|tratamiento|quimio\w{0,8})",
)
CHANGE_AT_START = re.compile(
    spaced(rf"{AT_START}((?:(?:so|and|but|then|first|also),? )?(?:{CHANGE}))(?!\w)")
)
# What the author was told is their story, not advice.
TOLD = before(
    r"(?:told|asked|advised|ordered|said|says|suggested|instructed|want|wanted|wants|wondering"
    r"|wonder|if|whether"
    r"|cannot say|can'?t say|not saying|nobody|not say|thought|letter says|label says|leaflet "
    r"says|that)"
    r"(?: (?:me|us|him|her|my \w{2,10}|that))?(?: to)?,?(?: [\"'])?",
    r"(?:he|she|they|doctor|nurse|gp|pharmacist|consultant|leaflet|label)(?: then| also)? "
    r"(?:said|told me|says)"
    r"(?: that)?,?:?(?: [\"'])?",
)

SUBSTANCE = (
    r"(?:meds?|medications?|medicines?|tablets?|pills?|drugs?|capsules?|injections?|insulin"
    r"|pens?|patches|vials?|boxes"
    r"|box|packs?|supplements?|oils?|cbd|cannabis|morphine|tramadol|oxycodone|oxycontin|codeine"
    r"|diazepam|xanax|valium"
    r"|pregabalin|gabapentin|ozempic|steroids?|antibiotics?|ketamine|fentanyl|viagra"
    r"|prescriptions?|inhalers?"
    r"|[a-z]{4,14}(?:mab|nib|pam|tide|lone|done|cillin|mycin))"
)
SALE = phrases(
    rf"(?:i'?m |i am |i |we |am )?(?:can |could |will |am |'?ll )?(?:sell|selling|ship|shipping"
    rf"|supply|supplying) "
    rf"(?:you |off |some |my |spare |unused |left ?over |cheap |the |genuine |real |real "
    rf"|extra |all |these )*(?:\w{{3,14}} )?{SUBSTANCE}",
    rf"(?:{SUBSTANCE}|it|them) (?:for sale|available (?:now|here)|in stock)|for sale:? "
    rf"(?:\w{{2,12}} ){{0,3}}{SUBSTANCE}",
    rf"(?:i have|i've got|have|got|giving away|give away|swap|swapping|trade|post you|send "
    rf"you)(?: got| some| a few| lots of| many| my| two| \d{{1,3}})* "
    rf"(?:spare|unused|left ?over|extra|unopened)(?: \w{{3,14}})? ?{SUBSTANCE}",
    r"(?:buy|order|get|bought|buying|ordered|available|sold|delivered|purchase)(?: "
    r"\w{2,14}){0,4} "
    r"(?:without (?:a |any )?(?:prescription|script|rx)|no (?:prescription|script|rx)(?: needed"
    r"| required| necessary)?)",
    r"no (?:prescription|script|rx) (?:needed|required|necessary)",
    rf"(?:can|could|will|would|does|is) (?:anyone|anybody|someone|somebody|there anyone who"
    rf"|any of you)(?: \w{{2,8}}){{0,2}} "
    rf"(?:sell|spare|send|post|supply|share|lend)(?:s|ing)?(?: me| us)?(?: some| any| a few| "
    rf"their| your| \w{{2,8}}){{0,2}} {SUBSTANCE}",
    r"(?:where|how) (?:can|do|could|to) (?:i |you |we )?(?:buy|get|order|find)(?: "
    r"\w{2,14}){0,3} (?:online|cheap|cheaper|on the black market|under the counter)",
    r"(?:dm|pm|message|text|inbox|contact|whatsapp|write) (?:me )?(?:for (?:the |a |my |your "
    r"|more )*(?:prices?|price list|details of the seller|supply|orders?|supplier|source"
    r"|discount|seller)"
    r"|(?:to|if you (?:want|need) to) (?:order|buy|get some))",
    r"(?:discount|promo|coupon|voucher|referral|affiliate) (?:code|link)|use (?:my |the )?code "
    r"\w{3,15}|% off (?:with|using|your|today)",
    r"(?:black market|dark ?web|darknet)(?: \w{2,14}){0,3} (?:supplier|seller|cheap|pharmacy"
    r"|meds|pills|tablets)",
    rf"(?:vendo|se vende|se venden|vendemos|te vendo|les vendo|os vendo|pongo a la venta)(?: "
    rf"\w{{2,14}}){{0,3}} "
    r"(?:pastillas?|medicamentos?|medicinas?|cajas?|comprimidos?|plumas?|insulina|parches"
    r"|capsulas|inyecciones|dosis|tratamiento|frascos?"
    rf"|{SUBSTANCE})",
    r"(?:compr\w{1,5}|consegu\w{1,5}|consigu\w{1,5}|pedi\w{0,3}|vend\w{1,4}|envi\w{1,4})(?: "
    r"\w{2,14}){0,4} sin receta",
    r"(?:alguien|quien) (?:\w{2,8} )?(?:vende|venda|me vende|me pasa|me consigue|me envia"
    r"|puede venderme|puede enviarme)(?: \w{2,14}){0,3}",
    r"me (?:sobran|sobraron|quedan|han sobrado|sobra) (?:\w{2,14} ){0,3}(?:pastillas?|cajas?"
    r"|medicamentos?|comprimidos?|plumas?|parches|ampollas)"
    r"(?= y (?:las|los)|, (?:las|los)|\s{0,2}(?:por si|si alguien|para quien))",
    r"(?:codigo|cupon) (?:de )?(?:descuento|promocional)|(?:escribeme|escribidme|mandame"
    r"|contactame)(?: \w{2,10}){0,3} (?:precio|precios|pedido|pedidos|comprar|catalogo)",
)
NOT_SOLD = before(
    r"(?:can'?t|cannot|could not|couldn'?t|can not|not|never|don'?t|doesn'?t|shouldn'?t|won'?t"
    r"|wouldn'?t|unable to|refused to|to not"
    r"|no (?:puedo|se puede|pude|pudimos|podemos|hay que|se|me dejan|deberias))(?: be| to| me| "
    r"get| anyone)?"
)

CURE = phrases(
    r"(?:100|hundred|100 per ?cent|a hundred per ?cent)\s?%?(?: \w{4,10})? (?:cure|cured|cures"
    r"|guaranteed|effective|natural cure)",
    r"(?:miracle|secret|guaranteed|permanent|instant|natural|herbal|one-day|total|definitive"
    r"|ancient|overnight|proven|simple) (?:natural |herbal )?"
    r"(?:cure|remedy that|cures|healing for)(?! rate)",
    r"(?:herb(?:s|al \w{3,12})?|oils?|diet|juice|tea|supplements?|roots?|mushrooms?|fasting"
    r"|prayer|crystals)(?: \w{3,12})? (?:has |have )?(?:completely )?(?:cured|healed|reversed) "
    r"(?:me|my|him|her|us)",
    r"(?:cured|healed) (?:in|within) (?:just |only |under )?\w{1,8} (?:days?|weeks?|hours?)",
    r"(?:miracle) (?:drug|diet|herb|supplement|product|pill|oil|treatment|remedy|water|plant"
    r"|tea|mineral)",
    r"(?:completely|totally|fully|permanently|100%|entirely|instantly|forever) (?:cured|cures"
    r"|healed|heals|reversed|reverses) "
    r"(?:me|my|his|her|your|the|this|all|of|any|it|every)",
    r"(?:cured|healed|cures|heals|reversed) (?:me|my \w{3,14}|his \w{3,14}|her \w{3,14}|him|her"
    r"|it|them|cancer|everything|all diseases|any disease|any illness|every disease) "
    r"(?:completely|totally|fully|permanently|forever|in (?:just |only |under )?\w{1,8} "
    r"(?:days?|weeks?|hours?)|100%|for good|overnight|instantly|entirely)",
    r"(?:i|he|she|we)(?:'ve| have| had| was| am| got|'m)?(?: been)? (?:completely|totally|fully"
    r"|permanently) (?:cured|healed)",
    r"(?:cures|will cure|can cure|heals|will heal|reverses|gets rid of|treats) (?:everything"
    r"|cancer|any (?:disease|illness|cancer)|all (?:diseases|illnesses|cancers|types of cancer)"
    r"|every (?:disease|illness))",
    r"(?:what )?(?:doctors?|big pharma|pharma|the (?:pharma\w{0,10} )?industry|drug companies"
    r"|they|the government|hospitals)"
    r" (?:\w{3,6} )?(?:don'?t|do not|doesn'?t|does not|won'?t|will never|never|will not) "
    r"(?:want|tell|let|admit|say)(?: you| us| people)?"
    r"(?: to)? (?:know|about (?:this|it)|find out|the truth|hear|this)",
    r"(?:doctors?|big pharma|pharma|the industry|drug companies|they) (?:is|are|have "
    r"been)? ?(?:hide|hides|hiding|suppress\w{0,4}|bury|burying|covering up|keeping)(?: "
    r"\w{2,8}){0,3} "
    r"(?:cure|cures|truth|this|remedy|remedies|secret)",
    r"(?:throw|threw|thrown) (?:away )?(?:\w{2,8} ){1,2}(?:wheelchair|insulin|inhaler|meds"
    r"|pills)(?: away)? (?:after|in|within|thanks to) (?:just |only )?\w{1,6} (?:days?|weeks?)",
    r"(?:guaranteed to|guarantees? to|guarantee it will|sure to) (?:cure|heal|work|reverse)"
    r"|money ?-?back guarantee",
    r"(?:cura|remedio|tratamiento|planta|dieta|agua|producto|te|aceite) (?:milagros[oa]"
    r"|definitiv[oa]|secret[oa]|garantizad[oa]|natural definitiv[oa])",
    r"(?:me|lo|la|le|nos) (?:curo|ha curado|cure|sano|ha sanado)(?: \w{2,10})? (?:por completo"
    r"|del todo|totalmente|completamente|para siempre|al 100|en \w{1,6} (?:dias|semanas))",
    r"(?:me cure|estoy curad[oa]|me he curado)(?: \w{2,10})? (?:por completo|del todo"
    r"|totalmente|completamente|para siempre|al 100|en \w{1,6} (?:dias|semanas))",
    r"cura (?:el cancer|todo|todas las enfermedades|cualquier enfermedad|la diabetes|al 100"
    r"|garantizada|la artritis|el parkinson)",
    r"(?:los medicos|las farmaceuticas|los doctores|la industria)(?: \w{4,14})? (?:no quieren"
    r"|no quiere|no te|nos|te|ocultan?|oculta|esconden?) ?(?:que (?:lo )?sep\w{1,5}|cuentan"
    r"|ocultan|dicen|dira\w{0,2}|la cura|la verdad|el remedio|este|esto|lo que)?(?=\W|$)",
    r"100\s?% (?:efectiv[oa]|eficaz|natural y efectiv[oa]|curad[oa]|garantizad[oa])",
)
NO_CURE = before(
    r"(?:no|not|isn'?t|never|without|hoped? for|hoping for|waiting for|looking for|wish(?:ed"
    r"|ing)? for|expect(?:ed|ing)?|promis\w{1,3}"
    r"|neither|nor|wasn'?t|search(?:ing|ed)? for|pray(?:ed|ing)? for|believe in|beware of|sold"
    r"|sell|no es|no hay|ningun|ninguna|no existe|sin|un|not been|nunca|no estoy|no)"
    r"(?: (?:a|an|the|any|some|such|for|be|been|yet|una|un|la|ninguna|of))?(?: (?:a|one|una|un))?"
)


def doses(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    yield from unless(shadow, DOSE, TOLD)
    yield from shadow.spans(DOSE_AT_START, group=1)


def changes(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    yield from unless(shadow, CHANGES, TOLD)
    yield from shadow.spans(CHANGE_AT_START, group=1)


def sales(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    yield from unless(shadow, SALE, NOT_SOLD)


def cures(shadow: Shadow, writer: Writer) -> Iterator[Span]:
    yield from unless(shadow, CURE, NO_CURE)


RULES = (
    Rule(
        id="advice-dose",
        version=1,
        family=Family.ADVICE,
        label=_("A dose for others"),
        why=_(
            "What helped you can harm somebody with other kidneys or other tablets. Say what you "
            "took and what it did; leave the dose of others to those who treat them."
        ),
        finds=doses,
    ),
    Rule(
        id="advice-change",
        version=1,
        family=Family.ADVICE,
        label=_("Telling others to change a treatment"),
        why=_(
            "Somebody who is afraid may follow this at once, and stopping can be dangerous. Say "
            "what you did and how it went, and readers can ask those who treat them."
        ),
        finds=changes,
    ),
    Rule(
        id="advice-sale",
        version=1,
        family=Family.ADVICE,
        label=_("Selling or sourcing a medicine"),
        why=_(
            "Medicine from strangers can be fake, spoilt or the wrong one, and offering it is "
            "against the law in most countries. It cannot stay in the text."
        ),
        finds=sales,
    ),
    Rule(
        id="advice-cure",
        version=1,
        family=Family.ADVICE,
        label=_("A promise of a cure"),
        why=_(
            "People with a new diagnosis hold on to such words and pay for them. Tell what "
            "changed "
            "for you, and how sure you are of the reason."
        ),
        finds=cures,
    ),
)
