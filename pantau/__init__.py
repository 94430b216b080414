"""The command line: the only package that imports all the others and joins nlp to the store."""
