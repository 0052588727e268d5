"""From a figure back to the cells that it was counted from: ``make trace``, for those who may see names.

    question.py  which figure is meant; what there is, where it is none
    walk.py      figure → subjects → rows → files, and what is missing
    show.py      how that looks in a terminal
    lines.py     the same as CSV

Belongs here: reading the owner-only warehouse and showing it to who asked. Nothing here writes a file or a log line,
and nothing of it may be published: it names persons.
"""
