"""Who is told when something needs a person: news of a night, and where it goes. Plain Python, imports no Dagster.

news.py      what there is to say, from the published marts and the run's outcome
targets.py   log file, e-mail, webhook
tell.py      what was told before, and sending what is new
"""
