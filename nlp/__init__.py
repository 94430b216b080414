"""Reading: text and metadata in, annotations, vectors and decisions out.

Pure: nothing in this package opens a database, a socket or a file other than the data of ``models``.
"""
