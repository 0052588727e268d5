"""Who is told when something needs a person: news of a night, and where it goes. Plain Python, imports no Dagster.

news.py       what there is to say: the published marts and the run's outcome, as aggregates
message.py    what of it is new to a reader, and how it is put
lib/addresses.py  what the setting NOTIFY_URL names
targets.py    log file, e-mail, webhook: sending one text
tell.py       what was told before, to whom, and sending what is new
night.py      all of it at the end of a night: what `make nightly` and Dagster's sensors call
"""
