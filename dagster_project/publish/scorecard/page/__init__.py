"""The scorecard as one page of HTML that opens from disk: `published/scorecard/index.html`.

write.py   the page from the reviews
parts.py   what stands in which table and list, in which order
chart.py   the years of one indicator as a picture
"""
