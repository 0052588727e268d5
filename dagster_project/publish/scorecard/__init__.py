"""The scorecard of a resolution as it is looked at.

terminal.py   at the end of a night, in the terminal
page/         `published/scorecard/index.html`, from publish/review/
"""
