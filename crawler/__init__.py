"""The crawler: discovers links, fetches politely, keeps each response in a WARC and hands on clean articles.

It must not know the database (it speaks to ``crawler.ports``), and nothing of what is read in a text.
"""
