"""考核计分 scoring: rubric and facts in, points with their reasons out; exact decimals, no clock, no database (features A1, A9).

``rubric``, ``rule_kinds``, ``kinds``, ``ladder``: what the office writes down. ``facts``: what is known. ``results``: what comes of it.
``engine.score`` goes from the first two to the third: ``ready`` and ``rows`` make the rubric ready for a class, ``reckoning`` goes
through a row (``base_rules``, ``events``, ``deductions``), ``incidents`` and ``among`` look across rows and units, ``totals``,
``ranking`` and ``grading`` end it. ``reading`` and ``writing``: the JSON form. ``checking``: a look at a rubric before it is
published. ``cheapest``, ``trials``, ``ladder_check``: what follows from the figures.
"""
