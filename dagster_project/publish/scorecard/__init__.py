"""The scorecard of a resolution as it is looked at, from publish/review/.

terminal/     as text: at the end of a night, and `published/scorecard.txt`
page/         as a page: `published/scorecard/index.html`
"""
