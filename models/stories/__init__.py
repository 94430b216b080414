"""The weights of the join decision, and the script that made them."""
