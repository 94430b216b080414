"""What nlp knows, as data: places, titles, themes, pinned weights, and how each weight was trained.

Data and its loaders only; nothing here reads an article.
"""
