"""The words, signs and classes by which a block of a page gives itself away; crawler.extraction.evidence counts them.

Data: many languages, no judgement.
"""

from __future__ import annotations

import re
import string

# News is told in the third person: who says "you" or "we" speaks for the house.
YOU = frozenset(
    "you your yours sie ihnen ihr ihre ihren ihrem ihrer ihres du dich dir dein deine deinen deinem deiner deines vous "
    "votre vos anda kamu tu tus usted você jij jouw uw din ditt dine ti tuo tua siz sizin twój państwa we us our wir "
    "uns unser unsere unseren unserem unserer unseres nous notre nos kami kita nosotros nuestro nuestra nuestros "
    "nuestras ons onze vi oss vår våra vårt vores".split()
)
# What follows is looked for in texts in lower case: ten times as fast as without regard to case.
ASKS = (
    "newsletter|subscri|abonn|suscri|suscríb|assine|assinante|prenumer|langgan|spende|donat|unterstütz|support us|"
    "support our|kostenlos|for free|sign up|sign in|log in|register|anmeld|registrier|jetzt testen|jetzt lesen|"
    "jetzt bestellen|whatsapp|telegram|push-|push |e-paper|epaper|podcast|follow|suivez|síguenos|siga-nos|seguici|"
    "ikuti|click|klick|cliquez|haz clic|comment|kommentar|komentar|survey|umfrage|feedback|contact|kontakt|"
    "e-mail|email|teilen|partager|membership|mitglied|miembro|offer|angebot|voucher|£|discount|rabatt"
).split("|")
ASKS_WORDS = re.compile(r"\b(?:abo|app)\b|(?:gratis|folge(?:n|st)?|tip|share|exklusive?)\b|@\w")
PRIVACY = re.compile(
    r"cookie|privacy|privatsphäre|datenschutz|einwillig|einverstanden|consent|personenbezogen|external content|"
    r"externe[rns]? (?:inhalt|redaktion)|contenu externe|third[- ]part|drittplattform|drittanbieter|javascript|browser|"
    r"affiliate|provision\b|commission\b|disclaimer|haftung|not responsible|all rights reserved|copyright|©|"
    r"do not (?:necessarily )?(?:reflect|represent)|own views|views (?:and|expressed)|nicht der meinung"
)
SOURCE = re.compile(
    r"(?:sources?|quellen?|fuente|fonte|kilde|källa|sumber|mit (?:informationen|material)|"
    r"with (?:reporting|reports|files|information|inputs?)|reporting by|editing by|additional reporting|avec |"
    r"con informaci|dengan |sendung|dieses thema|this (?:story|article|report)|dieser (?:artikel|text|beitrag)|"
    r"cet article|este artículo|denne artikkel|\*|note|anm\.|hinweis|about the|über (?:den|die)|correction|korrektur|"
    r"update)",
    re.IGNORECASE,
)
END = re.compile(r"[.!?…。！？।۔؟][\"'”’»“)\]]*$")
STOP = re.compile(r"[.!?…。！？।۔؟]")
COMMA = re.compile(r"[,;，、،؛]")
QUOTE = re.compile(r"^[\"“„«»‘'「『]")
ADDRESS = re.compile(r"https?://|www\.|@\w|\.(?:com|de|org|net)\b")
WORD = re.compile(r"[^\W_]+")
TAGS = re.compile(r"<[^>]{0,300}>")
OWN = ("related", "prompt", "caption", "talk", "share", "ad", "author", "meta", "points", "pull", "social", "lead",
        "body", "footer", "header", "hidden", "role", "articleBody")  # fmt: skip
NEAR = tuple((name, f"near {name}") for name in OWN)
LETTERS, CAPITALS, DIGITS = string.ascii_letters.encode(), string.ascii_uppercase.encode(), string.digits.encode()
PLAIN_TAGS = frozenset(
    "p li div td tr h1 h2 h3 h4 h5 figcaption blockquote section article dd dt header footer aside pre".split()
)
NO_QUOTES = frozenset("h1 h2 h3 h4 h5 li tr".split())  # a heading may be a quotation, a list may sum up
INSIDE = ("in-article", "in-main", "in-aside", "in-nav", "in-footer", "in-header", "in-form", "in-figure", "in-table",
           "in-ul", "in-blockquote")  # fmt: skip
