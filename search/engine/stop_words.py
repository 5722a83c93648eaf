"""Stop words, one list for all four languages and Swiss German, as queries mix them.

They include interrogative phrases («was bedeutet», «combien», «how much») and currencies, which every amount has.
"""

from search.engine.tokenizer import fold

WORDS = """
der die das den dem des ein eine einen einem einer eines und oder ist sind war waren wird werden wurde wurden worden
sein wer wen wem wie was wo wann warum wieso weshalb wozu woher wohin wofür welche welcher welches welchen ich du er
sie es wir ihr ihre ihren man mein meine meinen mich mir uns unser unsere unseren unserem unserer kann können könnte darf muss müssen soll
will möchte hat haben habe gibt geben viel viele wieviel wieviele im in am an zum zur zu von vom mit für bei beim
auf aus nach als auch über um sich dass noch so wenn da hier dort darin daran darauf daraus damit davon
dazu dabei nicht kein keine bedeutet bedeuten bedeutung
heisst heissen steht stehen macht machen geht gehen hoch gross lange oft anmelden beantragen bekommt bekommen
bekomme erhält erhalten findet finden finde suche suchen genau eigentlich bitte denn weiter weitere weiteren chf fr
sfr zwischen definition erklärung erklären erkläre begriff
le la les un une des de du et ou est sont qui que quoi quel quelle quels quelles qu entre comment combien quand pourquoi
où je tu il elle nous vous ils elles en dans au aux pour par sur avec ce cet cette ces ça cela c l d s n j m t a ont
fait font faire peut puis dois doit veut dire signifie signification définition y
lo i gli uno una tra fra di del dello della dei degli delle da dal dalla nel nella nei con su sul sulla per e o è sono chi
che cosa cos come quando quanto quanta quanti quante dove perché significa significato definizione fa fare si mi ho
ha hanno posso
the a an of and or is are was were be been who what how when where why which whose you your we our i my me it its
this that these do does did can could should would will much many on at to for by with from between in mean means meaning
get gets
isch sind gsi het hät händ hend hesch han hani ha chan cha chani chasch chönd chönne mues muess mönd wott wetti git gits
gaht goht chunnt chunnd öpper öppis mini min mis dini eus öis üs mer mir dir bim uf us vo vil vill weli wele weles wieso
s d es e en em dä dr ufem zum dass au
"""
STOP_WORDS = frozenset(map(fold, WORDS.split()))
