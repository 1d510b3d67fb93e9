"""考核计分 scoring: rubric and facts in, points with their reasons out; exact decimals, no clock, no database (features A1, A9).

``rubric``, ``rule_kinds``, ``kinds``, ``ladder``: what the office writes down. ``facts``: what is known. ``results``: what comes of it.
"""
