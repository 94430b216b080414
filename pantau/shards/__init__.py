"""Archives read beside the store: WARC files in, Parquet shards out, by as many processes or machines as there are.

``plan`` (which shards, pure) -> ``rows`` (what a page becomes, pure) -> ``files`` (Parquet) -> ``work`` (one shard)
-> ``engines`` (who works: here or under Ray). ``loading`` brings shards into a store, by the store's own commands, so
that a loaded archive is one that was replayed and analysed there. Nothing but ``loading`` knows a store.
"""
