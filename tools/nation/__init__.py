"""A nation's warehouse out of one province's: to see how time and memory grow with the rows.

Belongs here: multiplying what a night left (multiply.py, reference.py), running the steps that look at all returns
over it, and measuring each (measure.py). Does not belong here: any figure that somebody reads.
"""
