"""The bundled sample web: a fictional news world of five weeks, served over real HTTP on loopback.

Every outlet, person and company in it is invented. The web is served; what it was written from (which articles
tell of one event, who is meant) stays with the gold data of the tests and is read by nothing here.
"""
