"""The commands, grouped by what they do: gather news, read one thing, look, send mail, measure."""
