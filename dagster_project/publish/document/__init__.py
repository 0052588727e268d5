"""`scorecard.docx`: the draft of the review report that the province's organisation board sends to its party committee.

Vietnamese alone, on purpose: a document of the Party has one language, and this one goes through an office that signs
it. Here belongs how it is laid out and in which order it speaks. Not here: figures and sentences (`publish/review/`).
"""
