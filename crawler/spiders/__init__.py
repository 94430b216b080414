"""The spiders: one, for every outlet and every way of discovery."""
