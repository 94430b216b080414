"""Datasette's hooks of the desk."""
